//! Fields that are read when they can be, and never lose the object they stand in.
//!
//! Null and absent are the empty value; a value of another type shows as its JSON.

use secrecy::SecretString;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

/// Text; of another type as JSON.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Value::deserialize(deserializer).map(as_text)
}

/// Text that is secret.
pub fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    text(deserializer).map(SecretString::from)
}

/// A whole number; `2.0` counts as one, and what is none is absent.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let rounded = || {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    };
    Ok(value.as_i64().or_else(rounded))
}

/// A list of names or addresses: as text, or as objects with a `name` or an `address`.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(elements) => elements.into_iter().map(as_key).collect(),
        _ => Vec::new(),
    })
}

/// As [`texts`], of a list that some answers leave out.
pub fn optional_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    texts(deserializer).map(Some)
}

/// An object; what is none is empty.
pub fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(members) => members,
        _ => Map::new(),
    })
}

/// A part that can be read, or none.
pub fn part<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

/// What an element of a list is called.
pub fn as_key(element: Value) -> String {
    let key = ["address", "name"]
        .iter()
        .find_map(|member| element.get(member)?.as_str());
    key.map(str::to_owned).unwrap_or_else(|| as_text(element))
}

fn as_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
