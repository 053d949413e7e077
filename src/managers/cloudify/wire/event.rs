//! Events and logs (§3, §4.4).

use serde::Deserialize;

use super::super::lenient;

/// An event or a log line (`GET /events`). It has no id of its own on 4.x.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Event {
    /// `cloudify_event` or `cloudify_log`.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub class: String,
    #[serde(deserialize_with = "lenient::text")]
    pub timestamp: String,
    #[serde(deserialize_with = "lenient::text")]
    pub reported_timestamp: String,
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
    #[serde(deserialize_with = "lenient::text")]
    pub deployment_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub execution_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub workflow_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub node_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub node_instance_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub operation: String,
    /// Of an event only, as `task_failed`.
    #[serde(deserialize_with = "lenient::text")]
    pub event_type: String,
    /// Of a log only, in lower case.
    #[serde(deserialize_with = "lenient::text")]
    pub level: String,
    #[serde(deserialize_with = "lenient::text")]
    pub logger: String,
    #[serde(deserialize_with = "lenient::parts")]
    pub error_causes: Vec<EventCause>,
}

/// What an error came of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct EventCause {
    /// The name of the exception.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub class: String,
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
    #[serde(deserialize_with = "lenient::text")]
    pub traceback: String,
}
