//! What becomes of a change that was asked for: steps, ends, and the list of activities.

use super::fixture::{Driver, intents, key, stopping};
use crate::resource::{Notice, Step};
use crate::tui::msg::Effect;
use crate::tui::subscriptions::Wanted;

#[test]
fn what_changed_before_sending_opens_the_dialog_again() {
    let mut driver = stopping("web");
    driver.text("stop");
    driver.keys("enter");
    driver.step(1, Step::Changed(vec!["its version was v3, now it is v4".into()]));
    assert!(driver.has_dialog());
    let screen = driver.paint();
    assert!(
        screen.contains("CHANGED") && screen.contains("now it is v4"),
        "{screen}"
    );
    driver.text("stop");
    let effects = driver.keys("enter");
    assert_eq!(intents(&effects)[0].activity.0, 2, "it is a new change");
}

#[test]
fn every_step_of_a_change_reaches_the_activity_list_and_is_looked_at() {
    let mut driver = stopping("web");
    driver.text("stop");
    driver.keys("enter");
    let effects = driver.step(1, Step::Accepted("STOPPING, 2 servers left".into()));
    assert!(
        matches!(&effects[..], [Effect::LookAgain(Wanted::Object { key: read }), Effect::LookAgain(Wanted::List { context, .. })]
            if *read == key("stage", "web") && &**context == "stage")
    );
    driver.keys("a");
    assert!(driver.screen().contains("STOPPING, 2 servers left"));
    driver.keys("?");
    driver.step(1, Step::Done("STOPPED".into()));
    assert_eq!(driver.notice(), "web is stopped: STOPPED");
    driver.keys("esc");
    assert!(
        driver.screen().contains("done"),
        "also while another screen was above"
    );
}

#[test]
fn every_bad_end_is_told_in_the_words_it_came_with() {
    let ends = [
        Step::Rejected(Notice::error("Could not stop web: another update runs")),
        Step::Unknown(Notice::error("Stop web: the outcome is unknown")),
        Step::NotSent(Notice::error("audit is read-only: nothing is sent")),
    ];
    for end in ends {
        let mut driver = stopping("web");
        driver.text("stop");
        driver.keys("enter");
        let words = end.story();
        driver.step(1, end.clone());
        assert!(driver.notice().contains("web"), "it says whose end this is");
        assert!(driver.notice().ends_with(&words), "{}", driver.notice());
        driver.keys("a");
        assert!(driver.screen().contains(end.word()), "{}", driver.screen());
    }
    let mut driver = stopping("web");
    driver.text("stop");
    driver.keys("enter");
    driver.step(1, Step::Failed("FAILED at stage 3".into()));
    assert!(
        driver
            .notice()
            .contains("accepted, then failed: FAILED at stage 3")
    );
}

#[test]
fn marks_outlive_a_change_that_was_asked_for_elsewhere() {
    let mut driver = Driver::new();
    driver.select("orders");
    driver.keys("space");
    driver.select("batch");
    driver.keys("enter S y esc");
    assert!(driver.screen().contains("1 marked"), "{}", driver.screen());
}

#[test]
fn the_newest_change_comes_first_also_within_a_second_and_over_midnight() {
    let mut driver = Driver::new();
    driver.now = chrono::DateTime::parse_from_rfc3339("2027-01-15T23:59:59Z")
        .unwrap()
        .to_utc();
    driver.select("billing");
    driver.keys("space");
    driver.select("web");
    driver.keys("space s");
    driver.text("2");
    driver.keys("enter");
    driver.now += chrono::TimeDelta::minutes(5);
    driver.select("batch");
    driver.keys("S y a");
    let screen = driver.paint();
    let line = |verb: &str| screen.lines().position(|line| line.contains(verb)).unwrap();
    assert!(line("batch") < line("web"), "{screen}");
    assert!(line("web") < line("billing"), "{screen}");
}

#[test]
fn the_end_of_a_change_of_a_configuration_calls_the_user() {
    let mut driver = stopping("web");
    driver.text("stop");
    driver.keys("enter");
    driver.model.activities[0].intent.action = crate::resource::action::EDIT;
    let alerts = |effects: Vec<Effect>| -> Vec<String> {
        let alert = |effect| match effect {
            Effect::Alert(words) => Some(words),
            _ => None,
        };
        effects.into_iter().filter_map(alert).collect()
    };
    let silent = driver.step(1, Step::Accepted("UPDATING".into()));
    assert!(alerts(silent).is_empty());
    let loud = driver.step(1, Step::Done("v4 runs \u{7} as asked".into()));
    assert_eq!(alerts(loud), ["edit web done: v4 runs ^G as asked"]);
    driver.model.activities[0].intent.action = crate::resource::action::STOP;
    let silent = driver.step(1, Step::Done("STOPPED".into()));
    assert!(alerts(silent).is_empty(), "it was seen to be short");
}
