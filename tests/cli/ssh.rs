//! Logging in to machines, with an `ssh` on PATH that writes down what it is told.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::{Home, Run};

/// One host of the simulated manager whose machines keep keys; nothing in it changes by itself.
const HOST: &str = "10.20.0.11";
const EDGE: [&str; 4] = ["--sandbox", "--quiet", "-c", "edge"];

/// Writes down its words and how the file of the key is; `rest` is what it does then.
fn home(rest: &str) -> Home {
    let home = Home::new();
    let script = format!(
        "#!/bin/sh\nfor word; do echo \"$word\"; done > \"$HOME/words\"\n\
         {{ stat -c %a \"$2\"; cat \"$2\"; }} > \"$HOME/key\"\n{rest}\n"
    );
    let path = home.write("bin/ssh", &script);
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let bin = home.path("bin").display().to_string();
    home.env("PATH", &format!("{bin}:/usr/bin:/bin"))
}

fn keys(home: &Home) -> Vec<PathBuf> {
    let directory = home.path(".local/state/quarterdeck/ssh");
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn ssh(home: &Home, words: &[&str]) -> Run {
    let (before, given) = words.split_at(words.iter().position(|word| *word == "--").unwrap_or(words.len()));
    home.run(&[&["ssh"][..], before, &EDGE, given].concat())
}

fn read(home: &Home, name: &str) -> String {
    std::fs::read_to_string(home.path(name)).unwrap()
}

#[test]
fn ssh_gets_the_key_in_a_private_file_that_is_gone_afterwards() {
    let home = home("echo on-the-machine; exit 7");
    let run = ssh(&home, &[HOST, "--", "-v", "uptime"]).expect(7);
    assert_eq!(run.out, "on-the-machine\n");
    assert!(
        run.err
            .contains("the private key of root at 10.20.0.11 was fetched from edge"),
        "{}",
        run.err
    );
    let words = read(&home, "words");
    let words: Vec<&str> = words.lines().collect();
    assert_eq!((words[0], words[2], words[3]), ("-i", "-o", "IdentitiesOnly=yes"));
    // A machine of the sandbox is connected to by nothing.
    assert!(words[5].starts_with("ProxyCommand=echo "), "{words:?}");
    assert_eq!(words[6..], ["-l", "root", HOST, "-v", "uptime"]);
    let key = read(&home, "key");
    assert!(
        key.starts_with("600\n-----BEGIN SANDBOX PRIVATE KEY-----\n"),
        "{key}"
    );
    assert!(key.ends_with("-----END SANDBOX PRIVATE KEY-----\n"), "{key}");
    assert_eq!(keys(&home), [] as [PathBuf; 0]);
    assert!(!run.err.contains("PRIVATE KEY-----"), "{}", run.err);
    let log = read(&home, ".local/state/quarterdeck/qd.log");
    assert!(log.contains("key fetched") && log.contains("ssh ended"), "{log}");
    assert!(!log.contains("BEGIN"), "{log}");
}

#[test]
fn a_server_of_a_cluster_is_a_host_too_and_names_of_nothing_are_told() {
    let home = home("");
    for name in ["server/10.20.0.11", "hosts/10.20.0.11"] {
        ssh(&home, &[name]).expect(0);
    }
    let run = ssh(&home, &["10.20.0.211"]).expect(3);
    assert!(run.err.contains("no host is called 10.20.0.211"), "{}", run.err);
    let run = home
        .run(&["ssh", HOST, "--sandbox", "--quiet", "-c", "stage"])
        .expect(2);
    assert!(
        run.err.contains("no context here has machines to log in to"),
        "{}",
        run.err
    );
}

#[test]
fn an_ssh_that_is_killed_leaves_no_key_behind() {
    let home = home("kill -KILL $$");
    ssh(&home, &[HOST]).expect(137);
    assert_eq!(keys(&home), [] as [PathBuf; 0]);
}

/// Runs it until `ssh` runs, and gives its process.
fn running(home: &Home) -> (std::process::Child, Pid) {
    let arguments = [&["ssh", HOST][..], &EDGE].concat();
    let mut process = home
        .command(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ssh = Pid::from_raw(line.trim().parse().unwrap()).unwrap();
    (process, ssh)
}

const STAYS: &str = "echo $$; exec sleep 1000 > /dev/null";

#[test]
fn a_request_to_end_ends_ssh_and_takes_the_key_away() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let home = home(STAYS);
        let (mut process, ssh) = running(&home);
        assert_eq!(keys(&home).len(), 1);
        kill_process(Pid::from_child(&process), signal).unwrap();
        assert_eq!(process.wait().unwrap().code(), Some(code));
        assert_eq!(keys(&home), [] as [PathBuf; 0]);
        // It is nobody's child any more: the system takes it away once it has ended.
        let process = PathBuf::from(format!("/proc/{}/exe", ssh.as_raw_nonzero()));
        assert!(ends(&process), "ssh still runs");
    }
}

fn ends(process: &Path) -> bool {
    (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(25));
        std::fs::read_link(process).is_err()
    })
}

#[test]
fn what_a_killed_run_left_is_swept_by_the_next_one() {
    let home = home(STAYS);
    let (mut process, ssh) = running(&home);
    // One that lives is left alone.
    home.run(&[&["get", "contexts"][..], &EDGE].concat()).expect(0);
    assert_eq!(keys(&home).len(), 1);
    kill_process(Pid::from_child(&process), Signal::KILL).unwrap();
    process.wait().unwrap();
    assert_eq!(keys(&home).len(), 1);
    home.run(&[&["get", "contexts"][..], &EDGE].concat()).expect(0);
    assert_eq!(keys(&home), [] as [PathBuf; 0]);
    let _ended = kill_process(ssh, Signal::KILL);
}

#[test]
fn where_care_is_demanded_the_name_is_too() {
    let home = home("");
    for flag in ["--protected", "--read-only"] {
        let run = ssh(&home, &[HOST, flag]).expect(4);
        assert!(run.err.contains("--confirm 10.20.0.11"), "{}", run.err);
        assert!(!home.path("words").exists(), "nothing was run");
        ssh(&home, &[HOST, flag, "--confirm", HOST]).expect(0);
        std::fs::remove_file(home.path("words")).unwrap();
    }
    ssh(&home, &[HOST, "--confirm", "another"]).expect(4);
}

#[test]
fn a_machine_without_ssh_is_told_so() {
    let home = Home::new().env("PATH", "/nowhere");
    let run = home.run(&[&["ssh", HOST][..], &EDGE].concat()).expect(1);
    assert!(run.err.contains("there is no ssh on this machine"), "{}", run.err);
    assert!(run.err.contains("install OpenSSH's client"), "{}", run.err);
    assert_eq!(keys(&home), [] as [PathBuf; 0]);
}
