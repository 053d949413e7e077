//! A made-up fleet of any size.

use chrono::{DateTime, Utc};

use super::fleet::PODS;
use super::model::Typed;
use super::recipe::Plight;
use super::words;
use super::world::Contents;
use crate::sandbox::{Scenario, Seeded};

/// How a made-up cluster stands at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Sound,
    /// One of its hosts has failed.
    Degraded,
    Unmanaged,
    Empty,
}

/// Settles the clusters that a scenario asks for: most of them sound.
pub(super) fn settle(contents: &mut Contents, count: usize, scenario: &Scenario, now: DateTime<Utc>) {
    const PLACES: [&str; 12] = [
        "berlin", "lyon", "porto", "tampere", "boston", "denver", "osaka", "pune", "lagos", "quito", "perth",
        "oslo",
    ];
    const USES: [&str; 5] = ["edge", "kiosk", "store", "depot", "cell"];
    contents.add_manager(PODS, manager());
    let mut number = 0;
    for index in 0..count {
        let mut chance = Seeded::nth(scenario.seed, index as u64);
        let place = chance.pick(&PLACES).copied().unwrap_or("berlin");
        let name = chance.pick(&USES).copied().unwrap_or("edge");
        let shape = match chance.below(1_000) {
            0..30 => Shape::Degraded,
            30..50 => Shape::Unmanaged,
            50..60 => Shape::Empty,
            _ => Shape::Sound,
        };
        let size = if shape == Shape::Empty {
            0
        } else {
            scenario.servers_per_cluster.max(1)
        };
        let mut members = Vec::with_capacity(size);
        for place_in_cluster in 0..size {
            let plight = match shape {
                Shape::Unmanaged => Plight::Disassociated,
                Shape::Degraded if place_in_cluster == 0 => Plight::Failed,
                Shape::Sound | Shape::Degraded | Shape::Empty => Plight::Active,
            };
            let address = address(number);
            number += 1;
            contents.found_host(&address, plight, scenario.quiet, now);
            members.push(address);
        }
        let manager = if shape == Shape::Unmanaged { "" } else { PODS };
        let name = format!("{name}-{place}-{index:05}");
        contents.found_cluster(&name, words::DEFAULT_NETWORK, manager, members);
    }
}

/// The container manager that lives in memory.
pub(super) fn manager() -> Typed {
    Typed {
        kind: words::TRIVIAL.to_owned(),
        options: serde_json::Map::new(),
    }
}

/// The private address with this number; each is given once, up to some ten million.
fn address(number: usize) -> String {
    let (third, last) = (number / 250 % 250, number % 250 + 1);
    format!("10.{}.{third}.{last}", 1 + number / 62_500 % 250)
}
