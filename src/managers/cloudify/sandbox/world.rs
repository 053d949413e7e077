//! All that one simulated manager holds, brought up to the present on each request.

use chrono::{DateTime, Utc};

use super::accounts::Accounts;
use super::auth::Access;
use super::cluster::Cluster;
use super::estate::Estate;
use super::maintenance::Maintenance;
use super::plugins::Plugin;
use super::profile::{Edition, Profile};
use super::secrets::Secret;
use super::snapshots::{self, Snapshot};
use super::status::Services;
use crate::sandbox::{Scenario, Seeded};

/// What a simulated manager holds. Time in it stands still between two requests.
#[derive(Debug)]
pub struct World {
    pub profile: Profile,
    pub edition: Edition,
    pub access: Access,
    /// The time up to which everything has happened.
    pub now: DateTime<Utc>,
    pub chance: Seeded,
    pub accounts: Accounts,
    pub maintenance: Maintenance,
    pub services: Services,
    pub cluster: Cluster,
    pub secrets: Vec<Secret>,
    pub plugins: Vec<Plugin>,
    pub snapshots: Vec<Snapshot>,
    /// Blueprints, deployments and executions, with what was written down of them.
    pub estate: Estate,
}

impl World {
    /// A manager just set up: one tenant, the administrator, and nothing else.
    pub fn fresh(scenario: &Scenario) -> Self {
        let now = scenario.clock.now();
        Self {
            profile: Profile::default(),
            edition: Edition::default(),
            access: Access::of_scenario(&scenario.access),
            now,
            chance: Seeded::nth(scenario.seed, u64::MAX),
            accounts: Accounts::fresh(now),
            maintenance: Maintenance::default(),
            services: Services::default(),
            cluster: Cluster::default(),
            secrets: Vec::new(),
            plugins: Vec::new(),
            snapshots: Vec::new(),
            estate: Estate::empty(Profile::default(), scenario.seed),
        }
    }

    /// Lets everything happen that is due.
    pub fn advance(&mut self, now: DateTime<Utc>) {
        self.now = now;
        self.estate.advance(now);
        snapshots::settle(self);
        self.maintenance
            .settle(self.estate.active().next().is_none(), now);
    }

    /// Makes it a manager of another generation, before there is anything in it.
    pub fn change_profile(&mut self, profile: Profile) {
        self.profile = profile;
        self.estate.profile = profile;
    }
}
