//! Clusters ("Clusters").

use axum::http::StatusCode;

use super::answer::{Outcome, Refusal, created, ok};
use super::model::Cluster;
use super::parameters::Parameters;
use super::words;
use super::world::Contents;

pub(super) fn list(contents: &Contents) -> Outcome {
    ok(contents.listed(contents.clusters.keys()).into())
}

pub(super) fn show(contents: &Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.key("name")?;
    let cluster = contents.clusters.get(&name);
    let cluster = cluster.ok_or_else(|| missing(contents))?;
    let mut available = 0;
    for member in &cluster.members {
        let host = contents.hosts.get(member).ok_or(Refusal::Broken)?;
        available += usize::from(host.status == words::ACTIVE);
    }
    ok(cluster.counted(&name, available))
}

/// Creates a cluster, or replaces one with all its fields, its hosts included.
pub(super) fn save(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.text("name", "")?;
    let existing = contents.clusters.get(&name);
    let network = match parameters.get("network") {
        // Of a new cluster it is looked up first, and what is not found, even a number, becomes the default.
        Some(asked) if existing.is_none() && !asked.is_null() && !is_network(contents, asked) => {
            words::DEFAULT_NETWORK.to_owned()
        }
        _ => parameters.text("network", words::DEFAULT_NETWORK)?,
    };
    let mut members = parameters.texts("hostset")?.unwrap_or_default();
    if let Some(existing) = existing.filter(|_| !contents.settings.quirks.put_empties_host_list) {
        members.clone_from(&existing.members);
    }
    let cluster = Cluster {
        status: parameters.text("status", "")?,
        network,
        members,
        container_manager: parameters.text("container_manager", "")?,
    };
    let document = cluster.safe(&name);
    contents.clusters.insert(name, cluster);
    created(document)
}

/// Deletes a cluster. Its hosts and the records of its operations stay.
pub(super) fn delete(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.key("name")?;
    let cluster = contents.clusters.get(&name).ok_or(Refusal::NotFound)?;
    let manager = cluster.container_manager.clone();
    if !manager.is_empty() {
        contents
            .remove_all_nodes(&manager)
            .map_err(|trouble| trouble.refusal(StatusCode::INTERNAL_SERVER_ERROR))?;
    }
    contents.clusters.remove(&name);
    ok(Vec::<String>::new().into())
}

/// What a cluster that does not exist is to read.
pub(super) fn missing(contents: &Contents) -> Refusal {
    if contents.settings.quirks.missing_cluster_is_broken {
        Refusal::Broken
    } else {
        Refusal::NotFound
    }
}

fn is_network(contents: &Contents, asked: &serde_json::Value) -> bool {
    asked
        .as_str()
        .is_some_and(|name| contents.networks.contains_key(name))
}
