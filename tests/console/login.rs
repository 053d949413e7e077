//! A secret typed on a terminal, and a context that nobody is let in to.

use std::sync::Arc;

use tempfile::TempDir;

use crate::support::{Console, Key, Reply, Server};

fn asking_for_a_secret() -> (Server, Arc<TempDir>) {
    let server = Server::start(|_| Reply::Json("[]".to_owned()));
    (server, Arc::new(TempDir::new().unwrap()))
}

fn config(server: &Server, home: &TempDir) -> String {
    let file = home.path().join("config.toml");
    let url = server.url();
    let text = format!("[contexts.east]\nmanager = \"imply\"\nurl = \"{url}\"\nsecret = \"prompt\"\n");
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn a_missing_secret_is_asked_for_without_echo_and_the_terminal_given_back() {
    let (server, home) = asking_for_a_secret();
    let file = config(&server, &home);
    let setup = || Console::setup().home(Arc::clone(&home)).env("QD_CONFIG", &file);
    let console = setup().start(&["get", "clusters", "-o", "json"]);
    console.wait_for("token for east:");
    console.send("pearl");
    console.send_key(Key::Enter);
    assert_eq!(console.exit_code(), 0);
    assert_eq!(server.count("/api/v1/clusters"), 1);
    assert!(console.termios_restored());
    assert!(!String::from_utf8_lossy(&console.raw_output()).contains("pearl"));

    let console = setup().start(&["get", "clusters"]);
    console.wait_for("token for east:");
    console.send_key(Key::Control('c'));
    assert_eq!(console.exit_code(), 4);
    assert_eq!(server.count("/api/v1/clusters"), 1, "nothing is sent without it");
    assert!(console.termios_restored());
}

#[test]
fn a_context_without_a_secret_sends_nothing_and_says_why() {
    let (server, home) = asking_for_a_secret();
    let file = config(&server, &home);
    let console = Console::setup().home(home).env("QD_CONFIG", &file).start(&[]);
    console.wait_for("east: log in");
    console.wait_for("east: the token is asked for, and nobody has given it yet. L logs in");
    console.send(":quit\r");
    assert_eq!(console.exit_code(), 0);
    assert_eq!(server.count("/api/v1/clusters"), 0);
}
