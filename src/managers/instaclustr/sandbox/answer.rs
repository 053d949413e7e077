//! What the service answers: documents, and errors of several shapes ("Error bodies").

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::checks::Complaint;
use super::settings::ErrorShape;

/// What a handler gives.
pub type Outcome = Result<Success, Refusal>;

/// What an accepted request gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Success {
    pub status: StatusCode,
    /// `None` for no body at all.
    pub document: Option<Value>,
}

/// Why a request is not accepted.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// 401 without a body: none is published.
    Unauthorized,
    /// The general error of this status.
    Status(StatusCode),
    /// An error with words of its own.
    Told(StatusCode, String),
    /// A refusal by the rules of business: nothing but words.
    Words(StatusCode, String),
    /// 400 with what is wrong with which field.
    Invalid(Vec<Complaint>),
    /// 412: what an operation needs is not there.
    Unmet {
        what: &'static str,
        id: String,
        reason: String,
    },
}

pub fn ok(document: Value) -> Outcome {
    Ok(Success {
        status: StatusCode::OK,
        document: Some(document),
    })
}

pub fn created(document: Value) -> Outcome {
    Ok(Success {
        status: StatusCode::CREATED,
        document: Some(document),
    })
}

pub fn accepted(document: Value) -> Outcome {
    Ok(Success {
        status: StatusCode::ACCEPTED,
        document: Some(document),
    })
}

pub fn no_content() -> Outcome {
    Ok(Success {
        status: StatusCode::NO_CONTENT,
        document: None,
    })
}

/// An acknowledgement.
pub fn message(text: impl Into<String>) -> Value {
    json!({"message": text.into()})
}

impl Refusal {
    pub const NOT_FOUND: Self = Self::Status(StatusCode::NOT_FOUND);

    pub fn conflict(text: impl Into<String>) -> Self {
        Self::Told(StatusCode::CONFLICT, text.into())
    }

    /// What the service itself does not do for now.
    pub fn unavailable(text: impl Into<String>) -> Self {
        Self::Told(StatusCode::SERVICE_UNAVAILABLE, text.into())
    }

    pub fn into_response(self, shape: ErrorShape) -> Response {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED.into_response(),
            Self::Status(status) => general(status),
            Self::Told(status, text) => json(status, &json!({"status": status.as_u16(), "message": text})),
            Self::Words(status, text) => json(status, &message(text)),
            Self::Invalid(complaints) => json(StatusCode::BAD_REQUEST, &validation(&complaints, shape)),
            Self::Unmet { what, id, reason } => {
                let status = StatusCode::PRECONDITION_FAILED;
                json(
                    status,
                    &json!({what: id, "status": "Pre-condition failed.", "reason": reason}),
                )
            }
        }
    }
}

/// The general error of a status; the words of 401 are none.
pub fn general(status: StatusCode) -> Response {
    if status == StatusCode::UNAUTHORIZED {
        return status.into_response();
    }
    let code = status.as_u16();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return json(status, &json!({"status": code, "message": "Rate Limit Exceeded"}));
    }
    let reason = status.canonical_reason().unwrap_or("Error");
    let mut document = json!({"status": code, "message": format!("HTTP {code} {reason}")});
    let has_link = matches!(code, 400 | 403 | 404);
    if let Some(members) = document.as_object_mut().filter(|_| has_link) {
        members.insert(
            "link".to_owned(),
            "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html".into(),
        );
    }
    json(status, &document)
}

/// A document.
pub fn json(status: StatusCode, document: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (status, headers, document.to_string()).into_response()
}

fn validation(complaints: &[Complaint], shape: ErrorShape) -> Value {
    let first = complaints
        .first()
        .map_or("Invalid request", |complaint| &complaint.text);
    match shape {
        ErrorShape::Map => {
            let fields = complaints
                .iter()
                .map(|complaint| (complaint.field.clone(), complaint.text.clone().into()));
            json!({"errors": fields.collect::<Map<String, Value>>()})
        }
        ErrorShape::List => {
            let entries = complaints.iter().map(|complaint| {
                json!({
                    "name": complaint.field, "message": complaint.text, "errorClass": "ValidationError",
                    "help": "",
                })
            });
            json!({"errors": entries.collect::<Vec<_>>()})
        }
        ErrorShape::Simple => json!({"error": first}),
        ErrorShape::Message => json!({"status": 400, "message": first}),
    }
}
