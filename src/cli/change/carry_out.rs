//! A plan carried out: one target after the other, each sent once, followed if that is wanted.

use std::io::Write;
use std::sync::Arc;

use tokio::time::Instant;

use crate::cli::events::Tail;
use crate::cli::exit::Exit;
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::resource::kind::CLUSTERS;
use crate::resource::{ActivityId, CommandLine, Intent, Seen, Transfer};
use crate::session::perform::perform;

use super::attend::{Outcome, Told, attend, exit, tell_unsent};
use super::plan::{Aim, Plan};
use super::progress::Progress;
use super::request::Manner;

/// Sends the changes of a plan; with `follow`, the events of each target are printed as they come.
///
/// # Errors
/// The output cannot be written.
pub async fn carry_out(
    plan: &Plan,
    manner: &Manner,
    follow: bool,
    surface: &Surface,
    out: &mut impl Write,
) -> Result<Exit, Trouble> {
    let progress = Arc::new(Progress::new(surface));
    let deadline = Instant::now() + manner.timeout;
    let mut done = 0;
    let mut first_failure = None;
    for (index, aim) in plan.aims.iter().enumerate() {
        let tail = match follow {
            true => Tail::begin(&aim.session, &aim.key, surface).await,
            false => None,
        };
        let course = Course {
            wait: manner.wait,
            deadline,
            tail,
        };
        let outcome = one(plan, (index, aim), course, &progress, out).await;
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
    if let Some([stopped_by, unsent @ ..]) = plan.aims.get(done..) {
        let unsent: Vec<_> = unsent.iter().map(Aim::label).collect();
        tell_unsent(&stopped_by.label(), &unsent);
    }
    Ok(exit(done, first_failure))
}

/// How one of them is stayed with.
struct Course<'a> {
    wait: bool,
    deadline: Instant,
    tail: Option<Tail<'a>>,
}

async fn one(
    plan: &Plan,
    (index, aim): (usize, &Aim),
    course: Course<'_>,
    progress: &Arc<Progress>,
    out: &mut impl Write,
) -> Outcome {
    let id = &aim.key.id;
    let (look, happened) = match aim.session.about().kind(aim.key.kind) {
        Some(kind) if kind.id != CLUSTERS => (
            CommandLine::describe_one(kind.singular, id),
            CommandLine::events_of(kind.singular, id),
        ),
        Some(_) | None => (CommandLine::describe(id), CommandLine::events(id)),
    };
    // Another part of the manager's world may be the one that is set.
    let here = |line: CommandLine| match aim.session.scope() {
        Some(part) => line.in_context(aim.session.name()).in_scope(part),
        None => line.in_context(aim.session.name()),
    };
    let log = aim.session.about().event_log;
    let has_log = log.is_some_and(|log| log.is_of(aim.key.kind));
    let intent = Intent {
        activity: ActivityId(index as u64),
        action: plan.action.id,
        key: aim.key.clone(),
        name: (*aim.detail.row.name).into(),
        part: aim.part.as_ref().map(|part| Arc::clone(&part.id)),
        arguments: plan.arguments.clone(),
        seen: Seen::of(&aim.target(&plan.arguments)),
        transfer: Transfer::default(),
    };
    let told = Told {
        label: aim.label(),
        verb: plan.action.id.0,
        past: plan.action.past,
        look: here(look),
        follow: has_log.then(|| here(happened)),
        transfer: Some(&intent.transfer),
    };
    let Course { wait, deadline, tail } = course;
    let change = async |emit| {
        let change = perform(&aim.session, &intent, wait, &emit);
        match tail {
            Some(mut tail) => tail.beside(change, || progress.clear(), out).await,
            None => change.await,
        }
    };
    attend(&told, deadline, progress, change).await.0
}
