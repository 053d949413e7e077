//! What the server answers: JSON, or a reason without any detail ("Status codes and error bodies").

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::python;

/// What a handler gives.
pub type Outcome = Result<Success, Refusal>;

/// Why a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not JSON, a value missing, or a model that is not valid (400).
    BadRequest,
    /// No plugin accepts the credential (403; there is no 401).
    Forbidden,
    /// No such object, path or method (404).
    NotFound,
    /// The status of a host does not allow it to join (405).
    NotReady,
    /// It exists and differs, or a list is stale (409).
    Conflict,
    /// Anything else (500).
    Broken,
    /// A service behind does not answer; after the bus timeout the answer has this status.
    TimedOut(StatusCode),
    /// An exception outside of all handlers: in authentication (500).
    Crashed,
}

/// What an accepted request gets.
#[derive(Debug, Clone, PartialEq)]
pub enum Success {
    Json(StatusCode, Value),
    /// The record of the operation, as soon as the worker takes the job with this ticket.
    Queued(u64),
}

/// A read, or a change that answers with 200.
pub fn ok(document: Value) -> Outcome {
    Ok(Success::Json(StatusCode::OK, document))
}

/// A `PUT`, also one that changed nothing.
pub fn created(document: Value) -> Outcome {
    Ok(Success::Json(StatusCode::CREATED, document))
}

impl Refusal {
    /// A service that does not answer, where the server makes nothing else of it.
    pub const NO_SERVICE: Self = Self::TimedOut(StatusCode::INTERNAL_SERVER_ERROR);

    fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotReady => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Broken | Self::Crashed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TimedOut(status) => status,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // The words of Python's own server, two spaces included.
        const CRASH: &str = "A server error occurred.  Please contact the administrator.";
        if self == Self::Crashed {
            return answer(self.status(), "text/plain", CRASH.into());
        }
        reason(self.status())
    }
}

/// The reason phrase alone: how the server words every error, and how it would word those of the sandbox.
pub fn reason(status: StatusCode) -> Response {
    let reason = status.canonical_reason().unwrap_or_default();
    answer(status, "text/html", reason.into())
}

/// A document.
pub fn json(status: StatusCode, document: &Value) -> Response {
    answer(status, "application/json", python::dumps(document))
}

/// Leaves the body out of an answer to `HEAD`, which keeps the length it would have.
pub fn as_asked(method: &Method, mut response: Response) -> Response {
    if method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

fn answer(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    let length = HeaderValue::from(body.len());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_LENGTH, length),
        (header::SERVER, HeaderValue::from_static("WSGIServer/0.2")),
        // The real one speaks HTTP/1.0 and closes after each answer.
        (header::CONNECTION, HeaderValue::from_static("close")),
    ];
    (status, headers, Body::from(body)).into_response()
}
