//! What is asked of an execution, and of a node instance by itself: cancel in steps, go on, mend a record (§4.5, §4.7).

use crate::resource::action::{Consequences, On, Target};
use crate::resource::{Action, Availability, Danger, Following, Parameter, StateClass, Takes};
use crate::spec::Json;

use super::super::kinds::{EXECUTIONS, NODE_INSTANCES};
use super::super::words;
use super::{CANCEL, FORCE_CANCEL, KILL, RESUME, UPDATE_INSTANCE, UPDATE_STATUS, following, name};

const PLAIN: Action = Action {
    on: On::Object(EXECUTIONS),
    danger: Danger::Service,
    ..Action::PLAIN
};

pub const CANCEL_ACTION: Action = Action {
    id: CANCEL,
    title: "Cancel",
    past: "cancelled",
    help: "Cancel the execution: it ends after the step at hand",
    available: |target| match &*target.row.state.text {
        "cancelling" => Availability::NotNow(
            "it is cancelling already; force-cancel does not wait for the step at hand".into(),
        ),
        _ => while_active(target),
    },
    consequences: |target| Consequences {
        will: format!(
            "cancel {}: it ends once the step at hand has ended",
            target.row.name
        ),
        will_not: "undo anything: instances stay where they are then, even between two states".into(),
        undo: "run the workflow again: it goes on from the states that the instances are in".into(),
    },
    following: |_, now| following::end_of(now.row),
    ..PLAIN
};

pub const FORCE_CANCEL_ACTION: Action = Action {
    id: FORCE_CANCEL,
    title: "Force-cancel",
    past: "cancelled",
    help: "Cancel the execution at once, whatever its step at hand does",
    available: |target| match &*target.row.state.text {
        "force_cancelling" => Availability::NotNow("it is being cancelled by force already".into()),
        _ => while_active(target),
    },
    consequences: |target| Consequences {
        will: format!("cancel {} at once", target.row.name),
        will_not: "stop the step at hand: what it does may go on, and nobody looks at how it ends".into(),
        undo: "none; look at the instances before the next workflow".into(),
    },
    following: |_, now| following::end_of(now.row),
    ..PLAIN
};

pub const KILL_ACTION: Action = Action {
    id: KILL,
    title: "Kill",
    past: "killed",
    help: "Kill the process of the execution; from 4.4 on",
    available: |target| match (while_active(target), target.detail) {
        // 4.4 is the first version that tells when an execution ended (§3), and the first that kills.
        (Availability::Offered, Some(detail)) if !detail.document.contains("\"ended_at\"") => {
            Availability::NotNow("this manager is older than 4.4, which brought kill: force-cancel it".into())
        }
        (while_active, _) => while_active,
    },
    consequences: |target| Consequences {
        will: format!(
            "kill the process that carries out {}, with everything it started on the manager",
            target.row.name
        ),
        will_not: "let it write down where it was: instances may stay in a state between two".into(),
        undo: "none; look at the instances before the next workflow".into(),
    },
    following: |_, now| following::end_of(now.row),
    ..PLAIN
};

pub const RESUME_ACTION: Action = Action {
    id: RESUME,
    title: "Resume",
    past: "resumed",
    help: "Go on with an execution that failed or was cancelled; 5.x and later",
    danger: Danger::Low,
    parameters: &[Parameter::switch(
        name::FORCE,
        "also run the steps again that failed",
    )],
    available: |target| match (&*target.row.state.text, target.detail) {
        ("failed" | "cancelled", Some(detail)) if !detail.document.contains("\"resume\"") => {
            Availability::NotNow(
                "this manager cannot resume, which came after 4.x: run the workflow again".into(),
            )
        }
        ("failed" | "cancelled", _) => Availability::Offered,
        (other, _) => Availability::NotNow(format!(
            "it is {other}: only what failed or was cancelled is resumed"
        )),
    },
    consequences: |target| Consequences {
        will: format!("go on with {} where it ended", target.row.name),
        will_not: "run steps again that ended well".into(),
        undo: "cancel".into(),
    },
    following: |_, now| following::of_execution(now.row),
    ..PLAIN
};

pub const UPDATE_STATUS_ACTION: Action = Action {
    id: UPDATE_STATUS,
    title: "Update status",
    past: "updated",
    help: "Mend the record of an execution that is stuck: write another status down",
    danger: Danger::Destroys,
    parameters: &[
        Parameter::new(
            name::STATUS,
            "the status to write down",
            Takes::Choice(&["failed", "cancelled", "terminated"]),
        )
        .required(),
        Parameter::new(
            name::ERROR,
            "the error to write down; nothing clears it",
            Takes::Text,
        ),
    ],
    available: |target| match (&*target.row.state.text, target.arguments.get(name::STATUS)) {
        ("cancelling" | "force_cancelling", Some("terminated")) => {
            Availability::NotNow("what is being cancelled can only become cancelled or failed".into())
        }
        _ => while_active(target),
    },
    consequences: |target| Consequences {
        will: format!(
            "write {} down as the status of {}: only for one that is stuck, for its worker writes it otherwise",
            target.arguments.get(name::STATUS).unwrap_or("what is said"),
            target.row.name
        ),
        will_not: "stop anything: a worker that still runs goes on, and another workflow can start beside it"
            .into(),
        undo: "none: from an ended status there is no way back".into(),
    },
    following: |before, now| {
        let wanted = before.arguments.get(name::STATUS).unwrap_or_default();
        match &*now.row.state.text {
            status if status == wanted => Following::Done(format!("it is {status}")),
            status if words::has_ended(status) => Following::Differs(format!("it is {status}")),
            status => Following::Running(format!("it is {status}")),
        }
    },
    ..PLAIN
};

pub const UPDATE_INSTANCE_ACTION: Action = Action {
    id: UPDATE_INSTANCE,
    title: "Update node instance",
    past: "updated",
    help: "Replace the runtime properties of a node instance, or write another state down",
    on: On::Object(NODE_INSTANCES),
    danger: Danger::Service,
    parameters: &[
        Parameter::new(
            name::PROPERTIES,
            "all runtime properties, a JSON object; those that are not in it are gone. The console's editor begins with \
             those there are",
            Takes::Json,
        )
        .replacing(runtime_properties),
        Parameter::new(
            name::STATE,
            "the state to write down; nothing is started or stopped",
            Takes::Text,
        )
        .such_as(&["started", "stopped", "uninitialized", "deleted"]),
    ],
    derived: Some(|target| {
        let version = target
            .row
            .version
            .map(|version| (name::VERSION, version.to_string()));
        version.into_iter().collect()
    }),
    consequences: |target| {
        let what = match (
            target.arguments.get(name::PROPERTIES),
            target.arguments.get(name::STATE),
        ) {
            (Some(_), Some(state)) => format!("all runtime properties, and the state by {state}"),
            (None, Some(state)) => format!("the state by {state}"),
            (Some(_) | None, None) => "all runtime properties".into(),
        };
        let version = target
            .row
            .version
            .map_or_else(String::new, |version| format!(", at version {version}"));
        Consequences {
            will: format!("replace {what}{version}; another change since then is a conflict"),
            will_not: "do anything to what the instance stands for".into(),
            undo: "write the former values back".into(),
        }
    },
    following: |before, now| match (before.row.version, now.row.version) {
        (Some(old), Some(new)) if new > old => Following::Done(format!("it is at version {new}")),
        (Some(_), Some(_)) => Following::Running("it is at the version before".into()),
        _ => Following::Done("the manager took it".into()),
    },
    ..Action::PLAIN
};

/// The runtime properties of an instance as it was read, in their order.
fn runtime_properties(target: &Target<'_>) -> Option<String> {
    let document: Json = target.detail?.document.parse().ok()?;
    let properties = document.get("runtime_properties")?;
    properties.as_object().map(|_| properties.to_string())
}

fn while_active(target: &Target<'_>) -> Availability {
    let state = &target.row.state;
    if words::is_active(&state.text) {
        return Availability::Offered;
    }
    match state.class {
        // `queued`, `scheduled`: newer managers cancel what waits.
        StateClass::Neutral if !state.text.is_empty() && !words::has_ended(&state.text) => {
            Availability::Offered
        }
        _ => Availability::NotNow(format!("it is {} already", state.text)),
    }
}
