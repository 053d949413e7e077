//! Backups, configurations and reloads ("Operations").

use http::Method;
use serde::Serialize;
use serde_json::json;

use crate::managers::ManagerError;
use crate::transport::Call;

use super::{Calls, POSTGRESQL, bundle_path, with_body};

impl Calls {
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
}
