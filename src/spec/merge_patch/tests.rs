use proptest::prelude::*;

use super::*;
use crate::spec::random::{document_and_change, documents};

fn json(text: &str) -> Json {
    text.parse().unwrap()
}

fn patch(before: &str, after: &str) -> Option<String> {
    let patch = diff(&json(before), &json(after), Order::Counts).unwrap();
    patch.map(|patch| patch.to_string())
}

#[test]
fn patches_are_applied_as_the_examples_of_the_rfc_say() {
    // RFC 7396, appendix A: original, patch, result.
    let examples = [
        (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
        (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
        (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
        (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
        (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
        (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
        (
            r#"{"a":{"b":"c"}}"#,
            r#"{"a":{"b":"d","c":null}}"#,
            r#"{"a":{"b":"d"}}"#,
        ),
        (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
        (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
        (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
        (r#"{"a":"foo"}"#, "null", "null"),
        (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
        (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
        ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
        ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
    ];
    for (original, patch, result) in examples {
        let applied = apply(&json(original), &json(patch));
        assert_eq!(applied.to_string(), result, "{original} with {patch}");
    }
}

#[test]
fn the_example_of_the_rfc_keeps_what_is_not_named() {
    // RFC 7396, section 3.
    let document = r#"{"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},"tags":["example","sample"],"content":"This will be unchanged"}"#;
    let patch = r#"{"title":"Hello!","phoneNumber":"+01-123-456-7890","author":{"familyName":null},"tags":["example"]}"#;
    assert_eq!(
        apply(&json(document), &json(patch)).to_string(),
        r#"{"title":"Hello!","author":{"givenName":"John"},"tags":["example"],"content":"This will be unchanged","phoneNumber":"+01-123-456-7890"}"#
    );
}

#[test]
fn a_patch_says_only_what_differs() {
    assert_eq!(
        patch(
            r#"{"a":{"b":1,"c":2},"gone":{"x":1},"same":[1]}"#,
            r#"{"same":[1.0],"a":{"c":3,"b":1},"new":{"y":null,"z":1}}"#
        )
        .as_deref(),
        Some(r#"{"a":{"c":3},"gone":null,"new":{"z":1}}"#)
    );
    assert_eq!(patch(r#"{"a":1,"b":null}"#, r#"{"a":1.0,"c":null}"#), None);
}

#[test]
fn arrays_are_replaced_whole_with_the_nulls_in_them() {
    assert_eq!(
        patch(r#"{"a":[1,null,{"n":null}]}"#, r#"{"a":[2,null,{"n":null}]}"#).as_deref(),
        Some(r#"{"a":[2,null,{"n":null}]}"#)
    );
}

#[test]
fn the_order_of_named_elements_is_no_change_where_that_is_asked() {
    let before = json(r#"{"t":[{"name":"a","v":1},{"name":"b"}],"l":[1,2]}"#);
    let reordered = json(r#"{"t":[{"name":"b"},{"name":"a","v":1}],"l":[1,2]}"#);
    assert_eq!(diff(&before, &reordered, Order::IgnoredIfNamed), Ok(None));
    assert!(diff(&before, &reordered, Order::Counts).unwrap().is_some());

    let also_changed = json(r#"{"t":[{"name":"b"},{"name":"a","v":1}],"l":[2,1]}"#);
    let patch = diff(&before, &also_changed, Order::IgnoredIfNamed).unwrap();
    assert_eq!(patch, Some(json(r#"{"l":[2,1]}"#)));

    let twice = json(r#"[{"name":"a"},{"name":"a","v":1}]"#);
    let twice_reordered = json(r#"[{"name":"a","v":1},{"name":"a"}]"#);
    let patch = diff(&twice, &twice_reordered, Order::IgnoredIfNamed).unwrap();
    assert_eq!(patch, Some(twice_reordered));
}

#[test]
fn what_cannot_be_said_is_named_by_its_place() {
    let unsayable = |path: Path| Unsayable { path }.to_string();
    assert_eq!(
        unsayable(Path::read("spec.x")),
        "a merge patch cannot say what changed at spec.x; overwrite the whole document instead"
    );
    assert!(unsayable(Path::top()).contains("at the top of the document"));
}

/// Whether every member of a patch changes something.
fn is_minimal(patch: &Json, target: Option<&Json>) -> bool {
    match (patch, target) {
        (Json::Null, target) => target.is_some(),
        (Json::Object(patch), Some(Json::Object(target))) => {
            !patch.is_empty()
                && patch
                    .iter()
                    .all(|(key, value)| is_minimal(value, target.get(key)))
        }
        _ => target != Some(patch),
    }
}

proptest! {
    #[test]
    fn a_patch_makes_one_document_of_the_other((before, after) in document_and_change()) {
        let patch = diff(&before, &after, Order::Counts).unwrap();
        let patched = patch.as_ref().map_or(before.clone(), |patch| apply(&before, patch));
        prop_assert_eq!(strip_nulls(&patched), strip_nulls(&after));
        if let Some(patch) = patch {
            prop_assert!(is_minimal(&patch, Some(&strip_nulls(&before))), "{}", patch);
        }
    }

    #[test]
    fn a_patch_is_found_between_any_two_documents(before in documents(), after in documents()) {
        let patch = diff(&before, &after, Order::Counts).unwrap();
        let patched = patch.map_or(before.clone(), |patch| apply(&before, &patch));
        prop_assert_eq!(strip_nulls(&patched), strip_nulls(&after));
    }

    #[test]
    fn there_is_a_patch_where_there_is_a_change((before, after) in document_and_change()) {
        prop_assert_eq!(diff(&before, &before, Order::Counts), Ok(None));
        let patch = diff(&before, &after, Order::Counts).unwrap();
        prop_assert_eq!(patch.is_some(), !changes(&before, &after).is_empty());
    }
}
