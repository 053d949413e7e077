//! Who is let in, and the endpoint that issues tokens.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::answer::{self, Refusal};
use super::settings::{Access, Closed};
use super::world::{Contents, World};
use crate::sandbox::credential;

/// Lets a request pass, or refuses it: the first check of all.
pub async fn check(State(world): State<World>, request: Request, next: Next) -> Response {
    let verdict = {
        let contents = world.lock();
        let credential = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let credential = credential.unwrap_or_default();
        let shows_another = credential::is_shown(&request);
        admit(&contents, credential, shows_another, world.clock().elapsed())
    };
    match verdict {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Issues a token for client credentials: the OAuth 2.0 endpoint, whose errors have their own form.
pub async fn issue_token(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Response {
    let form = read_form(&body);
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let mut contents = world.lock();
    if field("grant_type") != "client_credentials" {
        return oauth_error(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "Unsupported grant_type",
        );
    }
    let (id, given) = basic(&headers).unwrap_or_else(|| {
        let field = |name: &str| field(name).to_owned();
        (field("client_id"), field("client_secret"))
    });
    let known = match &contents.settings.access.client_secret {
        Some(secret) => given == *secret,
        None => !given.is_empty(),
    };
    if !known || id.is_empty() {
        let description = "Invalid client or Invalid client credentials";
        return oauth_error(StatusCode::UNAUTHORIZED, "invalid_client", description);
    }
    let token = format!("sandbox.{}", contents.chance.hex(40));
    let (now, lifetime) = (world.clock().elapsed(), contents.settings.access.token_lifetime);
    contents.tokens.retain(|_, ends| *ends > now);
    contents.tokens.insert(token.clone(), now + lifetime);
    let answer = json!({
        "access_token": token, "expires_in": lifetime.as_secs(), "refresh_expires_in": 0,
        "token_type": "Bearer", "not-before-policy": 0, "scope": "profile email",
    });
    answer::json(StatusCode::OK, answer.to_string())
}

fn admit(contents: &Contents, credential: &str, shows_another: bool, now: Duration) -> Result<(), Refusal> {
    let access = &contents.settings.access;
    match access.closed {
        Some(Closed::Unknown) => return Err(Refusal::Unauthorized),
        Some(Closed::WithoutRole) if !credential.is_empty() || shows_another => {
            return Err(Refusal::Forbidden);
        }
        Some(Closed::WithoutRole) | None => {}
    }
    match credential
        .split_once(' ')
        .map(|(scheme, rest)| (scheme, rest.trim()))
    {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            admit_token(contents, access, token, now)
        }
        Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") && access.basic && !pair.is_empty() => {
            Ok(())
        }
        None if shows_another && access.others => Ok(()),
        _ => Err(Refusal::Unauthorized),
    }
}

fn admit_token(contents: &Contents, access: &Access, token: &str, now: Duration) -> Result<(), Refusal> {
    if !token.is_empty() && access.token_without_role.as_deref() == Some(token) {
        return Err(Refusal::Forbidden);
    }
    let issued = contents.tokens.get(token).map(|ends| *ends > now);
    let welcome = match (issued, &access.required_token) {
        (Some(in_time), _) => in_time,
        (None, Some(required)) => token == required,
        (None, None) => !token.is_empty() && !access.issued_tokens_only,
    };
    if welcome {
        Ok(())
    } else {
        Err(Refusal::Unauthorized)
    }
}

/// A client's id and secret as Basic authentication, each in the form of a query (RFC 6749, 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, pair) = value.split_once(' ')?;
    let pair = BASE64_STANDARD.decode(pair.trim()).ok()?;
    let (id, secret) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    let form = read_form(format!("id={id}&secret={secret}").as_bytes());
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| (field("id"), field("secret")))
}

/// Reads `application/x-www-form-urlencoded`, which is the syntax of a query.
fn read_form(body: &[u8]) -> HashMap<String, String> {
    let uri: Option<Uri> = std::str::from_utf8(body)
        .ok()
        .and_then(|form| format!("/?{form}").parse().ok());
    let form = uri.and_then(|uri| Query::<HashMap<String, String>>::try_from_uri(&uri).ok());
    form.map(|Query(form)| form).unwrap_or_default()
}

fn oauth_error(status: StatusCode, error: &str, description: &str) -> Response {
    answer::json(
        status,
        json!({"error": error, "error_description": description}).to_string(),
    )
}
