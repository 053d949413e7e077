//! Fields that are read when they can be, and never lose the object they stand in ("Leniency rules for parsers").
//!
//! Null and absent are the empty value; a value of another type shows as its JSON; booleans and numbers may come as
//! text.

use std::collections::BTreeMap;

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

/// A whole number, also as text; what is none is absent.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let number = as_number(&Value::deserialize(deserializer)?);
    let whole = number.filter(|number| number.fract() == 0.0);
    Ok(whole.and_then(|number| format!("{number:.0}").parse().ok()))
}

/// Any number, also as text.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Value::deserialize(deserializer).map(|value| as_number(&value))
}

/// A boolean, also as text; what is none is absent.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Some(flag),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    })
}

/// A network in CIDR notation: as text, or as an object with `network` and `prefixLength`.
pub fn network<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Value::deserialize(deserializer).map(as_network)
}

/// Networks: a list, an object that holds one under `cidrs`, or a single one.
pub fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => Vec::new(),
        Value::Array(elements) => elements.into_iter().map(as_network).collect(),
        Value::Object(mut members) if members.contains_key("cidrs") => match members.remove("cidrs") {
            Some(Value::Array(elements)) => elements.into_iter().map(as_network).collect(),
            Some(Value::Null) | None => Vec::new(),
            Some(one) => vec![as_network(one)],
        },
        one => vec![as_network(one)],
    })
}

/// A list of words; what is no list is empty.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(elements) => elements.into_iter().map(as_text).collect(),
        _ => Vec::new(),
    })
}

/// Text by name; what is no object is empty.
pub fn named_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let members = object(deserializer)?.into_iter();
    Ok(members.map(|(name, value)| (name, as_text(value))).collect())
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

/// A list of parts; one that cannot be read is an empty one in its place, so that the others show.
pub fn parts<'de, T: DeserializeOwned + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(elements) => elements
            .into_iter()
            .map(|element| serde_json::from_value(element).unwrap_or_default())
            .collect(),
        Value::Object(one) => vec![serde_json::from_value(Value::Object(one)).unwrap_or_default()],
        _ => Vec::new(),
    })
}

/// What a value says as text; nothing for null.
pub fn as_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn as_network(value: Value) -> String {
    let Value::Object(members) = &value else {
        return as_text(value);
    };
    let member = |name: &str| members.get(name).cloned().map(as_text).unwrap_or_default();
    match (member("network"), member("prefixLength")) {
        (network, _) if network.is_empty() => as_text(value),
        (network, prefix) if prefix.is_empty() => network,
        (network, prefix) => format!("{network}/{prefix}"),
    }
}

fn as_number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_booleans_may_come_as_text() {
        assert_eq!(count(json!("3")).unwrap(), Some(3));
        assert_eq!(count(json!(3.0)).unwrap(), Some(3));
        assert_eq!(count(json!("three")).unwrap(), None);
        assert_eq!(count(json!(null)).unwrap(), None);
        assert_eq!(number(json!("0.5")).unwrap(), Some(0.5));
        assert_eq!(flag(json!("true")).unwrap(), Some(true));
        assert_eq!(flag(json!("False")).unwrap(), Some(false));
        assert_eq!(flag(json!(7)).unwrap(), None);
    }

    #[test]
    fn a_network_is_text_or_an_object() {
        assert_eq!(network(json!("10.0.0.0/16")).unwrap(), "10.0.0.0/16");
        let object = json!({"network": "10.0.0.0", "prefixLength": "16"});
        assert_eq!(network(object.clone()).unwrap(), "10.0.0.0/16");
        assert_eq!(network(json!({"x": 1})).unwrap(), r#"{"x":1}"#);
        for several in [json!([object]), json!({"cidrs": [object]}), object.clone()] {
            assert_eq!(networks(several).unwrap(), ["10.0.0.0/16"]);
        }
        assert!(networks(json!(null)).unwrap().is_empty());
    }

    #[test]
    fn what_cannot_be_read_never_loses_what_stands_beside_it() {
        let words: Vec<String> = parts(json!(["a", {"b": 1}, "c"])).unwrap();
        assert_eq!(words, ["a", "", "c"]);
        assert_eq!(text(json!({"a": 1})).unwrap(), r#"{"a":1}"#);
    }
}
