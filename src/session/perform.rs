//! A change: judged, read again, sent once, followed to its end.
//!
//! Nothing is sent unless a fresh read agrees with what the user saw. Nothing is ever sent twice: an
//! answer that does not come makes the outcome unknown, which is said, and then looked up by reading.

use std::sync::Arc;
use std::time::Duration;

use crate::managers::{ActionRequest, ManagerError};
use crate::resource::{Action, Detail, Following, Intent, Notice, Protection, Seen, Step, Target};
use crate::transport::SendOutcome;

use super::fact::{Emit, Fact};
use super::open::Session;
use super::scheduler::Priority;

/// The first looks at a change that was just accepted; then the manager's interval for busy objects.
const FIRST_LOOKS: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
/// An unknown outcome is given up after this many reads that show no trace of the change.
const LOOKS_FOR_A_TRACE: usize = 6;

/// Asks for one change and tells every step; gives the last one.
///
/// With `follow`, stays until the change has ended; otherwise ends once it is accepted.
pub async fn perform(session: &Arc<Session>, intent: &Intent, follow: bool, emit: &Emit) -> Step {
    let tell = |step: Step| {
        emit(Fact::Stepped {
            activity: intent.activity,
            step: step.clone(),
            at: session.now(),
        });
        step
    };
    tell(Step::Sending);
    let (action, before) = match ready(session, intent).await {
        Ok(ready) => ready,
        Err(step) => return tell(step),
    };
    let request = ActionRequest::new(intent.action, &intent.key.id, intent.part.as_ref());
    let accepted = match session.act(&request).await {
        Ok(()) => tell(Step::Accepted("accepted".into())),
        Err(error) => tell(refused(session, intent, action, &error).await),
    };
    match accepted {
        Step::Accepted(_) if follow => tell(until_the_end(session, intent, action, &before, &tell).await),
        Step::Unknown(notice) => tell(look_up(session, intent, action, &before, notice, &tell).await),
        step => step,
    }
}

/// Asks for several changes, one after the other, and stops at the first that is not accepted.
pub async fn perform_all(sessions: Vec<(Arc<Session>, Intent)>, emit: &Emit) {
    let mut stopped_by: Option<String> = None;
    for (session, intent) in sessions {
        if let Some(name) = &stopped_by {
            let notice =
                Notice::warning("Not sent").with_hint(format!("stopped after {name} was not accepted"));
            let step = Step::NotSent(notice);
            emit(Fact::Stepped {
                activity: intent.activity,
                step,
                at: session.now(),
            });
            continue;
        }
        match perform(&session, &intent, false, emit).await {
            Step::Accepted(_) | Step::Done(_) => {
                // Accepted: the next may be sent; this one is followed on the side.
                let emit = Arc::clone(emit);
                tokio::spawn(async move { follow(&session, &intent, &emit).await });
            }
            _ => stopped_by = Some(intent.name.to_string()),
        }
    }
}

/// Follows a change that was accepted before.
pub async fn follow(session: &Arc<Session>, intent: &Intent, emit: &Emit) -> Step {
    let tell = |step: Step| {
        emit(Fact::Stepped {
            activity: intent.activity,
            step: step.clone(),
            at: session.now(),
        });
        step
    };
    let Some(action) = session.about().action(intent.action) else {
        return Step::Accepted("accepted".into());
    };
    match session
        .read(intent.key.kind, &intent.key.id, Priority::Check)
        .await
    {
        Ok(before) => tell(until_the_end(session, intent, action, &before, &tell).await),
        Err(error) => tell(gone_or_failed(&error)),
    }
}

/// Everything that must hold before anything is sent.
async fn ready(session: &Session, intent: &Intent) -> Result<(&'static Action, Detail), Step> {
    let not_sent = |notice: Notice| Err(Step::NotSent(notice));
    if session.protection() == Protection::ReadOnly {
        let notice = Notice::error(format!("{} is read-only: nothing is sent", session.name()));
        return not_sent(notice.with_hint("open the context without read-only to change anything"));
    }
    let Some(action) = session.about().action(intent.action) else {
        let text = format!("{} does not offer {}", session.about().title, intent.action);
        return not_sent(Notice::error(text));
    };
    let fresh = match session
        .read(intent.key.kind, &intent.key.id, Priority::UserRead)
        .await
    {
        Ok(fresh) => fresh,
        Err(error) => {
            return not_sent(Notice::failure(
                "read it again before sending",
                &error,
                error.hint(),
            ));
        }
    };
    let part = intent.part_in(&fresh);
    let target = Target::of_detail(&fresh, part);
    let mut now = Seen::of(&target);
    if intent.part.is_some() && part.is_none() {
        now.part_state = None;
    }
    let differences = intent.seen.differences(&now);
    if !differences.is_empty() {
        return Err(Step::Changed(differences));
    }
    if let Some(reason) = (action.available)(&target).reason() {
        return not_sent(Notice::error(format!(
            "{} cannot {} now: {reason}",
            intent.name, intent.action
        )));
    }
    Ok((action, fresh))
}

/// What an error means for the change: rejected, unknown, or not sent at all.
async fn refused(session: &Session, intent: &Intent, action: &Action, error: &ManagerError) -> Step {
    let attempt = format!("{} {}", intent.action, intent.name);
    let mut notice = Notice::failure(&attempt, error, error.hint());
    match error.outcome() {
        SendOutcome::NotSent => Step::NotSent(notice),
        SendOutcome::Unknown => {
            notice.text = format!("{} {}: the outcome is unknown", action.title, intent.name);
            notice.hint = Some("it is looked up by reading; nothing is sent again".into());
            Step::Unknown(notice)
        }
        SendOutcome::Refused => {
            if matches!(error, ManagerError::Conflict { .. })
                && let Ok(now) = session
                    .read(intent.key.kind, &intent.key.id, Priority::Check)
                    .await
            {
                notice.causes.push(running(&now));
            }
            Step::Rejected(notice)
        }
    }
}

/// What runs at the moment, for a conflict.
fn running(now: &Detail) -> String {
    match now.row.progress.filter(|_| is_under_way(now)) {
        Some(stage) => format!(
            "it is {}, stage {} of {}",
            now.row.state.text, stage.current, stage.total
        ),
        None => format!("it is {}", now.row.state.text),
    }
}

fn is_under_way(now: &Detail) -> bool {
    now.row.state.class.is_busy()
}

/// Reads until the change has ended.
async fn until_the_end(
    session: &Session,
    intent: &Intent,
    action: &Action,
    before: &Detail,
    tell: &impl Fn(Step) -> Step,
) -> Step {
    let mut told = String::new();
    let before_target = Target::of_detail(before, intent.part_in(before));
    let mut pauses = FIRST_LOOKS.into_iter();
    loop {
        tokio::time::sleep(pauses.next().unwrap_or(session.intervals().busy)).await;
        let now = match session
            .read(intent.key.kind, &intent.key.id, Priority::Check)
            .await
        {
            Ok(now) => now,
            Err(error @ (ManagerError::NotFound { .. } | ManagerError::Unauthorized { .. })) => {
                return gone_or_failed(&error);
            }
            // A refresh that fails says nothing of the change: go on looking.
            Err(_) => continue,
        };
        match (action.following)(&before_target, &Target::of_detail(&now, intent.part_in(&now))) {
            Following::Done(words) => return Step::Done(words),
            Following::Failed(words) => return Step::Failed(words),
            Following::Running(words) if words != told => {
                told.clone_from(&words);
                tell(Step::Accepted(words));
            }
            Following::Running(_) => {}
        }
    }
}

fn gone_or_failed(error: &ManagerError) -> Step {
    match error {
        ManagerError::NotFound { .. } => Step::Done("it is gone".into()),
        other => Step::Unknown(Notice::failure("follow the change", other, other.hint())),
    }
}

/// Looks for a trace of a change whose answer never came.
async fn look_up(
    session: &Session,
    intent: &Intent,
    action: &Action,
    before: &Detail,
    mut notice: Notice,
    tell: &impl Fn(Step) -> Step,
) -> Step {
    let seen_before = Seen::of(&Target::of_detail(before, intent.part_in(before)));
    for pause in FIRST_LOOKS
        .into_iter()
        .chain(std::iter::repeat(session.intervals().busy))
        .take(LOOKS_FOR_A_TRACE)
    {
        tokio::time::sleep(pause).await;
        match session
            .read(intent.key.kind, &intent.key.id, Priority::Check)
            .await
        {
            Ok(now) => {
                let seen_now = Seen::of(&Target::of_detail(&now, intent.part_in(&now)));
                let differences = seen_before.differences(&seen_now);
                if !differences.is_empty() {
                    let words = format!("no answer came, but {}", differences.join("; "));
                    tell(Step::Accepted(words));
                    return until_the_end(session, intent, action, before, tell).await;
                }
                notice.hint = Some(format!(
                    "read back: {}, no sign of it; ask again if you want it",
                    running(&now)
                ));
            }
            Err(error @ ManagerError::NotFound { .. }) => return gone_or_failed(&error),
            Err(error) => notice.hint = Some(format!("it could not be read back yet: {error}")),
        }
    }
    Step::Unknown(notice)
}
