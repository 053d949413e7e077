//! One fault, and how it is written.

use std::str::FromStr;
use std::time::Duration;

use axum::http::{Method, StatusCode};

/// Several faults, in the order in which they are tried on a request.
///
/// Written as faults separated by commas: `latency=200ms..900ms,status=503:0.1`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults(pub Vec<Fault>);

/// One thing that goes wrong, how often, and on which requests.
///
/// Written as `KIND[:PROBABILITY][@SCOPE]...`:
///
/// | kind | what happens |
/// |---|---|
/// | `latency=250ms`, `latency=200ms..900ms` | the answer comes later |
/// | `status=503` | the request is answered with that status and never reaches the manager; 429 with `Retry-After` |
/// | `cut` | the connection ends before or during the answer; the manager has done its work |
/// | `unreachable` | the request fails as if nothing listened |
/// | `truncate` | the body ends early, as if it were whole |
/// | `not-json` | an HTML page with status 502, as of a proxy |
/// | `unknown-values` | words from a fixed list in the answer are replaced by `BRAND_NEW` |
/// | `unknown-fields` | every object in the answer has a field `x-new-field` |
/// | `nulls` | some values in the answer are null |
/// | `expired-token` | the request arrives as if its credential were void |
///
/// Scopes narrow a fault down: `@next=3` (only the next three requests it applies to), `@PATCH` (a method),
/// `@/api/v1/clusters` (a prefix of the path).
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What happens.
    pub kind: FaultKind,
    /// How likely it happens to a request in scope, from 0 to 1.
    pub probability: f64,
    /// Which requests it may happen to.
    pub scope: Scope,
}

/// What a fault does; see [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The answer comes later, by a duration between the two.
    Latency(Duration, Duration),
    /// The request is answered with this status instead of reaching the manager.
    Status(StatusCode),
    /// The connection ends before or during the answer.
    Cut,
    /// The request fails as if nothing listened.
    Unreachable,
    /// The body ends early, as if it were whole.
    Truncate,
    /// An HTML page with status 502, as of a proxy.
    NotJson,
    /// Enum-like words in the answer are ones that no client knows.
    UnknownValues,
    /// Objects in the answer have a field that no client knows.
    UnknownFields,
    /// Some values in the answer are null.
    Nulls,
    /// The request arrives as if its credential were void.
    ExpiredToken,
}

/// Which requests a fault may happen to; the default is every one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    /// Only as many further requests.
    pub next: Option<u32>,
    /// Only requests with this method.
    pub method: Option<Method>,
    /// Only requests whose path starts with this.
    pub path_prefix: Option<String>,
}

/// Why a text is not a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// The kind is none of those listed.
    #[error(
        "unknown fault `{0}`; one of latency, status, cut, unreachable, truncate, not-json, unknown-values, unknown-fields, nulls, expired-token"
    )]
    UnknownKind(String),
    /// The kind needs a value.
    #[error("fault `{kind}` needs a value, as in `{example}`")]
    MissingValue {
        /// The kind as written.
        kind: &'static str,
        /// How it is written in full.
        example: &'static str,
    },
    /// The kind takes no value.
    #[error("fault `{0}` takes no value")]
    UnexpectedValue(String),
    /// The value of `latency` is neither a duration nor two durations in order.
    #[error("`{0}` is not a duration such as `250ms`, nor a range such as `200ms..900ms`")]
    BadDuration(String),
    /// The value of `status` is not one that an answer can have.
    #[error("`{0}` is not an HTTP status from 200 to 599")]
    BadStatus(String),
    /// The probability is not a number from 0 to 1.
    #[error("`{0}` is not a probability from 0 to 1")]
    BadProbability(String),
    /// The scope is neither a count, nor a method, nor a path.
    #[error("`@{0}` is not a scope such as `@next=3`, `@PATCH` or `@/path`")]
    BadScope(String),
}

impl Faults {
    /// How faults are written, for the help of a command line.
    pub fn grammar() -> &'static str {
        "KIND[:PROBABILITY][@next=N][@METHOD][@/PATH], several separated by commas. Kinds: latency=250ms, \
         latency=200ms..900ms, status=503 (429 with Retry-After), cut, unreachable, truncate, not-json, \
         unknown-values, unknown-fields, nulls, expired-token. Examples: status=500:0.1, status=409@PATCH, \
         cut@next=2"
    }
}

impl Fault {
    /// A fault that happens to every request.
    pub fn always(kind: FaultKind) -> Self {
        Self {
            kind,
            probability: 1.0,
            scope: Scope::default(),
        }
    }

    /// The same fault, for the next `count` requests only.
    #[must_use]
    pub fn next(mut self, count: u32) -> Self {
        self.scope.next = Some(count);
        self
    }
}

impl Scope {
    /// Whether a request with this method and path is in scope.
    pub fn covers(&self, method: &Method, path: &str) -> bool {
        self.next != Some(0)
            && self.method.as_ref().is_none_or(|wanted| wanted == method)
            && self
                .path_prefix
                .as_ref()
                .is_none_or(|prefix| path.starts_with(prefix.as_str()))
    }
}

impl FromStr for Faults {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let written = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        written
            .map(str::parse)
            .collect::<Result<Vec<Fault>, _>>()
            .map(Self)
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut parts = text.trim().split('@');
        let fault = parts.next().unwrap_or_default();
        let (fault, probability) = match fault.rsplit_once(':') {
            Some((fault, probability)) => (fault, parse_probability(probability)?),
            None => (fault, 1.0),
        };
        let kind = match fault.split_once('=') {
            Some((kind, value)) => parse_kind(kind, Some(value))?,
            None => parse_kind(fault, None)?,
        };
        let mut scope = Scope::default();
        for part in parts {
            scope.narrow(part)?;
        }
        Ok(Self {
            kind,
            probability,
            scope,
        })
    }
}

impl Scope {
    fn narrow(&mut self, text: &str) -> Result<(), FaultError> {
        let bad = || FaultError::BadScope(text.to_owned());
        if let Some(count) = text.strip_prefix("next=") {
            self.next = Some(count.parse().map_err(|_| bad())?);
        } else if text.starts_with('/') {
            self.path_prefix = Some(text.to_owned());
        } else if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.method = Some(text.parse().map_err(|_| bad())?);
        } else {
            return Err(bad());
        }
        Ok(())
    }
}

fn parse_kind(kind: &str, value: Option<&str>) -> Result<FaultKind, FaultError> {
    let parsed = match (kind, value) {
        ("latency", Some(value)) => return parse_latency(value),
        ("latency", None) => {
            return Err(FaultError::MissingValue {
                kind: "latency",
                example: "latency=250ms",
            });
        }
        ("status", Some(value)) => return parse_status(value),
        ("status", None) => {
            return Err(FaultError::MissingValue {
                kind: "status",
                example: "status=503",
            });
        }
        ("cut", _) => FaultKind::Cut,
        ("unreachable", _) => FaultKind::Unreachable,
        ("truncate", _) => FaultKind::Truncate,
        ("not-json", _) => FaultKind::NotJson,
        ("unknown-values", _) => FaultKind::UnknownValues,
        ("unknown-fields", _) => FaultKind::UnknownFields,
        ("nulls", _) => FaultKind::Nulls,
        ("expired-token", _) => FaultKind::ExpiredToken,
        (unknown, _) => return Err(FaultError::UnknownKind(unknown.to_owned())),
    };
    match value {
        Some(_) => Err(FaultError::UnexpectedValue(kind.to_owned())),
        None => Ok(parsed),
    }
}

fn parse_latency(value: &str) -> Result<FaultKind, FaultError> {
    let (low, high) = value.split_once("..").unwrap_or((value, value));
    let duration =
        |text: &str| humantime::parse_duration(text).map_err(|_| FaultError::BadDuration(value.to_owned()));
    let (low, high) = (duration(low)?, duration(high)?);
    if low > high {
        return Err(FaultError::BadDuration(value.to_owned()));
    }
    Ok(FaultKind::Latency(low, high))
}

fn parse_status(value: &str) -> Result<FaultKind, FaultError> {
    let status = value
        .parse()
        .ok()
        .filter(|status: &StatusCode| (200..600).contains(&status.as_u16()));
    status
        .map(FaultKind::Status)
        .ok_or_else(|| FaultError::BadStatus(value.to_owned()))
}

fn parse_probability(text: &str) -> Result<f64, FaultError> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|probability| (0.0..=1.0).contains(probability))
        .ok_or_else(|| FaultError::BadProbability(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Fault, FaultError> {
        text.parse()
    }

    #[test]
    fn every_documented_form_is_understood() {
        let ms = Duration::from_millis;
        assert_eq!(
            parse("latency=250ms").unwrap().kind,
            FaultKind::Latency(ms(250), ms(250))
        );
        assert_eq!(
            parse("latency=200ms..900ms").unwrap().kind,
            FaultKind::Latency(ms(200), ms(900))
        );
        assert_eq!(
            parse("status=503").unwrap(),
            Fault::always(FaultKind::Status(StatusCode::SERVICE_UNAVAILABLE))
        );
        assert_eq!(parse("status=500:0.1").unwrap().probability, 0.1);
        for kind in [
            "cut",
            "truncate:0.05",
            "not-json",
            "unknown-values",
            "unknown-fields",
            "expired-token",
            "unreachable",
            "nulls",
        ] {
            assert!(parse(kind).is_ok(), "{kind}");
        }
    }

    #[test]
    fn scopes_narrow_a_fault_down() {
        let fault = parse("status=409:0.5@PATCH@/api/v1/clusters@next=2").unwrap();
        assert_eq!(fault.scope.next, Some(2));
        assert!(fault.scope.covers(&Method::PATCH, "/api/v1/clusters/7"));
        assert!(!fault.scope.covers(&Method::GET, "/api/v1/clusters/7"));
        assert!(!fault.scope.covers(&Method::PATCH, "/api/v1/hosts"));
        assert_eq!(parse("cut").unwrap().scope, Scope::default());
    }

    #[test]
    fn several_faults_are_separated_by_commas() {
        let faults: Faults = "latency=1s, status=429@next=1,".parse().unwrap();
        assert_eq!(faults.0.len(), 2);
        assert_eq!("".parse::<Faults>().unwrap(), Faults::default());
    }

    #[test]
    fn what_is_no_fault_says_why() {
        let error = |text: &str| parse(text).unwrap_err();
        assert_eq!(error("fire"), FaultError::UnknownKind("fire".into()));
        assert_eq!(error("cut=3"), FaultError::UnexpectedValue("cut".into()));
        assert_eq!(error("status=abc"), FaultError::BadStatus("abc".into()));
        assert_eq!(error("status=700"), FaultError::BadStatus("700".into()));
        assert_eq!(error("latency=9s..1s"), FaultError::BadDuration("9s..1s".into()));
        assert_eq!(error("cut:2"), FaultError::BadProbability("2".into()));
        assert_eq!(error("cut@soon"), FaultError::BadScope("soon".into()));
        assert_eq!(
            error("latency").to_string(),
            "fault `latency` needs a value, as in `latency=250ms`"
        );
    }
}
