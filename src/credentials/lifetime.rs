//! How long a secret lasts, and when to have the next one.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// Since when something is had, and until when it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lifetime {
    pub since: DateTime<Utc>,
    /// As whoever gave it says; this alone decides when the next one is had.
    pub until: Option<DateTime<Utc>>,
    /// As it says itself, by a clock that may not be ours: only told.
    pub claimed: Option<DateTime<Utc>>,
}

/// The next one is had so long before the end, or earlier by a fifth of the whole if that is shorter.
const AHEAD: TimeDelta = TimeDelta::seconds(30);

/// What was had so lately is shown whatever its end: another one would be no better.
const YOUNG: TimeDelta = TimeDelta::seconds(5);

impl Lifetime {
    /// When it ends, as far as that is known.
    pub(super) fn end(&self) -> Option<DateTime<Utc>> {
        self.until.or(self.claimed)
    }

    /// Whether it was had only just now, by a clock that may have been set since.
    pub(super) fn is_young(&self, now: DateTime<Utc>) -> bool {
        (now - self.since).abs() <= YOUNG
    }

    /// Whether the next one should be had before this is shown again.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        let Some(until) = self.until else { return false };
        let fifth = (until - self.since).max(TimeDelta::zero()) / 5;
        !self.is_young(now) && now >= until - fifth.min(AHEAD)
    }

    pub(super) fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| now >= until)
    }
}

/// The end of a JSON Web Token (RFC 7519, `exp`); `None` if it is none, or has no end. Nothing is verified, so
/// it is only ever told ([`Lifetime::claimed`]).
pub(super) fn end_of_jwt(token: &str) -> Option<DateTime<Utc>> {
    let mut parts = token.split('.');
    let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let claims: Value = serde_json::from_slice(&base64url(claims)?).ok()?;
    let end = claims.get("exp")?;
    let seconds = end
        .as_i64()
        .or_else(|| end.as_f64().map(|seconds| seconds as i64))?;
    DateTime::from_timestamp(seconds, 0)
}

/// Decodes base 64 for addresses, without padding (RFC 4648, section 5).
fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut group, mut bits) = (0_u32, 0_u32);
    for digit in text.trim_end_matches('=').bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        group = group << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_000_000 + seconds, 0).unwrap()
    }

    fn until(until: Option<DateTime<Utc>>) -> Lifetime {
        Lifetime {
            since: at(0),
            until,
            claimed: None,
        }
    }

    #[test]
    fn the_next_one_is_had_half_a_minute_or_a_fifth_ahead() {
        for (whole, due) in [(300, 270), (3600, 3570), (10, 8)] {
            let lifetime = until(Some(at(whole)));
            assert!(!lifetime.is_due(at(due - 1)), "{whole}");
            assert!(lifetime.is_due(at(due)), "{whole}");
            assert!(!lifetime.is_over(at(due)) && lifetime.is_over(at(whole)));
        }
    }

    #[test]
    fn what_was_only_just_had_is_never_due() {
        for end in [-3600, 0, 1] {
            let lifetime = until(Some(at(end)));
            assert!(!lifetime.is_due(at(5)), "{end}");
            assert!(lifetime.is_due(at(6)), "{end}");
        }
    }

    #[test]
    fn what_a_token_says_of_itself_is_told_and_decides_nothing() {
        let lifetime = Lifetime {
            claimed: Some(at(10)),
            ..until(None)
        };
        assert_eq!(lifetime.end(), Some(at(10)));
        assert!(!lifetime.is_due(at(3600)) && !lifetime.is_over(at(3600)));
    }

    #[test]
    fn the_end_of_a_token_is_read_from_its_claims() {
        // {"exp":1300819380} between two parts that do not matter.
        let end = end_of_jwt("eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjEzMDA4MTkzODB9.dBjftJeZ4CVP").unwrap();
        assert_eq!(end.timestamp(), 1_300_819_380);
        for text in [
            "",
            "a.b",
            "a.b.c",
            "a.eyJhIjoxfQ.c",
            "a.eyJleHAiOjEzMDA4MTkzODB9.c.d",
        ] {
            assert_eq!(end_of_jwt(text), None, "{text}");
        }
    }

    #[test]
    fn base_64_agrees_with_the_vectors_of_its_rfc() {
        for (encoded, plain) in [
            ("Zg", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(base64url(encoded).unwrap(), plain.as_bytes());
        }
        assert_eq!(base64url("-_-_"), base64url("+/+/"));
        assert_eq!(base64url("a b"), None);
    }
}
