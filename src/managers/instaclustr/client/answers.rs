//! Reading what comes back: success may have no body at all ("Facts that shape the console").

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::managers::ManagerError;

/// One object; an empty body is an empty one.
///
/// # Errors
/// [`ManagerError::Unreadable`] for a body that is no answer of this API.
pub fn object<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, ManagerError> {
    if is_empty(body) {
        return Ok(T::default());
    }
    serde_json::from_slice(body).map_err(unreadable)
}

/// The elements of a list; one that cannot be read is an empty one in its place.
///
/// # Errors
/// [`ManagerError::Unreadable`] for what is no list. No body is none either: nobody is told that nothing is there
/// when nothing was said.
pub(super) fn elements<T: DeserializeOwned + Default>(body: &[u8]) -> Result<Vec<T>, ManagerError> {
    let elements: Vec<Value> = serde_json::from_slice(body).map_err(unreadable)?;
    let read = |element| serde_json::from_value(element).unwrap_or_default();
    Ok(elements.into_iter().map(read).collect())
}

/// The id of what was created: `id`, or whatever single text the object holds ("Create").
///
/// # Errors
/// [`ManagerError::Unreadable`] without one: something was created, and nobody knows what.
pub(super) fn id(body: &Bytes) -> Result<String, ManagerError> {
    let answer: Value = object(body)?;
    let texts = |answer: &Value| -> Vec<String> {
        let members = answer
            .as_object()
            .into_iter()
            .flat_map(|members| members.values());
        members.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let id = match &answer {
        Value::String(id) => Some(id.clone()),
        answer => match answer.get("id").and_then(Value::as_str) {
            Some(id) => Some(id.to_owned()),
            None => texts(answer).pop().filter(|_| texts(answer).len() == 1),
        },
    };
    id.filter(|id| !id.is_empty())
        .ok_or_else(|| ManagerError::Unreadable {
            why: "it was taken, and the answer does not say under which id".into(),
        })
}

fn is_empty(body: &[u8]) -> bool {
    body.trim_ascii().is_empty() || body.trim_ascii() == b"null"
}

fn unreadable(error: serde_json::Error) -> ManagerError {
    ManagerError::Unreadable {
        why: error.to_string(),
    }
}
