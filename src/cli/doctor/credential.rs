//! What proves who we are: whether it is really there, where it lies, and for how long it is good; never what it is.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::timeout;

use crate::credentials::Place;
use crate::managers::ManagerError;
use crate::resource::standing::Standing;
use crate::session::Session;

use super::access::chain;
use super::check::Findings;

/// A secret that ends within this time, and that nobody renews, is worth a warning.
const SOON: TimeDelta = TimeDelta::days(7);

/// What came of having it ready.
pub struct Prepared {
    /// `None`: nothing within the limit.
    result: Option<Result<(), ManagerError>>,
    took: Duration,
}

/// Reads the secret, and fetches a token with it where that is the way.
pub async fn prepare(session: &Session, limit: Duration) -> Prepared {
    let began = Instant::now();
    let is_asked_for = is_asked_for(session);
    let result = match is_asked_for {
        // Nobody is asked by the way.
        true => Some(Ok(())),
        false => timeout(limit, session.prepare()).await.ok(),
    };
    Prepared {
        result,
        took: began.elapsed(),
    }
}

/// Says how it stands. `token_way`: where the way to the tokens ended.
///
/// # Errors
/// There is none to show, though one is needed: what nothing can come after.
pub fn tell(
    findings: &mut Findings,
    session: &Session,
    prepared: &Prepared,
    (token_way, now): (Option<&'static str>, DateTime<Utc>),
) -> Result<(), &'static str> {
    let standing = session.standing();
    if !standing.takes_login {
        let says = match &*standing.form {
            "none" => "none is shown to this manager",
            form => form,
        };
        findings.ok("credential", says);
        return Ok(());
    }
    if is_asked_for(session) {
        let says = format!(
            "{}: asked for at each run, so nothing is known of it now",
            standing.form
        );
        findings.ok("credential", says);
        let why = format!("the secret is asked for; `qd login {}` tries one", session.name());
        findings.skipped("authentication", why);
        return Err("authentication");
    }
    let what = format!("{}, from {}", standing.form, standing.place);
    match &prepared.result {
        Some(Ok(())) => {
            ready(findings, &standing, what, (prepared.took, now), session);
            Ok(())
        }
        Some(Err(
            error @ (ManagerError::NoCredential { message, .. } | ManagerError::Unauthorized { message, .. }),
        )) => {
            findings.problem("credential", format!("{what}: {message}"), fix(error));
            Err("credential")
        }
        Some(Err(error)) => {
            match token_way {
                Some(step) => findings.skipped("credential", format!("{what}: no token, after {step}")),
                None => findings.problem("credential", format!("{what}: {}", chain(error)), fix(error)),
            }
            Err("credential")
        }
        None => {
            let says = format!("{what}: nothing within {} s", prepared.took.as_secs());
            let fix = match session.place() {
                Place::Keyring => "unlock the keyring, or keep the secret elsewhere: secret = \"file:...\"",
                Place::Command(_) => "run the command yourself: it may wait for somebody",
                _ => "see whether its disk, or the host of the tokens, is stuck",
            };
            findings.problem("credential", says, fix);
            Err("credential")
        }
    }
}

/// Says of a secret that is there how long it is good.
fn ready(
    findings: &mut Findings,
    standing: &Standing,
    what: String,
    (took, now): (Duration, DateTime<Utc>),
    session: &Session,
) {
    let another = || match session.place() {
        Place::Keyring => format!("give another one: qd login {}", session.name()),
        _ => format!("put another one where it lies ({})", standing.place),
    };
    let Some(end) = standing.expires else {
        let fetched = match standing.is_renewed {
            true => format!("; it came in {} ms", took.as_millis()),
            false => String::new(),
        };
        findings.ok("credential", format!("{what}{fetched}"));
        return;
    };
    let left = end - now;
    let until = end.format("%Y-%m-%d %H:%M UTC");
    if left <= TimeDelta::zero() {
        findings.problem("credential", format!("{what}: it ended {until}"), another());
        return;
    }
    let lasts = rounded(left);
    if standing.is_renewed {
        let says = format!(
            "{what}; a new one came in {} ms, good for {lasts}, renewed by itself",
            took.as_millis()
        );
        findings.ok("credential", says);
    } else if left < SOON {
        findings.warning(
            "credential",
            format!("{what}: it ends {until}, in {lasts}"),
            another(),
        );
    } else {
        findings.ok("credential", format!("{what}, until {until}"));
    }
}

/// What is left, in its largest unit.
fn rounded(left: TimeDelta) -> String {
    let seconds = left.num_seconds();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn fix(error: &ManagerError) -> String {
    error
        .hint()
        .unwrap_or_else(|| "ask again; if it stays so, ask whoever runs the host of the tokens".into())
}

fn is_asked_for(session: &Session) -> bool {
    session.standing().takes_login && *session.place() == Place::Prompt
}
