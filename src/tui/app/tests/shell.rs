//! Logging in to a machine: which one is meant, when it is asked before, and when the terminal is lent.

use std::sync::Arc;

use super::fixture::{Driver, host_key};
use crate::resource::{Notice, ShellAccess};
use crate::tui::msg::{Answer, Effect, Msg, Question};

/// The hosts of all contexts on the screen, the cursor on the first one that is named.
fn hosts(hosts: &[(&str, &str)]) -> Driver {
    let mut driver = Driver::sized(120, 40);
    driver.keys(":");
    driver.text("hosts");
    driver.keys("enter");
    for (context, address) in hosts {
        driver.list_hosts(context, &[(address, "running")]);
    }
    driver
}

fn fetched(effects: &[Effect]) -> Option<String> {
    match effects {
        [Effect::Ask(Question::Shell(key))] => Some(format!("{}/{}/{}", key.context, key.kind, key.id)),
        _ => None,
    }
}

fn answer(context: &str, address: &str) -> Msg {
    Msg::Answered(Answer::Shell {
        key: host_key(context, address),
        access: Ok(Arc::new(ShellAccess {
            host: address.to_owned(),
            user: "root".to_owned(),
            key: Some("PRIVATE".to_owned().into()),
            is_simulated: true,
        })),
    })
}

#[test]
fn a_host_is_logged_in_to_without_a_question_and_the_terminal_is_lent_once_the_key_is_here() {
    let mut driver = hosts(&[("stage", "10.2.0.1")]);
    let effects = driver.keys("!");
    assert_eq!(fetched(&effects).as_deref(), Some("stage/hosts/10.2.0.1"));
    assert!(
        driver
            .screen()
            .contains("Fetching the key of 10.2.0.1 from stage")
    );
    let effects = driver.tell(answer("stage", "10.2.0.1"));
    let [Effect::LogInTo(key, access)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!((&*key.id, &*access.user), ("10.2.0.1", "root"));
    assert!(!format!("{effects:?}").contains("PRIVATE"));
}

#[test]
fn in_a_protected_context_the_name_is_typed_first() {
    let mut driver = hosts(&[("prod", "10.1.0.1")]);
    assert_eq!(fetched(&driver.keys("!")), None);
    let screen = driver.screen();
    assert!(screen.contains("Log in to 10.1.0.1"), "{screen}");
    assert!(screen.contains("change anything on the manager"), "{screen}");
    driver.text("10.1.0.1");
    assert_eq!(
        fetched(&driver.keys("enter")).as_deref(),
        Some("prod/hosts/10.1.0.1")
    );
    assert!(driver.model.activities.is_empty(), "nothing is changed");
}

#[test]
fn a_key_that_comes_while_something_else_is_typed_lends_nothing() {
    let mut driver = hosts(&[("stage", "10.2.0.1")]);
    driver.keys("!");
    driver.keys(":");
    driver.text("h");
    assert!(driver.tell(answer("stage", "10.2.0.1")).is_empty());
    driver.keys("esc");
    assert!(driver.screen().contains("came while you did something else"));
}

#[test]
fn a_key_that_could_not_be_had_is_told() {
    let mut driver = hosts(&[("stage", "10.2.0.1")]);
    driver.keys("!");
    let failed = Answer::Shell {
        key: host_key("stage", "10.2.0.1"),
        access: Err(Notice::error("Could not fetch the key of 10.2.0.1: it is gone")),
    };
    assert!(driver.tell(Msg::Answered(failed)).is_empty());
    assert!(driver.screen().contains("Could not fetch the key of 10.2.0.1"));
}

#[test]
fn where_there_is_no_machine_the_reason_is_said() {
    let mut driver = Driver::sized(120, 40);
    driver.keys(":");
    driver.text("ssh");
    let screen = driver.screen();
    assert!(screen.contains("not now: select a host first"), "{screen}");
    assert_eq!(fetched(&driver.keys("enter")), None);
    assert!(
        driver.screen().contains("Cannot ssh: select a host first"),
        "{}",
        driver.screen()
    );
}
