//! All blueprints, deployments, executions and what is written down of them, at one moment.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::engine::PENDING;
use super::execution::{Effect, Execution, Task};
use super::happening::{Happening, Origin};
use super::model::{Blueprint, Deployment, Key};
use super::owned::Owned;
use super::past::Past;
use super::profile::Profile;
use super::standing::Standing;
use super::states::STARTED;
use crate::sandbox::clock::after;
use crate::sandbox::{Rhythm, Seeded};

/// The living part of a manager.
#[derive(Debug)]
pub struct Estate {
    pub profile: Profile,
    pub blueprints: IndexMap<Key, Blueprint>,
    pub deployments: IndexMap<Key, Deployment>,
    /// In the order in which they were asked for.
    pub executions: IndexMap<String, Execution>,
    /// In the order in which they were written down; all of them later than the past.
    pub happenings: Vec<Happening>,
    /// Executions that ended before the world began, made up when somebody looks.
    pub past: Past,
    /// The errands of other families that ended since they last looked.
    pub ended_errands: Vec<Ended>,
    pub chance: Seeded,
    pub changes: Option<Rhythm>,
    pub recurring: Option<Recurring>,
}

/// An errand that ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    pub execution: String,
    pub workflow: String,
    pub parameters: Map<String, Value>,
    pub standing: Standing,
    pub at: DateTime<Utc>,
}

/// A workflow that starts again by itself some time after it ended, so that something moves.
#[derive(Debug, Clone)]
pub struct Recurring {
    pub deployment: Key,
    pub workflow: String,
    pub parameters: Map<String, Value>,
    pub pause: Duration,
    /// `None` while it runs.
    pub next: Option<DateTime<Utc>>,
}

/// An execution that somebody asks for.
#[derive(Debug, Clone)]
pub struct Order {
    pub owned: Owned,
    pub workflow: String,
    pub deployment: Option<String>,
    pub blueprint: Option<String>,
    pub parameters: Map<String, Value>,
    pub is_system: bool,
    pub task: Task,
}

impl Order {
    /// An errand of the whole system, such as a snapshot: told in [`Estate::ended_errands`] when it ends.
    pub fn errand(owned: Owned, workflow: &str, parameters: Map<String, Value>, takes: Duration) -> Self {
        Self {
            owned,
            workflow: workflow.to_owned(),
            deployment: None,
            blueprint: None,
            parameters,
            is_system: true,
            task: Task::Errand {
                takes,
                effect: Effect::Told,
            },
        }
    }
}

impl Estate {
    /// Nothing at all.
    pub fn empty(profile: Profile, seed: u64) -> Self {
        Self {
            profile,
            blueprints: IndexMap::new(),
            deployments: IndexMap::new(),
            executions: IndexMap::new(),
            happenings: Vec::new(),
            past: Past::default(),
            ended_errands: Vec::new(),
            chance: Seeded::nth(seed, u64::MAX - 1),
            changes: None,
            recurring: None,
        }
    }

    pub fn blueprint(&self, tenant: &str, id: &str) -> Option<&Blueprint> {
        self.blueprints.get(&key(tenant, id))
    }

    pub fn deployment(&self, tenant: &str, id: &str) -> Option<&Deployment> {
        self.deployments.get(&key(tenant, id))
    }

    pub fn execution(&self, id: &str) -> Option<&Execution> {
        self.executions.get(id)
    }

    /// The ids of the deployments of a blueprint.
    pub fn deployments_of<'a>(
        &'a self,
        tenant: &'a str,
        blueprint: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        self.deployments
            .values()
            .filter(move |deployment| deployment.owned.tenant == tenant && deployment.blueprint == blueprint)
            .map(|deployment| deployment.id.as_str())
    }

    /// The executions that are active on a deployment.
    pub fn active_on<'a>(
        &'a self,
        tenant: &'a str,
        deployment: &'a str,
    ) -> impl Iterator<Item = &'a Execution> {
        self.active()
            .filter(move |execution| execution.is_of(tenant, deployment))
    }

    /// Every execution that is active.
    pub fn active(&self) -> impl Iterator<Item = &Execution> {
        self.executions
            .values()
            .filter(|execution| execution.standing.is_active())
    }

    /// The executions that are active in a tenant: those that a snapshot has to wait for.
    pub fn active_in<'a>(&'a self, tenant: &'a str) -> impl Iterator<Item = &'a Execution> {
        self.active()
            .filter(move |execution| execution.owned.tenant == tenant)
    }

    /// The execution of the whole system that is active.
    pub fn active_system(&self) -> Option<&Execution> {
        self.active()
            .find(|execution| execution.is_system && execution.origin.deployment.is_none())
    }

    /// Starts an execution; its id.
    pub fn start(&mut self, order: Order, now: DateTime<Utc>) -> String {
        let id = self.chance.uuid();
        let is_errand = matches!(order.task, Task::Errand { .. });
        let origin = Origin {
            tenant: order.owned.tenant.clone(),
            execution: id.clone(),
            workflow: order.workflow,
            deployment: order.deployment,
            blueprint: order.blueprint,
        };
        let execution = Execution {
            origin: Arc::new(origin),
            owned: order.owned,
            standing: Standing::Pending,
            error: None,
            created_at: now,
            started_at: None,
            ended_at: None,
            scheduled_for: None,
            parameters: order.parameters,
            is_system: order.is_system,
            is_dry_run: false,
            // What the manager starts itself may have any.
            allows_custom_parameters: is_errand,
            total_operations: 0,
            finished_operations: 0,
            due: Some(after(now, PENDING)),
            task: order.task,
        };
        self.executions.insert(id.clone(), execution);
        id
    }

    /// Takes a deployment away, with its executions and what was written down of them.
    pub fn remove_deployment(&mut self, key: &Key) {
        self.deployments.shift_remove(key);
        self.executions
            .retain(|_, execution| !execution.is_of(&key.0, &key.1));
        self.happenings.retain(|happening| {
            let origin = &happening.origin;
            origin.tenant != key.0 || origin.deployment.as_ref() != Some(&key.1)
        });
        self.past.forget(key);
    }

    /// The newest execution of a deployment.
    pub fn latest_of(&self, deployment: &Deployment) -> Option<Execution> {
        let (tenant, id) = (&deployment.owned.tenant, &deployment.id);
        let own = self
            .executions
            .values()
            .rev()
            .find(|execution| execution.is_of(tenant, id));
        own.cloned().or_else(|| self.past.latest_of(tenant, id))
    }

    pub(super) fn recurring_due(&self) -> Option<DateTime<Utc>> {
        self.recurring.as_ref()?.next
    }

    /// Starts what recurs, unless something else runs there.
    pub(super) fn recur(&mut self, at: DateTime<Utc>) {
        let Some(recurring) = &mut self.recurring else {
            return;
        };
        recurring.next = None;
        let (tenant, id) = recurring.deployment.clone();
        let (workflow, parameters, pause) = (
            recurring.workflow.clone(),
            recurring.parameters.clone(),
            recurring.pause,
        );
        let is_free = self.active_on(&tenant, &id).next().is_none() && self.active_system().is_none();
        let Some(deployment) = self.deployment(&tenant, &id) else {
            self.recurring = None;
            return;
        };
        let order = Order {
            owned: deployment.owned.clone(),
            workflow,
            blueprint: Some(deployment.blueprint.clone()),
            deployment: Some(id),
            parameters,
            is_system: false,
            task: Task::Workflow,
        };
        if is_free {
            self.start(order, at);
        } else if let Some(recurring) = &mut self.recurring {
            recurring.next = Some(after(at, pause));
        }
    }

    /// Plans the next run of what recurs, if this was it.
    pub(super) fn plan_to_recur(&mut self, place: usize, at: DateTime<Utc>) {
        if let Some(recurring) = &mut self.recurring
            && let Some((_, execution)) = self.executions.get_index(place)
            && execution.origin.workflow == recurring.workflow
            && execution.is_of(&recurring.deployment.0, &recurring.deployment.1)
        {
            recurring.next = Some(after(at, recurring.pause));
        }
    }

    /// Lets instances stop and start by themselves, as often as is due: to measure with.
    pub(super) fn change_by_itself(&mut self, now: DateTime<Utc>) {
        let due = self
            .changes
            .as_mut()
            .map_or(0, |changes| changes.due(now).count());
        if due == 0 {
            return;
        }
        for _ in 0..due {
            let place = self.chance.below(self.deployments.len());
            let Some((_, deployment)) = self.deployments.get_index_mut(place) else {
                continue;
            };
            let all = deployment.instances.all_mut();
            let place = self.chance.below(all.len());
            if let Some(instance) = all.get_mut(place) {
                let next = match instance.state.as_str() {
                    STARTED => "stopped",
                    "stopped" => STARTED,
                    state => state,
                };
                let next = next.to_owned();
                instance.enter(&next, false, false);
            }
        }
    }
}

/// The key of something in a tenant.
pub fn key(tenant: &str, id: &str) -> Key {
    (tenant.to_owned(), id.to_owned())
}
