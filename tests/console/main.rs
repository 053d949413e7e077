//! The console as a user meets it: the real program in a real terminal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure here is a failed test"
)]

mod changes;
mod contexts;
mod doctor;
mod editing;
mod files;
mod harness;
mod hostile;
mod hosts;
mod jobs;
mod leaving;
mod link;
mod login;
mod look;
mod opening;
mod parts;
mod reports;
mod sizes;
mod ssh;
#[path = "../support/mod.rs"]
mod support;
mod typing;
mod values;

use support::{Console, Key};

/// The quiet production fleet of the sandbox, with its first cluster's servers read.
const QUIET_PROD: [&str; 4] = ["--sandbox", "--quiet", "-c", "prod"];

fn quiet_prod() -> Console {
    let console = Console::start(&QUIET_PROD);
    console.wait_for("clickstream");
    console
}

/// Types a command into the palette.
fn run_command(console: &Console, command: &str) {
    console.send(":");
    console.send(command);
    console.send_key(Key::Enter);
}

/// Types the words that a dialog demands, once it takes keys.
#[track_caller]
fn confirm(console: &Console, prompt: &str, words: &str) {
    console.wait_for(prompt);
    let first = format!("{prompt} {}", &words[..1]);
    console.insist(&words.as_bytes()[..1], |screen| screen.contains(&first));
    console.insist(&Key::Control('u').bytes(), |screen| !screen.contains(&first));
    console.send(words);
    console.wait_for(&format!("{prompt} {words}"));
    console.send_key(Key::Enter);
    console.wait_until_gone(prompt);
}

/// The console on a manager at this address.
fn on_manager(url: &str, args: &[&str]) -> Console {
    let connect = ["--manager", "imply", "--url", url];
    Console::setup()
        .env("QD_TOKEN", "a-token")
        .start(&[&connect, args].concat())
}
