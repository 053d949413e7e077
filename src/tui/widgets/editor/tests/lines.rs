//! Whole lines, and the whole text laid out anew.

use super::*;

#[test]
fn lines_are_erased_and_repeated() {
    for (text, act, expected) in [
        ("a\nb|c\nde", Editor::delete_line as fn(&mut Editor), "a\nd|e"),
        ("a\nb|c", Editor::delete_line, "a|"),
        ("a|", Editor::delete_line, "|"),
        ("a\nb|c\nd", Editor::duplicate_line, "a\nbc\nb|c\nd"),
    ] {
        assert_eq!(after(text, act), expected, "{text}");
    }
    let both = after("|a\nb\nc", |editor| {
        editor.select(Motion::Down);
        editor.select(Motion::End);
        editor.duplicate_line();
    });
    assert_eq!(both, "a\nb\na\nb|\nc");
}

#[test]
fn selected_lines_go_a_level_in_and_out_and_stay_selected() {
    let mut editor = editor("a\n|b\n\n c\nd");
    editor.select(Motion::Down);
    editor.select(Motion::Down);
    editor.select(Motion::Down);
    editor.indent();
    assert_eq!(editor.text(), "a\n  b\n\n   c\nd");
    assert_eq!(editor.copy().as_deref(), Some("b\n\n   c\n"));
    editor.dedent();
    editor.dedent();
    assert_eq!(editor.text(), "a\nb\n\nc\nd");
    editor.undo();
    editor.undo();
    editor.undo();
    assert_eq!(editor.text(), "a\nb\n\n c\nd");
    assert_eq!(after(" a|b", Editor::indent), " a  |b");
    assert_eq!(after("a|b", Editor::indent), "a |b");
    assert_eq!(after("   a|b", Editor::dedent), " a|b");
}

#[test]
fn a_document_is_laid_out_with_its_numbers_and_the_cursor_where_they_were() {
    let text = r#"{"a":[1.50,{ },|1E5],"b":"é\u00e9"}"#;
    let mut editor = editor(text);
    editor.format().unwrap();
    let laid = "{\n  \"a\": [\n    1.50,\n    {},\n    |1E5\n  ],\n  \"b\": \"é\\u00e9\"\n}";
    assert_eq!(shown(&editor), laid);
    let revision = editor.revision();
    editor.format().unwrap();
    assert_eq!(editor.revision(), revision);
    editor.undo();
    assert_eq!(shown(&editor), text);
}

#[test]
fn a_broken_document_is_left_alone_with_the_reason() {
    let mut editor = editor("{\n\"a\": x|\n}");
    let error = editor.format().unwrap_err();
    assert_eq!(error.at.line, 2);
    assert_eq!(shown(&editor), "{\n\"a\": x|\n}");
}

#[test]
fn marks_move_with_their_lines_and_go_when_these_change() {
    let mut editor = editor("|{\n\"a\": 1,\n\"b\": 2\n}");
    let text = editor.text();
    let mark = |word: &str, is_error| {
        let at = text.find(word).unwrap();
        super::super::Mark {
            range: at..at + word.len(),
            is_error,
        }
    };
    editor.set_marks(&[mark("\"b\"", true), mark("1", false)]);
    let lines = |editor: &Editor| {
        editor
            .marks
            .iter()
            .map(|mark| (mark.line, mark.is_error))
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&editor), [(1, false), (2, true)]);
    editor.insert_newline();
    assert_eq!(lines(&editor), [(2, false), (3, true)]);
    editor.undo();
    editor.jump_to(2, 1);
    editor.insert_char(' ');
    assert_eq!(lines(&editor), [(2, true)]);
    editor.delete_line();
    assert_eq!(lines(&editor), []);
}
