//! What holds whatever is done.

use proptest::prelude::*;

use super::*;

/// Everything a user can do, by number.
fn act(editor: &mut Editor, action: u8, piece: &str, at: usize) {
    const MOTIONS: [Motion; 12] = [
        Motion::Left,
        Motion::Right,
        Motion::WordLeft,
        Motion::WordRight,
        Motion::Up,
        Motion::Down,
        Motion::PageUp,
        Motion::PageDown,
        Motion::Home,
        Motion::End,
        Motion::Top,
        Motion::Bottom,
    ];
    match action {
        0..=3 => type_in(editor, piece),
        4 => editor.go(MOTIONS[at % 12]),
        5 => editor.select(MOTIONS[at % 12]),
        6 => editor.jump_to_byte(at..at),
        7 => editor.paste(piece).unwrap(),
        8 => editor.backspace(),
        9 => editor.delete(),
        10 => editor.delete_word(),
        11 => editor.select_all(),
        12 => editor.delete_line(),
        13 => editor.duplicate_line(),
        14 => editor.indent(),
        15 => editor.dedent(),
        16 => drop(editor.format()),
        17 => drop(editor.cut()),
        18 => editor.search(piece),
        19 => drop(editor.replace_all("\"é\"")),
        20 => drop(editor.replace_current("日")),
        21 => editor.complete(piece),
        22 => drop(editor.undo()),
        23 => drop(editor.redo()),
        24 => editor.insert_newline(),
        25 => editor.delete_to_end(),
        26 => drop(editor.jump_to_path(piece)),
        27 => editor.scroll(at.cast_signed() - 20),
        _ => editor.resize(Rect::new(
            0,
            0,
            u16::try_from(at).unwrap(),
            u16::try_from(at % 9).unwrap(),
        )),
    }
}

fn check(editor: &Editor) {
    let cursor = editor.cursor();
    assert!(cursor <= editor.end_of_line(cursor.line) && cursor.line < editor.lines().len());
    editor.path_at_cursor();
    editor.completion_context();
    super::pictures::draw(editor, 30, 5);
}

proptest! {
    #[test]
    fn undoing_all_gives_the_first_text_and_redoing_all_the_last(
        actions in prop::collection::vec((0..29_u8, "[a{}\\[\\]\",: \n日1\u{301}\u{1b}\t]{0,6}", 0..60_usize), 0..40),
    ) {
        let first = "{\n  \"a\": [1, {\"b\": \"日本\"}],\n\u{1b}\u{301}\n}";
        let mut editor = editor(first);
        for (action, piece, at) in actions {
            act(&mut editor, action, &piece, at);
            check(&editor);
        }
        let last = editor.text();
        let mut steps = 0;
        while editor.undo() {
            steps += 1;
        }
        prop_assert_eq!(editor.text(), first);
        for _ in 0..steps {
            prop_assert!(editor.redo());
        }
        prop_assert_eq!(editor.text(), last);
    }

    #[test]
    fn laying_out_keeps_what_the_document_says(value in crate::tui::widgets::document::layout::tests::json()) {
        let mut editor = Editor::new(&value.to_string()).unwrap();
        editor.format().unwrap();
        let read: serde_json::Value = serde_json::from_str(&editor.text()).unwrap();
        prop_assert_eq!(read, value);
    }
}

#[test]
fn a_long_history_forgets_whole_steps_only() {
    let mut editor = editor("|");
    for at in 0..6_000 {
        editor.select_all();
        editor.paste(&format!("<{at}>")).unwrap();
    }
    while editor.undo() {
        let text = editor.text();
        assert!(
            text.is_empty() || (text.starts_with('<') && text.ends_with('>')),
            "{text}"
        );
    }
}
