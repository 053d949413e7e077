//! What is shown or asked for, copied as a command.

use super::fixture::{Driver, key, stopping};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Arguments, Operation};
use crate::tui::msg::{Answer, Effect, Msg, Question, Wire};

/// What a key put on the clipboard.
fn copied(effects: &[Effect]) -> String {
    match effects {
        [Effect::Copy(text)] => text.clone(),
        other => panic!("nothing was copied: {other:?}"),
    }
}

#[test]
fn each_screen_is_copied_as_the_command_that_shows_the_same() {
    let mut driver = Driver::new();
    assert_eq!(copied(&driver.keys("Y")), "qd get clusters");
    driver.select("orders");
    driver.keys("enter");
    assert_eq!(copied(&driver.keys("Y")), "qd get servers orders --context prod");
    driver.keys("2");
    assert_eq!(copied(&driver.keys("Y")), "qd get events orders --context prod");
    driver.keys("3");
    assert_eq!(
        copied(&driver.keys("Y")),
        "qd get cluster orders --output json --context prod"
    );
    driver.keys("esc c");
    assert_eq!(copied(&driver.keys("Y")), "qd get contexts");
}

#[test]
fn a_dialog_is_copied_as_its_verb_and_answers_nothing_by_it() {
    let mut driver = stopping("web");
    let line = copied(&driver.keys("f6"));
    assert_eq!(line, "qd stop web --context stage");
    assert!(driver.has_dialog());
}

#[test]
fn a_copied_verb_carries_the_name_only_where_the_dialog_demands_it() {
    let line = copied(&stopping("orders").keys("f6"));
    assert_eq!(line, "qd stop orders --confirm orders --context prod");
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys(":");
    driver.text("delete");
    driver.keys("enter");
    assert_eq!(
        copied(&driver.keys("f6")),
        "qd delete web --confirm web --context stage"
    );
}

#[test]
fn what_was_copied_is_told_in_one_line() {
    let mut driver = Driver::new();
    driver.keys("Y");
    assert_eq!(driver.notice(), "Copied: qd get clusters");
}

#[test]
fn the_curl_line_of_a_dialog_is_asked_of_the_session_and_copied_when_it_is_known() {
    let mut driver = stopping("web");
    let effects = driver.keys("alt-y");
    let id = key("stage", "web").id;
    let [Effect::Ask(Question::Curl(context, Wire::Operation(operation)))] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let stop = Operation::Act {
        action: crate::resource::action::STOP,
        kind: CLUSTERS,
        id,
        part: None,
        arguments: Arguments::default(),
    };
    assert_eq!((&**context, operation), ("stage", &stop));
    let effects = driver.tell(Msg::Answered(Answer::Curl(Some("curl -X PATCH http://m".into()))));
    assert_eq!(copied(&effects), "curl -X PATCH http://m");
}

#[test]
fn the_fleet_of_several_contexts_is_asked_for_as_that_under_the_cursor() {
    let mut driver = Driver::new();
    driver.select("web");
    let effects = driver.keys("alt-y");
    let [Effect::Ask(Question::Curl(context, Wire::Operation(Operation::List(_))))] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(&**context, "stage");
}

#[test]
fn the_journal_and_a_change_of_the_contexts_are_copied_as_their_commands() {
    let mut driver = Driver::new();
    driver.keys("J");
    assert_eq!(copied(&driver.keys("Y")), "qd journal");
    let preview = crate::tui::book::Preview {
        path: "/home/me/config.toml".into(),
        is_new: false,
        lines: Vec::new(),
        warning: None,
    };
    let mut driver = Driver::new();
    driver.tell(Msg::Answered(Answer::ContextFields {
        of: None,
        fields: Ok(vec![crate::tui::book::FieldData::default()]),
    }));
    driver.text("lab");
    assert_eq!(copied(&driver.keys("f6")), "qd context add lab");
    let remove = crate::resource::ContextChange::Remove { name: "lab".into() };
    driver.tell(Msg::Answered(Answer::ContextPreview {
        change: remove,
        preview: Ok(preview),
    }));
    assert_eq!(copied(&driver.keys("Y")), "qd context remove lab");
}
