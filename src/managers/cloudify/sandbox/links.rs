//! Where the families touch: what one must know of the others.

use serde_json::{Value, json};

use super::plugins::Plugin;
use super::world::World;

impl World {
    /// The executions that keep the manager from its maintenance mode.
    pub fn remaining_executions(&self) -> Vec<Value> {
        let remaining = self.estate.active().map(|execution| {
            json!({
                "id": execution.id(),
                "status": execution.standing.name(),
                "deployment_id": execution.origin.deployment,
                "workflow_id": execution.origin.workflow,
            })
        });
        remaining.collect()
    }

    /// Whether anything belongs to a tenant.
    pub fn holds_resources_of(&self, tenant: &str) -> bool {
        let secrets = self.secrets.iter().map(|secret| &secret.owned);
        let plugins = self.plugins.iter().map(|plugin| &plugin.owned);
        let blueprints = self.estate.blueprints.values();
        let blueprints = blueprints.map(|blueprint| &blueprint.owned);
        let deployments = self.estate.deployments.values();
        let deployments = deployments.map(|deployment| &deployment.owned);
        let snapshots = self.snapshots.iter().map(|snapshot| &snapshot.owned);
        let beside = secrets.chain(plugins).chain(snapshots);
        let mut all = beside.chain(blueprints).chain(deployments);
        all.any(|owned| owned.tenant == tenant)
    }

    /// Whether there is nothing that a restore would overwrite.
    pub fn is_empty(&self) -> bool {
        self.estate.blueprints.is_empty() && self.estate.deployments.is_empty()
    }

    /// Whether a deployment needs a plugin.
    pub fn uses(&self, plugin: &Plugin) -> bool {
        let name = &plugin.wagon.package_name;
        let mut deployments = self.estate.deployments.values();
        deployments.any(|deployment| deployment.plan.plugins.contains(name))
    }
}
