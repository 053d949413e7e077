//! Many contexts of which half are dead: what that costs the others.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use crate::harness::{Home, stage};

const LIVING: usize = 25;
const LATE: usize = 12;
const CLOSED: usize = 13;

/// The hosts that have been asked.
#[derive(Default)]
struct Asked {
    hosts: Mutex<BTreeSet<usize>>,
    changed: Condvar,
}

impl Asked {
    fn add(&self, host: usize) {
        self.hosts.lock().unwrap().insert(host);
        self.changed.notify_all();
    }

    fn wait_for_all(&self) {
        let hosts = self.hosts.lock().unwrap();
        let _all = self
            .changed
            .wait_while(hosts, |hosts| hosts.len() < LIVING)
            .unwrap();
    }
}

/// A manager with one list, which it gives as soon as `before` lets it.
fn manager(list: &str, before: impl Fn() + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{list}", list.len());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            read_request(&mut connection);
            before();
            // Whoever went away meanwhile needs no answer.
            let _gone = connection.write_all(answer.as_bytes());
        }
    });
    url
}

fn read_request(connection: &mut TcpStream) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while !request.ends_with(b"\r\n\r\n") {
        match connection.read(&mut chunk) {
            Ok(count) if count > 0 => request.extend_from_slice(&chunk[..count]),
            _ => return,
        }
    }
}

#[test]
fn half_of_fifty_contexts_may_be_dead_without_holding_up_the_others() {
    let list = stage(&["get", "cluster", "analytics-stage", "-o", "json"]).expect(0);
    let list = format!("[{}]", list.out.trim());
    let asked = Arc::<Asked>::default();
    let mut config = String::new();
    let mut add = |name: String, url: &str| {
        let keys = format!("manager = \"imply\"\nurl = \"{url}\"\nsecret = \"env:QD_TOKEN\"");
        writeln!(config, "[contexts.{name}]\n{keys}").unwrap();
    };
    // Those that are silent until all the others have been asked come first: one after the other, nobody would be.
    for host in 0..LATE {
        let asked = Arc::clone(&asked);
        add(
            format!("a{host:02}"),
            &manager(&list, move || asked.wait_for_all()),
        );
    }
    for host in 0..CLOSED {
        // Each another host; nobody listens on that port.
        add(format!("b{host:02}"), &format!("http://127.0.0.{}:1", host + 2));
    }
    for host in 0..LIVING {
        let asked = Arc::clone(&asked);
        add(format!("c{host:02}"), &manager(&list, move || asked.add(host)));
    }
    let home = Home::new().env("QD_TOKEN", "any").config(&config);
    let run = home.run(&["get", "clusters"]).expect(7);
    let rows = |letter: char| run.out.matches(&format!("stage  {letter}")).count();
    assert_eq!((rows('a'), rows('b'), rows('c')), (LATE, 0, LIVING), "{run:#?}");
    assert_eq!(
        run.err.matches("connection refused").count(),
        CLOSED,
        "{}",
        run.err
    );
}
