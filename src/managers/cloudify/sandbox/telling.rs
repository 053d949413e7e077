//! What is written down at each step of a workflow, in the words of each generation ("Real timelines").

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::happening::{Cause, Happening, Kind, Origin, Subject};
use super::model::Instance;
use super::plan::LIFECYCLE;
use super::profile::Profile;
use super::standing::Standing;
use super::states;

/// What runs the scripts of operations.
pub const TASK: &str = "script_runner.tasks.run";

/// Writes down what happens in one execution at one moment.
pub struct Telling<'a> {
    pub profile: Profile,
    pub at: DateTime<Utc>,
    pub origin: &'a Arc<Origin>,
    pub into: &'a mut Vec<Happening>,
}

impl Telling<'_> {
    pub fn workflow_started(&mut self) {
        let message = format!("Starting '{}' workflow execution", self.origin.workflow);
        self.of_workflow("workflow_started", message);
    }

    pub fn workflow_ended(&mut self, standing: Standing, error: &str) {
        let (kind, outcome) = match standing {
            Standing::Terminated => ("workflow_succeeded", "succeeded".to_owned()),
            Standing::Failed => ("workflow_failed", format!("failed: {error}")),
            _ => ("workflow_cancelled", "cancelled".to_owned()),
        };
        let message = format!("'{}' workflow execution {outcome}", self.origin.workflow);
        self.of_workflow(kind, message);
    }

    pub fn stage(&mut self, message: &str) {
        self.of_workflow("workflow_stage", message.to_owned());
    }

    /// An instance enters a state; with an operation to come if its node has one.
    pub fn entered(&mut self, instance: &Instance, state: &str, has_operation: bool) {
        let is_new = self.profile == Profile::V71;
        let message = match state {
            "creating" if is_new => "Creating node instance",
            "creating" => "Creating node",
            "created" if is_new => "Node instance created",
            "configuring" if is_new => "Configuring node instance",
            "configuring" => "Configuring node",
            "configured" if is_new => "Node instance configured",
            "starting" if is_new => "Starting node instance",
            "starting" => "Starting node",
            states::STARTED if is_new => "Node instance started",
            "stopping" if is_new => "Stopping node instance",
            "stopping" => "Stopping node",
            "stopped" if is_new => "Stopped node instance",
            "deleting" if is_new => "Deleting node instance",
            "deleting" => "Deleting node",
            states::DELETED if is_new => "Deleted node instance",
            _ => return,
        };
        let operation = states::operation_in(state);
        let nothing = if is_new && operation.is_some() && !has_operation {
            ": nothing to do"
        } else {
            ""
        };
        self.of_instance(
            Kind::Event("workflow_node_event"),
            instance,
            None,
            format!("{message}{nothing}"),
        );
        if let Some(operation) = operation.filter(|_| has_operation) {
            self.task_begins(instance, &format!("{LIFECYCLE}{operation}"));
        }
    }

    /// An operation that a visitor asked for begins.
    pub fn operation_begins(&mut self, instance: &Instance, operation: &str, has_operation: bool) {
        let message = format!("Starting operation {operation}");
        self.of_instance(Kind::Event("workflow_node_event"), instance, None, message);
        if has_operation {
            self.task_begins(instance, operation);
        }
    }

    /// The same operation ends.
    pub fn operation_ends(&mut self, instance: &Instance, operation: &str, has_operation: bool) {
        if has_operation {
            self.task_succeeded(instance, operation);
        }
        let message = format!("Finished operation {operation}");
        self.of_instance(Kind::Event("workflow_node_event"), instance, None, message);
    }

    pub fn task_succeeded(&mut self, instance: &Instance, operation: &str) {
        self.log(
            instance,
            operation,
            "info",
            format!("step {} ends", short(operation)),
        );
        let message = format!("Task succeeded '{TASK}'");
        self.of_instance(Kind::Event("task_succeeded"), instance, Some(operation), message);
    }

    /// A task fails: for good, or to be tried again.
    pub fn task_failed(&mut self, instance: &Instance, operation: &str, cause: Cause, retry: Option<u32>) {
        self.log(instance, operation, "error", cause.message.clone());
        let (kind, tail) = match retry {
            Some(nth) => ("task_rescheduled", format!(" [retry {nth}/5]")),
            None => ("task_failed", String::new()),
        };
        let verb = if retry.is_some() { "rescheduled" } else { "failed" };
        let message = format!("Task {verb} '{TASK}' -> {}{tail}", cause.message);
        self.of_instance(Kind::Event(kind), instance, Some(operation), message);
        if let Some(told) = self.into.last_mut() {
            told.causes.push(cause);
        }
    }

    pub fn checked(&mut self, instance: &Instance, is_sound: bool) {
        let message = match is_sound {
            true => "Checking node instance status: the status check passed",
            false => "Checking node instance status: the status check failed",
        };
        self.of_instance(
            Kind::Event("workflow_node_event"),
            instance,
            None,
            message.to_owned(),
        );
    }

    fn task_begins(&mut self, instance: &Instance, operation: &str) {
        for (kind, message) in [
            ("sending_task", format!("Sending task '{TASK}'")),
            ("task_started", format!("Task started '{TASK}'")),
        ] {
            self.of_instance(Kind::Event(kind), instance, Some(operation), message);
        }
        let step = short(operation);
        self.log(
            instance,
            operation,
            "debug",
            format!("Downloaded scripts/{step}.sh"),
        );
        self.log(instance, operation, "info", format!("step {step} begins"));
    }

    fn log(&mut self, instance: &Instance, operation: &str, level: &'static str, message: String) {
        self.of_instance(Kind::Log(level), instance, Some(operation), message);
    }

    fn of_workflow(&mut self, kind: &'static str, message: String) {
        self.write(Kind::Event(kind), None, None, message);
    }

    fn of_instance(&mut self, kind: Kind, instance: &Instance, operation: Option<&str>, message: String) {
        let subject = Subject {
            node: instance.node.clone(),
            instance: instance.id.clone(),
        };
        self.write(kind, Some(subject), operation, message);
    }

    fn write(&mut self, kind: Kind, subject: Option<Subject>, operation: Option<&str>, message: String) {
        self.into.push(Happening {
            at: self.at,
            origin: Arc::clone(self.origin),
            kind,
            message,
            subject,
            operation: operation.map(str::to_owned),
            causes: Vec::new(),
        });
    }
}

/// The last word of the name of an operation.
pub fn short(operation: &str) -> &str {
    operation.rsplit('.').next().unwrap_or(operation)
}

/// `error` of an execution whose tasks failed.
pub fn failure(profile: Profile, failures: &[(String, Cause)]) -> String {
    let Some((_, first)) = failures.first() else {
        return String::new();
    };
    if profile == Profile::V42 {
        return format!(
            "RuntimeError: Workflow failed: Task failed '{TASK}' -> {}",
            first.message
        );
    }
    let lines = failures
        .iter()
        .map(|(place, cause)| format!("{TASK} ({place}): {} `{}`", cause.kind, cause.message));
    let lines: Vec<String> = lines.collect();
    let head = match lines.len() {
        1 => String::new(),
        count => format!("{count} operation errors:\n"),
    };
    let place = failures
        .first()
        .map(|(place, _)| place.as_str())
        .unwrap_or_default();
    format!(
        "{head}{}\nTraceback of {TASK} ({place}) (most recent call last):\n  \
         script_result = process_execution(script_func, script_path, ctx,\n                  \n\
         File \"<path>\", line 196, in process_execution\n  \
         raise {kind}(str(script_result))\ncloudify.exceptions.{kind}: {}",
        lines.join("\n"),
        first.message,
        kind = first.kind,
    )
}
