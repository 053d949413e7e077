//! Hosts, their credentials and their status ("Hosts", "Host status").

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Outcome, Refusal, created, ok};
use super::model::{Creds, Facts};
use super::parameters::Parameters;
use super::words;
use super::world::Contents;

pub(super) fn list(contents: &mut Contents, now: DateTime<Utc>) -> Outcome {
    contents.watch_all(now);
    let addresses = contents.listed(contents.hosts.keys());
    let documents: Vec<Value> = addresses
        .into_iter()
        .filter_map(|address| Some(contents.hosts.get(address)?.document(address)))
        .collect();
    ok(documents.into())
}

pub(super) fn show(contents: &mut Contents, parameters: &Parameters, now: DateTime<Utc>) -> Outcome {
    let address = parameters.key("address")?;
    let host = contents.watched_host(&address, now);
    ok(host.ok_or(Refusal::NotFound)?.document(&address))
}

/// Adds a host, which is then looked at by itself. One that exists is never changed.
pub(super) fn save(contents: &mut Contents, parameters: &Parameters, now: DateTime<Utc>) -> Outcome {
    let address = parameters.text("address", "")?;
    if address.is_empty() {
        return Err(Refusal::BadRequest);
    }
    let cluster = match parameters.get("cluster") {
        None => None,
        Some(Value::String(name)) if name.is_empty() => None,
        Some(name) => {
            let name = name.as_str().unwrap_or_default().to_owned();
            if !contents.clusters.contains_key(&name) {
                return Err(Refusal::Conflict);
            }
            Some(name)
        }
    };
    if contents.hosts.contains_key(&address) {
        return save_again(contents, &address, cluster.as_deref(), parameters, now);
    }
    if let Some(cluster) = cluster.and_then(|name| contents.clusters.get_mut(&name))
        && !cluster.members.contains(&address)
    {
        cluster.members.push(address.clone());
    }
    // Each is saved before the next is checked: what a rejected request leaves behind stays.
    let creds = Creds {
        ssh_priv_key: parameters.text("ssh_priv_key", "")?,
        remote_user: parameters.text("remote_user", "root")?,
    };
    contents.creds.insert(address.clone(), creds);
    let facts = Facts {
        os: parameters.text("os", "")?,
        cpus: parameters.integer("cpus")?,
        memory: parameters.integer("memory")?,
        space: parameters.integer("space")?,
    };
    let mut host = contents.new_host(&parameters.text("status", words::NEW)?, facts);
    host.last_check = parameters.text("last_check", "")?;
    if !parameters.text("source", "")?.is_empty() {
        // No storage plugin of this name is configured.
        return Err(Refusal::Broken);
    }
    let document = host.document(&address);
    contents.hosts.insert(address.clone(), host);
    contents.investigate(&address, now);
    created(document)
}

/// The same again is accepted, and changes nothing.
fn save_again(
    contents: &mut Contents,
    address: &str,
    cluster: Option<&str>,
    parameters: &Parameters,
    now: DateTime<Utc>,
) -> Outcome {
    let given = parameters.get("ssh_priv_key");
    let has_same_key = contents
        .creds
        .get(address)
        .is_some_and(|creds| given.map_or(Some(""), Value::as_str) == Some(&creds.ssh_priv_key));
    let is_member = cluster.is_none_or(|name| {
        let cluster = contents.clusters.get(name);
        cluster.is_some_and(|cluster| cluster.members.iter().any(|member| member == address))
    });
    if !has_same_key || !is_member {
        return Err(Refusal::Conflict);
    }
    let host = contents.watched_host(address, now).ok_or(Refusal::NotFound)?;
    created(host.document(address))
}

/// Deletes a host with its credentials, and takes it out of the first cluster that has it, and of no other.
pub(super) fn delete(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let address = parameters.key("address")?;
    contents.hosts.remove(&address).ok_or(Refusal::NotFound)?;
    contents.creds.remove(&address);
    let first = contents
        .first_cluster_of(&address)
        .map(|(name, _)| name.to_owned());
    if let Some(cluster) = first.and_then(|name| contents.clusters.get_mut(&name)) {
        cluster.members.retain(|member| *member != address);
        let manager = cluster.container_manager.clone();
        // Its errors are ignored.
        let _ = contents.remove_node(&manager, &address);
    }
    ok(Vec::<String>::new().into())
}

pub(super) fn creds(contents: &Contents, parameters: &Parameters) -> Outcome {
    let address = parameters.key("address")?;
    let creds = contents.creds.get(&address).ok_or(Refusal::NotFound)?;
    ok(creds.document(&address))
}

pub(super) fn status(contents: &mut Contents, parameters: &Parameters, now: DateTime<Utc>) -> Outcome {
    let address = parameters.key("address")?;
    let host = contents.watched_host(&address, now).ok_or(Refusal::NotFound)?;
    let (last_check, status) = (host.last_check.clone(), host.status.clone());
    let manager = contents
        .first_cluster_of(&address)
        .map(|(_, cluster)| cluster.container_manager.clone())
        .filter(|manager| !manager.is_empty());
    let node = match manager {
        None => json!({}),
        Some(manager) => contents.node_status(&manager, &address).map_err(|trouble| {
            // Not to know the manager is 404, not to get an answer from its service 500.
            match trouble.refusal(StatusCode::NOT_FOUND) {
                Refusal::TimedOut(_) => Refusal::NO_SERVICE,
                other => other,
            }
        })?,
    };
    ok(json!({
        "type": "host_only",
        "host": {"last_check": last_check, "status": status},
        "container_manager": node,
    }))
}
