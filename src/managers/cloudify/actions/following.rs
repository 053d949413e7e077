//! How far a change has come: workflows by the executions that are read with their deployment.

use crate::resource::action::Target;
use crate::resource::{Following, Row, StateClass};

use super::super::kinds::execution;
use super::super::words;
use super::known::{executions, text, workflow_of};

/// Follows the newest execution of one of these workflows that was not there before.
pub fn workflow(before: &Target<'_>, now: &Target<'_>, workflows: &[&str]) -> Following {
    let was_there = |row: &Row| executions(before).iter().any(|old| old.id == row.id);
    let is_meant = |row: &Row| workflows.contains(&&*workflow_of(row)) && !was_there(row);
    match executions(now).iter().find(|row| is_meant(row)) {
        Some(row) => of_execution(row),
        None => Following::Running("its execution is not listed yet".into()),
    }
}

/// How an execution stands.
pub fn of_execution(row: &Row) -> Following {
    let what = workflow_of(row);
    let status = &row.state.text;
    if words::is_active(status) || !words::has_ended(status) {
        let progress = row.progress.map_or_else(String::new, |progress| {
            format!(", {} of {} operations done", progress.current, progress.total)
        });
        return Following::Running(format!("{what} is {status}{progress}"));
    }
    let error = text(row, &execution::COLUMNS, "error");
    match &**status {
        "terminated" | "completed" => Following::Done(format!("{what} ended well")),
        "cancelled" => Following::Failed(format!("{what} was cancelled")),
        _ if error.is_empty() => Following::Failed(format!("{what} failed; its events say why")),
        _ => Following::Failed(format!("{what} failed: {error}")),
    }
}

/// Follows a cancellation: of the execution under this id among those of a deployment.
pub fn cancelled(now: &Target<'_>, id: &str) -> Following {
    match executions(now).iter().find(|row| *row.id == *id) {
        Some(row) => end_of(row),
        None => Following::Done("it is not among the newest executions any more".into()),
    }
}

/// How a cancellation of an execution stands.
pub fn end_of(row: &Row) -> Following {
    let status = &row.state.text;
    match &**status {
        "cancelled" => Following::Done("it is cancelled".into()),
        "failed" => Following::Done("it ended as failed".into()),
        "terminated" | "completed" => {
            Following::Differs("it had ended well before it could be cancelled".into())
        }
        _ => Following::Running(format!("it is {status}")),
    }
}

/// Taken, and nothing more can be seen of it.
pub fn taken(_: &Target<'_>, _: &Target<'_>) -> Following {
    Following::Done("the manager took it".into())
}

/// Still there; that it is gone the reading tells.
pub fn going(_: &Target<'_>, now: &Target<'_>) -> Following {
    Following::Running(format!("{} is still there", now.row.name))
}

/// There, and past what its state tells.
pub fn made(_: &Target<'_>, now: &Target<'_>) -> Following {
    let state = &now.row.state;
    match state.class {
        StateClass::Busy | StateClass::GoingDown => Following::Running(format!("it is {}", state.text)),
        StateClass::Bad => Following::Failed(format!("it is {}", state.text)),
        StateClass::Up | StateClass::Down | StateClass::Neutral => Following::Done("it is there".into()),
    }
}

/// The same of a blueprint, which says why it could not be parsed.
pub fn parsed(before: &Target<'_>, now: &Target<'_>) -> Following {
    let error = now.detail.and_then(|detail| {
        let mut fields = detail.fields.iter();
        let error = fields
            .find(|field| field.label == "error")?
            .value
            .text()
            .into_owned();
        (!error.is_empty()).then_some(error)
    });
    match (made(before, now), error) {
        (Following::Failed(words), Some(error)) => Following::Failed(format!("{words}: {error}")),
        (other, _) => other,
    }
}
