//! A Cassandra cluster as older clients ask for one (`POST /`, 5.2): flags and counts are text there.
//!
//! No action sends it: the console offers the extended form alone.

use serde::Serialize;

/// The whole request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegacyCreate {
    pub cluster_name: String,
    pub provider: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// `apache-cassandra-3.0.10`
    pub version: String,
    pub size: String,
    pub region: LegacyRegion,
}

/// Its only data centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegacyRegion {
    pub data_centre: String,
    #[serde(serialize_with = "as_text")]
    pub authn_authz: bool,
    #[serde(serialize_with = "as_text")]
    pub client_encryption: bool,
    #[serde(rename = "usePrivateBroadcastRPCAddress", serialize_with = "as_text")]
    pub use_private_broadcast_rpc_address: bool,
    /// Empty for the manager's default.
    pub default_network: String,
    /// Networks that may connect.
    pub firewall_rules: Vec<String>,
    /// Two at the least.
    pub rack_allocation: Vec<LegacyRack>,
    /// The id of a key, on AWS alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_encryption_key: Option<String>,
}

/// The nodes of one rack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegacyRack {
    /// `us-west-2a`
    pub name: String,
    #[serde(serialize_with = "as_text")]
    pub node_count: u32,
}

fn as_text<S: serde::Serializer>(value: &impl std::fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
