//! Clusters, their data centres and their nodes ("ClusterSummary", "ClusterStatus").

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;

use crate::resource::Progress;

use super::super::{lenient, words};

/// What the list says of a cluster (`GET /`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClusterSummary {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// Empty for other bundles.
    #[serde(deserialize_with = "lenient::text")]
    pub cassandra_version: String,
    #[serde(deserialize_with = "lenient::count")]
    pub node_count: Option<i64>,
    /// Nodes that are `RUNNING`.
    #[serde(deserialize_with = "lenient::count")]
    pub running_node_count: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub derived_status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub sla_tier: String,
    #[serde(deserialize_with = "lenient::text")]
    pub pci_compliance: String,
}

/// Everything about a cluster but its bundle (`GET /{clusterId}`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClusterStatus {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_status: String,
    /// Empty for other bundles.
    #[serde(deserialize_with = "lenient::text")]
    pub cassandra_version: String,
    /// The default user: `iccassandra`, `ickafka`, `icpostgresql`.
    #[serde(deserialize_with = "lenient::text")]
    pub username: String,
    /// Its password, in clear.
    #[serde(deserialize_with = "lenient::secret")]
    pub instaclustr_user_password: SecretString,
    #[serde(deserialize_with = "lenient::text")]
    pub sla_tier: String,
    /// A URL, or the word `disabled`.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_certificate_download: String,
    #[serde(deserialize_with = "lenient::text")]
    pub pci_compliance: String,
    #[serde(deserialize_with = "lenient::named_texts")]
    pub tags: BTreeMap<String, String>,
    #[serde(deserialize_with = "lenient::parts")]
    pub data_centres: Vec<DataCentre>,
}

/// A data centre of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DataCentre {
    /// The `cdcId` of other paths.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The region: `US_EAST_1`.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// The user's name for it, which is the region if none was given.
    #[serde(deserialize_with = "lenient::text")]
    pub cdc_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub provider: String,
    #[serde(deserialize_with = "lenient::text")]
    pub cdc_status: String,
    #[serde(deserialize_with = "lenient::network")]
    pub cdc_network: String,
    /// Add-ons that run in it.
    #[serde(deserialize_with = "lenient::texts")]
    pub bundles: Vec<String>,
    #[serde(deserialize_with = "lenient::flag")]
    pub client_encryption: Option<bool>,
    #[serde(deserialize_with = "lenient::flag")]
    pub password_authentication: Option<bool>,
    #[serde(deserialize_with = "lenient::flag")]
    pub user_authorization: Option<bool>,
    #[serde(rename = "usePrivateBroadcastRPCAddress", deserialize_with = "lenient::flag")]
    pub use_private_broadcast_rpc_address: Option<bool>,
    #[serde(rename = "privateIPOnly", deserialize_with = "lenient::flag")]
    pub private_ip_only: Option<bool>,
    #[serde(deserialize_with = "lenient::parts")]
    pub nodes: Vec<Node>,
    #[serde(deserialize_with = "lenient::count")]
    pub node_count: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub encryption_key_id: String,
    /// Empty unless a resize is under way.
    #[serde(deserialize_with = "lenient::text")]
    pub resize_target_node_size: String,
    #[serde(deserialize_with = "lenient::part")]
    pub private_link: PrivateLink,
}

/// Who may reach a data centre through the provider's private link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct PrivateLink {
    #[serde(rename = "iamPrincipalARNs", deserialize_with = "lenient::texts")]
    pub iam_principal_arns: Vec<String>,
}

/// A node. Its id may change in a resize; its rack and its private address do not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Node {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub size: String,
    /// The provider's zone: `us-east-1a`.
    #[serde(deserialize_with = "lenient::text")]
    pub rack: String,
    /// Empty until it is assigned, and in private networks.
    #[serde(deserialize_with = "lenient::text")]
    pub public_address: String,
    #[serde(deserialize_with = "lenient::text")]
    pub private_address: String,
    #[serde(deserialize_with = "lenient::text")]
    pub node_status: String,
    #[serde(deserialize_with = "lenient::flag")]
    pub spark_master: Option<bool>,
    #[serde(deserialize_with = "lenient::flag")]
    pub spark_jobserver: Option<bool>,
    /// Dropped from later answers.
    #[serde(deserialize_with = "lenient::flag")]
    pub zeppelin: Option<bool>,
}

impl ClusterStatus {
    /// How many nodes run, of how many.
    pub fn nodes(&self) -> (usize, usize) {
        let nodes = self.data_centres.iter().map(DataCentre::running_of_all);
        nodes.fold((0, 0), |(running, all), (more, of)| (running + more, all + of))
    }

    /// How many nodes have the size that a resize is to give them, of all that it concerns.
    pub fn resize(&self) -> Option<Progress> {
        let resizes = self.data_centres.iter().filter_map(DataCentre::resize);
        resizes.reduce(|sum, other| Progress {
            current: sum.current + other.current,
            total: sum.total + other.total,
        })
    }

    /// The base bundle, as far as the default user and the version tell of it ("Default users").
    pub fn likely_bundle(&self) -> Option<&'static str> {
        match self.username.as_str() {
            "iccassandra" => Some("APACHE_CASSANDRA"),
            "ickafka" => Some("KAFKA"),
            "icpostgresql" => Some("POSTGRESQL"),
            _ if !self.cassandra_version.is_empty() => Some("APACHE_CASSANDRA"),
            _ => None,
        }
    }
}

impl DataCentre {
    /// The user's name for it, or the region.
    pub fn called(&self) -> &str {
        let names = [&self.cdc_name, &self.name, &self.id];
        names
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or("", String::as_str)
    }

    /// How many nodes run, of how many; an answer may leave the nodes out and count them.
    pub fn running_of_all(&self) -> (usize, usize) {
        let running = self
            .nodes
            .iter()
            .filter(|node| words::is_running(&node.node_status));
        let counted = self.node_count.and_then(|count| usize::try_from(count).ok());
        (running.count(), counted.unwrap_or(self.nodes.len()))
    }

    /// How far a resize has come: a node is done when it has the new size and runs ("Resize, add data centre").
    ///
    /// Dedicated ZooKeeper nodes are resized by themselves.
    pub fn resize(&self) -> Option<Progress> {
        let target = &self.resize_target_node_size;
        if target.is_empty() {
            return None;
        }
        let is_meant =
            |node: &&Node| words::is_dedicated_zookeeper(&node.size) == words::is_dedicated_zookeeper(target);
        let meant = self.nodes.iter().filter(is_meant);
        let done = meant
            .clone()
            .filter(|node| node.size == *target && words::is_running(&node.node_status));
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Progress::new(count(done.count()), count(meant.count()))
    }
}
