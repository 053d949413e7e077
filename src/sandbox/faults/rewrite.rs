//! Answers of a manager newer, or vaguer, than the client.

use serde_json::{Value, json};

use crate::sandbox::Seeded;

/// How an answer is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewrite {
    /// About one in four enum-like words, and at least one, becomes `BRAND_NEW`.
    UnknownValues,
    /// Every object has a field `x-new-field`.
    UnknownFields,
    /// About one in four values, and at least one, becomes null; what identifies an object stays.
    Nulls,
}

/// Changes a JSON text; nothing if it is no JSON.
pub fn json(text: &[u8], rewrite: Rewrite, chance: &mut Seeded) -> Option<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(text).ok()?;
    match rewrite {
        Rewrite::UnknownFields => add_fields(&mut document),
        Rewrite::UnknownValues => replace_some(&mut document, chance, is_enum_like, || json!("BRAND_NEW")),
        Rewrite::Nulls => replace_some(&mut document, chance, is_dispensable, || Value::Null),
    }
    serde_json::to_vec(&document).ok()
}

fn add_fields(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(add_fields);
            members.insert("x-new-field".to_owned(), json!({"since": "a later version"}));
        }
        Value::Array(elements) => elements.iter_mut().for_each(add_fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Replaces about one in four of the members that qualify; the first of them if luck would spare all.
fn replace_some(
    document: &mut Value,
    chance: &mut Seeded,
    qualifies: fn(&str, &Value) -> bool,
    replacement: fn() -> Value,
) {
    let mut replaced = 0_usize;
    visit_members(document, &mut |key, value| {
        if qualifies(key, value) && chance.chance(0.25) {
            *value = replacement();
            replaced += 1;
        }
    });
    if replaced == 0 {
        let mut done = false;
        visit_members(document, &mut |key, value| {
            if !done && qualifies(key, value) {
                *value = replacement();
                done = true;
            }
        });
    }
}

fn visit_members(value: &mut Value, visit: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                visit(key, member);
                visit_members(member, visit);
            }
        }
        Value::Array(elements) => elements
            .iter_mut()
            .for_each(|element| visit_members(element, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A word in capitals, or any single word under a key that speaks of a state or a type.
fn is_enum_like(key: &str, value: &Value) -> bool {
    let Value::String(word) = value else { return false };
    let capitals = word.len() > 1
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && word.starts_with(|first: char| first.is_ascii_uppercase());
    let key = key.to_ascii_lowercase();
    let named = ["state", "status", "level", "mode"]
        .iter()
        .any(|ending| key.ends_with(ending));
    capitals || (named && !word.is_empty() && !word.contains(' '))
}

/// Anything but what tells one object from another, and the list itself of an answer that is one page of it: without
/// that there is no answer, however vague.
fn is_dispensable(key: &str, value: &Value) -> bool {
    let identifies = matches!(key, "id" | "uid" | "name") || key.ends_with("Id") || key.ends_with("_id");
    let is_page = key == "items" && value.is_array();
    !identifies && !is_page && !value.is_null()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(document: &Value, rewrite: Rewrite) -> Value {
        let text = json(document.to_string().as_bytes(), rewrite, &mut Seeded::new(2)).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    #[test]
    fn every_object_gets_a_new_field() {
        let changed = rewritten(&json!([{"a": {"b": 1}}, {}]), Rewrite::UnknownFields);
        for pointer in ["/0/x-new-field", "/0/a/x-new-field", "/1/x-new-field"] {
            assert!(changed.pointer(pointer).is_some(), "{pointer}");
        }
    }

    #[test]
    fn only_enum_like_words_are_replaced() {
        let document = json!({"state": "in-use", "level": "INFO", "name": "orders", "note": "A b"});
        for _ in 0..8 {
            let changed = rewritten(&document, Rewrite::UnknownValues);
            assert_eq!(
                (&changed["name"], &changed["note"]),
                (&json!("orders"), &json!("A b"))
            );
            assert!(changed["state"] == "BRAND_NEW" || changed["level"] == "BRAND_NEW");
        }
    }

    #[test]
    fn what_identifies_an_object_is_never_null() {
        let document = json!([{"uid": "u", "name": "n", "instanceId": "i", "count": 1}]);
        let changed = rewritten(&document, Rewrite::Nulls);
        assert_eq!(
            changed,
            json!([{"uid": "u", "name": "n", "instanceId": "i", "count": null}])
        );
    }

    #[test]
    fn what_is_no_json_is_left_alone() {
        assert_eq!(json(b"<html>", Rewrite::Nulls, &mut Seeded::new(1)), None);
    }
}
