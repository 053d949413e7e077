//! A made-up fleet of any size, and nodes that fall out and come back by themselves, to measure with.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::account::Account;
use super::catalogue::{CASSANDRA, KAFKA};
use super::cidr::Cidr;
use super::model::{Bundle, Provider};
use super::order::centres::spread;
use super::order::{CentreOrder, Group, Order, build};
use super::regions;
use super::words::{DEGRADED, FAILED};
use super::world::Contents;
use crate::sandbox::{Scenario, Seeded};

/// Settles the clusters that a scenario asks for: most of them sound.
pub(super) fn settle(contents: &mut Contents, count: usize, scenario: &Scenario, now: DateTime<Utc>) {
    const PLACES: [(&str, &str); 8] = [
        ("virginia", "US_EAST_1"),
        ("oregon", "US_WEST_2"),
        ("dublin", "EU_WEST_1"),
        ("frankfurt", "EU_CENTRAL_1"),
        ("stockholm", "EU_NORTH_1"),
        ("sydney", "AP_SOUTHEAST_2"),
        ("tokyo", "AP_NORTHEAST_1"),
        ("saopaulo", "SA_EAST_1"),
    ];
    const USES: [&str; 6] = ["orders", "sessions", "catalogue", "metrics", "audit", "events"];
    for index in 0..count {
        let mut chance = Seeded::nth(scenario.seed, index as u64);
        let (place, region) = chance.pick(&PLACES).copied().unwrap_or(("virginia", "US_EAST_1"));
        let usage = chance.pick(&USES).copied().unwrap_or("orders");
        let bundle = if usage == "events" { KAFKA } else { CASSANDRA };
        let order = order(
            &format!("{usage}_{place}_{index:05}"),
            region,
            bundle,
            scenario.servers_per_cluster,
        );
        let age = TimeDelta::hours(2 + i64::try_from(chance.below(9_000)).unwrap_or(0));
        let mut cluster = build::cluster(order, Account::First, &mut chance, now - age);
        // What was running once is degraded without one of its nodes.
        cluster.assume_it_ran();
        let pushed = match chance.below(1_000) {
            0..30 => Some(DEGRADED),
            30..45 => Some(FAILED),
            _ => None,
        };
        if let Some(node) = cluster
            .centres
            .first_mut()
            .and_then(|centre| centre.nodes.first_mut())
        {
            node.pushed = pushed.map(str::to_owned);
        }
        contents.clusters.push(cluster);
    }
}

fn order(name: &str, region: &str, bundle: &'static str, nodes: usize) -> Order {
    let (version, size, purpose) = match bundle {
        KAFKA => ("3.1.2", "KFK-PRD-r6g.large-250", "KAFKA_BROKER"),
        _ => ("4.0.1", "m5l-250-v2", "CASSANDRA"),
    };
    let options = json!({"authnAuthz": true, "clientEncryption": true});
    let group = Group {
        purpose,
        size: size.to_owned(),
        racks: spread(nodes.max(1), region),
    };
    Order {
        name: name.to_owned(),
        sla_tier: "PRODUCTION".to_owned(),
        bundles: vec![Bundle {
            name: bundle,
            version: version.to_owned(),
            options: options.as_object().cloned().unwrap_or_default(),
        }],
        provider: Provider {
            name: regions::AWS.to_owned(),
            ..Provider::default()
        },
        is_pci: false,
        is_private: false,
        confirms_delete: false,
        has_private_link: false,
        centres: vec![CentreOrder {
            region: region.to_owned(),
            name: region.to_owned(),
            provider: regions::AWS.to_owned(),
            network: Cidr::DEFAULT,
            has_spark: false,
            groups: vec![group],
        }],
        openings: Vec::new(),
    }
}

impl Contents {
    /// Lets nodes fall out and come back, as often as is due.
    pub(super) fn change_by_itself(&mut self, now: DateTime<Utc>) {
        let due = self.changes.as_mut().map(|changes| changes.due(now));
        for _ in due.into_iter().flatten() {
            let place = self.chance.below(self.clusters.len());
            if let Some(centre) = self
                .clusters
                .get_mut(place)
                .and_then(|cluster| cluster.centres.first_mut())
            {
                let place = self.chance.below(centre.nodes.len());
                if let Some(node) = centre.nodes.get_mut(place) {
                    match node.pushed.as_deref() {
                        None => node.pushed = Some(DEGRADED.to_owned()),
                        Some(DEGRADED) => node.pushed = None,
                        Some(_) => {}
                    }
                }
            }
        }
    }
}
