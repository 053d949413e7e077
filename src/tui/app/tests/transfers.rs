//! Files on their way, and other parts of a manager's world.

use std::sync::Arc;

use super::fixture::{Driver, HOSTS, intents};
use crate::managers::About;
use crate::resource::action::UPLOAD;
use crate::resource::{
    Action, ActivityId, Danger, Download, Intent, Notice, On, Parameter, Protection, Scope, Step, Takes,
    Transferred,
};
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Answer, Effect, Msg, Question, Saving};

const MIB: u64 = 1 << 20;

static ACTIONS: [Action; 1] = [Action {
    id: UPLOAD,
    title: "Upload",
    past: "uploaded",
    help: "Make a host of an archive",
    on: On::New {
        kind: HOSTS,
        name: Parameter::new("name", "its name", Takes::Text).required(),
    },
    danger: Danger::Low,
    parameters: &[Parameter::new("archive", "the file", Takes::UploadOrUrl).required()],
    ..Action::PLAIN
}];

/// A console with the context `depot`, whose hosts are files, and are the parts of its world, too.
fn depot() -> Driver {
    let mut driver = Driver::new();
    let stage = driver.model.known.context("stage").cloned().unwrap();
    let about: &'static About = Box::leak(Box::new(About {
        name: "depot",
        title: "Depot",
        actions: &ACTIONS,
        downloads: &[Download {
            kind: HOSTS,
            help: "The archive it was made of",
            suffix: ".tar.gz",
        }],
        scope: Some(Scope {
            word: "yard",
            setting: "yard",
            kind: HOSTS,
        }),
        editing: None,
        notes: &[],
        shell: None,
        not_offered: &[],
        ..*stage.about
    }));
    let known = KnownContext {
        name: "depot".into(),
        about,
        demanded: Protection::Normal,
        own_address: Default::default(),
        scope: Some("north".into()),
        lists: Lists::default(),
        ..stage
    };
    driver.tell(Msg::ContextOpened(Box::new(known)));
    fill(&mut driver);
    driver
}

fn fill(driver: &mut Driver) {
    driver.list("depot", &[("shed", "RUNNING")]);
    driver.list_hosts("depot", &[("north", "running"), ("south", "running")]);
}

/// The palette takes a command.
fn run(driver: &mut Driver, command: &str) -> Vec<Effect> {
    driver.keys(":");
    driver.text(command);
    driver.keys("enter")
}

/// The list of the files, the cursor on `south`.
fn at_south(driver: &mut Driver) {
    run(driver, "context depot");
    run(driver, "hosts");
    driver.keys("G");
    shows(driver, "south");
}

#[track_caller]
fn shows(driver: &Driver, words: &str) {
    let screen = driver.screen();
    assert!(screen.contains(words), "no {words:?} on\n{screen}");
}

fn progress(driver: &mut Driver, activity: ActivityId, done: u64) {
    let transferred = Transferred {
        done: done * MIB,
        total: Some(80 * MIB),
    };
    driver.tell(Msg::Transferring {
        activity,
        transferred,
    });
}

fn asked_for(effects: &[Effect]) -> Vec<String> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Ask(Question::Paths(directory)) => Some(directory.clone()),
        _ => None,
    });
    asked.collect()
}

fn list(driver: &mut Driver, directory: &str, names: &[&str]) -> Vec<Effect> {
    driver.tell(Msg::Answered(Answer::Paths {
        directory: directory.into(),
        paths: names
            .iter()
            .map(|name| format!("{directory}{name}").into())
            .collect(),
    }))
}

/// An upload was asked for and begins.
fn uploading(driver: &mut Driver) -> Intent {
    at_south(driver);
    driver.keys("m");
    driver.text("upload");
    driver.keys("enter");
    driver.text("web");
    driver.keys("tab");
    driver.text("./web.tar.gz");
    driver.keys("ctrl-s");
    assert!(driver.has_dialog(), "{}", driver.screen());
    let effects = driver.keys("y");
    let intent = intents(&effects).remove(0);
    driver.step(intent.activity.0, Step::Sending);
    intent
}

#[test]
fn the_field_of_a_file_is_completed_directory_by_directory() {
    let mut driver = depot();
    at_south(&mut driver);
    driver.keys("m");
    driver.text("upload");
    let effects = driver.keys("enter");
    assert_eq!(asked_for(&effects), [""], "before anything is typed");
    list(&mut driver, "", &["old/", "web.tar.gz"]);
    driver.keys("tab");
    driver.text("o");
    let effects = driver.keys("ctrl-space");
    shows(&driver, "old/");
    assert_eq!(asked_for(&effects), ["old/"]);
    list(&mut driver, "old/", &["a.zip", "b.zip"]);
    driver.keys("ctrl-space");
    shows(&driver, "old/a.zip");
    driver.keys("ctrl-space");
    shows(&driver, "old/b.zip");
    // Of an address nothing is known here.
    driver.keys("ctrl-u");
    assert!(asked_for(&driver.text("https://m.example/")).is_empty());
}

#[test]
fn how_far_an_upload_has_come_is_on_the_status_line_and_a_bar_in_the_activity() {
    let mut driver = depot();
    let intent = uploading(&mut driver);
    assert_eq!(intent.arguments.get("archive"), Some("./web.tar.gz"));
    progress(&mut driver, intent.activity, 20);
    shows(&driver, "upload web ██░░░░░░ 20 of 80 MiB");
    driver.keys("a");
    shows(&driver, "██░░░░░░ 25%, 20 of 80 MiB");
    driver.step(intent.activity.0, Step::Accepted("accepted".into()));
    assert!(!driver.screen().contains("20 of 80 MiB"), "{}", driver.screen());
}

#[test]
fn a_file_on_its_way_is_stopped_by_a_key_in_the_activity_and_by_a_command_anywhere() {
    let mut driver = depot();
    let cancelled = |effects: &[Effect]| {
        let mut cancels = effects.iter();
        cancels.any(|effect| matches!(effect, Effect::CancelTransfer(_)))
    };
    run(&mut driver, "cancel-transfer");
    assert_eq!(driver.notice(), "No file is on its way");
    let intent = uploading(&mut driver);
    progress(&mut driver, intent.activity, 20);
    let effects = run(&mut driver, "cancel-transfer");
    let Some(Effect::CancelTransfer(transfer)) = effects.first() else {
        panic!("{effects:?}");
    };
    transfer.cancel();
    assert!(intent.transfer.is_cancelled(), "it is the same transfer");
    driver.keys("a");
    shows(&driver, "x stop file");
    assert!(cancelled(&driver.keys("x")));
}

#[test]
fn leaving_with_a_file_on_its_way_is_warned_of_once() {
    let mut driver = depot();
    let intent = uploading(&mut driver);
    progress(&mut driver, intent.activity, 20);
    assert!(driver.keys("q").is_empty());
    assert!(
        driver.notice().contains("leaving stops it"),
        "{}",
        driver.notice()
    );
    assert!(matches!(driver.keys("q").as_slice(), [Effect::Quit]));
}

#[test]
fn a_download_asks_for_a_path_and_says_so_before_it_replaces_a_file() {
    let mut driver = depot();
    at_south(&mut driver);
    driver.keys("o");
    shows(&driver, "./south.tar.gz");
    shows(&driver, "[leave it and fetch nothing]");
    let effects = driver.keys("ctrl-s");
    let [Effect::Download(intent, saving)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let expected = Saving {
        path: "./south.tar.gz".into(),
        overwrite: false,
    };
    assert_eq!(*saving, expected);
    let notice = Notice::error("./south.tar.gz is there already");
    driver.step(intent.activity.0, Step::NotSent(notice));
    shows(&driver, "is there already");
    driver.keys("tab ctrl-space");
    let effects = driver.keys("ctrl-s");
    let [Effect::Download(again, saving)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert!(saving.overwrite && again.activity != intent.activity);
    driver.step(again.activity.0, Step::Sending);
    assert!(!driver.screen().contains("if it is there"), "{}", driver.screen());
    progress(&mut driver, again.activity, 40);
    shows(&driver, "download south ████░░░░ 40 of 80 MiB");
    let effects = driver.step(again.activity.0, Step::Done("80 MiB in ./south.tar.gz".into()));
    assert!(effects.is_empty(), "nothing was changed: {effects:?}");
    assert_eq!(driver.notice(), "south is downloaded: 80 MiB in ./south.tar.gz");
}

#[test]
fn a_kind_without_files_says_so() {
    let mut driver = depot();
    driver.select("shed");
    run(&mut driver, "download");
    assert_eq!(
        driver.notice(),
        "Cannot download: Depot gives no file of clusters"
    );
}

fn switched(effects: &[Effect]) -> Option<(&str, &str)> {
    effects.iter().find_map(|effect| match effect {
        Effect::SwitchScope(context, part) => Some((&**context, &**part)),
        _ => None,
    })
}

#[test]
fn another_part_of_the_world_is_looked_at_by_its_word_by_the_menu_and_by_a_key() {
    let mut driver = depot();
    run(&mut driver, "context depot");
    shows(&driver, "depot/north");
    assert_eq!(
        switched(&run(&mut driver, "yard south")),
        Some(("depot", "south"))
    );
    // A name that nobody has listed may be right.
    assert_eq!(switched(&run(&mut driver, "yard x1")), Some(("depot", "x1")));
    assert_eq!(switched(&run(&mut driver, "yard north")), None);
    assert_eq!(driver.notice(), "depot looks at north already");
    at_south(&mut driver);
    assert_eq!(switched(&driver.keys("w")), Some(("depot", "south")));
    driver.keys("m");
    driver.text("switch");
    assert_eq!(switched(&driver.keys("enter")), Some(("depot", "south")));
}

#[test]
fn a_copied_command_says_which_part_is_meant() {
    let mut driver = depot();
    at_south(&mut driver);
    driver.keys("enter");
    let copied = format!("{:?}", driver.keys("Y"));
    assert!(copied.contains("--context depot --scope north"), "{copied}");
}

#[test]
fn nothing_of_the_part_before_stays_on_the_screen() {
    let mut driver = depot();
    run(&mut driver, "context depot");
    driver.keys("enter");
    shows(&driver, "shed");
    let known = KnownContext {
        scope: Some("south".into()),
        lists: Lists::default(),
        ..driver.model.known.context("depot").cloned().unwrap()
    };
    driver.tell(Msg::ContextOpened(Box::new(known)));
    assert!(!driver.screen().contains("shed"), "{}", driver.screen());
    shows(&driver, "depot/south");
    let context: Arc<str> = "depot".into();
    let listed = driver.model.known.context(&context).unwrap();
    assert!(listed.clusters().listing.rows.is_empty());
}
