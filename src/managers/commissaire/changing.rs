//! Actions become requests: the ones that are shown are the ones that are sent.

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::managers::{ActionRequest, ManagerError, Remark};
use crate::resource::Arguments;
use crate::resource::action::DELETE;
use crate::resource::kind::CLUSTERS;
use crate::spec::RequestText;
use crate::transport::SendOutcome;

use super::actions::{
    ADD_HOSTS, BOOTSTRAP_HOST, CREATE_CLUSTER, CREATE_CONTAINER_MANAGER, CREATE_NETWORK, DEPLOY, JOIN,
    REMOVE_HOST, RESTART, UPGRADE, parameter,
};
use super::client::{Client, ClusterDraft, HostDraft, Left, TypedDraft, beforehand, encoded_key};
use super::kinds::{CONTAINER_MANAGERS, HOSTS, NETWORKS};
use super::memory::Memory;
use super::wire::{Host, Keys, OperationKind};
use super::words;

/// Sends an action, once.
///
/// # Errors
/// As [`crate::managers::Manager::act`].
pub async fn act(client: &Client, memory: &Memory, request: &ActionRequest) -> Result<Remark, ManagerError> {
    let done = send(client, memory, request).await;
    let was_sent = match &done {
        Ok(_) => true,
        Err(error) => error.outcome() == SendOutcome::Unknown,
    };
    // Whoever joins is known without asking.
    let is_known = request.action == JOIN && done.is_ok();
    if was_sent && !is_known && moves_hosts(request) {
        memory.doubt();
    }
    done
}

/// Whether it changes which clusters there are, or who is in them.
fn moves_hosts(request: &ActionRequest) -> bool {
    match (request.kind, request.action) {
        (CLUSTERS, action) => [CREATE_CLUSTER, ADD_HOSTS, REMOVE_HOST, DELETE].contains(&action),
        (HOSTS, BOOTSTRAP_HOST) => request.arguments.get(parameter::CLUSTER).is_some(),
        (HOSTS, _) => true,
        _ => false,
    }
}

async fn send(client: &Client, memory: &Memory, request: &ActionRequest) -> Result<Remark, ManagerError> {
    let (id, arguments) = (&*request.id, &request.arguments);
    match (request.kind, request.action) {
        (CLUSTERS, UPGRADE) => {
            operate(
                memory,
                id,
                OperationKind::Upgrade,
                client.send(client.put_upgrade(id)?),
            )
            .await
        }
        (CLUSTERS, RESTART) => {
            operate(
                memory,
                id,
                OperationKind::Restart,
                client.send(client.put_restart(id)?),
            )
            .await
        }
        (CLUSTERS, DEPLOY) => {
            // The server does not check that there is such a cluster, and keeps a record that never ends.
            if !beforehand(client.cluster_names())
                .await?
                .iter()
                .any(|known| known == id)
            {
                return Err(no_cluster(id));
            }
            let deploy = client.put_deploy(id, version(arguments))?;
            operate(memory, id, OperationKind::Deploy, client.send(deploy)).await
        }
        (CLUSTERS, CREATE_CLUSTER) => client
            .create_cluster(id, &cluster_draft(arguments))
            .await
            .map(done),
        (CLUSTERS, ADD_HOSTS) => add_hosts(client, id, arguments).await,
        (CLUSTERS, REMOVE_HOST) => remove_host(client, id, part(request)?).await,
        (CLUSTERS, DELETE) => client.send(client.delete_cluster(id)?).await.map(done),
        (HOSTS, BOOTSTRAP_HOST) => client.add_host(id, &host_draft(arguments)).await.map(done),
        (HOSTS, JOIN) => join(client, memory, cluster(arguments), id).await,
        (HOSTS, DELETE) => client.send(client.delete_host(id)?).await.map(done),
        (NETWORKS, CREATE_NETWORK) => client
            .send(client.put_network(id, &typed_draft(arguments)?)?)
            .await
            .map(done),
        (NETWORKS, DELETE) => client.send(client.delete_network(id)?).await.map(done),
        (CONTAINER_MANAGERS, CREATE_CONTAINER_MANAGER) => {
            let draft = typed_draft(arguments)?;
            client
                .send(client.put_container_manager(id, &draft)?)
                .await
                .map(done)
        }
        (CONTAINER_MANAGERS, DELETE) => client.send(client.delete_container_manager(id)?).await.map(done),
        (kind, other) => Err(ManagerError::NotOffered {
            reason: format!("{other} is not offered for {kind}"),
        }),
    }
}

/// The request that [`act`] sends; nothing where it is more than one.
pub fn request_of(client: &Client, request: &ActionRequest) -> Option<RequestText> {
    let (id, arguments) = (&*request.id, &request.arguments);
    match (request.kind, request.action) {
        (CLUSTERS, UPGRADE) => client.text_of(&client.put_upgrade(id).ok()?),
        (CLUSTERS, RESTART) => client.text_of(&client.put_restart(id).ok()?),
        (CLUSTERS, DEPLOY) => client.text_of(&client.put_deploy(id, version(arguments)).ok()?),
        (CLUSTERS, CREATE_CLUSTER) => {
            client.text_of(&client.put_cluster(id, &cluster_draft(arguments)).ok()?)
        }
        (CLUSTERS, ADD_HOSTS) => match hosts(arguments).as_slice() {
            [one] => client.text_of(&client.put_member(id, one).ok()?),
            // The list that is there must be read first.
            _ => None,
        },
        (CLUSTERS, REMOVE_HOST) => client.text_of(&client.delete_member(id, part(request).ok()?).ok()?),
        (CLUSTERS, DELETE) => client.text_of(&client.delete_cluster(id).ok()?),
        // Until its file is read there is only a path, and that is no key.
        (HOSTS, BOOTSTRAP_HOST) if arguments.shown().any(|(name, _)| name == parameter::KEY_FILE) => None,
        (HOSTS, BOOTSTRAP_HOST) => client.text_of(&client.put_host(id, &host_draft(arguments)).ok()?),
        (HOSTS, JOIN) => client.text_of(&client.put_member(cluster(arguments), id).ok()?),
        (HOSTS, DELETE) => client.text_of(&client.delete_host(id).ok()?),
        (NETWORKS, CREATE_NETWORK) => {
            client.text_of(&client.put_network(id, &typed_draft(arguments).ok()?).ok()?)
        }
        (NETWORKS, DELETE) => client.text_of(&client.delete_network(id).ok()?),
        (CONTAINER_MANAGERS, CREATE_CONTAINER_MANAGER) => client.text_of(
            &client
                .put_container_manager(id, &typed_draft(arguments).ok()?)
                .ok()?,
        ),
        (CONTAINER_MANAGERS, DELETE) => client.text_of(&client.delete_container_manager(id).ok()?),
        _ => None,
    }
}

fn done<T>(_: T) -> Remark {
    None
}

async fn operate<T>(
    memory: &Memory,
    cluster: &str,
    kind: OperationKind,
    started: impl Future<Output = Result<T, ManagerError>>,
) -> Result<Remark, ManagerError> {
    let started = started.await;
    // Also after an error: it may be carried out later ("Operations in general").
    memory.saw(cluster, kind, true);
    started.map(done)
}

/// One host is added by itself, which cannot collide; several by replacing the list, if nobody changed it meanwhile.
async fn add_hosts(client: &Client, id: &str, arguments: &Arguments) -> Result<Remark, ManagerError> {
    let wanted = hosts(arguments);
    if let [one] = wanted.as_slice() {
        return client.join(id, one).await.map(done);
    }
    let Keys(old) = beforehand(client.send(client.members(id)?)).await?;
    let added = wanted
        .into_iter()
        .filter(|host| !old.iter().any(|old| old == host));
    let added: Vec<String> = added.map(str::to_owned).collect();
    can_be_added(&added, &beforehand(client.all_hosts()).await?)?;
    let new = [old.clone(), added].concat();
    client.send(client.put_members(id, &old, &new)?).await.map(done)
}

/// The server answers 500 for a host that it does not know, and does not say which of several is not ready.
fn can_be_added(added: &[String], hosts: &[Host]) -> Result<(), ManagerError> {
    let record = |address: &String| hosts.iter().find(|host| host.address == *address);
    let unknown = added.iter().filter(|address| record(address).is_none());
    let unknown: Vec<&str> = unknown.map(String::as_str).collect();
    if !unknown.is_empty() {
        let message = format!("there is no host {}", unknown.join(", "));
        return Err(ManagerError::NotFound { message });
    }
    // Of a host that is listed as an address alone, as by older servers, the server must judge.
    let is_told = |host: &&Host| host.cpus.is_some();
    let unready =
        (added.iter().filter_map(record).filter(is_told)).filter(|host| !words::may_join(&host.status));
    let unready =
        unready.map(|host| format!("{} is {}", host.address, words::host_status(&host.status).text));
    let unready: Vec<String> = unready.collect();
    if !unready.is_empty() {
        let message = format!(
            "{}: only active or disassociated hosts can join a cluster",
            unready.join(", ")
        );
        return Err(ManagerError::Conflict { message });
    }
    Ok(())
}

async fn remove_host(client: &Client, cluster: &str, host: &str) -> Result<Remark, ManagerError> {
    // The server says the same for a host that is in no cluster as for one that just left.
    if !beforehand(client.is_member(cluster, host)).await? {
        return Err(ManagerError::NotFound {
            message: format!("{host} is not in {cluster}"),
        });
    }
    Ok(match client.leave(cluster, host).await? {
        Left::Whole => None,
        Left::StillRegistered => {
            Some("the container manager could not be told: its node is still there".into())
        }
    })
}

async fn join(client: &Client, memory: &Memory, cluster: &str, host: &str) -> Result<Remark, ManagerError> {
    client.join(cluster, host).await?;
    memory.joined(cluster, host);
    Ok(None)
}

fn part(request: &ActionRequest) -> Result<&str, ManagerError> {
    request.part.as_deref().ok_or_else(|| ManagerError::NotOffered {
        reason: "which host is meant is not said".into(),
    })
}

fn no_cluster(name: &str) -> ManagerError {
    ManagerError::NotFound {
        message: format!("there is no cluster {name}"),
    }
}

fn version(arguments: &Arguments) -> &str {
    arguments.get(parameter::VERSION).unwrap_or_default()
}

/// The hosts that are named, each once.
fn hosts(arguments: &Arguments) -> Vec<&str> {
    let mut hosts: Vec<&str> = Vec::new();
    for host in arguments.words(parameter::HOSTS) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

fn cluster(arguments: &Arguments) -> &str {
    arguments.get(parameter::CLUSTER).unwrap_or_default()
}

fn cluster_draft(arguments: &Arguments) -> ClusterDraft {
    let said = |name| arguments.get(name).map(str::to_owned);
    ClusterDraft {
        network: said(parameter::NETWORK),
        container_manager: said(parameter::CONTAINER_MANAGER),
    }
}

fn host_draft(arguments: &Arguments) -> HostDraft {
    let said = |name| arguments.get(name).map(str::to_owned);
    let key: SecretString = said(parameter::KEY_FILE).unwrap_or_default().into();
    HostDraft {
        ssh_priv_key: encoded_key(&key),
        remote_user: said(parameter::REMOTE_USER),
        cluster: said(parameter::CLUSTER),
    }
}

fn typed_draft(arguments: &Arguments) -> Result<TypedDraft, ManagerError> {
    let options = match arguments.get(parameter::OPTIONS) {
        None => None,
        Some(text) => match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(options)) => Some(options),
            _ => {
                return Err(ManagerError::Invalid {
                    message: "the options are no JSON object".into(),
                    fields: Vec::new(),
                });
            }
        },
    };
    Ok(TypedDraft {
        kind: arguments.get(parameter::TYPE).map(str::to_owned),
        options: options.map(Map::from_iter),
    })
}
