//! Events and logs (§3, §4.4, §5.3).

use crate::managers::event_log::EventLog;
use crate::resource::event::Cause;
use crate::resource::{self, Cell};

use super::super::wire::{Event, EventCause};
use super::super::words::{self, EVENT_TYPES, LEVELS};
use super::{BLUEPRINTS, EXECUTIONS, NODE_INSTANCES, said, time};

/// What the log can be asked for; of node instances only 7.x gives them (§4.4).
pub static LOG: EventLog = EventLog {
    kinds: &[EXECUTIONS, BLUEPRINTS, NODE_INSTANCES],
    levels: &LEVELS,
    types: &EVENT_TYPES,
    message: true,
    times: true,
};

/// An element of the list; one that cannot be read says so.
pub fn of_element(raw: &str) -> resource::Event {
    match serde_json::from_str::<Event>(raw) {
        Ok(event) => neutral(&event),
        Err(error) => neutral(&Event {
            message: format!("(unreadable: {error})"),
            ..Event::default()
        }),
    }
}

fn neutral(event: &Event) -> resource::Event {
    let at = time(&event.timestamp).or_else(|| time(&event.reported_timestamp));
    let level = words::level(&event.event_type, &event.level);
    let reported = resource::Event::reported(at, level, source(&event.event_type), message(event));
    resource::Event {
        fields: said([
            ("type", Cell::text_of(&event.event_type)),
            ("workflow", Cell::text_of(&event.workflow_id)),
            ("operation", Cell::text_of(&event.operation)),
            ("node instance", Cell::text_of(&event.node_instance_id)),
            ("node", Cell::text_of(&event.node_name)),
            ("logger", Cell::text_of(&event.logger)),
            ("deployment", Cell::text_of(&event.deployment_id)),
            ("execution", Cell::text_of(&event.execution_id)),
        ])
        .into(),
        causes: event.error_causes.iter().map(cause).collect(),
        ..reported
    }
}

fn cause(cause: &EventCause) -> Cause {
    Cause {
        kind: cause.class.as_str().into(),
        message: cause.message.as_str().into(),
        traceback: cause.traceback.as_str().into(),
    }
}

/// What it is about, in one word: the API's types are long and many (§2, `event_type`).
fn source(event_type: &str) -> &'static str {
    match event_type {
        "" => "log",
        "workflow_node_event" => "node",
        other if other.starts_with("workflow") => "workflow",
        other if other.contains("task") => "task",
        _ => "event",
    }
}

/// The message, after the instance that it is about.
fn message(event: &Event) -> String {
    let about = match (event.node_instance_id.as_str(), event.node_name.as_str()) {
        ("", "") => "",
        ("", node) => node,
        (instance, _) => instance,
    };
    match about {
        "" => event.message.clone(),
        about => format!("{about}: {}", event.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_says_what_it_is_about_and_how_serious_it_is() {
        let event = of_element(
            r#"{"type": "cloudify_event", "event_type": "task_failed", "timestamp": "2026-11-20T19:58:00.000Z",
                "node_instance_id": "vm_1", "message": "Task failed 'start'"}"#,
        );
        assert_eq!(
            (&*event.source, &*event.level.text, &*event.message),
            ("task", "error", "vm_1: Task failed 'start'")
        );
        let log = of_element(r#"{"type": "cloudify_log", "level": "warning", "message": "slow"}"#);
        assert_eq!(
            (&*log.source, &*log.level.text, &*log.message),
            ("log", "warning", "slow")
        );
        assert_eq!(log.at, None);
        assert!(of_element("7").message.starts_with("(unreadable"));
    }
}
