//! What proves who we are, and whether the manager takes it: one authenticated read.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use crate::managers::{ElementSink, ManagerError};
use crate::resource::Row;
use crate::resource::standing::{Need, Standing};
use crate::session::Session;
use crate::session::scheduler::Priority;
use crate::transport::TransportError;

use super::check::Findings;

/// How a read ended.
pub struct Outcome {
    /// What is listed, in words: `9 clusters`; `None`: nothing within the limit.
    result: Option<Result<String, ManagerError>>,
    took: Duration,
}

/// Counts the elements of a list.
struct Counted(usize);

impl ElementSink for Counted {
    fn element(&mut self, _: &str, _: fn(&str) -> Row) {
        self.0 += 1;
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
    let mut counted = Counted(0);
    let listed = timeout(limit, session.list(kind.id, Priority::UserRead, &mut counted)).await;
    Outcome {
        result: listed
            .ok()
            .map(|listed| listed.map(|()| format!("{} {}", counted.0, kind.id))),
        took: began.elapsed(),
    }
}

/// Says where the credential lies and for how long it is good; never what it is.
pub fn credential(findings: &mut Findings, context: &str, standing: &Standing, now: DateTime<Utc>) {
    let login = || login(context, standing);
    let what = format!("{}, from {}", standing.form, standing.place);
    match (&standing.need, standing.expires) {
        (Need::Secret(why), _) => findings.problem("credential", format!("{what}: {why}"), login()),
        (Need::Refused(words), _) => {
            findings.problem("credential", format!("{what}: refused: {words}"), login());
        }
        (Need::Nothing, _) if &*standing.form == "none" => {
            findings.ok("credential", "none is shown to this manager");
        }
        (Need::Nothing, Some(end)) if end <= now && !standing.is_renewed => {
            findings.problem(
                "credential",
                format!("{what}: it ended {}", end.to_rfc3339()),
                login(),
            );
        }
        (Need::Nothing, Some(end)) => {
            let renewed = if standing.is_renewed {
                ", renewed by itself"
            } else {
                ""
            };
            let end = end.format("%Y-%m-%d %H:%M UTC");
            findings.ok("credential", format!("{what}, until {end}{renewed}"));
        }
        (Need::Nothing, None) => findings.ok("credential", what),
    }
}

/// How to give another credential.
fn login(context: &str, standing: &Standing) -> String {
    if standing.takes_login {
        format!(
            "put a valid secret where it lies ({}), or give one: qd login -c {context}",
            standing.place
        )
    } else {
        "set auth and secret of the context".into()
    }
}

/// Says what came of the read. `is_web_page`: the first answer was one.
pub fn judge(
    findings: &mut Findings,
    (context, standing): (&str, &Standing),
    outcome: &Outcome,
    is_web_page: bool,
) {
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
            findings.problem(
                "read",
                says,
                "the manager is slow or stuck: look at its own state",
            );
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
        ManagerError::Unauthorized { .. } => {
            findings.problem("authentication", error.to_string(), login(context, standing));
            findings.skipped("read", "after authentication");
        }
        ManagerError::Forbidden { .. } => {
            findings.problem("authentication", error.to_string(), hint());
            findings.skipped("read", "after authentication");
        }
        ManagerError::Unreachable(TransportError::NoCredential(why)) => {
            let fix = why.hint().map_or_else(|| login(context, standing), str::to_owned);
            findings.problem(
                "authentication",
                format!("there is no credential to send: {why}"),
                fix,
            );
            findings.skipped("read", "after authentication");
        }
        ManagerError::Unreachable(refused @ TransportError::PlainHttpRefused { .. }) => {
            findings.problem("authentication", refused.to_string(), hint());
            findings.skipped("read", "after authentication");
        }
        ManagerError::Unreadable { .. }
        | ManagerError::List(_)
        | ManagerError::Unreachable(TransportError::Redirected { .. }) => {
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
        _ => {
            findings.skipped("authentication", "no answer to tell by");
            findings.problem("read", chain(error), hint());
        }
    }
}

/// An error and its causes.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |words, cause| format!("{words}: {cause}"))
}
