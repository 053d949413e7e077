//! What is asked of a whole cluster: changed, extended, deleted.

use crate::resource::action::{self, Consequences};
use crate::resource::{Action, Availability, Cell, Danger, Following, Parameter, StateClass, Takes, Target};

use super::super::bundles::Told;
use super::super::bundles::bundle::YES_NO;
use super::super::bundles::catalogue::CASSANDRA;
use super::super::bundles::forms::{self, name};
use super::super::drafts::cluster as draft;
use super::super::kinds::DATA_CENTRES;
use super::creating::is_deferred;
use super::{parts, standing};

const MODIFY_FORM: &[Parameter] = &[
    Parameter::new(draft::DESCRIPTION, "What it is for, in your words", Takes::Text)
        .such_as(&["Staging orders cluster"]),
    forms::VERIFY_EMAIL,
    forms::VERIFY_PHONE,
];

pub const MODIFY: Action = Action {
    id: super::MODIFY,
    title: "Modify",
    past: "modified",
    help: "Change the description of the cluster, or where its deletion must be confirmed",
    parameters: MODIFY_FORM,
    available: |target| match standing::stays(target) {
        Availability::Offered => is_something_said(target),
        not_now @ (Availability::OnlyWith { .. } | Availability::NotNow(_)) => not_now,
    },
    consequences: modify_does,
    following: parts::accepted,
    ..Action::PLAIN
};

/// Before anything was said there is a form to say it in.
fn is_something_said(target: &Target<'_>) -> Availability {
    let told = Told::new(target.arguments, MODIFY_FORM);
    let is_half = told.said(name::VERIFY_EMAIL).is_none() && told.said(name::VERIFY_PHONE).is_some();
    match is_half {
        true => Availability::NotNow(format!(
            "{} needs {} beside it",
            name::VERIFY_PHONE,
            name::VERIFY_EMAIL
        )),
        false => Availability::Offered,
    }
}

fn modify_does(target: &Target<'_>) -> Consequences {
    let told = Told::new(target.arguments, MODIFY_FORM);
    let two_factor = told.said(name::VERIFY_EMAIL).or(told.said(name::VERIFY_PHONE));
    let description = told.said(draft::DESCRIPTION).map(|_| "replace its description");
    let confirmed = two_factor.map(|_| "have its deletion confirmed by e-mail or phone from now on");
    let will: Vec<&str> = description.into_iter().chain(confirmed).collect();
    Consequences {
        will: match will.as_slice() {
            [] => "change nothing: nothing was said".into(),
            will => will.join("; "),
        },
        will_not: "touch its nodes or its data".into(),
        undo: "modify it again".into(),
    }
}

const ADD_FORM: &[Parameter] = &[
    CASSANDRA.version,
    forms::PROVIDER,
    forms::DATA_CENTRE,
    Parameter::new(
        name::NODE_SIZE,
        "The size of its nodes, as the vendor lists them",
        Takes::Text,
    )
    .required()
    .such_as(&["m5l-250-v2"]),
    Parameter::new(
        name::NETWORK,
        "Its private network, /12 to /22; none of the cluster's others may overlap it",
        Takes::Text,
    )
    .required()
    .such_as(&["10.30.0.0/16"])
    .checked(super::super::bundles::network::of_cluster),
    forms::RACKS,
    forms::NODES_PER_RACK,
    Parameter::new(
        draft::NAME,
        "What it is called; without it, as the region; it cannot be changed later",
        Takes::Text,
    ),
    Parameter::new(
        draft::AUTHN_AUTHZ,
        "As in the cluster's other data centres",
        Takes::Choice(YES_NO),
    )
    .or("no"),
    Parameter::new(
        draft::CLIENT_ENCRYPTION,
        "As in the cluster's other data centres",
        Takes::Choice(YES_NO),
    )
    .or("no"),
    Parameter::new(
        name::ACCOUNT,
        "Your own account with the cloud, by the name that the vendor knows it by",
        Takes::Text,
    ),
    forms::OPTIONS,
];

pub const ADD_DATA_CENTRE: Action = Action {
    id: super::ADD_DATA_CENTRE,
    title: "Add data centre",
    past: "given a data centre",
    help: "Add a data centre to a cluster of Cassandra",
    parameters: ADD_FORM,
    available: standing::runs,
    consequences: add_does,
    following: added,
    ..Action::PLAIN
};

fn add_does(target: &Target<'_>) -> Consequences {
    let told = Told::new(target.arguments, ADD_FORM);
    let nodes = told
        .number(name::RACKS)
        .zip(told.number(name::NODES_PER_RACK))
        .map_or_else(
            || "nodes".into(),
            |(racks, each)| format!("{} nodes", racks * each),
        );
    Consequences {
        will: format!(
            "ask for {nodes} of {} in {} of {}, which COST MONEY from then on; some 5 min for each node",
            told.text(name::NODE_SIZE).unwrap_or("some size"),
            told.text(name::DATA_CENTRE).unwrap_or("a region"),
            told.text(name::PROVIDER).unwrap_or("a cloud"),
        ),
        will_not: "copy any data there: keyspaces are replicated to it only when you alter them".into(),
        undo: "none here: this API deletes no single data centre; ask the vendor's support".into(),
    }
}

/// Done when a data centre that was not there before runs.
fn added(before: &Target<'_>, now: &Target<'_>) -> Following {
    let (Some(old), Some(new)) = (parts::list(before, DATA_CENTRES), parts::list(now, DATA_CENTRES)) else {
        return parts::accepted(before, now);
    };
    let is_new = |row: &&std::sync::Arc<crate::resource::Row>| old.iter().all(|old| old.id != row.id);
    let Some(row) = new.iter().find(is_new) else {
        return Following::Running("not listed yet".into());
    };
    let (state, name) = (&row.state, &row.name);
    let seen = format!("{name} is {}", state.text);
    match state.class {
        StateClass::Up => Following::Done(seen),
        StateClass::Bad if is_deferred(&state.text) => {
            Following::Running(format!("{seen}: it waits for the vendor"))
        }
        StateClass::Bad | StateClass::Down | StateClass::GoingDown => Following::Failed(seen),
        StateClass::Busy | StateClass::Neutral => Following::Running(match row.progress {
            Some(progress) => format!("{seen}, {} of {} nodes run", progress.current, progress.total),
            None => seen,
        }),
    }
}

pub const DELETE: Action = Action {
    id: action::DELETE,
    title: "Delete",
    past: "deleted",
    help: "Delete the cluster for good, with its data",
    danger: Danger::Destroys,
    available: standing::stays,
    consequences: delete_does,
    following: deleted,
    ..Action::PLAIN
};

fn delete_does(target: &Target<'_>) -> Consequences {
    let nodes = match target.row.cell(3) {
        Cell::Ratio { total: 1, .. } => "its 1 node".to_owned(),
        Cell::Ratio { total, .. } => format!("its {total} nodes"),
        _ => "its nodes".to_owned(),
    };
    Consequences {
        will: format!(
            "delete {nodes} and ALL THEIR DATA; with two-factor delete, only once that is confirmed by e-mail or \
             phone, outside the console"
        ),
        will_not:
            "go while something depends on it (Kafka Connect on its Kafka cluster): the manager refuses then"
                .into(),
        undo: "none: restore-backup makes a new cluster of it at the most".into(),
    }
}

/// It ends when nothing answers to its name any more.
fn deleted(_: &Target<'_>, now: &Target<'_>) -> Following {
    let state = &now.row.state;
    match state.class {
        StateClass::Down => Following::Done(format!("it is {}", state.text)),
        StateClass::GoingDown => Following::Running(state.text.to_string()),
        StateClass::Bad | StateClass::Busy | StateClass::Up | StateClass::Neutral => {
            Following::Running(format!(
                "it is {}, not DELETING yet: if two-factor delete is set it waits for its confirmation by e-mail or \
                 phone, outside the console",
                state.text
            ))
        }
    }
}
