//! Where the families touch: what one must know of the others.

use serde_json::Value;

use super::plugins::Plugin;
use super::world::World;

impl World {
    /// The executions that keep the manager from its maintenance mode.
    pub fn remaining_executions(&self) -> Vec<Value> {
        Vec::new()
    }

    /// Whether anything belongs to a tenant.
    pub fn holds_resources_of(&self, tenant: &str) -> bool {
        let secrets = self.secrets.iter().map(|secret| &secret.owned);
        let plugins = self.plugins.iter().map(|plugin| &plugin.owned);
        secrets.chain(plugins).any(|owned| owned.tenant == tenant)
    }

    /// Whether a deployment needs a plugin.
    pub fn uses(&self, _plugin: &Plugin) -> bool {
        false
    }
}
