//! `qd journal`: what runs of the program leave behind for the next, and for others.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::Value;

use crate::STAGE;
use crate::harness::{Home, Run};

const FILE: &str = ".local/state/quarterdeck/journal-sandbox.jsonl";

fn home() -> Home {
    Home::new().env("LOGNAME", "ada")
}

fn stop(home: &Home, more: &[&str]) -> Run {
    home.run(&[&["stop", "analytics-stage", "--yes"], more, &STAGE].concat())
}

fn journal(home: &Home, more: &[&str]) -> Run {
    home.run(&[&["journal", "--sandbox"], more].concat()).expect(0)
}

/// One field of every change, in the order of asking.
fn column(home: &Home, more: &[&str], field: &str) -> Vec<Value> {
    let all = journal(home, &[&["-o", "json"], more].concat()).json();
    let changes = all.as_array().unwrap().iter();
    changes.map(|change| change[field].clone()).collect()
}

#[test]
fn each_change_is_told_with_who_asked_for_it_and_what_it_came_to() {
    let home = home().env("SSH_CONNECTION", "192.0.2.7 51234 10.0.0.1 22");
    stop(&home, &["--wait", "--speed", "1000"]).expect(0);
    stop(&home, &[]).expect(0);
    stop(&home, &["--fault", "status=409@PATCH"]).expect(1);
    stop(&home, &["--fault", "unreachable@PATCH"]).expect(1);
    assert_eq!(
        column(&home, &[], "outcome"),
        ["done", "accepted", "refused", "not-sent"]
    );
    let all = journal(&home, &["-o", "json", "-n", "1"]).json();
    let last = &all[0];
    assert_eq!(
        (&last["user"], &last["origin"]),
        (&"ada".into(), &"192.0.2.7".into())
    );
    assert_eq!(
        (&last["verb"], &last["context"], &last["with"]),
        (&"stop".into(), &"stage".into(), &"qd stop".into())
    );
    assert_eq!(
        column(&home, &["--outcome", "refused"], "name"),
        ["analytics-stage"]
    );
    assert_eq!(
        column(&home, &["--cluster", "analytics-stage", "-c", "stage"], "name").len(),
        4
    );
    assert!(column(&home, &["-c", "prod"], "name").is_empty());
    assert!(column(&home, &["--until", "2020-01-01"], "name").is_empty());
    assert_eq!(
        column(&home, &["--since", "1h", "--verb", "stop"], "name").len(),
        4
    );
    let mode = home.path(FILE).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn an_edit_is_told_with_its_difference() {
    let home = home().env("EDITOR", "sed -i s/CHG-1004/CHG-2000/");
    let edit = ["edit", "analytics-stage", "--yes", "--wait", "--speed", "1000"];
    home.run(&[&edit[..], &STAGE].concat()).expect(0);
    let changes = column(&home, &[], "changes");
    let [Value::Array(lines)] = &changes[..] else {
        panic!("{changes:?}")
    };
    assert!(
        lines[0]
            .as_str()
            .unwrap()
            .ends_with(": \"CHG-1004\" -> \"CHG-2000\""),
        "{lines:?}"
    );
    assert_eq!(column(&home, &[], "baseVersion"), [17]);
    assert_eq!(column(&home, &[], "version"), [18]);
    let note = journal(&home, &["-o", "md", "--since", "8h"]).out;
    assert!(
        note.starts_with("# Changes from ") && note.contains("\n## stage/analytics-stage\n"),
        "{note}"
    );
    assert!(note.contains("edit, v17 -> v18: **done**"), "{note}");
    assert!(!note.contains("Still open"), "{note}");
}

#[test]
fn a_change_whose_program_was_killed_is_unknown_and_open() {
    let home = home();
    let stop = ["stop", "analytics-stage", "--yes", "--fault", "latency=10m@PATCH"];
    let mut command = home.command(&[&stop[..], &STAGE].concat());
    let mut process = command.stderr(Stdio::null()).spawn().unwrap();
    // The begin is written before anything is sent, whatever comes of it.
    while column(&home, &[], "outcome").is_empty() {
        assert!(process.try_wait().unwrap().is_none(), "it ended by itself");
    }
    assert_eq!(column(&home, &[], "outcome"), ["sending"]);
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(column(&home, &[], "outcome"), ["unknown"]);
    let note = journal(&home, &["-o", "md"]).out;
    assert!(
        note.contains("## Still open") && note.contains("**unknown**: interrupted"),
        "{note}"
    );
    // The next to write goes on.
    self::stop(&home, &[]).expect(0);
    assert_eq!(column(&home, &[], "outcome"), ["unknown", "accepted"]);
}

#[test]
fn two_processes_at_once_lose_nothing() {
    let home = home();
    let each = || {
        let mut command = home.command(&[&["stop", "analytics-stage", "--yes"], &STAGE[..]].concat());
        command.stdout(Stdio::null()).spawn().unwrap()
    };
    let processes: Vec<_> = (0..6).map(|_| each()).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(column(&home, &[], "outcome"), vec!["accepted"; 6]);
}

#[test]
fn a_line_that_is_no_record_is_left_out_and_told() {
    let home = home();
    stop(&home, &[]).expect(0);
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(home.path(FILE))
        .unwrap();
    file.write_all(b"{\"record\":\"beg").unwrap();
    stop(&home, &[]).expect(0);
    let run = journal(&home, &[]);
    assert!(
        run.err.contains("1 line of the journal cannot be read: left out"),
        "{run:?}"
    );
    assert_eq!(run.out.lines().count(), 3, "{run:?}");
}

#[test]
fn a_journal_that_cannot_be_written_is_told_and_stops_nothing() {
    let home = home();
    home.write(".local/state/quarterdeck", "a file in the way");
    let run = stop(&home, &[]).expect(0);
    assert_eq!(run.out, "stage/analytics-stage: stop accepted\n");
    assert!(
        run.err.contains("Could not write the change into the journal"),
        "{run:?}"
    );
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
}

#[test]
fn a_broken_configuration_does_not_matter_to_what_was_done() {
    let home = home().config("nonsense = [");
    home.run(&["journal"]).expect(0);
    stop(&home, &[]);
    assert!(
        home.run(&["journal", "--since", "yesterday"])
            .expect(2)
            .err
            .contains("8h")
    );
}

#[test]
fn where_nothing_is_configured_the_sandboxs_is_meant() {
    let home = home();
    stop(&home, &[]).expect(0);
    let run = home.run(&["journal"]).expect(0);
    assert!(run.out.contains("analytics-stage"), "{run:?}");
}

#[test]
fn what_nothing_matches_is_told_with_the_contexts_there_are() {
    let home = home();
    let empty = journal(&home, &[]);
    assert!(
        empty.err.contains("nothing is written in the journal yet"),
        "{}",
        empty.err
    );
    stop(&home, &[]).expect(0);
    assert_eq!(journal(&home, &[]).err, "");
    let nowhere = journal(&home, &["-c", "nope", "-o", "json"]);
    assert_eq!(nowhere.json(), serde_json::json!([]));
    for words in ["is of the context nope", "knows the contexts stage"] {
        assert!(nowhere.err.contains(words), "{}", nowhere.err);
    }
    let nothing = journal(&home, &["--cluster", "nope"]).err;
    assert!(nothing.contains("nothing in the journal matches"), "{nothing}");
}
