//! A workflow that runs, ran or will run (§3, §4.5).

use crate::resource::{Cell, Column, Detail, Progress, Role, Row};

use super::super::wire::Execution;
use super::super::words;
use super::{detail_of, flag_cell, members, row as plain_row, row_of, state_cell, time, time_cell};

/// Columns of an execution.
pub const COLUMNS: [Column; 8] = [
    Column::left("workflow", "WORKFLOW", (17, 32), 0),
    Column::left("status", "STATUS", (10, 16), 0),
    Column::left("deployment", "DEPLOYMENT", (10, 30), 1).in_role(Role::Owner),
    Column::left("progress", "PROGRESS", (8, 15), 3),
    Column::left("created", "CREATED", (19, 19), 2).in_role(Role::NewestFirst),
    Column::left("ended", "ENDED", (19, 19), 6),
    Column::left("error", "ERROR", (10, 60), 5),
    Column::left("id", "ID", (36, 36), 7),
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
                Cell::text_of(&reason(&execution.error)),
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
                ("error", Cell::text_of(&reason(&execution.error))),
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

/// "install: RuntimeError: start failed": which workflow failed, and why.
pub fn failure(execution: &Execution) -> String {
    format!("{}: {}", execution.workflow_id, reason(&execution.error))
}

/// What matters of an error, in a line: of a traceback its end; of several errors, which 7.x counts and then tells one a
/// line, the first one as well.
fn reason(error: &str) -> String {
    let mut lines = error.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("Traceback") => lines.next_back().unwrap_or(first).to_owned(),
        Some(first) if first.ends_with("operation errors:") => match lines.next() {
            Some(next) => format!("{first} {}", shortened(next)),
            None => first.to_owned(),
        },
        first => shortened(first.unwrap_or_default()),
    }
}

/// "web_1 start: .." of "tasks.run (web_1:cloudify.interfaces.lifecycle.start): ..", as 7.x words an operation's error,
/// and ".." of "RuntimeError: Workflow failed: Task failed 'tasks.run' -> ..", as 4.x does: why it failed must not be
/// what a narrow terminal cuts off.
fn shortened(line: &str) -> String {
    let after_task = line
        .split_once("Task failed '")
        .and_then(|(_, rest)| rest.split_once("' -> "));
    if let Some((_, why)) = after_task.filter(|(_, why)| !why.is_empty()) {
        return why.to_owned();
    }
    let parts = || {
        let (task, rest) = line.split_once(" (")?;
        let (about, why) = rest.split_once("): ")?;
        let (instance, operation) = about.split_once(':')?;
        let operation = operation.rsplit('.').next()?;
        let is_meant = !task.contains(' ') && !about.contains(' ');
        is_meant.then(|| format!("{instance} {operation}: {why}"))
    };
    parts().unwrap_or_else(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_by_the_line_that_says_why() {
        let cases = [
            (
                "RuntimeError: start failed\n  by itself",
                "RuntimeError: start failed",
            ),
            (
                "Traceback (most recent call last):\n  File \"a.py\"\nKeyError: 'x'\n",
                "KeyError: 'x'",
            ),
            (
                "2 operation errors:\ntasks.run (web_1:a.b.start): Failure `no`\ntasks.run (web_2:a.b.start): Failure",
                "2 operation errors: web_1 start: Failure `no`",
            ),
            ("tasks.run (web_1:a.b.start): Failure", "web_1 start: Failure"),
            (
                "no such thing (as this: one): really",
                "no such thing (as this: one): really",
            ),
            ("operation errors:", "operation errors:"),
            (
                "RuntimeError: Workflow failed: Task failed 'tasks.run' -> no disk",
                "no disk",
            ),
            ("Task failed 'tasks.run' -> ", "Task failed 'tasks.run' ->"),
            ("", ""),
        ];
        for (error, words) in cases {
            assert_eq!(reason(error), words);
        }
    }
}
