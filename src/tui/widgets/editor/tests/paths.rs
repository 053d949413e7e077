//! The path at the cursor and back, and what can be typed there.

use super::super::{CompletionContext, Typed};
use super::*;

fn path(text: &str) -> String {
    editor(text).path_at_cursor().to_string()
}

#[test]
fn the_path_is_that_of_the_key_or_value_at_the_cursor() {
    for (text, expected) in [
        ("{\"a|\": 1}", "a"),
        ("{\"a\": |1}", "a"),
        ("{\"a\": {\"b\": [1, {\"c\": |2}]}}", "a.b[1].c"),
        ("{\"a\": {\"b\": [1|, 2]}}", "a.b[0]"),
        ("{\"a\": {\"b\": [1,| 2]}}", "a.b[0]"),
        ("{\"a\": {\"b\": [1,|2]}}", "a.b[1]"),
        ("{\"a\": |{\"b\": 1}}", "a"),
        ("{\"a\": {\"b\": 1}|}", ""),
        ("{\"a\": {\"b\": 1|}}", "a"),
        ("{\"a\": 1,\n|  \"b\": 2}", "b"),
        ("{\"a\": {\n  \"b\": 2,\n  |\n}}", "a"),
        ("{\"a\": {\n  \"b\": 2\n  |\n}}", "a"),
        ("{\"a\": {\n  \"b\": 2,|\n}}", "a.b"),
        ("{\"a.b\": 1, \"é\\n\": |2}", "[\"é\\n\"]"),
        ("|", ""),
    ] {
        assert_eq!(path(text), expected, "{text}");
    }
}

#[test]
fn the_path_is_known_while_the_text_is_broken() {
    for (text, expected) in [
        ("{\"a\": {\"b\": |", "a.b"),
        ("{\"a\": {\n\"b\" 1\n\"c\": |", "a.c"),
        ("{\"a\": {\n\"b\":\n\"c\": {\"d\": |1}", "a.c.d"),
        ("{\"a\": {\"x\": [}, \"b\": |", "b"),
        ("]}{\"x\": |1", "x"),
        ("{\"a\": {\n\"na\n\"b\": |2", "a.b"),
    ] {
        assert_eq!(path(text), expected, "{text}");
    }
}

#[test]
fn a_path_is_jumped_to_or_what_is_nearest_to_it() {
    let text = "{\n  \"spec\": {\n    \"tags\": [\n      { \"name\": \"env\", \"value\": 1 }\n    ]\n  }\n}";
    for broken in ["", ",,"] {
        let mut editor = editor(&format!("{text}{broken}"));
        assert!(editor.jump_to_path("spec.tags[0].value"));
        assert_eq!(editor.cursor(), Spot::new(3, 23));
        assert!(editor.jump_to_path("spec.tags"));
        assert_eq!(editor.cursor(), Spot::new(2, 4));
        assert!(!editor.jump_to_path("spec.pivot.accessMode"));
        assert_eq!(editor.cursor(), Spot::new(1, 2));
        assert!(editor.jump_to_path("spec.tags[0]"));
        assert_eq!(editor.cursor(), Spot::new(3, 6));
    }
    let mut editor = editor(text);
    assert!(editor.jump_to_path("spec.tags[env].value"));
    assert_eq!(editor.cursor(), Spot::new(3, 23));
    editor.jump_to(3, 5);
    assert_eq!(editor.cursor(), Spot::new(2, 4));
    editor.jump_to(99, 99);
    assert_eq!(editor.cursor(), Spot::new(6, 1));
}

fn context(text: &str) -> Option<(String, String, String, String)> {
    let CompletionContext {
        typed,
        container,
        prefix,
        taken,
    } = editor(text).completion_context()?;
    let typed = match typed {
        Typed::Key => "key".to_owned(),
        Typed::Value(path) => format!("value {path}"),
    };
    Some((typed, container.to_string(), prefix, taken.join(" ")))
}

#[test]
fn what_is_being_typed_is_told() {
    for (text, expected) in [
        ("{|}", ["key", "", "", ""]),
        ("{\n  \"a\": 1,\n  \"re|\n  \"b\": 2\n}", ["key", "", "re", "a b"]),
        (
            "{\"s\": {\n  \"a\": 1,\n  |\n  ,\"b\": {\"c\": 1}\n}, \"d\": 1}",
            ["key", "s", "", "a b"],
        ),
        (
            "{\"s\": {\"a\": 1, \"r|x\": 3, \"b\": 2}}",
            ["key", "s", "r", "a b"],
        ),
        ("{\"s\": {\"a\": tr|, \"b\": 2}}", ["value s.a", "s", "tr", "a b"]),
        ("{\"s\": {\"a\": |}}", ["value s.a", "s", "", "a"]),
        ("{\"s\": {\"a\":\n  \"ST|", ["value s.a", "s", "ST", "a"]),
        ("{\"s\": [1, \"x|\"]}", ["value s[1]", "s", "x", ""]),
        ("{\"a\": 1\n  \"b|\n}", ["key", "", "b", "a"]),
    ] {
        let expected = expected.map(str::to_owned);
        let found = context(text).map(|(typed, container, prefix, taken)| [typed, container, prefix, taken]);
        assert_eq!(found, Some(expected), "{text}");
    }
}

#[test]
fn nothing_is_offered_where_nothing_can_stand() {
    for text in [
        "|",
        "{\"a\": 1 |}",
        "{\"a\" |}",
        "{\"a\"|: 1}",
        "{|\"a\": 1}",
        "[1 |]",
    ] {
        assert_eq!(context(text), None, "{text}");
    }
}

#[test]
fn a_completion_takes_the_place_of_what_was_typed_in_one_step() {
    for (text, completion, expected) in [
        ("{\n  \"re|\n}", "replicas", "{\n  \"replicas\": |\n}"),
        ("{\n  re|\n}", "replicas", "{\n  \"replicas\": |\n}"),
        ("{|}", "a\"b", "{\"a\\\"b\": |}"),
        ("{\"r|x\": 3}", "replicas", "{\"replicas\"|: 3}"),
        ("{\"a\": \"ST|\"}", "\"STARTED\"", "{\"a\": \"STARTED\"|}"),
        ("{\"a\": t|,", "true", "{\"a\": true|,"),
        ("{\"a\": |", "null", "{\"a\": null|"),
        ("{\"a\": 1 |}", "null", "{\"a\": 1 |}"),
    ] {
        let mut editor = editor(text);
        editor.complete(completion);
        assert_eq!(shown(&editor), expected, "{text}");
        editor.undo();
        assert_eq!(shown(&editor), text);
    }
}
