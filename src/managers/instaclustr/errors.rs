//! The API's error bodies: many shapes, no body at all, or a page of something in between ("Error bodies").

use serde_json::{Map, Value};

use crate::managers::{FieldError, ManagerError};
use crate::transport::TransportError;

use super::lenient::as_text;

/// What a read-only key is told of a change is a bare 403 ("Transport and authentication").
const READ_ONLY_KEY: &str = "a read-only provisioning key may read and nothing else";

/// Whether a request was meant to change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Read,
    Change,
}

/// What a failed call means for this API.
pub fn read(error: TransportError, asked: Asked) -> ManagerError {
    let Some(status) = error.status().filter(|status| !status.is_redirection()) else {
        return error.into();
    };
    let said = said(&error);
    let in_words = || {
        let words = said.message.clone().or_else(|| error.words());
        without_stop(words.unwrap_or_else(|| status.to_string()))
    };
    match status.as_u16() {
        400 => ManagerError::Invalid {
            message: if said.message.is_none() && !said.fields.is_empty() {
                "the manager refused the request".into()
            } else {
                in_words()
            },
            fields: said.fields,
        },
        401 => ManagerError::Unauthorized {
            message: in_words(),
            advice: None,
        },
        403 => ManagerError::Forbidden {
            message: match asked {
                Asked::Read => in_words(),
                Asked::Change => format!("{}; {READ_ONLY_KEY}", in_words()),
            },
        },
        404 => ManagerError::NotFound { message: in_words() },
        // 412: a precondition of a resize or a restore.
        409 | 412 => ManagerError::Conflict {
            message: with_fields(in_words(), &said.fields),
        },
        415 => ManagerError::Refused {
            status: 415,
            message: format!("{}; this is a fault of the console", in_words()),
        },
        429 => ManagerError::RateLimited {
            retry_after: error.retry_after(),
        },
        status => ManagerError::Refused {
            status,
            message: with_fields(in_words(), &said.fields),
        },
    }
}

/// A sentence as a part of a longer one.
fn without_stop(mut words: String) -> String {
    if words.ends_with('.') && !words.ends_with("..") {
        words.pop();
    }
    words
}

/// Whether a failed answer is this API's own (`ErrorMessage`: a status and a message), and not that of a proxy or of a
/// wrong base address.
pub fn is_error_message(error: &TransportError) -> bool {
    let Some(members) = body(error) else {
        return false;
    };
    let status = members.get("status").cloned().map(as_text);
    let says_which = status.is_some_and(|status| status.parse::<u16>().is_ok());
    says_which && members.get("message").is_some_and(Value::is_string)
}

/// What an error's body says, as far as it is one of the documented shapes.
#[derive(Debug, Default)]
struct Said {
    message: Option<String>,
    fields: Vec<FieldError>,
}

fn said(error: &TransportError) -> Said {
    let Some(members) = body(error) else {
        return Said::default();
    };
    let text = |name: &str| {
        let text = members.get(name).cloned().map(as_text)?;
        (!text.trim().is_empty()).then_some(text)
    };
    let fields = match (members.get("errors"), members.get("errorDetails")) {
        (Some(errors), _) => fields(errors),
        (None, Some(details)) => fields(details),
        // One entry of a list, bare.
        (None, None) => match (text("name"), text("message")) {
            (Some(name), Some(message)) => {
                return Said {
                    message: None,
                    fields: vec![field(name, message, None)],
                };
            }
            _ => Vec::new(),
        },
    };
    // `{cdc, status, reason}`: the status is a phrase, the reason says what it is about.
    let reason = || {
        Some(joined(
            text("status").filter(|_| members.contains_key("reason")),
            text("reason")?,
        ))
    };
    let message = text("message").or_else(|| text("error")).or_else(reason);
    Said { message, fields }
}

/// Field by field: a map of texts, or a list of objects or texts.
fn fields(errors: &Value) -> Vec<FieldError> {
    match errors {
        Value::Object(map) => map
            .iter()
            .map(|(name, text)| field(name.clone(), as_text(text.clone()), None))
            .collect(),
        Value::Array(list) => list.iter().map(entry).collect(),
        _ => Vec::new(),
    }
}

fn entry(entry: &Value) -> FieldError {
    let member = |name: &str| entry.get(name).cloned().map(as_text).unwrap_or_default();
    match entry {
        Value::Object(_) => field(member("name"), member("message"), Some(member("errorClass"))),
        other => field(String::new(), as_text(other.clone()), None),
    }
}

fn field(name: String, message: String, class: Option<String>) -> FieldError {
    FieldError {
        code: class
            .filter(|class| !class.is_empty())
            .unwrap_or_else(|| "invalid".into()),
        target: if name.is_empty() { "request".into() } else { name },
        message: without_stop(message),
    }
}

fn with_fields(words: String, fields: &[FieldError]) -> String {
    fields.iter().fold(words, |words, field| {
        format!("{words}; {}: {}", field.target, field.message)
    })
}

/// "Pre-condition failed: a resize is under way"; a bare number in front of it would say nothing.
fn joined(status: Option<String>, reason: String) -> String {
    let phrase = status.filter(|status| status.parse::<u16>().is_err());
    phrase.map_or(reason.clone(), |phrase| {
        format!("{}: {reason}", phrase.trim_end_matches('.'))
    })
}

fn body(error: &TransportError) -> Option<Map<String, Value>> {
    let TransportError::Status { body, .. } = error else {
        return None;
    };
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}
