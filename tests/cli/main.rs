//! The headless front end as a script meets it: the real program, its two outputs and its exit code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure here is a failed test"
)]

mod cloudify;
mod cloudify_day;
mod commissaire;
mod configuration;
mod credentials;
mod dead_contexts;
mod doctor;
mod drafts;
mod harness;
mod instaclustr;
mod journal;
mod leaks;
mod notes;
mod own_address;
mod service;
mod specs;
mod ssh;
#[path = "../support/mod.rs"]
mod support;
mod versions;

use std::io::Read;
use std::process::Stdio;

use harness::{Home, Served, id_of, stage};
use rustix::process::Signal;
use support::{Console, Key};
use tempfile::TempDir;

/// A context without protection, of the simulated managers; nothing in it changes by itself.
const STAGE: [&str; 4] = ["--sandbox", "--quiet", "-c", "stage"];

// What is shown.

#[test]
fn outputs_and_messages_are_as_documented() {
    let home = TempDir::new().unwrap();
    trycmd::TestCases::new()
        .env("HOME", home.path().display().to_string())
        .env("XDG_CONFIG_HOME", home.path().display().to_string())
        .env("QD_CONFIG", home.path().join("none.toml").display().to_string())
        .env("COLUMNS", "100")
        .case("tests/cmd/*.trycmd");
}

#[test]
fn a_list_as_json_holds_the_managers_own_documents() {
    let list = stage(&["get", "clusters", "-o", "json"]).expect(0);
    let one = stage(&["get", "cluster", "analytics-stage", "-o", "json"]).expect(0);
    assert_eq!(list.json().as_array().unwrap().len(), 6);
    // Times are counted from the start of each run: the part before them is the same, byte for byte.
    let head = one.out.split("\"events\"").next().unwrap();
    assert!(list.out.contains(head), "{}", one.out);
    assert!(one.json()["status"]["servers"].is_array());
}

#[test]
fn yaml_says_the_same_as_json() {
    let yaml = stage(&["get", "cluster", "analytics-stage", "-o", "yaml"]).expect(0);
    assert!(
        yaml.out.starts_with("metadata:\n  name: analytics-stage\n"),
        "{}",
        yaml.out
    );
    assert!(yaml.out.contains("  version: \"2026.06\"\n"), "{}", yaml.out);
}

#[test]
fn servers_and_events_are_objects_of_their_columns() {
    let servers = stage(&["get", "servers", "analytics-stage", "-o", "json"])
        .expect(0)
        .json();
    let first = &servers.as_array().unwrap()[0];
    assert!(first["id"].as_str().unwrap().starts_with("i-"));
    assert_eq!(first["state"], "running");
    let events = stage(&["get", "events", "analytics-stage", "-o", "json"])
        .expect(0)
        .json();
    let first = &events.as_array().unwrap()[0];
    assert!(first["time"].as_str().unwrap().ends_with('Z') && first["message"].is_string());
}

#[test]
fn names_can_be_fed_back() {
    let names = stage(&["get", "clusters", "-o", "name"]).expect(0).out;
    for name in names.lines() {
        stage(&["get", "cluster", name]).expect(0);
    }
}

#[test]
fn a_description_has_the_servers_and_the_last_events() {
    let text = stage(&["describe", "analytics-stage"]).expect(0).out;
    assert!(text.starts_with("analytics-stage\n  context"), "{text}");
    assert!(
        text.contains("\nServers (7)\n") && text.contains("\nEvents (10)\n"),
        "{text}"
    );
    assert!(text.lines().all(|line| !line.ends_with(' ')), "{text}");
}

#[test]
fn a_context_that_fails_is_told_and_the_others_are_listed() {
    let run = Home::new().run(&[
        "get",
        "clusters",
        "--sandbox",
        "--quiet",
        "-c",
        "stage",
        "-c",
        "lab",
    ]);
    let run = run.expect(7);
    assert!(run.out.contains("analytics-stage") && !run.out.contains("lab.sandbox"));
    assert!(run.err.contains("Could not list clusters of lab"), "{}", run.err);
    let run = Home::new().run(&["get", "clusters", "--sandbox", "-c", "lab", "-o", "json"]);
    assert_eq!(run.expect(5).out, "");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let home = Home::new();
    let mut command = home.command(&["get", "clusters", "--sandbox", "--clusters", "3000", "-o", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut first = [0; 1];
    process.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn nothing_is_coloured_or_cut_where_no_terminal_is() {
    let home = Home::new().env("TERM", "xterm-256color").env("COLUMNS", "20");
    let run = home.run(&[&["get", "clusters", "-o", "wide"][..], &STAGE].concat());
    assert!(
        !run.out.contains('\u{1b}') && !run.out.contains('…'),
        "{}",
        run.out
    );
}

// Names.

#[test]
fn the_same_name_in_two_contexts_must_be_told_apart() {
    let served = Served::start(&[]);
    let home = Home::new()
        .env("QD_TOKEN", "any")
        .config(&served.config(&["east", "west"]));
    let run = home.run(&["stop", "clickstream", "--yes"]).expect(3);
    assert!(
        run.err.contains("2 clusters are called clickstream"),
        "{}",
        run.err
    );
    assert!(run.err.contains("  east     clickstream  "), "{}", run.err);
    let run = home
        .run(&["get", "cluster", "clickstream", "-c", "west"])
        .expect(0);
    assert!(run.out.contains("west"), "{}", run.out);
}

#[test]
fn a_silent_context_keeps_a_name_from_being_sure_but_not_an_id() {
    let both = ["--sandbox", "--quiet", "-c", "stage", "-c", "lab", "--yes"];
    let run = Home::new().run(&[&["stop", "analytics-stage"][..], &both].concat());
    assert!(run.expect(5).err.contains("-c stage"));
    let id = id_of("analytics-stage");
    Home::new().run(&[&["stop", &id][..], &both].concat()).expect(0);
    // To look at, the ones that answered are enough.
    let run = Home::new().run(&[&["get", "cluster", "analytics-stage"][..], &both[..6]].concat());
    assert!(run.expect(0).err.contains("lab"));
}

#[test]
fn what_is_not_there_is_told_from_what_could_not_be_asked() {
    let run = stage(&["describe", "analytics-stag"]).expect(3);
    assert!(run.err.contains("did you mean analytics-stage?"), "{}", run.err);
    let both = ["--sandbox", "--quiet", "-c", "stage", "-c", "lab"];
    let run = Home::new().run(&[&["describe", "nothing-like-it"][..], &both].concat());
    assert!(run.expect(5).err.contains("lab"));
}

// Changes.

#[test]
fn a_change_is_waited_for_to_its_end() {
    let fast = ["--speed", "1000", "--wait", "--yes"];
    let run = stage(&[&["stop", "analytics-stage"][..], &fast].concat()).expect(0);
    assert_eq!(run.out, "stage/analytics-stage: stopped (STOPPED)\n");
    assert_eq!(run.err, "", "no progress where no terminal is");
    let run = stage(&[&["start", "My First Cluster"][..], &fast].concat()).expect(0);
    assert!(
        run.out.starts_with("stage/My First Cluster: started"),
        "{}",
        run.out
    );
}

#[test]
fn a_change_over_the_network_is_seen_by_the_next_command() {
    let served = Served::start(&["--speed", "1000"]);
    let home = Home::new()
        .env("QD_TOKEN", "any")
        .config(&served.config(&["east"]));
    home.run(&["stop", "clickstream", "--yes", "--wait"]).expect(0);
    let cluster = home.run(&["get", "cluster", "clickstream", "-o", "json"]).json();
    assert_eq!(cluster["status"]["state"], "STOPPED");
    let again = home.run(&["stop", "clickstream", "--yes"]).expect(1);
    assert!(again.err.contains("it is stopped"), "{}", again.err);
}

#[test]
fn a_replaced_server_is_gone() {
    let servers = stage(&["get", "servers", "analytics-stage", "-o", "name"]).out;
    let server = servers.lines().next().unwrap();
    let fast = ["--speed", "1000", "--wait", "--yes"];
    let run = stage(&[&["replace-server", "analytics-stage", server][..], &fast].concat()).expect(0);
    assert!(
        run.out.contains(&format!("replaced ({server} is gone")),
        "{}",
        run.out
    );
    let run = stage(&["replace-server", "analytics-stage", "i-nothing", "--yes"]).expect(3);
    assert!(run.err.contains("no server i-nothing"), "{}", run.err);
}

#[test]
fn the_end_of_the_wait_is_not_the_end_of_the_change() {
    let run = stage(&["stop", "analytics-stage", "--yes", "--wait", "--timeout", "3s"]).expect(8);
    assert!(run.err.contains("stop was accepted and goes on"), "{}", run.err);
    assert!(
        run.err.contains(" --context stage` tells how it is"),
        "{}",
        run.err
    );
    assert_eq!(run.out, "");
}

#[test]
fn an_unknown_outcome_is_said_and_nothing_is_sent_again() {
    let broken = ["--fault", "status=503@PATCH", "--timeout", "2s"];
    let run = stage(&[&["stop", "analytics-stage", "--yes"][..], &broken].concat()).expect(6);
    assert!(run.err.contains("the outcome is unknown"), "{}", run.err);
}

#[test]
fn a_signal_while_a_change_is_in_the_air_leaves_its_outcome_not_known() {
    let stop = ["stop", "analytics-stage", "--yes", "--fault", "latency=1h@PATCH"];
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let console = Console::start(&[&stop[..], &STAGE].concat());
        console.wait_for("sending");
        console.signal(signal);
        console.wait_for("its outcome is not known");
        assert_eq!(console.exit_code(), 6);
    }
}

#[test]
fn several_changes_stop_at_the_first_that_is_refused() {
    let id = id_of("データ-lab");
    let fault = format!("status=409@PATCH@/api/v1/clusters/{id}");
    let names = ["stop", "analytics-stage", "データ-lab", "cafe\u{301}-events"];
    let run = stage(&[&names[..], &["--yes", "--fault", &fault]].concat()).expect(7);
    assert_eq!(run.out, "stage/analytics-stage: stop accepted\n");
    let unsent = "not sent, because it stopped at stage/データ-lab: stage/cafe\u{301}-events";
    assert!(run.err.contains(unsent), "{}", run.err);
}

#[test]
fn a_protected_context_wants_the_name() {
    let prod = ["--sandbox", "--quiet", "-c", "prod"];
    let run = |more: &[&str]| Home::new().run(&[&["stop", "clickstream"], more, &prod].concat());
    assert!(run(&["--yes"]).expect(4).err.contains("--confirm clickstream"));
    run(&["--confirm", "observability"]).expect(4);
    run(&["--confirm", "clickstream"]).expect(0);
}

#[test]
fn somebody_at_the_terminal_is_shown_the_plan_and_asked() {
    let console = Console::setup().start(&[&["stop", "analytics-stage"][..], &STAGE].concat());
    console.wait_for("will not");
    console.wait_for("Type the verb (stop) to go on:");
    console.send("stop");
    console.send_key(Key::Enter);
    console.wait_for("stage/analytics-stage: stop accepted");
    assert_eq!(console.exit_code(), 0);

    let console = Console::setup().start(&[&["stop", "analytics-stage"][..], &STAGE].concat());
    console.wait_for("to go on:");
    console.send("yes");
    console.send_key(Key::Enter);
    console.wait_for("nothing was sent");
    assert_eq!(console.exit_code(), 4);
}

#[test]
fn ctrl_c_ends_the_wait_and_says_that_the_change_goes_on() {
    let waiting = ["stop", "analytics-stage", "--yes", "--wait"];
    let console = Console::setup().start(&[&waiting[..], &STAGE].concat());
    console.wait_for("running");
    console.signal(rustix::process::Signal::INT);
    console.wait_for("goes on");
    assert_eq!(console.exit_code(), 8);
}

// Secrets.

#[test]
fn no_secret_is_printed_unless_it_is_asked_for() {
    const TOKEN: &str = "planted-token-6f1d";
    let served = Served::start(&[]);
    let home = Home::new()
        .env("QD_TOKEN", TOKEN)
        .config(&served.config(&["east"]));
    let shown = home.run(&["get", "cluster", "clickstream", "-o", "json", "--show-secrets"]);
    let document = shown.expect(0).json();
    let password = document["status"]["initialDruidPassword"].as_str().unwrap();
    assert!(password.len() > 8);

    let mut forms: Vec<Vec<&str>> = vec![
        vec!["describe", "clickstream"],
        vec!["describe", "no-such-cluster"],
        vec!["stop", "clickstream"],
        vec!["stop", "clickstream", "--yes"],
        vec!["get", "clusters", "-c", "elsewhere"],
    ];
    for form in ["table", "wide", "json", "yaml", "name"] {
        forms.push(vec!["get", "contexts", "-o", form]);
        forms.push(vec!["get", "clusters", "-o", form]);
        forms.push(vec!["get", "cluster", "clickstream", "-o", form]);
        forms.push(vec!["get", "servers", "clickstream", "-o", form]);
        forms.push(vec!["get", "events", "clickstream", "-o", form]);
    }
    for form in forms {
        let run = home.run(&form);
        for secret in [password, TOKEN] {
            assert!(!run.out.contains(secret), "{form:?}: {}", run.out);
            assert!(!run.err.contains(secret), "{form:?}: {}", run.err);
        }
    }
}

#[test]
fn a_refused_credential_is_not_told() {
    const TOKEN: &str = "planted-token-6f1d";
    let served = Served::start(&["--fault", "expired-token"]);
    let home = Home::new()
        .env("QD_TOKEN", TOKEN)
        .config(&served.config(&["east"]));
    let run = home.run(&["get", "clusters"]).expect(5);
    assert!(run.err.contains("does not accept the credential"), "{}", run.err);
    assert!(!run.err.contains(TOKEN), "{}", run.err);
}

// Help.

#[test]
fn completions_and_manual_pages_are_printed() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = home.run(&["completions", shell]).expect(0).out;
        assert!(script.contains("replace-server"), "{shell}");
    }
    assert!(home.run(&["man"]).expect(0).out.contains("qd \\-"));
    assert!(
        home.run(&["man", "replace-server"])
            .expect(0)
            .out
            .contains(".TH qd-replace-server")
    );
    home.run(&["man", "nonsense"]).expect(2);
    assert!(home.run(&["keys"]).expect(0).out.contains("| keys | command | |"));
}
