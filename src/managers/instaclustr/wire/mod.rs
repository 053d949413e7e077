//! What the API sends: Instaclustr Provisioning API v1, "Data model" and "Endpoints".
//!
//! - [`cluster`]: clusters, their data centres and their nodes; [`description`]: what a cluster is made of.
//! - [`network`]: firewall rules and peerings; [`access`]: keys, users, topics and access lists.
//! - [`operations`]: resizes, backups, reloads and configurations.
//!
//! Every field but an id may be missing or null, booleans and numbers may come as text, and what this build does not
//! know is passed over ([`super::lenient`]). Status words are kept as sent ([`super::words`]). Times are kept as
//! sent too, for they come as date-times and as milliseconds.

mod access;
mod cluster;
mod description;
mod network;
mod operations;

pub use access::{Acl, Acls, EncryptionKey, TopicConfig, Topics, Users};
pub use cluster::{ClusterStatus, ClusterSummary, DataCentre, Node, PrivateLink};
pub use description::{Bundle, Options, Provider, TerraformDescription};
pub use network::{FirewallEntry, FirewallRule, VpcPeering};
pub use operations::{
    BackupDataCentre, BackupEvent, BackupNode, Backups, ClusterReloads, Configuration, NodePurposes,
    NodeReloads, Reload, ReplaceOperation, ReplaceParams, ResizeOperation, ResizeParams,
};

/// Fields that hold secrets, in answers and in requests, besides the names that are secret anywhere.
///
/// The names with dots are single keys of the options of `KAFKA_CONNECT`.
pub const SECRETS: &[&str] = &[
    "instaclustrUserPassword",
    "password",
    "aws.secret.access.key",
    "azure.storage.account.key",
    "sasl.jaas.config",
    "schemaRegistryPassword",
    "ssl.truststore.password",
    "ssl.keystore.password",
    "ssl.key.password",
    "truststore",
];
