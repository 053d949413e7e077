//! The requests, to the letter ("Endpoints"): paths with and without a final slash exactly as there.
//!
//! A call with a body fails with [`ManagerError::Invalid`] if that is no JSON. An id that cannot stand in a path
//! fails when the call is sent, or shown.

use http::Method;
use serde::Serialize;
use serde_json::json;
use std::time::Duration;

use crate::managers::manager::ManagerError;
use crate::transport::Call;

use super::super::wire::SECRETS;

/// Vendor clients wait a minute; a read is repeated sooner ("Transport and authentication").
const READ_TIMEOUT: Duration = Duration::from_secs(30);
const CHANGE_TIMEOUT: Duration = Duration::from_secs(60);

/// The only bundle whose nodes reload; here it stands where else a cluster's id does ("Operations").
const POSTGRESQL: &str = "POSTGRESQL";

/// Every request of the API.
#[derive(Debug, Clone)]
pub struct Calls {
    /// Path segments before all others, usually `provisioning`, `v1`.
    base: Vec<String>,
}

/// The name of a bundle as paths want it: lower case ("Encryption keys, users, Kafka objects").
pub fn bundle_path(bundle: &str) -> String {
    bundle.to_ascii_lowercase()
}

impl Calls {
    pub fn new(base_path: &str) -> Self {
        let segments = base_path.split('/').filter(|segment| !segment.is_empty());
        Self {
            base: segments.map(str::to_owned).collect(),
        }
    }

    pub(super) fn base(&self) -> impl Iterator<Item = &str> {
        self.base.iter().map(String::as_str)
    }

    /// `GET /`
    pub fn clusters(&self) -> Call {
        self.call(Method::GET, "list clusters", &[]).ending_in_slash()
    }

    /// `GET /{cluster}`
    pub fn cluster(&self, cluster: &str) -> Call {
        self.call(Method::GET, "read cluster", &[cluster])
    }

    /// `GET /{cluster}/terraform-description`
    pub fn terraform_description(&self, cluster: &str) -> Call {
        self.call(
            Method::GET,
            "read what the cluster is made of",
            &[cluster, "terraform-description"],
        )
    }

    /// `POST /extended/`
    pub fn create(&self, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create cluster", &["extended"])
                .ending_in_slash(),
            body,
        )
    }

    /// `POST /`
    pub fn create_legacy(&self, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create cluster", &[]).ending_in_slash(),
            body,
        )
    }

    /// `PUT /{cluster}`
    pub fn modify(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(self.call(Method::PUT, "modify cluster", &[cluster]), body)
    }

    /// `DELETE /{cluster}`
    pub fn delete(&self, cluster: &str) -> Call {
        self.call(Method::DELETE, "delete cluster", &[cluster])
    }

    /// `POST /{cluster}/{data_centre}/resize`
    pub fn resize(
        &self,
        cluster: &str,
        data_centre: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "resize data centre",
                &[cluster, data_centre, "resize"],
            ),
            body,
        )
    }

    /// `GET /{cluster}/{data_centre}/resize`
    pub fn resizes(&self, cluster: &str, data_centre: &str, active_only: bool) -> Call {
        self.call(Method::GET, "list resizes", &[cluster, data_centre, "resize"])
            .query("activeOnly", active_only)
    }

    /// `GET /{cluster}/{data_centre}/nodepurposes`
    pub fn node_purposes(&self, cluster: &str, data_centre: &str) -> Call {
        self.call(
            Method::GET,
            "list node purposes",
            &[cluster, data_centre, "nodepurposes"],
        )
    }

    /// `POST /{cluster}/cluster-data-centres`
    pub fn add_data_centre(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "add data centre",
                &[cluster, "cluster-data-centres"],
            ),
            body,
        )
    }

    /// `GET /{cluster}/firewallRules`
    pub fn firewall_rules(&self, cluster: &str) -> Call {
        self.call(Method::GET, "list firewall rules", &[cluster, "firewallRules"])
    }

    /// `POST /{cluster}/firewallRules`
    pub fn add_firewall_rules(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "add firewall rules", &[cluster, "firewallRules"]),
            body,
        )
    }

    /// `PUT /{cluster}/firewallRules`
    pub fn update_firewall_rules(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::PUT, "update firewall rules", &[cluster, "firewallRules"]),
            body,
        )
    }

    /// `DELETE /{cluster}/firewallRules`
    pub fn delete_firewall_rules(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::DELETE,
                "delete firewall rules",
                &[cluster, "firewallRules"],
            ),
            body,
        )
    }

    /// `GET /vpc-peering/{data_centre}`
    pub fn peerings(&self, data_centre: &str) -> Call {
        self.call(Method::GET, "list VPC peerings", &["vpc-peering", data_centre])
    }

    /// `POST /vpc-peering/{data_centre}`
    pub fn create_peering(&self, data_centre: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create VPC peering", &["vpc-peering", data_centre]),
            body,
        )
    }

    /// `GET /vpc-peering/{data_centre}/{peering}`
    pub fn peering(&self, data_centre: &str, peering: &str) -> Call {
        self.call(
            Method::GET,
            "read VPC peering",
            &["vpc-peering", data_centre, peering],
        )
    }

    /// `DELETE /vpc-peering/{data_centre}/{peering}`
    pub fn delete_peering(&self, data_centre: &str, peering: &str) -> Call {
        self.call(
            Method::DELETE,
            "delete VPC peering",
            &["vpc-peering", data_centre, peering],
        )
    }

    /// `GET /encryption-keys`
    pub fn encryption_keys(&self) -> Call {
        self.call(Method::GET, "list encryption keys", &["encryption-keys"])
    }

    /// `POST /encryption-keys`
    pub fn create_encryption_key(&self, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create encryption key", &["encryption-keys"]),
            body,
        )
    }

    /// `DELETE /encryption-keys/{key}`
    pub fn delete_encryption_key(&self, key: &str) -> Call {
        self.call(Method::DELETE, "delete encryption key", &["encryption-keys", key])
    }

    /// `GET /{cluster}/{bundle}/users`
    pub fn users(&self, cluster: &str, bundle: &str) -> Call {
        self.call(
            Method::GET,
            "list users",
            &[cluster, &bundle_path(bundle), "users"],
        )
    }

    /// `POST /{cluster}/{bundle}/users`
    pub fn create_user(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "create user",
                &[cluster, &bundle_path(bundle), "users"],
            ),
            body,
        )
    }

    /// `DELETE /{cluster}/{bundle}/users`
    pub fn delete_user(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::DELETE,
                "delete user",
                &[cluster, &bundle_path(bundle), "users"],
            ),
            body,
        )
    }

    /// `POST /{cluster}/{bundle}/users/reset-password`
    pub fn reset_password(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "reset password",
                &[cluster, &bundle_path(bundle), "users", "reset-password"],
            ),
            body,
        )
    }

    /// `GET /{cluster}/kafka/topics`
    pub fn topics(&self, cluster: &str) -> Call {
        self.call(Method::GET, "list topics", &[cluster, "kafka", "topics"])
    }

    /// `POST /{cluster}/kafka/topics`
    pub fn create_topic(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create topic", &[cluster, "kafka", "topics"]),
            body,
        )
    }

    /// `GET /{cluster}/kafka/topics/{topic}`
    pub fn topic(&self, cluster: &str, topic: &str) -> Call {
        self.call(Method::GET, "read topic", &[cluster, "kafka", "topics", topic])
    }

    /// `DELETE /{cluster}/kafka/topics/{topic}`
    pub fn delete_topic(&self, cluster: &str, topic: &str) -> Call {
        self.call(
            Method::DELETE,
            "delete topic",
            &[cluster, "kafka", "topics", topic],
        )
    }

    /// `GET /{cluster}/kafka/topics/{topic}/config`
    pub fn topic_config(&self, cluster: &str, topic: &str) -> Call {
        self.call(
            Method::GET,
            "read configuration of topic",
            &[cluster, "kafka", "topics", topic, "config"],
        )
    }

    /// `PUT /{cluster}/kafka/topics/{topic}/config`
    pub fn set_topic_config(
        &self,
        cluster: &str,
        topic: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::PUT,
                "set configuration of topic",
                &[cluster, "kafka", "topics", topic, "config"],
            ),
            body,
        )
    }

    /// `POST /{cluster}/kafka/acls/searches`
    pub fn acls(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "list access rules",
                &[cluster, "kafka", "acls", "searches"],
            )
            .as_read()
            .timeout(READ_TIMEOUT),
            body,
        )
    }

    /// `POST /{cluster}/kafka/acls`
    pub fn create_acl(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create access rule", &[cluster, "kafka", "acls"]),
            body,
        )
    }

    /// `DELETE /{cluster}/kafka/acls`
    pub fn delete_acl(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::DELETE, "delete access rule", &[cluster, "kafka", "acls"]),
            body,
        )
    }

    /// `PUT /aws-endpoint-service/{data_centre}/principals`
    pub fn set_endpoint_principals(
        &self,
        data_centre: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::PUT,
                "set principals of private link",
                &["aws-endpoint-service", data_centre, "principals"],
            ),
            body,
        )
    }

    /// `GET /{cluster}/backups`
    pub fn backups(&self, cluster: &str) -> Call {
        self.call(Method::GET, "list backups", &[cluster, "backups"])
    }

    /// `POST /{cluster}/backups`
    pub fn trigger_backup(&self, cluster: &str) -> Call {
        self.call(Method::POST, "back up cluster", &[cluster, "backups"])
    }

    /// `POST /{cluster}/backups/restore`
    pub fn restore(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "restore cluster from backup",
                &[cluster, "backups", "restore"],
            ),
            body,
        )
    }

    /// `GET /{cluster}/{bundle}/configurations`
    pub fn configurations(&self, cluster: &str, bundle: &str) -> Call {
        self.call(
            Method::GET,
            "list configurations",
            &[cluster, &bundle_path(bundle), "configurations"],
        )
    }

    /// `PUT /{cluster}/{bundle}/configurations`
    pub fn set_configuration(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::PUT,
                "set configuration",
                &[cluster, &bundle_path(bundle), "configurations"],
            ),
            body,
        )
    }

    /// `DELETE /{cluster}/{bundle}/configurations/parameter/{parameter}`
    pub fn delete_configuration(&self, cluster: &str, bundle: &str, parameter: &str) -> Call {
        self.call(
            Method::DELETE,
            "delete configuration",
            &[
                cluster,
                &bundle_path(bundle),
                "configurations",
                "parameter",
                parameter,
            ],
        )
    }

    /// `POST /POSTGRESQL/node/{node}/reload`
    pub fn reload_node(&self, node: &str) -> Call {
        self.call(Method::POST, "reload node", &[POSTGRESQL, "node", node, "reload"])
            .json(&json!({"bundle": POSTGRESQL, "nodeId": node}))
    }

    /// `GET /POSTGRESQL/node/{node}/reload`
    pub fn node_reloads(&self, node: &str) -> Call {
        self.call(
            Method::GET,
            "list reloads of node",
            &[POSTGRESQL, "node", node, "reload"],
        )
    }

    /// `GET /POSTGRESQL/cluster/{cluster}/reload`
    pub fn cluster_reloads(&self, cluster: &str) -> Call {
        self.call(
            Method::GET,
            "list reloads of cluster",
            &[POSTGRESQL, "cluster", cluster, "reload"],
        )
    }

    fn call(&self, method: Method, label: &'static str, path: &[&str]) -> Call {
        let timeout = if method == Method::GET {
            READ_TIMEOUT
        } else {
            CHANGE_TIMEOUT
        };
        let path = path.iter().map(|segment| (*segment).to_owned());
        Call::new(method, label)
            .path(self.base.iter().cloned().chain(path))
            .timeout(timeout)
            .secret_fields(SECRETS)
    }
}

fn with_body(call: Call, body: &impl Serialize) -> Result<Call, ManagerError> {
    let body = serde_json::to_value(body).map_err(|error| ManagerError::Invalid {
        message: format!("the request cannot be written as JSON: {error}"),
        fields: Vec::new(),
    })?;
    Ok(call.json(&body))
}
