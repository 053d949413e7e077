//! Whether the manager takes what proves who we are: one authenticated read.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::managers::{ElementSink, ManagerError};
use crate::resource::Row;
use crate::session::Session;
use crate::transport::Priority;
use crate::transport::TransportError;

use super::check::Findings;
use super::security::fix_of;

/// How a read ended.
pub struct Outcome {
    /// What is listed, in words: `9 clusters`; `None`: nothing within the limit.
    result: Option<Result<String, ManagerError>>,
    took: Duration,
}

/// Counts the elements of a list, without reading more pages than one.
#[derive(Default)]
struct Counted {
    read: u64,
    total: u64,
}

impl ElementSink for Counted {
    fn element(&mut self, _: &str, _: fn(&str) -> Row) {
        self.read += 1;
    }

    fn wanted(&self) -> usize {
        1
    }

    fn total(&mut self, total: u64) {
        self.total = total;
    }
}

/// Reads the manager's home list once.
pub async fn read(session: &Session, limit: Duration) -> Outcome {
    let began = Instant::now();
    let Some(kind) = session.about().kinds.first() else {
        return Outcome {
            result: None,
            took: Duration::ZERO,
        };
    };
    let mut counted = Counted::default();
    let listed = timeout(limit, session.list(kind.id, Priority::UserRead, &mut counted)).await;
    Outcome {
        result: listed
            .ok()
            .map(|listed| listed.map(|()| format!("{} {}", counted.read.max(counted.total), kind.id))),
        took: began.elapsed(),
    }
}

/// Says what came of the read. `is_web_page`: the first answer was one.
pub fn judge(findings: &mut Findings, outcome: &Outcome, is_web_page: bool) {
    let error = match &outcome.result {
        Some(Ok(listed)) => {
            findings.ok("authentication", "accepted");
            let took = outcome.took.as_millis();
            findings.ok("read", format!("{listed}, {took} ms"));
            return;
        }
        None => {
            findings.skipped("authentication", "no answer to tell by");
            let says = format!("no answer within {} s", outcome.took.as_secs());
            let fix = "the manager is slow or stuck: look at its own state";
            findings.problem("read", says, fix);
            return;
        }
        Some(Err(error)) => error,
    };
    let hint = || {
        error
            .hint()
            .unwrap_or_else(|| "ask again; if it stays so, ask whoever runs the manager".into())
    };
    match error {
        ManagerError::Unauthorized { .. }
        | ManagerError::NoCredential { .. }
        | ManagerError::Unreachable(
            TransportError::NoCredential(_) | TransportError::PlainHttpRefused { .. },
        ) => {
            findings.problem("authentication", chain(error), hint());
            findings.skipped("read", "after authentication");
        }
        ManagerError::Forbidden { .. } => {
            findings.ok("authentication", "the manager knows the credential");
            findings.problem("read", error.to_string(), hint());
        }
        ManagerError::NotFound { message } => {
            findings.skipped("authentication", "no answer to tell by");
            let says = format!("there is no such list (404): {message}");
            let fix = "is the URL right? Look at its path, and at base_path among the context's settings";
            findings.problem("read", says, fix);
        }
        ManagerError::Unreachable(TransportError::Redirected { status, to }) => {
            findings.skipped("authentication", "the answer is not the manager's");
            let says = format!("it sends us to {to} ({})", status.as_u16());
            let fix = "if the manager has moved, set url to the new address; if that is a login page, something \
                stands in the manager's place (captive portal, single sign-on)";
            findings.problem("read", says, fix);
        }
        ManagerError::Unreadable { .. } | ManagerError::List(_) => {
            findings.skipped("authentication", "the answer is not the manager's");
            let what = if is_web_page {
                "a web page"
            } else {
                "something else"
            };
            let says = format!(
                "{what} came where the manager's JSON is expected: {}",
                chain(error)
            );
            let fix = "check the URL and its path; a login page, a captive portal or a proxy may answer in the \
                manager's place: open the address in a browser";
            findings.problem("read", says, fix);
        }
        ManagerError::RateLimited { .. } => {
            findings.skipped("authentication", "no answer to tell by");
            findings.warning("read", error.to_string(), hint());
        }
        ManagerError::Unreachable(error) => {
            findings.skipped("authentication", "no answer to tell by");
            findings.problem("read", error.to_string(), fix_of(error));
        }
        ManagerError::Conflict { .. }
        | ManagerError::Invalid { .. }
        | ManagerError::Refused { .. }
        | ManagerError::UnusableKey { .. }
        | ManagerError::NotOffered { .. }
        | ManagerError::Cancelled { .. }
        | ManagerError::NotSentInTime
        | ManagerError::PathNotConfirmed { .. } => {
            findings.skipped("authentication", "no answer to tell by");
            findings.problem("read", chain(error), hint());
        }
    }
}

/// An error and its causes.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |words, cause| format!("{words}: {cause}"))
}
