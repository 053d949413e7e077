//! Hosts: bootstrapped, in a cluster or not, deleted ("Hosts").

use crate::resource::action::Consequences;
use crate::resource::{Availability, Cell, Following, StateClass, Target};

use super::super::words;
use super::parameter;

/// Index of the CLUSTERS column of a host.
const CLUSTERS: usize = 2;

pub fn bootstrap_does(target: &Target<'_>) -> Consequences {
    let said = |name| target.arguments.get(name);
    let user = said(parameter::REMOTE_USER).unwrap_or("root");
    let cluster = said(parameter::CLUSTER).map_or_else(
        || "; it ends as disassociated, in no cluster".to_owned(),
        |cluster| {
            format!(
                "; it enters the list of {cluster} at once, whether that works or not, and stays there if it fails"
            )
        },
    );
    Consequences {
        will: format!(
            "send the key to the manager, which keeps it readable for every user; log in as {user} over SSH and set \
             the machine up{cluster}"
        ),
        will_not: "try again if it fails: delete the host then, and bootstrap it once more".into(),
        undo: "delete the host; what was set up on the machine stays".into(),
    }
}

/// Done when the host is active or disassociated.
pub fn bootstrapped(_: &Target<'_>, now: &Target<'_>) -> Following {
    let state = &now.row.state;
    match state.class {
        StateClass::Busy => Following::Running(format!("it is {}", state.text)),
        StateClass::Bad => Following::Failed(format!(
            "it is {}: it cannot be reached, or its setup failed; the manager does not tell which",
            state.text
        )),
        _ if words::may_join(&state.text) => Following::Done(format!("it is {}", state.text)),
        _ => Following::Running(format!("it is {}", state.text)),
    }
}

pub fn can_join(target: &Target<'_>) -> Availability {
    let state = &target.row.state.text;
    if words::may_join(state) {
        return Availability::Offered;
    }
    Availability::NotNow(format!(
        "it is {state}; only active and disassociated hosts can join"
    ))
}

pub fn join_does(target: &Target<'_>) -> Consequences {
    let cluster = target.arguments.get(parameter::CLUSTER).unwrap_or("the cluster");
    let also = match target.row.cell(CLUSTERS) {
        Cell::Empty => String::new(),
        clusters => format!("; it stays in {} as well", clusters.shown()),
    };
    Consequences {
        will: format!(
            "add it to {cluster}, and register it with the container manager of that, if there is one{also}"
        ),
        will_not: "touch the machine".into(),
        undo: "remove-host".into(),
    }
}

/// Done when the host says that it is in the cluster.
pub fn joined(_: &Target<'_>, now: &Target<'_>) -> Following {
    let cluster = now.arguments.get(parameter::CLUSTER).unwrap_or_default();
    let clusters = now.row.cell(CLUSTERS).text();
    if clusters.split(' ').any(|name| name == cluster) {
        return Following::Done(format!("it is in {cluster}, {}", now.row.state.text));
    }
    Following::Running(format!("not in {cluster} yet, as last listed"))
}

pub fn delete_does(target: &Target<'_>) -> Consequences {
    let clusters = target.row.cell(CLUSTERS).text();
    let names: Vec<&str> = clusters.split(' ').filter(|name| !name.is_empty()).collect();
    let out_of = match names.as_slice() {
        [] => String::new(),
        [one] => format!(", take it out of {one}, and its node out of the container manager there"),
        several => format!(
            ", and take it out of ONE of {}: the others keep an address without a host, and cannot be read any more",
            several.join(", ")
        ),
    };
    Consequences {
        will: format!("delete its record and its private key{out_of}"),
        will_not: "touch the machine, or tell if the container manager could not be reached".into(),
        undo: "bootstrap it again; that needs the key file".into(),
    }
}
