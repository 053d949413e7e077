//! Forms of what only the target declares: fields that come once it was read, and change with what is said.

use super::actions::farm_of;
use super::fixture::{Driver, asked, intents, key};
use crate::resource::{
    Action, ActionId, Arguments, Availability, Danger, JsonSort, OwnAddress, Parameter, Protection, Takes,
    Target,
};
use crate::tui::subscriptions::{Wanted, subscriptions};

/// What the crop says that it wants to be told.
fn of_crop(target: &Target<'_>) -> Vec<Parameter> {
    let value = |name, sort| Parameter::new(name, "of the crop", Takes::Value(sort)).of_target();
    match (target.detail, target.arguments.get("crop")) {
        (Some(_), Some("wheat")) => vec![
            value("rows", JsonSort::Integer).required(),
            value("wet", JsonSort::Boolean).or("false"),
        ],
        (Some(_), Some("maize")) => vec![value("rows", JsonSort::Integer), value("sorts", JsonSort::List)],
        _ => Vec::new(),
    }
}

fn by_night(target: &Target<'_>) -> Availability {
    match target.arguments.is_on("night") {
        true => Availability::Offered,
        false => Availability::OnlyWith {
            switch: "night",
            reason: "cows are on it by day".into(),
        },
    }
}

static ACTIONS: [Action; 2] = [
    Action {
        id: ActionId("sow"),
        title: "Sow",
        past: "sown",
        help: "Sow a crop",
        danger: Danger::Low,
        parameters: &[
            Parameter::new("crop", "which crop", Takes::Choice(&["none", "wheat", "maize"])).required(),
            Parameter::switch("night", "by night"),
        ],
        more: Some(of_crop),
        positional: Some("crop"),
        ..Action::PLAIN
    },
    Action {
        id: ActionId("mow"),
        title: "Mow",
        past: "mown",
        help: "Mow the field",
        danger: Danger::Low,
        parameters: &[Parameter::switch("night", "by night")],
        available: by_night,
        ..Action::PLAIN
    },
];

fn form(action: &str) -> Driver {
    let mut driver = farm_of(&ACTIONS, Protection::Normal, OwnAddress::default());
    driver.keys("m");
    driver.text(action);
    driver.keys("enter");
    driver
}

#[track_caller]
fn shows(driver: &Driver, words: &str, is_shown: bool) {
    let screen = driver.screen();
    assert_eq!(screen.contains(words), is_shown, "{words}\n{screen}");
}

#[test]
fn a_form_waits_for_its_target_and_its_fields_change_with_what_is_said() {
    let mut driver = form("sow");
    let object = Wanted::Object {
        key: key("farm", "field"),
    };
    assert!(subscriptions(&driver.model).contains(&object));
    shows(&driver, "reading", true);
    driver.keys("ctrl-s");
    assert!(!driver.has_dialog(), "what it wants to be told is not known yet");
    driver.read_with("farm", "field", |_| {});
    shows(&driver, "reading", false);
    shows(&driver, "rows", false);
    driver.keys("right");
    shows(&driver, "rows", true);
    shows(&driver, "wet", true);
    driver.keys("tab tab");
    driver.text("12");
    // Another crop: what has the same name keeps what was typed.
    driver.keys("shift-tab shift-tab right");
    shows(&driver, "sorts", true);
    shows(&driver, "wet", false);
    shows(&driver, "12", true);
    let copied = format!("{:?}", driver.keys("f6"));
    assert!(
        copied.contains("qd sow maize field") && copied.contains("rows=12"),
        "{copied}"
    );
    driver.keys("ctrl-s");
    let effects = driver.keys("y");
    assert_eq!(asked(&effects), ["sow field"]);
    let told: &Arguments = &intents(&effects)[0].arguments;
    let declared: Vec<_> = told.of_target().collect();
    assert_eq!(declared, [("rows", Takes::Value(JsonSort::Integer), "12")]);
}

#[test]
fn a_value_of_another_sort_and_one_that_is_needed_open_no_dialog() {
    let mut driver = form("sow");
    driver.read_with("farm", "field", |_| {});
    driver.keys("right ctrl-s");
    assert!(!driver.has_dialog());
    // The cursor is where it is missing.
    shows(&driver, "rows is needed", true);
    driver.text("many");
    driver.keys("ctrl-s");
    assert!(!driver.has_dialog());
    shows(&driver, "many is not a whole number", true);
}

#[test]
fn what_is_in_the_way_without_a_switch_is_said_in_a_form_with_it() {
    let mut driver = form("mow");
    shows(&driver, "cows are on it by day", true);
    driver.keys("ctrl-s");
    assert!(!driver.has_dialog(), "the switch is off");
    driver.keys("right ctrl-s");
    assert!(driver.has_dialog(), "{}", driver.screen());
    let effects = driver.keys("y");
    assert!(intents(&effects)[0].arguments.is_on("night"));
}
