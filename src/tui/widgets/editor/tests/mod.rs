//! How the editor behaves and looks. In the texts of these tests a `|` is the cursor.

mod laws;
mod lines;
mod paths;
mod pictures;
mod search;
mod typing;

use ratatui::layout::Rect;

use super::spot::{Spot, text_in};
use super::{Editor, Motion};

/// An editor with the cursor at the `|`.
fn editor(text: &str) -> Editor {
    let at = text.find('|').unwrap_or(0);
    let mut editor = Editor::new(&text.replacen('|', "", 1)).unwrap();
    editor.resize(Rect::new(0, 0, 46, 10));
    editor.jump_to_byte(at..at);
    editor
}

/// The text with a `|` at the cursor.
fn shown(editor: &Editor) -> String {
    let (cursor, end) = (editor.cursor(), super::spot::end_of(editor.lines()));
    let before = text_in(editor.lines(), Spot::default()..cursor);
    format!("{before}|{}", text_in(editor.lines(), cursor..end))
}

/// What becomes of a text when something is done to it.
fn after(text: &str, act: impl FnOnce(&mut Editor)) -> String {
    let mut editor = editor(text);
    act(&mut editor);
    shown(&editor)
}

fn type_in(editor: &mut Editor, text: &str) {
    text.chars().for_each(|c| editor.insert_char(c));
}

#[test]
fn a_document_that_would_be_slow_is_refused_with_the_way_out() {
    let lines = Editor::new(&"\n".repeat(60_001)).unwrap_err();
    assert!(lines.to_string().contains("60002 lines") && lines.to_string().contains("$EDITOR"));
    let long = Editor::new(&format!("1\n{}", "2".repeat(60_001))).unwrap_err();
    assert!(long.to_string().starts_with("line 2 is very long"), "{long}");
    assert!(Editor::new(&"\n".repeat(59_000)).is_ok());
}

#[test]
fn the_text_is_not_in_debug_output() {
    assert!(!format!("{:?}", editor("hunter2")).contains("hunter2"));
}

#[test]
fn words_lines_and_ends_are_moved_over() {
    let text = "{\n  \"na|me\": 12\n}";
    for (motion, expected) in [
        (Motion::Left, "{\n  \"n|ame\": 12\n}"),
        (Motion::Right, "{\n  \"nam|e\": 12\n}"),
        (Motion::WordLeft, "{\n  \"|name\": 12\n}"),
        (Motion::WordRight, "{\n  \"name|\": 12\n}"),
        (Motion::Home, "{\n  |\"name\": 12\n}"),
        (Motion::End, "{\n  \"name\": 12|\n}"),
        (Motion::Up, "{|\n  \"name\": 12\n}"),
        (Motion::Down, "{\n  \"name\": 12\n}|"),
        (Motion::Top, "|{\n  \"name\": 12\n}"),
        (Motion::Bottom, "{\n  \"name\": 12\n}|"),
    ] {
        assert_eq!(after(text, |editor| editor.go(motion)), expected, "{motion:?}");
    }
    assert_eq!(after("  |a", |editor| editor.go(Motion::Home)), "|  a");
    assert_eq!(after("a\n|b", |editor| editor.go(Motion::WordLeft)), "a|\nb");
    assert_eq!(after("a|\nb", |editor| editor.go(Motion::Right)), "a\n|b");
}

#[test]
fn up_and_down_keep_to_their_column_of_the_screen() {
    let mut editor = editor("日本日本|x\nab\n12345678");
    editor.go(Motion::Down);
    assert_eq!(editor.cursor(), Spot::new(1, 2));
    editor.go(Motion::Down);
    assert_eq!(editor.cursor(), Spot::new(2, 8));
    editor.go(Motion::Up);
    editor.go(Motion::Up);
    assert_eq!(editor.cursor(), Spot::new(0, 4));
}

#[test]
fn a_page_moves_the_cursor_and_the_text_alike() {
    let text: String = (1..100).map(|n| format!("{n}\n")).collect();
    let mut editor = editor(&text);
    editor.go(Motion::PageDown);
    assert_eq!((editor.cursor().line, editor.top), (9, 9));
    editor.go(Motion::PageUp);
    assert_eq!((editor.cursor().line, editor.top), (0, 0));
    editor.go(Motion::Bottom);
    assert_eq!((editor.cursor().line, editor.top), (99, 90));
    editor.scroll(-200);
    assert_eq!(
        (editor.cursor().line, editor.top, editor.cursor_position()),
        (99, 0, None)
    );
    editor.insert_char('x');
    assert!(editor.cursor_position().is_some());
}

#[test]
fn a_motion_that_selects_goes_on_from_where_the_selection_began() {
    let mut editor = editor("a|bcd\nef");
    editor.select(Motion::Right);
    editor.select(Motion::Down);
    assert_eq!(editor.copy().as_deref(), Some("bcd\nef"));
    editor.select(Motion::Top);
    assert_eq!(editor.copy().as_deref(), Some("a"));
    editor.go(Motion::Right);
    assert_eq!((editor.copy(), editor.cut()), (None, None));
    editor.select_all();
    assert_eq!(editor.cut().as_deref(), Some("abcd\nef"));
    assert_eq!(editor.text(), "");
    assert!(editor.undo());
    assert_eq!(editor.text(), "abcd\nef");
}

#[test]
fn the_mouse_puts_the_cursor() {
    let mut editor = editor("{\n  \"日本\": 1\n}");
    editor.resize(Rect::new(10, 5, 40, 5));
    let at = |x, y| ratatui::layout::Position::new(x, y);
    // Six columns of numbers, two blanks and the quote.
    editor.press(at(10 + 6 + 2 + 1 + 2, 6));
    assert_eq!(shown(&editor), "{\n  \"日|本\": 1\n}");
    assert_eq!(editor.cursor_position(), Some(at(21, 6)));
    editor.press(at(11, 5));
    assert_eq!((editor.cursor(), editor.copy()), (Spot::default(), None));
    editor.press(at(1, 1));
    assert_eq!(editor.cursor(), Spot::default());
}

#[test]
fn the_partner_of_a_bracket_is_known_past_those_in_strings() {
    let partner = |text: &str| editor(text).pair.map(|[_, partner]| partner);
    let text = "|{\n  \"a}\": [1, \"]\"]\n}";
    assert_eq!(partner(text), Some(Spot::new(2, 0)));
    assert_eq!(partner("[1]|"), Some(Spot::new(0, 0)));
    assert_eq!((partner("|[1}"), partner("|[1")), (None, None));
}
