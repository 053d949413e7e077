//! Logging in to a machine: the terminal is lent to `ssh`, and comes back however that ends.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::{Console, Key};

const EDGE: [&str; 4] = ["--sandbox", "--quiet", "-c", "edge"];

/// The hosts of the sandbox, the cursor on the first; `ssh` is a script.
fn hosts(script: &str) -> Console {
    let home = TempDir::new().unwrap();
    let bin = home.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let ssh = bin.join("ssh");
    std::fs::write(&ssh, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&ssh, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let console = Console::setup()
        .home(Arc::new(home))
        .env("PATH", &path)
        .start(&EDGE);
    console.wait_for("edge-eu-west");
    console.send(":hosts");
    console.send_key(Key::Enter);
    console.wait_for("10.20.0.11");
    console
}

/// How many keys lie about.
fn keys(console: &Console) -> usize {
    let directory = console.home().path().join("state/quarterdeck/ssh");
    std::fs::read_dir(directory).into_iter().flatten().count()
}

#[test]
fn the_terminal_is_lent_to_ssh_and_comes_back() {
    let console = hosts(
        "stat -c 'mode %a' \"$2\"; stty -a | grep -q ' icanon' && echo cooked; read line; echo said $line; exit 255",
    );
    console.send("!");
    console.wait_for("mode 600");
    console.wait_for("cooked");
    assert!(!console.in_alternate_screen() && console.shows_cursor());
    console.send("hello");
    console.send_key(Key::Enter);
    console.wait_for("ssh to 10.20.0.11 ended with 255");
    assert!(console.in_alternate_screen());
    assert_eq!(keys(&console), 0);
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn an_ssh_that_is_killed_in_the_middle_of_its_screen_leaves_neither_key_nor_modes() {
    let console = hosts("stty raw -echo; printf '\\033[?1049h\\033[?2004h'; kill -KILL $$");
    console.send("!");
    console.wait_for("ssh to 10.20.0.11 ended with 137");
    assert_eq!(keys(&console), 0);
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn a_console_that_is_to_end_meanwhile_takes_the_key_away() {
    let console = hosts("echo it-has-the-terminal; exec sleep 1000");
    console.send("!");
    console.wait_for("it-has-the-terminal");
    assert_eq!(keys(&console), 1);
    console.signal(Signal::TERM);
    assert_eq!(console.exit_code(), 143);
    assert_eq!(keys(&console), 0);
    console.assert_restored();
}

#[test]
fn a_server_of_a_cluster_is_logged_in_to_as_well() {
    let console = hosts("echo \"to $9\"; read line");
    console.send_key(Key::Escape);
    console.wait_for("branch-offices: servers");
    console.wait_for("10.27.0.11");
    console.send_key(Key::Enter);
    console.wait_for("clusters › branch-offices");
    console.wait_for("10.27.0.11");
    console.send(":ssh");
    console.send_key(Key::Enter);
    console.wait_for("to 10.27.0.11");
    console.send_key(Key::Enter);
    console.wait_for("ssh to 10.27.0.11 ended with 0");
    console.signal(Signal::TERM);
    console.exit_code();
}
