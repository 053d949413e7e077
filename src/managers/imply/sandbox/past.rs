//! What is supposed to have happened to a made-up cluster before anybody looked.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Cluster, InstanceId};
use super::words::{Level, NodeType, Source, State};

/// Fills in that many past events; the last one at least an hour before `now`.
pub fn remember(cluster: &mut Cluster, count: usize, now: DateTime<Utc>) {
    let stages = cluster.servers.len() + 1;
    let (before, after) = (cluster.version.saturating_sub(1), cluster.version);
    let changed = cluster.version > 1;
    let mut spacing = TimeDelta::zero();
    let mut at = now - TimeDelta::minutes(65 + cluster.chance.below(600) as i64);
    // Told from the newest to the oldest, as their number is limited at the old end.
    let mut told = Vec::with_capacity(count);
    for number in 0..count {
        at -= spacing;
        let server = cluster.chance.below(cluster.servers.len());
        let server = cluster
            .servers
            .get(server)
            .map(|server| (server.id, server.node_type));
        let (id, node_type) = server.unwrap_or((InstanceId(cluster.chance.bits()), NodeType::DataTier1));
        let ended = InstanceId(cluster.chance.bits());
        let node_type = node_type.word();
        use Level::{Info, Warn};
        use Source::{Manager, Server, User};
        let (level, source, message, minutes) = match (cluster.state, number % 9) {
            (State::Stopped, 0) => (Info, Manager, "Cluster is stopped".to_owned(), 1),
            (State::Stopped, 1) => (Info, User, "Stop requested".to_owned(), 900),
            (_, 0) => (
                Warn,
                Server,
                format!("Server {id} ({node_type}) missed health checks"),
                700,
            ),
            (_, 1) => (Info, Manager, "Update finished".to_owned(), 6),
            (_, 2) => (Info, Manager, format!("Stage {stages} of {stages} finished"), 28),
            (_, 3) => {
                let message = format!("Stage 3 of {stages} is slow: segments are still loading on {id}");
                (Warn, Manager, message, 31)
            }
            (_, 4) => (
                Info,
                Manager,
                format!("Rolling update started, {stages} stages"),
                1,
            ),
            (_, 5) if changed => {
                let message = format!("Configuration change accepted, resource version {before} to {after}");
                (Info, User, message, 2_100)
            }
            (_, 6) => (Info, Server, format!("Server {id} ({node_type}) is running"), 5),
            (_, 7) => (
                Info,
                Server,
                format!("Server {ended} ({node_type}) terminated"),
                7,
            ),
            (_, _) => (
                Info,
                User,
                format!("Replacement of server {ended} requested"),
                1_300,
            ),
        };
        told.push((at, level, source, message));
        spacing = TimeDelta::seconds(minutes * 60 + cluster.chance.below(59) as i64);
    }
    for (at, level, source, message) in told.into_iter().rev() {
        cluster.record(at, level, source, message);
    }
}
