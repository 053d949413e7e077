//! Fields that are read when they can be, and never lose the object they stand in (§1.9).
//!
//! Null and absent are the empty value; a value of another type shows as its JSON; booleans and numbers may come as
//! text.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

/// Text; of another type as JSON.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Value::deserialize(deserializer).map(as_text)
}

/// A whole number, also as text; what is none is absent.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Value::deserialize(deserializer).map(|value| as_count(&value))
}

/// A boolean, also as text; what is none is absent.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Value::deserialize(deserializer).map(|value| as_flag(&value))
}

/// A list of words; what is no list is empty.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(elements) => elements.into_iter().map(as_text).collect(),
        _ => Vec::new(),
    })
}

/// An object; what is none is empty.
pub fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(members) => members,
        _ => Map::new(),
    })
}

/// A part that can be read; what cannot is empty.
pub fn part<'de, T: DeserializeOwned + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).unwrap_or_default())
}

/// A list of parts; one that cannot be read is left out, so that the others show.
pub fn parts<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(elements) => elements
            .into_iter()
            .filter_map(|element| serde_json::from_value(element).ok())
            .collect(),
        _ => Vec::new(),
    })
}

/// Parts by name, in the order they were sent; one that cannot be read is an empty one under its name.
pub fn named_parts<'de, T: DeserializeOwned + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(String, T)>, D::Error> {
    let members = object(deserializer)?.into_iter();
    Ok(members
        .map(|(name, value)| (name, serde_json::from_value(value).unwrap_or_default()))
        .collect())
}

/// A value that was sent, null included; what was not sent is absent.
pub fn sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// What a value says as text; nothing for null.
pub fn as_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A whole number, also as text.
pub fn as_count(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A boolean, also as text.
pub fn as_flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_booleans_may_come_as_text() {
        assert_eq!(count(json!("3")).unwrap(), Some(3));
        assert_eq!(count(json!("three")).unwrap(), None);
        assert_eq!(count(json!(null)).unwrap(), None);
        assert_eq!(flag(json!("True")).unwrap(), Some(true));
        assert_eq!(flag(json!(7)).unwrap(), None);
    }

    #[test]
    fn what_cannot_be_read_never_loses_what_stands_beside_it() {
        let words: Vec<String> = parts(json!(["a", {"b": 1}, "c"])).unwrap();
        assert_eq!(words, ["a", "c"]);
        assert_eq!(text(json!({"a": 1})).unwrap(), r#"{"a":1}"#);
        let named: Vec<(String, i64)> = named_parts(json!({"a": 1, "b": "x"})).unwrap();
        assert_eq!(named, [("a".to_owned(), 1), ("b".to_owned(), 0)]);
    }
}
