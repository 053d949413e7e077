//! What happens to a cluster by itself, step by step, in virtual time.
//!
//! Every cluster has an [`Agenda`](super::agenda::Agenda) of steps with the time they are due. [`advance`] takes the steps that are due,
//! in order, each at its own time and not at the time it is looked at: a jump of hours and a thousand small steps
//! end in the same world.

use chrono::{DateTime, Utc};

use super::agenda::{BALANCER, STORE, Step, TERMINATE, TICK, plan_within};
use super::model::Cluster;
use super::update::{Stage, Update};
use super::words::{Level, NodeType, ServerState, Source, State};
use super::{recipe, servers, stages};
use crate::sandbox::clock::after;

/// What [`advance`] did to a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advance {
    /// Nothing was due.
    Unchanged,
    /// The cluster is no longer what it was.
    Changed,
    /// The cluster is no more.
    Gone,
}

/// Lets everything happen that is due.
pub fn advance(cluster: &mut Cluster, now: DateTime<Utc>) -> Advance {
    let mut outcome = Advance::Unchanged;
    while let Some((at, step)) = cluster.agenda.take(now) {
        outcome = Advance::Changed;
        if step == Step::ClusterGone {
            return Advance::Gone;
        }
        happen(cluster, at, step);
    }
    outcome
}

/// Begins to create the cluster.
pub fn create(cluster: &mut Cluster, at: DateTime<Utc>) {
    cluster.state = State::Pending;
    cluster.record(at, Level::Info, Source::User, "Cluster creation requested");
    plan_within(cluster, at, STORE, Step::StoreReady);
}

/// Begins to bring up a cluster that is stopped or failed.
pub fn start(cluster: &mut Cluster, at: DateTime<Utc>) {
    cluster.state = State::Starting;
    cluster.agenda.clear();
    cluster.record(at, Level::Info, Source::User, "Start requested");
    // What a failure left behind stays only where it is sound and still wanted.
    let shape = cluster.definition.shape.clone();
    let mut kept = [0_usize; NodeType::ALL.len()];
    cluster.servers.retain(|server| {
        let Some((group, count)) = shape
            .group(server.node_type)
            .zip(kept.get_mut(server.node_type as usize))
        else {
            return false;
        };
        let sound = server.state == ServerState::Running && server.instance_type == group.instance_type;
        *count += usize::from(sound);
        sound && *count <= group.replicas
    });
    plan_within(cluster, at, BALANCER, Step::BalancerReady);
}

/// Begins to stop the cluster: its servers end, its definition stays.
pub fn stop(cluster: &mut Cluster, at: DateTime<Utc>) {
    cluster.state = State::Stopping;
    cluster.agenda.clear();
    cluster.record(at, Level::Info, Source::User, "Stop requested");
    servers::end_all(cluster, at);
    settle(cluster, at);
}

/// Begins to delete the cluster.
pub fn terminate(cluster: &mut Cluster, at: DateTime<Utc>) {
    cluster.state = State::Terminating;
    cluster.update = None;
    cluster.agenda.clear();
    cluster.record(at, Level::Info, Source::User, "Termination requested");
    servers::end_all(cluster, at);
    plan_within(cluster, at, TERMINATE, Step::ClusterGone);
}

/// Begins an update whose definition is stored already.
pub fn update(cluster: &mut Cluster, at: DateTime<Utc>, update: Update) {
    cluster.state = State::Updating;
    cluster.update = Some(update);
    cluster.agenda.add(after(at, TICK), Step::UpdateStarts);
}

fn happen(cluster: &mut Cluster, at: DateTime<Utc>, step: Step) {
    match step {
        Step::StoreReady => {
            cluster.record(at, Level::Info, Source::Manager, "Metadata store is available");
            if cluster.definition.shape.stopped {
                cluster.state = State::Stopped;
                cluster.record(at, Level::Info, Source::Manager, "Cluster is stopped");
            } else {
                plan_within(cluster, at, BALANCER, Step::BalancerReady);
            }
        }
        Step::BalancerReady => {
            recipe::add_balancers(cluster);
            settle(cluster, at);
        }
        Step::Running(id, tries) => servers::comes_up(cluster, at, id, tries),
        Step::BackUp(id) => servers::comes_back(cluster, at, id),
        Step::Down(id) => servers::is_down(cluster, at, id),
        Step::Successor(old) => servers::successor_appears(cluster, at, old),
        Step::Terminated(id) => servers::has_ended(cluster, at, id),
        Step::Gone(id) => servers::is_gone(cluster, at, id),
        Step::UpdateStarts => stages::update_starts(cluster, at),
        Step::StageSlow(number) => stages::stage_is_slow(cluster, at, number),
        Step::StageEnds(number) => stages::stage_ends_by_clock(cluster, at, number),
        // Taken by `advance`: a cluster cannot remove itself.
        Step::ClusterGone => {}
    }
}

/// Goes on with a start, a stop or the last stage of a hard update, if nothing is left to wait for.
pub fn settle(cluster: &mut Cluster, at: DateTime<Utc>) {
    match cluster.state {
        State::Pending | State::Starting => {
            if !servers::launches_next_group(cluster, at) {
                cluster.state = State::Running;
                cluster.record(at, Level::Info, Source::Manager, "Cluster is running");
            }
        }
        State::Stopping => {
            if cluster.servers.is_empty() {
                cluster.state = State::Stopped;
                cluster.record(at, Level::Info, Source::Manager, "Cluster is stopped");
            }
        }
        State::Updating => {
            let stage = cluster.update.as_ref().and_then(Update::stage);
            if stage == Some(Stage::StartServers) && !servers::launches_next_group(cluster, at) {
                stages::stage_ends(cluster, at);
            }
        }
        State::Running | State::Stopped | State::Terminating | State::Failed => {}
    }
}

/// Leaves the cluster as the fault found it.
pub fn fail(cluster: &mut Cluster) {
    cluster.state = State::Failed;
    cluster.update = None;
    cluster.agenda.clear();
    cluster.servers.retain(|server| !server.state.is_ending());
}
