//! What the program says of itself in files: its log, and a report of a crash; no secret is in either.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::support::{Console, Key, Reply, Server};
use crate::{quiet_prod, run_command};

const TOKEN: &str = "a-token-like-a-pearl";
const PASSWORD: &str = "a-password-like-a-pearl";

/// The files of the state directory whose names begin so.
fn files(console: &Console, beginning: &str) -> Vec<PathBuf> {
    let state = console.home().path().join("state/quarterdeck");
    let entries = fs::read_dir(state).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(beginning))
        .collect()
}

/// A console at the most talkative level, on a manager whose answers hold a secret.
fn talkative() -> (Server, Console) {
    let server = Server::start(|path| {
        let cluster = format!(
            r#"{{"metadata":{{"name":"orders","uid":"7"}},"spec":{{"password":"{PASSWORD}"}},"status":{{}}}}"#
        );
        Reply::Json(if path.ends_with("/clusters") {
            format!("[{cluster}]")
        } else {
            cluster
        })
    });
    let url = server.url();
    let console = Console::setup().env("QD_TOKEN", TOKEN).start(&[
        "--manager",
        "imply",
        "--url",
        &url,
        "--log-level",
        "trace",
    ]);
    console.wait_for("orders");
    (server, console)
}

#[test]
fn a_panic_gives_the_terminal_back_and_leaves_its_report_in_a_private_file() {
    let console = quiet_prod();
    run_command(&console, "panic");
    assert_eq!(console.exit_code(), 101);
    console.assert_restored();
    let shown = console.screen_text();
    for words in ["a crash that was asked for", "crash-", "attach it"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let [file] = &files(&console, "crash-")[..] else {
        panic!("one report: {shown}");
    };
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    let report = fs::read_to_string(file).unwrap();
    for words in [
        "qd 0.",
        "xterm-256color, 120x40",
        "a crash that was asked for",
        "Backtrace:",
        "opened context=\"prod\"",
    ] {
        assert!(report.contains(words), "{words}: {report}");
    }
    assert!(!report.contains('\u{1b}'), "{report}");
}

#[test]
fn neither_log_nor_report_hold_a_secret() {
    let (_server, console) = talkative();
    run_command(&console, "panic");
    assert_eq!(console.exit_code(), 101);
    let [log, report] = ["qd.log", "crash-"].map(|name| {
        let [file] = &files(&console, name)[..] else {
            panic!("one file {name}");
        };
        fs::read_to_string(file).unwrap()
    });
    assert!(log.contains("answered") && log.contains("orders"), "{log}");
    assert!(report.contains("answered"), "{report}");
    for text in [log, report] {
        assert!(!text.contains(TOKEN) && !text.contains(PASSWORD), "{text}");
    }
}

#[test]
fn a_session_leaves_its_lines_in_the_log_and_none_on_the_terminal() {
    let console = quiet_prod();
    console.send_key(Key::Control('l'));
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    let [log] = &files(&console, "qd.log")[..] else {
        panic!("one log");
    };
    assert_eq!(fs::metadata(log).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(log).unwrap();
    assert!(
        text.contains("started version=") && text.contains("command=\"console\""),
        "{text}"
    );
    assert!(text.contains("opened context=\"prod\""), "{text}");
    assert!(!String::from_utf8_lossy(&console.raw_output()).contains("started version"));
}
