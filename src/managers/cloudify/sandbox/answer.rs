//! What the manager answers: documents and archives, and errors of several forms ("Error body").

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::asking::Asking;
use super::profile::{Profile, plainly_listed};

/// The members of a JSON object.
pub type Document = Map<String, Value>;

/// What a family gives.
pub type Answer = Result<Reply, Refusal>;

/// What an accepted request gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub status: StatusCode,
    pub content: Content,
}

/// The body of an accepted request.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Json(Value),
    /// Octets, with the name under which they are to be kept.
    Archive {
        name: String,
        octets: Bytes,
    },
    /// No body at all.
    Empty,
}

/// Why a request is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// An error in the documented form.
    Told {
        status: StatusCode,
        code: &'static str,
        message: String,
    },
    /// The same without `server_traceback`, as 7.1 complains about the parameters of a page.
    Terse { code: &'static str, message: String },
    /// The path is not routed.
    NotRouted,
    /// The path does not offer the method.
    NotOffered,
    /// The body is no JSON.
    Malformed,
    /// A fault of the manager itself.
    Fault,
}

pub fn ok(document: impl Into<Value>) -> Answer {
    Ok(Reply::json(StatusCode::OK, document))
}

pub fn created(document: impl Into<Value>) -> Answer {
    Ok(Reply::json(StatusCode::CREATED, document))
}

/// An archive to download.
pub fn archive(name: impl Into<String>, octets: Bytes) -> Answer {
    let name = name.into();
    Ok(Reply {
        status: StatusCode::OK,
        content: Content::Archive { name, octets },
    })
}

/// 304, where nothing is to be done.
pub fn not_modified() -> Answer {
    Ok(Reply::empty(StatusCode::NOT_MODIFIED))
}

/// What a delete gets: the resource as it was from 4.2, nothing from 7.1 ("Things that surprise", 5).
pub fn deleted(ask: &Asking, document: impl Into<Value>) -> Answer {
    match ask.profile {
        Profile::V42 => ok(document),
        Profile::V71 => Ok(Reply::empty(StatusCode::NO_CONTENT)),
    }
}

/// A document of these members.
pub fn document<const N: usize>(members: [(&str, Value); N]) -> Document {
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A moment as the manager writes it: UTC with milliseconds.
pub fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Reply {
    pub fn json(status: StatusCode, document: impl Into<Value>) -> Self {
        let content = Content::Json(document.into());
        Self { status, content }
    }

    pub fn empty(status: StatusCode) -> Self {
        let content = Content::Empty;
        Self { status, content }
    }

    pub fn into_response(self) -> Response {
        match self.content {
            Content::Json(document) => as_json(self.status, &document),
            Content::Archive { name, octets } => {
                let disposition = format!("attachment; filename={name}");
                let headers = [
                    (header::CONTENT_TYPE, "application/octet-stream"),
                    (header::CONTENT_DISPOSITION, disposition.as_str()),
                ];
                (self.status, headers, octets).into_response()
            }
            Content::Empty => self.status.into_response(),
        }
    }
}

impl Refusal {
    pub fn told(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::Told {
            status,
            code,
            message,
        }
    }

    /// 400 with a code of its own.
    pub fn coded(code: &'static str, message: impl Into<String>) -> Self {
        Self::told(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn bad(message: impl Into<String>) -> Self {
        Self::coded("bad_parameters_error", message)
    }

    pub fn illegal(message: impl Into<String>) -> Self {
        Self::coded("illegal_action_error", message)
    }

    /// A member that the body must have.
    pub fn missing(member: &str) -> Self {
        Self::bad(format!("Missing {member} in json request body"))
    }

    /// An action that is none of the known ones.
    pub fn invalid_action(action: &str, valid: &[&str]) -> Self {
        let valid = plainly_listed(valid.iter().copied());
        Self::bad(format!(
            "Invalid action: {action}, Valid action values are: {valid}"
        ))
    }

    /// `kind` as the manager calls it: `Blueprint`, `NodeInstance`.
    pub fn not_found(kind: &str, id: &str) -> Self {
        let message = format!("Requested `{kind}` with ID `{id}` was not found");
        Self::told(StatusCode::NOT_FOUND, "not_found_error", message)
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::told(StatusCode::CONFLICT, "conflict_error", message)
    }

    /// 409: the id of a tenant's resource is taken.
    pub fn exists(ask: &Asking, kind: &str, id: &str) -> Self {
        let (tenant, reach) = (&ask.tenant, ask.profile.reach());
        Self::conflict(format!(
            "<{kind} id=`{id}` tenant=`{tenant}`> already exists on <Tenant name=`{tenant}`> or with global {reach}"
        ))
    }

    pub fn unauthorized(why: &str) -> Self {
        let message = format!("User unauthorized: {why}");
        Self::told(StatusCode::UNAUTHORIZED, UNAUTHORIZED, message)
    }

    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::told(StatusCode::FORBIDDEN, "forbidden_error", message)
    }

    /// 404 for what the community's edition does not have.
    pub fn premium() -> Self {
        let message = "This feature exists only in the premium edition of Cloudify.\n\
                       Please contact sales for additional info.";
        Self::told(StatusCode::NOT_FOUND, PREMIUM, message)
    }

    /// 404 for an archive that was to be fetched.
    pub fn no_such_url(url: &str, what: &str) -> Self {
        let message = format!("URL {url} not found - can't download {what} archive");
        Self::coded("param_url_not_found_error", message)
    }

    pub fn into_response(self, profile: Profile) -> Response {
        let is_old = profile == Profile::V42;
        match self {
            Self::Told {
                status,
                code,
                message,
            } => {
                let traceback = match code {
                    UNAUTHORIZED | PREMIUM if is_old => json!(""),
                    _ if is_old => json!(format!("Traceback (most recent call last):\n{code}: {message}\n")),
                    "entering_maintenance_mode" | "maintenance_mode_active" => json!("NoneType: None\n"),
                    _ => Value::Null,
                };
                let document = json!({"message": message, "error_code": code, "server_traceback": traceback});
                as_json(status, &document)
            }
            Self::Terse { code, message } => {
                let document = json!({"error_code": code, "message": message});
                as_json(StatusCode::BAD_REQUEST, &document)
            }
            Self::NotRouted if is_old => html(StatusCode::NOT_FOUND, OLD_PAGE.to_owned()),
            Self::NotRouted => {
                let text = "The requested URL was not found on the server. \
                            If you entered the URL manually please check your spelling and try again.";
                page(StatusCode::NOT_FOUND, text)
            }
            Self::NotOffered if is_old => bare(StatusCode::METHOD_NOT_ALLOWED),
            Self::NotOffered => page(
                StatusCode::METHOD_NOT_ALLOWED,
                "The method is not allowed for the requested URL.",
            ),
            Self::Malformed if is_old => bare(StatusCode::BAD_REQUEST),
            Self::Malformed => page(
                StatusCode::BAD_REQUEST,
                "The browser (or proxy) sent a request that this server could not understand.",
            ),
            Self::Fault if is_old => bare(StatusCode::INTERNAL_SERVER_ERROR),
            Self::Fault => {
                let document = json!({
                    "error_code": "internal_server_error",
                    "message": FAULT,
                    "server_traceback": "Traceback (most recent call last):\nInternalServerError\n",
                });
                as_json(StatusCode::INTERNAL_SERVER_ERROR, &document)
            }
        }
    }
}

const UNAUTHORIZED: &str = "unauthorized_error";
const PREMIUM: &str = "missing_premium_package_error";

/// What a path that is not routed gets from 4.2.
const OLD_PAGE: &str = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n\
    <title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server.  \
    If you entered the URL manually please check your spelling and try again.</p>\n";

const FAULT: &str = "Internal error occurred in manager REST server - InternalServerError: 500 Internal Server \
    Error: The server encountered an internal error and was unable to complete your request. Either the server is \
    overloaded or there is an error in the application.";

/// What a request gets that never reached the manager's own code, by its status.
pub fn general(status: StatusCode) -> Response {
    let (code, message) = match status {
        StatusCode::UNAUTHORIZED => (UNAUTHORIZED, "User unauthorized: No authentication info provided"),
        StatusCode::FORBIDDEN => ("forbidden_error", "Authorization failed"),
        StatusCode::NOT_FOUND => ("not_found_error", "Not Found"),
        StatusCode::CONFLICT => ("conflict_error", "Conflict"),
        StatusCode::BAD_REQUEST => ("bad_parameters_error", "Bad Request"),
        _ => return bare(status),
    };
    Refusal::told(status, code, message).into_response(Profile::V42)
}

pub fn as_json(status: StatusCode, document: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, Body::from(document.to_string())).into_response()
}

/// An error of the framework below the manager.
fn bare(status: StatusCode) -> Response {
    let reason = status.canonical_reason().unwrap_or("Error");
    as_json(status, &json!({"status": status.as_u16(), "message": reason}))
}

/// The page that the framework below 7.1 shows.
fn page(status: StatusCode, text: &str) -> Response {
    let reason = status.canonical_reason().unwrap_or("Error");
    let code = status.as_u16();
    html(
        status,
        format!(
            "<!doctype html>\n<html lang=en>\n<title>{code} {reason}</title>\n<h1>{reason}</h1>\n<p>{text}</p>\n"
        ),
    )
}

fn html(status: StatusCode, page: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}
