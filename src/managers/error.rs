//! How a manager fails: the failures of one request, and the fields that it rejects.

use std::time::Duration;

use crate::transport::{CredentialFault, NotSentReason, SendOutcome, TransportError};

use super::elements::SplitError;

/// One rejected field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The manager's short word for what is wrong.
    pub code: String,
    /// Where: a dotted path in the document that was sent.
    pub target: String,
    pub message: String,
}

/// Why a request to a manager failed, in terms the rest of the program can act on.
///
/// Messages of the manager are carried verbatim.
#[derive(Debug, thiserror::Error)]
pub enum ManagerError {
    #[error("{}", no_answer(.0))]
    Unreachable(#[source] TransportError),
    /// There is none to show, so nothing was sent.
    #[error("no credential ({message})")]
    NoCredential {
        message: String,
        /// How this context gets one.
        advice: Option<String>,
    },
    #[error("the manager does not accept the credential ({message})")]
    Unauthorized {
        message: String,
        /// How this context gets another one.
        advice: Option<String>,
    },
    #[error("the manager does not allow this: {message}")]
    Forbidden { message: String },
    #[error("{message}")]
    NotFound { message: String },
    #[error("{message}")]
    Conflict { message: String },
    #[error("{message}{}", list_of(.fields))]
    Invalid {
        message: String,
        fields: Vec<FieldError>,
    },
    #[error("too many requests{}", after(.retry_after))]
    RateLimited { retry_after: Option<Duration> },
    /// Any other answer with a status that is not a success.
    #[error("the manager answered {status}: {message}")]
    Refused { status: u16, message: String },
    #[error("the manager's answer could not be read: {why}")]
    Unreadable { why: String },
    /// The manager keeps a key that is none.
    #[error("the private key that the manager keeps cannot be used: {why}")]
    UnusableKey { why: String },
    #[error("the list could not be read")]
    List(#[from] SplitError),
    #[error("{reason}")]
    NotOffered { reason: String },
    /// A transfer was stopped from this side.
    #[error("{}", TransportError::Cancelled { bytes: *bytes })]
    Cancelled {
        /// How much had left for the manager.
        bytes: u64,
    },
    /// It waited in the queue of its host for as long as a user waits.
    #[error("its turn did not come in time")]
    NotSentInTime,
    /// A path of the API that is not confirmed for this account.
    #[error("{message}")]
    PathNotConfirmed { message: String, setting: &'static str },
}

impl ManagerError {
    /// Whether a mutation that ended in this error may have been carried out.
    pub fn outcome(&self) -> SendOutcome {
        match self {
            Self::Unreachable(error) => error.outcome(),
            Self::NotOffered { .. } | Self::NotSentInTime | Self::NoCredential { .. } => SendOutcome::NotSent,
            Self::Cancelled { bytes } => TransportError::Cancelled { bytes: *bytes }.outcome(),
            // The manager took the request: what it did cannot be told from an answer we cannot read.
            Self::Unreadable { .. } | Self::UnusableKey { .. } | Self::List(_) => SendOutcome::Unknown,
            // 501: the manager does not know how, so it did not.
            Self::Refused { status, .. } if *status >= 500 && *status != 501 => SendOutcome::Unknown,
            Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::Invalid { .. }
            | Self::RateLimited { .. }
            | Self::Refused { .. }
            | Self::PathNotConfirmed { .. } => SendOutcome::Refused,
        }
    }

    /// What to do next, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreachable(error) => error.hint().map(|hint| hint.to_string()),
            Self::NoCredential { advice, .. } | Self::Unauthorized { advice, .. } => Some(
                advice
                    .clone()
                    .unwrap_or_else(|| "log in with a valid credential (`qd login`)".into()),
            ),
            Self::Forbidden { .. } => Some("ask for the right to manage clusters with this account".into()),
            Self::NotFound { .. } => Some("it may have been deleted: refresh the list".into()),
            Self::Conflict { .. } => Some("look at how it is now, then ask again".into()),
            Self::Invalid { .. } => Some("mend the named fields and ask again".into()),
            Self::RateLimited { .. } => Some("wait a moment, then ask again".into()),
            Self::Refused { status, .. } if *status >= 500 => {
                Some("the fault is on the manager's side: ask again later".into())
            }
            Self::Refused { .. } => None,
            Self::List(SplitError::Truncated { .. }) => {
                Some("the connection may have broken off: ask again".into())
            }
            Self::Unreadable { .. }
            | Self::List(SplitError::NotAnArray { .. } | SplitError::TooLarge { .. }) => {
                Some("check that the URL is that of the manager's API, not of a page or a proxy".into())
            }
            Self::UnusableKey { .. } => Some("give the manager the machine's key anew".into()),
            Self::NotOffered { .. } | Self::Cancelled { .. } => None,
            Self::NotSentInTime => Some("nothing was sent: ask again when the manager answers".into()),
            Self::PathNotConfirmed { setting, .. } => Some(format!("set `{setting}` in the context")),
        }
    }

    /// Whether nothing but the user can help: asking again by itself could lock the account.
    pub fn needs_the_user(&self) -> bool {
        matches!(
            self,
            Self::NoCredential { .. } | Self::Unauthorized { .. } | Self::Forbidden { .. }
        )
    }
}

/// What no answer, or no request, means; what an answer with a status means is the manager's to say.
impl From<TransportError> for ManagerError {
    fn from(error: TransportError) -> Self {
        if matches!(
            error,
            TransportError::NotSent {
                reason: NotSentReason::Turn,
                ..
            }
        ) {
            return Self::NotSentInTime;
        }
        if let TransportError::Cancelled { bytes } = error {
            return Self::Cancelled { bytes };
        }
        let TransportError::NoCredential(why) = &error else {
            return Self::Unreachable(error);
        };
        let (message, advice) = (why.to_string(), why.hint().map(str::to_owned));
        match why.fault() {
            CredentialFault::Missing => Self::NoCredential { message, advice },
            CredentialFault::Refused => Self::Unauthorized { message, advice },
            CredentialFault::Unavailable => Self::Unreachable(error),
        }
    }
}

fn no_answer(error: &TransportError) -> &'static str {
    match error {
        TransportError::Redirected { .. }
        | TransportError::TooLarge { .. }
        | TransportError::Unreadable { .. } => "the manager's answer cannot be used",
        TransportError::NoCredential(_)
        | TransportError::PlainHttpRefused { .. }
        | TransportError::BadTls { .. }
        | TransportError::BadUrl { .. }
        | TransportError::Unsendable { .. } => "the manager was not asked",
        _ => "the manager did not answer",
    }
}

fn list_of(fields: &[FieldError]) -> String {
    fields
        .iter()
        .map(|field| format!("; {}: {}", field.target, field.message))
        .collect()
}

fn after(retry_after: &Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| {
        format!("; the next is allowed in {} s", wait.as_secs())
    })
}

#[cfg(test)]
mod tests {
    use crate::transport::Redactor;

    use super::*;

    #[test]
    fn redaction_leaves_what_is_said_of_a_credential_as_it_is() {
        let message = || "the keyring holds none for the context prod at m.example".to_owned();
        let errors = [
            ManagerError::NoCredential {
                message: message(),
                advice: None,
            },
            ManagerError::Unauthorized {
                message: message(),
                advice: None,
            },
        ];
        for error in errors {
            let hint = error.hint().unwrap_or_default();
            for said in [error.to_string(), hint] {
                assert_eq!(Redactor::default().redact_text(&said), said);
            }
        }
    }
}
