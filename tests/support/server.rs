//! A manager that answers whatever a test wants, over HTTP on a loopback port.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Far above what any wait takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// What a request gets.
pub enum Reply {
    Json(String),
    Status(u16, String),
    /// The connection stays open, and nothing comes.
    Never,
}

pub struct Server {
    address: SocketAddr,
    asked: Arc<Asked>,
}

/// The paths that were asked for.
#[derive(Default)]
struct Asked {
    paths: Mutex<Vec<String>>,
    changed: Condvar,
}

impl Server {
    /// Answers each request by its path, as long as the test runs.
    pub fn start(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Asked::default());
        let server = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for connection in listener.incoming() {
                let (asked, answer) = server.clone();
                thread::spawn(move || serve(connection.unwrap(), &asked, &*answer));
            }
        });
        Self { address, asked }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often `path` was asked for.
    pub fn count(&self, path: &str) -> usize {
        count(&self.asked.paths.lock().unwrap(), path)
    }

    /// Waits until `path` was asked for so often.
    #[track_caller]
    pub fn wait_for(&self, path: &str, times: usize) {
        let paths = self.asked.paths.lock().unwrap();
        let waited = self
            .asked
            .changed
            .wait_timeout_while(paths, DEADLINE, |paths| count(paths, path) < times);
        let (paths, waited) = waited.unwrap();
        assert!(!waited.timed_out(), "{path} was not asked for: {paths:?}");
    }
}

fn count(paths: &[String], path: &str) -> usize {
    paths.iter().filter(|asked| *asked == path).count()
}

fn serve(mut connection: TcpStream, asked: &Asked, answer: &dyn Fn(&str) -> Reply) {
    let mut head = BufReader::new(connection.try_clone().unwrap())
        .lines()
        .map_while(Result::ok);
    let Some(first) = head.next() else { return };
    let path = first.split(' ').nth(1).unwrap().to_owned();
    head.find(String::is_empty);
    let reply = answer(&path);
    asked.paths.lock().unwrap().push(path);
    asked.changed.notify_all();
    let (status, body) = match reply {
        Reply::Json(body) => (200, body),
        Reply::Status(status, body) => (status, body),
        Reply::Never => loop {
            thread::park();
        },
    };
    let head = format!(
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _gone = connection.write_all(&[head.as_bytes(), body.as_bytes()].concat());
}
