//! One tick of a workflow: what each act does to its instance, and what goes wrong.

use super::execution::Act;
use super::happening::Cause;
use super::model::{Deployment, Mishap};
use super::plan::LIFECYCLE;
use super::profile::Profile;
use super::states::{self, Step};
use super::telling::{self, Telling};

/// What became of the acts of one tick.
#[derive(Default)]
pub struct Outcome {
    /// With the place of each.
    pub failures: Vec<(String, Cause)>,
    /// What is tried again.
    pub again: Vec<Act>,
    /// What does not end.
    pub hung: Vec<Act>,
}

/// One tick under way.
pub struct Performing<'a> {
    pub deployment: &'a mut Deployment,
    pub telling: Telling<'a>,
    pub ignores_failures: bool,
    pub outcome: Outcome,
}

impl Performing<'_> {
    pub fn act(&mut self, act: Act) {
        match act {
            Act::Enter { instance, step } => self.enter(instance, step),
            Act::Begin { instance, operation } => {
                let has = self.has_operation(&instance, &operation);
                if let Some(instance) = self.deployment.instance(&instance) {
                    self.telling.operation_begins(instance, &operation, has);
                }
            }
            Act::End { instance, operation } => {
                let again = Act::End {
                    instance: instance.clone(),
                    operation: operation.clone(),
                };
                let has = self.has_operation(&instance, &operation);
                if self.succeeds(&instance, &operation, again)
                    && let Some(instance) = self.deployment.instance(&instance)
                {
                    self.telling.operation_ends(instance, &operation, has);
                }
            }
            Act::Grow { planned, instances } => {
                self.want(planned);
                self.deployment.instances.all_mut().extend(instances);
            }
            Act::Shrink { planned, instances } => {
                self.want(planned);
                let all = self.deployment.instances.all_mut();
                all.retain(|instance| !instances.contains(&instance.id));
            }
            Act::Check { instance } => {
                if let Some(instance) = self.deployment.instance_mut(&instance) {
                    let is_sound = instance.state == states::STARTED && instance.status_check != Some(false);
                    instance.status_check = Some(is_sound);
                    self.telling.checked(instance, is_sound);
                }
            }
            Act::Tell(message) => self.telling.stage(&message),
        }
    }

    fn enter(&mut self, id: String, step: Step) {
        if let Some(name) = step.operation {
            let operation = format!("{LIFECYCLE}{name}");
            let again = Act::Enter {
                instance: id.clone(),
                step,
            };
            if !self.succeeds(&id, &operation, again) {
                return;
            }
            if self.has_operation(&id, &operation)
                && let Some(instance) = self.deployment.instance(&id)
            {
                self.telling.task_succeeded(instance, &operation);
            }
        }
        let to_come = states::operation_in(step.state);
        let has = to_come.is_some_and(|name| self.has_operation(&id, &format!("{LIFECYCLE}{name}")));
        let node = self
            .deployment
            .instance(&id)
            .map(|instance| instance.node.clone());
        let plan = node.and_then(|node| self.deployment.plan.node(&node).cloned());
        let is_host = plan.is_some_and(|node| node.is_host());
        let is_new = self.telling.profile == Profile::V71;
        if let Some(instance) = self.deployment.instance_mut(&id) {
            instance.enter(step.state, is_host, is_new);
            self.telling.entered(instance, step.state, has);
        }
    }

    /// Whether an operation succeeds now; if not, what became of it is noted.
    fn succeeds(&mut self, id: &str, operation: &str, again: Act) -> bool {
        let Some(instance) = self.deployment.instance(id).cloned() else {
            return true;
        };
        let name = telling::short(operation);
        let message = format!("{name} failed on purpose");
        match self.deployment.mishaps.strike(&instance, name) {
            None => true,
            Some(Mishap::Hangs) => {
                self.outcome.hung.push(again);
                false
            }
            Some(Mishap::Recovers(_)) => {
                let cause = Cause::of_script(&message, false);
                self.telling.task_failed(&instance, operation, cause, Some(1));
                self.outcome.again.push(again);
                false
            }
            Some(Mishap::Fails) => {
                let cause = Cause::of_script(&message, true);
                self.telling
                    .task_failed(&instance, operation, cause.clone(), None);
                if !self.ignores_failures {
                    self.outcome.failures.push((format!("{id}:{operation}"), cause));
                }
                self.ignores_failures
            }
        }
    }

    fn has_operation(&self, id: &str, operation: &str) -> bool {
        let node = self
            .deployment
            .instance(id)
            .map(|instance| instance.node.as_str());
        let node = node.and_then(|node| self.deployment.plan.node(node));
        node.is_some_and(|node| node.has_operation(operation))
    }

    fn want(&mut self, planned: Vec<(String, u64)>) {
        for (node, count) in planned {
            let place = self.deployment.plan.place_of(&node);
            if let Some(known) = place.and_then(|place| self.deployment.planned.get_mut(place)) {
                *known = count;
            }
        }
    }
}
