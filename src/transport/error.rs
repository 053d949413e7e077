//! Why a request did not succeed, in terms a caller can act on.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::auth::{CredentialError, CredentialFault};

/// Why a request did not get the answer it asked for.
///
/// Cheap to clone, because several waiters may share one answer. Bodies in it are redacted already.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TransportError {
    /// An address that no request can be sent to.
    #[error("the address {url} cannot be used: {reason}")]
    BadUrl {
        /// The address as given, without user and password.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A request that cannot be written down, such as one for an empty id.
    #[error("cannot {label}: {reason}")]
    Unsendable {
        /// What was attempted, as in "list clusters".
        label: String,
        /// What is wrong with the request.
        reason: String,
    },
    /// A credential would have gone over the network in clear.
    #[error("a credential is not sent to {host} over plain HTTP")]
    PlainHttpRefused {
        /// The host and port it would have gone to.
        host: String,
    },
    /// The TLS settings cannot be used; nothing was sent.
    #[error("{detail}")]
    BadTls {
        /// What is to be corrected.
        setting: TlsSetting,
        /// Which file or setting, and what is wrong with it.
        detail: String,
    },
    /// There is no credential to send.
    #[error("no credential to send")]
    NoCredential(#[source] CredentialError),
    /// No connection came about, so nothing was sent.
    #[error("{}", not_sent(*reason, host, detail))]
    NotSent {
        /// Which step failed.
        reason: NotSentReason,
        /// The host and port that were tried.
        host: String,
        /// The innermost words of the libraries.
        detail: String,
    },
    /// The time ran out.
    #[error("{phase} within {after:?}")]
    TimedOut {
        /// What was being waited for.
        phase: Phase,
        /// How long it was waited for.
        after: Duration,
    },
    /// It was stopped from this side while its file was on the way.
    #[error("{}", cancelled(*bytes))]
    Cancelled {
        /// How much of the file had left by then.
        bytes: u64,
    },
    /// The connection broke after the request had been sent, at least in part.
    #[error("the connection was cut before the whole answer came: {detail}")]
    Cut {
        /// The innermost words of the libraries.
        detail: String,
    },
    /// The answer sends us elsewhere; we do not follow.
    #[error("redirected ({status}) to {to}")]
    Redirected {
        /// The status, a 3xx.
        status: StatusCode,
        /// The new address, without its query, user and password.
        to: String,
    },
    /// The manager, or something before it, answered with a status other than success.
    #[error("answered {status}")]
    Status {
        /// The status.
        status: StatusCode,
        /// When to come back, if the answer says so.
        retry_after: Option<Duration>,
        /// The answer's `Content-Type`.
        content_type: Option<String>,
        /// The first bytes of the answer ([`EXCERPT_BYTES`]), redacted.
        body: Bytes,
    },
    /// The answer is larger than this program is willing to hold.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit it went over.
        limit_bytes: usize,
    },
    /// The answer came whole but cannot be decoded (compression).
    #[error("the answer cannot be decoded: {detail}")]
    Unreadable {
        /// The innermost words of the libraries.
        detail: String,
    },
}

/// How much of a failed answer's body is kept.
pub const EXCERPT_BYTES: usize = 64 * 1024;

/// The setting that keeps a secure connection from being tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TlsSetting {
    /// `ca_file`.
    Authority,
    /// `certificate_file` or `key_file`.
    OwnCertificate,
    /// `server_name`.
    ServerName,
    /// `proxy`.
    Proxy,
    /// None of the context: what the system offers.
    System,
}

/// Which step before sending failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotSentReason {
    /// Nothing listens there.
    Refused,
    /// The host's name has no address.
    Dns,
    /// The other side's certificate is not trusted, or it does not speak TLS.
    Tls,
    /// The proxy did not let us through.
    Proxy,
    /// There is no way to that network or host.
    Unreachable,
    /// Its turn in the queue of the host did not come in time.
    Turn,
    /// Anything else before the first byte.
    Other,
}

/// What was being waited for when the time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// A connection.
    Connect,
    /// The answer.
    Answer,
    /// The next piece of an answer that had begun.
    Body,
    /// That the other side takes the next piece of a file.
    Upload,
}

/// What is known about a request that failed: the question that matters for a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SendOutcome {
    /// It never left: it did not happen.
    NotSent,
    /// It was refused: it did not happen.
    Refused,
    /// It may have happened: read back before trying again.
    Unknown,
}

impl TransportError {
    /// Tells what is known about the request: not sent, refused, or possibly carried out.
    ///
    /// A 5xx (but 501) is *unknown*: a gateway's 502 or 504 says nothing about what happened behind it,
    /// and a 500 may come halfway. So is a 302 or 303, which often answers a request that was carried
    /// out.
    pub fn outcome(&self) -> SendOutcome {
        match self {
            Self::BadUrl { .. }
            | Self::Unsendable { .. }
            | Self::PlainHttpRefused { .. }
            | Self::BadTls { .. }
            | Self::NoCredential(_)
            | Self::NotSent { .. }
            | Self::Cancelled { bytes: 0 }
            | Self::TimedOut {
                phase: Phase::Connect,
                ..
            } => SendOutcome::NotSent,
            Self::TimedOut {
                phase: Phase::Answer | Phase::Body | Phase::Upload,
                ..
            }
            | Self::Cut { .. }
            | Self::Cancelled { .. }
            | Self::TooLarge { .. }
            | Self::Unreadable { .. } => SendOutcome::Unknown,
            Self::Redirected { status, .. } => match *status {
                StatusCode::FOUND | StatusCode::SEE_OTHER => SendOutcome::Unknown,
                _ => SendOutcome::Refused,
            },
            Self::Status { status, .. } => {
                if status.is_server_error() && *status != StatusCode::NOT_IMPLEMENTED {
                    SendOutcome::Unknown
                } else {
                    SendOutcome::Refused
                }
            }
        }
    }

    /// Says whether a mutation that failed so may have been carried out all the same.
    pub fn outcome_unknown(&self) -> bool {
        self.outcome() == SendOutcome::Unknown
    }

    /// Says whether the same request may well succeed later with nothing changed on our side.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::TimedOut { .. } | Self::Cut { .. } => true,
            Self::NotSent { reason, .. } => !matches!(reason, NotSentReason::Tls | NotSentReason::Turn),
            Self::Status { status, .. } => is_busy(*status),
            Self::NoCredential(why) => why.fault() == CredentialFault::Unavailable,
            Self::BadUrl { .. }
            | Self::Unsendable { .. }
            | Self::PlainHttpRefused { .. }
            | Self::BadTls { .. }
            | Self::Cancelled { .. }
            | Self::Redirected { .. }
            | Self::TooLarge { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        if let Self::Status { status, .. } | Self::Redirected { status, .. } = self {
            Some(*status)
        } else {
            None
        }
    }

    /// How long to wait before the next try, if the answer says so.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Status { retry_after, .. } = self {
            *retry_after
        } else {
            None
        }
    }

    /// The words of a failed answer's body for a person: markup removed, white space collapsed, cut short.
    ///
    /// For bodies the manager's client cannot read itself, such as a gateway's HTML page.
    pub fn words(&self) -> Option<String> {
        let Self::Status {
            body, content_type, ..
        } = self
        else {
            return None;
        };
        let text = String::from_utf8_lossy(body);
        let is_html = content_type.as_deref().is_some_and(|kind| kind.contains("html"))
            || text.trim_start().starts_with("<!")
            || text.trim_start().starts_with("<html");
        let plain = if is_html {
            without_markup(&text)
        } else {
            text.into_owned()
        };
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then(|| shortened(&words))
    }

    /// What the user can do about it, if anything.
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        if let Self::NoCredential(why) = self {
            let hint = why
                .hint()
                .unwrap_or("check where this context takes its credential from");
            return Some(hint.into());
        }
        self.usual_hint().map(Into::into)
    }

    fn usual_hint(&self) -> Option<&'static str> {
        match self {
            Self::BadUrl { .. } => Some("correct the context's address"),
            Self::PlainHttpRefused { .. } => {
                Some("use https, or set allow_plain_http for this context if its network is trusted")
            }
            Self::BadTls { setting, .. } => Some(setting.hint()),
            Self::NotSent {
                reason: NotSentReason::Tls,
                detail,
                ..
            } => Some(tls_hint(detail)),
            Self::NotSent { reason, .. } => reason.hint(),
            Self::TimedOut {
                phase: Phase::Connect,
                ..
            } => Some("check the address, the network and the firewall on the way"),
            Self::TimedOut {
                phase: Phase::Answer | Phase::Body | Phase::Upload,
                ..
            } => Some("the manager is slow or stuck; look at its own state before sending again"),
            Self::Redirected { .. } => Some("if the new address is right, put it into the configuration"),
            Self::Status { status, .. } => status_hint(*status),
            Self::TooLarge { .. } => Some("narrow the query"),
            Self::Unsendable { .. }
            | Self::NoCredential(_)
            | Self::Cancelled { .. }
            | Self::Cut { .. }
            | Self::Unreadable { .. } => None,
        }
    }
}

impl TlsSetting {
    fn hint(self) -> &'static str {
        match self {
            Self::Authority => "check ca_file of the context",
            Self::OwnCertificate => "check certificate_file and key_file of the context",
            Self::ServerName => "correct server_name of the context",
            Self::Proxy => "correct `proxy` of the context",
            Self::System => "check the system's certificates",
        }
    }
}

impl NotSentReason {
    fn hint(self) -> Option<&'static str> {
        match self {
            Self::Refused => Some("check the address and the port, and that the manager is running"),
            Self::Dns => Some("check the host's name, and that this machine is in the right network"),
            Self::Tls => Some(tls_hint("")),
            Self::Proxy => Some("check the proxy: HTTPS_PROXY and NO_PROXY, or `proxy` of the context"),
            Self::Unreachable => Some("check the network, the VPN and the route to the manager"),
            Self::Turn => Some("nothing was sent: ask again when the manager answers"),
            Self::Other => Some("check the address, the network and the proxy on the way"),
        }
    }
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection",
            Self::Answer => "no answer",
            Self::Body => "the answer stopped coming: nothing more",
            Self::Upload => "the file is not taken any further: nothing more went through",
        })
    }
}

/// Says whether a status means "not now": too many requests, or a manager that is not up behind its gateway.
pub fn is_busy(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// What to do about a proxy that asks who we are.
pub const PROXY_LOGIN_HINT: &str = "put the proxy's user and password into HTTPS_PROXY; or, for a proxy that a context \
    names, into QD_PROXY_USER and QD_PROXY_PASSWORD, and its host into QD_PROXY_HOST";

fn status_hint(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::UNAUTHORIZED => Some("check this context's credential"),
        StatusCode::FORBIDDEN => Some("the credential is known but lacks the right for this"),
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some(PROXY_LOGIN_HINT),
        StatusCode::TOO_MANY_REQUESTS => Some("wait; fewer open views ask less often"),
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            Some("the gateway is up but the manager behind it is not")
        }
        _ => None,
    }
}

/// What to do about a failed handshake, by the words of the TLS library.
fn tls_hint(detail: &str) -> &'static str {
    let detail = detail.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| detail.contains(word));
    if says(&["not valid for name", "notvalidforname", "name mismatch"]) {
        "check the address; if the certificate's name is right, set server_name to it"
    } else if says(&["not valid yet", "notvalidyet"]) {
        "check this machine's clock"
    } else if says(&["expired"]) {
        "the manager's certificate must be renewed; check this machine's clock, too"
    } else if says(&["certificaterequired", "certificate required"]) {
        "the manager asks for a client certificate: set certificate_file and key_file"
    } else if says(&["alert", "badcertificate"]) {
        "the manager does not accept our certificate or TLS version: check certificate_file and key_file"
    } else if says(&[
        "corrupt message",
        "invalidcontenttype",
        "unexpected eof",
        "unexpectedeof",
    ]) {
        "no TLS is spoken there: check the port, and whether the address should begin with http://"
    } else {
        "if the manager's certificate is from a private authority, set ca_file"
    }
}

fn cancelled(bytes: u64) -> &'static str {
    match bytes {
        0 => "cancelled before anything was sent",
        _ => "cancelled: the manager may have taken a part",
    }
}

fn not_sent(reason: NotSentReason, host: &str, detail: &str) -> String {
    match reason {
        NotSentReason::Refused => format!("connection refused by {host}"),
        NotSentReason::Dns => format!("the name of {host} could not be resolved: {detail}"),
        NotSentReason::Tls => format!("no secure connection to {host}: {detail}"),
        NotSentReason::Proxy => format!("the proxy gave no connection to {host}: {detail}"),
        NotSentReason::Unreachable => format!("{host} cannot be reached: {detail}"),
        NotSentReason::Turn => format!("its turn with {host} did not come in time"),
        NotSentReason::Other => format!("no connection to {host}: {detail}"),
    }
}

/// The text between the tags of an HTML page, without its styles and scripts.
fn without_markup(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        plain.push(' ');
        let tag_name = after
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let inside_ends = ["style", "script"]
            .into_iter()
            .find(|skipped| tag_name.eq_ignore_ascii_case(skipped))
            .and_then(|skipped| after.to_ascii_lowercase().find(&format!("</{skipped}")));
        let from_tag_end = inside_ends.and_then(|end| after.get(end..)).unwrap_or(after);
        rest = from_tag_end
            .split_once('>')
            .map_or("", |(_, following)| following);
    }
    plain.push_str(rest);
    plain
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn shortened(words: &str) -> String {
    const LONGEST: usize = 300;
    match words.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", words.get(..cut).unwrap_or(words)),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: u16, content_type: &str, body: &'static str) -> TransportError {
        TransportError::Status {
            status: StatusCode::from_u16(code).unwrap(),
            retry_after: None,
            content_type: Some(content_type.to_owned()),
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn a_gateways_page_keeps_its_words() {
        let page = "<html><head><style>p{color:red}</style><title>502 Bad Gateway</title></head>\n\
                    <body><h1>Sorry</h1><p>upstream &amp; more</p></body></html>";
        assert_eq!(
            status(502, "text/html", page).words().as_deref(),
            Some("502 Bad Gateway Sorry upstream & more")
        );
        assert_eq!(status(500, "text/plain", " \n").words(), None);
        assert_eq!(
            status(400, "text/plain", "a <b> c").words().as_deref(),
            Some("a <b> c")
        );
        assert_eq!(
            status(502, "text/html", "<html>torn <").words().as_deref(),
            Some("torn")
        );
    }

    #[test]
    fn what_to_correct_does_not_depend_on_what_a_file_is_called() {
        let bad = |setting| TransportError::BadTls {
            setting,
            detail: "/home/key/server_name/proxy/ca.pem cannot be read".to_owned(),
        };
        for (setting, words) in [
            (TlsSetting::Authority, "ca_file"),
            (TlsSetting::OwnCertificate, "certificate_file"),
            (TlsSetting::ServerName, "server_name"),
            (TlsSetting::Proxy, "`proxy`"),
            (TlsSetting::System, "system"),
        ] {
            let error = bad(setting);
            assert!(error.hint().unwrap().contains(words), "{error:?}");
        }
    }

    #[test]
    fn a_refusal_is_known_and_a_gateways_failure_is_not() {
        assert_eq!(status(400, "", "").outcome(), SendOutcome::Refused);
        assert_eq!(status(429, "", "").outcome(), SendOutcome::Refused);
        assert_eq!(status(501, "", "").outcome(), SendOutcome::Refused);
        assert_eq!(status(500, "", "").outcome(), SendOutcome::Unknown);
        assert_eq!(status(504, "", "").outcome(), SendOutcome::Unknown);
        let connect = TransportError::TimedOut {
            phase: Phase::Connect,
            after: Duration::from_secs(5),
        };
        assert_eq!(connect.outcome(), SendOutcome::NotSent);
        assert_eq!(connect.to_string(), "no connection within 5s");
    }
}
