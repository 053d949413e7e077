//! What is asked of one node instance of a deployment (§5.2).

use crate::resource::action::{Consequences, REPLACE_SERVER, Target};
use crate::resource::{Action, Availability, Danger, Parameter};

use super::super::drafts::starting::{self, EXECUTE_OPERATION, Start, Wanted};
use super::super::words;
use super::deployment::{
    BY_DEPENDENCY, INSTANCES_OF, KWARGS, OPERATION, how, offered, operation_of, unchanged_state,
};
use super::known::{Offers, host, on_same_host};
use super::{RESTART_SERVER, RUN_OPERATION, START_SERVER, STOP_SERVER, following, name};

const FORCE: Parameter = Parameter::switch(
    name::FORCE,
    "start it beside another execution that is under way; it is no queue",
);

const PLAIN: Action = Action {
    on: INSTANCES_OF,
    danger: Danger::Part,
    parameters: &[FORCE],
    ..Action::PLAIN
};

pub const START_ACTION: Action = Action {
    id: START_SERVER,
    title: "Start server",
    past: "started",
    help: "Run the start operation of one instance",
    danger: Danger::Low,
    available: |target| can(Wanted::Start, target),
    derived: Some(|target| start_of(Wanted::Start, target)),
    consequences: |target| does(Wanted::Start, target),
    following: |before, now| following::workflow(before, now, Wanted::Start.workflows()),
    ..PLAIN
};

pub const STOP_ACTION: Action = Action {
    id: STOP_SERVER,
    title: "Stop server",
    past: "stopped",
    help: "Run the stop operation of one instance; nothing is removed",
    available: |target| can(Wanted::Stop, target),
    derived: Some(|target| start_of(Wanted::Stop, target)),
    consequences: |target| does(Wanted::Stop, target),
    following: |before, now| following::workflow(before, now, Wanted::Stop.workflows()),
    ..PLAIN
};

pub const RESTART_ACTION: Action = Action {
    id: RESTART_SERVER,
    title: "Restart server",
    past: "restarted",
    help: "Run the stop and then the start operation of one instance",
    available: |target| can(Wanted::Restart, target),
    derived: Some(|target| start_of(Wanted::Restart, target)),
    consequences: |target| does(Wanted::Restart, target),
    following: |before, now| following::workflow(before, now, Wanted::Restart.workflows()),
    ..PLAIN
};

pub const REPLACE_ACTION: Action = Action {
    id: REPLACE_SERVER,
    title: "Replace server",
    past: "replaced",
    help: "Heal: uninstall the host of an instance with everything on it, and install it anew",
    available: |target| can(Wanted::Replace, target),
    derived: Some(|target| start_of(Wanted::Replace, target)),
    consequences: replace_does,
    following: |before, now| following::workflow(before, now, Wanted::Replace.workflows()),
    ..PLAIN
};

pub const OPERATION_ACTION: Action = Action {
    id: RUN_OPERATION,
    title: "Run operation",
    past: "run",
    help: "Run one operation of an instance's interfaces",
    parameters: &[OPERATION, KWARGS, BY_DEPENDENCY, FORCE],
    available: |target| match target.part {
        None => none_meant(),
        Some(_) => offered(EXECUTE_OPERATION, target),
    },
    derived: Some(|target| operation_of(target, target.part.map(|part| &*part.id))),
    consequences: |target| Consequences {
        will: format!(
            "run the operation {} of {}, by the workflow {EXECUTE_OPERATION}",
            target.arguments.get(name::OPERATION).unwrap_or("that is said"),
            part_name(target)
        ),
        will_not:
            "change the shown state; an operation that the node does not have does nothing and ends well"
                .into(),
        undo: "depends on what the operation does".into(),
    },
    following: |before, now| following::workflow(before, now, &[EXECUTE_OPERATION]),
    ..PLAIN
};

fn none_meant() -> Availability {
    Availability::NotNow("no instance is meant".into())
}

fn part_name<'a>(target: &Target<'a>) -> &'a str {
    target.part.map_or("the instance", |part| &part.id)
}

fn plan(wanted: Wanted, target: &Target<'_>) -> Result<Start, String> {
    let part = target.part.map_or("", |part| &part.id);
    starting::start(wanted, Some(part), &Offers::of(target), target.arguments)
}

fn can(wanted: Wanted, target: &Target<'_>) -> Availability {
    let Some(part) = target.part else {
        return none_meant();
    };
    match plan(wanted, target) {
        Err(reason) => Availability::NotNow(reason),
        Ok(_) if !words::is_live(&part.state.text) && wanted != Wanted::Replace => {
            Availability::NotNow(format!(
                "it is {}: nothing of it is there; install makes it",
                part.state.text
            ))
        }
        Ok(start) => offered(start.workflow, target),
    }
}

fn start_of(wanted: Wanted, target: &Target<'_>) -> Vec<(&'static str, String)> {
    let start = plan(wanted, target).ok();
    let text = start.map(|start| starting::text(start.workflow, &start.parameters));
    text.map(|text| (name::START, text)).into_iter().collect()
}

fn does(wanted: Wanted, target: &Target<'_>) -> Consequences {
    let by = plan(wanted, target).map_or_else(|why| why, |start| how(&start));
    let part = part_name(target);
    let what = match wanted {
        Wanted::Stop => "the stop operation",
        Wanted::Start => "the start operation",
        _ => "the stop and then the start operation",
    };
    Consequences {
        will: format!("run {what} of {part}, {by}"),
        will_not: unchanged_state(wanted).into(),
        undo: match wanted {
            Wanted::Stop => "start-server".into(),
            Wanted::Start => "stop-server".into(),
            _ => "none needed".into(),
        },
    }
}

fn replace_does(target: &Target<'_>) -> Consequences {
    let Some(part) = target.part else {
        return Consequences {
            will: "replace an instance".into(),
            will_not: "touch others".into(),
            undo: "none".into(),
        };
    };
    let start = plan(Wanted::Replace, target);
    let by = start.as_ref().map_or_else(Clone::clone, how);
    let is_heal = start.is_ok_and(|start| start.workflow == "heal");
    let whole = match on_same_host(target, part) {
        same if same.len() > 1 && is_heal => format!(
            "the whole host {} with all {} instances on it: {}",
            host(part),
            same.len(),
            same.join(", ")
        ),
        _ => part.id.to_string(),
    };
    Consequences {
        will: format!("uninstall and install anew {whole}; {by}"),
        will_not: "keep anything that is only there; ids stay the same".into(),
        undo: "none".into(),
    }
}
