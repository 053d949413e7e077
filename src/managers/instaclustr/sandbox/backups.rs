//! Backups of a cluster, of the last seven days, and a new cluster made from one.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::answer::{Outcome, Refusal, no_content, ok};
use super::catalogue::{CASSANDRA, KAFKA, OPENSEARCH, POSTGRESQL};
use super::checks::Checks;
use super::cidr::Cidr;
use super::life::{self, later, seconds};
use super::model::{Cluster, DataCentre, Deletion, Node};
use super::order::extended;
use super::reader::Reader;
use super::words::{DEGRADED, RUNNING};
use crate::sandbox::Seeded;

/// Seconds that a backup of a node takes.
const SNAPSHOT: f64 = 120.0;
const COMMIT_LOG: f64 = 30.0;

pub fn list(cluster: &Cluster, now: DateTime<Utc>) -> Outcome {
    let time = cluster.time(now);
    let centres = cluster.centres.iter().map(|centre| {
        let nodes = centre
            .nodes
            .iter()
            .map(|node| of_node(cluster, centre, node, now, time));
        json!({
            "id": centre.id,
            "name": format!("{}_{}", centre.provider, centre.region),
            "nodes": nodes.collect::<Vec<_>>(),
        })
    });
    let centres: Vec<Value> = centres.collect();
    ok(json!({"id": cluster.id, "name": cluster.name, "clusterDataCentres": centres}))
}

pub fn trigger(cluster: &mut Cluster, now: DateTime<Utc>) -> Outcome {
    cluster.must_answer(now)?;
    if snapshot(cluster).is_none() {
        return Err(Refusal::unavailable(
            "Backups are not available for this cluster.",
        ));
    }
    cluster.backups.push(now);
    no_content()
}

/// Orders a cluster like this one, whose nodes get their data from a backup.
pub fn restore(
    cluster: &Cluster,
    body: &Value,
    chance: &mut Seeded,
    now: DateTime<Utc>,
) -> Result<Cluster, Refusal> {
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let name = if fields.has("clusterNameOverride") {
        extended::name(&fields, "clusterNameOverride", &mut checks)
    } else {
        format!("{}_restored", cluster.name)
    };
    fields.number("pointInTime", &mut checks);
    for (index, info) in fields
        .elements("cdcInfos", &mut checks)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let place = format!("cdcInfos[{index}].");
        let info = Reader::at(info, &place);
        let id = info.required_text("cdcId", &mut checks);
        checks.require(
            cluster.centre(id).is_some(),
            &info.path("cdcId"),
            "Unknown data centre.",
        );
        info.truth("restoreToSameVpc", &mut checks);
    }
    let network = fields.text("clusterNetwork", &mut checks).map(str::parse::<Cidr>);
    checks.require(
        !matches!(network, Some(Err(_))),
        "clusterNetwork",
        "Must be an IPv4 network.",
    );
    checks.done()?;
    cluster.must_stay(now)?;
    let is_up = [RUNNING, DEGRADED].contains(&life::of_cluster(cluster, now).as_ref());
    if !is_up || snapshot(cluster).is_none() {
        let reason = "There is no backup that this cluster could be restored from.".to_owned();
        return Err(Refusal::Unmet {
            what: "cluster",
            id: cluster.id.clone(),
            reason,
        });
    }
    let mut restored = cluster.clone();
    restored.id = chance.uuid();
    restored.name = name;
    restored.description = None;
    restored.confirms_delete = false;
    restored.deletion = Deletion::NotAsked;
    restored.has_run = false;
    restored.stands_since = None;
    restored.openings.clear();
    restored.backups.clear();
    restored.reloads.clear();
    for centre in &mut restored.centres {
        renew(centre, chance, now);
    }
    if let (Some(Ok(network)), [centre]) = (network, restored.centres.as_mut_slice()) {
        centre.network = network;
        for (place, node) in centre.nodes.iter_mut().enumerate() {
            node.private_address = network.node(0, place).to_string();
        }
    }
    Ok(restored)
}

/// A data centre like another one, just ordered.
fn renew(centre: &mut DataCentre, chance: &mut Seeded, now: DateTime<Utc>) {
    centre.id = chance.uuid();
    centre.ordered = now;
    centre.is_restored = true;
    centre.has_run = false;
    centre.resizes.clear();
    centre.peerings.clear();
    for node in &mut centre.nodes {
        node.id = chance.uuid();
        node.pushed = None;
        node.public_address = node
            .public_address
            .as_ref()
            .map(|_| chance.public_ipv4().to_string());
    }
}

/// What a backup of a bundle is called; `None` for those that have none.
fn snapshot(cluster: &Cluster) -> Option<&'static str> {
    match cluster.base()?.name {
        CASSANDRA | OPENSEARCH | KAFKA => Some("snapshot-upload"),
        POSTGRESQL => Some("postgresql-backup"),
        _ => None,
    }
}

fn of_node(
    cluster: &Cluster,
    centre: &DataCentre,
    node: &Node,
    now: DateTime<Utc>,
    time: DateTime<Utc>,
) -> Value {
    let has_addresses = life::has_addresses(cluster, centre, now);
    let mut events = Vec::new();
    if let Some(kind) = snapshot(cluster) {
        let week_ago = now - TimeDelta::days(7);
        let asked = cluster.backups.iter().rev().filter(|start| **start > week_ago);
        events.extend(asked.map(|start| event(kind, *start, SNAPSHOT, now)));
        if cluster.is_of(CASSANDRA) && cluster.has_option("continuousBackupEnabled") && cluster.has_run {
            events.push(event(
                "commitlog-upload",
                time - TimeDelta::hours(1),
                COMMIT_LOG,
                now,
            ));
        }
        // One each night, as long as the cluster was there.
        let night = time
            .date_naive()
            .and_hms_opt(2, 0, 0)
            .unwrap_or_default()
            .and_utc();
        let nights = (0..7).map(|days| night - TimeDelta::days(days));
        let past = nights.filter(|start| *start <= time && *start > life_began(centre) && *start > week_ago);
        events.extend(past.map(|start| event(kind, start, SNAPSHOT, now)));
    }
    json!({
        "id": node.id,
        "publicAddress": node.public_address.as_ref().filter(|_| has_addresses),
        "privateAddress": has_addresses.then_some(&node.private_address),
        "events": events,
    })
}

/// No backup is made before a data centre is complete, whatever its size.
fn life_began(centre: &DataCentre) -> DateTime<Utc> {
    later(centre.ordered, 600.0)
}

/// Times are milliseconds since 1970.
fn event(kind: &str, start: DateTime<Utc>, takes: f64, now: DateTime<Utc>) -> Value {
    let progress = (seconds(start, now) / takes).clamp(0.0, 1.0);
    let is_over = progress >= 1.0;
    json!({
        "type": kind,
        "state": if is_over { "COMPLETED" } else { "ACTIVE" },
        "progress": progress,
        "start": start.timestamp_millis(),
        "end": is_over.then(|| later(start, takes).timestamp_millis()),
    })
}
