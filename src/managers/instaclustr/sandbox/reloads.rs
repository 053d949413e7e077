//! Nodes of PostgreSQL that read their configuration again.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Outcome, Refusal, accepted, ok};
use super::catalogue::POSTGRESQL;
use super::life::{later, seconds};
use super::model::Cluster;
use super::words::{GENESIS, RUNNING};

/// Seconds until a reload begins, and until it is done.
const BEGUN: f64 = 2.0;
const DONE: f64 = 30.0;

#[derive(Debug, Clone, Copy)]
pub struct Reload {
    pub asked: DateTime<Utc>,
}

pub fn start(cluster: &mut Cluster, node: &str, now: DateTime<Utc>) -> Outcome {
    is_possible(cluster)?;
    cluster.must_answer(now)?;
    let reloads = cluster.reloads.entry(node.to_owned()).or_default();
    if reloads
        .last()
        .is_some_and(|reload| seconds(reload.asked, now) < DONE)
    {
        return Err(Refusal::conflict("A reload is already running on this node."));
    }
    let reload = Reload { asked: now };
    reloads.push(reload);
    accepted(reload.document(now))
}

/// The reloads of one node, the newest first.
pub fn of_node(cluster: &Cluster, node: &str, now: DateTime<Utc>) -> Outcome {
    is_possible(cluster)?;
    let reloads = cluster.reloads.get(node).into_iter().flatten().rev();
    ok(json!({"operations": reloads.map(|reload| reload.document(now)).collect::<Vec<_>>()}))
}

/// The last reload of each node.
pub fn of_cluster(cluster: &Cluster, now: DateTime<Utc>) -> Outcome {
    is_possible(cluster)?;
    let last = cluster.reloads.iter().filter_map(|(node, reloads)| {
        let reload = reloads.last().filter(|_| cluster.has_node(node))?;
        Some((node.clone(), reload.document(now)))
    });
    ok(json!({"operations": last.collect::<Map<_, _>>()}))
}

fn is_possible(cluster: &Cluster) -> Result<(), Refusal> {
    if cluster.is_of(POSTGRESQL) {
        return Ok(());
    }
    let words = format!("{POSTGRESQL} is not a bundle of this cluster.");
    Err(Refusal::Told(StatusCode::BAD_REQUEST, words))
}

impl Reload {
    /// Times are milliseconds since 1970.
    fn document(self, now: DateTime<Utc>) -> Value {
        let (after, status, message) = match seconds(self.asked, now) {
            ..BEGUN => (0.0, GENESIS, "Reload requested"),
            BEGUN..DONE => (BEGUN, RUNNING, "Reload in progress"),
            _ => (DONE, "COMPLETED", "Reload complete"),
        };
        json!({
            "timeCreated": self.asked.timestamp_millis(),
            "timeModified": later(self.asked, after).timestamp_millis(),
            "status": status,
            "message": message,
        })
    }
}
