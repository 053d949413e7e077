//! How clusters come and go: the status of everything at a time ("Life cycle"). Nothing ticks.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::catalogue;
use super::model::{Cluster, DataCentre, Deletion, Node};
use super::words::*;

/// Seconds from the order until machines are asked for, and have addresses.
const CHECKED: f64 = 20.0;
/// Seconds until the first node of a data centre is provisioned.
const FIRST_NODE: f64 = 209.0;
/// Seconds from one node of a data centre to the next: 74 as logged, less where there are many.
const LONGEST_STEP: f64 = 74.0;
const ALL_STEPS: f64 = 390.0;

/// Seconds that a delete takes.
pub const DELETE: f64 = 120.0;
/// Seconds for which a deleted cluster can still be read.
pub const REMEMBERED: f64 = 600.0;

type Status<'a> = Cow<'a, str>;

/// Seconds from one time to another.
pub fn seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).as_seconds_f64()
}

/// The status of a whole cluster.
pub fn of_cluster(cluster: &Cluster, now: DateTime<Utc>) -> Status<'_> {
    if let Some(status) = of_deletion(cluster, now) {
        return status.into();
    }
    let centres: Vec<Status<'_>> = cluster
        .centres
        .iter()
        .map(|centre| of_centre(cluster, centre, now))
        .collect();
    let is_hurt = cluster.centres.iter().any(is_hurt);
    of_parent(&centres, cluster.has_run, is_hurt).into()
}

/// The status of one of its data centres.
pub fn of_centre<'a>(cluster: &'a Cluster, centre: &'a DataCentre, now: DateTime<Utc>) -> Status<'a> {
    if let Some(status) = of_deletion(cluster, now) {
        return status.into();
    }
    let nodes: Vec<Status<'_>> = (0..centre.nodes.len())
        .map(|place| of_node(cluster, centre, place, now))
        .collect();
    of_parent(&nodes, centre.has_run, is_hurt(centre)).into()
}

/// The status of the node at a place in its data centre.
pub fn of_node<'a>(
    cluster: &'a Cluster,
    centre: &'a DataCentre,
    place: usize,
    now: DateTime<Utc>,
) -> Status<'a> {
    if let Some(status) = of_deletion(cluster, now) {
        return status.into();
    }
    let Some(node) = centre.nodes.get(place) else {
        return GENESIS.into();
    };
    if let Some(pushed) = &node.pushed {
        return pushed.as_str().into();
    }
    let now = cluster.time(now);
    let resized = centre
        .resizes
        .last()
        .and_then(|resize| resize.status_of(node, now));
    match resized {
        // A machine that gets its data in another way than by joining goes straight on.
        Some(JOINING) if !cluster.is_of(catalogue::CASSANDRA) => PROVISIONED.into(),
        Some(status) => status.into(),
        None => of_course(cluster, centre, place, now).into(),
    }
}

/// How many nodes are running.
pub fn running(cluster: &Cluster, now: DateTime<Utc>) -> usize {
    let of_one = |centre: &DataCentre| {
        let places = 0..centre.nodes.len();
        places
            .filter(|place| of_node(cluster, centre, *place, now) == RUNNING)
            .count()
    };
    cluster.centres.iter().map(of_one).sum()
}

/// Whether the nodes of a data centre have addresses yet.
pub fn has_addresses(cluster: &Cluster, centre: &DataCentre, now: DateTime<Utc>) -> bool {
    seconds(centre.ordered, cluster.time(now)) >= CHECKED
}

/// When the first node of a cluster is provisioned: from then on rules can be set up.
pub fn provisioned_at(cluster: &Cluster) -> Option<DateTime<Utc>> {
    let ordered = cluster.centres.iter().map(|centre| centre.ordered).min()?;
    Some(later(ordered, FIRST_NODE))
}

/// A time so many seconds after another.
pub fn later(at: DateTime<Utc>, seconds: f64) -> DateTime<Utc> {
    let by = std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default();
    crate::sandbox::clock::after(at, by)
}

/// The status of everything in a cluster that is on its way out.
fn of_deletion(cluster: &Cluster, now: DateTime<Utc>) -> Option<&'static str> {
    match cluster.deletion {
        Deletion::NotAsked | Deletion::Waits => None,
        Deletion::Begun(at) if seconds(at, cluster.time(now)) < DELETE => Some(DELETING),
        Deletion::Begun(_) => Some(DELETED),
    }
}

/// The status of a node that nothing happens to but its own beginning.
fn of_course(cluster: &Cluster, centre: &DataCentre, place: usize, now: DateTime<Utc>) -> &'static str {
    let passed = seconds(centre.ordered, now);
    let step = step(centre.nodes.len());
    let started = FIRST_NODE + step * count(place);
    if passed < CHECKED {
        GENESIS
    } else if passed < started {
        PROVISIONING
    } else if passed >= started + step {
        RUNNING
    } else if passed < started + step / 4.0 {
        PROVISIONED
    } else if centre.is_restored {
        RESTORING
    } else if cluster.is_of(catalogue::CASSANDRA) {
        JOINING
    } else {
        PROVISIONED
    }
}

/// Status goes upwards: the first of these that applies.
fn of_parent(parts: &[Status<'_>], has_run: bool, is_hurt: bool) -> &'static str {
    let any = |statuses: &[&str]| parts.iter().any(|part| statuses.contains(&part.as_ref()));
    for status in [DELETING, FAILED, DEFERRED] {
        if any(&[status]) {
            return status;
        }
    }
    if parts.iter().all(|part| part == RUNNING) {
        RUNNING
    } else if has_run {
        if is_hurt { DEGRADED } else { RUNNING }
    } else if any(&[RUNNING, JOINING, RESTORING, PROVISIONED]) {
        PROVISIONED
    } else if any(&[PROVISIONING]) {
        PROVISIONING
    } else {
        GENESIS
    }
}

fn is_hurt(centre: &DataCentre) -> bool {
    centre.nodes.iter().any(|node: &Node| node.pushed.is_some())
}

fn step(nodes: usize) -> f64 {
    LONGEST_STEP.min(ALL_STEPS / count(nodes.max(1)))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
