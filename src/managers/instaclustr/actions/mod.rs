//! What can be done to clusters, when, and what it will do: with what it costs and what cannot be undone in the words.
//!
//! - [`creating`]: new clusters, a form for each bundle, or one JSON object.
//! - [`cluster`]: what is asked of a whole cluster; [`resizing`]: other nodes for a data centre.
//! - [`firewall`], [`peering`], [`keys`], [`users`]: who is let in; [`kafka`]: topics and access rules.
//! - [`keeping`]: configurations, backups, reloads.
//! - [`standing`]: whether a cluster's status allows anything; [`parts`]: how parts come and go.
//!
//! **Invariant:** what is offered on a cluster depends on what its list tells alone, so that the list and the cluster
//! read in full offer the same; what needs more is refused just before sending ([`super::changing`]).

pub mod cluster;
pub mod creating;
pub mod firewall;
pub mod kafka;
pub mod keeping;
pub mod keys;
pub mod parts;
pub mod peering;
pub mod resizing;
pub mod standing;
pub mod users;

#[cfg(test)]
mod tests;

use crate::resource::action::{CREATE, EDIT, REPLACE_SERVER, RESTORE, START, STOP};
use crate::resource::{Action, ActionId, KindId};

pub const CREATE_CASSANDRA: ActionId = ActionId("create-cassandra");
pub const CREATE_KAFKA: ActionId = ActionId("create-kafka");
pub const CREATE_KAFKA_CONNECT: ActionId = ActionId("create-kafka-connect");
pub const CREATE_OPENSEARCH: ActionId = ActionId("create-opensearch");
pub const CREATE_REDIS: ActionId = ActionId("create-redis");
pub const CREATE_ZOOKEEPER: ActionId = ActionId("create-zookeeper");
pub const CREATE_POSTGRESQL: ActionId = ActionId("create-postgresql");
pub const CREATE_CADENCE: ActionId = ActionId("create-cadence");
/// Not `create`, which edits a document.
pub const CREATE_FROM_JSON: ActionId = ActionId("create-from-json");
pub const MODIFY: ActionId = ActionId("modify");
pub const RESIZE: ActionId = ActionId("resize");
pub const ADD_DATA_CENTRE: ActionId = ActionId("add-data-centre");
pub const ADD_FIREWALL_RULE: ActionId = ActionId("add-firewall-rule");
pub const DELETE_FIREWALL_RULE: ActionId = ActionId("delete-firewall-rule");
pub const CREATE_PEERING: ActionId = ActionId("create-peering");
pub const DELETE_PEERING: ActionId = ActionId("delete-peering");
pub const SET_ENDPOINT_PRINCIPALS: ActionId = ActionId("set-endpoint-principals");
pub const CREATE_USER: ActionId = ActionId("create-user");
pub const DELETE_USER: ActionId = ActionId("delete-user");
pub const RESET_PASSWORD: ActionId = ActionId("reset-password");
pub const CREATE_TOPIC: ActionId = ActionId("create-topic");
pub const SET_TOPIC_CONFIG: ActionId = ActionId("set-topic-config");
pub const DELETE_TOPIC: ActionId = ActionId("delete-topic");
pub const CREATE_ACL: ActionId = ActionId("create-acl");
pub const DELETE_ACL: ActionId = ActionId("delete-acl");
pub const SET_CONFIGURATION: ActionId = ActionId("set-configuration");
pub const DELETE_CONFIGURATION: ActionId = ActionId("delete-configuration");
pub const BACK_UP: ActionId = ActionId("back-up");
pub const RESTORE_BACKUP: ActionId = ActionId("restore-backup");
pub const RELOAD: ActionId = ActionId("reload");
pub const CREATE_ENCRYPTION_KEY: ActionId = ActionId("create-encryption-key");

/// Verbs of other managers that this one lacks.
const RESTART: ActionId = ActionId("restart");
const RESTART_SERVER: ActionId = ActionId("restart-server");
const ADD_SERVERS: ActionId = ActionId("add-servers");
const CANCEL: ActionId = ActionId("cancel");

pub static ACTIONS: [Action; 33] = [
    cluster::MODIFY,
    resizing::RESIZE,
    cluster::ADD_DATA_CENTRE,
    firewall::ADD,
    firewall::DELETE,
    peering::CREATE,
    peering::DELETE,
    peering::SET_PRINCIPALS,
    users::CREATE,
    users::RESET_PASSWORD,
    users::DELETE,
    kafka::CREATE_TOPIC,
    kafka::SET_TOPIC_CONFIG,
    kafka::DELETE_TOPIC,
    kafka::CREATE_ACL,
    kafka::DELETE_ACL,
    keeping::SET_CONFIGURATION,
    keeping::DELETE_CONFIGURATION,
    keeping::BACK_UP,
    keeping::RESTORE_BACKUP,
    keeping::RELOAD,
    creating::CASSANDRA,
    creating::KAFKA,
    creating::KAFKA_CONNECT,
    creating::OPENSEARCH,
    creating::REDIS,
    creating::ZOOKEEPER,
    creating::POSTGRESQL,
    creating::CADENCE,
    creating::FROM_JSON,
    cluster::DELETE,
    keys::CREATE,
    keys::DELETE,
];

/// Verbs that this manager does not have, each with the reason and what to do instead.
pub static NOT_OFFERED: [(ActionId, &str); 10] = [
    (
        START,
        "Instaclustr has no stopped clusters: what is there runs, and is paid for until it is deleted",
    ),
    (
        STOP,
        "Instaclustr cannot stop a cluster: to pay for it no more, delete it; restore-backup can bring its data back \
         within 7 days",
    ),
    (
        RESTART,
        "Instaclustr restarts no clusters on request: ask the vendor's support; for PostgreSQL, reload has a node read \
         its configuration anew",
    ),
    (
        RESTART_SERVER,
        "Instaclustr restarts no nodes on request: ask the vendor's support; for PostgreSQL, reload has a node read \
         its configuration anew",
    ),
    (
        REPLACE_SERVER,
        "Instaclustr replaces nodes by itself, when they fail and in a resize: of a sick one, tell the vendor's support",
    ),
    (
        ADD_SERVERS,
        "this version of the Provisioning API cannot change how many nodes there are: add-data-centre (Cassandra) or \
         resize, or the vendor's own console",
    ),
    (
        CANCEL,
        "a resize cannot be cancelled through this version of the Provisioning API: ask the vendor's support",
    ),
    (
        EDIT,
        "a cluster has no document to edit: modify, resize, set-configuration and the like change what can be changed",
    ),
    (
        CREATE,
        "say what it is to be: create-cassandra, create-kafka and so on, or create-from-json with the whole request",
    ),
    (
        RESTORE,
        "a cluster has no older versions: restore-backup makes a new cluster of a backup",
    ),
];

/// The action of this name on objects of a kind.
pub fn find(id: ActionId, kind: KindId) -> Option<&'static Action> {
    ACTIONS
        .iter()
        .find(|action| action.id == id && action.on.kind() == kind)
}
