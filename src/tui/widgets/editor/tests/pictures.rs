//! What is painted.

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::super::Mark;
use super::*;
use crate::tui::theme::{Glyphs, Theme};

pub(super) fn draw(editor: &Editor, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    editor.view(&Theme::plain().with_glyphs(Glyphs::ASCII), area, &mut buffer);
    buffer
}

fn picture(editor: &Editor, width: u16, height: u16) -> String {
    let buffer = draw(editor, width, height);
    let row = |y| -> String {
        let mut row = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += unicode_width::UnicodeWidthStr::width(symbol).max(1) as u16;
        }
        row.trim_end().to_owned()
    };
    (0..height)
        .map(row)
        .collect::<Vec<_>>()
        .join("\n")
        .trim_end()
        .to_owned()
}

#[test]
fn what_a_narrow_screen_hid_is_shown_again_on_a_wide_one() {
    let mut editor = editor("{\n  \"name\": \"web|\"\n}");
    editor.resize(Rect::new(0, 0, 10, 3));
    assert!(!picture(&editor, 10, 3).contains("name"));
    editor.resize(Rect::new(0, 0, 40, 3));
    assert!(picture(&editor, 40, 3).contains("  \"name\": \"web\""));
}

/// For each line, a `^` under each cell with this modifier.
fn cells_with(modifier: Modifier, editor: &Editor, width: u16, height: u16) -> Vec<String> {
    let buffer = draw(editor, width, height);
    let sign = |x, y| {
        if buffer[(x, y)].modifier.contains(modifier) {
            '^'
        } else {
            ' '
        }
    };
    let row = |y| {
        (0..width)
            .map(|x| sign(x, y))
            .collect::<String>()
            .trim_end()
            .to_owned()
    };
    (0..height).map(row).collect()
}

#[test]
fn lines_have_numbers_and_findings_a_sign() {
    let mut editor = editor("|{\n  \"a\": tru,\n  \"日本\": 1\n}");
    let text = editor.text();
    let mark = |word: &str, is_error| {
        let at = text.find(word).unwrap();
        Mark {
            range: at..at + word.len(),
            is_error,
        }
    };
    editor.set_marks(&[mark("tru", true), mark("\"日本\"", false)]);
    insta::assert_snapshot!(picture(&editor, 30, 5), @r#"
        1 {
    !   2   "a": tru,
    ?   3   "日本": 1
        4 }
    "#);
    let underlined = cells_with(Modifier::UNDERLINED, &editor, 30, 3);
    assert_eq!(underlined, ["      ^", "^            ^^^", "        ^^ ^ ^"]);
}

#[test]
fn the_cursor_stands_on_its_character_also_behind_wide_ones() {
    let mut editor = editor("\"日|本\"");
    assert_eq!(cells_with(Modifier::REVERSED, &editor, 20, 1), ["         ^"]);
    editor.go(Motion::End);
    assert_eq!(cells_with(Modifier::REVERSED, &editor, 20, 1), ["            ^"]);
}

#[test]
fn a_selection_covers_its_text_and_the_ends_of_its_lines() {
    let mut editor = editor("a|b\n\nc\u{1b}d");
    editor.select(Motion::Down);
    editor.select(Motion::Down);
    assert_eq!(
        cells_with(Modifier::REVERSED, &editor, 20, 3),
        ["       ^^", "      ^", "      ^^^"]
    );
}

#[test]
fn both_brackets_of_a_pair_stand_out() {
    let editor = editor("{\n  \"a\": [1, 2]|\n}");
    let bold = cells_with(Modifier::UNDERLINED, &editor, 20, 3);
    assert_eq!(bold, ["", "             ^    ^", ""]);
}

#[test]
fn matches_stand_out_and_the_one_at_the_cursor_more() {
    let mut editor = editor("|ab, ab");
    editor.search("ab");
    assert_eq!(cells_with(Modifier::REVERSED, &editor, 20, 1), ["      ^^"]);
    assert_eq!(cells_with(Modifier::UNDERLINED, &editor, 20, 1), ["          ^^"]);
}

#[test]
fn a_long_line_goes_aside_in_leaps_and_keeps_the_columns_of_wide_characters() {
    let mut editor = editor("[\n|  \"ab日本cd日本ef\", 123456789\n]");
    editor.resize(Rect::new(0, 0, 20, 3));
    insta::assert_snapshot!(picture(&editor, 20, 3), @r#"
    1 [
    2   "ab日本cd日>
    3 ]
    "#);
    for _ in 0..11 {
        editor.go(Motion::Right);
    }
    insta::assert_snapshot!(picture(&editor, 20, 3), @r#"
    1 <
    2 < 本cd日本ef">
    3 <
    "#);
    editor.go(Motion::End);
    insta::assert_snapshot!(picture(&editor, 20, 3), @r#"
    1 <
    2 <23456789
    3 <
    "#);
    assert!(editor.cursor_position().is_some());
    editor.go(Motion::Home);
    assert_eq!(editor.left, 0);
}

#[test]
fn what_a_terminal_would_obey_is_shown() {
    let editor = editor("\"\u{1b}[2J\u{202e}x\u{9b}\"|");
    insta::assert_snapshot!(picture(&editor, 40, 1), @r#"    1 "^[[2J<U+202E>x<U+009B>""#);
    assert_eq!(
        cells_with(Modifier::REVERSED, &editor, 40, 1)[0].len(),
        6 + 1 + 2 + 3 + 8 + 1 + 8 + 1 + 1
    );
}

#[test]
fn a_small_area_is_painted_as_far_as_it_goes() {
    let mut editor = editor("{\n  \"a\": 1|\n}");
    for (width, height) in [(0, 0), (1, 1), (5, 1), (6, 2), (7, 1), (8, 3)] {
        editor.resize(Rect::new(0, 0, width, height));
        draw(&editor, width, height);
    }
}
