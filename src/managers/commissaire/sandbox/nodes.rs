//! What the container managers know of hosts ("Networks, container managers").

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::Refusal;
use super::settings::Service;
use super::words;
use super::world::Contents;

/// Why a container manager could not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoManager {
    /// Its service does not know it, or it does not answer the service.
    Failed,
    /// Its service is down.
    ServiceDown,
}

impl NoManager {
    /// The refusal where the server passes the trouble on with this status.
    pub fn refusal(self, status: StatusCode) -> Refusal {
        match self {
            Self::ServiceDown => Refusal::TimedOut(status),
            Self::Failed if status == StatusCode::NOT_FOUND => Refusal::NotFound,
            Self::Failed => Refusal::Broken,
        }
    }
}

impl Contents {
    /// Makes a saved configuration known to the service, if it can be used.
    pub(super) fn learn_manager(&mut self, name: &str) {
        let Some(manager) = self.managers.get(name) else {
            return;
        };
        if manager.kind == words::TRIVIAL || manager.options.contains_key("server_url") {
            self.nodes.insert(name.to_owned(), BTreeSet::new());
        }
    }

    pub(super) fn register(&mut self, manager: &str, address: &str) -> Result<(), NoManager> {
        self.nodes_of(manager)?.insert(address.to_owned());
        Ok(())
    }

    pub(super) fn remove_node(&mut self, manager: &str, address: &str) -> Result<(), NoManager> {
        self.nodes_of(manager)?.remove(address);
        Ok(())
    }

    /// Removes all nodes of a container manager, those of other clusters included.
    pub(super) fn remove_all_nodes(&mut self, manager: &str) -> Result<(), NoManager> {
        self.nodes_of(manager)?.clear();
        Ok(())
    }

    /// What a container manager says of a host: an empty object if it does not know it.
    pub(super) fn node_status(&mut self, manager: &str, address: &str) -> Result<Value, NoManager> {
        if !self.nodes_of(manager)?.contains(address) {
            return Ok(json!({}));
        }
        let is_openshift = self
            .managers
            .get(manager)
            .is_some_and(|config| config.kind == words::OPENSHIFT);
        let result = if is_openshift {
            kubernetes_node(address)
        } else {
            json!({"node": address, "status": "ok"})
        };
        if self.settings.quirks.envelope {
            return Ok(json!({"jsonrpc": "2.0", "id": self.chance.uuid(), "result": result}));
        }
        Ok(result)
    }

    fn nodes_of(&mut self, manager: &str) -> Result<&mut BTreeSet<String>, NoManager> {
        let troubles = &self.settings.troubles;
        if troubles.is_down(Service::ContainerManager) {
            return Err(NoManager::ServiceDown);
        }
        if troubles.managers_unreachable.contains(manager) {
            return Err(NoManager::Failed);
        }
        self.nodes.get_mut(manager).ok_or(NoManager::Failed)
    }
}

/// A node as the API of Kubernetes writes it, in short.
fn kubernetes_node(address: &str) -> Value {
    json!({
        "kind": "Node", "apiVersion": "v1",
        "metadata": {"name": address, "labels": {"kubernetes.io/hostname": address}},
        "spec": {"externalID": address},
        "status": {
            "capacity": {"cpu": "4", "memory": "8009232Ki", "pods": "110"},
            "conditions": [
                {"type": "OutOfDisk", "status": "False", "reason": "KubeletHasSufficientDisk"},
                {"type": "Ready", "status": "True", "reason": "KubeletReady"},
            ],
            "addresses": [{"type": "InternalIP", "address": address}],
        },
    })
}
