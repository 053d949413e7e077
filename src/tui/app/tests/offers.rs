//! What is known to be possible in a field of a form: said, completed, and `mine` replaced by the address.

use std::sync::Arc;

use super::actions::farm_of;
use super::fixture::{Driver, HOSTS, asked, host, intents};
use crate::resource::{Action, ActionId, Danger, Listing, OwnAddress, Parameter, Protection, Takes};
use crate::tui::msg::Msg;

static ACTIONS: [Action; 2] = [
    Action {
        id: ActionId("open-gate"),
        title: "Open gate",
        past: "opened",
        help: "Let a network in",
        danger: Danger::Low,
        parameters: &[
            Parameter::new("network", "who is let in", Takes::Network)
                .required()
                .such_as(&["198.51.100.0/24"]),
            Parameter::new("services", "what they reach", Takes::Text).such_as(&["MILK", "MEAL", "HAY"]),
        ],
        ..Action::PLAIN
    },
    Action {
        id: ActionId("grow"),
        title: "Grow",
        past: "grown",
        help: "Add hosts to the cluster",
        parameters: &[
            Parameter::new("hosts", "which hosts", Takes::References(HOSTS)),
            Parameter::new("mode", "how", Takes::Choice(&["fast", "slow"])).or("slow"),
        ],
        ..Action::PLAIN
    },
];

/// The form of an action on the cluster `field`, from a session that comes from there.
fn form(action: &str, own: OwnAddress) -> Driver {
    let mut driver = farm_of(&ACTIONS, Protection::Normal, own);
    driver.keys("m");
    driver.text(action);
    driver.keys("enter");
    driver
}

fn known() -> OwnAddress {
    OwnAddress::Known("203.0.113.7".into())
}

#[track_caller]
fn shows(driver: &Driver, words: &str) {
    let screen = driver.screen();
    assert!(screen.contains(words), "{screen}");
}

#[test]
fn ones_own_address_is_offered_with_what_it_is_and_stands_in_the_dialog_in_place_of_the_word() {
    let mut driver = form("open-gate", known());
    shows(
        &driver,
        "Who is let in (such as mine = 203.0.113.7, 198.51.100.0/24).",
    );
    driver.text("M");
    driver.keys("ctrl-space");
    shows(&driver, "network   mine");
    driver.keys("ctrl-s");
    assert!(driver.has_dialog(), "{}", driver.screen());
    let copied = format!("{:?}", driver.keys("f6"));
    assert!(
        copied.contains("--network 203.0.113.7") && !copied.contains("mine"),
        "{copied}"
    );
    let effects = driver.keys("y");
    assert_eq!(asked(&effects), ["open-gate field"]);
    let told = &intents(&effects)[0].arguments;
    assert_eq!(told.get("network"), Some("203.0.113.7"));
}

#[test]
fn where_ones_own_address_is_not_known_the_form_says_what_was_looked_at_and_opens_no_dialog() {
    let why = "this session comes from 10.1.2.3, which is private";
    let mut driver = form("open-gate", OwnAddress::Unknown(why.into()));
    shows(&driver, "Who is let in (such as 198.51.100.0/24).");
    driver.text("mine");
    driver.keys("ctrl-s");
    assert!(!driver.has_dialog());
    shows(&driver, why);
    shows(&driver, "my_address");
}

#[test]
fn a_key_completes_what_is_typed_and_goes_on_to_the_next_that_fits_and_back() {
    let mut driver = form("grow", known());
    let footer = driver.screen().lines().last().unwrap().to_owned();
    assert!(footer.contains("complete"), "{footer}");
    driver.text("10.1.0.2, 10.");
    driver.keys("ctrl-space");
    shows(&driver, "10.1.0.2, 10.1.0.1");
    shows(&driver, "There are: 10.1.0.1, 10.1.0.2");
    driver.keys("ctrl-space");
    assert!(!driver.screen().contains("10.1.0.2, 10.1"), "{}", driver.screen());
    // Fields are gone through as before, in both directions; one of choices takes the next.
    driver.keys("tab");
    shows(&driver, "[slow]");
    driver.keys("ctrl-space");
    shows(&driver, "[fast]");
    driver.keys("shift-tab");
    driver.keys("ctrl-u ctrl-space");
    shows(&driver, "hosts  10.1.0.1");
}

#[test]
fn a_name_that_is_not_among_those_that_were_read_of_a_long_list_is_no_mistake() {
    let mut driver = form("grow", known());
    let host = host("10.1.0.1", "running");
    driver.tell(Msg::Listed {
        context: "farm".into(),
        kind: HOSTS,
        listing: Arc::new(Listing {
            total: Some(1_000),
            ..Listing::whole(vec![host])
        }),
        answered: driver.answered(),
    });
    driver.text("10.9.9.9");
    driver.keys("ctrl-s");
    assert!(driver.has_dialog(), "{}", driver.screen());
}

#[test]
fn likely_values_are_completed_one_after_the_other() {
    let mut driver = form("open-gate", known());
    driver.keys("tab");
    driver.text("m");
    driver.keys("ctrl-space");
    shows(&driver, "services  MILK");
    driver.keys("ctrl-space");
    shows(&driver, "services  MEAL");
    driver.text(",");
    driver.keys("ctrl-space");
    shows(&driver, "services  MEAL,MILK");
}
