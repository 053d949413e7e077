//! One run of a workflow, and what it has still to do.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Document, timestamp};
use super::happening::{Cause, Origin};
use super::model::Instance;
use super::owned::Owned;
use super::profile::Profile;
use super::standing::Standing;
use super::states::Step;

/// One run of a workflow.
#[derive(Debug, Clone)]
pub struct Execution {
    pub origin: Arc<Origin>,
    pub owned: Owned,
    pub standing: Standing,
    /// `None` until it runs.
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub scheduled_for: Option<DateTime<Utc>>,
    pub parameters: Map<String, Value>,
    pub is_system: bool,
    pub is_dry_run: bool,
    pub allows_custom_parameters: bool,
    /// Counted by 7.1 alone.
    pub total_operations: usize,
    pub finished_operations: usize,
    /// When something happens to it next; `None` while it waits for something else, or forever.
    pub due: Option<DateTime<Utc>>,
    pub task: Task,
}

/// What an execution does.
#[derive(Debug, Clone)]
pub enum Task {
    /// A workflow of a deployment that has not begun.
    Workflow,
    /// A workflow of a deployment under way.
    Running(Course),
    /// Something that takes its time as a whole, then has its effect.
    Errand { takes: Duration, effect: Effect },
    /// Nobody works on it: it stays as it is until somebody interferes.
    Abandoned,
}

/// What is left of a workflow.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// What happens together, one after the other.
    pub ticks: VecDeque<Vec<Act>>,
    /// Between two of them.
    pub pace: Duration,
    pub ignores_failures: bool,
    /// The tasks that failed for good, with where they ran.
    pub failures: Vec<(String, Cause)>,
    /// Nothing is left but its end.
    pub is_over: bool,
}

/// One thing that a workflow does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// An instance enters a state.
    Enter { instance: String, step: Step },
    /// An operation begins on an instance.
    Begin { instance: String, operation: String },
    /// The same operation ends.
    End { instance: String, operation: String },
    /// The deployment wants so many of a node, and has new instances.
    Grow {
        planned: Vec<(String, u64)>,
        instances: Vec<Instance>,
    },
    /// Instances vanish.
    Shrink {
        planned: Vec<(String, u64)>,
        instances: Vec<String>,
    },
    /// The status of an instance is checked (7.1).
    Check { instance: String },
    /// Something to tell and nothing to do.
    Tell(String),
}

/// What the end of an errand brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The deployment can be worked on.
    EnvironmentReady,
    /// The deployment is gone.
    DeploymentGone,
    /// The blueprint is read.
    BlueprintRead,
    /// Told to the families beside: see `Estate::ended_errands`.
    Told,
}

impl Execution {
    pub fn id(&self) -> &str {
        &self.origin.execution
    }

    pub fn is_of(&self, tenant: &str, deployment: &str) -> bool {
        self.owned.tenant == tenant && self.origin.deployment.as_deref() == Some(deployment)
    }

    /// One member as `/executions` shows it, for what is filtered and sorted by.
    pub fn member(&self, name: &str) -> Value {
        match name {
            "id" => json!(self.origin.execution),
            "status" => json!(self.standing.name()),
            "workflow_id" => json!(self.origin.workflow),
            "deployment_id" => json!(self.origin.deployment),
            "blueprint_id" => json!(self.origin.blueprint),
            "created_at" => json!(timestamp(self.created_at)),
            "created_by" => json!(self.owned.creator),
            "tenant_name" => json!(self.owned.tenant),
            "is_system_workflow" => json!(self.is_system),
            name => self.document(Profile::V71).get(name).cloned().unwrap_or_default(),
        }
    }

    /// The execution as `/executions` shows it.
    pub fn document(&self, profile: Profile) -> Document {
        let error = match profile {
            Profile::V42 => json!(self.error.as_deref().unwrap_or_default()),
            Profile::V71 => json!(self.error),
        };
        let mut members = vec![
            ("id", json!(self.origin.execution)),
            ("status", json!(self.standing.name())),
            ("workflow_id", json!(self.origin.workflow)),
            ("deployment_id", json!(self.origin.deployment)),
            ("blueprint_id", json!(self.origin.blueprint)),
            ("created_at", json!(timestamp(self.created_at))),
            ("error", error),
            ("is_system_workflow", json!(self.is_system)),
            ("parameters", json!(self.parameters)),
        ];
        if profile == Profile::V71 {
            let time = |at: Option<DateTime<Utc>>| json!(at.map(timestamp));
            members.extend([
                ("started_at", time(self.started_at)),
                ("ended_at", time(self.ended_at)),
                ("scheduled_for", time(self.scheduled_for)),
                ("status_display", json!(self.standing.shown())),
                ("is_dry_run", json!(self.is_dry_run)),
                ("resume", json!(false)),
                ("parameters_p", Value::Null),
                ("total_operations", json!(self.total_operations)),
                ("finished_operations", json!(self.finished_operations)),
                ("allow_custom_parameters", json!(self.allows_custom_parameters)),
                ("deployment_display_name", json!(self.origin.deployment)),
            ]);
        }
        let mut document: Document = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        self.owned.stamp(&mut document, profile);
        document
    }
}
