//! Finding and replacing.

use super::*;

const TEXT: &str = "{\n  \"Name\": \"name\",\n  |\"b\": \"日name\"\n}";

#[test]
fn a_search_begins_at_the_cursor_and_goes_round() {
    let mut editor = editor(TEXT);
    assert_eq!(editor.search_status(), None);
    editor.search("name");
    assert_eq!(
        (editor.cursor(), editor.search_status().as_deref()),
        (Spot::new(2, 9), Some("3 of 3"))
    );
    editor.search_next();
    assert_eq!(
        (editor.cursor(), editor.search_status().as_deref()),
        (Spot::new(1, 3), Some("1 of 3"))
    );
    editor.search_previous();
    assert_eq!(editor.search_status().as_deref(), Some("3 of 3"));
    editor.go(Motion::Top);
    assert_eq!(editor.search_status().as_deref(), Some("3 found"));
    editor.search("nothing");
    assert_eq!(editor.search_status().as_deref(), Some("no match"));
    editor.clear_search();
    assert_eq!((editor.query(), editor.search_status()), (None, None));
}

#[test]
fn matches_follow_the_text() {
    let mut editor = editor("a|a");
    editor.search("a");
    editor.insert_char('a');
    assert_eq!(editor.search_status().as_deref(), Some("3 of 3"));
    editor.undo();
    assert_eq!(editor.search_status().as_deref(), Some("2 of 2"));
}

#[test]
fn the_match_at_the_cursor_is_replaced_and_the_next_one_shown() {
    let mut editor = editor(TEXT);
    editor.search("name");
    assert!(editor.replace_current("x\n"));
    assert_eq!(shown(&editor), "{\n  \"|Name\": \"name\",\n  \"b\": \"日x\"\n}");
    editor.go(Motion::Top);
    assert!(!editor.replace_current("y"));
}

#[test]
fn all_are_replaced_as_one_step() {
    let mut editor = editor(TEXT);
    editor.search("name");
    assert_eq!(editor.replace_all("title"), 3);
    assert_eq!(
        shown(&editor),
        "{\n  \"title\": \"title\",\n  \"b\": \"日|title\"\n}"
    );
    assert_eq!(editor.search_status().as_deref(), Some("no match"));
    editor.undo();
    assert_eq!(shown(&editor), TEXT.replace('|', "").replace("日", "日|"));
    editor.clear_search();
    assert_eq!(editor.replace_all("x"), 0);
}
