//! New events, printed as they come.

use std::io::Write;
use std::time::Duration;

use tokio::time::sleep;

use crate::cli::exit::Exit;
use crate::cli::surface::tell;
use crate::cli::trouble::{Trouble, failure};
use crate::managers::ManagerError;
use crate::resource::text::visible;
use crate::resource::{Notice, State, StateClass};
use crate::session::Priority;

use super::show::Show;
use super::source::Source;
use super::subject::Subject;

/// So often what does not answer is asked again before that is given up; the time between doubles.
const TRIES: u32 = 8;

/// Prints new events until what they are of has ended, or until it is interrupted: whoever only watches has seen what
/// he wanted, whoever waits for an end has not.
///
/// # Errors
/// [`Trouble`] if the events cannot be read any more.
pub(super) async fn follow(
    subject: &Subject,
    source: &mut Source,
    show: &Show<'_>,
    out: &mut impl Write,
) -> Result<Exit, Trouble> {
    let left = tokio::select! {
        // First, so that its handler stands before anything else.
        biased;
        Ok(()) = tokio::signal::ctrl_c() => Err(()),
        ended = until_the_end(subject, source, show, out) => Ok(ended),
    };
    match left {
        Ok(ended) => ended,
        Err(()) if subject.has_an_end() => {
            let words = format!("{}: interrupted; it goes on", visible(&subject.name));
            tell(&Notice::info(words));
            Ok(Exit::StillRunning)
        }
        Err(()) => Ok(Exit::Success),
    }
}

async fn until_the_end(
    subject: &Subject,
    source: &mut Source,
    show: &Show<'_>,
    out: &mut impl Write,
) -> Result<Exit, Trouble> {
    let intervals = subject.session.intervals();
    let mut failures = 0;
    loop {
        // Before the events: those that it wrote at its end are there by then.
        let ended = ended(subject).await;
        let fresh = match source.read(subject, Priority::Visible).await {
            Ok(fresh) => fresh,
            Err(error) => {
                failures += 1;
                let notice = failure(&format!("read the events of {}", visible(&subject.name)), &error);
                if failures >= TRIES || is_final(&error) {
                    return Err(Trouble::new(Trouble::read("", &error).exit, notice));
                }
                if failures == 1 {
                    tell(&notice);
                }
                sleep(intervals.busy.saturating_mul(2_u32.pow(failures - 1))).await;
                continue;
            }
        };
        failures = 0;
        show.all(&fresh, out)?;
        out.flush()?;
        if let Some(state) = ended.filter(|_| fresh.is_empty()) {
            let words = format!("{} has ended: {}", visible(&subject.name), visible(&state.text));
            let is_bad = state.class == StateClass::Bad;
            tell(&if is_bad {
                Notice::error(words)
            } else {
                Notice::info(words)
            });
            return Ok(if is_bad { Exit::Failure } else { Exit::Success });
        }
        sleep(pause(subject, !fresh.is_empty())).await;
    }
}

/// How it ended, if it can end and has.
async fn ended(subject: &Subject) -> Option<State> {
    if !subject.has_an_end() {
        return None;
    }
    // Whether it cannot be read for good, the events tell.
    let detail = subject.read(Priority::Visible).await.ok().flatten()?;
    let state = &detail.row.state;
    (!state.class.is_busy()).then(|| state.clone())
}

fn pause(subject: &Subject, has_news: bool) -> Duration {
    let intervals = subject.session.intervals();
    if has_news || subject.has_an_end() {
        intervals.busy
    } else {
        intervals.calm
    }
}

/// Whether asking again is of no use.
fn is_final(error: &ManagerError) -> bool {
    error.needs_the_user()
        || matches!(
            error,
            ManagerError::NotFound { .. } | ManagerError::NotOffered { .. } | ManagerError::Invalid { .. }
        )
}
