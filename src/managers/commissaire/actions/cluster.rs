//! Clusters, and who is in them.

use std::borrow::Cow;

use crate::resource::action::Consequences;
use crate::resource::kind::SERVERS;
use crate::resource::{Availability, Cell, Following, Row, StateClass, Target};

use super::super::kinds::cluster::{MANAGER_FIELD, SHARING_FIELD, UNMANAGED, is_broken};
use super::parameter;

/// Whether anything can be asked of a cluster: of one whose status is newer than this build nothing is known.
pub fn known(target: &Target<'_>) -> Availability {
    let state = &target.row.state;
    match (state.class, &*state.text) {
        (StateClass::Neutral, "") => Availability::NotNow("the manager does not tell its status".into()),
        (StateClass::Neutral, word) => {
            Availability::NotNow(format!("its status, {word}, is not known to this version"))
        }
        _ => Availability::Offered,
    }
}

/// Whether something can be asked that takes all of its hosts.
pub fn readable(target: &Target<'_>) -> Availability {
    if is_broken(target.row) {
        let reason = "it cannot be read; a host of it that has no record can be removed";
        return Availability::NotNow(reason.into());
    }
    known(target)
}

pub fn can_remove(target: &Target<'_>) -> Availability {
    match target.part {
        None => Availability::NotNow("select a host first".into()),
        Some(_) => known(target),
    }
}

fn field<'a>(target: &Target<'a>, label: &str) -> Option<&'a Cell> {
    let fields = &target.detail?.fields;
    fields
        .iter()
        .find(|field| field.label == label)
        .map(|field| &field.value)
}

/// Who schedules containers on its hosts.
enum Managed<'a> {
    By(Cow<'a, str>),
    ByNobody,
    /// It was not read.
    Unknown,
}

fn managed<'a>(target: &Target<'a>) -> Managed<'a> {
    match field(target, MANAGER_FIELD).map(Cell::text) {
        None => Managed::Unknown,
        Some(words) if words == UNMANAGED => Managed::ByNobody,
        Some(name) => Managed::By(name),
    }
}

fn hosts(target: &Target<'_>) -> String {
    match target.detail.map(|detail| detail.children_of(SERVERS).len()) {
        None => "its hosts".into(),
        Some(0) => "no hosts".into(),
        Some(1) => "its 1 host".into(),
        Some(count) => format!("its {count} hosts"),
    }
}

pub fn create_does(target: &Target<'_>) -> Consequences {
    let said = |name, default: &str| target.arguments.get(name).unwrap_or(default).to_owned();
    let manager = said(parameter::CONTAINER_MANAGER, "none");
    Consequences {
        will: format!(
            "make a cluster without hosts, in the network {}, container manager {manager}; a network that does not \
             exist is replaced by the default in silence, and a container manager is not checked",
            said(parameter::NETWORK, "default")
        ),
        will_not:
            "overwrite a cluster of that name, which would empty its list of hosts: it is looked for first"
                .into(),
        undo: "delete it".into(),
    }
}

pub fn add_does(target: &Target<'_>) -> Consequences {
    let names: Vec<&str> = target.arguments.words(parameter::HOSTS).collect();
    let becomes = match managed(target) {
        Managed::By(manager) => format!("registers them with {manager}; they become active"),
        Managed::ByNobody => "they become disassociated, for the cluster has no container manager".into(),
        Managed::Unknown => {
            "registers them with its container manager; without one they become disassociated".into()
        }
    };
    Consequences {
        will: format!("add {} to its list of hosts; {becomes}", names.join(", ")),
        will_not: "take them out of another cluster that they are in, nor overwrite a list that somebody else changed"
            .into(),
        undo: "remove-host, one by one".into(),
    }
}

/// Done when all that were to be added are among its hosts.
pub fn added(_: &Target<'_>, now: &Target<'_>) -> Following {
    let Some(detail) = now.detail else {
        return Following::Running("not read yet".into());
    };
    let members = detail.children_of(SERVERS);
    let is_member = |name: &&str| members.iter().any(|member| *member.id == **name);
    let missing: Vec<&str> = now
        .arguments
        .words(parameter::HOSTS)
        .filter(|name| !is_member(name))
        .collect();
    match missing.as_slice() {
        [] => Following::Done(format!("it has {} now", count(members.len()))),
        missing => Following::Running(format!("{} not in it yet", missing.join(", "))),
    }
}

pub fn remove_does(target: &Target<'_>) -> Consequences {
    let host = target.part.map_or("the host", |host| &host.name);
    let nodes = match managed(target) {
        Managed::By(manager) => format!("; then remove its node from {manager}, with what runs there"),
        Managed::ByNobody => String::new(),
        Managed::Unknown => {
            "; then remove its node from the cluster's container manager, if it has one".into()
        }
    };
    Consequences {
        will: format!("take {host} out of the cluster's list{nodes}"),
        will_not: "delete the host's record or key, change its status, or touch the machine".into(),
        undo: "add-hosts".into(),
    }
}

/// Done when the host is among its hosts no more.
pub fn removed(before: &Target<'_>, now: &Target<'_>) -> Following {
    let (Some(host), Some(detail)) = (before.part, now.detail) else {
        return Following::Running("not read yet".into());
    };
    let members = detail.children_of(SERVERS);
    let is_there = |member: &std::sync::Arc<Row>| member.id == host.id;
    if members.iter().any(is_there) {
        return Following::Running(format!("{} is still in it", host.name));
    }
    Following::Done(format!(
        "{} is out of it, with {} left",
        host.name,
        count(members.len())
    ))
}

/// "1 host", "3 hosts".
fn count(hosts: usize) -> String {
    match hosts {
        1 => "1 host".into(),
        many => format!("{many} hosts"),
    }
}

pub fn delete_does(target: &Target<'_>) -> Consequences {
    let will = match (managed(target), field(target, SHARING_FIELD)) {
        (Managed::By(manager), Some(others)) => format!(
            "first remove ALL nodes from {manager}, also those of {}, which use it too; then delete the cluster",
            others.shown()
        ),
        (Managed::By(manager), None) => format!(
            "first remove ALL nodes from {manager}, also any that came from elsewhere; then delete the cluster"
        ),
        (Managed::ByNobody, _) => "delete the cluster; no container manager is told".into(),
        (Managed::Unknown, _) => {
            "remove all nodes from its container manager, if it has one; then delete the cluster".into()
        }
    };
    Consequences {
        will,
        will_not: format!(
            "delete {} or touch their machines; old records of operations stay, and show again under a new cluster \
             of that name",
            hosts(target)
        ),
        undo: "none: create it and add the hosts again".into(),
    }
}
