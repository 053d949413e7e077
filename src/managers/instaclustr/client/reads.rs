//! What is asked for, one function per endpoint ("Endpoints").

use serde::Serialize;
use serde_json::Value;

use crate::managers::ManagerError;

use super::super::wire::{
    Acls, Backups, ClusterReloads, ClusterStatus, ClusterSummary, Configuration, EncryptionKey,
    FirewallEntry, NodePurposes, NodeReloads, ResizeOperation, TerraformDescription, TopicConfig, Topics,
    Users, VpcPeering,
};
use super::Client;

/// Every function fails as [`errors::read`](super::super::errors::read) says of the answer's status, and with
/// [`ManagerError::Unreadable`] for a body that is no answer of this API.
impl Client {
    /// Lists the clusters that are not deleted (`GET /`); an account without one is an empty list.
    pub async fn clusters(&self) -> Result<Vec<ClusterSummary>, ManagerError> {
        self.ask_for_any(self.calls.clusters()).await
    }

    /// Reads a cluster with its data centres and nodes (`GET /{clusterId}`, 202).
    pub async fn cluster(&self, cluster: &str) -> Result<ClusterStatus, ManagerError> {
        self.ask(self.calls.cluster(cluster)).await
    }

    /// Reads what a cluster is made of (`GET /{clusterId}/terraform-description`, 202): the only answer that names
    /// its bundle.
    pub async fn terraform_description(&self, cluster: &str) -> Result<TerraformDescription, ManagerError> {
        self.ask(self.calls.terraform_description(cluster)).await
    }

    /// Lists the resizes of a data centre, those under way or all (`GET /{clusterId}/{cdcId}/resize`).
    pub async fn resizes(
        &self,
        cluster: &str,
        data_centre: &str,
        active_only: bool,
    ) -> Result<Vec<ResizeOperation>, ManagerError> {
        self.ask_all(self.calls.resizes(cluster, data_centre, active_only))
            .await
    }

    /// Lists what a data centre's nodes are for (`GET /{clusterId}/{cdcId}/nodepurposes`).
    pub async fn node_purposes(
        &self,
        cluster: &str,
        data_centre: &str,
    ) -> Result<NodePurposes, ManagerError> {
        self.ask(self.calls.node_purposes(cluster, data_centre)).await
    }

    /// Lists what is open to whom (`GET /{clusterId}/firewallRules`).
    pub async fn firewall_rules(&self, cluster: &str) -> Result<Vec<FirewallEntry>, ManagerError> {
        self.ask_all(self.calls.firewall_rules(cluster)).await
    }

    /// Lists the peerings of a data centre (`GET /vpc-peering/{cdcId}`, 202); 504 when the cloud provider is slow.
    pub async fn peerings(&self, data_centre: &str) -> Result<Vec<VpcPeering>, ManagerError> {
        self.ask_all(self.calls.peerings(data_centre)).await
    }

    /// Reads a peering (`GET /vpc-peering/{cdcId}/{peeringId}`, 202).
    pub async fn peering(&self, data_centre: &str, peering: &str) -> Result<VpcPeering, ManagerError> {
        self.ask(self.calls.peering(data_centre, peering)).await
    }

    /// Lists the account's encryption keys (`GET /encryption-keys`); 404 when there are none is an empty list.
    pub async fn encryption_keys(&self) -> Result<Vec<EncryptionKey>, ManagerError> {
        self.ask_for_any(self.calls.encryption_keys()).await
    }

    /// Lists the users of a bundle (`GET /{clusterId}/{bundle}/users`); 503 or 504 while the cluster does not
    /// answer.
    pub async fn users(&self, cluster: &str, bundle: &str) -> Result<Users, ManagerError> {
        self.ask(self.calls.users(cluster, bundle)).await
    }

    /// Lists the topics (`GET /{clusterId}/kafka/topics`).
    pub async fn topics(&self, cluster: &str) -> Result<Topics, ManagerError> {
        self.ask(self.calls.topics(cluster)).await
    }

    /// Reads a topic (`GET /{clusterId}/kafka/topics/{topic}`); its shape is not documented.
    pub async fn topic(&self, cluster: &str, topic: &str) -> Result<Value, ManagerError> {
        self.ask(self.calls.topic(cluster, topic)).await
    }

    /// Reads what is configured of a topic (`GET /{clusterId}/kafka/topics/{topic}/config`).
    pub async fn topic_config(&self, cluster: &str, topic: &str) -> Result<TopicConfig, ManagerError> {
        self.ask(self.calls.topic_config(cluster, topic)).await
    }

    /// Searches the access rules by the fields that the body has (`POST /{clusterId}/kafka/acls/searches`, which
    /// changes nothing).
    pub async fn acls(&self, cluster: &str, body: &impl Serialize) -> Result<Acls, ManagerError> {
        self.ask(self.calls.acls(cluster, body)?).await
    }

    /// Lists the backups of the last seven days (`GET /{clusterId}/backups`).
    pub async fn backups(&self, cluster: &str) -> Result<Backups, ManagerError> {
        self.ask(self.calls.backups(cluster)).await
    }

    /// Lists the parameters that are overridden (`GET /{clusterId}/{bundle}/configurations`).
    pub async fn configurations(
        &self,
        cluster: &str,
        bundle: &str,
    ) -> Result<Vec<Configuration>, ManagerError> {
        self.ask_all(self.calls.configurations(cluster, bundle)).await
    }

    /// Lists the reloads of a node (`GET /POSTGRESQL/node/{nodeId}/reload`).
    pub async fn node_reloads(&self, node: &str) -> Result<NodeReloads, ManagerError> {
        self.ask(self.calls.node_reloads(node)).await
    }

    /// Lists the reloads of a cluster's nodes (`GET /POSTGRESQL/cluster/{clusterId}/reload`).
    pub async fn cluster_reloads(&self, cluster: &str) -> Result<ClusterReloads, ManagerError> {
        self.ask(self.calls.cluster_reloads(cluster)).await
    }
}
