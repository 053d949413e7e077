//! A JSON document that keeps what a parser usually loses: the order of keys and the text of numbers.

use std::fmt::{self, Write as _};

use indexmap::IndexMap;

/// A JSON value. Two are equal if they mean the same: the order of keys and the way a number is written
/// do not count.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(Number),
    String(Box<str>),
    Array(Vec<Json>),
    Object(Object),
}

/// A number as it was written: `1.0`, `1e3` and `12345678901234567890` come out as they went in.
#[derive(Debug, Clone)]
pub struct Number(Box<str>);

/// The members of an object in the order in which they were written; a key occurs once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object(IndexMap<Box<str>, Json, foldhash::fast::RandomState>);

impl Json {
    pub fn object() -> Self {
        Self::Object(Object::default())
    }

    pub fn string(text: impl Into<Box<str>>) -> Self {
        Self::String(text.into())
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number; `None` for a fraction, or one beyond 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.0.parse().ok(),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The member of this name, of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.as_object()?.get(key)
    }

    /// "object", "array", "string" …: what the field says of its values.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// The document on several lines, two columns for each level, ending without a line break.
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        write_pretty(self, 0, &mut text);
        text
    }

    /// The same for `serde_json`, whose numbers may be less exact.
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => serde_json::from_str(&number.0).unwrap_or(Value::Null),
            Self::String(text) => Value::String(text.to_string()),
            Self::Array(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(object) => Value::Object(
                object
                    .iter()
                    .map(|(key, value)| (key.to_owned(), value.to_value()))
                    .collect(),
            ),
        }
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(Number(number.to_string().into())),
            Value::String(text) => Self::String(text.as_str().into()),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(key, value)| (key.as_str(), Self::from(value)))
                    .collect(),
            ),
        }
    }
}

/// The document on one line, without blanks.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => f.write_str(&number.0),
            Self::String(text) => f.write_str(&quoted(text)),
            Self::Array(items) => {
                f.write_char('[')?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_char(',')?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_char(']')
            }
            Self::Object(object) => {
                f.write_char('{')?;
                for (at, (key, value)) in object.iter().enumerate() {
                    if at > 0 {
                        f.write_char(',')?;
                    }
                    write!(f, "{}:{value}", quoted(key))?;
                }
                f.write_char('}')
            }
        }
    }
}

impl Number {
    /// `text` must be a number of JSON; the parser is the judge of that.
    pub(super) fn from_text(text: &str) -> Self {
        Self(text.into())
    }

    pub fn text(&self) -> &str {
        &self.0
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self(number.to_string().into())
    }
}

/// Whole numbers are compared exactly, others as the nearest 64-bit fraction.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        if self.0 == other.0 {
            return true;
        }
        let whole = |number: &Self| number.0.parse::<i128>().ok();
        match (whole(self), whole(other)) {
            (Some(one), Some(other)) => one == other,
            _ => {
                matches!((self.0.parse::<f64>(), other.0.parse::<f64>()), (Ok(one), Ok(other)) if one == other)
            }
        }
    }
}

impl Object {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, key: &str) -> Option<&Json> {
        self.0.get(key)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        self.0.get_mut(key)
    }

    pub fn contains_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The place of a member among the others, from 0.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.0.get_index_of(key)
    }

    /// Sets a member: in its place if there is one of this name, else behind the others.
    pub fn insert(&mut self, key: impl Into<Box<str>>, value: Json) {
        self.0.insert(key.into(), value);
    }

    /// Takes a member out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Json> {
        self.0.shift_remove(key)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Json)> + ExactSizeIterator {
        self.0.iter().map(|(key, value)| (&**key, value))
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Json)> {
        self.0.iter_mut().map(|(key, value)| (&**key, value))
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(key, _)| key)
    }
}

impl<K: Into<Box<str>>> FromIterator<(K, Json)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, Json)>>(members: I) -> Self {
        let mut object = Self::default();
        for (key, value) in members {
            object.insert(key, value);
        }
        object
    }
}

/// Text as a JSON string, with its quotes.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn write_pretty(value: &Json, level: usize, text: &mut String) {
    let line = |text: &mut String, level: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', 2 * level));
    };
    match value {
        Json::Array(items) if !items.is_empty() => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                line(text, level + 1);
                write_pretty(item, level + 1, text);
            }
            line(text, level);
            text.push(']');
        }
        Json::Object(object) if !object.is_empty() => {
            text.push('{');
            for (at, (key, item)) in object.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                line(text, level + 1);
                text.push_str(&quoted(key));
                text.push_str(": ");
                write_pretty(item, level + 1, text);
            }
            line(text, level);
            text.push('}');
        }
        flat => text.push_str(&flat.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        text.parse().unwrap()
    }

    #[test]
    fn order_of_keys_and_text_of_numbers_survive() {
        let text = r#"{"z":1.0,"a":[1e3,12345678901234567890,-0.10],"m":{"é":"\n\"x"}}"#;
        assert_eq!(json(text).to_string(), text);
        assert_eq!(json(&json(text).pretty()).to_string(), text);
    }

    #[test]
    fn equal_is_what_means_the_same() {
        assert_eq!(json(r#"{"a":1,"b":2}"#), json(r#"{"b":2.0,"a":1}"#));
        assert_eq!(json("1e3"), json("1000"));
        assert_ne!(json("9007199254740993"), json("9007199254740992"));
        assert_ne!(json(r#""8""#), json("8"));
        assert_ne!(json("[1,2]"), json("[2,1]"));
        assert_ne!(json(r#"{"a":null}"#), json("{}"));
    }

    #[test]
    fn a_member_keeps_its_place_when_it_is_set_anew() {
        let mut object = json(r#"{"a":1,"b":2}"#).as_object().unwrap().clone();
        object.insert("a", Json::Bool(true));
        object.insert("c", Json::Null);
        assert_eq!(Json::Object(object).to_string(), r#"{"a":true,"b":2,"c":null}"#);
    }

    #[test]
    fn it_is_the_same_document_for_serde_json() {
        let text = r#"{"z":1,"a":[true,null,"x",2.5]}"#;
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(json(text).to_value(), value);
        assert_eq!(Json::from(&value), json(text));
    }
}
