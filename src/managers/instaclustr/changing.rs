//! Actions become requests: the ones that are shown are the ones that are sent, once.

use serde_json::Value;

use crate::managers::{ActionRequest, ManagerError, Remark};
use crate::resource::action::DELETE;
use crate::resource::kind::CLUSTERS;
use crate::spec::RequestText;
use crate::transport::Call;

use super::actions::{
    self, ADD_DATA_CENTRE, ADD_FIREWALL_RULE, BACK_UP, CREATE_ACL, CREATE_CADENCE, CREATE_CASSANDRA,
    CREATE_ENCRYPTION_KEY, CREATE_FROM_JSON, CREATE_KAFKA, CREATE_KAFKA_CONNECT, CREATE_OPENSEARCH,
    CREATE_PEERING, CREATE_POSTGRESQL, CREATE_REDIS, CREATE_TOPIC, CREATE_USER, CREATE_ZOOKEEPER, DELETE_ACL,
    DELETE_CONFIGURATION, DELETE_FIREWALL_RULE, DELETE_PEERING, DELETE_TOPIC, DELETE_USER, MODIFY, RELOAD,
    RESET_PASSWORD, RESIZE, RESTORE_BACKUP, SET_CONFIGURATION, SET_ENDPOINT_PRINCIPALS, SET_TOPIC_CONFIG,
};
use super::bundles::{Bundle, Told, catalogue, rules};
use super::client::{self, Calls, Client};
use super::drafts::access::PeerCloud;
use super::drafts::part_id::{AclId, OfBundle, PeeringId, RuleId};
use super::drafts::{access, cluster, create, kafka, keeping, refused};
use super::kinds::ENCRYPTION_KEYS;
use super::memory::Memory;

/// One request, and what its answer is good for.
struct Change {
    call: Call,
    answer: Answer,
}

/// What an answer is good for.
enum Answer {
    /// It says nothing that is not known.
    Nothing,
    /// The manager's words on what it will do.
    Words,
    /// The id of a new cluster.
    NewCluster,
    /// The id of something else that is new, and the words before it.
    NewId(&'static str),
}

/// Sends an action, once.
///
/// # Errors
/// As [`crate::managers::Manager::act`].
pub async fn act(client: &Client, memory: &Memory, request: &ActionRequest) -> Result<Remark, ManagerError> {
    let Change { call, answer } = change(client.calls(), request)?;
    name_is_free(memory, request)?;
    bundle_fits(memory, request)?;
    match answer {
        Answer::Nothing => client
            .body(call)
            .await
            .map(|_| None)
            .map_err(|error| unavailable(request, error)),
        Answer::Words => Ok(words(&client.body(call).await?)),
        Answer::NewCluster => {
            let id = client.created(call).await?;
            memory.created(&id, &request.id);
            Ok(None)
        }
        Answer::NewId(before) => {
            let id = client.created(call).await?;
            Ok(Some(format!("{before} {id}")))
        }
    }
}

/// The request that [`act`] sends.
pub fn request_of(client: &Client, request: &ActionRequest) -> Option<RequestText> {
    client.text_of(&change(client.calls(), request).ok()?.call)
}

fn change(calls: &Calls, request: &ActionRequest) -> Result<Change, ManagerError> {
    let Some(action) = actions::find(request.action, request.kind) else {
        let (action, kind) = (request.action, request.kind);
        return Err(ManagerError::NotOffered {
            reason: format!("{action} is not offered for {kind}"),
        });
    };
    let told = Told::new(&request.arguments, action.parameters);
    let mistakes = told
        .mistakes()
        .into_iter()
        .map(|(name, why)| (name.to_owned(), why));
    let mistakes: Vec<_> = mistakes.collect();
    if !mistakes.is_empty() {
        return Err(refused(mistakes));
    }
    let answer = match request.action {
        _ if creates_cluster(request) => Answer::NewCluster,
        DELETE if request.kind == CLUSTERS => Answer::Words,
        RELOAD => Answer::Words,
        CREATE_PEERING => Answer::NewId("the other side must accept it; its id is"),
        CREATE_ENCRYPTION_KEY => Answer::NewId("disk-encryption-key takes its id:"),
        RESTORE_BACKUP => Answer::NewId("the new cluster has the id"),
        _ => Answer::Nothing,
    };
    let call = match action.on.is_part() {
        true => on_part(calls, request, &told)?,
        false => on_object(calls, request, &told)?,
    };
    Ok(Change { call, answer })
}

/// What is asked of a cluster or a key, or makes one.
fn on_object(calls: &Calls, request: &ActionRequest, told: &Told<'_>) -> Result<Call, ManagerError> {
    let id = &*request.id;
    match (request.kind, request.action) {
        (CLUSTERS, CREATE_FROM_JSON) => calls.create(&create::of_request(id, told)?),
        (CLUSTERS, MODIFY) => {
            let body = cluster::modify(told);
            if body.as_object().is_none_or(serde_json::Map::is_empty) {
                let why = "say what is to be modified".to_owned();
                return Err(refused([(cluster::DESCRIPTION.to_owned(), why)]));
            }
            calls.modify(id, &body)
        }
        (CLUSTERS, DELETE) => Ok(calls.delete(id)),
        (CLUSTERS, ADD_DATA_CENTRE) => calls.add_data_centre(id, &cluster::add_data_centre(told)),
        (CLUSTERS, ADD_FIREWALL_RULE) => {
            // Judged with the rest: it is a network, an address or a security group.
            let body = access::firewall_rule(told).unwrap_or_default();
            calls.add_firewall_rules(id, &body)
        }
        (CLUSTERS, CREATE_USER) => calls.create_user(id, bundle_said(told), &access::user(told)),
        (CLUSTERS, CREATE_TOPIC) => calls.create_topic(id, &kafka::topic(told)),
        (CLUSTERS, CREATE_ACL) => calls.create_acl(id, &kafka::acl(told)),
        (CLUSTERS, SET_CONFIGURATION) => {
            calls.set_configuration(id, bundle_said(told), &keeping::configuration(told))
        }
        (CLUSTERS, BACK_UP) => Ok(calls.trigger_backup(id)),
        (CLUSTERS, RESTORE_BACKUP) => calls.restore(id, &keeping::restore(told)),
        (ENCRYPTION_KEYS, CREATE_ENCRYPTION_KEY) => {
            calls.create_encryption_key(&access::encryption_key(id, told))
        }
        (ENCRYPTION_KEYS, DELETE) => Ok(calls.delete_encryption_key(id)),
        (_, action) => match base_bundle(action) {
            Some(bundle) => calls.create(&of_bundle(bundle, id, told)?),
            None => Err(unknown(request)),
        },
    }
}

/// What is asked of a part of a cluster, by its id.
fn on_part(calls: &Calls, request: &ActionRequest, told: &Told<'_>) -> Result<Call, ManagerError> {
    let (id, part) = (&*request.id, request.part.as_deref().unwrap_or_default());
    match request.action {
        RESIZE => calls.resize(id, part, &cluster::resize(told)),
        CREATE_PEERING => {
            let cloud = PeerCloud::of_account(told.text(access::PEER_ACCOUNT).unwrap_or_default());
            let judged = cloud.judge(told);
            judged.map_err(|(parameter, why)| refused([(parameter.to_owned(), why)]))?;
            calls.create_peering(part, &access::peering(told))
        }
        SET_ENDPOINT_PRINCIPALS => calls.set_endpoint_principals(part, &cluster::endpoint_principals(told)),
        DELETE_FIREWALL_RULE => {
            let RuleId { source, service } =
                RuleId::read(part).ok_or_else(|| no_part("firewall rule", part))?;
            calls.delete_firewall_rules(id, &access::firewall_entry(&source, &[service]))
        }
        DELETE_PEERING => {
            let PeeringId { data_centre, peering } =
                PeeringId::read(part).ok_or_else(|| no_part("peering", part))?;
            Ok(calls.delete_peering(data_centre, peering))
        }
        RESET_PASSWORD => {
            let OfBundle { bundle, name } = OfBundle::read(part).ok_or_else(|| no_part("user", part))?;
            calls.reset_password(id, bundle, &access::new_password(name, told))
        }
        DELETE_USER => {
            let OfBundle { bundle, name } = OfBundle::read(part).ok_or_else(|| no_part("user", part))?;
            calls.delete_user(id, bundle, &access::user_named(name))
        }
        SET_TOPIC_CONFIG => calls.set_topic_config(id, part, &kafka::topic_config(told)),
        DELETE_TOPIC => Ok(calls.delete_topic(id, part)),
        DELETE_ACL => {
            let acl = AclId::read(part).ok_or_else(|| no_part("access rule", part))?;
            calls.delete_acl(id, &kafka::acl_of(&acl))
        }
        DELETE_CONFIGURATION => {
            let OfBundle { bundle, name } =
                OfBundle::read(part).ok_or_else(|| no_part("configuration", part))?;
            Ok(calls.delete_configuration(id, bundle, name))
        }
        RELOAD => Ok(calls.reload_node(part)),
        _ => Err(unknown(request)),
    }
}

/// The bundle that an action creates a cluster of.
fn base_bundle(action: crate::resource::ActionId) -> Option<&'static Bundle> {
    Some(match action {
        CREATE_CASSANDRA => &catalogue::CASSANDRA,
        CREATE_KAFKA => &catalogue::KAFKA,
        CREATE_KAFKA_CONNECT => &catalogue::KAFKA_CONNECT,
        CREATE_OPENSEARCH => &catalogue::OPENSEARCH,
        CREATE_REDIS => &catalogue::REDIS,
        CREATE_ZOOKEEPER => &catalogue::ZOOKEEPER,
        CREATE_POSTGRESQL => &catalogue::POSTGRESQL,
        CREATE_CADENCE => &catalogue::CADENCE,
        _ => return None,
    })
}

fn of_bundle(bundle: &Bundle, name: &str, told: &Told<'_>) -> Result<Value, ManagerError> {
    let offences = rules::offences(bundle, told);
    if !offences.is_empty() {
        let fields = offences.into_iter();
        return Err(refused(
            fields.map(|offence| (offence.parameter.to_owned(), offence.why)),
        ));
    }
    Ok(create::of_bundle(bundle, name, told))
}

fn creates_cluster(request: &ActionRequest) -> bool {
    request.action == CREATE_FROM_JSON || base_bundle(request.action).is_some()
}

/// The manager may take a name twice; then nobody could tell which one is meant.
fn name_is_free(memory: &Memory, request: &ActionRequest) -> Result<(), ManagerError> {
    let name = match request.action {
        RESTORE_BACKUP => request.arguments.get(keeping::RESTORED_NAME),
        _ => creates_cluster(request).then_some(&*request.id),
    };
    let name = name.unwrap_or_default();
    match memory.ids_of(name).first() {
        Some(id) if !name.is_empty() => Err(ManagerError::Conflict {
            message: format!("there is a cluster {name} already ({id}): choose another name"),
        }),
        _ => Ok(()),
    }
}

/// What only one bundle has is not asked of another, where it is known what the cluster is made of.
fn bundle_fits(memory: &Memory, request: &ActionRequest) -> Result<(), ManagerError> {
    let (wanted, what) = match request.action {
        CREATE_TOPIC | SET_TOPIC_CONFIG | DELETE_TOPIC => (&catalogue::KAFKA, "topics are"),
        CREATE_ACL | DELETE_ACL => (&catalogue::KAFKA, "access rules are"),
        ADD_DATA_CENTRE => (&catalogue::CASSANDRA, "several data centres are"),
        RELOAD => (&catalogue::POSTGRESQL, "reloads are"),
        CREATE_USER | SET_CONFIGURATION => return bundle_is_there(memory, request),
        _ => return Ok(()),
    };
    let bundle = memory.bundle(&request.id).unwrap_or_default();
    if bundle.is_empty() || bundle.eq_ignore_ascii_case(wanted.name) {
        return Ok(());
    }
    Err(ManagerError::Conflict {
        message: format!("{what} for {}, and this cluster is {bundle}", wanted.title),
    })
}

/// A bundle that the cluster does not run would be answered as if the cluster were gone (404).
fn bundle_is_there(memory: &Memory, request: &ActionRequest) -> Result<(), ManagerError> {
    let said = request.arguments.get(access::BUNDLE).unwrap_or_default();
    let Some(description) = memory.description(&request.id) else {
        return Ok(());
    };
    let add_ons = description.addon_bundles.iter();
    let bundles: Vec<_> = std::iter::once(description.bundle_type.as_str())
        .chain(add_ons.map(|add_on| add_on.bundle.as_str()))
        .map(client::bundle_path)
        .collect();
    if bundles.contains(&client::bundle_path(said.trim())) {
        return Ok(());
    }
    let why = format!(
        "{said} is not one of this cluster, which has {}",
        bundles.join(", ")
    );
    Err(refused([(access::BUNDLE.to_owned(), why)]))
}

fn bundle_said<'a>(told: &Told<'a>) -> &'a str {
    told.text(access::BUNDLE).unwrap_or_default()
}

/// Of a backup, 503 is no fault: it says that the cluster has none ("Operations"), so none was begun.
fn unavailable(request: &ActionRequest, error: ManagerError) -> ManagerError {
    match error {
        ManagerError::Refused { status: 503, message } if request.action == BACK_UP => {
            ManagerError::Conflict { message }
        }
        other => other,
    }
}

/// What the manager says in the acknowledgement of a change, if anything.
fn words(body: &[u8]) -> Remark {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let message = answer.get("message")?.as_str()?.trim().trim_end_matches('.');
    (!message.is_empty()).then(|| message.to_owned())
}

fn no_part(what: &str, id: &str) -> ManagerError {
    ManagerError::NotFound {
        message: format!("there is no {what} {id}"),
    }
}

fn unknown(request: &ActionRequest) -> ManagerError {
    ManagerError::NotOffered {
        reason: format!("{} is not offered", request.action),
    }
}

#[cfg(test)]
mod tests;
