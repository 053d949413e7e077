//! A change of a desired state: the base compared with a fresh read, sent once, looked after, and at the
//! end what runs compared with what was asked.

use std::sync::Arc;

use tokio::time::Instant;

use crate::managers::ManagerError;
use crate::resource::text::visible;
use crate::resource::{Detail, Following, Intent, Key, Notice, StateClass, Step, Target};
use crate::spec::{Base, Edit, Editing, Json, Way, diff};
use crate::transport::Priority;

use super::edit::editable;
use super::fact::{Emit, Fact};
use super::follow::{LOOKS_FOR_A_TRACE, looks_for_a_trace, running};
use super::open::{IN_TIME, Session};
use super::perform::{Asked, Checked, Errand, Sent, end, not_read, refused};
use super::record::Recording;
use super::trace::{look_for_change, look_for_new};

/// Differences named when what runs is not what was asked for.
const NAMED: usize = 4;

/// Sends an edit if its base still holds, and tells every step; gives the last one.
///
/// With `follow`, stays until it has ended; otherwise ends once it is accepted.
pub async fn apply(session: &Arc<Session>, intent: &Intent, edit: &Edit, follow: bool, emit: &Emit) -> Step {
    let record = Recording::of_edit(session, intent, edit);
    let errand = Errand {
        session,
        intent,
        emit,
        record: &record,
        deadline: Instant::now() + IN_TIME,
    };
    match send(errand, edit).await {
        Err(step) => step,
        Ok(accepted) if !follow => accepted.step,
        Ok(Accepted { key, before, .. }) => {
            let intent = Intent {
                key,
                ..intent.clone()
            };
            let errand = Errand {
                intent: &intent,
                ..errand
            };
            let before = match before {
                Some(before) => before,
                None => match first_look(errand).await {
                    Ok(detail) => detail,
                    Err(error) => {
                        let notice = Notice::failure("read what was created", &error, error.hint());
                        return errand.finish(Step::Unknown(notice)).await;
                    }
                },
            };
            let sent = Sent {
                asked: Asked::Edit(edit),
                before,
                remark: None,
            };
            end(errand, &sent).await
        }
    }
}

/// A change that the manager took.
struct Accepted {
    step: Step,
    key: Key,
    /// As it was before; `None` for a new object.
    before: Option<Detail>,
}

/// Sends the edit if its base still holds. Its last step, or that it was accepted, is written down.
async fn send(errand: Errand<'_>, edit: &Edit) -> Result<Accepted, Step> {
    let sent = try_to_send(errand, edit).await;
    let (Ok(Accepted { step, .. }) | Err(step)) = &sent;
    errand.record.reached(step, errand.emit).await;
    sent
}

async fn try_to_send(errand: Errand<'_>, edit: &Edit) -> Result<Accepted, Step> {
    let mut before = ready(errand, edit).await.map_err(|step| errand.tell(step))?;
    if errand.begin().await == Checked::LongAgo {
        before = ready(errand, edit).await.map_err(|step| errand.tell(step))?;
    }
    errand.tell(Step::Sending);
    let session = errand.session;
    let mut key = errand.intent.key.clone();
    let step = match session.submit(&edit.request, false, Priority::Mutation).await {
        Ok(submitted) => match (edit.request.way, submitted.id) {
            (Way::Patch | Way::Overwrite, _) => Step::Accepted("accepted".into()),
            (Way::Create, Some(id)) => {
                key.id = id;
                named(errand, &key);
                Step::Accepted("accepted".into())
            }
            // It is there, but as what is not said.
            (Way::Create, None) => {
                let words = format!("{} was accepted, but the answer tells no id", errand.intent.name);
                let notice = Notice::warning(visible(&words));
                Step::Unknown(notice.with_hint("it is looked for by its name; nothing is sent again"))
            }
        },
        Err(error) => refused(errand, Asked::Edit(edit), &error).await,
    };
    match errand.tell(step) {
        step @ Step::Accepted(_) => Ok(Accepted { step, key, before }),
        Step::Unknown(notice) => {
            let found = match edit.request.way {
                Way::Create => look_for_new(errand, edit, notice, &mut key).await,
                Way::Patch | Way::Overwrite => look_for_change(errand, edit, before.as_ref(), notice).await,
            };
            match errand.tell(found) {
                step @ Step::Accepted(_) => Ok(Accepted { step, key, before }),
                step => Err(step),
            }
        }
        step => Err(step),
    }
}

/// Reads what was created; that it cannot be read at once says nothing of it.
async fn first_look(errand: Errand<'_>) -> Result<Detail, ManagerError> {
    let mut pauses = looks_for_a_trace(errand.session, LOOKS_FOR_A_TRACE);
    loop {
        let error = match errand.read(Priority::Check).await {
            Ok(detail) => return Ok(detail),
            Err(error) => error,
        };
        match pauses.next() {
            Some(pause) if !error.needs_the_user() => tokio::time::sleep(pause).await,
            _ => return Err(error),
        }
    }
}

/// Everything that must hold before anything is sent; gives what it was before.
async fn ready(errand: Errand<'_>, edit: &Edit) -> Result<Option<Detail>, Step> {
    let Errand { session, intent, .. } = errand;
    if let Some(notice) = session.read_only() {
        return Err(Step::NotSent(notice));
    }
    let failed = |error: &ManagerError| not_read(session, error);
    session.closed().map_err(|error| failed(&error))?;
    let editing = session.editing(intent.key.kind).map_err(|error| failed(&error))?;
    let Some(base) = &edit.base else {
        return Ok(None);
    };
    let fresh = errand.read_before().await.map_err(|error| failed(&error))?;
    let now = editable(editing, &fresh).map_err(|error| failed(&error))?;
    let mut differences = Vec::new();
    if fresh.row.version != base.version {
        let word = |version: Option<i64>| version.map_or_else(|| "none".to_owned(), |v| format!("v{v}"));
        differences.push(format!(
            "its version was {}, now it is {}",
            word(base.version),
            word(fresh.row.version)
        ));
    }
    let changes = diff::diff(&base.document, &now);
    differences.extend(
        changes
            .iter()
            .take(NAMED)
            .map(|change| visible(&format!("{} changed", change.path)).into_owned()),
    );
    if !differences.is_empty() {
        return Err(Step::Changed(differences));
    }
    if fresh.row.state.class.is_busy() {
        let words = format!("{} takes no change now: {}", intent.name, running(&fresh));
        let hint = "the draft is kept; apply it when that has ended";
        return Err(Step::NotSent(Notice::warning(visible(&words)).with_hint(hint)));
    }
    Ok(Some(fresh))
}

/// How far an edit has come, by what is read now.
pub(super) fn following(edit: &Edit, before: &Target<'_>, now: &Target<'_>, editing: &Editing) -> Following {
    let Some(detail) = now.detail else {
        return Following::Running("it is read".into());
    };
    let words = running(detail);
    match now.row.state.class {
        // What was bad before is judged by what became of the change, as everything else.
        StateClass::Bad if before.row.state.class != StateClass::Bad => Following::Failed(words),
        class if class.is_busy() => Following::Running(words),
        _ if edit.request.way != Way::Create && now.row.version == before.row.version => {
            // A manager without versions, or one that found nothing to do.
            match editable(editing, detail) {
                Ok(document) if document == edit.expected => outcome(edit, detail, editing),
                _ => Following::Running(format!("accepted; {words}")),
            }
        }
        _ => outcome(edit, detail, editing),
    }
}

/// What runs, compared with what was asked.
fn outcome(edit: &Edit, detail: &Detail, editing: &Editing) -> Following {
    let version = detail
        .row
        .version
        .map_or_else(|| "it".to_owned(), |number| format!("v{number}"));
    let Ok(document) = editable(editing, detail) else {
        return Following::Done(format!(
            "{version} runs; it could not be compared with what was asked"
        ));
    };
    let changes = differences(edit, &document);
    if changes.is_empty() {
        return Following::Done(format!("{version} runs, as it was asked for"));
    }
    let is_as_before = |base: &Arc<Base>| diff::diff(&base.document, &document).is_empty();
    if edit.base.as_ref().is_some_and(is_as_before) {
        return Following::Failed(format!(
            "{version} runs, as it was before: the change was taken back"
        ));
    }
    let more = changes.len().saturating_sub(NAMED);
    let named = changes.get(..NAMED).unwrap_or(&changes).join(", ");
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Following::Differs(format!(
        "{version} runs, and is not what was asked for: somebody changed {named}{more} too"
    ))
}

/// Where a document is not what was asked for.
pub(super) fn differences(edit: &Edit, document: &Json) -> Vec<String> {
    // What the manager fills in by itself, at creation, is no difference.
    let is_filled_in = |change: &diff::Change| {
        edit.request.way == Way::Create && matches!(change.kind, diff::ChangeKind::Added(_))
    };
    diff::diff(&edit.expected, document)
        .iter()
        .filter(|change| !is_filled_in(change))
        .map(|change| change.path.to_string())
        .collect()
}

/// The new object has an id now.
pub(super) fn named(errand: Errand<'_>, key: &Key) {
    errand.record.named(&key.id);
    (errand.emit)(Fact::Named {
        activity: errand.intent.activity,
        key: key.clone(),
    });
}
