//! Documents in fields of a form: written in the editor, with the form below it.

use ratatui::layout::Size;

use super::actions::farm_of;
use super::fixture::{Driver, intents};
use crate::resource::{Action, ActionId, Danger, JsonSort, OwnAddress, Parameter, Protection, Takes, Target};
use crate::spec::Json;
use crate::tui::msg::{Answer, EditedText, Effect, Mouse, Msg, Question};

/// The specification of the field, as it was read.
fn now(target: &Target<'_>) -> Option<String> {
    let document: Json = target.detail?.document.parse().ok()?;
    document.get("spec").map(Json::to_string)
}

static ACTIONS: [Action; 1] = [Action {
    id: ActionId("tune"),
    title: "Tune",
    past: "tuned",
    help: "Tune the field",
    danger: Danger::Low,
    parameters: &[
        Parameter::new("options", "all that is set", Takes::Json).replacing(now),
        Parameter::new("sorts", "what grows", Takes::Value(JsonSort::List)),
        Parameter::new("remark", "why", Takes::Text),
        Parameter::new("anything", "of any sort", Takes::Value(JsonSort::Any)),
    ],
    ..Action::PLAIN
}];

/// The form of `tune` on `field`, which has not been read.
fn unread() -> Driver {
    let mut driver = farm_of(&ACTIONS, Protection::Normal, OwnAddress::default());
    driver.keys("m");
    driver.text("tune");
    driver.keys("enter");
    driver
}

/// The same, read.
fn form() -> Driver {
    let mut driver = unread();
    driver.read_with("farm", "field", |_| {});
    driver
}

/// The editor of its options.
fn writing() -> Driver {
    let mut driver = form();
    driver.keys("ctrl-o");
    driver
}

#[track_caller]
fn shows(driver: &Driver, words: &str, is_shown: bool) {
    let screen = driver.screen();
    assert_eq!(screen.contains(words), is_shown, "{words}\n{screen}");
}

/// Puts another text in place of the whole one.
fn write(driver: &mut Driver, text: &str) {
    driver.keys("alt-s");
    driver.tell(Msg::Paste(text.into()));
}

const MASKED: &str = r#""password": "********""#;

#[test]
fn a_document_begins_as_it_is_now_without_its_secrets_and_is_taken_as_one_line() {
    let mut driver = writing();
    shows(&driver, "options of field", true);
    shows(&driver, "\"replicas\": 3,", true);
    shows(&driver, MASKED, true);
    shows(&driver, "hunter2", false);
    shows(&driver, "All that is set.", true);
    shows(&driver, "stands for a secret that is kept as it is", true);
    driver.keys("down end left backspace");
    driver.text("4.0");
    driver.keys("ctrl-s");
    shows(&driver, "options of field", false);
    let line = r#"{"replicas":4.0,"password":"********"}"#;
    shows(&driver, line, true);
    // It is the form's now, and goes on from there.
    driver.keys("f4");
    shows(&driver, "\"replicas\": 4.0,", true);
    driver.keys("f2 ctrl-s");
    let asked = intents(&driver.keys("y"));
    assert_eq!(asked[0].arguments.get("options"), Some(line));
}

#[test]
fn a_document_that_somebody_else_changed_meanwhile_is_not_sent() {
    let mut driver = writing();
    driver.keys("down end left backspace");
    driver.text("4");
    driver.keys("ctrl-s");
    driver.read_with("farm", "field", |detail| {
        detail.document = detail.document.replace("\"replicas\":3", "\"replicas\":5").into();
    });
    driver.keys("ctrl-s");
    assert!(!driver.has_dialog(), "{}", driver.screen());
    shows(&driver, "it was changed there since you began", true);
    driver.keys("ctrl-u ctrl-o");
    shows(&driver, "\"replicas\": 5", true);
    driver.keys("ctrl-s ctrl-s");
    assert!(driver.has_dialog(), "{}", driver.screen());
}

#[test]
fn nor_one_that_was_changed_while_the_dialog_was_open() {
    let mut driver = writing();
    driver.keys("ctrl-s ctrl-s");
    assert!(driver.has_dialog());
    driver.read_with("farm", "field", |detail| {
        detail.document = detail.document.replace("\"replicas\":3", "\"replicas\":5").into();
    });
    let sent = intents(&driver.keys("y"));
    assert!(sent.is_empty(), "{sent:?}");
    shows(&driver, "it was changed there since you began", true);
}

#[test]
fn a_line_to_copy_that_would_store_the_masks_is_not_given() {
    let mut driver = writing();
    driver.keys("ctrl-s ctrl-s");
    assert!(driver.has_dialog());
    shows(&driver, "\"password\":\"********\"", true);
    assert!(driver.keys("f9").is_empty());
    assert!(
        driver
            .notice()
            .contains("secrets that are kept are put in when it is sent")
    );
    let copied = format!("{:?}", driver.keys("f6"));
    assert!(copied.contains("--options"), "what is typed again is: {copied}");
}

#[test]
fn what_is_not_read_yet_is_waited_for_unless_something_is_typed() {
    let mut driver = unread();
    driver.keys("ctrl-o");
    assert!(
        driver.notice().starts_with("field is being read"),
        "{}",
        driver.notice()
    );
    driver.text("{\"a\":1");
    driver.keys("ctrl-o");
    // Broken, as it was typed.
    shows(&driver, "1 {\"a\":1", true);
}

#[test]
fn only_where_a_document_is_taken_the_footer_names_the_editor() {
    let mut driver = form();
    shows(&driver, "ctrl-o editor", true);
    driver.keys("tab tab");
    shows(&driver, "ctrl-o editor", false);
    driver.keys("ctrl-o");
    assert_eq!(driver.notice(), "Only a document is written in the editor");
    driver.keys("shift-tab ctrl-o");
    shows(&driver, "1 []", true);
    shows(&driver, "ctrl-s take", true);
    shows(&driver, "stands for a secret", false);
}

#[test]
fn what_only_shows_how_to_begin_is_taken_as_nothing_said() {
    let mut driver = form();
    driver.keys("tab ctrl-o");
    shows(&driver, "1 []", true);
    driver.keys("ctrl-s tab tab ctrl-o");
    shows(&driver, "anything of field", true);
    shows(&driver, "{}", false);
    driver.keys("ctrl-s");
    shows(&driver, "anything of field", false);
    driver.keys("shift-tab shift-tab ctrl-o");
    // Nobody said it, so it begins anew; a blank in it is said.
    shows(&driver, "1 []", true);
    driver.text(" ");
    driver.keys("ctrl-s ctrl-o");
    shows(&driver, "1 []", true);
    driver.keys("ctrl-s f2 ctrl-s");
    let asked = intents(&driver.keys("y"));
    assert_eq!(asked[0].arguments.get("sorts"), Some("[]"));
    assert_eq!(asked[0].arguments.get("anything"), None);
}

#[test]
fn what_cannot_be_taken_is_said_with_its_place_and_nothing_is_lost() {
    let mut driver = writing();
    write(&mut driver, "{\n  \"a\": 1\n  \"b\": 2\n}");
    driver.keys("ctrl-s");
    assert!(
        driver.notice().starts_with("Line 3, column "),
        "{}",
        driver.notice()
    );
    shows(&driver, " 3:3", true);
    driver.keys("up end");
    driver.text(",");
    driver.keys("ctrl-s");
    shows(&driver, r#"{"a":1,"b":2}"#, true);
    driver.keys("ctrl-o");
    write(&mut driver, "[1]");
    driver.keys("ctrl-s");
    assert!(
        driver
            .notice()
            .starts_with("Line 1, column 1: a list is not a JSON object"),
        "{}",
        driver.notice()
    );
    // Nothing is said by nothing.
    driver.keys("alt-s backspace ctrl-s");
    shows(&driver, "options of field", false);
    shows(&driver, r#"{"a""#, false);
}

#[test]
fn what_was_written_is_dropped_by_the_second_esc_and_the_form_stays() {
    let mut driver = writing();
    driver.keys("esc");
    shows(&driver, "options of field", false);
    shows(&driver, "Nothing is sent before", true);
    driver.keys("ctrl-o");
    driver.text("x");
    driver.keys("esc");
    let warning = "What you typed is not taken: esc drops it, any other key goes on";
    shows(&driver, warning, true);
    driver.keys("right");
    shows(&driver, warning, false);
    driver.keys("esc esc");
    shows(&driver, "options of field", false);
    shows(&driver, "Nothing is sent before", true);
    driver.keys("ctrl-o");
    shows(&driver, "x{", false);
    // Nothing was said in the form: it is left at once.
    driver.keys("esc esc");
    shows(&driver, "Nothing is sent before", false);
}

#[test]
fn it_is_an_editor_like_the_other_one() {
    let mut driver = writing();
    driver.keys("ctrl-f");
    driver.text("replicas");
    driver.keys("enter");
    shows(&driver, "1 of 1", true);
    driver.keys("esc ctrl-g");
    driver.text("password");
    driver.keys("enter");
    shows(&driver, "── password ─", true);
    let effects = driver.keys("ctrl-x ctrl-v alt-u alt-u");
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Copy(_))),
        "{effects:?}"
    );
    shows(&driver, MASKED, true);
    driver.keys("ctrl-space");
    assert_eq!(driver.notice(), "Nothing is known of what can stand here");
    driver.keys("f8");
    driver.keys("f1");
    shows(&driver, "Show what the change does", false);
    driver.keys("/");
    driver.text("value");
    driver.keys("enter");
    shows(&driver, "Take the value into the form", true);
    driver.keys("esc esc");
    shows(&driver, "options of field", true);
}

#[test]
fn the_users_own_editor_is_given_the_text_and_gives_it_back() {
    let mut driver = writing();
    let effects = driver.keys("ctrl-o");
    let [Effect::Ask(Question::EditOutside(text))] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert!(text.contains(MASKED) && !text.contains("hunter2"), "{text}");
    let edited = EditedText {
        text: Some("{\"from\": \"outside\"}".into()),
        trouble: None,
    };
    driver.tell(Msg::Answered(Answer::EditedOutside(edited)));
    shows(&driver, "{\"from\": \"outside\"}", true);
    driver.keys("alt-u");
    shows(&driver, MASKED, true);
}

#[test]
fn the_mouse_and_every_size_work() {
    let mut driver = writing();
    driver.press("\"replicas\"");
    shows(&driver, " 2:3", true);
    driver.text("x");
    driver.keys("esc");
    for (width, height) in [(80, 24), (40, 10), (20, 5), (1, 1), (200, 60)] {
        driver.tell(Msg::Resized(Size::new(width, height)));
        driver.screen();
        driver.tell(Msg::Mouse(Mouse::ScrolledDown(ratatui::layout::Position::new(
            0, 0,
        ))));
    }
    shows(&driver, "x\"replicas\"", true);
}

#[test]
fn a_text_that_is_too_large_is_not_opened() {
    let mut driver = form();
    driver.tell(Msg::Paste("[".repeat(61_000)));
    driver.keys("ctrl-o");
    assert!(driver.notice().contains("very long"), "{}", driver.notice());
    shows(&driver, "Nothing is sent before", true);
}
