//! What the manager answers: documents, and errors in its own form.

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::model::Uid;
use super::words::State;

/// One complaint about a request; `target` is a dotted path in the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// What kind of complaint.
    pub code: &'static str,
    /// Where.
    pub target: String,
    /// In words.
    pub message: String,
}

impl Detail {
    /// A complaint.
    pub fn new(code: &'static str, target: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            target: target.into(),
            message: message.into(),
        }
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Something is wrong with what was sent (400).
    Invalid(Vec<Detail>),
    /// No credential, or none that is known (401).
    Unauthorized,
    /// A credential without the right role (403).
    Forbidden,
    /// No such thing; in words (404).
    NotFound(String),
    /// Not the content type that the operation takes (415).
    UnsupportedMediaType(&'static str),
    /// Not while the cluster is in this state (409).
    Conflict {
        /// The cluster.
        uid: Uid,
        /// Where it is.
        from: State,
        /// Where the request would take it.
        to: &'static str,
    },
    /// The documented fault of the server: an overwrite without an access mode for Pivot (500).
    ServerFault,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: ErrorObject<'a>,
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "<[Detail]>::is_empty")]
    details: &'a [Detail],
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        const NO_PERMISSION: &str = "Provided user does not have permissions to complete this request";
        match self {
            Self::Invalid(details) => error(
                StatusCode::BAD_REQUEST,
                "BadArgument",
                "Request contains invalid arguments",
                &details,
            ),
            // The reference gives both the same code and message.
            Self::Unauthorized => error(StatusCode::UNAUTHORIZED, "Unauthorized", NO_PERMISSION, &[]),
            Self::Forbidden => error(StatusCode::FORBIDDEN, "Unauthorized", NO_PERMISSION, &[]),
            Self::NotFound(message) => error(StatusCode::NOT_FOUND, "NotFound", &message, &[]),
            Self::UnsupportedMediaType(wanted) => error(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UnsupportedMediaType",
                &format!("Content type must be {wanted}"),
                &[],
            ),
            Self::Conflict { uid, from, to } => error(
                StatusCode::CONFLICT,
                "StateConflict",
                &format!(
                    "Cluster [{uid}] cannot transition from [{}] to [{to}]",
                    from.word()
                ),
                &[],
            ),
            Self::ServerFault => error(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalError",
                "Internal server error",
                &[],
            ),
        }
    }
}

/// An answer in the manager's form of an error, for a refusal that comes from the sandbox.
pub fn injected(status: StatusCode) -> Response {
    let reason = status.canonical_reason().unwrap_or("Refused");
    let code: String = reason.split(' ').collect();
    error(status, &code, &format!("{reason} (injected by the sandbox)"), &[])
}

/// A JSON document as an answer.
pub fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

fn error(status: StatusCode, code: &str, message: &str, details: &[Detail]) -> Response {
    let body = ErrorBody {
        error: ErrorObject {
            code,
            message,
            details,
        },
    };
    json(status, serde_json::to_vec(&body).unwrap_or_default())
}
