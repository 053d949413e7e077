//! Events of a manager that keeps a log of them: asked for while they are shown, filtered by it, read in full.

use std::sync::Arc;

use super::fixture::{Driver, key};
use crate::managers::Manager;
use crate::managers::chronicle::Chronicle;
use crate::resource::{Cause, Event, EventFilter, EventListing, Failure, Level, LevelMark, Notice};
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Effect, Msg};
use crate::tui::subscriptions::{Wanted, with_rows};

/// What is wanted of logs of events.
fn wanted(driver: &Driver) -> Vec<(String, Arc<EventFilter>, usize)> {
    let all = with_rows(&driver.model).into_iter();
    let events = all.filter_map(|(wanted, rows)| match wanted {
        Wanted::Events { key, filter } => Some((key.id.to_string(), filter, rows)),
        Wanted::List { .. } | Wanted::Object { .. } | Wanted::Parts { .. } => None,
    });
    events.collect()
}

/// A console on the home screen with one cluster of that manager, which was read.
fn chronicle(width: u16, height: u16) -> Driver {
    let mut driver = Driver::sized(width, height);
    let stage = driver.model.known.context("stage").cloned().unwrap();
    driver.tell(Msg::ContextOpened(Box::new(KnownContext {
        name: "log".into(),
        about: Chronicle::new(0).about(),
        lists: Lists::default(),
        ..stage
    })));
    driver.list("log", &[("mail", "RUNNING")]);
    driver.select("mail");
    driver.wait(500);
    driver.read_with("log", "mail", |_| {});
    driver
}

fn event(second: i64) -> Event {
    let at = chrono::DateTime::from_timestamp(1_800_000_000 + second, 0);
    let event = Event::reported(
        at,
        LevelMark::new("error", Level::Error),
        "agent",
        format!("event {second}"),
    );
    Event {
        causes: Box::new([Cause {
            kind: "Refused".into(),
            message: "no route to host".into(),
            traceback: "File \"install.py\", line 7\n  connect()".into(),
        }]),
        ..event
    }
}

/// Answers what is wanted with so many events.
fn answer(driver: &mut Driver, count: i64) {
    let (_, filter, _) = wanted(driver).remove(0);
    let events = (1_000_000 - count..1_000_000).map(|second| Arc::new(event(second)));
    driver.tell(Msg::EventsListed {
        key: key("log", "mail"),
        filter,
        listing: Arc::new(EventListing {
            events: events.collect(),
            read: count as u64,
            total: 1_000_000,
        }),
        answered: driver.answered(),
    });
}

/// Answers what is wanted with that the log gives none of this object.
fn not_offered(driver: &mut Driver) {
    let (_, filter, _) = wanted(driver).remove(0);
    let failure = Failure {
        notice: Notice {
            causes: vec!["this version tells no events of it".to_owned()],
            ..Notice::error("Could not read the events")
        },
        is_not_offered: true,
        ..driver.failure()
    };
    driver.tell(Msg::EventsFailed {
        key: key("log", "mail"),
        filter,
        failure,
    });
}

#[test]
fn a_log_is_asked_for_while_its_events_are_shown() {
    let mut driver = chronicle(80, 24);
    assert!(wanted(&driver).is_empty(), "there is no room for the panes");
    driver.keys("enter");
    driver.keys("4");
    assert!(wanted(&driver).is_empty());
    driver.keys("2");
    let [(id, filter, rows)] = &wanted(&driver)[..] else {
        panic!("{:?}", wanted(&driver));
    };
    assert_eq!(
        (id.as_str(), filter.is_empty(), *rows),
        (&*key("log", "mail").id, true, 100)
    );
    answer(&mut driver, 100);
    let screen = driver.screen();
    assert!(screen.contains("newest 100 of 1,000,000"), "{screen}");
    assert!(
        screen.contains("event 999999 <- Refused: no route to host"),
        "{screen}"
    );
    let refresh = driver.keys("r");
    let is_of_it = |effect: &Effect| matches!(effect, Effect::RefreshEvents(Wanted::Events { .. }));
    assert!(refresh.iter().any(is_of_it));
}

#[test]
fn the_lower_pane_of_the_fleet_shows_it_too() {
    let mut driver = chronicle(160, 40);
    assert_eq!(wanted(&driver).len(), 1, "{}", driver.screen());
    answer(&mut driver, 100);
    assert!(
        driver.screen().contains("newest 100 of 1,000,000"),
        "{}",
        driver.screen()
    );
    driver.list("log", &[("mail", "RUNNING")]);
    driver.select("batch");
    driver.wait(500);
    assert!(wanted(&driver).is_empty(), "its manager keeps no log");
}

#[test]
fn the_end_of_what_was_read_reads_older_ones_and_a_failure_keeps_what_is_shown() {
    let mut driver = chronicle(80, 24);
    driver.keys("enter 2");
    answer(&mut driver, 100);
    driver.keys("G");
    let (_, filter, rows) = wanted(&driver).remove(0);
    assert_eq!(rows, 200);
    let failure = driver.failure();
    driver.tell(Msg::EventsFailed {
        key: key("log", "mail"),
        filter,
        failure,
    });
    let screen = driver.screen();
    assert!(screen.contains("event 999900"), "{screen}");
    assert!(screen.contains("newest 100"), "{screen}");
    answer(&mut driver, 200);
    assert!(
        driver.screen().contains("event 999900"),
        "the cursor stays: {}",
        driver.screen()
    );
}

#[test]
fn where_a_log_gives_none_of_an_object_what_was_seen_of_it_is_shown() {
    let mut driver = chronicle(80, 24);
    driver.keys("enter 2");
    not_offered(&mut driver);
    driver.read_with("log", "mail", |detail| detail.events = Vec::new());
    let screen = driver.screen();
    assert!(screen.contains("this version tells no events of it"), "{screen}");
    assert!(!screen.contains("no events\n"), "{screen}");
    driver.read_with("log", "mail", |detail| detail.events = vec![event(7)]);
    let screen = driver.screen();
    assert!(screen.contains("event 7"), "{screen}");
    assert!(wanted(&driver).is_empty(), "it is not asked for again");
}

#[test]
fn a_log_that_gave_none_is_asked_again_by_a_refresh() {
    let mut driver = chronicle(80, 24);
    driver.keys("enter 2");
    not_offered(&mut driver);
    assert!(wanted(&driver).is_empty());
    let refresh = driver.keys("r");
    assert_eq!(wanted(&driver).len(), 1, "{}", driver.screen());
    let is_of_it = |effect: &Effect| matches!(effect, Effect::RefreshEvents(Wanted::Events { .. }));
    assert!(refresh.iter().any(is_of_it), "{refresh:?}");
    answer(&mut driver, 3);
    assert!(driver.screen().contains("event 999999"), "{}", driver.screen());
    let mut fleet = chronicle(160, 40);
    not_offered(&mut fleet);
    assert!(wanted(&fleet).is_empty());
    fleet.keys("r");
    assert_eq!(wanted(&fleet).len(), 1, "{}", fleet.screen());
}

#[test]
fn a_filter_is_typed_and_sent_and_esc_takes_it_away() {
    let mut driver = chronicle(80, 24);
    driver.keys("enter 2");
    answer(&mut driver, 100);
    driver.keys("/");
    driver.text("route level:error");
    driver.keys("enter");
    let (_, filter, _) = wanted(&driver).remove(0);
    assert_eq!(filter.message.as_deref(), Some("route"));
    assert_eq!(filter.levels, ["error"]);
    driver.keys("esc");
    assert!(wanted(&driver).remove(0).1.is_empty());
    driver.keys("L L L");
    let (_, filter, _) = wanted(&driver).remove(0);
    assert_eq!((filter.levels.join(" "), filter.types.len()), ("error".into(), 0));
}

#[test]
fn an_event_opens_with_its_causes_and_is_copied_whole() {
    let mut driver = chronicle(80, 24);
    driver.keys("enter 2");
    answer(&mut driver, 3);
    driver.keys("enter");
    let screen = driver.screen();
    for words in [
        "event 999999",
        "Caused by",
        "Refused: no route to host",
        "connect()",
    ] {
        assert!(screen.contains(words), "{words} in {screen}");
    }
    let copied = driver.keys("y");
    let is_copied = copied
        .iter()
        .any(|effect| matches!(effect, Effect::CopySecret(_)));
    assert!(is_copied, "{copied:?}");
    driver.keys("esc");
    assert!(driver.screen().contains("event 999998"), "{}", driver.screen());
}
