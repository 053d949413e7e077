//! How executions take their course: everything that was due by now happens, in the order of time ("Clock").
//!
//! Nothing runs between two requests: a request comes in, and what should have happened until then happens.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::estate::{Ended, Estate};
use super::execution::{Course, Effect, Execution, Task};
use super::model::{Deployment, Instance, Key, Mishaps};
use super::performing::{Outcome, Performing};
use super::program;
use super::standing::{Interruption, Standing};
use super::telling::{self, Telling};
use crate::sandbox::clock::after;

/// From the request until it runs.
pub const PENDING: Duration = Duration::from_millis(300);
/// From the last step until the end is known.
const CLOSING: Duration = Duration::from_millis(400);
/// What a cancel by force takes, and one of what has not begun.
const FORCED: Duration = Duration::from_millis(200);

impl Estate {
    /// Lets everything happen that is due.
    pub fn advance(&mut self, now: DateTime<Utc>) {
        loop {
            let due = self.executions.values().enumerate();
            let due = due.filter_map(|(place, execution)| Some((execution.due?, place)));
            let next = due.min().filter(|(at, _)| *at <= now);
            let recurs = self.recurring_due().filter(|at| *at <= now);
            match (next, recurs) {
                (Some((at, _)), Some(recurs)) if recurs < at => self.recur(recurs),
                (Some((at, place)), _) => self.step(place, at),
                (None, Some(recurs)) => self.recur(recurs),
                (None, None) => break,
            }
        }
        self.change_by_itself(now);
    }

    /// Stops an execution; `None` if it is in no status for that.
    pub fn interrupt(&mut self, id: &str, by: Interruption, now: DateTime<Utc>) -> Option<()> {
        let execution = self.executions.get_mut(id)?;
        execution.standing = execution.standing.interrupted(by)?;
        if execution.error.is_none() {
            execution.error = Some(String::new());
        }
        let has_begun = execution.started_at.is_some();
        let is_abandoned = matches!(execution.task, Task::Abandoned);
        // What runs is cancelled when its step ends; what hangs goes on hanging.
        if by != Interruption::Cancel || (!has_begun && !is_abandoned) {
            execution.due = Some(after(now, FORCED));
        }
        Some(())
    }

    /// Lets an execution that failed or was cancelled go on from where things are (7.1); `None` in another status.
    pub fn resume(&mut self, id: &str, now: DateTime<Utc>) -> Option<()> {
        let execution = self.executions.get_mut(id)?;
        let is_possible = matches!(execution.standing, Standing::Failed | Standing::Cancelled);
        is_possible.then(|| {
            execution.standing = Standing::Pending;
            execution.task = Task::Workflow;
            execution.ended_at = None;
            execution.due = Some(after(now, PENDING));
        })
    }

    /// What the worker does: sets the status, whatever is still to do.
    pub fn set_standing(&mut self, id: &str, standing: Standing, error: Option<String>, now: DateTime<Utc>) {
        let Some(execution) = self.executions.get_mut(id) else {
            return;
        };
        execution.error = Some(error.unwrap_or_default());
        if standing.is_ended() {
            let place = self.executions.get_index_of(id);
            place.into_iter().for_each(|place| self.end(place, standing, now));
            return;
        }
        execution.standing = standing;
        if standing == Standing::Started && execution.started_at.is_none() {
            execution.started_at = Some(now);
            // Somebody else works on it now.
            execution.task = Task::Abandoned;
            execution.due = None;
        }
    }

    /// Lets a hanging operation of a deployment go on.
    pub fn mend(&mut self, key: &Key, now: DateTime<Utc>) {
        if let Some(deployment) = self.deployments.get_mut(key) {
            deployment.mishaps = Mishaps::default();
        }
        for execution in self.executions.values_mut() {
            let is_hanging = execution.due.is_none() && matches!(execution.task, Task::Running(_));
            if is_hanging && execution.is_of(&key.0, &key.1) {
                execution.due = Some(now);
            }
        }
    }

    fn step(&mut self, place: usize, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index_mut(place) else {
            return;
        };
        execution.due = None;
        match execution.standing {
            Standing::Scheduled | Standing::Queued => self.queue(place, at),
            Standing::Pending => self.begin(place, at),
            Standing::Started => self.go_on(place, at),
            Standing::Cancelling => {
                // The step that runs is not broken off.
                self.go_on(place, at);
                self.end_unless_hanging(place, at);
            }
            Standing::ForceCancelling | Standing::KillCancelling => self.end(place, Standing::Cancelled, at),
            Standing::Terminated | Standing::Failed | Standing::Cancelled => {}
        }
    }

    /// What waited goes on as soon as nothing else runs on its deployment.
    fn queue(&mut self, place: usize, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index(place) else {
            return;
        };
        let deployment = execution.origin.deployment.clone().unwrap_or_default();
        let is_free = self
            .active_on(&execution.owned.tenant, &deployment)
            .next()
            .is_none();
        if let Some((_, execution)) = self.executions.get_index_mut(place) {
            if is_free {
                execution.standing = Standing::Pending;
                execution.due = Some(after(at, PENDING));
            } else {
                execution.standing = Standing::Queued;
            }
        }
    }

    fn begin(&mut self, place: usize, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index_mut(place) else {
            return;
        };
        execution.standing = Standing::Started;
        execution.started_at = Some(at);
        execution.error = Some(String::new());
        let mut telling = Telling {
            profile: self.profile,
            at,
            origin: &execution.origin,
            into: &mut self.happenings,
        };
        telling.workflow_started();
        match &execution.task {
            Task::Errand { takes, .. } => execution.due = Some(after(at, *takes)),
            Task::Workflow => {
                let key = deployment_of(execution);
                let Some(deployment) = self.deployments.get_mut(&key) else {
                    return;
                };
                if execution.origin.workflow == "heal" {
                    mend_for(deployment, execution);
                }
                let workflow = &execution.origin.workflow;
                let course = program::of(
                    deployment,
                    workflow,
                    &execution.parameters,
                    self.profile,
                    &mut self.chance,
                );
                let mut course = course.unwrap_or_else(|error| {
                    execution.error = Some(error);
                    Course {
                        is_over: true,
                        ..Course::default()
                    }
                });
                execution.total_operations = course.ticks.iter().map(Vec::len).sum();
                if execution.is_dry_run {
                    execution.finished_operations = execution.total_operations;
                    course.ticks.clear();
                }
                let is_over = course.is_over || course.ticks.is_empty();
                let wait = if is_over { CLOSING } else { course.pace };
                course.is_over = is_over;
                execution.due = Some(after(at, wait));
                execution.task = Task::Running(course);
            }
            Task::Running(_) | Task::Abandoned => {}
        }
    }

    fn go_on(&mut self, place: usize, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index_mut(place) else {
            return;
        };
        if execution.started_at.is_none() {
            return;
        }
        match std::mem::replace(&mut execution.task, Task::Abandoned) {
            Task::Running(course) if course.is_over => {
                if execution.standing == Standing::Cancelling {
                    return;
                }
                let has_failed =
                    !course.failures.is_empty() || execution.error.as_ref().is_some_and(|e| !e.is_empty());
                if !course.failures.is_empty() {
                    execution.error = Some(telling::failure(self.profile, &course.failures));
                }
                let standing = if has_failed {
                    Standing::Failed
                } else {
                    Standing::Terminated
                };
                self.end(place, standing, at);
            }
            Task::Running(course) => self.tick(place, course, at),
            // What is cancelled has no effect.
            Task::Errand { effect, .. } if execution.standing != Standing::Cancelling => {
                self.end(place, Standing::Terminated, at);
                self.take_effect(place, effect, at);
            }
            task => execution.task = task,
        }
    }

    /// One step of a workflow.
    fn tick(&mut self, place: usize, mut course: Course, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index_mut(place) else {
            return;
        };
        let key = deployment_of(execution);
        let Some(deployment) = self.deployments.get_mut(&key) else {
            return;
        };
        let acts = course.ticks.pop_front().unwrap_or_default();
        let count = acts.len();
        let mut performing = Performing {
            deployment,
            telling: Telling {
                profile: self.profile,
                at,
                origin: &execution.origin,
                into: &mut self.happenings,
            },
            ignores_failures: course.ignores_failures,
            outcome: Outcome::default(),
        };
        for act in acts {
            performing.act(act);
        }
        let Outcome {
            failures,
            mut again,
            hung,
        } = performing.outcome;
        execution.finished_operations += count.saturating_sub(again.len() + hung.len() + failures.len());
        let is_hanging = !hung.is_empty() && again.is_empty();
        again.extend(hung);
        if !again.is_empty() {
            course.ticks.push_front(again);
        }
        course.failures.extend(failures);
        course.is_over = course.ticks.is_empty() || !course.failures.is_empty();
        let wait = if course.is_over { CLOSING } else { course.pace };
        execution.due = (course.is_over || !is_hanging).then(|| after(at, wait));
        execution.task = Task::Running(course);
    }

    /// A cancel ends with the step that ran; it does not end while that hangs.
    fn end_unless_hanging(&mut self, place: usize, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index(place) else {
            return;
        };
        let is_hanging =
            execution.due.is_none() && matches!(&execution.task, Task::Running(course) if !course.is_over);
        if !is_hanging {
            self.end(place, Standing::Cancelled, at);
        }
    }

    fn end(&mut self, place: usize, standing: Standing, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index_mut(place) else {
            return;
        };
        execution.standing = standing;
        execution.ended_at = Some(at);
        execution.due = None;
        let error = execution.error.get_or_insert_default();
        let mut telling = Telling {
            profile: self.profile,
            at,
            origin: &execution.origin,
            into: &mut self.happenings,
        };
        telling.workflow_ended(standing, error);
        let (tenant, deployment) = deployment_of(execution);
        if let Task::Errand {
            effect: Effect::Told, ..
        } = execution.task
        {
            self.ended_errands.push(Ended {
                execution: execution.origin.execution.clone(),
                workflow: execution.origin.workflow.clone(),
                parameters: execution.parameters.clone(),
                standing,
                at,
            });
        }
        self.plan_to_recur(place, at);
        let waiting = self
            .executions
            .values()
            .position(|other| other.standing == Standing::Queued && other.is_of(&tenant, &deployment));
        if let Some(waiting) = waiting {
            self.queue(waiting, at);
        }
    }

    fn take_effect(&mut self, place: usize, effect: Effect, at: DateTime<Utc>) {
        let Some((_, execution)) = self.executions.get_index(place) else {
            return;
        };
        let key = deployment_of(execution);
        match effect {
            Effect::EnvironmentReady => {
                if let Some(deployment) = self.deployments.get_mut(&key) {
                    deployment.is_filled = true;
                }
            }
            Effect::DeploymentGone => self.remove_deployment(&key),
            Effect::BlueprintRead => {
                let id = execution.id().to_owned();
                let read = self.blueprints.values_mut();
                let read = read.filter(|blueprint| blueprint.upload.as_ref() == Some(&id));
                read.for_each(|blueprint| blueprint.updated_at = at);
            }
            Effect::Told => {
                let ended = Ended {
                    execution: execution.origin.execution.clone(),
                    workflow: execution.origin.workflow.clone(),
                    parameters: execution.parameters.clone(),
                    standing: execution.standing,
                    at,
                };
                self.ended_errands.push(ended);
            }
        }
    }
}

/// What a heal is about to bring up again works again.
fn mend_for(deployment: &mut Deployment, execution: &Execution) {
    let id = execution.parameters.get("node_instance_id");
    let healed: Vec<String> = match id.and_then(|id| id.as_str()) {
        Some(id) => deployment.neighbours(id),
        None => {
            let all = deployment.instances.all().iter();
            all.map(|instance| instance.id.clone()).collect()
        }
    };
    let all = deployment.instances.all().iter();
    let healed: Vec<&Instance> = all.filter(|instance| healed.contains(&instance.id)).collect();
    deployment.mishaps.mend(&healed);
}

/// The deployment of an execution; of no deployment if it is of the whole system.
fn deployment_of(execution: &Execution) -> Key {
    let deployment = execution.origin.deployment.clone();
    (execution.owned.tenant.clone(), deployment.unwrap_or_default())
}
