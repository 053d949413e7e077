//! Executions that ended before the world began, and what was written down of them: the n-th entry is computed
//! from its number, so that a million of them take no memory.
//!
//! Every deployment with a past ran as many executions, one after the other in turn, so that the time of an entry
//! grows with its number. `run` counts executions over all deployments, `entry` counts entries over all executions.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, json};

use super::execution::{Execution, Task};
use super::happening::{Cause, Happening, Kind, Origin, Subject};
use super::model::Key;
use super::owned::Owned;
use super::plan::LIFECYCLE;
use super::standing::Standing;
use super::telling::TASK;
use crate::sandbox::Seeded;
use crate::sandbox::seed::{format_uuid, parse_uuid};

/// As many entries has an execution that is whole.
const LENGTH: usize = 10;
/// The past reaches back so far.
const SPAN: TimeDelta = TimeDelta::days(30);

/// What happened before.
#[derive(Debug, Default)]
pub struct Past {
    owners: Vec<Owner>,
    places: BTreeMap<Key, usize>,
    forgotten: BTreeSet<usize>,
    entries_each: usize,
    start: DateTime<Utc>,
    gap: TimeDelta,
    seed: u64,
}

/// A deployment that has a past.
#[derive(Debug, Clone)]
pub struct Owner {
    pub tenant: String,
    pub deployment: String,
    pub blueprint: String,
    pub cast: Cast,
}

/// The instances that the entries of a deployment tell of.
#[derive(Debug, Clone)]
pub enum Cast {
    Known(Vec<Subject>),
    /// Made up with the deployment of this number.
    MadeUp {
        index: usize,
        count: usize,
        name: fn(seed: u64, index: usize, place: usize, count: usize) -> Subject,
    },
}

impl Past {
    /// A past of so many entries for each of the owners, the last of them some minutes before `end`.
    pub fn new(owners: Vec<Owner>, entries_each: usize, end: DateTime<Utc>, seed: u64) -> Self {
        let key = |owner: &Owner| (owner.tenant.clone(), owner.deployment.clone());
        let places = owners
            .iter()
            .enumerate()
            .map(|(place, owner)| (key(owner), place))
            .collect();
        let runs = i64::try_from(owners.len() * entries_each.div_ceil(LENGTH)).unwrap_or(i64::MAX);
        let gap = SPAN / i32::try_from(runs.max(1)).unwrap_or(i32::MAX);
        Self {
            owners,
            places,
            forgotten: BTreeSet::new(),
            entries_each,
            start: end - SPAN - TimeDelta::minutes(5),
            gap,
            seed,
        }
    }

    /// How many entries there are, forgotten ones included.
    pub fn len(&self) -> usize {
        self.owners.len() * self.entries_each
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many executions there are, forgotten ones included.
    pub fn runs(&self) -> usize {
        self.owners.len() * self.runs_each()
    }

    /// Whether nothing was forgotten: every number then stands for an entry.
    pub fn is_whole(&self) -> bool {
        self.forgotten.is_empty()
    }

    /// Forgets all that happened to a deployment.
    pub fn forget(&mut self, key: &Key) {
        if let Some(place) = self.places.remove(key) {
            self.forgotten.insert(place);
        }
    }

    /// The executions of a deployment, oldest first.
    pub fn runs_of(&self, tenant: &str, deployment: &str) -> impl Iterator<Item = usize> {
        let place = self.places.get(&(tenant.to_owned(), deployment.to_owned()));
        let owners = self.owners.len();
        let runs = 0..self.runs_each();
        place
            .copied()
            .into_iter()
            .flat_map(move |place| runs.clone().map(move |nth| nth * owners + place))
    }

    /// The entries of an execution.
    pub fn entries_of(&self, run: usize) -> Range<usize> {
        let owners = self.owners.len().max(1);
        let (nth, place) = (run / owners, run % owners);
        let whole = self.entries_each / LENGTH;
        let first = match nth < whole {
            true => run * LENGTH,
            false => whole * owners * LENGTH + place * (self.entries_each % LENGTH),
        };
        first..first + self.length_of(run)
    }

    /// The execution that an entry belongs to.
    pub fn run_of(&self, entry: usize) -> usize {
        let (whole, owners) = (self.entries_each / LENGTH, self.owners.len());
        let in_whole = whole * owners * LENGTH;
        match entry < in_whole {
            true => entry / LENGTH,
            false => whole * owners + (entry - in_whole) / (self.entries_each % LENGTH).max(1),
        }
    }

    /// Whether an execution is one that is not forgotten, in this tenant if one is asked for.
    pub fn has(&self, run: usize, tenant: Option<&str>) -> bool {
        let place = run % self.owners.len().max(1);
        let owner = self.owners.get(place);
        run < self.runs()
            && !self.forgotten.contains(&place)
            && owner.is_some_and(|owner| tenant.is_none_or(|tenant| owner.tenant == tenant))
    }

    /// Whether all of it happened in one tenant.
    pub fn is_all_of(&self, tenant: &str) -> bool {
        self.owners.iter().all(|owner| owner.tenant == tenant)
    }

    pub fn owner_of(&self, run: usize) -> Option<&Owner> {
        self.owners.get(run % self.owners.len().max(1))
    }

    /// The first entry that is not before this time.
    pub fn since(&self, at: DateTime<Utc>) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.time_of(middle) < at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// When an entry was written down; grows with its number.
    pub fn time_of(&self, entry: usize) -> DateTime<Utc> {
        let run = self.run_of(entry);
        let nth = entry - self.entries_of(run).start;
        self.time_in(run, nth)
    }

    /// Whether an entry is an event or a log, without making it.
    pub fn kind_of(&self, entry: usize) -> Kind {
        let run = self.run_of(entry);
        let nth = entry - self.entries_of(run).start;
        self.kind(run, nth)
    }

    /// An entry.
    pub fn entry(&self, entry: usize) -> Option<Happening> {
        let run = self.run_of(entry);
        let nth = entry - self.entries_of(run).start;
        let owner = self.owner_of(run)?;
        let kind = self.kind(run, nth);
        let operation = format!("{LIFECYCLE}start");
        let workflow = Self::WORKFLOW;
        let failure = "the check of the port timed out";
        let message = match kind {
            Kind::Event("workflow_started") => format!("Starting '{workflow}' workflow execution"),
            Kind::Event("workflow_succeeded") => format!("'{workflow}' workflow execution succeeded"),
            Kind::Event("workflow_failed") => {
                format!("'{workflow}' workflow execution failed: {}", error(failure))
            }
            Kind::Event("workflow_node_event") => format!("Starting operation {operation}"),
            Kind::Event("sending_task") => format!("Sending task '{TASK}'"),
            Kind::Event("task_started") => format!("Task started '{TASK}'"),
            Kind::Event("task_succeeded") => format!("Task succeeded '{TASK}'"),
            Kind::Event(_) => format!("Task failed '{TASK}' -> {failure}"),
            Kind::Log("debug") => format!("checking port {} of the service", 8_000 + run % 100),
            Kind::Log(_) => format!("step {nth} of the check is done"),
        };
        let is_of_workflow = matches!(kind, Kind::Event(name) if name.starts_with("workflow_") && name != "workflow_node_event");
        let is_failure = kind == Kind::Event("task_failed");
        Some(Happening {
            at: self.time_in(run, nth),
            origin: Arc::new(self.origin(run, owner)),
            kind,
            message,
            subject: (!is_of_workflow).then(|| self.subject(run, owner)).flatten(),
            operation: (!is_of_workflow && kind != Kind::Event("workflow_node_event")).then_some(operation),
            causes: is_failure
                .then(|| Cause::of_script(failure, true))
                .into_iter()
                .collect(),
        })
    }

    /// An execution that is not forgotten.
    pub fn execution(&self, run: usize) -> Option<Execution> {
        let owner = self.owner_of(run).filter(|_| self.has(run, None))?;
        let fails = self.fails(run);
        let subject = self.subject(run, owner);
        let chosen: Vec<String> = subject.into_iter().map(|subject| subject.instance).collect();
        let parameters = json!({
            "operation": format!("{LIFECYCLE}start"),
            "operation_kwargs": {},
            "allow_kwargs_override": null,
            "run_by_dependency_order": false,
            "type_names": [],
            "node_ids": [],
            "node_instance_ids": chosen,
        });
        let begun = self.time_in(run, 0);
        let failure = error("the check of the port timed out");
        Some(Execution {
            origin: Arc::new(self.origin(run, owner)),
            owned: Owned::of(&owner.tenant, "admin"),
            standing: if fails {
                Standing::Failed
            } else {
                Standing::Terminated
            },
            error: Some(if fails { failure } else { String::new() }),
            created_at: begun - TimeDelta::milliseconds(300),
            started_at: Some(begun),
            ended_at: Some(self.time_in(run, self.length_of(run).saturating_sub(1))),
            scheduled_for: None,
            parameters: parameters.as_object().cloned().unwrap_or_else(Map::new),
            is_system: false,
            is_dry_run: false,
            allows_custom_parameters: false,
            total_operations: 2,
            finished_operations: 2,
            due: None,
            task: Task::Abandoned,
        })
    }

    /// How an execution ended, and when it was asked for, without making it.
    pub fn standing_of(&self, run: usize) -> (Standing, DateTime<Utc>) {
        let fails = self.fails(run);
        let standing = if fails {
            Standing::Failed
        } else {
            Standing::Terminated
        };
        (standing, self.time_in(run, 0) - TimeDelta::milliseconds(300))
    }

    /// The execution with this id.
    pub fn run_named(&self, id: &str) -> Option<usize> {
        let run = usize::try_from(parse_uuid(id)? & PLACE).ok()?;
        (self.has(run, None) && self.id(run) == id).then_some(run)
    }

    /// The newest execution of a deployment.
    pub fn latest_of(&self, tenant: &str, deployment: &str) -> Option<Execution> {
        let run = self.runs_of(tenant, deployment).last()?;
        self.execution(run)
    }

    /// The workflow of every execution of the past.
    pub const WORKFLOW: &str = "execute_operation";

    /// The id of an execution; its last digits are its number, so that it is found again.
    pub fn id(&self, run: usize) -> String {
        let bits = Seeded::nth(self.seed, run as u64 ^ 0x9a57).uuid_bits();
        format_uuid((bits & !PLACE) | (run as u128 & PLACE))
    }

    fn runs_each(&self) -> usize {
        self.entries_each.div_ceil(LENGTH)
    }

    /// How many entries an execution has: the last one of a deployment may have fewer.
    fn length_of(&self, run: usize) -> usize {
        match run / self.owners.len().max(1) < self.entries_each / LENGTH {
            true => LENGTH,
            false => self.entries_each % LENGTH,
        }
    }

    fn time_in(&self, run: usize, nth: usize) -> DateTime<Utc> {
        let times = |factor: usize, of: TimeDelta| {
            let nanos = i128::from(of.num_nanoseconds().unwrap_or(i64::MAX)) * factor as i128;
            // Whole milliseconds, as they are written.
            TimeDelta::milliseconds(i64::try_from(nanos / 1_000_000).unwrap_or(i64::MAX))
        };
        let step = (self.gap / (LENGTH as i32 + 1)).min(TimeDelta::milliseconds(900));
        self.start + times(run, self.gap) + times(nth, step)
    }

    /// Whether an execution failed.
    fn fails(&self, run: usize) -> bool {
        Seeded::nth(self.seed, run as u64).chance(0.03) && self.length_of(run) > 2
    }

    fn kind(&self, run: usize, nth: usize) -> Kind {
        let length = self.length_of(run);
        let left = length.saturating_sub(nth + 1);
        let fails = self.fails(run);
        match (nth, left) {
            (_, 0) if fails => Kind::Event("workflow_failed"),
            (_, 0) => Kind::Event("workflow_succeeded"),
            (0, _) => Kind::Event("workflow_started"),
            (_, 1) if fails => Kind::Event("task_failed"),
            (_, 1) => Kind::Event("task_succeeded"),
            (1, _) => Kind::Event("workflow_node_event"),
            (2, _) => Kind::Event("sending_task"),
            (3, _) => Kind::Event("task_started"),
            (nth, _) if nth % 2 == 0 => Kind::Log("debug"),
            _ => Kind::Log("info"),
        }
    }

    fn origin(&self, run: usize, owner: &Owner) -> Origin {
        Origin {
            tenant: owner.tenant.clone(),
            execution: self.id(run),
            workflow: Self::WORKFLOW.to_owned(),
            deployment: Some(owner.deployment.clone()),
            blueprint: Some(owner.blueprint.clone()),
        }
    }

    fn subject(&self, run: usize, owner: &Owner) -> Option<Subject> {
        let mut chance = Seeded::nth(self.seed, run as u64 ^ 0x5b1e);
        match &owner.cast {
            Cast::Known(known) => chance.pick(known).cloned(),
            Cast::MadeUp { index, count, name } => {
                let place = chance.below(*count);
                Some(name(self.seed, *index, place, *count))
            }
        }
    }
}

/// The bits of an id that hold the number of an execution.
const PLACE: u128 = 0xffff_ffff_ffff;

fn error(failure: &str) -> String {
    format!("RuntimeError: Workflow failed: Task failed '{TASK}' -> {failure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(owners: usize, entries_each: usize) -> Past {
        let owner = |place| Owner {
            tenant: "default_tenant".into(),
            deployment: format!("d{place}"),
            blueprint: "shop".into(),
            cast: Cast::Known(vec![Subject {
                node: "web".into(),
                instance: "web_ab12cd".into(),
            }]),
        };
        let end = "2026-11-20T12:00:00Z".parse().unwrap();
        Past::new((0..owners).map(owner).collect(), entries_each, end, 7)
    }

    #[test]
    fn every_number_is_an_entry_of_the_execution_that_counts_it() {
        for (owners, each) in [(3, 25), (1, 10), (7, 3), (2, 20)] {
            let past = past(owners, each);
            assert_eq!(past.len(), owners * each);
            let counted: usize = (0..past.runs()).map(|run| past.entries_of(run).len()).sum();
            assert_eq!(counted, past.len());
            for run in 0..past.runs() {
                assert!(past.entries_of(run).all(|entry| past.run_of(entry) == run));
                assert_eq!(past.run_named(&past.id(run)), Some(run));
            }
        }
    }

    #[test]
    fn time_grows_with_the_number_and_ends_before_the_world_begins() {
        let past = past(7, 33);
        let times: Vec<_> = (0..past.len()).map(|entry| past.time_of(entry)).collect();
        assert!(times.is_sorted());
        assert!(*times.last().unwrap() < "2026-11-20T12:00:00Z".parse::<DateTime<Utc>>().unwrap());
        for entry in [0, 17, 200] {
            assert_eq!(past.since(times[entry]), entry);
        }
        assert_eq!(past.since(DateTime::<Utc>::MAX_UTC), past.len());
    }

    #[test]
    fn an_execution_begins_and_ends_and_says_why_it_failed() {
        let past = past(40, 10);
        let failed = (0..past.runs())
            .find(|run| past.standing_of(*run).0 == Standing::Failed)
            .unwrap();
        let entries: Vec<Happening> = past
            .entries_of(failed)
            .filter_map(|entry| past.entry(entry))
            .collect();
        assert_eq!(entries[0].kind, Kind::Event("workflow_started"));
        assert_eq!(entries[8].causes.len(), 1);
        assert_eq!(entries[9].kind, Kind::Event("workflow_failed"));
        assert!(
            past.execution(failed)
                .unwrap()
                .error
                .unwrap()
                .contains("timed out")
        );
    }

    #[test]
    fn what_is_forgotten_is_not_found_again() {
        let mut past = past(3, 10);
        let id = past.id(1);
        past.forget(&("default_tenant".into(), "d1".into()));
        assert_eq!(past.run_named(&id), None);
        assert_eq!(past.runs_of("default_tenant", "d1").count(), 0);
        assert!(past.execution(1).is_none() && past.execution(2).is_some());
    }
}
