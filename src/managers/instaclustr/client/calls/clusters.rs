//! Clusters and their data centres ("Read", "Create", "Modify, delete", "Resize, add data centre").

use http::Method;
use serde::Serialize;

use crate::managers::ManagerError;
use crate::transport::Call;

use super::{Calls, with_body};

impl Calls {
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
}
