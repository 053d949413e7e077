//! One change on its way: every step shown, left when time is over or at Ctrl-C, and what came of it in words.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

use crate::cli::exit::Exit;
use crate::cli::held_terminal::EndHeld;
use crate::cli::surface::{tell, tell_line};
use crate::resource::{CommandLine, Notice, Step, Transfer, Transferred};
use crate::session::{Emit, Fact};

use super::progress::Progress;

/// How a change is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a> {
    /// "stage/orders".
    pub label: String,
    /// "stop".
    pub verb: &'a str,
    /// "stopped".
    pub past: &'a str,
    /// Shows how it is.
    pub look: CommandLine,
    /// Shows what happens to it, where the manager keeps a log of that.
    pub follow: Option<CommandLine>,
    /// The file that goes with it, if one does.
    pub transfer: Option<&'a Transfer>,
}

/// How one change came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The manager took it, and more was not asked for; or it has ended as it should.
    Well(String),
    Badly(Exit, Notice),
}

/// Why a change is not followed to its end.
#[derive(Debug, Clone, Copy)]
enum Leave {
    TimeIsOver,
    CtrlC,
    /// The process was asked to end, or its terminal is gone.
    Ended,
}

/// Stays with a change until it gives its last step, or until it is left; gives the last step that was told, too.
pub async fn attend<F: Future<Output = Step>>(
    told: &Told<'_>,
    deadline: Instant,
    progress: &Arc<Progress>,
    change: impl FnOnce(Emit) -> F,
) -> (Outcome, Step) {
    let reached = Arc::new(Mutex::new(Step::Queued));
    let emit = telling(told, &reached, progress);
    // While it is held, a signal ends nothing before it has been told what became of the change.
    let held = EndHeld::begin();
    let mut change = pin!(change(emit));
    let left = loop {
        let left = tokio::select! {
            // First, so that its handler stands before anything is shown.
            biased;
            Ok(()) = tokio::signal::ctrl_c() => Leave::CtrlC,
            Ok(()) = an_end() => Leave::Ended,
            step = &mut change => {
                return (outcome(told, &step), step);
            }
            () = tokio::time::sleep_until(deadline), if !is_stopping(told) => Leave::TimeIsOver,
        };
        // A file that is on its way is stopped first, and what became of it is said; the next one leaves.
        let is_sending = *reached.lock().unwrap_or_else(PoisonError::into_inner) == Step::Sending;
        match told
            .transfer
            .filter(|transfer| is_sending && transfer.progress().total.is_some())
        {
            Some(transfer) if !transfer.is_cancelled() => {
                transfer.cancel();
                progress.show(&format!("{} {}: stopping", told.verb, told.label));
            }
            _ => break left,
        }
    };
    if matches!(left, Leave::Ended) {
        held.for_good();
    }
    let reached = reached.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (left_early(told, &reached, left), reached)
}

/// Whether its file is being stopped.
fn is_stopping(told: &Told<'_>) -> bool {
    told.transfer.is_some_and(Transfer::is_cancelled)
}

/// Waits until the process is asked to end, or its terminal hangs up.
async fn an_end() -> std::io::Result<()> {
    let (mut end, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    tokio::select! {
        _ = end.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

/// Says on standard error what was not sent because something before it stopped the series.
pub fn tell_unsent(stopped_by: &str, unsent: &[String]) {
    if !unsent.is_empty() {
        tell_line(&format!(
            "qd: not sent, because it stopped at {stopped_by}: {}",
            unsent.join(", ")
        ));
    }
}

/// How a series ends.
pub fn exit(done: usize, first_failure: Option<Exit>) -> Exit {
    match (done, first_failure) {
        (_, None) => Exit::Success,
        // What may or may not have happened matters more than what did.
        (_, Some(exit @ (Exit::Unknown | Exit::StillRunning))) | (0, Some(exit)) => exit,
        (_, Some(_)) => Exit::Partial,
    }
}

/// Shows every step, and remembers the last one.
fn telling(told: &Told<'_>, reached: &Arc<Mutex<Step>>, progress: &Arc<Progress>) -> Emit {
    let (reached, progress) = (Arc::clone(reached), Arc::clone(progress));
    let what = format!("{} {}", told.verb, told.label);
    Arc::new(move |fact| {
        if let Fact::Stepped { step, .. } = fact {
            progress.show(&format!("{what}: {}: {}", step.word(), step.story()));
            *reached.lock().unwrap_or_else(PoisonError::into_inner) = step;
        } else if let Fact::Transferring { transferred, .. } = fact {
            progress.show(&format!("{what}: {}", in_percent(transferred)));
        } else if let Fact::Recorded { trouble, .. } = fact
            && let Some(notice) = trouble
        {
            progress.clear();
            tell(&notice);
        }
    })
}

/// "12 of 80 MiB, 15%".
pub fn in_percent(transferred: Transferred) -> String {
    match transferred.percent() {
        Some(percent) => format!("{}, {percent}%", transferred.words()),
        None => transferred.words(),
    }
}

/// What the last step means.
fn outcome(told: &Told<'_>, step: &Step) -> Outcome {
    let Told { label, verb, .. } = told;
    match step {
        Step::Queued | Step::Sending | Step::Accepted(_) => Outcome::Well(format!("{verb} accepted")),
        Step::Done(words) => Outcome::Well(format!("{} ({words})", told.past)),
        Step::Differs(words) => Outcome::Badly(Exit::Failure, Notice::warning(format!("{label}: {words}"))),
        Step::Failed(words) => Outcome::Badly(
            Exit::Failure,
            Notice::error(format!("{label}: {verb} was accepted, and failed: {words}")),
        ),
        Step::Rejected(notice) | Step::NotSent(notice) | Step::NoCredential(notice) => {
            Outcome::Badly(Exit::Failure, notice.clone())
        }
        Step::Unknown(notice) => Outcome::Badly(Exit::Unknown, notice.clone()),
        Step::Changed(differences) => Outcome::Badly(
            Exit::Failure,
            Notice::error(format!("{label}: not sent, because {}", differences.join("; ")))
                .with_hint("ask again if it is still wanted"),
        ),
    }
}

/// What it means that nobody waits any more.
fn left_early(told: &Told<'_>, reached: &Step, left: Leave) -> Outcome {
    let Told { label, verb, .. } = told;
    let why = match left {
        Leave::TimeIsOver => "--timeout is over",
        Leave::CtrlC => "interrupted",
        Leave::Ended => "ended from outside",
    };
    let read_back = format!("`{}` tells how it is", told.look);
    let go_on = match &told.follow {
        Some(follow) => format!("{read_back}, `{follow} --follow` what happens"),
        None => read_back.clone(),
    };
    match reached {
        Step::Accepted(words) => Outcome::Badly(
            Exit::StillRunning,
            Notice::warning(format!(
                "{label}: {why}; {verb} was accepted and goes on: {words}"
            ))
            .with_hint(go_on),
        ),
        Step::Unknown(notice) => Outcome::Badly(Exit::Unknown, notice.clone().with_hint(read_back)),
        Step::Queued => Outcome::Badly(
            Exit::NoAnswer,
            Notice::error(format!("{label}: {why} while it was read; nothing was sent")),
        ),
        _ => Outcome::Badly(
            Exit::Unknown,
            Notice::error(format!(
                "{label}: {why} before an answer came: {verb} was sent, its outcome is not known"
            ))
            .with_hint(read_back),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_says_whether_all_some_or_none_were_changed() {
        assert_eq!(exit(3, None), Exit::Success);
        assert_eq!(exit(0, Some(Exit::Failure)), Exit::Failure);
        assert_eq!(exit(2, Some(Exit::Failure)), Exit::Partial);
        assert_eq!(exit(2, Some(Exit::Unknown)), Exit::Unknown);
        assert_eq!(exit(0, Some(Exit::StillRunning)), Exit::StillRunning);
    }
}
