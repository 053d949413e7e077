//! The journal on the screen: asked for, shown, filtered, and gone on from.

use std::sync::Arc;

use chrono::TimeDelta;

use super::fixture::{Driver, key};
use crate::journal::{Author, Began, Chapter, Diff, Ended, Entry, Outcome};
use crate::resource::Notice;
use crate::tui::msg::{Answer, Effect, Msg, Question};

fn entry(driver: &Driver, context: &str, name: &str, number: u64, outcome: Option<Outcome>) -> Entry {
    let at = driver.now - TimeDelta::hours(5);
    let began = Began {
        change: format!("run-{number}"),
        at,
        author: Author {
            user: "ada".into(),
            uid: 1000,
            origin: Some("192.0.2.7".into()),
            host: "jump-1".into(),
            pid: 7,
            run: "run".into(),
            front: "qd edit".into(),
        },
        context: context.into(),
        scope: None,
        manager: "sim".into(),
        url: "https://manager.example/".into(),
        kind: "clusters".into(),
        id: Some(key(context, name).id.to_string()),
        name: name.into(),
        part: None,
        verb: "edit".into(),
        base: Some(3),
        diff: Diff {
            lines: vec!["size: 1 -> 2".into()],
            more: 4,
        },
        request: "sha256:00".into(),
    };
    let ended = outcome.map(|outcome| Ended {
        change: began.change.clone(),
        at,
        outcome,
        words: "v4 runs, as it was asked for".into(),
        version: Some(4),
        id: None,
        took_ms: 90_000,
    });
    Entry::new(began, ended, |_| false)
}

/// The journal of two changes, the newest first.
fn chapter(driver: &Driver) -> Chapter {
    Chapter {
        entries: vec![
            entry(driver, "stage", "web", 2, Some(Outcome::Done)),
            entry(driver, "elsewhere", "billing", 1, None),
        ],
        has_more: false,
        skipped: 0,
    }
}

fn answer(driver: &mut Driver, chapter: Chapter) {
    driver.tell(Msg::Answered(Answer::Journal(Ok(Arc::new(chapter)))));
}

fn opened() -> Driver {
    let mut driver = Driver::sized(200, 40);
    let effects = driver.keys("J");
    assert!(asks(&effects), "{effects:?}");
    let chapter = chapter(&driver);
    answer(&mut driver, chapter);
    driver
}

fn asks(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::Ask(Question::Journal)))
}

#[test]
fn the_newest_change_is_on_top_and_told_whole() {
    let driver = opened();
    let screen = driver.screen();
    assert!(driver.place("web").y < driver.place("billing").y, "{screen}");
    assert!(
        screen.contains("By ada, from 192.0.2.7, on jump-1, with qd edit."),
        "{screen}"
    );
    assert!(screen.contains("size: 1 -> 2; and 4 more"), "{screen}");
    assert!(screen.contains("v3 -> v4"), "{screen}");
}

#[test]
fn a_change_whose_program_ended_too_early_is_unknown() {
    let mut driver = opened();
    driver.keys("down");
    assert!(
        driver.screen().contains("unknown: interrupted"),
        "{}",
        driver.screen()
    );
}

#[test]
fn it_is_filtered_like_any_table() {
    let mut driver = opened();
    driver.keys("/");
    driver.text("billing");
    driver.keys("enter");
    let screen = driver.screen();
    assert!(
        screen.contains("billing") && !screen.contains("as it was asked for"),
        "{screen}"
    );
}

#[test]
fn enter_goes_to_the_cluster_if_its_context_is_open() {
    let mut driver = opened();
    driver.keys("down enter");
    assert!(
        driver.screen().contains("elsewhere is not open in this console"),
        "{}",
        driver.screen()
    );
    driver.keys("up enter");
    assert!(driver.screen().contains("stage"), "{}", driver.screen());
    assert!(!driver.screen().contains("WHAT IS SEEN"), "{}", driver.screen());
}

#[test]
fn copying_takes_the_id_of_the_cluster() {
    let mut driver = opened();
    let id = key("stage", "web").id;
    assert!(matches!(&driver.keys("y")[..], [Effect::Copy(text)] if **text == *id));
}

#[test]
fn what_is_written_meanwhile_is_asked_for_and_so_is_what_others_wrote_on_a_refresh() {
    let mut driver = opened();
    assert!(asks(&driver.tell(Msg::Recorded(None))));
    assert!(asks(&driver.keys("r")));
    let more = Chapter {
        has_more: true,
        ..chapter(&driver)
    };
    answer(&mut driver, more);
    assert!(driver.screen().contains("the newest 2"), "{}", driver.screen());
    driver.keys("esc");
    assert!(!asks(&driver.tell(Msg::Recorded(None))));
}

#[test]
fn a_journal_that_cannot_be_written_is_told_wherever_one_is() {
    let mut driver = Driver::new();
    let notice = Notice::error("Could not write the change into the journal");
    driver.tell(Msg::Recorded(Some(notice)));
    let screen = driver.screen();
    assert!(
        screen.contains("Could not write the change into the journal"),
        "{screen}"
    );
}

#[test]
fn lines_that_cannot_be_read_are_told_once() {
    let mut driver = opened();
    let torn = Chapter {
        skipped: 1,
        ..chapter(&driver)
    };
    answer(&mut driver, torn.clone());
    assert!(
        driver.screen().contains("1 line of the journal cannot be read"),
        "{}",
        driver.screen()
    );
    driver.keys("d");
    answer(&mut driver, torn);
    assert!(!driver.screen().contains("cannot be read"), "{}", driver.screen());
}

#[test]
fn an_empty_journal_says_so() {
    let mut driver = Driver::new();
    driver.keys("J");
    assert!(driver.screen().contains("looking"), "{}", driver.screen());
    answer(&mut driver, Chapter::default());
    assert!(
        driver.screen().contains("nothing was asked for yet"),
        "{}",
        driver.screen()
    );
}
