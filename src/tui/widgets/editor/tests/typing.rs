//! What is typed and pasted, and what is taken back.

use super::*;

#[test]
fn a_new_line_keeps_the_indentation_and_goes_in_behind_an_opening_bracket() {
    for (text, expected) in [
        ("  1,|", "  1,\n  |"),
        ("  \"a\": {|", "  \"a\": {\n    |"),
        ("  \"a\": {|}", "  \"a\": {\n    |\n  }"),
        ("  \"a\": [| ]", "  \"a\": [\n    |\n  ]"),
        ("[\n  1|]", "[\n  1\n|]"),
        ("  \"{|", "  \"{\n  |"),
        ("  |  1", "  \n  |  1"),
        ("  1, |  2", "  1, \n  |2"),
        ("[\n|]", "[\n\n|]"),
    ] {
        assert_eq!(after(text, Editor::insert_newline), expected, "{text}");
    }
}

#[test]
fn a_closing_bracket_on_a_blank_line_goes_to_where_its_partner_begins() {
    assert_eq!(
        after("{\n  \"a\": [\n    1\n    |", |editor| editor.insert_char(']')),
        "{\n  \"a\": [\n    1\n  ]|"
    );
    assert_eq!(after("    |", |editor| editor.insert_char('}')), "    }|");
    assert_eq!(after("  1|", |editor| editor.insert_char(']')), "  1]|");
}

#[test]
fn a_whole_document_can_be_typed_without_a_thought_for_blanks() {
    let typed = after("|", |editor| {
        type_in(editor, "{\n\"a\": [\n1,\n2\n],\n\"b\": {}\n}")
    });
    assert_eq!(typed, "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}|");
}

#[test]
fn a_paste_stays_as_it_is_but_for_ends_of_lines_tabs_and_controls() {
    let mut editor = editor("[|]");
    editor.paste("{\r\n\t1,\r2\u{1b}[31m\u{7}\n}").unwrap();
    assert_eq!(shown(&editor), "[{\n  1,\n2[31m\n}|]");
    editor.insert_char('\u{1b}');
    editor.undo();
    assert_eq!(shown(&editor), "[|]");
    assert_eq!(
        editor.paste(&"\n".repeat(70_000)),
        Err(super::super::TooLarge::Insertion)
    );
    assert_eq!(shown(&editor), "[|]");
}

#[test]
fn what_is_typed_or_pasted_takes_the_place_of_the_selection_in_one_step() {
    let mut editor = editor("a|bcd");
    editor.select(Motion::End);
    editor.insert_char('x');
    assert_eq!(shown(&editor), "ax|");
    editor.undo();
    assert_eq!(shown(&editor), "abcd|");
    editor.select(Motion::Top);
    editor.paste("日本").unwrap();
    assert_eq!(shown(&editor), "日本|");
    editor.undo();
    assert_eq!(editor.text(), "abcd");
}

#[test]
fn erasing_takes_a_character_a_word_a_level_or_the_rest() {
    for (text, act, expected) in [
        ("ab|c", Editor::backspace as fn(&mut Editor), "a|c"),
        ("e\u{301}|", Editor::backspace, "|"),
        ("    |x", Editor::backspace, "  |x"),
        ("   |x", Editor::backspace, "  |x"),
        ("a\n|b", Editor::backspace, "a|b"),
        ("|", Editor::backspace, "|"),
        ("a|日b", Editor::delete, "a|b"),
        ("a|\nb", Editor::delete, "a|b"),
        ("a|", Editor::delete, "a|"),
        ("one two|", Editor::delete_word, "one |"),
        ("a|bc\nd", Editor::delete_to_end, "a|\nd"),
        ("a|\nd", Editor::delete_to_end, "a|d"),
    ] {
        assert_eq!(after(text, act), expected, "{text}");
    }
}

#[test]
fn a_word_is_taken_back_at_once_and_done_again() {
    let mut editor = editor("[|]");
    type_in(&mut editor, "true, false");
    let mut seen = Vec::new();
    while editor.undo() {
        seen.push(editor.text());
    }
    assert_eq!(seen, ["[true, ]", "[true,]", "[true]", "[]"]);
    assert_eq!(shown(&editor), "[|]");
    while editor.redo() {}
    assert_eq!(shown(&editor), "[true, false|]");
}

#[test]
fn a_word_begun_anew_after_a_motion_is_a_step_of_its_own() {
    let mut editor = editor("|");
    type_in(&mut editor, "ab");
    editor.go(Motion::Left);
    type_in(&mut editor, "xy");
    assert_eq!(shown(&editor), "axy|b");
    editor.undo();
    assert_eq!(shown(&editor), "a|b");
    editor.undo();
    assert_eq!(shown(&editor), "|");
}

#[test]
fn the_revision_grows_with_each_change_and_with_nothing_else() {
    let mut editor = editor("[|]");
    let first = editor.revision();
    editor.go(Motion::Right);
    editor.select_all();
    editor.search("x");
    editor.unselect();
    editor.delete();
    assert_eq!(editor.revision(), first);
    let mut last = first;
    let acts: [fn(&mut Editor); 6] = [
        |editor| editor.insert_char('a'),
        |editor| editor.insert_char('b'),
        |editor| assert!(editor.undo()),
        |editor| assert!(editor.redo()),
        Editor::insert_newline,
        Editor::duplicate_line,
    ];
    for act in acts {
        act(&mut editor);
        assert!(editor.revision() > last);
        last = editor.revision();
    }
}

#[test]
fn a_new_text_is_a_step_and_leaves_the_cursor_on_its_line() {
    let mut editor = editor("{\n  \"a\": |1\n}");
    editor.replace_text("{\r\n\t\"a\": 2,\n  \"b\": 3\n}").unwrap();
    assert_eq!(shown(&editor), "{\n  \"a\": |2,\n  \"b\": 3\n}");
    let revision = editor.revision();
    editor.replace_text(&editor.text()).unwrap();
    assert_eq!(editor.revision(), revision);
    editor.undo();
    assert_eq!(shown(&editor), "{\n  \"a\": |1\n}");
    assert!(!editor.undo());
}
