//! Writing a configuration: nothing that was typed is lost, and the terminal can be lent to another editor.

use std::path::Path;
use std::sync::Arc;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::{Console, Key};

const STAGE: [&str; 4] = ["--sandbox", "--quiet", "-c", "stage"];

/// The editor on the first cluster of the staging fleet, opened for the first time.
fn editor(setup: crate::support::console::Setup) -> Console {
    let console = setup.start(&STAGE);
    console.wait_for("analytics-stage: servers");
    console.send("e");
    console.wait_for("\"metadata\": {");
    console
}

/// Types a line of its own at the top of the text, which makes it no JSON: drafts do not care.
fn write_something(console: &Console, words: &str) {
    console.send_key(Key::End);
    console.send_key(Key::Enter);
    console.send(words);
    console.wait_for(words);
}

/// Every text in the directory of drafts.
fn kept(home: &Path) -> String {
    let mut texts = String::new();
    for entry in std::fs::read_dir(home.join("state/quarterdeck/drafts-sandbox"))
        .into_iter()
        .flatten()
    {
        texts.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap_or_default());
    }
    texts
}

#[test]
fn what_was_written_survives_a_kill_and_is_offered_again() {
    let console = editor(Console::setup());
    let home = console.home();
    write_something(&console, "all-that-was-typed");
    console.wait_for("draft saved");
    console.kill();
    let console = Console::setup().home(home).start(&STAGE);
    console.wait_for("analytics-stage: servers");
    console.send("e");
    console.wait_for("there is a draft of it");
    console.wait_for("which is still current");
    console.send_key(Key::Enter);
    console.wait_for("all-that-was-typed");
}

#[test]
fn what_was_just_typed_is_kept_however_it_ends() {
    let ends: [(Signal, u32); 3] = [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)];
    for (signal, code) in ends {
        let console = editor(Console::setup());
        write_something(&console, "typed-a-moment-before");
        console.signal(signal);
        assert_eq!(console.exit_code(), code);
        assert!(kept(console.home().path()).contains("typed-a-moment-before"));
        console.assert_restored();
    }
}

#[test]
fn a_panic_takes_nothing_that_was_typed_with_it() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("config/quarterdeck");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("keymap.toml"), "[editor]\n\"f12\" = \"panic\"\n").unwrap();
    let console = editor(Console::setup().home(Arc::new(home)));
    write_something(&console, "typed-before-the-crash");
    console.send_bytes(b"\x1b[24~");
    assert_eq!(console.exit_code(), 101);
    assert!(kept(console.home().path()).contains("typed-before-the-crash"));
    console.assert_restored();
}

#[test]
fn drafts_are_for_the_eyes_of_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let console = editor(Console::setup());
    write_something(&console, "a-word");
    console.wait_for("draft saved");
    let directory = console.home().path().join("state/quarterdeck/drafts-sandbox");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    for entry in std::fs::read_dir(&directory).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

/// A script that is used as an editor.
fn script(home: &TempDir, text: &str) -> String {
    let path = home.path().join("an editor.sh");
    std::fs::write(&path, text).unwrap();
    format!("sh '{}'", path.display())
}

#[test]
fn the_users_own_editor_works_on_the_same_text() {
    let home = Arc::new(TempDir::new().unwrap());
    let own = script(&home, "sed -i 's/\"metadata\"/\"from-my-editor\"/' \"$1\"");
    let console = editor(Console::setup().home(home).env("EDITOR", &own));
    console.send_key(Key::Control('o'));
    console.wait_for("The text was taken over");
    console.wait_for("from-my-editor");
    // Undone as one step.
    console.send_bytes(b"\x1bu");
    console.wait_for("\"metadata\": {");
    console.signal(Signal::TERM);
    console.exit_code();
    console.assert_restored();
}

#[test]
fn an_editor_that_fails_or_is_killed_without_saving_changes_nothing() {
    for (own, words) in [
        ("kill -KILL $$", "ended with"),
        ("rm \"$1\"; exit 2", "ended with exit status: 2"),
        ("printf '' > \"$1\"; exit 4", "ended with exit status: 4"),
        (
            "stty raw -echo; printf '\\033[?1049h'; exit 1",
            "ended with exit status: 1",
        ),
    ] {
        let home = Arc::new(TempDir::new().unwrap());
        let own = script(&home, own);
        let console = editor(Console::setup().home(home).env("VISUAL", &own));
        console.send_key(Key::Control('o'));
        console.wait_for(words);
        console.wait_for("the text is as it was before");
        console.wait_for("\"metadata\": {");
        assert!(console.in_alternate_screen() && !console.shows_cursor());
        write_something(&console, "still-here");
        console.signal(Signal::TERM);
        console.exit_code();
        console.assert_restored();
    }
}

#[test]
fn what_a_failing_editor_saved_is_taken_over_with_a_warning() {
    let home = Arc::new(TempDir::new().unwrap());
    let own = script(&home, "sed -i s/metadata/saved-before-it-failed/ \"$1\"; exit 3");
    let console = editor(Console::setup().home(home).env("VISUAL", &own));
    console.send_key(Key::Control('o'));
    console.wait_for("ended with exit status: 3");
    console.wait_for("what it saved was taken over");
    console.wait_for("saved-before-it-failed");
    console.send_bytes(b"\x1bu");
    console.wait_for("\"metadata\": {");
    console.signal(Signal::TERM);
    console.exit_code();
}

#[test]
fn what_the_editor_saved_and_cannot_be_taken_over_stays_in_its_file() {
    let home = Arc::new(TempDir::new().unwrap());
    let own = script(&home, "printf 'no-text-\\377' > \"$1\"");
    let console = editor(Console::setup().home(Arc::clone(&home)).env("EDITOR", &own));
    console.send_key(Key::Control('o'));
    console.wait_for("Could not take the text over");
    console.wait_for("\"metadata\": {");
    let files: Vec<_> = std::fs::read_dir(home.path().join("state/quarterdeck/edit"))
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(files, [b"no-text-\xff"]);
    console.signal(Signal::TERM);
    console.exit_code();
}

#[test]
fn what_was_just_typed_is_kept_when_the_terminal_is_gone() {
    let console = editor(Console::setup());
    let home = console.home();
    write_something(&console, "typed-before-the-line-broke");
    // Letting go of the keyboard types Ctrl-D, which deletes the line of the cursor: another one.
    console.send_key(Key::Enter);
    console.wait_for(" 3:");
    assert_eq!(console.hang_up(), 129);
    assert!(kept(home.path()).contains("typed-before-the-line-broke"));
}

#[test]
fn keys_and_the_one_that_leaves_in_one_go_are_kept() {
    let console = editor(Console::setup());
    // As fast as a program types, also the key that leaves, which is asked for twice.
    console.send_bytes(b"typed-and-left\x1b[27u\x1b[27u");
    console.wait_for("The draft is kept");
    console.signal(Signal::TERM);
    console.exit_code();
    assert!(kept(console.home().path()).contains("typed-and-left"));
}

/// A draft of a new cluster that an earlier run left.
const OF_NEW: &str = r#"{
  "format": 1, "id": "stage-new-1", "context": "stage", "kind": "clusters",
  "target": { "new": { "name_hint": "a-new-one", "origin": "the template" } },
  "text": "{ \"half\": \"a document", "cursor": [0, 0],
  "begun": "2026-01-01T00:00:00Z", "saved": "2026-01-01T00:00:00Z"
}"#;

#[test]
fn looking_at_the_draft_of_a_new_cluster_leaves_it_where_it_is() {
    let home = Arc::new(TempDir::new().unwrap());
    let directory = home.path().join("state/quarterdeck/drafts-sandbox");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("stage-new-1.json"), OF_NEW).unwrap();
    let console = Console::setup().home(home).start(&STAGE);
    console.wait_for("analytics-stage: servers");
    console.send(":drafts");
    console.send_key(Key::Enter);
    console.wait_for("a-new-one");
    console.send_key(Key::Enter);
    console.wait_for("a document");
    console.send_key(Key::Escape);
    console.wait_for("The draft is kept");
    console.signal(Signal::TERM);
    console.exit_code();
    assert!(kept(console.home().path()).contains("a document"));
}

#[test]
fn a_terminal_that_goes_while_it_is_lent_takes_no_text_with_it() {
    let home = Arc::new(TempDir::new().unwrap());
    let own = script(&home, "echo it-has-the-terminal; exec sleep 1000");
    let console = editor(Console::setup().home(home).env("EDITOR", &own));
    write_something(&console, "typed-before-lending");
    console.send_key(Key::Control('o'));
    console.wait_for("it-has-the-terminal");
    console.signal(Signal::HUP);
    assert_eq!(console.exit_code(), 129);
    assert!(kept(console.home().path()).contains("typed-before-lending"));
}
