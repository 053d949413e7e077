//! Contexts of the configuration, changed in the console and open at once.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::run_command;
use crate::support::{Console, Key, Reply, Sandbox, Server};

/// A home with this configuration.
fn home(text: &str) -> (Arc<TempDir>, String) {
    let home = Arc::new(TempDir::new().unwrap());
    let file = home.path().join("config.toml");
    std::fs::write(&file, text).unwrap();
    (home, file.display().to_string())
}

fn context(name: &str, url: &str) -> String {
    format!("[contexts.{name}]\nmanager = \"imply\"\nurl = \"{url}\"\nsecret = \"env:TOKEN\"\n")
}

fn start(home: &Arc<TempDir>, file: &str) -> Console {
    let setup = Console::setup().home(Arc::clone(home)).env("TOKEN", "a-token");
    setup.env("QD_CONFIG", file).start(&[])
}

fn has_row(console: &Console, words: [&str; 2]) {
    console.wait_until(|screen| {
        let mut rows = screen.rows(0, 120);
        rows.any(|row| words.iter().all(|word| row.contains(word)))
    });
}

fn tabs(console: &Console, count: usize) {
    for _ in 0..count {
        console.send_key(Key::Tab);
    }
}

#[test]
fn a_context_is_added_in_the_console_and_its_clusters_are_there() {
    let sandbox = Sandbox::serve(&["--quiet"]);
    let (home, file) = home("# Ours.\n");
    let text = format!("# Ours.\n{}", context("east", sandbox.url()));
    std::fs::write(&file, &text).unwrap();
    let console = start(&home, &file);
    has_row(&console, ["clickstream", "RUNNING"]);
    run_command(&console, "add-context");
    console.wait_for("A new context");
    console.send("west");
    tabs(&console, 2);
    console.send("no-address");
    console.send_key(Key::Control('s'));
    console.wait_for("it must begin with https:// or http://");
    console.send_key(Key::Control('u'));
    console.send(sandbox.url());
    tabs(&console, 4);
    console.send("env:TOKEN");
    console.resize(80, 24);
    console.send_key(Key::Control('s'));
    console.wait_for("+ [contexts.west]");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    console.resize(120, 40);
    console.send("w");
    console.wait_for("west is added to the configuration");
    has_row(&console, ["clickstream", "west"]);
    has_row(&console, ["clickstream", "east"]);
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written, format!("{text}\n{}", context("west", sandbox.url())));
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_context_is_changed_renamed_used_and_removed() {
    let sandbox = Sandbox::serve(&["--quiet"]);
    let both = context("east", sandbox.url()) + "\n" + &context("west", sandbox.url());
    let (home, file) = home(&both);
    let console = start(&home, &file);
    has_row(&console, ["clickstream", "west"]);
    console.send("c");
    has_row(&console, ["west", "ok"]);
    console.send("G");
    console.send("e");
    console.wait_for("The context west");
    tabs(&console, 2);
    console.send_key(Key::Right);
    tabs(&console, 1);
    console.send("CARE");
    // Leaving drops it only when that is said twice.
    console.send_key(Key::Escape);
    console.wait_for("What you typed is not sent");
    console.send_key(Key::Left);
    console.send_key(Key::Control('s'));
    console.wait_for("+ protection = \"protected\"");
    console.send("w");
    has_row(&console, ["west", "protected, CARE"]);

    run_command(&console, "rename-context");
    console.wait_for("Another name for west");
    console.send_key(Key::Control('u'));
    console.send("north");
    console.send_key(Key::Enter);
    console.wait_for("+ [contexts.north]");
    console.send("w");
    console.wait_for("west is called north now");
    has_row(&console, ["north", "protected, CARE"]);

    // The cursor is on what was renamed; it answers before the order of the rows is looked at.
    has_row(&console, ["north", "ok"]);
    console.send("u");
    console.wait_for("+ use = \"north\"");
    console.send("w");
    console.wait_for("north is in use");

    console.send("ggx");
    console.wait_for("- [contexts.east]");
    console.send("w");
    console.wait_for("east is removed");
    console.send_key(Key::Escape);
    has_row(&console, ["clickstream", "RUNNING"]);
    console.wait_until_gone("east ");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    let north = context("north", sandbox.url());
    let written = std::fs::read_to_string(&file).unwrap();
    let wanted = format!("use = \"north\"\n\n{north}protection = \"protected\"\nbadge = \"CARE\"\n");
    assert_eq!(written, wanted);
}

#[test]
fn the_console_begins_with_the_context_in_use_and_has_the_others_too() {
    let sandbox = Sandbox::serve(&["--quiet"]);
    let both = context("east", sandbox.url()) + &context("west", sandbox.url());
    let (home, file) = home(&format!("use = \"west\"\n{both}"));
    let console = start(&home, &file);
    console.wait_for("quarterdeck › west › clusters");
    has_row(&console, ["clickstream", "RUNNING"]);
    // Of one context nobody needs to be told which it is.
    console.inspect(|screen| {
        let rows = screen.rows(0, 120);
        assert_eq!(rows.filter(|row| row.contains("clickstream")).count(), 1);
    });
    console.send_key(Key::Escape);
    has_row(&console, ["clickstream", "east"]);
    has_row(&console, ["clickstream", "west"]);
}

#[test]
fn good_contexts_open_beside_bad_ones_and_the_mistakes_are_named() {
    let sandbox = Sandbox::serve(&["--quiet"]);
    let text = context("east", sandbox.url()) + "[contexts.bad]\nmanager = \"imply\"\nurl = \"ftp://x\"\n";
    let (home, file) = home(&text);
    let console = start(&home, &file);
    console.wait_for("config.toml:7:7: contexts.bad.url: it must begin with");
    console.wait_for("qd config check");
    has_row(&console, ["clickstream", "RUNNING"]);
}

#[test]
fn with_no_good_context_every_mistake_is_told_and_the_sandbox_named() {
    let (home, file) =
        home("[contexts.bad]\nmanager = \"imply\"\nurl = \"ftp://x\"\nprotection = \"some\"\n");
    let console = start(&home, &file);
    assert_eq!(console.exit_code(), 2);
    let said = console.screen_text().replace('\n', "");
    for words in [
        "config.toml:3:7: contexts.bad.url",
        ":4:14: contexts.bad.protection",
        "qd --sandbox",
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_secret_given_for_one_run_is_on_no_screen_and_in_no_file() {
    let server = Server::start(|_| Reply::Json("[]".to_owned()));
    let text = context("east", &server.url()).replace("env:TOKEN", "prompt");
    let (home, file) = home(&text);
    let console = start(&home, &file);
    console.wait_for("east: log in");
    console.send("L");
    console.wait_for("Log in to east");
    console.paste("pearl-of-great-price\n");
    console.wait_for("********");
    console.send_key(Key::Enter);
    console.wait_for("no clusters");
    // A change that has nothing to do with it does not take it away.
    console.send("ce");
    console.wait_for("The context east");
    tabs(&console, 3);
    console.send("CARE");
    console.send_key(Key::Control('s'));
    console.wait_for("+ badge = \"CARE\"");
    console.send("w");
    has_row(&console, ["east", "ok"]);
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    assert!(!String::from_utf8_lossy(&console.raw_output()).contains("pearl"));
    assert_no_file_holds("pearl", home.path());
}

fn assert_no_file_holds(word: &str, directory: &Path) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_no_file_holds(word, &path);
        } else {
            let bytes = std::fs::read(&path).unwrap();
            assert!(
                !String::from_utf8_lossy(&bytes).contains(word),
                "{}",
                path.display()
            );
        }
    }
}
