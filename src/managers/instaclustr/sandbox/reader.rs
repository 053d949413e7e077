//! Reading fields as the service does: booleans and numbers may be written as text ("Create").

use serde_json::{Map, Value};

use super::checks::Checks;

/// The fields of one object in a request, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// `None` for what is no object: it has no fields.
    members: Option<&'a Map<String, Value>>,
    place: &'a str,
}

impl<'a> Reader<'a> {
    /// The whole body; one that is no object has no fields.
    pub fn new(body: &'a Value) -> Self {
        Self::at(body, "")
    }

    /// An object at a place; `place` ends in a dot unless it is empty.
    pub fn at(value: &'a Value, place: &'a str) -> Self {
        Self {
            members: value.as_object(),
            place,
        }
    }

    /// The path of a field, for complaints.
    pub fn path(&self, name: &str) -> String {
        format!("{}{name}", self.place)
    }

    /// A field that is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.members?.get(name).filter(|value| !value.is_null())
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Text, if it is there; other things than text are complained about.
    pub fn text(&self, name: &str, checks: &mut Checks) -> Option<&'a str> {
        let value = self.get(name)?;
        if !value.is_string() {
            checks.add(&self.path(name), "Must be a string.");
        }
        value.as_str()
    }

    /// Text that must be there and not empty; empty after a complaint.
    pub fn required_text(&self, name: &str, checks: &mut Checks) -> &'a str {
        let text = self.text(name, checks).unwrap_or_default();
        checks.require(!text.is_empty(), &self.path(name), "Must not be empty.");
        text
    }

    pub fn truth(&self, name: &str, checks: &mut Checks) -> Option<bool> {
        let value = self.get(name)?;
        let truth = truth(value);
        checks.require(truth.is_some(), &self.path(name), "Must be true or false.");
        truth
    }

    pub fn number(&self, name: &str, checks: &mut Checks) -> Option<usize> {
        let value = self.get(name)?;
        let number = number(value);
        checks.require(number.is_some(), &self.path(name), "Must be a whole number.");
        number
    }

    /// A number that must be there and lie in a range; the least after a complaint.
    pub fn number_within(&self, name: &str, least: usize, most: usize, checks: &mut Checks) -> usize {
        let number = self
            .number(name, checks)
            .filter(|number| (least..=most).contains(number));
        checks.require(
            number.is_some(),
            &self.path(name),
            format!("Must be between {least} and {most}."),
        );
        number.unwrap_or(least)
    }

    /// The elements of an array, if it is there.
    pub fn elements(&self, name: &str, checks: &mut Checks) -> Option<&'a [Value]> {
        let value = self.get(name)?;
        checks.require(value.is_array(), &self.path(name), "Must be an array.");
        value.as_array().map(Vec::as_slice)
    }

    /// The texts of an array; none if it is not there.
    pub fn texts(&self, name: &str, checks: &mut Checks) -> Vec<String> {
        let elements = self.elements(name, checks).unwrap_or_default();
        let texts: Vec<String> = elements
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        checks.require(
            texts.len() == elements.len(),
            &self.path(name),
            "Must be an array of strings.",
        );
        texts
    }

    /// The members of an object; none if it is not there.
    pub fn object(&self, name: &str, checks: &mut Checks) -> Map<String, Value> {
        let value = self.get(name);
        checks.require(
            value.is_none_or(Value::is_object),
            &self.path(name),
            "Must be an object.",
        );
        value.and_then(Value::as_object).cloned().unwrap_or_default()
    }
}

/// A boolean, or one written as text.
pub fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A whole number that is not negative, or one written as text.
pub fn number(value: &Value) -> Option<usize> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| usize::try_from(number).ok()),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
