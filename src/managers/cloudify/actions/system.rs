//! The manager itself and the cluster of managers it may be one of (§4.2, §4.16).

use crate::resource::action::{Consequences, DELETE, On};
use crate::resource::{Action, Availability, Danger, Following, Parameter, StateClass, Takes, Target};

use super::super::kinds::system::MANAGER_COLUMNS;
use super::super::kinds::{MANAGER, MANAGER_NODES};
use super::known::text;
use super::names::checked_id;
use super::{
    ACTIVATE_MAINTENANCE, ADD_MANAGER, DEACTIVATE_MAINTENANCE, JOIN_CLUSTER, PROMOTE, START_CLUSTER,
    UPDATE_CLUSTER, following, name,
};

const ADDRESS: Parameter = Parameter::new(name::ADDRESS, "its address for the other managers", Takes::Text)
    .required()
    .such_as(&["192.0.2.11"]);
const NODE_NAME: Parameter = Parameter::new(name::NODE_NAME, "its name in the cluster", Takes::Text)
    .required()
    .checked(checked_id)
    .such_as(&["manager-1"]);

const PLAIN: Action = Action {
    on: On::Object(MANAGER),
    danger: Danger::Destroys,
    following: following::taken,
    ..Action::PLAIN
};

/// `activated`, `activating` or `deactivated`; empty where it is not known.
fn maintenance(target: &Target<'_>) -> String {
    text(target.row, &MANAGER_COLUMNS, "maintenance")
}

pub const ACTIVATE_MAINTENANCE_ACTION: Action = Action {
    id: ACTIVATE_MAINTENANCE,
    title: "Activate maintenance mode of",
    past: "activated",
    help: "Keep everybody from changing anything, once what runs has ended",
    available: |target| match maintenance(target).as_str() {
        "activated" | "activating" => Availability::NotNow("it is in maintenance mode already".into()),
        _ => Availability::Offered,
    },
    consequences: |_| {
        Consequences {
        will: "refuse new executions, deployments and snapshots at once, and everything but status and version once \
               what runs has ended"
            .into(),
        will_not: "cancel what runs".into(),
        undo: "deactivate-maintenance".into(),
    }
    },
    following: |_, now| match maintenance(now).as_str() {
        "activated" => Following::Done("maintenance mode is active".into()),
        "activating" => Following::Running("executions are still under way".into()),
        other => Following::Running(format!("maintenance mode is {other}")),
    },
    ..PLAIN
};

pub const DEACTIVATE_MAINTENANCE_ACTION: Action = Action {
    id: DEACTIVATE_MAINTENANCE,
    title: "Deactivate maintenance mode of",
    past: "deactivated",
    help: "Let the manager work again",
    danger: Danger::Low,
    available: |target| match maintenance(target).as_str() {
        "deactivated" => Availability::NotNow("it is not in maintenance mode".into()),
        _ => Availability::Offered,
    },
    consequences: |_| Consequences {
        will: "let the manager take changes again".into(),
        will_not: "start anything that was refused meanwhile".into(),
        undo: "activate-maintenance".into(),
    },
    following: |_, now| match maintenance(now).as_str() {
        "deactivated" | "" => Following::Done("maintenance mode is off".into()),
        other => Following::Running(format!("maintenance mode is {other}")),
    },
    ..PLAIN
};

pub const START_CLUSTER_ACTION: Action = Action {
    id: START_CLUSTER,
    title: "Start a cluster of managers with",
    past: "started",
    help: "Make this manager the first of a cluster of managers; up to 4.6, premium",
    parameters: &[ADDRESS, NODE_NAME],
    consequences: |_| Consequences {
        will: "make this manager the active one of a new cluster; it restarts its services meanwhile".into(),
        will_not: "add other managers: add-manager does, then join-cluster there".into(),
        undo: "none: a manager leaves its cluster by being removed from it".into(),
    },
    ..PLAIN
};

pub const JOIN_CLUSTER_ACTION: Action = Action {
    id: JOIN_CLUSTER,
    title: "Join a cluster of managers with",
    past: "joined",
    help: "Make this manager one of a cluster that there is: what it has is replaced; up to 4.6, premium",
    parameters: &[
        ADDRESS,
        NODE_NAME,
        Parameter::new(name::JOIN, "addresses of managers of the cluster", Takes::Text)
            .required()
            .such_as(&["192.0.2.10"]),
        Parameter::new(
            name::CREDENTIALS,
            "what the active manager said when this one was added there",
            Takes::Secret,
        )
        .required(),
    ],
    consequences: |_| {
        Consequences {
        will: "replace everything that this manager knows by what the cluster knows, and follow its active manager".into(),
        will_not: "keep deployments of this manager managed".into(),
        undo: "none".into(),
    }
    },
    ..PLAIN
};

pub const UPDATE_CLUSTER_ACTION: Action = Action {
    id: UPDATE_CLUSTER,
    title: "Update the cluster of managers of",
    past: "updated",
    help: "Change options of the cluster of managers; up to 4.6, premium",
    parameters: &[
        Parameter::new(name::CHANGES, "what to change, a JSON object", Takes::Json)
            .required()
            .such_as(&["{\"heartbeat_interval\": 10}"]),
    ],
    consequences: |_| Consequences {
        will: "write these options down for the whole cluster".into(),
        will_not: "check what they mean: the manager does".into(),
        undo: "write the former options back".into(),
    },
    ..PLAIN
};

pub const ADD_MANAGER_ACTION: Action = Action {
    id: ADD_MANAGER,
    title: "Add manager to the cluster",
    past: "added",
    help: "Tell the cluster of a manager that is to join it; up to 4.6, premium",
    on: On::New {
        kind: MANAGER_NODES,
        name: Parameter::new(name::NAME, "its name in the cluster", Takes::Text)
            .required()
            .checked(checked_id),
    },
    danger: Danger::Service,
    parameters: &[ADDRESS],
    consequences: |_| Consequences {
        will: "write the new manager down, and make the credentials that it joins with".into(),
        will_not: "change the new manager: join-cluster there does".into(),
        undo: "delete".into(),
    },
    following: following::made,
    ..PLAIN
};

pub const PROMOTE_ACTION: Action = Action {
    id: PROMOTE,
    title: "Promote",
    past: "promoted",
    help: "Make this manager the active one of its cluster",
    on: On::Object(MANAGER_NODES),
    available: |target| match (role(target).as_str(), target.row.state.class) {
        ("master" | "active", _) => Availability::NotNow("it is the active manager already".into()),
        (_, StateClass::Down | StateClass::Bad) => {
            Availability::NotNow(format!("it is {}: it could not take over", target.row.state.text))
        }
        _ => Availability::Offered,
    },
    consequences: |_| Consequences {
        will: "make it the active manager: clients of the other are refused until they ask this one".into(),
        will_not: "stop executions, but their workers lose the manager for a moment".into(),
        undo: "promote the other".into(),
    },
    following: |_, now| match role(now).as_str() {
        "master" | "active" => Following::Done("it is the active manager".into()),
        other => Following::Running(format!("it is {other}")),
    },
    ..PLAIN
};

pub const REMOVE_MANAGER_ACTION: Action = Action {
    id: DELETE,
    title: "Remove manager",
    past: "removed",
    help: "Remove the manager from its cluster for good",
    on: On::Object(MANAGER_NODES),
    available: |target| match role(target).as_str() {
        "master" | "active" => Availability::NotNow("it is the active manager: promote another first".into()),
        _ => Availability::Offered,
    },
    consequences: |_| Consequences {
        will: "remove the manager from the cluster: it cannot come back under its name".into(),
        will_not: "uninstall it".into(),
        undo: "none".into(),
    },
    following: following::going,
    ..PLAIN
};

fn role(target: &Target<'_>) -> String {
    text(target.row, &super::super::kinds::system::NODE_COLUMNS, "role")
}
