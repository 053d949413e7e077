//! Who is let in: the first check of all, before a path is even looked at ("Authentication").

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::answer::Refusal;
use super::settings::{Access, Basic, Tokens};
use crate::sandbox::credential;

/// Lets a request pass, or refuses it: always with 403, or with the crash of a known fault.
pub fn check(access: &Access, request: &Request) -> Result<(), Refusal> {
    if access.open_paths.contains(request.uri().path()) {
        return Ok(());
    }
    let shown = request.headers().get(header::AUTHORIZATION);
    let shown = shown.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, rest) = shown.split_once(' ').unwrap_or((shown, ""));
    let is_welcome = match scheme.to_ascii_lowercase().as_str() {
        "basic" => admits_pair(&access.basic, rest.trim())?,
        "bearer" => admits_token(&access.tokens, rest.trim()),
        "" => admits_other(access, request),
        _ => false,
    };
    if is_welcome {
        Ok(())
    } else {
        Err(Refusal::Forbidden)
    }
}

/// # Errors
/// The server breaks on a password with a colon, and on text that is no user and password at all.
fn admits_pair(basic: &Basic, encoded: &str) -> Result<bool, Refusal> {
    if *basic == Basic::Nothing {
        return Ok(false);
    }
    let decoded = BASE64_STANDARD.decode(encoded).ok();
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    let (user, password) = text
        .as_deref()
        .and_then(|text| text.split_once(':'))
        .filter(|(_, password)| !password.contains(':'))
        .ok_or(Refusal::Crashed)?;
    Ok(match basic {
        Basic::Nothing => false,
        Basic::Anyone => !user.is_empty() || !password.is_empty(),
        Basic::Password(known) => password == known,
        Basic::Users(known) => known.get(user).is_some_and(|known| password == known),
    })
}

fn admits_token(tokens: &Tokens, token: &str) -> bool {
    match tokens {
        Tokens::Nothing => false,
        Tokens::Any => !token.is_empty(),
        Tokens::One(known) => token == known,
    }
}

/// A client's certificate, or a header of its own, as Keystone's `X-Auth-Token`.
fn admits_other(access: &Access, request: &Request) -> bool {
    let mut bare = Request::new(());
    *bare.headers_mut() = request.headers().clone();
    let by_header = credential::is_shown(&bare.map(|()| axum::body::Body::empty()));
    if by_header {
        return match &access.tokens {
            Tokens::Nothing => false,
            Tokens::Any => true,
            Tokens::One(known) => any_value_is(request.headers(), known),
        };
    }
    access.certificates && credential::is_shown(request)
}

fn any_value_is(headers: &HeaderMap, known: &str) -> bool {
    headers.values().any(|value| value.as_bytes() == known.as_bytes())
}
