//! Who sends a request ("Transport and authentication").

use axum::extract::Request;
use axum::http::{StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::ExposeSecret;

use super::account::{Identity, KEYS, claimed};
use super::answer::Refusal;
use super::settings::Access;
use crate::sandbox::credential;

/// Finds out who sends a request.
///
/// # Errors
/// 401 for a credential that is missing or unknown, 403 where nobody has the right.
pub fn identify(access: &Access, request: &Request) -> Result<Identity, Refusal> {
    let shown = Shown::of(request).ok_or(Refusal::Unauthorized)?;
    match access {
        Access::Claimed => Ok(claimed(&shown.user, &shown.key)),
        Access::Keys => {
            let known = KEYS
                .iter()
                .find(|known| known.user == shown.user && known.key == shown.key);
            known.map(|known| known.identity).ok_or(Refusal::Unauthorized)
        }
        Access::Token(token) if token.expose_secret() == shown.key => Ok(claimed(&shown.user, &shown.key)),
        Access::Token(_) | Access::Refused => Err(Refusal::Unauthorized),
        Access::Forbidden => Err(Refusal::Status(StatusCode::FORBIDDEN)),
    }
}

/// A credential as it came.
struct Shown {
    /// Empty where there is a token only.
    user: String,
    key: String,
}

impl Shown {
    fn of(request: &Request) -> Option<Self> {
        let header = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let Some(header) = header.filter(|header| !header.is_empty()) else {
            let none = || Self {
                user: String::new(),
                key: String::new(),
            };
            return credential::is_shown(request).then(none);
        };
        let (scheme, rest) = header.split_once(' ')?;
        let rest = rest.trim();
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => {
                let decoded = BASE64_STANDARD.decode(rest).ok()?;
                let text = String::from_utf8(decoded).ok()?;
                let (user, key) = text
                    .split_once(':')
                    .filter(|(user, key)| !user.is_empty() || !key.is_empty())?;
                Some(Self {
                    user: user.to_owned(),
                    key: key.to_owned(),
                })
            }
            "bearer" if !rest.is_empty() => Some(Self {
                user: String::new(),
                key: rest.to_owned(),
            }),
            _ => None,
        }
    }
}
