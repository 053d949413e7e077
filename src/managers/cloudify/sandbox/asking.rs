//! A request that was let in, taken apart.

use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::accounts::Caller;
use super::answer::{Document, Refusal};
use super::profile::Profile;

/// The methods that some path offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// A request that was let in: it has a caller, and the JSON it must have.
#[derive(Debug, Clone)]
pub struct Asking {
    pub profile: Profile,
    pub method: Method,
    /// What stands below `/api/v3`, without percent-encoding: `["deployments", "web", "outputs"]`.
    pub segments: Vec<String>,
    /// Whether it came below `/api/v3.1`.
    pub is_newer: bool,
    /// In the order of the request; a name may come several times.
    pub query: Vec<(String, String)>,
    /// The tenant of the request; empty where none is named and none is needed.
    pub tenant: String,
    pub caller: Caller,
    /// The members of a JSON object; none for another JSON value, or another type of content.
    pub body: Document,
    /// The body as it came, for an archive.
    pub octets: Bytes,
    /// Empty if there is none.
    pub content_type: String,
    pub now: DateTime<Utc>,
    /// Real time since the start of the clock.
    pub elapsed: Duration,
}

impl Method {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "GET" => Some(Self::Get),
            "POST" => Some(Self::Post),
            "PUT" => Some(Self::Put),
            "PATCH" => Some(Self::Patch),
            "DELETE" => Some(Self::Delete),
            _ => None,
        }
    }
}

impl Asking {
    /// The segments as texts, to match on.
    pub fn path(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// The first value of a parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        let (_, value) = pairs.find(|(known, _)| known == name)?;
        Some(value)
    }

    /// All values of a parameter of the query.
    pub fn parameters<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.query.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }

    /// Whether a parameter of the query is `true`, in any case.
    pub fn is_set(&self, name: &str) -> bool {
        self.parameter(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Whether counts are to be whole objects (`_get_data`).
    pub fn wants_data(&self) -> bool {
        self.is_set("_get_data")
    }

    /// Whether the resources of all of the caller's tenants are wanted (`_all_tenants`).
    pub fn wants_all_tenants(&self) -> bool {
        self.is_set("_all_tenants")
    }

    /// A member that the body must have, as it is; an explicit null counts as there.
    ///
    /// # Errors
    /// 400 without it.
    pub fn required(&self, member: &str) -> Result<&Value, Refusal> {
        self.body.get(member).ok_or_else(|| Refusal::missing(member))
    }

    /// A text that the body must have.
    ///
    /// # Errors
    /// 400 without it, and for another type.
    pub fn required_text(&self, member: &str) -> Result<&str, Refusal> {
        let value = self.required(member)?;
        value
            .as_str()
            .ok_or_else(|| self.mistyped(member, self.text_type(), value))
    }

    /// A text that the body may have.
    ///
    /// # Errors
    /// 400 for another type.
    pub fn text(&self, member: &str) -> Result<Option<&str>, Refusal> {
        match self.body.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.mistyped(member, self.text_type(), other)),
        }
    }

    /// A flag that the body may have, as a bool or the text of one.
    ///
    /// # Errors
    /// 400 for anything else: "force must be <true/false>, got maybe".
    pub fn flag(&self, member: &str, default: bool) -> Result<bool, Refusal> {
        match self.body.get(member) {
            None => Ok(default),
            Some(value) => truth(value).ok_or_else(|| not_a_truth(member, value)),
        }
    }

    /// 400 for a member of another type than expected: "x parameter is expected to be of type dict but is of type list".
    pub fn mistyped(&self, member: &str, expected: &str, value: &Value) -> Refusal {
        let actual = self.profile.type_of(value);
        Refusal::bad(format!(
            "{member} parameter is expected to be of type {expected} but is of type {actual}"
        ))
    }

    fn text_type(&self) -> &'static str {
        match self.profile {
            Profile::V42 => "basestring",
            Profile::V71 => "str",
        }
    }
}

/// Refuses an id that cannot be one ("Names"): `what` is the argument that holds it.
///
/// # Errors
/// 400 for one that is empty, too long, has other characters or begins with no letter.
pub fn check_name(what: &str, name: &str) -> Result<(), Refusal> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    let complaint = if name.is_empty() {
        "is empty".to_owned()
    } else if name.chars().count() > LONGEST_NAME {
        let length = name.chars().count();
        format!("is too long. Maximum allowed length is {LONGEST_NAME} characters, got {length}")
    } else if !name.chars().all(is_plain) {
        "contains illegal characters. Only letters, digits and the characters \"-\", \".\" and \"_\" are allowed"
            .to_owned()
    } else if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        "must begin with a letter".to_owned()
    } else {
        return Ok(());
    };
    Err(Refusal::bad(format!("The `{what}` argument {complaint}")))
}

const LONGEST_NAME: usize = 256;

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn not_a_truth(member: &str, value: &Value) -> Refusal {
    let shown = match value {
        Value::String(text) => text.clone(),
        Value::Null => "None".to_owned(),
        other => other.to_string(),
    };
    Refusal::bad(format!("{member} must be <true/false>, got {shown}"))
}
