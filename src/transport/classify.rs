//! How the failures of either far end become errors a caller can act on.
//!
//! The HTTP client reports one outermost line; what happened is at the bottom of the chain of sources.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use super::endpoint::{BoxErr, Dropped};
use super::error::{NotSentReason, Phase, TransportError};

/// What it means that no response came. `host` and `connect_timeout` are only for the words.
pub(super) fn no_response(
    error: BoxErr,
    label: &str,
    host: &str,
    connect_timeout: Duration,
) -> TransportError {
    let error = match error.downcast::<TransportError>() {
        Ok(ours) => return *ours,
        Err(other) => other,
    };
    if let Some(dropped) = error.downcast_ref::<Dropped>() {
        return simulated(*dropped, host);
    }
    let detail = innermost(error.as_ref());
    let Some(failed) = error.downcast_ref::<reqwest::Error>() else {
        return TransportError::Unsendable {
            label: label.to_owned(),
            reason: detail,
        };
    };
    if failed.is_builder() {
        TransportError::Unsendable {
            label: label.to_owned(),
            reason: detail,
        }
    } else if failed.is_connect() && failed.is_timeout() {
        TransportError::TimedOut {
            phase: Phase::Connect,
            after: connect_timeout,
        }
    } else if failed.is_connect() {
        TransportError::NotSent {
            reason: connect_reason(failed),
            host: host.to_owned(),
            detail,
        }
    } else {
        TransportError::Cut { detail }
    }
}

/// What it means that a response's body broke off.
pub(super) fn broken_body(error: &reqwest::Error) -> TransportError {
    let detail = innermost(error);
    // The decompressor says so; a connection that broke has other kinds.
    let cannot_be_decoded = chain(error).any(|cause| {
        io_kind(cause).is_some_and(|kind| matches!(kind, ErrorKind::InvalidData | ErrorKind::InvalidInput))
    });
    if cannot_be_decoded {
        TransportError::Unreadable { detail }
    } else {
        TransportError::Cut { detail }
    }
}

/// The words at the bottom of a chain of errors, in lower case at the start and without the system's number.
pub fn innermost(error: &(dyn Error + 'static)) -> String {
    let words = chain(error).last().map(ToString::to_string).unwrap_or_default();
    let words = words
        .split(" (os error")
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let mut chars = words.chars();
    match (chars.next(), chars.clone().next()) {
        // Not a name such as "TLS" or "UnknownIssuer".
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => words.to_owned(),
    }
}

fn simulated(dropped: Dropped, host: &str) -> TransportError {
    match dropped {
        Dropped::Refused => TransportError::NotSent {
            reason: NotSentReason::Refused,
            host: host.to_owned(),
            detail: "connection refused".to_owned(),
        },
        Dropped::Cut => TransportError::Cut {
            detail: "connection closed before message completed".to_owned(),
        },
    }
}

fn connect_reason(error: &reqwest::Error) -> NotSentReason {
    if error.is_dns() {
        return NotSentReason::Dns;
    }
    if chain(error).any(|cause| cause.to_string().starts_with("tunnel error")) {
        return NotSentReason::Proxy;
    }
    match chain(error).filter_map(io_kind).last() {
        Some(ErrorKind::ConnectionRefused) => NotSentReason::Refused,
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown) => {
            NotSentReason::Unreachable
        }
        // How the TLS library wraps its own errors, and a peer that hangs up during the handshake.
        Some(ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => NotSentReason::Tls,
        _ => NotSentReason::Other,
    }
}

fn io_kind(cause: &(dyn Error + 'static)) -> Option<ErrorKind> {
    cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        // An I/O error that wraps another names that one's source as its own, and so hides it.
        match cause
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => cause.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_words_are_those_of_a_sentence() {
        let refused = std::io::Error::from_raw_os_error(111);
        assert_eq!(innermost(&refused), "connection refused");
        assert_eq!(innermost(&std::io::Error::other("TLS is off.")), "TLS is off");
        let wrapped = std::io::Error::other(std::io::Error::other(refused));
        assert_eq!(innermost(&wrapped), "connection refused");
    }
}
