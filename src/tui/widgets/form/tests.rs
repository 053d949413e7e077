//! Forms filled in key by key.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use secrecy::ExposeSecret;

use super::{Check, Field, Form, Outcome, Pick, paint};
use crate::tui::keymap::{Command, Key};
use crate::tui::theme::Theme;

fn form() -> Form {
    let kinds = vec![Pick::new("bearer", "bearer"), Pick::new("basic", "basic")];
    Form::new(vec![
        Field::text("name", "name", "")
            .required()
            .with_help("How it is called here."),
        Field::choice("auth", "shown as", kinds, "bearer").with_help("How the manager is shown who you are."),
        Field::text("user", "user", "")
            .required()
            .shown_if("auth", &["basic"]),
        Field::secret("secret", "token").required(),
        Field::text("refresh", "ask every", "")
            .checked(Check::Duration)
            .with_placeholder("as often as the manager wants it"),
        Field::yes_no("plain", "plain HTTP", false),
    ])
}

fn text(form: &mut Form, words: &str) {
    for letter in words.chars() {
        form.typed(Key::char(letter));
    }
}

fn draw(form: &Form, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    paint::view(form, &Theme::plain(), area, &mut buffer);
    let line = |y| {
        let line: String = (0..width).map(|x| buffer[(x, y)].symbol()).collect();
        line.trim_end().to_owned()
    };
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

fn focused(form: &Form) -> &str {
    form.focused().map_or("", |field| &field.name)
}

#[test]
fn a_form_shows_its_fields_the_choices_and_the_help_of_the_focused_one() {
    let mut form = form();
    text(&mut form, "prod");
    form.run(Command::NextField);
    insta::assert_snapshot!(draw(&form, 60, 8), @r"
       name        prod
     ▌ shown as    [bearer]  basic
       token
       ask every     as often as the manager wants it
       plain HTTP   yes  [no]

       How the manager is shown who you are.
    ");
}

#[test]
fn enter_goes_on_and_sends_behind_the_last_field() {
    let mut form = form();
    text(&mut form, "prod");
    for _ in 0..2 {
        assert_eq!(form.run(Command::GoOn), Some(Outcome::Stay));
    }
    text(&mut form, "hunter2");
    form.run(Command::GoOn);
    form.run(Command::GoOn);
    assert_eq!(focused(&form), "plain");
    assert_eq!(form.run(Command::GoOn), Some(Outcome::Send));
    assert_eq!(form.value("name"), "prod");
}

#[test]
fn what_is_missing_is_said_at_its_field_and_nothing_is_sent() {
    let mut form = form();
    assert_eq!(form.run(Command::SendForm), Some(Outcome::Stay));
    assert_eq!(focused(&form), "name");
    let screen = draw(&form, 60, 12);
    assert!(
        screen.contains("name is needed") && screen.contains("type or paste the token"),
        "{screen}"
    );
    text(&mut form, "p");
    assert!(!draw(&form, 60, 12).contains("name is needed"));
}

#[test]
fn a_field_is_shown_only_where_it_applies() {
    let mut form = form();
    form.run(Command::NextField);
    assert!(!draw(&form, 60, 12).contains("user"));
    form.run(Command::CursorRight);
    assert!(draw(&form, 60, 12).contains("user"));
    form.run(Command::NextField);
    assert_eq!(focused(&form), "user");
}

#[test]
fn a_choice_is_made_by_arrows_blank_and_mouse_and_never_by_a_text() {
    let mut form = form().at("auth");
    text(&mut form, " ");
    assert_eq!(form.value("auth"), "basic");
    text(&mut form, "bearer.example.com");
    assert_eq!(form.value("auth"), "basic");
    form.run(Command::CursorLeft);
    assert_eq!(form.value("auth"), "bearer");
    let screen = draw(&form, 60, 12);
    let (y, line) = screen
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains("basic"))
        .unwrap();
    let x = line
        .chars()
        .collect::<String>()
        .find("basic")
        .map(|at| line[..at].chars().count())
        .unwrap();
    let at = Position::new(u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
    form.press(at, Rect::new(0, 0, 60, 12));
    assert_eq!(form.value("auth"), "basic");
}

#[test]
fn a_secret_is_pasted_masked_and_leaves_the_form_when_it_is_taken() {
    let mut form = form().at("secret");
    form.pasted("hunter2-0123456789\n");
    let screen = draw(&form, 60, 12);
    assert!(
        !screen.contains("hunter2") && screen.contains("******"),
        "{screen}"
    );
    assert!(!format!("{form:?}").contains("hunter2"));
    assert_eq!(form.value("secret"), "");
    let secret = form.take_secret("secret").unwrap();
    assert_eq!(secret.expose_secret(), "hunter2-0123456789");
    assert!(form.take_secret("secret").is_none());
}

#[test]
fn a_time_that_is_none_is_told_when_the_field_is_left() {
    let mut form = form().at("refresh");
    text(&mut form, "soon");
    form.run(Command::PreviousField);
    assert!(draw(&form, 70, 12).contains("a length of time, such as 15s"));
}

#[test]
fn a_small_terminal_shows_the_part_around_the_focus() {
    let mut form = form();
    form.run(Command::PreviousField);
    insta::assert_snapshot!(draw(&form, 40, 3), @r"
       token
       ask every     as often as the manag..
     ▌ plain HTTP   yes  [no]
    ");
}

#[test]
fn mistakes_found_elsewhere_go_to_their_fields_and_the_rest_is_given_back() {
    let mut form = form();
    let rest = form.mistaken(vec![
        ("auth".into(), "this manager takes no bearer token".into()),
        ("proxy".into(), "not a URL".into()),
    ]);
    assert_eq!(rest, ["proxy: not a URL"]);
    assert_eq!(focused(&form), "auth");
}

#[test]
fn only_what_was_typed_or_chosen_touches_a_form() {
    let mut form = form();
    form.run(Command::NextField);
    form.run(Command::Backspace);
    assert!(!form.was_touched());
    form.run(Command::CursorLeft);
    assert!(form.was_touched());
}

#[test]
fn a_bad_name_is_told_together_with_what_is_missing() {
    let mut form = Form::new(vec![
        Field::text("name", "name", "two words")
            .required()
            .checked(Check::Name),
        Field::text("url", "url", "").required(),
    ]);
    assert_eq!(form.run(Command::SendForm), Some(Outcome::Stay));
    let screen = draw(&form, 60, 12);
    assert!(
        screen.contains("letters, digits") && screen.contains("url is needed"),
        "{screen}"
    );
}
