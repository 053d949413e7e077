//! `qd edit` with an editor that is a script, and what it leaves behind.

use std::os::unix::fs::PermissionsExt;

use crate::STAGE;
use crate::harness::{Home, Run, Served};
use crate::support::{Console, Key};

/// Changes one tag of `analytics-stage`.
const CHANGE: &str = "sed -i s/CHG-1004/CHG-2000/";

fn edit(home: &Home, more: &[&str]) -> Run {
    home.run(&[&["edit", "analytics-stage"], more, &STAGE].concat())
}

fn drafts(home: &Home) -> Vec<String> {
    let run = home
        .run(&[&["drafts", "-o", "name"][..], &STAGE].concat())
        .expect(0);
    run.out.lines().map(str::to_owned).collect()
}

#[test]
fn an_edit_is_sent_and_its_draft_is_gone_when_it_runs() {
    let home = Home::new().env("EDITOR", CHANGE);
    let run = edit(&home, &["--yes", "--wait", "--speed", "1000"]).expect(0);
    assert_eq!(
        run.out,
        "stage/analytics-stage: changed (v18 runs, as it was asked for)\n"
    );
    assert_eq!(run.err, "");
    assert!(drafts(&home).is_empty());
    // Without --wait, what is there is read once.
    edit(&home, &["--yes"]).expect(0);
    assert!(drafts(&home).is_empty());
}

#[test]
fn a_text_that_is_not_touched_is_no_change_and_nothing_is_sent() {
    let home = Home::new().env("EDITOR", "true");
    // Whatever would change something would fail.
    let run = edit(&home, &["--fault", "status=500@PATCH"]).expect(0);
    assert_eq!(run.out, "stage/analytics-stage: no change\n");
    assert!(drafts(&home).is_empty());
}

#[test]
fn an_editor_that_fails_sends_nothing_and_keeps_what_was_written() {
    let home = Home::new().env("VISUAL", "false").env("EDITOR", "true");
    let run = edit(&home, &["--yes"]).expect(1);
    assert!(
        run.err
            .contains("false ended with exit status: 1 (nothing was sent)"),
        "{}",
        run.err
    );
    assert!(drafts(&home).is_empty(), "nothing was written");

    let home = Home::new();
    let script = home.write("editor", "#!/bin/sh\nsed -i s/CHG-1004/CHG-7/ \"$1\"\nexit 1\n");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
    let home = home.env("EDITOR", &script);
    let run = edit(&home, &["--yes"]).expect(1);
    let kept = drafts(&home);
    assert!(
        run.err.contains(&format!("`qd edit --draft {}`", kept[0])),
        "{}",
        run.err
    );
    let shown = home
        .run(&[&["drafts", "show", &kept[0]][..], &STAGE].concat())
        .expect(0);
    assert!(shown.out.contains("CHG-7"));
}

#[test]
fn an_editor_that_fails_takes_no_draft_with_it() {
    let mut home = Home::new().env("EDITOR", "sed -i 1s/{/[/");
    edit(&home, &["--yes"]).expect(1);
    let kept = drafts(&home);
    let show = |home: &Home| {
        let shown = home.run(&[&["drafts", "show", &kept[0]][..], &STAGE].concat());
        shown.expect(0).out
    };
    let text = show(&home);
    // It empties the file, takes it away, leaves it; or ends well with nothing in it.
    for own in [
        "sh -c 'true > \"$0\"; exit 1'",
        "sh -c 'rm \"$0\"; exit 1'",
        "false",
        "truncate -s 0",
    ] {
        home = home.env("EDITOR", own);
        let run = home.run(&[&["edit", "--draft", &kept[0], "--yes"][..], &STAGE].concat());
        let run = run.expect(1);
        assert!(
            run.err.contains(&format!("`qd edit --draft {}`", kept[0])),
            "{}",
            run.err
        );
        assert_eq!(show(&home), text, "{own}");
    }
}

#[test]
fn a_text_that_is_not_touched_takes_no_older_draft_with_it() {
    let home = Home::new().env("EDITOR", "sed -i 1s/{/[/");
    edit(&home, &["--yes"]).expect(1);
    let kept = drafts(&home);
    let home = home.env("EDITOR", "true");
    edit(&home, &[]).expect(0);
    assert_eq!(drafts(&home), kept);
}

#[test]
fn what_is_no_document_is_kept_and_can_be_gone_on_with() {
    let home = Home::new().env("EDITOR", "sed -i 1s/{/[/");
    let run = edit(&home, &["--yes"]).expect(1);
    assert!(run.err.contains("analytics-stage:2:"), "{}", run.err);
    let kept = drafts(&home);
    assert_eq!(kept.len(), 1);
    let files = std::fs::read_dir(home.path(".local/state/quarterdeck/drafts-sandbox")).unwrap();
    for file in files {
        assert_eq!(
            file.unwrap().metadata().unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    let home = home.env("EDITOR", "sed -i '1s/.*/{/;s/CHG-1004/CHG-8/'");
    let resumed = ["edit", "--draft", &kept[0], "--yes", "--wait", "--speed", "1000"];
    let resumed = home.run(&[&resumed[..], &STAGE].concat()).expect(0);
    assert!(resumed.out.contains("changed (v18 runs"), "{}", resumed.out);
    assert!(drafts(&home).is_empty());
}

#[test]
fn a_draft_whose_base_changed_is_put_on_top_of_what_is_there_now() {
    let served = Served::start(&["--speed", "1000"]);
    let home = Home::new()
        .env("QD_TOKEN", "any")
        .env(
            "EDITOR",
            r#"sed -i s/backupRetention.:.*[0-9]/backupRetention\":31/"#,
        )
        .config(&served.config(&["east"]));
    home.run(&["edit", "clickstream"]).expect(4);
    let other = home.write(
        "other.yaml",
        "metadata: {name: clickstream}\nspec: {encryptVolumes: true, awsTags: [{name: a, value: b}]}\n",
    );
    home.run(&[
        "apply",
        "-f",
        &other,
        "--yes",
        "--confirm",
        "clickstream",
        "--wait",
    ])
    .expect(0);
    let list = home.run(&["drafts", "-o", "json"]).expect(0).json();
    assert_eq!(list[0]["base"], "changed");
    let id = list[0]["draft"].as_str().unwrap();
    let home = home.env("EDITOR", "true");
    let run = home
        .run(&["edit", "--draft", id, "--confirm", "clickstream", "--wait"])
        .expect(0);
    assert!(run.err.contains("the draft is on top of that now"), "{run:#?}");
    let now = home.run(&["get", "cluster", "clickstream", "-o", "json"]).json();
    assert_eq!(now["spec"]["metadataStore"]["backupRetention"], 31);
    assert_eq!(now["spec"]["awsTags"][0]["name"], "a");
}

#[test]
fn a_draft_is_discarded_once() {
    let home = Home::new().env("EDITOR", CHANGE);
    let run = edit(&home, &[]).expect(4);
    assert!(run.err.contains("confirm it with --yes"), "{}", run.err);
    let kept = drafts(&home);
    home.run(&[&["drafts", "discard", &kept[0]][..], &STAGE].concat())
        .expect(0);
    home.run(&[&["drafts", "discard", &kept[0]][..], &STAGE].concat())
        .expect(3);
    assert!(drafts(&home).is_empty());
}

#[test]
fn a_read_only_context_opens_no_editor() {
    let home = Home::new().env("EDITOR", "false");
    let run = home.run(&[
        "edit",
        "inventory",
        "--sandbox",
        "--quiet",
        "-c",
        "prod",
        "--read-only",
    ]);
    assert!(run.expect(4).err.contains("read-only"));
    let none = Home::new().run(&[&["edit", "analytics-stage"][..], &STAGE].concat());
    assert!(none.expect(2).err.contains("set EDITOR"));
}

#[test]
fn somebody_at_the_terminal_sees_the_plan_and_can_write_again() {
    let console = Console::setup()
        .env("EDITOR", CHANGE)
        .start(&[&["edit", "analytics-stage"][..], &STAGE].concat());
    console.wait_for("spec.awsTags[change].value");
    console.wait_for("Type the verb (edit) to go on:");
    console.send("no");
    console.send_key(Key::Enter);
    console.wait_for("Type e to edit it again");
    console.send("e");
    console.send_key(Key::Enter);
    let questions = |screen: &vt100::Screen| screen.contents().matches("Type the verb (edit)").count();
    console.wait_until(|screen| questions(screen) == 2);
    console.send("edit");
    console.send_key(Key::Enter);
    console.wait_for("stage/analytics-stage: edit accepted");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn ctrl_c_at_the_question_sends_nothing_and_the_next_question_can_be_answered() {
    let console = Console::setup()
        .env("EDITOR", CHANGE)
        .start(&[&["edit", "analytics-stage"][..], &STAGE].concat());
    console.wait_for("Type the verb (edit) to go on:");
    console.signal(rustix::process::Signal::INT);
    console.wait_for("interrupted: nothing was sent");
    console.wait_for("Type e to edit it again");
    console.send("n");
    console.send_key(Key::Enter);
    console.wait_for("what was written is kept");
    assert_eq!(console.exit_code(), 4);
}
