//! What is written down while executions run: events and logs, as `/events` shows them ("Events").

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Document, timestamp};
use super::profile::Profile;

/// One entry of the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    pub at: DateTime<Utc>,
    pub origin: Arc<Origin>,
    pub kind: Kind,
    pub message: String,
    pub subject: Option<Subject>,
    pub operation: Option<String>,
    pub causes: Vec<Cause>,
}

/// The execution that something happened in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    pub tenant: String,
    pub execution: String,
    pub workflow: String,
    pub deployment: Option<String>,
    pub blueprint: Option<String>,
}

/// The instance that something happened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub node: String,
    pub instance: String,
}

/// Whether it is an event or a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// With its `event_type`.
    Event(&'static str),
    /// With its `level`.
    Log(&'static str),
}

/// Why a task failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub kind: &'static str,
    pub message: String,
    pub traceback: String,
}

impl Kind {
    /// `type` of the entry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Event(_) => "cloudify_event",
            Self::Log(_) => "cloudify_log",
        }
    }
}

impl Happening {
    /// The entry as `/events` shows it; `place` counts all entries (7.1, `_storage_id`).
    pub fn document(&self, profile: Profile, place: usize) -> Document {
        let origin = &self.origin;
        let at = json!(timestamp(self.at));
        let causes = self.causes.iter().map(Cause::document).collect::<Vec<_>>();
        let subject = self.subject.as_ref();
        let mut members = vec![
            ("timestamp", at.clone()),
            ("reported_timestamp", at),
            ("blueprint_id", json!(origin.blueprint)),
            ("deployment_id", json!(origin.deployment)),
            ("execution_id", json!(origin.execution)),
            ("workflow_id", json!(origin.workflow)),
            ("message", json!(self.message)),
            (
                "error_causes",
                if causes.is_empty() {
                    Value::Null
                } else {
                    json!(causes)
                },
            ),
            ("operation", json!(self.operation)),
            (
                "node_instance_id",
                json!(subject.map(|subject| &subject.instance)),
            ),
            ("node_name", json!(subject.map(|subject| &subject.node))),
            ("type", json!(self.kind.name())),
        ];
        match self.kind {
            Kind::Event(kind) => members.push(("event_type", json!(kind))),
            Kind::Log(level) => {
                let logger = format!("ctx.{}", origin.execution);
                members.extend([("logger", json!(logger)), ("level", json!(level))]);
            }
        }
        if profile == Profile::V71 {
            members.extend([
                ("_storage_id", json!(place + 1)),
                ("deployment_display_name", json!(origin.deployment)),
                ("execution_group_id", Value::Null),
                ("source_id", Value::Null),
                ("target_id", Value::Null),
                ("manager_name", json!("cloudify-manager")),
                ("agent_name", json!("mgmtworker")),
            ]);
        }
        let named = members.into_iter();
        named.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Cause {
    /// What a script that ends with an error leads to ("Real timelines", failure).
    pub fn of_script(message: &str, is_final: bool) -> Self {
        let kind = if is_final {
            "NonRecoverableError"
        } else {
            "ProcessException"
        };
        let traceback = format!(
            "Traceback (most recent call last):\n  \
             File \"/opt/mgmtworker/env/lib/python2.7/site-packages/cloudify/dispatch.py\", line 596, in main\n    \
             payload = handler.handle()\n  \
             File \"/opt/mgmtworker/env/lib/python2.7/site-packages/script_runner/tasks.py\", line 71, in run\n    \
             script_result = process_execution(script_func, script_path, ctx, process)\n  \
             File \"/opt/mgmtworker/env/lib/python2.7/site-packages/script_runner/tasks.py\", line 156, in process_execution\n    \
             raise {kind}(script_result)\n{kind}: {message}\n"
        );
        Self {
            kind,
            message: message.to_owned(),
            traceback,
        }
    }

    fn document(&self) -> Value {
        json!({"message": self.message, "traceback": self.traceback, "type": self.kind})
    }
}
