//! Texts that are written on this machine, and what they are told.

use std::io::Write as _;
use std::process::Stdio;

use crate::harness::{Home, Run};
use crate::support::{Console, Key};

const EDGE: [&str; 4] = ["--sandbox", "--quiet", "-c", "edge"];

/// Runs it with something on standard input.
fn told(home: &Home, arguments: &[&str], input: &str) -> Run {
    let mut command = home.command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_password_is_hashed_from_standard_input_without_any_context() {
    let home = Home::new();
    let run = told(&home, &["passhash"], "pearl\n").expect(0);
    assert!(
        run.out.starts_with("$2b$12$") && run.out.len() == 61,
        "{}",
        run.out
    );
    assert_eq!(run.err, "");
    let again = told(&home, &["passhash"], "pearl\n").expect(0);
    assert_ne!(run.out, again.out);
}

#[test]
fn a_password_is_never_a_word_of_the_command_line() {
    let home = Home::new();
    let run = home.run(&["passhash", "--password", "pearl"]).expect(2);
    assert!(run.err.contains("never given on the command line"), "{}", run.err);
    let run = told(&home, &["passhash"], "").expect(2);
    assert!(run.err.contains("password is needed"), "{}", run.err);
    let run = told(&home, &["passhash"], "pearl:x\n").expect(2);
    assert!(
        run.err.contains("no password with a colon") && !run.err.contains("pearl"),
        "{}",
        run.err
    );
}

#[test]
fn on_a_terminal_a_password_is_typed_without_being_shown() {
    let console = Console::start(&["passhash"]);
    console.wait_for("password:");
    console.send("pearl");
    console.send_key(Key::Enter);
    console.wait_for("$2b$12$");
    assert_eq!(console.exit_code(), 0);
    assert!(!String::from_utf8_lossy(&console.raw_output()).contains("pearl"));
    console.assert_restored();
}

#[test]
fn user_data_is_about_the_context_and_holds_no_credential_that_was_not_asked_for() {
    let home = Home::new();
    let run = home
        .run(&[&["user-data", "--cluster", "staging"][..], &EDGE].concat())
        .expect(0);
    assert!(run.out.starts_with("#cloud-config\n"), "{}", run.out);
    assert!(run.out.contains("/api/v0/host'\n"), "{}", run.out);
    assert!(run.out.contains("cluster='staging'\n"), "{}", run.out);
    assert!(run.out.contains("# TO BE FILLED IN: password="), "{}", run.out);
    let key = home.write("id_rsa", "test\n");
    let words = ["user-data", "--user", "a", "--ask-password", "--key-file", &key];
    let run = told(&home, &[&words[..], &EDGE].concat(), "pearl\n").expect(0);
    assert!(
        run.out.contains("password='pearl'\n") && run.out.contains("key='dGVzdAo='\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("# SECRET: a password"), "{}", run.out);
    let log = std::fs::read_to_string(home.path(".local/state/quarterdeck/qd.log")).unwrap();
    assert!(!log.contains("pearl") && !log.contains("dGVzdAo="), "{log}");
}

#[test]
fn user_data_without_its_kind_of_context_or_with_a_wrong_word_says_so() {
    let run = Home::new()
        .run(&["user-data", "--sandbox", "--quiet", "-c", "stage"])
        .expect(2);
    assert!(run.err.contains("no context here has user-data"), "{}", run.err);
    let run = Home::new().run(&[&["user-data", "--cluster", "a b"][..], &EDGE].concat());
    run.expect(2);
}
