//! A workflow that runs, ran or will run (§3, §4.5).

use std::borrow::Cow;

use crate::resource::{Cell, Column, Detail, Progress, Row};

use super::super::wire::Execution;
use super::super::words;
use super::{
    detail_of, flag_cell, line_cell, members, row as plain_row, row_of, state_cell, time, time_cell,
};

/// Columns of an execution.
pub const COLUMNS: [Column; 8] = [
    Column::left("workflow", "WORKFLOW", (10, 32), 0),
    Column::left("status", "STATUS", (9, 16), 0),
    Column::left("deployment", "DEPLOYMENT", (8, 30), 1),
    Column::left("progress", "PROGRESS", (8, 15), 3),
    Column::left("created", "CREATED", (19, 19), 2),
    Column::left("ended", "ENDED", (19, 19), 5),
    Column::left("error", "ERROR", (10, 60), 4),
    Column::left("id", "ID", (8, 36), 6),
];

/// What a list needs, of a manager of any version; parameters are large.
pub const LISTED: &str =
    "id,workflow_id,deployment_id,blueprint_id,status,error,created_at,is_system_workflow";

/// The same with what 5.1 and later know.
pub const LISTED_NEWER: &str = "id,workflow_id,deployment_id,blueprint_id,status,error,created_at,\
     is_system_workflow,started_at,ended_at,is_dry_run,total_operations,finished_operations";

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    row_of(raw, "execution", COLUMNS.len(), |it: &Execution| &it.id, row)
}

pub fn row(execution: &Execution) -> Row {
    let state = words::execution_status(&execution.status);
    let progress = progress(execution);
    Row {
        progress,
        ..plain_row(
            &execution.id,
            &called(execution),
            state.clone(),
            [
                Cell::text_of(&execution.workflow_id),
                state_cell(&state),
                Cell::text_of(&execution.deployment_id),
                progress.map_or(Cell::Empty, Cell::Progress),
                time_cell(&execution.created_at),
                time_cell(&execution.ended_at),
                line_cell(&gist(&execution.error)),
                Cell::text_of(&execution.id),
            ],
        )
    }
}

/// "install of web": what people call it; the id says which of several.
pub fn called(execution: &Execution) -> String {
    match execution.deployment_id.as_str() {
        "" => execution.workflow_id.clone(),
        deployment => format!("{} of {deployment}", execution.workflow_id),
    }
}

/// How far it has come, while it is under way; only 5.1 and later say.
pub fn progress(execution: &Execution) -> Option<Progress> {
    let (done, all) = execution.finished_operations.zip(execution.total_operations)?;
    words::is_active(&execution.status)
        .then(|| Progress::new(done, all))
        .flatten()
}

/// Everything about an execution; `started` and `ended` are what its events say, where it does not itself.
pub fn detail(document: &str, execution: &Execution, started: &str, ended: &str) -> Detail {
    let or = |own: &str, told: &str| time_cell(if own.is_empty() { told } else { own });
    let is_active = words::is_active(&execution.status);
    let began = [&*execution.started_at, started, &*execution.created_at]
        .into_iter()
        .find_map(time);
    let system = (execution.is_system_workflow == Some(true)).then_some(true);
    let dry_run = (execution.is_dry_run == Some(true)).then_some(true);
    Detail {
        busy_since: began.filter(|_| is_active),
        ..detail_of(
            row(execution),
            document,
            [
                ("workflow", Cell::text_of(&execution.workflow_id)),
                ("deployment", Cell::text_of(&execution.deployment_id)),
                ("blueprint", Cell::text_of(&execution.blueprint_id)),
                ("error", line_cell(&gist(&execution.error))),
                ("parameters", Cell::text_of(&members(&execution.parameters))),
                ("created", time_cell(&execution.created_at)),
                ("started", or(&execution.started_at, started)),
                ("ended", or(&execution.ended_at, ended)),
                ("scheduled for", time_cell(&execution.scheduled_for)),
                ("dry run", flag_cell(dry_run)),
                ("of the manager", flag_cell(system)),
                ("created by", Cell::text_of(&execution.created_by)),
                ("tenant", Cell::text_of(execution.tenant())),
            ],
        )
    }
}

/// What matters of an error in one line: of a whole traceback the reason at its end; of several errors (from 5.x on) how
/// many there are, and the first one.
pub fn gist(error: &str) -> Cow<'_, str> {
    let mut lines = error.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    if first.starts_with("Traceback") {
        return lines.next_back().unwrap_or(first).into();
    }
    match lines.next() {
        Some(second) if first.ends_with(':') => format!("{first} {second}").into(),
        Some(_) | None => first.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_by_the_line_that_says_why() {
        assert_eq!(gist("RuntimeError: full\n"), "RuntimeError: full");
        assert_eq!(
            gist("Traceback (most recent call last):\n  File \"a\"\nRuntimeError: full\n"),
            "RuntimeError: full"
        );
        assert_eq!(
            gist("2 operation errors:\nrun (vm_1): `full`\nrun (vm_2): `full`\nTraceback of run"),
            "2 operation errors: run (vm_1): `full`"
        );
        assert_eq!(gist(""), "");
    }
}
