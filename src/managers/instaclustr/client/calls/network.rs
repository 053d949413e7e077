//! Who may reach a cluster, and the keys of its disks ("Firewall rules", "VPC peering", "Encryption keys").

use http::Method;
use serde::Serialize;

use crate::managers::ManagerError;
use crate::transport::Call;

use super::{Calls, with_body};

impl Calls {
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
}
