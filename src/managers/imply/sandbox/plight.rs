//! What a cluster is in the middle of when the simulation starts.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::change::{self, Amendment};
use super::lifecycle;
use super::model::{Cluster, UpdateFault};
use super::words::{ServerState, State};

/// What a cluster is in the middle of when the simulation starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plight {
    /// Nothing: it is running.
    None,
    /// Stopped long ago.
    Stopped,
    /// An update failed a while ago.
    Failed,
    /// The first servers are up.
    Starting,
    /// The servers have begun to end.
    Stopping,
    /// Created seconds ago.
    Created,
    /// Deleted seconds ago, and about to be gone.
    Terminating,
    /// In a stage of an update, counted from 1.
    Updating {
        /// Which stage.
        stage: usize,
    },
    /// The launch of a server fails again and again, and in the end succeeds.
    LaunchFails,
}

/// Brings a cluster into its plight by the simulator's own rules, as if all had happened just before `now`.
pub fn bring_about(cluster: &mut Cluster, plight: Plight, now: DateTime<Utc>) {
    let seconds_ago = match plight {
        Plight::None | Plight::Stopped => return,
        Plight::Failed => {
            cluster.troubles.update = Some(UpdateFault::Fail);
            upgrade(cluster, now);
            play_until(cluster, |cluster| cluster.state == State::Failed);
            47 * 60
        }
        Plight::Updating { stage } => {
            upgrade(cluster, now);
            play_until(cluster, |cluster| {
                let current = cluster.update.as_ref().map_or(0, |update| update.current);
                current >= stage && is_launching(cluster)
            });
            4
        }
        Plight::LaunchFails => {
            cluster.troubles.launches = 6;
            if let Some(id) = cluster.servers.last().map(|server| server.id.to_string()) {
                // The cluster is running and the server is its own, so it cannot refuse.
                let _ = change::replace_server(cluster, now, &id);
            }
            play_until(cluster, |cluster| cluster.troubles.launches <= 3);
            9
        }
        Plight::Starting => {
            cluster.servers.clear();
            lifecycle::start(cluster, now);
            play_until(cluster, |cluster| {
                cluster
                    .servers
                    .iter()
                    .any(|server| server.state == ServerState::Running)
                    && is_launching(cluster)
            });
            5
        }
        Plight::Created => {
            cluster.servers.clear();
            cluster.events.clear();
            cluster.identity.public_balancer = None;
            cluster.identity.private_balancer = None;
            lifecycle::create(cluster, now);
            12
        }
        Plight::Stopping => {
            lifecycle::stop(cluster, now);
            3
        }
        Plight::Terminating => {
            lifecycle::terminate(cluster, now);
            2
        }
    };
    let played = cluster.events.back().map_or(now, |event| event.at);
    cluster.shift(now - played - TimeDelta::seconds(seconds_ago));
}

/// Sets going the update to the newest definition of the recipe.
fn upgrade(cluster: &mut Cluster, now: DateTime<Utc>) {
    let Some(recipe) = cluster.recipe.clone().filter(|recipe| recipe.version > 1) else {
        return;
    };
    cluster.version = recipe.version - 1;
    let newest = std::mem::replace(
        &mut cluster.definition,
        Arc::new(recipe.definition(recipe.version - 1)),
    );
    let amendment = Amendment {
        document: newest.document(),
        asks_to_start: false,
        force: true,
        dry_run: false,
    };
    // Forced only where servers cannot take turns: elsewhere the update is to be a rolling one.
    let rolling = Amendment {
        force: false,
        ..amendment.clone()
    };
    if change::amend(cluster, now, rolling).is_err() {
        let _ = change::amend(cluster, now, amendment);
    }
}

fn play_until(cluster: &mut Cluster, reached: impl Fn(&Cluster) -> bool) {
    while !reached(cluster) {
        let Some(next) = cluster.agenda.next_due() else {
            return;
        };
        lifecycle::advance(cluster, next);
    }
}

fn is_launching(cluster: &Cluster) -> bool {
    cluster
        .servers
        .iter()
        .any(|server| server.state == ServerState::Pending)
}
