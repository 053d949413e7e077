//! When a read is tried again, and how long to wait before.

use std::time::Duration;

use backon::ExponentialBuilder;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use http::header::RETRY_AFTER;

use super::error::{NotSentReason, TransportError, is_busy};

/// How often a read is tried, and how long in between. Mutations are not repeated here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries in all, the first included.
    pub tries: usize,
    /// The pause before the second try; it doubles from try to try, with jitter.
    pub first_pause: Duration,
    /// The longest pause; an answer that asks for more is reported at once.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            tries: 3,
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Tries once only.
    pub fn never() -> Self {
        Self {
            tries: 1,
            ..Self::default()
        }
    }

    pub(super) fn backoff(&self) -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .with_max_times(self.tries.saturating_sub(1))
            .with_jitter()
    }

    /// Says whether a read that failed so is tried again now.
    ///
    /// Not after a timeout: whoever waits has waited long enough, and the next refresh comes anyway.
    pub fn is_worth_another_try(&self, error: &TransportError) -> bool {
        let may_be_better_soon = match error {
            TransportError::NotSent { reason, .. } => {
                !matches!(reason, NotSentReason::Tls | NotSentReason::Turn)
            }
            TransportError::Cut { .. } => true,
            TransportError::Status { status, .. } => is_busy(*status),
            TransportError::BadUrl { .. }
            | TransportError::Unsendable { .. }
            | TransportError::PlainHttpRefused { .. }
            | TransportError::BadTls { .. }
            | TransportError::NoCredential(_)
            | TransportError::TimedOut { .. }
            | TransportError::Cancelled { .. }
            | TransportError::Redirected { .. }
            | TransportError::TooLarge { .. }
            | TransportError::Unreadable { .. } => false,
        };
        may_be_better_soon
            && error
                .retry_after()
                .is_none_or(|pause| pause <= self.longest_pause)
    }
}

/// The pause before the next try: what the manager asked for, or else what we would have chosen.
pub(super) fn pause(error: &TransportError, chosen: Option<Duration>) -> Option<Duration> {
    chosen.map(|chosen| error.retry_after().unwrap_or(chosen))
}

/// Reads `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some((date.with_timezone(&Utc) - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date() {
        let now = DateTime::parse_from_rfc3339("2015-10-21T07:28:00Z")
            .unwrap()
            .to_utc();
        let read = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            retry_after(&headers, now)
        };
        assert_eq!(read("120"), Some(Duration::from_secs(120)));
        assert_eq!(
            read("Wed, 21 Oct 2015 07:28:30 GMT"),
            Some(Duration::from_secs(30))
        );
        assert_eq!(read("Wed, 21 Oct 2015 07:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("soon"), None);
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
