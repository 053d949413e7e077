//! What was said for an action, with its defaults.

use chrono::DateTime;
use serde_json::{Map, Value};

use crate::resource::{Arguments, Parameter};

use super::bundle::YES;

/// The arguments of an action beside the parameters that they are for.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    arguments: &'a Arguments,
    parameters: &'a [Parameter],
}

impl<'a> Told<'a> {
    pub fn new(arguments: &'a Arguments, parameters: &'a [Parameter]) -> Self {
        Self {
            arguments,
            parameters,
        }
    }

    /// What was said for a parameter, or else applies.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.said(name).or_else(|| self.default(name))
    }

    /// What was said for a parameter.
    pub fn said(&self, name: &str) -> Option<&'a str> {
        self.arguments.get(name).filter(|value| !value.is_empty())
    }

    fn default(&self, name: &str) -> Option<&'a str> {
        let parameter = self.parameters.iter().find(|parameter| parameter.name == name)?;
        Some(parameter.default).filter(|default| !default.is_empty())
    }

    /// Whether something other than the default was said.
    pub fn is_other(&self, name: &str) -> bool {
        self.said(name)
            .is_some_and(|said| Some(said) != self.default(name))
    }

    pub fn is_yes(&self, name: &str) -> bool {
        self.text(name) == Some(YES)
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    /// The words of a parameter that takes several.
    pub fn words(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        words(self.text(name).unwrap_or_default())
    }

    /// The fields of a JSON object; none if nothing was said.
    pub fn object(&self, name: &str) -> Map<String, Value> {
        match self.text(name).map(serde_json::from_str) {
            Some(Ok(Value::Object(fields))) => fields,
            // Judged before ([`super::checks::object`]).
            _ => Map::new(),
        }
    }

    /// What is wrong with what was said, parameter by parameter, in words.
    pub fn mistakes(&self) -> Vec<(&'a str, String)> {
        let judged = self.parameters.iter().filter_map(|parameter| {
            let said = self.said(parameter.name).unwrap_or_default();
            Some((parameter.name, parameter.judge(said).err()?))
        });
        judged.collect()
    }
}

/// Words separated by commas or white space.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty())
}

/// `key=value` pairs, separated by commas; `None` if one has no key or no sign of equality.
pub fn pairs(text: &str) -> Option<Vec<(&str, &str)>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (key, value) = part.split_once('=')?;
            let key = key.trim();
            (!key.is_empty()).then(|| (key, value.trim()))
        })
        .collect()
}

/// Milliseconds since 1970, said as such or as a date and a time.
pub fn milliseconds(text: &str) -> Option<i64> {
    text.parse()
        .ok()
        .or_else(|| Some(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis()))
}
