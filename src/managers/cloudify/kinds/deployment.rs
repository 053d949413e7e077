//! A deployment as a cluster (§3, §4.3).
//!
//! The API has no word for how a deployment is, at least none that every version has: state and health are derived
//! here, from what runs on it, from the states of its instances, and from how its last execution ended.

use std::sync::Arc;

use serde::Deserialize;

use crate::resource::cluster::{COLUMNS, Summary};
use crate::resource::kind::SERVERS;
use crate::resource::{Cell, Detail, Health, HealthMark, Level, LevelMark, Progress, Row, State, StateClass};

use super::super::lenient;
use super::super::wire::{Deployment, Execution, NodeInstance};
use super::super::words;
use super::{
    EXECUTIONS, WORKFLOWS, children, execution, instance, line_cell, members, said, time, time_cell, workflow,
};

/// What the state of a deployment is derived from.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// How many instances there are in each state.
    pub instances: Vec<(String, u32)>,
    /// The newest first, as far as they were read; those under way are among them.
    pub executions: Vec<Execution>,
}

/// An element of the list: a deployment as sent, and what is around it. Put together by `reading`, so that an equal one
/// is the same text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Element {
    deployment: Deployment,
    #[serde(deserialize_with = "lenient::part")]
    instances: Vec<(String, u32)>,
    #[serde(deserialize_with = "lenient::parts")]
    executions: Vec<Execution>,
}

impl Around {
    /// Counts instances by their state, in the order of the words.
    pub fn count<'a>(states: impl IntoIterator<Item = &'a str>) -> Vec<(String, u32)> {
        let mut counted = std::collections::BTreeMap::<&str, u32>::new();
        for state in states {
            *counted.entry(state).or_default() += 1;
        }
        counted
            .into_iter()
            .map(|(state, number)| (state.to_owned(), number))
            .collect()
    }

    /// The execution that is under way; of several the newest.
    pub fn active(&self) -> Option<&Execution> {
        self.executions
            .iter()
            .find(|execution| words::is_active(&execution.status))
    }

    fn those(&self, is_meant: fn(&str) -> bool) -> u32 {
        let meant = self.instances.iter().filter(|(state, _)| is_meant(state));
        meant.map(|(_, number)| number).sum()
    }

    fn state(&self) -> State {
        if let Some(active) = self.active() {
            let class = match active.workflow_id.as_str() {
                "uninstall" | "delete_deployment_environment" => StateClass::GoingDown,
                _ => StateClass::Busy,
            };
            return State::new(&format!("{} {}", active.workflow_id, active.status), class);
        }
        let (started, live, all) = (
            self.those(words::is_started),
            self.those(words::is_live),
            self.those(|_| true),
        );
        match (started, live) {
            _ if all == 0 => State::new("no instances", StateClass::Neutral),
            (started, _) if started == all => State::new("started", StateClass::Up),
            (_, 0) => State::new("uninstalled", StateClass::Down),
            _ => State::new("partial", StateClass::Up),
        }
    }

    fn health(&self, state: &State) -> Option<HealthMark> {
        let ended = self
            .executions
            .iter()
            .find(|execution| words::has_ended(&execution.status));
        let has_failed = ended.is_some_and(|execution| execution.status == "failed");
        match &*state.text {
            _ if state.class.is_busy() => None,
            _ if has_failed => Some(HealthMark::new("failed", Health::Error)),
            "partial" => Some(HealthMark::new("partial", Health::Warning)),
            "started" => Some(HealthMark::new("ok", Health::Ok)),
            _ => None,
        }
    }

    fn progress(&self) -> Option<Progress> {
        execution::progress(self.active()?)
    }

    /// How the last execution stands: the nearest to an event that a list can tell.
    fn last(&self) -> Option<(LevelMark, Box<str>)> {
        let last = self.executions.first()?;
        let (word, level) = match last.status.as_str() {
            "failed" => ("error", Level::Error),
            "cancelled" => ("warning", Level::Warning),
            _ => ("info", Level::Normal),
        };
        let words = format!("{} {}", last.workflow_id, last.status);
        Some((LevelMark::new(word, level), words.into()))
    }
}

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    match serde_json::from_str::<Element>(raw) {
        Ok(element) if element.deployment.id.is_empty() => {
            Row::unreadable("deployment", COLUMNS.len(), "a deployment without an id")
        }
        Ok(element) => row(
            &element.deployment,
            &Around {
                instances: element.instances,
                executions: element.executions,
            },
        ),
        Err(error) => Row::unreadable("deployment", COLUMNS.len(), &error.to_string()),
    }
}

pub fn row(deployment: &Deployment, around: &Around) -> Row {
    let state = around.state();
    let all = around.those(|_| true);
    let is_named = !deployment.display_name.is_empty();
    Summary {
        id: deployment.id.as_str().into(),
        name: if is_named {
            deployment.display_name.as_str()
        } else {
            deployment.id.as_str()
        }
        .into(),
        health: around.health(&state),
        state,
        servers: Some((around.those(words::is_started), all)),
        version: None,
        progress: around.progress(),
        last_event: around.last(),
    }
    .into_row()
}

/// Labels of fields that actions read.
pub const BLUEPRINT_FIELD: &str = "blueprint";

/// Everything about a deployment but its events; `executions` are the newest, the newest first.
pub fn detail(
    document: &str,
    deployment: &Deployment,
    instances: &[NodeInstance],
    executions: Vec<Execution>,
) -> Detail {
    let around = Around {
        instances: Around::count(instances.iter().map(|instance| instance.state.as_str())),
        executions,
    };
    let active = around.active();
    let began = active.and_then(|active| time(&active.started_at).or_else(|| time(&active.created_at)));
    let failed = around.executions.first().filter(|last| last.status == "failed");
    Detail {
        row: Arc::new(row(deployment, &around)),
        busy_since: began,
        fields: said([
            // What somebody who looks for the trouble looks for: it has the first line.
            (
                "last error",
                failed.map_or(Cell::Empty, |failed| Cell::text_of(&execution::failure(failed))),
            ),
            (BLUEPRINT_FIELD, Cell::text_of(&deployment.blueprint_id)),
            ("state derived from", Cell::text_of(&derived_from(&around))),
            ("description", line_cell(&deployment.description)),
            ("inputs", Cell::text_of(&members(&deployment.inputs))),
            ("outputs", Cell::text_of(&names(deployment.outputs.keys()))),
            (
                "scaling groups",
                Cell::text_of(&names(deployment.scaling_groups.iter().map(|(name, _)| name))),
            ),
            ("created", time_cell(&deployment.created_at)),
            ("updated", time_cell(&deployment.updated_at)),
            ("created by", Cell::text_of(&deployment.created_by)),
            ("tenant", Cell::text_of(deployment.tenant())),
            ("seen by", Cell::text_of(deployment.seen_by())),
            ("site", Cell::text_of(&deployment.site_name)),
        ]),
        children: vec![
            children(SERVERS, instance::rows(instances)),
            children(WORKFLOWS, workflow::rows(&deployment.workflows)),
            children(
                EXECUTIONS,
                around
                    .executions
                    .iter()
                    .map(|execution| Arc::new(execution::row(execution)))
                    .collect(),
            ),
        ],
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}

/// "3 started, 1 uninitialized": that the state is the console's reading, and of what.
fn derived_from(around: &Around) -> String {
    let counted = around
        .instances
        .iter()
        .map(|(state, number)| format!("{number} {state}"));
    match counted.collect::<Vec<_>>() {
        counted if counted.is_empty() => "no node instances".into(),
        counted => format!("node instances: {}", counted.join(", ")),
    }
}

fn names<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(states: &[&str], executions: &[(&str, &str)]) -> Around {
        Around {
            instances: Around::count(states.iter().copied()),
            executions: executions
                .iter()
                .map(|(workflow, status)| Execution {
                    workflow_id: (*workflow).into(),
                    status: (*status).into(),
                    ..Execution::default()
                })
                .collect(),
        }
    }

    fn words_of(around: &Around) -> String {
        let state = around.state();
        let health = around.health(&state).map_or("-".into(), |health| health.text);
        format!("{} {:?} {health}", state.text, state.class)
    }

    #[test]
    fn how_a_deployment_is_comes_from_what_runs_and_from_its_instances() {
        type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str);
        let cases: [Case<'_>; 7] = [
            (
                &["started", "started"],
                &[("install", "terminated")],
                "started Up ok",
            ),
            (
                &["started", "starting"],
                &[("install", "started")],
                "install started Busy -",
            ),
            (
                &["deleted"],
                &[("uninstall", "cancelling")],
                "uninstall cancelling GoingDown -",
            ),
            (
                &["started", "created"],
                &[("install", "failed")],
                "partial Up failed",
            ),
            (
                &["started", "created"],
                &[("install", "cancelled")],
                "partial Up partial",
            ),
            (&["uninitialized", "deleted"], &[], "uninstalled Down -"),
            (&[], &[], "no instances Neutral -"),
        ];
        for (states, executions, words) in cases {
            assert_eq!(words_of(&around(states, executions)), words);
        }
    }

    #[test]
    fn an_execution_that_only_waits_keeps_nothing_from_being_seen() {
        let waiting = around(&["started"], &[("scale", "queued"), ("install", "failed")]);
        assert_eq!(words_of(&waiting), "started Up failed");
    }
}
