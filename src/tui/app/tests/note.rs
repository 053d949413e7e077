//! Texts that are written on this machine: the form, the page, and what is copied of it.

use std::sync::Arc;

use secrecy::ExposeSecret as _;

use super::fixture::Driver;
use crate::resource::{Note, NoteContext, NoteId, Notice, Parameter, Takes};
use crate::tui::msg::{Answer, Effect, Msg, Question};

/// The texts of the made-up manager.
pub(super) static NOTES: [Note; 1] = [Note {
    id: NoteId("greeting"),
    title: "A greeting",
    help: "Write a greeting",
    parameters: &[
        Parameter::new("name", "Who is greeted", Takes::Text).or("all"),
        Parameter::new("password", "What proves it", Takes::Secret).required(),
    ],
    is_of_context: true,
    write: |_: &NoteContext, _| Ok(String::new()),
}];

/// The form of the greeting, sent.
fn sent(driver: &mut Driver) -> Vec<Effect> {
    driver.keys(":");
    driver.text("greeting");
    driver.keys("enter tab");
    driver.text("you");
    driver.keys("tab");
    driver.text("pearl");
    assert!(!driver.screen().contains("pearl"), "{}", driver.screen());
    driver.keys("ctrl-s")
}

fn answer(text: Result<&str, Notice>) -> Msg {
    Msg::Answered(Answer::Note {
        note: &NOTES[0],
        text: text.map(|text| Arc::new(text.to_owned().into())),
    })
}

#[test]
fn what_was_filled_in_is_asked_for_with_its_secret_and_shown_on_a_page_that_copies_as_a_whole() {
    let mut driver = Driver::sized(120, 40);
    let effects = sent(&mut driver);
    let [
        Effect::Ask(Question::Note {
            context, arguments, ..
        }),
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(context.as_deref(), Some("stage"));
    assert_eq!(
        (arguments.get("name"), arguments.get("password")),
        (Some("you"), Some("pearl"))
    );
    assert!(!format!("{effects:?}").contains("pearl"));
    driver.tell(answer(Ok("# a remark\nhello pearl\n")));
    let screen = driver.screen();
    assert!(
        screen.contains("A greeting") && screen.contains("hello pearl"),
        "{screen}"
    );
    let effects = driver.keys("y");
    let [Effect::CopySecret(text)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(text.expose_secret(), "# a remark\nhello pearl\n");
    assert!(driver.screen().contains("Copied the greeting"));
    let effects = driver.keys("Y");
    let [Effect::Copy(line)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(line, "qd greeting --name you --context stage");
    driver.keys("esc");
    assert!(!driver.screen().contains("A greeting"), "{}", driver.screen());
}

#[test]
fn what_cannot_be_written_is_said_in_the_form() {
    let mut driver = Driver::sized(120, 40);
    sent(&mut driver);
    driver.tell(answer(Err(Notice::error(
        "Could not write greeting: nobody is there",
    ))));
    let screen = driver.screen();
    assert!(screen.contains("nobody is there"), "{screen}");
}
