//! Events and logs (§3, §4.4, §5.3).

use crate::resource::{self, Origin};

use super::super::wire::Event;
use super::super::words;
use super::time;

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
    resource::Event {
        at,
        level: words::level(&event.event_type, &event.level),
        origin: Origin::Manager,
        source: source(&event.event_type).into(),
        message: message(event).into(),
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
            ("task", "ERROR", "vm_1: Task failed 'start'")
        );
        let log = of_element(r#"{"type": "cloudify_log", "level": "warning", "message": "slow"}"#);
        assert_eq!(
            (&*log.source, &*log.level.text, &*log.message),
            ("log", "WARN", "slow")
        );
        assert_eq!(log.at, None);
        assert!(of_element("7").message.starts_with("(unreadable"));
    }
}
