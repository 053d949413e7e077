//! The API's error model: `{"error": {"code", "message", "details": [{"code", "target", "message"}]}}`.
//!
//! 401 and 403 carry the same code and message, so they are told apart by status only. The token
//! endpoint sends `error` as plain text, and a proxy in between sends no JSON at all: the words
//! are kept in every case ("Response status codes").

use serde_json::Value;

use crate::managers::{FieldError, ManagerError};
use crate::transport::TransportError;

/// What a failed call means for this API.
pub fn read(error: TransportError) -> ManagerError {
    let TransportError::Status {
        status,
        retry_after,
        ref body,
        ..
    } = error
    else {
        return error.into();
    };
    let (message, fields) =
        words(body).unwrap_or_else(|| (error.words().unwrap_or_else(nothing), Vec::new()));
    match status.as_u16() {
        400 | 415 | 422 => ManagerError::Invalid { message, fields },
        401 => ManagerError::Unauthorized {
            message,
            advice: None,
        },
        403 => ManagerError::Forbidden { message },
        404 => ManagerError::NotFound { message },
        409 => ManagerError::Conflict { message },
        429 => ManagerError::RateLimited { retry_after },
        status => ManagerError::Refused { status, message },
    }
}

/// The manager's own words and the fields it names; `None` if the answer is not of this API.
fn words(body: &[u8]) -> Option<(String, Vec<FieldError>)> {
    let document = serde_json::from_slice::<Value>(body).ok()?;
    let error = document.get("error")?;
    let described = document
        .get("error_description")
        .or_else(|| error.get("message"))
        .unwrap_or(error);
    let details = error
        .get("details")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    Some((
        described.as_str()?.to_owned(),
        details.iter().map(field_error).collect(),
    ))
}

fn nothing() -> String {
    "an empty answer".into()
}

fn field_error(detail: &Value) -> FieldError {
    let text = |name: &str| {
        detail
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    FieldError {
        code: text("code"),
        target: text("target"),
        message: text("message"),
    }
}

/// The manager's known fault, caught before it is sent.
pub fn access_mode_missing() -> ManagerError {
    ManagerError::Invalid {
        message: "the manager cannot overwrite a configuration without an access mode".into(),
        fields: vec![FieldError {
            code: "NullValue".into(),
            target: "spec.pivot.accessMode".into(),
            message: "must be set; PATCH does not need it".into(),
        }],
    }
}

/// Whether the answer can mean that the path itself is not known.
pub fn is_unknown_path(error: &ManagerError) -> bool {
    matches!(
        error,
        ManagerError::NotFound { .. } | ManagerError::Refused { status: 405, .. }
    )
}

/// Whether a cluster's document still lists a server.
pub fn names(document: &[u8], instance: &str) -> bool {
    serde_json::from_slice::<Value>(document).is_ok_and(|document| {
        let servers = document.pointer("/status/servers").and_then(Value::as_array);
        let id = |server: &Value| server.get("instanceId").and_then(Value::as_str) == Some(instance);
        servers.is_some_and(|servers| servers.iter().any(id))
    })
}

pub fn path_not_confirmed(answer: &ManagerError) -> ManagerError {
    ManagerError::PathNotConfirmed {
        message: format!("the replace-server path is not confirmed for this account ({answer})"),
        setting: "replace_server",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_details_keep_their_targets_and_words() {
        let body = br#"{"error":{"code":"BadArgument","message":"Request contains invalid arguments","details":[
            {"code":"NullValue","target":"metadata.name","message":"Cluster name must not be null"},
            {"code":"MalformedValue","target":"spec.deepStorage.path","message":"Path is not a valid s3 path"}]}}"#;
        let (message, fields) = words(body).unwrap();
        assert_eq!(message, "Request contains invalid arguments");
        let targets: Vec<_> = fields.iter().map(|field| field.target.as_str()).collect();
        assert_eq!(targets, ["metadata.name", "spec.deepStorage.path"]);
    }

    #[test]
    fn an_error_of_the_token_endpoint_is_read() {
        let (message, _) = words(br#"{"error":"invalid_client","error_description":"Bad secret"}"#).unwrap();
        assert_eq!(message, "Bad secret");
        assert_eq!(
            words(br#"{"error":"invalid_client"}"#).unwrap().0,
            "invalid_client"
        );
    }

    #[test]
    fn an_answer_of_something_else_has_no_words_of_this_api() {
        assert!(words(b"<html>\n <h1>502 Bad Gateway</h1>").is_none());
        assert!(words(br#"{"message":"no Route matched"}"#).is_none());
    }
}
