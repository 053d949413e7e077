//! A plan carried out: one target after the other, each sent once, followed if that is wanted.

use std::io::Write;
use std::sync::Arc;

use tokio::time::Instant;

use crate::cli::exit::Exit;
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::resource::{ActivityId, Intent, Seen, Transfer};
use crate::session::perform::perform;

use super::attend::{Outcome, Told, attend, exit, tell_unsent};
use super::plan::{Aim, Plan};
use super::progress::Progress;
use super::request::Manner;

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
    if let Some([stopped_by, unsent @ ..]) = plan.aims.get(done..) {
        let unsent: Vec<_> = unsent.iter().map(Aim::label).collect();
        tell_unsent(&stopped_by.label(), &unsent);
    }
    Ok(exit(done, first_failure))
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
        arguments: plan.arguments.clone(),
        seen: Seen::of(&aim.target(&plan.arguments)),
        transfer: Transfer::default(),
    };
    let told = Told {
        label: aim.label(),
        verb: plan.action.id.0,
        past: plan.action.past,
        subject: &aim.key.id,
        context: aim.session.name(),
        transfer: Some(&intent.transfer),
    };
    let change = async |emit| perform(&aim.session, &intent, follow, &emit).await;
    attend(&told, deadline, progress, change).await.0
}
