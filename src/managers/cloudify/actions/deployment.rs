//! What is asked of a whole deployment: its workflows, to the letter of what it offers (§5.2).

use crate::resource::action::{Consequences, DELETE, On, START, STOP, Target};
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{Action, Availability, Danger, JsonSort, Parameter, StateClass, Takes};

use super::super::drafts::starting::{self, EXECUTE_OPERATION, Start, Wanted};
use super::super::kinds::{NODES, WORKFLOWS};
use super::super::words;
use super::known::{
    Offers, active, instance_names, instances, node_names, running, unless_busy, workflow_of,
};
use super::{EXECUTE_OPERATION as EXECUTE, INSTALL, REINSTALL, RESTART, RUN, UNINSTALL};
use super::{following, name, schema};

pub const FORCE: Parameter = Parameter::switch(
    name::FORCE,
    "start it beside another execution that is under way; it is no queue",
);
const IGNORE_FAILURE: Parameter = Parameter::switch(
    name::IGNORE_FAILURE,
    "go on where an operation fails, and end well all the same",
);

pub const PLAIN: Action = Action {
    on: On::Object(CLUSTERS),
    danger: Danger::Service,
    parameters: &[FORCE],
    ..Action::PLAIN
};

pub const INSTALL_ACTION: Action = Action {
    id: INSTALL,
    title: "Install",
    past: "installed",
    help: "Run the workflow install: create and start what is not there",
    bulk: true,
    available: |target| can(Wanted::Install, target),
    derived: Some(|target| start_of(Wanted::Install, target)),
    consequences: |target| does(Wanted::Install, target),
    following: |before, now| following::workflow(before, now, Wanted::Install.workflows()),
    ..PLAIN
};

pub const UNINSTALL_ACTION: Action = Action {
    id: UNINSTALL,
    title: "Uninstall",
    past: "uninstalled",
    help: "Run the workflow uninstall: stop and delete everything that was installed",
    danger: Danger::Destroys,
    parameters: &[FORCE, IGNORE_FAILURE],
    available: |target| can(Wanted::Uninstall, target),
    derived: Some(|target| start_of(Wanted::Uninstall, target)),
    consequences: |target| does(Wanted::Uninstall, target),
    following: |before, now| following::workflow(before, now, Wanted::Uninstall.workflows()),
    ..PLAIN
};

pub const REINSTALL_ACTION: Action = Action {
    id: REINSTALL,
    title: "Reinstall",
    past: "reinstalled",
    help: "Run the workflow reinstall: uninstall everything, then install it",
    danger: Danger::Destroys,
    parameters: &[FORCE, IGNORE_FAILURE],
    available: |target| can(Wanted::Reinstall, target),
    derived: Some(|target| start_of(Wanted::Reinstall, target)),
    consequences: |target| does(Wanted::Reinstall, target),
    following: |before, now| following::workflow(before, now, Wanted::Reinstall.workflows()),
    ..PLAIN
};

pub const START_ACTION: Action = Action {
    id: START,
    title: "Start",
    past: "started",
    help: "Run the start operation of everything that is installed",
    danger: Danger::Low,
    bulk: true,
    available: |target| can(Wanted::Start, target),
    derived: Some(|target| start_of(Wanted::Start, target)),
    consequences: |target| does(Wanted::Start, target),
    following: |before, now| following::workflow(before, now, Wanted::Start.workflows()),
    ..PLAIN
};

pub const STOP_ACTION: Action = Action {
    id: STOP,
    title: "Stop",
    past: "stopped",
    help: "Run the stop operation of everything that is installed; nothing is removed",
    bulk: true,
    available: |target| can(Wanted::Stop, target),
    derived: Some(|target| start_of(Wanted::Stop, target)),
    consequences: |target| does(Wanted::Stop, target),
    following: |before, now| following::workflow(before, now, Wanted::Stop.workflows()),
    ..PLAIN
};

pub const RESTART_ACTION: Action = Action {
    id: RESTART,
    title: "Restart",
    past: "restarted",
    help: "Run the stop and then the start operation of everything that is installed",
    bulk: true,
    available: |target| can(Wanted::Restart, target),
    derived: Some(|target| start_of(Wanted::Restart, target)),
    consequences: |target| does(Wanted::Restart, target),
    following: |before, now| following::workflow(before, now, Wanted::Restart.workflows()),
    ..PLAIN
};

pub const EXECUTE_ACTION: Action = Action {
    id: EXECUTE,
    title: "Execute operation",
    past: "executed",
    help: "Run one operation of the nodes' interfaces on all instances or some",
    parameters: &[
        OPERATION,
        KWARGS,
        Parameter::new(
            name::NODES,
            "only instances of these nodes",
            Takes::References(NODES),
        )
        .among(node_names),
        Parameter::new(name::INSTANCES, "only these instances", Takes::Text).among(instance_names),
        Parameter::new(name::TYPES, "only instances of nodes of these types", Takes::Text),
        BY_DEPENDENCY,
        FORCE,
    ],
    available: |target| offered(EXECUTE_OPERATION, target),
    derived: Some(|target| operation_of(target, None)),
    consequences: |target| Consequences {
        will: format!(
            "run the operation {} on {}, by the workflow {EXECUTE_OPERATION}",
            target.arguments.get(name::OPERATION).unwrap_or("that is said"),
            selected(target)
        ),
        will_not: "change the shown states; an operation that no node has does nothing and ends well".into(),
        undo: "depends on what the operation does".into(),
    },
    following: |before, now| following::workflow(before, now, &[EXECUTE_OPERATION]),
    ..PLAIN
};

pub const OPERATION: Parameter =
    Parameter::new(name::OPERATION, "the full name of the operation", Takes::Text)
        .required()
        .such_as(&[
            "cloudify.interfaces.lifecycle.stop",
            "cloudify.interfaces.lifecycle.start",
            "cloudify.interfaces.lifecycle.configure",
        ]);
pub const KWARGS: Parameter = Parameter::new(
    name::KWARGS,
    "what the operation is told, a JSON object",
    Takes::Value(JsonSort::Object),
);
pub const BY_DEPENDENCY: Parameter = Parameter::switch(
    name::BY_DEPENDENCY,
    "one after the other, in the order of the relationships",
);

pub const RUN_ACTION: Action = Action {
    id: RUN,
    title: "Run workflow",
    past: "run",
    help: "Run any workflow of the deployment, told what it declares",
    parameters: &[
        Parameter::new(name::WORKFLOW, "which of its workflows", Takes::PartOf(WORKFLOWS))
            .required()
            .such_as(&["install"]),
        FORCE,
    ],
    positional: Some(name::WORKFLOW),
    more: Some(schema::of_workflow),
    available: |target| match target.arguments.get(name::WORKFLOW) {
        Some(workflow) => offered(workflow, target),
        None => unless_busy(target),
    },
    derived: Some(|target| {
        let workflow = target.arguments.get(name::WORKFLOW).unwrap_or_default();
        let parameters = starting::values(target.arguments).unwrap_or_default();
        vec![(name::START, starting::text(workflow, &parameters))]
    }),
    consequences: run_does,
    following: |before, now| {
        let workflow = before.arguments.get(name::WORKFLOW).unwrap_or_default();
        following::workflow(before, now, &[workflow])
    },
    ..PLAIN
};

pub const CANCEL_ACTION: Action = Action {
    id: super::CANCEL,
    title: "Cancel what runs on",
    past: "cancelled",
    help: "Cancel the execution that is under way: it ends after the step at hand",
    parameters: &[],
    available: |target| match only_active(target) {
        Ok(Some(active)) if active.state.class == StateClass::GoingDown => Availability::NotNow(format!(
            "{} is {} already; force-cancel does not wait for the step at hand",
            workflow_of(active),
            active.state.text
        )),
        Ok(_) => Availability::Offered,
        Err(reason) => Availability::NotNow(reason),
    },
    derived: Some(active_id),
    consequences: |target| Consequences {
        will: format!(
            "cancel {}: it ends once the step at hand has ended",
            active_words(target)
        ),
        will_not: "undo anything: instances stay where they are then, even between two states".into(),
        undo: "run the workflow again: it goes on from the states that the instances are in".into(),
    },
    following: cancellation,
    ..PLAIN
};

pub const FORCE_CANCEL_ACTION: Action = Action {
    id: super::FORCE_CANCEL,
    title: "Force-cancel what runs on",
    past: "cancelled",
    help: "Cancel the execution that is under way at once, whatever its step at hand does",
    parameters: &[],
    available: |target| match only_active(target) {
        Ok(_) => Availability::Offered,
        Err(reason) => Availability::NotNow(reason),
    },
    derived: Some(active_id),
    consequences: |target| Consequences {
        will: format!("cancel {} at once", active_words(target)),
        will_not: "stop the step at hand: what it does may go on, and nobody looks at how it ends".into(),
        undo: "none; look at the instances before the next workflow".into(),
    },
    following: cancellation,
    ..PLAIN
};

pub const DELETE_ACTION: Action = Action {
    id: DELETE,
    title: "Delete deployment",
    past: "deleted",
    help: "Delete the deployment from the manager; what it installed is not uninstalled by that",
    danger: Danger::Destroys,
    parameters: &[Parameter::switch(
        name::IGNORE_LIVE_NODES,
        "delete it although instances are live: what they stand for stays, and nobody manages it any more",
    )],
    available: |target| match (running(target), &*target.row.state.text) {
        (Some(what), _) => Availability::NotNow(format!("{what}: wait until it has ended, or cancel it")),
        (None, "uninstalled" | "no instances") => Availability::Offered,
        (None, _) if target.arguments.is_on(name::IGNORE_LIVE_NODES) => Availability::Offered,
        (None, state) => Availability::OnlyWith {
            switch: name::IGNORE_LIVE_NODES,
            reason: format!("instances of it are live ({state}): uninstall it first"),
        },
    },
    consequences: |target| Consequences {
        will: "delete the deployment with its nodes, instances, executions and events".into(),
        will_not: match target.arguments.is_on(name::IGNORE_LIVE_NODES) {
            true => "uninstall anything: what its live instances stand for stays and is not managed any more"
                .into(),
            false => "delete its blueprint, nor anything else of the manager".into(),
        },
        undo: "none".into(),
    },
    following: following::going,
    ..PLAIN
};

fn plan(wanted: Wanted, target: &Target<'_>) -> Result<Start, String> {
    starting::start(wanted, None, &Offers::of(target), target.arguments)
}

fn can(wanted: Wanted, target: &Target<'_>) -> Availability {
    match plan(wanted, target) {
        Err(reason) => Availability::NotNow(reason),
        Ok(start) => offered(start.workflow, target),
    }
}

/// Whether a workflow is offered and can be started now.
pub fn offered(workflow: &str, target: &Target<'_>) -> Availability {
    let offers = Offers::of(target);
    match offers.get(workflow) {
        None if offers.are_known() => Availability::NotNow(match offers.names().as_str() {
            "" => "it has no workflows yet: its environment is being created".into(),
            names => format!("it has no workflow {workflow}; it has {names}"),
        }),
        Some(offer) if offer.is_out => Availability::NotNow(format!(
            "the manager says that {workflow} is not available now, by the states of its instances"
        )),
        Some(_) | None => unless_busy(target),
    }
}

fn start_of(wanted: Wanted, target: &Target<'_>) -> Vec<(&'static str, String)> {
    let start = plan(wanted, target).ok();
    let text = start.map(|start| starting::text(start.workflow, &start.parameters));
    text.map(|text| (name::START, text)).into_iter().collect()
}

/// The start of `execute_operation`, of one instance if one is meant.
pub fn operation_of(target: &Target<'_>, instance: Option<&str>) -> Vec<(&'static str, String)> {
    let parameters = starting::operation(target.arguments, instance).unwrap_or_default();
    vec![(name::START, starting::text(EXECUTE_OPERATION, &parameters))]
}

/// How many instances there are, how many of them are live, and how many started.
struct Counted {
    all: usize,
    live: usize,
    started: usize,
}

fn counted(target: &Target<'_>) -> Option<Counted> {
    let rows = instances(target)?;
    let those = |is_meant: fn(&str) -> bool| rows.iter().filter(|row| is_meant(&row.state.text)).count();
    Some(Counted {
        all: rows.len(),
        live: those(words::is_live),
        started: those(words::is_started),
    })
}

fn does(wanted: Wanted, target: &Target<'_>) -> Consequences {
    let by = match plan(wanted, target) {
        Ok(start) => how(&start),
        Err(reason) => reason,
    };
    let count = counted(target);
    let on = |meant: &dyn Fn(&Counted) -> usize, words: &str| match &count {
        Some(counted) => format!("{} of {} instances{words}", meant(counted), counted.all),
        None => format!("its instances{words}"),
    };
    let (will, will_not, undo) = match wanted {
        Wanted::Install => (
            format!(
                "create and start {}, {by}",
                on(&|it| it.all - it.started, " (those not started yet)")
            ),
            "touch instances that are started".into(),
            "uninstall".to_owned(),
        ),
        Wanted::Uninstall => (
            format!(
                "stop and delete {}, {by}",
                on(&|it| it.live, " (all that are live)")
            ),
            "delete the deployment itself: it can be installed again".into(),
            "install makes everything anew, empty".into(),
        ),
        Wanted::Reinstall => (
            format!(
                "delete {} and make all anew, {by}",
                on(&|it| it.live, " (all that are live)")
            ),
            "keep anything that is only on the instances".into(),
            "none".into(),
        ),
        Wanted::Start | Wanted::Stop | Wanted::Restart | Wanted::Replace => (
            format!("{} {}, {by}", verb(wanted), on(&|it| it.live, "")),
            unchanged_state(wanted).into(),
            match wanted {
                Wanted::Stop => "start".into(),
                Wanted::Start => "stop".to_owned(),
                _ => "none needed".to_owned(),
            },
        ),
    };
    Consequences { will, will_not, undo }
}

fn verb(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Stop => "run the stop operation of",
        Wanted::Start => "run the start operation of",
        _ => "run the stop and then the start operation of",
    }
}

/// What these workflows leave as it is (§5.1).
pub fn unchanged_state(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Stop => {
            "change the shown state: it stays `started` although the operation stopped it, and nothing is removed"
        }
        _ => "change the shown states, which only install and uninstall do",
    }
}

/// "by the workflow stop": with what it is told, and why it is another.
pub fn how(start: &Start) -> String {
    let told = match start.parameters.is_empty() {
        true => String::new(),
        false => format!(" with {}", spaced(&start.parameters)),
    };
    let instead = start.instead.map_or_else(String::new, |why| format!(" ({why})"));
    format!("by the workflow {}{told}{instead}", start.workflow)
}

/// An object with spaces between its members, for a sentence that is wrapped.
fn spaced(members: &serde_json::Map<String, serde_json::Value>) -> String {
    let members = members.iter().map(|(name, value)| format!("\"{name}\": {value}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

/// "all its instances", or those that were selected.
fn selected(target: &Target<'_>) -> String {
    let said = [
        (name::NODES, "of the nodes"),
        (name::INSTANCES, "among"),
        (name::TYPES, "of the types"),
    ];
    let words: Vec<String> = said
        .into_iter()
        .filter_map(|(name, words)| Some(format!("{words} {}", target.arguments.get(name)?)))
        .collect();
    match words.is_empty() {
        true => "all its instances".into(),
        false => format!("its instances {}", words.join(" and ")),
    }
}

fn run_does(target: &Target<'_>) -> Consequences {
    let workflow = target.arguments.get(name::WORKFLOW).unwrap_or("that is said");
    let count = instances(target).map_or_else(String::new, |rows| {
        format!(", which has {} instances", rows.len())
    });
    Consequences {
        will: format!("run the workflow {workflow} on the deployment{count}"),
        will_not: "check what the workflow does: its blueprint decides that".into(),
        undo: "depends on the workflow".into(),
    }
}

/// The only execution that is under way, where that is known.
fn only_active<'a>(target: &Target<'a>) -> Result<Option<&'a std::sync::Arc<crate::resource::Row>>, String> {
    match (active(target), running(target)) {
        (Some(active), _) => Ok(Some(active)),
        (None, Some(_)) => Ok(None),
        (None, None) => Err("nothing runs on it".into()),
    }
}

fn active_id(target: &Target<'_>) -> Vec<(&'static str, String)> {
    let active = active(target).map(|row| (name::EXECUTION, row.id.to_string()));
    active.into_iter().collect()
}

fn active_words(target: &Target<'_>) -> String {
    match active(target) {
        Some(active) => format!("{} ({}, {})", workflow_of(active), active.state.text, active.id),
        None => "the execution that is under way".into(),
    }
}

fn cancellation(before: &Target<'_>, now: &Target<'_>) -> crate::resource::Following {
    match active(before) {
        Some(active) => following::cancelled(now, &active.id),
        None => following::taken(before, now),
    }
}

/// The kind of a deployment's instances.
pub const INSTANCES_OF: On = On::Part {
    of: CLUSTERS,
    part: SERVERS,
};
