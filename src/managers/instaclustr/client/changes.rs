//! What is asked to be done, one function per endpoint ("Endpoints").
//!
//! Each is sent once. Most answer with an acknowledgement, or with nothing at all.

use serde::Serialize;

use crate::managers::ManagerError;
use crate::transport::Call;

use super::super::wire::Reload;
use super::{Client, answers};

/// Every function fails as [`errors::read`](super::super::errors::read) says of the answer's status.
impl Client {
    /// Creates a cluster (`POST /extended/`, 202) and gives its id.
    pub async fn create(&self, body: &impl Serialize) -> Result<String, ManagerError> {
        self.created(self.calls.create(body)?).await
    }

    /// Creates a Cassandra cluster as older clients do (`POST /`, 202) and gives its id.
    pub async fn create_legacy(&self, body: &impl Serialize) -> Result<String, ManagerError> {
        self.created(self.calls.create_legacy(body)?).await
    }

    /// Changes the description and who confirms a deletion (`PUT /{clusterId}`).
    pub async fn modify(&self, cluster: &str, body: &impl Serialize) -> Result<(), ManagerError> {
        self.tell(self.calls.modify(cluster, body)?).await
    }

    /// Deletes a cluster (`DELETE /{clusterId}`, 202); with two-factor delete only after a confirmation elsewhere.
    pub async fn delete(&self, cluster: &str) -> Result<(), ManagerError> {
        self.tell(self.calls.delete(cluster)).await
    }

    /// Changes the size of a data centre's nodes (`POST /{clusterId}/{cdcId}/resize`, 202); 412 while a
    /// precondition fails.
    pub async fn resize(
        &self,
        cluster: &str,
        data_centre: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.resize(cluster, data_centre, body)?).await
    }

    /// Adds a data centre (`POST /{clusterId}/cluster-data-centres`, 202).
    pub async fn add_data_centre(&self, cluster: &str, body: &impl Serialize) -> Result<(), ManagerError> {
        self.tell(self.calls.add_data_centre(cluster, body)?).await
    }

    /// Opens services to a network or a security group (`POST /{clusterId}/firewallRules`, 202, perhaps empty); 409
    /// if they are.
    pub async fn add_firewall_rules(&self, cluster: &str, body: &impl Serialize) -> Result<(), ManagerError> {
        self.tell(self.calls.add_firewall_rules(cluster, body)?).await
    }

    /// Replaces what is open to a network (`PUT /{clusterId}/firewallRules`, 202).
    pub async fn update_firewall_rules(
        &self,
        cluster: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.update_firewall_rules(cluster, body)?).await
    }

    /// Closes the services that the body names (`DELETE /{clusterId}/firewallRules`, with a body, 202).
    pub async fn delete_firewall_rules(
        &self,
        cluster: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.delete_firewall_rules(cluster, body)?).await
    }

    /// Asks for a peering (`POST /vpc-peering/{cdcId}`, 202) and gives its id.
    pub async fn create_peering(
        &self,
        data_centre: &str,
        body: &impl Serialize,
    ) -> Result<String, ManagerError> {
        self.created(self.calls.create_peering(data_centre, body)?).await
    }

    /// Ends a peering (`DELETE /vpc-peering/{cdcId}/{peeringId}`, 202).
    pub async fn delete_peering(&self, data_centre: &str, peering: &str) -> Result<(), ManagerError> {
        self.tell(self.calls.delete_peering(data_centre, peering)).await
    }

    /// Makes an encryption key known (`POST /encryption-keys`, 202) and gives its id.
    pub async fn create_encryption_key(&self, body: &impl Serialize) -> Result<String, ManagerError> {
        self.created(self.calls.create_encryption_key(body)?).await
    }

    /// Deletes an encryption key (`DELETE /encryption-keys/{keyId}`, 202); 400 while it is in use.
    pub async fn delete_encryption_key(&self, key: &str) -> Result<(), ManagerError> {
        self.tell(self.calls.delete_encryption_key(key)).await
    }

    /// Creates a user of a bundle (`POST /{clusterId}/{bundle}/users`, 201).
    pub async fn create_user(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.create_user(cluster, bundle, body)?).await
    }

    /// Deletes the user that the body names (`DELETE /{clusterId}/{bundle}/users`, with a body).
    pub async fn delete_user(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.delete_user(cluster, bundle, body)?).await
    }

    /// Gives a user another password (`POST /{clusterId}/{bundle}/users/reset-password`).
    pub async fn reset_password(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.reset_password(cluster, bundle, body)?).await
    }

    /// Creates a topic (`POST /{clusterId}/kafka/topics`, 201).
    pub async fn create_topic(&self, cluster: &str, body: &impl Serialize) -> Result<(), ManagerError> {
        self.tell(self.calls.create_topic(cluster, body)?).await
    }

    /// Deletes a topic with all that is in it (`DELETE /{clusterId}/kafka/topics/{topic}`).
    pub async fn delete_topic(&self, cluster: &str, topic: &str) -> Result<(), ManagerError> {
        self.tell(self.calls.delete_topic(cluster, topic)).await
    }

    /// Configures a topic (`PUT /{clusterId}/kafka/topics/{topic}/config`).
    pub async fn set_topic_config(
        &self,
        cluster: &str,
        topic: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.set_topic_config(cluster, topic, body)?)
            .await
    }

    /// Creates an access rule (`POST /{clusterId}/kafka/acls`).
    pub async fn create_acl(&self, cluster: &str, body: &impl Serialize) -> Result<(), ManagerError> {
        self.tell(self.calls.create_acl(cluster, body)?).await
    }

    /// Deletes the access rule that the body is (`DELETE /{clusterId}/kafka/acls`, with a body).
    pub async fn delete_acl(&self, cluster: &str, body: &impl Serialize) -> Result<(), ManagerError> {
        self.tell(self.calls.delete_acl(cluster, body)?).await
    }

    /// Sets who may use a data centre's private link (`PUT /aws-endpoint-service/{cdcId}/principals`).
    pub async fn set_endpoint_principals(
        &self,
        data_centre: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.set_endpoint_principals(data_centre, body)?)
            .await
    }

    /// Starts a backup (`POST /{clusterId}/backups`, 204).
    pub async fn trigger_backup(&self, cluster: &str) -> Result<(), ManagerError> {
        self.tell(self.calls.trigger_backup(cluster)).await
    }

    /// Restores a backup into a new cluster (`POST /{clusterId}/backups/restore`) and gives the id of that.
    pub async fn restore(&self, cluster: &str, body: &impl Serialize) -> Result<String, ManagerError> {
        self.created(self.calls.restore(cluster, body)?).await
    }

    /// Overrides a parameter (`PUT /{clusterId}/{bundle}/configurations`, 201).
    pub async fn set_configuration(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.set_configuration(cluster, bundle, body)?)
            .await
    }

    /// Takes an override back (`DELETE /{clusterId}/{bundle}/configurations/parameter/{name}`, 204).
    pub async fn delete_configuration(
        &self,
        cluster: &str,
        bundle: &str,
        parameter: &str,
    ) -> Result<(), ManagerError> {
        self.tell(self.calls.delete_configuration(cluster, bundle, parameter))
            .await
    }

    /// Has a PostgreSQL node read its configuration again (`POST /POSTGRESQL/node/{nodeId}/reload`, 202); 409 while
    /// it does.
    pub async fn reload_node(&self, node: &str) -> Result<Reload, ManagerError> {
        self.ask(self.calls.reload_node(node)).await
    }

    /// Sends a call that makes something, and gives its id.
    ///
    /// # Errors
    /// As the function that builds the call; [`ManagerError::Unreadable`] if the answer has no id.
    pub async fn created(&self, call: Call) -> Result<String, ManagerError> {
        answers::id(&self.body(call).await?)
    }
}
