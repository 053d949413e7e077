//! A plan carried out: one target after the other, each sent once, followed if that is wanted.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use crate::cli::exit::Exit;
use crate::cli::surface::{Surface, tell, tell_line};
use crate::cli::trouble::Trouble;
use crate::resource::{Action, ActivityId, Intent, Notice, Seen, Step};
use crate::session::perform::perform;
use crate::session::{Emit, Fact};

use super::plan::{Aim, Plan};
use super::progress::Progress;
use super::request::Manner;

/// How one change came out.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// The manager took it, and more was not asked for; or it has ended as it should.
    Well(String),
    Badly(Exit, Notice),
}

/// Why a change is not followed to its end.
#[derive(Debug, Clone, Copy)]
enum Leave {
    TimeIsOver,
    CtrlC,
}

/// Sends the changes of a plan.
///
/// # Errors
/// The output cannot be written.
pub async fn carry_out(
    plan: &Plan,
    manner: &Manner,
    surface: &Surface,
    out: &mut impl Write,
) -> Result<Exit, Trouble> {
    let progress = Arc::new(Progress::new(surface));
    let deadline = Instant::now() + manner.timeout;
    let mut done = 0;
    let mut first_failure = None;
    for (index, aim) in plan.aims.iter().enumerate() {
        let outcome = one(plan, index, aim, manner.wait, deadline, &progress).await;
        progress.clear();
        match outcome {
            Outcome::Well(words) => {
                done += 1;
                writeln!(out, "{}: {words}", aim.label())?;
                out.flush()?;
            }
            Outcome::Badly(exit, notice) => {
                tell(&notice);
                first_failure = Some(exit);
                break;
            }
        }
    }
    tell_unsent(plan, done);
    Ok(exit(done, first_failure))
}

/// Names the targets after the one that stopped it.
fn tell_unsent(plan: &Plan, done: usize) {
    let Some((stopped_by, unsent @ [_, ..])) = plan.aims.get(done..).and_then(<[Aim]>::split_first) else {
        return;
    };
    let labels: Vec<_> = unsent.iter().map(Aim::label).collect();
    tell_line(&format!(
        "qd: not sent, because it stopped at {}: {}",
        stopped_by.label(),
        labels.join(", ")
    ));
}

fn exit(done: usize, first_failure: Option<Exit>) -> Exit {
    match (done, first_failure) {
        (_, None) => Exit::Success,
        // What may or may not have happened matters more than what did.
        (_, Some(exit @ (Exit::Unknown | Exit::StillRunning))) | (0, Some(exit)) => exit,
        (_, Some(_)) => Exit::Partial,
    }
}

async fn one(
    plan: &Plan,
    index: usize,
    aim: &Aim,
    follow: bool,
    deadline: Instant,
    progress: &Arc<Progress>,
) -> Outcome {
    let intent = Intent {
        activity: ActivityId(index as u64),
        action: plan.action.id,
        key: aim.key.clone(),
        name: (*aim.detail.row.name).into(),
        part: aim.part.as_ref().map(|part| Arc::clone(&part.id)),
        seen: Seen::of(&aim.target()),
    };
    let reached = Arc::new(Mutex::new(Step::Queued));
    let emit = telling(plan, aim, &reached, progress);
    let left = tokio::select! {
        // First, so that its handler stands before anything is shown.
        biased;
        Ok(()) = tokio::signal::ctrl_c() => Leave::CtrlC,
        step = perform(&aim.session, &intent, follow, &emit) => {
            return outcome(plan.action, aim, &step);
        }
        () = tokio::time::sleep_until(deadline) => Leave::TimeIsOver,
    };
    let reached = reached.lock().unwrap_or_else(PoisonError::into_inner).clone();
    left_early(plan.action, aim, &reached, left)
}

/// Shows every step, and remembers the last one.
fn telling(plan: &Plan, aim: &Aim, reached: &Arc<Mutex<Step>>, progress: &Arc<Progress>) -> Emit {
    let (reached, progress) = (Arc::clone(reached), Arc::clone(progress));
    let what = format!("{} {}", plan.action.id, aim.label());
    Arc::new(move |fact| {
        if let Fact::Stepped { step, .. } = fact {
            progress.show(&format!("{what}: {}: {}", step.word(), step.story()));
            *reached.lock().unwrap_or_else(PoisonError::into_inner) = step;
        }
    })
}

/// What the last step means.
fn outcome(action: &Action, aim: &Aim, step: &Step) -> Outcome {
    let label = aim.label();
    match step {
        Step::Queued | Step::Sending | Step::Accepted(_) => Outcome::Well(format!("{} accepted", action.id)),
        Step::Done(words) => Outcome::Well(format!("{} ({words})", action.past)),
        Step::Differs(words) => Outcome::Badly(Exit::Failure, Notice::warning(format!("{label}: {words}"))),
        Step::Failed(words) => Outcome::Badly(
            Exit::Failure,
            Notice::error(format!(
                "{label}: {} was accepted, and failed: {words}",
                action.id
            )),
        ),
        Step::Rejected(notice) | Step::NotSent(notice) => Outcome::Badly(Exit::Failure, notice.clone()),
        Step::Unknown(notice) => Outcome::Badly(Exit::Unknown, notice.clone()),
        Step::Changed(differences) => Outcome::Badly(
            Exit::Failure,
            Notice::error(format!("{label}: not sent, because {}", differences.join("; ")))
                .with_hint("ask again if it is still wanted"),
        ),
    }
}

/// What it means that nobody waits any more.
fn left_early(action: &Action, aim: &Aim, reached: &Step, left: Leave) -> Outcome {
    let label = aim.label();
    let why = match left {
        Leave::TimeIsOver => "--timeout is over",
        Leave::CtrlC => "interrupted",
    };
    let read_back = format!("`qd describe {}` tells how it is", aim.key.id);
    match reached {
        Step::Accepted(words) => Outcome::Badly(
            Exit::StillRunning,
            Notice::warning(format!(
                "{label}: {why}; {} was accepted and goes on: {words}",
                action.id
            ))
            .with_hint(read_back),
        ),
        Step::Unknown(notice) => Outcome::Badly(Exit::Unknown, notice.clone().with_hint(read_back)),
        Step::Queued => Outcome::Badly(
            Exit::NoAnswer,
            Notice::error(format!("{label}: {why} while it was read; nothing was sent")),
        ),
        _ => Outcome::Badly(
            Exit::Unknown,
            Notice::error(format!(
                "{label}: {why} before an answer came: {} may or may not be carried out",
                action.id
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
