//! `qd doctor` on whole configurations.

use rustix::process::Signal;
use serde_json::Value;

use crate::harness::{Home, Run, Served};
use crate::support::Console;

/// The findings of one check, of one context if it names one.
fn found(run: &Run, context: Option<&str>, check: &str) -> Vec<Value> {
    let all = run.json();
    let findings = all.as_array().unwrap().iter();
    let is_meant = |finding: &&Value| finding["check"] == check && finding["context"].as_str() == context;
    findings.filter(is_meant).cloned().collect()
}

#[track_caller]
fn assert_found(run: &Run, context: Option<&str>, check: &str, state: &str, words: &str) {
    let found = found(run, context, check);
    let is_it =
        |finding: &Value| finding["state"] == state && finding["says"].as_str().unwrap().contains(words);
    assert!(found.iter().any(is_it), "{state} {words}: {found:#?} {run:#?}");
}

#[test]
fn each_mistake_is_a_finding_at_its_place_and_the_other_contexts_are_looked_at() {
    let served = Served::start(&[]);
    let bad = "[contexts.bad]\nmanager = \"imply\"\nur = \"x\"\nprotection = \"maybe\"\n";
    let config = format!("use = \"east\"\n{}{bad}", served.config(&["east", "west"]));
    let home = Home::new().env("QD_TOKEN", "any").config(&config);
    let run = home.run(&["doctor", "--json"]).expect(1);
    let mistakes = found(&run, None, "mistake");
    assert_eq!(mistakes.len(), 3, "{mistakes:#?}");
    for (mistake, line) in mistakes.iter().zip([10, 12, 13]) {
        let says = mistake["says"].as_str().unwrap();
        assert!(says.contains(&format!("config.toml:{line}:")), "{says}");
        assert!(mistake["fix"].as_str().unwrap().contains(&format!("line {line}")));
    }
    assert_found(
        &run,
        None,
        "contexts",
        "problem",
        "1 of 3 contexts cannot be opened: bad",
    );
    assert_found(&run, None, "in use", "ok", "east, by `use`");
    assert_found(
        &run,
        Some("bad"),
        "context",
        "problem",
        "line 10, line 12, line 13",
    );
    for context in ["east", "west"] {
        assert_found(&run, Some(context), "read", "ok", "9 clusters");
    }
    let text = home.run(&["doctor"]).expect(1).out;
    assert!(text.ends_with("; 2 of 3 contexts fine.\n"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    // Who asks about one context is not kept by the mistakes of another.
    let one = home.run(&["doctor", "--json", "-c", "west"]).expect(0);
    assert_found(&one, None, "contexts", "warning", "bad");
    assert!(found(&one, Some("east"), "read").is_empty());
    let home = home.env("QD_CONTEXT", "north");
    let run = home.run(&["doctor", "--json"]).expect(1);
    assert_found(&run, None, "in use", "problem", "QD_CONTEXT = north");
    assert_found(&run, Some("west"), "read", "ok", "9 clusters");
}

#[test]
fn a_secret_that_cannot_be_had_is_told_with_what_to_do() {
    let served = Served::start(&[]);
    let context = |name: &str, place: &str| served.config(&[name]).replace("env:QD_TOKEN", place);
    let config = [
        context("file", "file:~/nothing"),
        context("command", "command:sh -c 'echo locked >&2; exit 2'"),
        context("variable", "env:NOBODY_SETS_THIS"),
        context("asked", "prompt"),
    ];
    let home = Home::new().config(&config.concat());
    let run = home.run(&["doctor", "--json"]).expect(1);
    for (name, words, fix) in [
        ("file", "is not there", "chmod 600"),
        ("command", "exit status: 2", "run it yourself"),
        ("variable", "NOBODY_SETS_THIS is not set", "set NOBODY_SETS_THIS"),
    ] {
        assert_found(&run, Some(name), "credential", "problem", words);
        let finding = &found(&run, Some(name), "credential")[0];
        assert!(finding["fix"].as_str().unwrap().contains(fix), "{finding}");
        assert_found(&run, Some(name), "read", "skipped", "after credential");
    }
    assert_found(&run, Some("asked"), "credential", "ok", "asked for at each run");
}

#[test]
fn tokens_are_fetched_once_and_their_host_is_looked_at() {
    let (manager, tokens) = (Served::start(&[]), Served::start(&[]));
    let oauth = |name: &str, tokens: &str| {
        let path = "auth/realms/acme/protocol/openid-connect/token";
        let entry = manager.config(&[name]).replace("QD_TOKEN", "CLIENT_SECRET");
        format!("{entry}auth = \"oauth\"\nclient_id = \"qd\"\ntoken_url = \"{tokens}/{path}\"\n")
    };
    let config = [
        oauth("good", tokens.url()),
        oauth("same", manager.url()),
        oauth("dead", "http://127.0.0.1:1"),
    ];
    let home = Home::new().env("CLIENT_SECRET", "pearl").config(&config.concat());
    let run = home.run(&["doctor", "--json"]).expect(1);
    assert_found(&run, Some("good"), "token tcp", "ok", "127.0.0.1");
    assert_found(&run, Some("good"), "credential", "ok", "renewed by itself");
    assert_found(&run, Some("good"), "read", "ok", "9 clusters");
    assert_found(&run, Some("same"), "token address", "ok", "at the same host");
    assert_found(&run, Some("dead"), "token tcp", "problem", "refused");
    assert_found(&run, Some("dead"), "credential", "skipped", "after token tcp");
}

/// The doctor asks its questions in the same way.
#[test]
fn a_signal_while_a_secret_is_typed_gives_the_terminal_back() {
    let served = Served::start(&[]);
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let home = Home::new().config(&served.config(&["east"]).replace("env:QD_TOKEN", "prompt"));
        let config = home.path("config.toml").display().to_string();
        let console = Console::start(&["login", "east", "--config", &config]);
        console.wait_for("token for east:");
        assert!(!console.termios_restored());
        console.signal(signal);
        assert_eq!(console.exit_code(), code);
        assert!(console.termios_restored());
    }
}

#[test]
fn a_theme_that_there_is_not_is_a_finding_at_its_place() {
    let home = Home::new().config("[console]\ntheme = \"drak\"\n");
    let run = home.run(&["doctor", "--json"]).expect(1);
    assert_found(&run, None, "mistake", "problem", "config.toml:2:9: console.theme");
}
