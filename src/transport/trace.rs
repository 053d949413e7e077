//! What is written down about a request: one event per try, without secrets.
//!
//! Bodies only at the level `trace`, redacted and cut short. Never headers; of a query the names, and
//! the values that are not secret.

use std::fmt::Write as _;
use std::time::Duration;

use tracing::{Level, debug, enabled, trace};

use super::error::TransportError;
use super::redact::{MASK, Redactor};
use super::request::Call;

/// How much of a body is written down.
const BODY_BYTES: usize = 4 * 1024;

/// A request goes out.
pub(super) fn sending(call: &Call, redactor: &Redactor) {
    if let Some(body) = call.body_bytes().filter(|_| enabled!(Level::TRACE)) {
        trace!(label = call.label(), body = shown(body, redactor), "sending");
    }
}

/// The head of a response came, or none did.
pub(super) fn tried<T>(
    call: &Call,
    redactor: &Redactor,
    took: Duration,
    status: Option<u16>,
    result: &Result<T, TransportError>,
) {
    if !enabled!(Level::DEBUG) {
        return;
    }
    let (label, method, path) = (call.label(), call.method().as_str(), path(call, redactor));
    let ms = took.as_millis();
    match result {
        Ok(_) => debug!(label, method, path, status, ms, "answered"),
        Err(error) => debug!(label, method, path, status, ms, %error, "failed"),
    }
}

/// A whole body came.
pub(super) fn read(call: &Call, redactor: &Redactor, took: Duration, body: &[u8]) {
    debug!(
        label = call.label(),
        bytes = body.len(),
        ms = took.as_millis(),
        "read"
    );
    if enabled!(Level::TRACE) {
        trace!(label = call.label(), body = shown(body, redactor), "read");
    }
}

/// The host did not take a request: it is sent again in its turn.
pub(super) fn sending_again(call: &Call, error: &TransportError) {
    debug!(label = call.label(), %error, "was not taken, will be sent again");
}

/// A read will be tried again.
pub(super) fn trying_again(call: &Call, error: &TransportError, pause: Duration) {
    debug!(label = call.label(), %error, pause_ms = pause.as_millis(), "will try again");
}

/// A credential was refused and is being replaced.
pub(super) fn renewing(call: &Call) {
    debug!(label = call.label(), "the credential was refused; renewing it");
}

fn path(call: &Call, redactor: &Redactor) -> String {
    let mut path = format!("/{}", call.encoded_path());
    for (place, (name, value)) in call.query_pairs().iter().enumerate() {
        let value = if redactor.is_secret(&[name]) { MASK } else { value };
        // Writing to a string cannot fail.
        let _ = write!(path, "{}{name}={value}", if place == 0 { '?' } else { '&' });
    }
    path
}

fn shown(body: &[u8], redactor: &Redactor) -> String {
    let part = body.get(..BODY_BYTES).unwrap_or(body);
    redactor.redact_json(&String::from_utf8_lossy(part))
}
