//! What is there at once, and what it needs.

use std::process::{Command, Stdio};

use crate::support::{Console, Key, Reply, Server};
use crate::{on_manager, quiet_prod};

#[test]
fn with_nothing_configured_the_sandbox_opens_and_says_so() {
    let console = Console::start(&[]);
    console.wait_for("SANDBOX: nothing here is real");
    console.wait_for("add one with :add-context, or in a shell: qd context add");
}

#[test]
fn the_sandbox_shows_clusters_of_several_contexts_and_one_that_is_unreachable() {
    let console = Console::start(&["--sandbox"]);
    console.wait_for("SANDBOX: nothing here is real");
    console.wait_for("analytics-prod");
    console.wait_for("analytics-stage");
    console.wait_for("1 unreachable (lab)");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn one_context_can_be_asked_for() {
    let console = quiet_prod();
    assert!(!console.screen_text().contains("analytics-stage"));
}

#[test]
fn the_first_frame_does_not_wait_for_an_answer() {
    let server = Server::start(|_| Reply::Never);
    let console = on_manager(&server.url(), &[]);
    console.wait_for("asking for the clusters");
    server.wait_for("/api/v1/clusters", 1);
    console.send_key(Key::Function(1));
    console.wait_for("Help");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn without_a_terminal_it_says_what_it_needs() {
    let output = Command::new(env!("CARGO_BIN_EXE_qd"))
        .arg("--sandbox")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("needs a terminal"), "{message}");
}

#[test]
fn with_only_one_end_at_a_terminal_nothing_is_taken() {
    for redirection in ["</dev/null", ">/dev/null"] {
        let line = format!(
            "{} --sandbox {redirection}; echo code $?",
            env!("CARGO_BIN_EXE_qd")
        );
        let console = Console::run("/bin/sh", &["-c", &line]);
        console.wait_for("needs a terminal");
        console.wait_for("code 2");
        assert_eq!(console.exit_code(), 0);
        console.assert_restored();
        assert!(!console.raw_output().contains(&0x1b), "{redirection}");
    }
}
