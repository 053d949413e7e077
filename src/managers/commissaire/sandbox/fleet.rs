//! The fleets to start with: a default one in one context, and made-up ones of any size.

use std::time::Duration;

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::answer;
use super::crowd;
use super::model::Typed;
use super::recipe::Plight;
use super::routing::Kind;
use super::words;
use super::world::{Contents, Recurring, World};
use crate::resource::Protection;
use crate::sandbox::faults::with_faults_worded;
use crate::sandbox::{DemoContext, FaultsHandle, Scenario};

/// Which clusters a simulated manager has, unless the scenario asks for a number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Eleven clusters of which several need attention.
    Edge,
    /// None: a server just installed.
    Empty,
}

/// The container manager of most clusters, and the one whose options hold a token.
pub(super) const PODS: &str = "edge-pods";
const OPENSHIFT: &str = "openshift-emea";

/// The cluster whose upgrade begins again by itself.
const ROLLING: &str = "edge-eu-west";

/// The simulated manager; paths are below `/api/v0`.
pub fn router(scenario: &Scenario, profile: Profile) -> Router {
    World::new(scenario, profile).router()
}

/// One server for `qd sandbox serve`: the default fleet, or as many clusters as the scenario asks for.
pub fn simulate(scenario: &Scenario) -> Router {
    router(scenario, Profile::Edge)
}

/// The contexts of the default sandbox.
pub fn contexts(scenario: &Scenario) -> Vec<DemoContext> {
    let title = match scenario.clusters {
        Some(count) => format!("Commissaire, {count} made-up clusters"),
        None => "Commissaire, atomic hosts at the edge".to_owned(),
    };
    let faults = FaultsHandle::default();
    let router = simulate(scenario);
    vec![DemoContext {
        name: "edge".to_owned(),
        title,
        protection: Protection::Normal,
        router: with_faults_worded(router, faults.clone(), scenario.seed, answer::reason),
        faults,
    }]
}

/// Fills a server just installed.
pub(super) fn settle(contents: &mut Contents, profile: Profile, scenario: &Scenario, now: DateTime<Utc>) {
    match (scenario.clusters, profile) {
        (Some(count), _) => crowd::settle(contents, count, scenario, now),
        (None, Profile::Edge) => settle_edge(contents, scenario, now),
        (None, Profile::Empty) => {}
    }
    contents.found_changes(scenario, now);
}

/// One cluster of the default fleet.
struct Row {
    name: &'static str,
    network: &'static str,
    manager: &'static str,
    /// The first three numbers of its hosts' addresses.
    subnet: &'static str,
    /// The last number of each host's address, in the order in which they joined, and how it stands.
    hosts: &'static [(u8, Plight)],
}

fn settle_edge(contents: &mut Contents, scenario: &Scenario, now: DateTime<Utc>) {
    use Plight::{Disassociated, NeverReached, Stuck};
    contents.add_manager(PODS, crowd::manager());
    contents.add_manager(OPENSHIFT, openshift());
    for (name, kind, options) in [
        (
            "flannel-edge",
            "flannel_server",
            json!({"address": "10.20.0.2:8080"}),
        ),
        ("flannel-lab", "flannel_etcd", json!({})),
    ] {
        let options = options.as_object().cloned().unwrap_or_default();
        let kind = kind.to_owned();
        contents.networks.insert(name.to_owned(), Typed { kind, options });
    }
    for row in ROWS {
        let mut members = Vec::new();
        for (last, plight) in row.hosts {
            let address = format!("{}.{last}", row.subnet);
            contents.found_host(&address, *plight, scenario.quiet, now);
            members.push(address);
        }
        contents.found_cluster(row.name, row.network, row.manager, members);
    }
    for (address, plight) in [
        ("10.29.0.11", Disassociated),
        ("10.29.0.66", Disassociated),
        ("10.29.0.77", NeverReached),
        ("spare-1.edge.example", Stuck),
    ] {
        contents.found_host(address, plight, scenario.quiet, now);
    }
    settle_operations(contents, scenario, now);
}

fn settle_operations(contents: &mut Contents, scenario: &Scenario, now: DateTime<Utc>) {
    let ago = |hours| now - TimeDelta::hours(hours);
    let failed = Some("10.21.0.66");
    contents.found_record(ROLLING, Kind::Deploy, Some("7.2.6"), None, ago(30));
    contents.found_record("edge-eu-north", Kind::Upgrade, None, failed, ago(2));
    contents.found_record("edge-us-east", Kind::Deploy, Some("7.3.1"), None, ago(5));
    contents.found_record("edge-us-east", Kind::Restart, None, None, ago(4));
    contents.found_record("ci-runners", Kind::Restart, None, None, ago(52));
    if scenario.quiet {
        contents.found_record(ROLLING, Kind::Upgrade, None, None, ago(1));
        return;
    }
    contents.resume(Kind::Upgrade, ROLLING, 2, now);
    contents.recurring = Some(Recurring {
        kind: Kind::Upgrade,
        cluster: ROLLING.to_owned(),
        // Most of the time the one worker is free for what the user asks for.
        pause: Duration::from_secs(75),
    });
}

fn openshift() -> Typed {
    let options =
        json!({"server_url": "https://openshift.emea.example:8443/", "token": "sandbox-token-31f7"});
    Typed {
        kind: words::OPENSHIFT.to_owned(),
        options: options.as_object().cloned().unwrap_or_default(),
    }
}

const ROWS: &[Row] = {
    use Plight::{Active, Disassociated, Failed, New};
    const fn row(
        name: &'static str,
        network: &'static str,
        manager: &'static str,
        subnet: &'static str,
        hosts: &'static [(u8, Plight)],
    ) -> Row {
        Row {
            name,
            network,
            manager,
            subnet,
            hosts,
        }
    }
    const DEFAULT: &str = words::DEFAULT_NETWORK;
    &[
        row(
            ROLLING,
            "flannel-edge",
            PODS,
            "10.20.0",
            &[
                (11, Active),
                (12, Active),
                (13, Active),
                (14, Active),
                (15, Active),
                (16, Active),
            ],
        ),
        row(
            "edge-eu-north",
            "flannel-edge",
            PODS,
            "10.21.0",
            &[
                (11, Active),
                (12, Active),
                (66, Active),
                (13, Active),
                (14, Active),
            ],
        ),
        row(
            "edge-us-east",
            "flannel-edge",
            PODS,
            "10.22.0",
            &[
                (11, Active),
                (12, Active),
                (13, Active),
                (14, Active),
                (15, Active),
                (16, Active),
                (17, Active),
                (18, Active),
                (19, Active),
            ],
        ),
        row(
            "edge-us-west",
            "flannel-edge",
            PODS,
            "10.23.0",
            &[(11, Active), (12, Failed), (13, Active), (14, Active)],
        ),
        row(
            "edge-ap-south",
            DEFAULT,
            PODS,
            "10.24.0",
            &[(11, Active), (12, Active), (13, Active)],
        ),
        row(
            "kiosk-berlin",
            DEFAULT,
            PODS,
            "10.25.1",
            &[(11, Active), (12, New)],
        ),
        row(
            "kiosk-lyon",
            DEFAULT,
            "",
            "10.25.2",
            &[(11, Disassociated), (12, Disassociated)],
        ),
        row(
            "ci-runners",
            "flannel-lab",
            "",
            "10.26.0",
            &[
                (21, Disassociated),
                (22, Disassociated),
                (23, Disassociated),
                (24, Disassociated),
            ],
        ),
        row(
            "branch-offices",
            DEFAULT,
            OPENSHIFT,
            "10.27.0",
            &[
                (11, Active),
                (12, Active),
                (13, Active),
                (14, Active),
                (15, Active),
                (16, Active),
                (17, Active),
            ],
        ),
        row(
            "warehouse-robots",
            DEFAULT,
            PODS,
            "10.28.0",
            &[(11, Active), (12, Active), (66, Active)],
        ),
        row("staging", DEFAULT, PODS, "10.30.0", &[]),
    ]
};
