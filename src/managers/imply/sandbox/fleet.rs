//! The fleets to start with: a default one in several contexts, and made-up ones of any size.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use chrono::{DateTime, Utc};

use super::model::Cluster;
use super::plight::{Plight, bring_about};
use super::recipe::{AccessMode, Recipe};
use super::world::World;
use crate::resource::Protection;
use crate::sandbox::faults::{FaultKind, with_faults};
use crate::sandbox::{DemoContext, Fault, Faults, FaultsHandle, Scenario, Seeded};

/// Which clusters a simulated manager has, unless the scenario asks for a number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Nine clusters of which several need attention.
    Prod,
    /// Six clusters that come and go, some with unusual names.
    Stage,
    /// Three quiet clusters.
    Eu,
    /// Two clusters behind a broken link.
    Lab,
    /// None.
    Empty,
}

/// The simulated manager; paths are below `/api/v1`.
pub fn router(scenario: &Scenario, profile: Profile) -> Router {
    World::new(scenario, profile).router()
}

/// One server for `qd sandbox serve`: the fleet of `prod`, or as many clusters as the scenario asks for.
pub fn simulate(scenario: &Scenario) -> Router {
    router(scenario, Profile::Prod)
}

/// The contexts of the default sandbox; a single one if the scenario asks for a number of clusters.
pub fn contexts(scenario: &Scenario) -> Vec<DemoContext> {
    let context = |name: &str, title: &str, protection, profile, faults: Vec<Fault>| {
        let faults = FaultsHandle::from(Faults(faults));
        DemoContext {
            name: name.to_owned(),
            title: title.to_owned(),
            protection,
            router: with_faults(router(scenario, profile), faults.clone(), scenario.seed),
            faults,
        }
    };
    if let Some(count) = scenario.clusters {
        let title = format!("{count} made-up clusters");
        return vec![context(
            "fleet",
            &title,
            Protection::Normal,
            Profile::Empty,
            Vec::new(),
        )];
    }
    let slow = FaultKind::Latency(Duration::from_millis(1_500), Duration::from_secs(4));
    vec![
        context(
            "prod",
            "production, US East",
            Protection::Protected,
            Profile::Prod,
            Vec::new(),
        ),
        context(
            "stage",
            "staging and experiments",
            Protection::Normal,
            Profile::Stage,
            Vec::new(),
        ),
        context(
            "eu",
            "production, Europe: a slow link",
            Protection::ReadOnly,
            Profile::Eu,
            vec![Fault::always(slow)],
        ),
        context(
            "lab",
            "laboratory: nothing answers",
            Protection::Normal,
            Profile::Lab,
            vec![Fault::always(FaultKind::Unreachable)],
        ),
    ]
}

/// The clusters of a profile, as they stand at `now`.
pub fn clusters(profile: Profile, scenario: &Scenario, now: DateTime<Utc>) -> Vec<Cluster> {
    let rows = rows(profile);
    let made = rows.iter().enumerate().map(|(index, row)| {
        let chance = Seeded::nth(scenario.seed ^ (profile as u64) << 32, index as u64);
        let mut cluster = Arc::new(row.recipe()).cluster(chance, scenario.events_per_cluster, now);
        bring_about(&mut cluster, row.plight, now);
        if scenario.quiet {
            cluster.agenda.clear();
        }
        cluster
    });
    made.collect()
}

/// One cluster of the default fleet.
struct Row {
    name: &'static str,
    team: &'static str,
    environment: &'static str,
    replicas: [usize; 5],
    access_mode: AccessMode,
    version: u64,
    plight: Plight,
}

impl Row {
    fn recipe(&self) -> Recipe {
        let [master, query, tier1, tier2, tier3] = self.replicas;
        let large = master > 1;
        Recipe {
            name: Cow::Borrowed(self.name),
            groups: [
                (master, if large { "m5.xlarge" } else { "t3.medium" }),
                (query, if large { "c5.4xlarge" } else { "t3.large" }),
                (tier1, if large { "i3.4xlarge" } else { "m5.large" }),
                (tier2, "i3.2xlarge"),
                (tier3, "d3.2xlarge"),
            ],
            imply_versions: ("2026.06", "2026.01"),
            team: self.team,
            environment: self.environment,
            access_mode: self.access_mode,
            version: self.version,
            stopped: self.plight == Plight::Stopped,
        }
    }
}

/// What the default fleet is made from.
#[cfg(test)]
pub fn recipes() -> Vec<Recipe> {
    let profiles = [Profile::Prod, Profile::Stage, Profile::Eu, Profile::Lab];
    profiles
        .iter()
        .flat_map(|profile| rows(*profile))
        .map(Row::recipe)
        .collect()
}

const fn row(
    name: &'static str,
    team: &'static str,
    environment: &'static str,
    replicas: [usize; 5],
    access_mode: AccessMode,
    version: u64,
    plight: Plight,
) -> Row {
    Row {
        name,
        team,
        environment,
        replicas,
        access_mode,
        version,
        plight,
    }
}

fn rows(profile: Profile) -> &'static [Row] {
    use AccessMode::{Native, Oidc, Proxied};
    const PROD: &[Row] = &[
        row(
            "analytics-prod",
            "analytics",
            "prod",
            [3, 2, 4, 2, 0],
            Native,
            42,
            Plight::Updating { stage: 5 },
        ),
        row(
            "ads-reporting",
            "ads",
            "prod",
            [3, 2, 3, 0, 0],
            Native,
            7,
            Plight::Starting,
        ),
        row(
            "billing",
            "finance",
            "prod",
            [3, 2, 3, 0, 0],
            Proxied,
            19,
            Plight::Failed,
        ),
        row(
            "checkout-events",
            "commerce",
            "prod",
            [3, 2, 3, 2, 0],
            Native,
            11,
            Plight::LaunchFails,
        ),
        row(
            "clickstream",
            "web",
            "prod",
            [3, 5, 8, 6, 2],
            Oidc,
            63,
            Plight::None,
        ),
        row(
            "fraud-detection",
            "risk",
            "prod",
            [3, 3, 4, 0, 0],
            Oidc,
            28,
            Plight::None,
        ),
        row(
            "inventory",
            "commerce",
            "prod",
            [1, 1, 2, 0, 0],
            Proxied,
            5,
            Plight::Stopped,
        ),
        row(
            "observability",
            "platform",
            "prod",
            [3, 2, 6, 3, 0],
            Native,
            34,
            Plight::None,
        ),
        row(
            "search-quality",
            "search",
            "prod",
            [3, 2, 2, 0, 0],
            Proxied,
            1,
            Plight::Created,
        ),
    ];
    const STAGE: &[Row] = &[
        row(
            "analytics-stage",
            "analytics",
            "stage",
            [3, 2, 2, 0, 0],
            Native,
            17,
            Plight::None,
        ),
        row(
            "billing-stage",
            "finance",
            "stage",
            [1, 1, 2, 0, 0],
            Proxied,
            9,
            Plight::Stopping,
        ),
        row(
            "cafe\u{301}-events",
            "web",
            "stage",
            [1, 1, 1, 0, 0],
            Proxied,
            3,
            Plight::None,
        ),
        row(
            "load-test-0412",
            "platform",
            "stage",
            [3, 2, 6, 0, 0],
            Proxied,
            2,
            Plight::Terminating,
        ),
        row(
            "My First Cluster",
            "training",
            "stage",
            [1, 1, 1, 0, 0],
            Proxied,
            1,
            Plight::Stopped,
        ),
        row(
            "データ-lab",
            "research",
            "stage",
            [1, 2, 3, 1, 0],
            Native,
            6,
            Plight::None,
        ),
    ];
    const EU: &[Row] = &[
        row(
            "archive-eu",
            "platform",
            "eu",
            [3, 2, 2, 2, 4],
            Proxied,
            8,
            Plight::None,
        ),
        row(
            "events-eu",
            "web",
            "eu",
            [3, 2, 3, 2, 1],
            Native,
            21,
            Plight::None,
        ),
        row(
            "orders-eu",
            "commerce",
            "eu",
            [3, 3, 4, 0, 0],
            Oidc,
            15,
            Plight::None,
        ),
    ];
    const LAB: &[Row] = &[
        row(
            "prototype",
            "research",
            "lab",
            [1, 1, 1, 0, 0],
            Proxied,
            2,
            Plight::None,
        ),
        row(
            "scratch",
            "research",
            "lab",
            [1, 1, 1, 0, 0],
            Proxied,
            1,
            Plight::None,
        ),
    ];
    match profile {
        Profile::Prod => PROD,
        Profile::Stage => STAGE,
        Profile::Eu => EU,
        Profile::Lab => LAB,
        Profile::Empty => &[],
    }
}
