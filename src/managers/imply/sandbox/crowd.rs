//! A made-up fleet of any size.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::model::Cluster;
use super::plight::{Plight, bring_about};
use super::recipe::{AccessMode, Recipe};
use crate::sandbox::{Scenario, Seeded};

/// A made-up fleet, from which any cluster can be made at any time, and always the same.
#[derive(Debug, Clone)]
pub struct Crowd {
    /// How many clusters.
    pub count: usize,
    seed: u64,
    servers: usize,
    events: usize,
    quiet: bool,
    born: DateTime<Utc>,
}

impl Crowd {
    /// The fleet that a scenario asks for, if it asks for a number of clusters.
    pub fn of(scenario: &Scenario, now: DateTime<Utc>) -> Option<Self> {
        Some(Self {
            count: scenario.clusters?,
            seed: scenario.seed,
            servers: scenario.servers_per_cluster.max(3),
            events: scenario.events_per_cluster,
            quiet: scenario.quiet,
            born: now,
        })
    }

    /// The id of the cluster with this number, without making the cluster.
    pub fn uid_bits(&self, index: u64) -> u128 {
        Seeded::nth(self.seed, index).uuid_bits()
    }

    /// Whether the cluster with this number is at work from the start, and so must be made at once.
    pub fn is_busy(&self, index: u64) -> bool {
        !self.quiet
            && !matches!(
                self.plight(index),
                Plight::None | Plight::Stopped | Plight::Failed
            )
    }

    /// The cluster with this number as it was when the fleet was made.
    pub fn cluster(&self, index: u64) -> Cluster {
        let plight = self.plight(index);
        let recipe = Arc::new(self.recipe(index, plight));
        let mut cluster = recipe.cluster(Seeded::nth(self.seed, index), self.events, self.born);
        bring_about(&mut cluster, plight, self.born);
        if self.quiet {
            cluster.agenda.clear();
        }
        cluster
    }

    fn recipe(&self, index: u64, plight: Plight) -> Recipe {
        const WORDS: [&str; 16] = [
            "orders", "billing", "clicks", "events", "metrics", "fraud", "search", "ads", "pricing",
            "traces", "sessions", "stock", "returns", "audit", "alerts", "quality",
        ];
        let mut chance = Seeded::nth(!self.seed, index);
        let word = chance.pick(&WORDS).copied().unwrap_or("orders");
        let environment = chance.pick(&["prod", "stage", "dev"]).copied().unwrap_or("prod");
        let masters = if self.servers >= 8 { 3 } else { 1 };
        let queries = if self.servers >= 6 { 2 } else { 1 };
        let data = self.servers - masters - queries;
        let warm = if self.servers >= 9 { data * 2 / 5 } else { 0 };
        Recipe {
            name: Cow::Owned(format!("{word}-{environment}-{index:05}")),
            groups: [
                (masters, "m5.large"),
                (queries, "c5.2xlarge"),
                (data - warm, "i3.2xlarge"),
                (warm, "i3.xlarge"),
                (0, ""),
            ],
            imply_versions: ("2026.06", "2026.01"),
            team: word,
            environment,
            access_mode: *chance
                .pick(&[AccessMode::Proxied, AccessMode::Native, AccessMode::Oidc])
                .unwrap_or(&AccessMode::Proxied),
            version: 2 + chance.below(20) as u64,
            stopped: plight == Plight::Stopped,
        }
    }

    fn plight(&self, index: u64) -> Plight {
        let mut chance = Seeded::nth(self.seed.rotate_left(32), index);
        match chance.below(1_000) {
            0..30 => Plight::Stopped,
            30..50 => Plight::Failed,
            50..60 => Plight::Updating { stage: 1 },
            60..65 => Plight::Starting,
            65..70 => Plight::Stopping,
            _ => Plight::None,
        }
    }
}
