//! The user's files: mistakes are told, never fatal without a way out.

use std::sync::Arc;

use tempfile::TempDir;

use crate::QUIET_PROD;
use crate::support::Console;

fn with_file(name: &str, text: &str, args: &[&str]) -> Console {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("config/quarterdeck");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
    Console::setup().home(Arc::new(home)).start(args)
}

#[test]
fn all_mistakes_in_the_keys_are_told_at_once_and_the_default_ones_work() {
    let keys = "[table]\n\"ctrl-n\" = \"fly\"\n\"hyper-x\" = \"quit\"\n[fleat]\n\"x\" = \"stop\"\n";
    let console = with_file("keymap.toml", keys, &QUIET_PROD);
    console.wait_for("clickstream");
    for mistake in ["fly", "hyper-x", "fleat"] {
        console.wait_for(mistake);
    }
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn the_users_keys_are_merged_over_the_default_ones() {
    let keys = "[global]\n\"q\" = \"none\"\n\"Q\" = \"quit\"\n\"F\" = \"help\"\n";
    let console = with_file("keymap.toml", keys, &QUIET_PROD);
    console.wait_for("clickstream");
    console.send("q");
    console.send("F");
    console.wait_for("Help");
    console.send("Q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_broken_configuration_is_told_with_its_line_and_the_way_out() {
    let console = with_file("config.toml", "[console]\nmouse = true\ntheme = 3\n", &[]);
    assert_eq!(console.exit_code(), 2);
    let message = console.screen_text();
    for word in ["config.toml:3:9", "theme", "--sandbox"] {
        assert!(message.contains(word), "{word}: {message}");
    }
    assert!(!console.raw_output().contains(&0x1b));
}

#[test]
fn every_mistake_of_the_configuration_is_told_at_once() {
    let text = "[console]\ntheme = 3\n[contexts.a]\nurl = \"m.test\"\nsecret = \"planted-hunter2\"\n";
    let console = with_file("config.toml", text, &[]);
    assert_eq!(console.exit_code(), 2);
    let message = console.screen_text();
    for word in [
        "config.toml:2:9",
        "config.toml:3:11",
        "config.toml:4:7",
        "config.toml:5:10",
    ] {
        assert!(message.contains(word), "{word}: {message}");
    }
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn a_context_with_a_mistake_stops_neither_the_console_nor_the_others() {
    let good = "[contexts.good]\nmanager = \"imply\"\nurl = \"http://127.0.0.1:1\"\nauth = \"none\"\n";
    let text = format!("{good}[contexts.bad]\nmanager = \"imply\"\nurl = \"m.test\"\n");
    let console = with_file("config.toml", &text, &[]);
    console.wait_for("config.toml:7:7");
    console.wait_for("good");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn an_unknown_theme_of_the_configuration_is_told_at_its_place_and_the_console_opens() {
    let console = with_file("config.toml", "[console]\ntheme = \"drak\"\n", &QUIET_PROD);
    console.wait_for("clickstream");
    console.wait_for("config.toml:2:9");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn an_unknown_theme_is_told_with_those_there_are() {
    let console = Console::start(&["--sandbox", "--theme", "sepia"]);
    assert_eq!(console.exit_code(), 2);
    let message = console.screen_text();
    for word in ["sepia", "dark", "light", "mono"] {
        assert!(message.contains(word), "{word}: {message}");
    }
}
