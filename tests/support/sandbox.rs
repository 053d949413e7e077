//! A simulated manager in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub struct Sandbox {
    child: Child,
    url: String,
}

impl Sandbox {
    /// Serves on any free port.
    pub fn serve(args: &[&str]) -> Self {
        Self::serve_at("imply", "0", args)
    }

    /// Serves another manager than the usual one.
    pub fn serve_manager(manager: &str, args: &[&str]) -> Self {
        Self::serve_at(manager, "0", args)
    }

    /// Serves where an earlier one did.
    pub fn serve_again(url: &str, args: &[&str]) -> Self {
        Self::serve_at("imply", url.rsplit(':').next().unwrap(), args)
    }

    fn serve_at(manager: &str, port: &str, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_qd"))
            .args(["sandbox", "serve", "--manager", manager, "--port", port])
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut url)
            .unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "{url:?}");
        Self {
            child,
            url: url.trim().to_owned(),
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
