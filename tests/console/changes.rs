//! Changes: what they demand, what refuses them, how they are followed.

use crate::support::{Console, Key, Sandbox};
use crate::{confirm, on_manager, quiet_prod};

const TYPED_TOO_EARLY: &str = "typed before this could be read";

/// The quiet staging fleet of the sandbox, on its first cluster, which runs.
fn quiet_stage(args: &[&str]) -> Console {
    let console = Console::start(&[&["--sandbox", "--quiet", "-c", "stage"], args].concat());
    console.wait_for("analytics-stage: servers");
    console
}

fn select(console: &Console, name: &str) {
    console.send("/");
    console.wait_for("filter:");
    console.send(name);
    console.send_key(Key::Enter);
    console.wait_for(&format!("{name}: servers"));
}

#[test]
fn keys_typed_ahead_of_a_dialog_do_not_answer_it() {
    let console = quiet_stage(&[]);
    console.send_bytes(b"sstop\r");
    console.wait_for(TYPED_TOO_EARLY);
    console.wait_for("Type the verb, stop:");
    assert!(!console.screen_text().contains("Type the verb, stop: s"));
    confirm(&console, "Type the verb, stop:", "stop");
    console.wait_for("stop analytics-stage: read again, then sent");
    console.send("a");
    console.wait_until(|screen| {
        let mut rows = screen.rows(0, 120);
        rows.any(|row| row.contains("analytics-stage") && row.contains("running"))
    });
    go_home(&console);
    wait_for_state(&console, "analytics-stage", "STOPPING");
}

#[test]
fn a_cluster_is_stopped_and_started_over_a_socket() {
    let sandbox = Sandbox::serve(&["--speed", "1000", "--quiet"]);
    let console = on_manager(sandbox.url(), &[]);
    console.wait_for("clickstream");
    select(&console, "fraud-detection");
    console.send("s");
    confirm(&console, "Type the verb, stop:", "stop");
    console.send("a");
    wait_for_outcome(&console, "stop", "done");
    go_home(&console);
    wait_for_state(&console, "fraud-detection", "STOPPED");
    // Until the cluster itself was read again.
    console.insist(b"S", |screen| screen.contains("Press y to start it"));
    console.insist(b"y", |screen| !screen.contains("Press y"));
    console.send("a");
    wait_for_outcome(&console, "start", "done");
    go_home(&console);
    wait_for_state(&console, "fraud-detection", "RUNNING");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

/// Waits for a state in the table of clusters.
#[track_caller]
fn wait_for_state(console: &Console, name: &str, state: &str) {
    console.wait_until(|screen| {
        let mut rows = screen.rows(0, 120);
        rows.any(|row| [name, state].iter().all(|word| row.contains(word)))
    });
}

fn go_home(console: &Console) {
    console.send_key(Key::Escape);
    console.wait_until_gone("Activity");
    console.wait_for("CONFIG");
}

fn wait_for_outcome(console: &Console, verb: &str, outcome: &str) {
    console.wait_until(|screen| {
        let mut rows = screen.rows(0, 120);
        rows.any(|row| row.contains(&format!(" {verb} ")) && row.contains(outcome))
    });
}

#[test]
fn a_read_only_context_refuses_every_verb_and_says_why() {
    let console = quiet_stage(&["--read-only"]);
    console.send("s");
    console.wait_for("Cannot stop: stage is read-only");
    console.send("S");
    console.wait_for("Cannot start: stage is read-only");
    console.send_key(Key::Enter);
    console.wait_for("READ-ONLY");
}

#[test]
fn a_protected_context_demands_the_name() {
    let console = quiet_prod();
    select(&console, "clickstream");
    console.send_key(Key::Enter);
    console.wait_for("PROTECTED");
    console.send("s");
    console.wait_for("Type the name, clickstream:");
    let by_flag = quiet_stage(&["--protected"]);
    by_flag.send("s");
    by_flag.wait_for("Type the name, analytics-stage:");
}

#[test]
fn a_verb_that_cannot_be_asked_for_now_says_why() {
    let console = quiet_prod();
    select(&console, "inventory");
    console.send("s");
    console.wait_for("Cannot stop:");
    assert!(!console.screen_text().contains("Type the name"));
}
