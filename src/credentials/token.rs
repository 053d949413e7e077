//! Tokens by OAuth 2.0 client credentials (RFC 6749, section 4.4).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http::header::ACCEPT;
use http::{HeaderValue, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::resource::text::visible;
use crate::transport::{Call, CredentialError, CredentialFault, Door, TransportError, mask_value};

use super::form::Grant;
use super::lifetime::{Lifetime, end_of_jwt};

/// A token, and how long it lasts.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub secret: SecretString,
    pub lifetime: Lifetime,
}

/// A successful answer (RFC 6749, section 5.1). It cannot be printed.
#[derive(Deserialize)]
struct Issued {
    access_token: String,
    /// Seconds; some servers send them as text.
    #[serde(default)]
    expires_in: Option<serde_json::Value>,
}

/// A refusal (RFC 6749, section 5.2).
#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

/// How long the endpoint may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Fetches a token.
///
/// # Errors
/// [`CredentialError`]: the endpoint refuses the client (in its own words), or gives no token.
pub(super) async fn fetch(
    grant: &Grant,
    secret: &SecretString,
    door: &Door,
    clock: &(dyn Fn() -> DateTime<Utc> + Send + Sync),
) -> Result<Token, CredentialError> {
    let endpoint = door.endpoint();
    if endpoint.is_exposed() {
        let refused = TransportError::PlainHttpRefused {
            host: endpoint.host(),
        };
        return Err(told(&refused, endpoint.host(), secret));
    }
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", &grant.client_id),
        ("client_secret", secret.expose_secret()),
    ];
    form.extend(grant.scope.as_deref().map(|scope| ("scope", scope)));
    // Nothing is changed by a token, so it may be asked for again.
    let call = Call::post("get a token")
        .header(ACCEPT, HeaderValue::from_static("application/json"))
        .form(&form)
        .timeout(PATIENCE)
        .secret_fields(&["access_token", "refresh_token", "id_token", "client_secret"])
        .as_read();
    let since = clock();
    let answer = door
        .send(call)
        .await
        .map_err(|error| told(&error, endpoint.host(), secret))?;
    let issued: Issued = serde_json::from_slice(&answer.body).map_err(|_| {
        CredentialError::new(format!("{} answered without a token", endpoint.host()))
            .with_hint("check token_url")
    })?;
    let seconds = issued.expires_in.as_ref().and_then(|value| {
        let text = || value.as_str().and_then(|text| text.parse().ok());
        value.as_i64().or_else(text)
    });
    let until = seconds
        .and_then(TimeDelta::try_seconds)
        .and_then(|lasts| since.checked_add_signed(lasts));
    let lifetime = Lifetime {
        since,
        until,
        claimed: end_of_jwt(&issued.access_token),
    };
    Ok(Token {
        secret: issued.access_token.into(),
        lifetime,
    })
}

/// What it means that there is no token.
fn told(error: &TransportError, host: String, secret: &SecretString) -> CredentialError {
    if let TransportError::Status { status, body, .. } = error {
        let words = match serde_json::from_slice::<Refusal>(body) {
            Ok(refusal) => match refusal.error_description {
                Some(description) => format!("{}: {description}", refusal.error),
                None => refusal.error,
            },
            Err(_) => error.words().unwrap_or_else(|| format!("status {status}")),
        };
        // Some repeat what they refuse.
        let words = mask_value(words, secret.expose_secret());
        let words = visible(&words);
        let is_refused = matches!(
            *status,
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
        );
        let said = CredentialError::new(format!("{host} gives no token ({words})"));
        return match (is_refused, error.is_transient()) {
            (true, _) => said.because(CredentialFault::Refused),
            (_, true) => said.because(CredentialFault::Unavailable),
            _ => said.with_hint("check token_url"),
        };
    }
    let fault = if error.outcome() == crate::transport::SendOutcome::NotSent && !error.is_transient() {
        CredentialFault::Missing
    } else {
        CredentialFault::Unavailable
    };
    let words = format!("no token from {host}: {}", visible(&error.to_string()));
    let told = CredentialError::new(words).because(fault);
    match error.hint() {
        Some(hint) => told.with_hint(hint),
        None => told,
    }
}
