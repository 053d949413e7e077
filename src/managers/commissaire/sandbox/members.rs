//! The hosts in a cluster ("One member", "Member list").

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::answer::{Outcome, Refusal, ok};
use super::clusters;
use super::parameters::Parameters;
use super::words;
use super::world::Contents;

pub(super) fn list(contents: &Contents, parameters: &Parameters) -> Outcome {
    let cluster = contents.clusters.get(&parameters.key("name")?);
    ok(cluster.ok_or(Refusal::NotFound)?.members.clone().into())
}

/// Replaces the list, if the caller knows what it is. Hosts that leave stay registered.
pub(super) fn replace(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let given = |name| parameters.texts(name)?.ok_or(Refusal::BadRequest);
    let old: BTreeSet<String> = given("old")?.into_iter().collect();
    let new: BTreeSet<String> = given("new")?.into_iter().collect();
    let name = parameters.key("name")?;
    let cluster = contents.clusters.get_mut(&name).ok_or(Refusal::NotFound)?;
    if old != cluster.members.iter().cloned().collect() {
        return Err(Refusal::Conflict);
    }
    let added: Vec<String> = new.difference(&old).cloned().collect();
    let mut is_ready = true;
    for address in &added {
        is_ready &= contents.hosts.get(address).ok_or(Refusal::Broken)?.may_join();
    }
    if !is_ready {
        return Err(Refusal::NotReady);
    }
    // Any order will do: the server makes a list of a set.
    cluster.members = new.into_iter().rev().collect();
    let (document, manager) = (cluster.whole(&name), cluster.container_manager.clone());
    for address in added {
        associate(contents, &manager, &address)?;
    }
    ok(document)
}

pub(super) fn show(contents: &Contents, parameters: &Parameters) -> Outcome {
    let address = parameters.key("host")?;
    let cluster = contents.clusters.get(&parameters.key("name")?);
    let cluster = cluster.ok_or_else(|| clusters::missing(contents))?;
    if cluster.members.contains(&address) {
        ok(vec![address].into())
    } else {
        Err(Refusal::NotFound)
    }
}

/// Adds a host. It stays in the list even if its container manager cannot be told.
pub(super) fn join(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let address = parameters.key("host")?;
    let host = contents.hosts.get(&address).ok_or(Refusal::NotFound)?;
    let cluster = contents.clusters.get_mut(&parameters.key("name")?);
    let cluster = cluster.ok_or(Refusal::NotFound)?;
    if !cluster.members.contains(&address) {
        if !host.may_join() {
            return Err(Refusal::NotReady);
        }
        cluster.members.push(address.clone());
        let manager = cluster.container_manager.clone();
        associate(contents, &manager, &address)?;
    }
    ok(vec![address].into())
}

/// Removes a host, also one that is no member. Whatever fails behind is 404; its status stays.
pub(super) fn leave(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let address = parameters.key("host")?;
    let cluster = contents.clusters.get_mut(&parameters.key("name")?);
    let cluster = cluster.ok_or(Refusal::NotFound)?;
    if cluster.members.contains(&address) {
        cluster.members.retain(|member| *member != address);
        let manager = cluster.container_manager.clone();
        if !manager.is_empty() {
            contents
                .remove_node(&manager, &address)
                .map_err(|trouble| trouble.refusal(StatusCode::NOT_FOUND))?;
        }
    }
    ok(Vec::<String>::new().into())
}

/// Registers a new member with the container manager, if there is one, and sets its status.
fn associate(contents: &mut Contents, manager: &str, address: &str) -> Result<(), Refusal> {
    if manager.is_empty() {
        contents.set_status(address, words::DISASSOCIATED);
        return Ok(());
    }
    contents
        .register(manager, address)
        .map_err(|trouble| trouble.refusal(StatusCode::INTERNAL_SERVER_ERROR))?;
    contents.set_status(address, words::ACTIVE);
    Ok(())
}
