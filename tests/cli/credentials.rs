//! Where a secret lies, and what is said where there is none.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::harness::{Home, Run, Served};
use crate::support::Console;

/// A home with one context that has its secret from `place`.
fn home(served: &Served, place: &str) -> Home {
    let entry = served.config(&["east"]).replace("env:QD_TOKEN", place);
    Home::new().config(&entry)
}

fn list(home: &Home) -> Run {
    home.run(&["get", "clusters", "-o", "name"])
}

fn with_input(home: &Home, arguments: &[&str], input: &str) -> Run {
    let mut command = home.command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_file_is_read_once_nobody_else_can_read_it() {
    let served = Served::start(&[]);
    let home = home(&served, "file:~/token");
    let file = home.write("token", "pearl\n");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = list(&home).expect(5);
    assert!(
        refused.err.contains(&format!("(chmod 600 {file})")),
        "{}",
        refused.err
    );
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    list(&home).expect(0);
    let tried = home.run(&["login", "east"]).expect(0);
    assert!(tried.err.contains("has its secret from the file") && tried.err.contains("lets you in"));
}

#[test]
fn a_command_gives_the_secret_and_its_errors_stay_off_the_screen() {
    let served = Served::start(&[]);
    list(&home(&served, "command:sh -c 'echo noise >&2; echo pearl'")).expect(0);
    let failed = list(&home(
        &served,
        "command:sh -c 'echo noise >&2; echo locked >&2; exit 2'",
    ))
    .expect(5);
    assert!(
        failed.err.contains("exit status: 2")
            && !failed.err.contains("locked")
            && !failed.err.contains("noise"),
        "{}",
        failed.err
    );
}

#[test]
fn a_missing_secret_is_told_with_the_way_to_give_it() {
    let served = Served::start(&[]);
    for (place, hints) in [
        ("env:EAST", ["set EAST", "set EAST"]),
        // It depends on the machine whether there is a keyring.
        ("keyring", ["`qd login east`", "env:NAME"]),
        ("prompt", ["qd login", "qd login"]),
    ] {
        let run = list(&home(&served, place)).expect(5);
        assert!(run.err.contains("no credential"), "{}", run.err);
        assert!(hints.iter().any(|hint| run.err.contains(hint)), "{}", run.err);
        assert!(!run.err.contains("QD_TOKEN"), "{}", run.err);
    }
}

#[test]
fn a_login_without_a_terminal_reads_standard_input_and_never_the_command_line() {
    let served = Served::start(&[]);
    let home = home(&served, "prompt");
    home.run(&["login", "east", "pearl"]).expect(2);
    let nobody = home.run(&["login", "east"]).expect(2);
    assert!(nobody.err.contains("--stdin"), "{}", nobody.err);
    let run = with_input(&home, &["login", "east", "--stdin"], "pearl\n").expect(0);
    assert!(
        run.err.contains("lets you in") && run.err.contains("keeps it nowhere"),
        "{}",
        run.err
    );
    assert!(!format!("{run:?}").contains("pearl"));
    with_input(&home, &["login", "east", "--stdin"], "").expect(2);
}

#[test]
fn a_refused_login_says_so_and_is_not_kept() {
    let served = Served::start(&["--fault", "status=401"]);
    let run = with_input(&home(&served, "prompt"), &["login", "east", "--stdin"], "pearl").expect(5);
    assert!(run.err.contains("does not accept the credential"), "{}", run.err);
    assert!(run.err.contains("`qd login east` asks again"), "{}", run.err);
    assert!(
        !run.err.contains("kept in") && !run.err.contains(":login"),
        "{}",
        run.err
    );
}

#[test]
fn tokens_are_fetched_with_client_credentials() {
    let served = Served::start(&[]);
    let entry = served
        .config(&["east"])
        .replace("env:QD_TOKEN", "env:CLIENT_SECRET");
    let url = entry
        .split('"')
        .find(|part| part.starts_with("http://"))
        .unwrap()
        .to_owned();
    let more = format!(
        "auth = \"oauth\"\nclient_id = \"qd\"\ntoken_url = \"{url}/auth/realms/acme/protocol/openid-connect/token\"\n"
    );
    let config = entry + &more;
    list(&Home::new().env("CLIENT_SECRET", "pearl").config(&config)).expect(0);
    let dead = config.replace(
        &format!("token_url = \"{url}"),
        "token_url = \"http://127.0.0.1:1",
    );
    let run = list(&Home::new().env("CLIENT_SECRET", "pearl").config(&dead)).expect(5);
    assert!(run.err.contains("no token from 127.0.0.1:1"), "{}", run.err);
    assert!(!run.err.contains("pearl"));
}

#[test]
fn a_served_manager_says_where_it_issues_tokens() {
    let serve = ["sandbox", "serve", "--manager", "imply", "--access", "oauth"];
    let home = Home::new();
    let mut process = home
        .command(&serve)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let told = BufReader::new(process.stderr.take().unwrap()).read_line(&mut line);
    process.kill().unwrap();
    process.wait().unwrap();
    told.unwrap();
    let url = line.trim().rsplit(' ').next().unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/token"),
        "{line}"
    );
}

#[test]
fn a_logout_says_what_there_was() {
    let served = Served::start(&[]);
    let run = home(&served, "env:EAST").run(&["logout", "east"]).expect(0);
    assert!(
        run.err
            .contains("comes from the environment variable EAST; nothing is kept"),
        "{}",
        run.err
    );
}

#[test]
fn a_secret_on_the_command_line_is_refused_with_the_way_to_give_it() {
    for flag in ["--token", "--password", "--token=planted-hunter2"] {
        let run = Home::new()
            .run(&["get", "clusters", flag, "planted-hunter2"])
            .expect(2);
        assert!(run.err.contains("`qd login CONTEXT`"), "{}", run.err);
        assert!(!run.err.contains("hunter2"), "{}", run.err);
    }
}

#[test]
fn a_login_where_nothing_is_configured_does_not_mean_the_sandbox() {
    for command in ["login", "logout"] {
        let run = Home::new().run(&[command, "prod"]).expect(2);
        assert!(run.err.contains("no context is configured"), "{}", run.err);
    }
}

#[test]
fn somebody_at_the_terminal_is_only_asked_for_a_secret_that_is_to_be_asked_for() {
    let served = Served::start(&[]);
    let home = home(&served, "prompt");
    let file = home.path("config.toml").display().to_string();
    let console = Console::start(&["get", "clusters", "--config", &file]);
    console.wait_for("token for east:");
    assert!(
        !console.screen_text().contains("no credential"),
        "{}",
        console.screen_text()
    );
    console.send("pearl\r");
    assert_eq!(console.exit_code(), 0);
}
