//! Who may reach a cluster: firewall rules and peerings ("Firewall rules", "VPC peering").

use serde::Deserialize;

use super::super::lenient;

/// What is open to one network or one security group (`GET /{clusterId}/firewallRules`); one of both is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FirewallEntry {
    #[serde(deserialize_with = "lenient::network")]
    pub network: String,
    #[serde(deserialize_with = "lenient::text")]
    pub security_group_id: String,
    #[serde(deserialize_with = "lenient::parts")]
    pub rules: Vec<FirewallRule>,
}

/// One service that is open; each has a status of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FirewallRule {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub service: String,
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub deferred_reason: String,
}

/// A peering of a data centre with a network of the user's (`GET /vpc-peering/{cdcId}`), whichever the provider.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct VpcPeering {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// AWS: `pcx-…`; in snake case on the wire.
    #[serde(
        rename = "aws_vpc_connection_id",
        alias = "awsVpcConnectionId",
        deserialize_with = "lenient::text"
    )]
    pub aws_vpc_connection_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_data_centre: String,
    #[serde(deserialize_with = "lenient::text")]
    pub vpc_id: String,
    /// AWS.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_vpc_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub peer_account_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub peer_region: String,
    /// GCP.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_project_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub peer_vpc_network_name: String,
    /// Azure.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_subscription_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub peer_resource_group: String,
    #[serde(rename = "peerVNetNetworkName", deserialize_with = "lenient::text")]
    pub peer_vnet_network_name: String,
    /// The older form of the next.
    #[serde(deserialize_with = "lenient::network")]
    pub peer_subnet: String,
    #[serde(deserialize_with = "lenient::networks")]
    pub peer_subnets: Vec<String>,
    /// The provider's own word: `pending-acceptance`, `ACTIVE`.
    #[serde(deserialize_with = "lenient::text")]
    pub status_code: String,
    /// Azure and GCP.
    #[serde(deserialize_with = "lenient::text")]
    pub failure_reason: String,
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
}

impl FirewallEntry {
    /// The network, or the security group.
    pub fn source(&self) -> &str {
        if self.network.is_empty() {
            &self.security_group_id
        } else {
            &self.network
        }
    }
}

impl VpcPeering {
    /// The networks on the other side, in either form.
    pub fn subnets(&self) -> Vec<&str> {
        if self.peer_subnets.is_empty() && !self.peer_subnet.is_empty() {
            return vec![&self.peer_subnet];
        }
        self.peer_subnets.iter().map(String::as_str).collect()
    }
}
