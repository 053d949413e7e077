//! Objects of other kinds than clusters, and actions that want to be told something.

use crate::support::{Console, Key, Sandbox};
use crate::{confirm, run_command};

/// A simulated manager with hosts, thousands of times as fast as a real one.
fn with_hosts() -> (Sandbox, Console) {
    let sandbox = Sandbox::serve_manager("commissaire", &["--quiet", "--speed", "200"]);
    let connect = ["--manager", "commissaire", "--url", sandbox.url()];
    let console = Console::setup()
        .env("QD_USER", "a")
        .env("QD_PASSWORD", "a")
        .size(120, 40)
        .start(&connect);
    console.wait_for("edge-eu-west");
    (sandbox, console)
}

/// Types a line into the form, and goes to the next field.
fn fill(console: &Console, text: &str) {
    console.send(text);
    console.wait_for(text);
    console.send_key(Key::Enter);
}

#[test]
fn a_host_is_bootstrapped_into_a_cluster_that_is_then_upgraded() {
    let (_sandbox, console) = with_hosts();
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "a private key").unwrap();
    run_command(&console, "bootstrap-host");
    console.wait_for("Nothing is sent before you have confirmed it");
    fill(&console, "10.77.0.1");
    fill(&console, &key.path().to_string_lossy());
    fill(&console, "core");
    fill(&console, "staging");
    console.wait_for("Press y to confirm it");
    console.insist(b"y", |screen| !screen.contains("Press y"));
    console.wait_for("10.77.0.1 is bootstrapped: it is active");
    run_command(&console, "hosts");
    console.wait_for("10.77.0.1");
    console.send_key(Key::Escape);
    console.wait_until_gone("10.77.0.1");
    console.send("/");
    console.wait_for("filter:");
    console.send("staging");
    console.send_key(Key::Enter);
    console.send_key(Key::Enter);
    console.wait_for("5 operations");
    console.send("m");
    console.wait_for("staging:");
    console.send("upgrade");
    console.send_key(Key::Enter);
    console.wait_for("upgrade 1 host, 10.77.0.1");
    confirm(&console, "Type the verb, upgrade:", "upgrade");
    console.wait_for("staging is upgraded: 1/1 hosts upgraded");
    console.send("2");
    console.wait_for("observed");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn what_was_typed_is_kept_when_the_manager_refuses_it() {
    let (_sandbox, console) = with_hosts();
    run_command(&console, "bootstrap-host");
    console.wait_for("Nothing is sent before you have confirmed it");
    fill(&console, "10.77.0.2");
    fill(&console, "/nowhere/key");
    console.send_key(Key::Control('s'));
    console.wait_for("Press y to confirm it");
    console.insist(b"y", |screen| !screen.contains("Press y"));
    console.wait_for("/nowhere/key cannot be read");
    assert!(
        console.screen_text().contains("10.77.0.2"),
        "{}",
        console.screen_text()
    );
}
