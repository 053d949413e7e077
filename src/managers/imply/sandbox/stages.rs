//! The stages of an update, one after the other.

use chrono::{DateTime, Utc};

use super::agenda::{STOP, Step, plan_within};
use super::lifecycle::{fail, settle};
use super::model::{Cluster, InstanceId, UpdateFault};
use super::servers::{end_server, launch, meet_definition, replace, set_state};
use super::update::{Stage, Style};
use super::words::{Level, NodeType, ServerState, Source, State};
use crate::sandbox::clock::after;

/// Begins the first stage.
pub fn update_starts(cluster: &mut Cluster, at: DateTime<Utc>) {
    let Some(update) = &cluster.update else { return };
    let total = update.stages.len();
    let plural = if total == 1 { "" } else { "s" };
    let message = format!("{} update started, {total} stage{plural}", update.style.word());
    cluster.record(at, Level::Info, Source::Manager, message);
    stage_begins(cluster, at);
}

fn stage_begins(cluster: &mut Cluster, at: DateTime<Utc>) {
    let Some(update) = &mut cluster.update else { return };
    update.current += 1;
    update.waiting.clear();
    let (number, total) = (update.current, update.stages.len());
    let Some(stage) = update.stage() else { return };
    let work = stage.work(&cluster.servers);
    cluster.record(
        at,
        Level::Info,
        Source::Manager,
        format!("Stage {number} of {total} started: {work}"),
    );
    cluster
        .agenda
        .add(after(at, stage.usual_time() * 2), Step::StageSlow(number));
    match stage {
        Stage::Replace(id) => {
            await_servers(cluster, [id]);
            replace(cluster, at, id);
        }
        Stage::Restart(id) => {
            await_servers(cluster, [id]);
            set_state(cluster, id, ServerState::Stopping);
            plan_within(cluster, at, STOP / 2, Step::BackUp(id));
        }
        Stage::Add(node_type) => {
            let id = launch(cluster, at, node_type);
            await_servers(cluster, [id]);
        }
        Stage::Remove(id) => {
            await_servers(cluster, [id]);
            end_server(cluster, at, id);
        }
        Stage::StopServers { .. } if cluster.servers.is_empty() => stage_ends(cluster, at),
        Stage::StopServers { fresh } => stop_for_update(cluster, at, fresh),
        Stage::StartServers => settle(cluster, at),
        Stage::Apply | Stage::InPlace | Stage::Close => {
            plan_within(cluster, at, stage.usual_time(), Step::StageEnds(number));
        }
    }
}

/// Takes all servers down: for good where the change needs new ones or fewer, else to be started again.
fn stop_for_update(cluster: &mut Cluster, at: DateTime<Utc>, fresh: [bool; 5]) {
    let mut seen = [0_usize; NodeType::ALL.len()];
    let servers: Vec<(InstanceId, NodeType)> = cluster.servers.iter().map(|s| (s.id, s.node_type)).collect();
    await_servers(cluster, servers.iter().map(|(id, _)| *id));
    for (id, node_type) in servers {
        let kept = cluster.definition.shape.replicas(node_type);
        let (Some(seen), Some(fresh)) = (seen.get_mut(node_type as usize), fresh.get(node_type as usize))
        else {
            continue;
        };
        *seen += 1;
        if *fresh || *seen > kept {
            end_server(cluster, at, id);
        } else {
            set_state(cluster, id, ServerState::Stopping);
            plan_within(cluster, at, STOP, Step::Down(id));
        }
    }
}

/// Says that a stage takes longer than usual, if it is still under way.
pub fn stage_is_slow(cluster: &mut Cluster, at: DateTime<Utc>, number: usize) {
    let Some(update) = cluster.update.as_ref().filter(|update| update.current == number) else {
        return;
    };
    let awaited = update.waiting.first().map_or_else(
        || "the manager is still at work".to_owned(),
        |id| format!("still waiting for {id}"),
    );
    let message = format!("Stage {number} of {} is slow: {awaited}", update.stages.len());
    cluster.record(at, Level::Warn, Source::Manager, message);
}

/// Ends the stage under way if it has this number.
pub fn stage_ends_by_clock(cluster: &mut Cluster, at: DateTime<Utc>, number: usize) {
    if cluster
        .update
        .as_ref()
        .is_some_and(|update| update.current == number)
    {
        stage_ends(cluster, at);
    }
}

/// Ends the stage under way, and begins the next or ends the update.
pub fn stage_ends(cluster: &mut Cluster, at: DateTime<Utc>) {
    let Some(update) = &cluster.update else { return };
    let (number, total, style) = (update.current, update.stages.len(), update.style);
    if number >= total.min(2)
        && let Some(fault) = cluster.troubles.update.take()
    {
        update_fails(cluster, at, fault);
        return;
    }
    cluster.record(
        at,
        Level::Info,
        Source::Manager,
        format!("Stage {number} of {total} finished"),
    );
    if number < total {
        stage_begins(cluster, at);
        return;
    }
    cluster.state = State::Running;
    cluster.update = None;
    cluster.agenda.forget_stages();
    cluster.record(at, Level::Info, Source::Manager, "Update finished");
    if style == Style::Hard {
        cluster.record(at, Level::Info, Source::Manager, "Cluster is running");
    }
}

fn update_fails(cluster: &mut Cluster, at: DateTime<Utc>, fault: UpdateFault) {
    let Some(update) = cluster.update.take() else {
        return;
    };
    let message = format!(
        "Update failed at stage {} of {}",
        update.current,
        update.stages.len()
    );
    cluster.record(at, Level::Error, Source::Manager, message);
    match fault {
        UpdateFault::Fail => fail(cluster),
        UpdateFault::RollBack => {
            cluster.agenda.forget_stages();
            cluster.store(update.previous);
            cluster.state = State::Running;
            cluster.record(at, Level::Info, Source::Manager, "Rolled back");
            meet_definition(cluster, at);
        }
    }
}

fn await_servers(cluster: &mut Cluster, ids: impl IntoIterator<Item = InstanceId>) {
    if let Some(update) = &mut cluster.update {
        update.waiting = ids.into_iter().collect();
    }
}

/// Ends the stage under way if this was the last server that it waited for.
pub fn no_longer_awaited(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId) {
    let Some(update) = &mut cluster.update else { return };
    let before = update.waiting.len();
    update.waiting.retain(|awaited| *awaited != id);
    if before > 0 && update.waiting.is_empty() {
        stage_ends(cluster, at);
    }
}
