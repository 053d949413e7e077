//! How servers come and go.

use chrono::{DateTime, Utc};

use super::agenda::{LAUNCH, LONGEST_RETRY, RESTART, STOP, Step, TICK, plan_within};
use super::lifecycle::{fail, settle};
use super::model::{Cluster, InstanceId, Server};
use super::stages;
use super::words::{Level, NodeType, ServerState, Source, State};
use crate::sandbox::clock::after;

/// Launches the first group that is not up, unless one is on its way; whether there is anything to wait for.
pub fn launches_next_group(cluster: &mut Cluster, at: DateTime<Utc>) -> bool {
    if cluster
        .servers
        .iter()
        .any(|server| server.state == ServerState::Pending)
    {
        return true;
    }
    for node_type in NodeType::ALL {
        let of_group = cluster
            .servers
            .iter()
            .filter(|server| server.node_type == node_type);
        let (mut down, mut present) = (Vec::new(), 0);
        for server in of_group.filter(|server| !server.state.is_ending()) {
            present += 1;
            if server.state == ServerState::Stopped {
                down.push(server.id);
            }
        }
        let missing = cluster
            .definition
            .shape
            .replicas(node_type)
            .saturating_sub(present);
        for &id in &down {
            set_state(cluster, id, ServerState::Pending);
            plan_within(cluster, at, RESTART, Step::Running(id, 0));
        }
        for _ in 0..missing {
            launch(cluster, at, node_type);
        }
        if missing + down.len() > 0 {
            return true;
        }
    }
    false
}

/// Launches one more server.
pub fn launch(cluster: &mut Cluster, at: DateTime<Utc>, node_type: NodeType) -> InstanceId {
    let id = add_server(cluster, node_type, None);
    plan_within(cluster, at, LAUNCH, Step::Running(id, 0));
    id
}

/// Adds a pending server: after another one, or at the end of its group.
fn add_server(cluster: &mut Cluster, node_type: NodeType, next_to: Option<InstanceId>) -> InstanceId {
    let id = InstanceId(cluster.chance.bits());
    let instance_type = cluster
        .definition
        .shape
        .group(node_type)
        .map_or_else(|| "".into(), |group| group.instance_type.clone());
    let server = Server {
        id,
        node_type,
        instance_type,
        private_ip: None,
        public_ip: None,
        state: ServerState::Pending,
    };
    let neighbour = next_to.and_then(|old| cluster.servers.iter().position(|server| server.id == old));
    let place = neighbour.map_or_else(
        || {
            cluster
                .servers
                .partition_point(|server| server.node_type <= node_type)
        },
        |index| index + 1,
    );
    cluster.servers.insert(place, server);
    id
}

/// Begins to end every server.
pub fn end_all(cluster: &mut Cluster, at: DateTime<Utc>) {
    let ids: Vec<InstanceId> = cluster.servers.iter().map(|server| server.id).collect();
    for id in ids {
        end_server(cluster, at, id);
    }
}

/// Begins to end a server, unless it is ending already.
pub fn end_server(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId) {
    let ends = |step| matches!(step, Step::Terminated(of) | Step::Gone(of) if of == id);
    if cluster.agenda.steps().any(ends) {
        return;
    }
    set_state(cluster, id, ServerState::ShuttingDown);
    plan_within(cluster, at, STOP, Step::Terminated(id));
}

fn is_in(cluster: &Cluster, id: InstanceId, state: ServerState) -> bool {
    cluster.server(id).is_some_and(|server| server.state == state)
}

/// Puts a server into a state.
pub fn set_state(cluster: &mut Cluster, id: InstanceId, state: ServerState) {
    if let Some(server) = cluster.server_mut(id) {
        server.state = state;
    }
}

/// Begins to replace one server: it ends, and a new one appears as soon as it is shutting down.
pub fn replace(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId) {
    end_server(cluster, at, id);
    cluster.agenda.add(after(at, TICK), Step::Successor(id));
}

/// A pending server comes up, unless a fault waits for it.
pub fn comes_up(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId, tries: u32) {
    let server = cluster
        .server(id)
        .filter(|server| server.state == ServerState::Pending);
    let Some(server) = server.cloned() else { return };
    let launched = server.private_ip.is_none();
    let refusal = format!(
        "Server launch failed for {}: no capacity for {} in the zone",
        server.node_type.word(),
        server.instance_type
    );
    if launched && cluster.troubles.start && matches!(cluster.state, State::Pending | State::Starting) {
        cluster.troubles.start = false;
        cluster.record(at, Level::Error, Source::Server, format!("{refusal}; giving up"));
        fail(cluster);
        return;
    }
    if launched && cluster.troubles.launches > 0 {
        cluster.troubles.launches -= 1;
        cluster.record(at, Level::Error, Source::Server, format!("{refusal}; retrying"));
        let pause = LAUNCH.saturating_mul(1 << tries.min(8)).min(LONGEST_RETRY);
        plan_within(cluster, at, pause, Step::Running(id, tries + 1));
        return;
    }
    let private_ip = cluster.chance.private_ipv4();
    let public_ip = cluster
        .identity
        .public_balancer
        .is_some()
        .then(|| cluster.chance.public_ipv4());
    if let Some(server) = cluster.server_mut(id) {
        server.state = ServerState::Running;
        if launched {
            (server.private_ip, server.public_ip) = (Some(private_ip), public_ip);
        }
    }
    let message = format!("Server {id} ({}) is running", server.node_type.word());
    cluster.record(at, Level::Info, Source::Server, message);
    stages::no_longer_awaited(cluster, at, id);
    settle(cluster, at);
}

/// A server that restarts in place is down and comes up again.
pub fn comes_back(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId) {
    if is_in(cluster, id, ServerState::Stopping) {
        set_state(cluster, id, ServerState::Pending);
        plan_within(cluster, at, RESTART - STOP / 2, Step::Running(id, 0));
    }
}

/// A server is down, until it is started again.
pub fn is_down(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId) {
    if is_in(cluster, id, ServerState::Stopping) {
        set_state(cluster, id, ServerState::Stopped);
        stages::no_longer_awaited(cluster, at, id);
    }
}

/// The replacement of an ending server appears, and is waited for in its place.
pub fn successor_appears(cluster: &mut Cluster, at: DateTime<Utc>, old: InstanceId) {
    let Some(node_type) = cluster.server(old).map(|server| server.node_type) else {
        return;
    };
    let new = add_server(cluster, node_type, Some(old));
    plan_within(cluster, at, STOP + LAUNCH, Step::Running(new, 0));
    if let Some(update) = &mut cluster.update {
        update
            .waiting
            .iter_mut()
            .filter(|id| **id == old)
            .for_each(|id| *id = new);
    }
}

/// A server has ended; it is listed for one more moment.
pub fn has_ended(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId) {
    if let Some(server) = cluster.server_mut(id) {
        server.state = ServerState::Terminated;
        let message = format!("Server {id} ({}) terminated", server.node_type.word());
        cluster.record(at, Level::Info, Source::Server, message);
    }
    cluster.agenda.add(after(at, TICK), Step::Gone(id));
}

/// A server leaves the list.
pub fn is_gone(cluster: &mut Cluster, at: DateTime<Utc>, id: InstanceId) {
    cluster.servers.retain(|server| server.id != id);
    stages::no_longer_awaited(cluster, at, id);
    settle(cluster, at);
}

/// Brings number and type of the servers back to what the definition asks for.
pub fn meet_definition(cluster: &mut Cluster, at: DateTime<Utc>) {
    for node_type in NodeType::ALL {
        let group = cluster.definition.shape.group(node_type).cloned();
        let kept = group.as_ref().map_or(0, |group| group.replicas);
        let of_group = cluster
            .servers
            .iter_mut()
            .filter(|server| server.node_type == node_type);
        let mut present = Vec::new();
        for server in of_group.filter(|server| !server.state.is_ending()) {
            if let Some(group) = &group {
                server.instance_type = group.instance_type.clone();
            }
            present.push((server.id, server.state));
        }
        for &(id, _) in present.iter().skip(kept) {
            end_server(cluster, at, id);
        }
        for &(id, state) in present.iter().take(kept) {
            if state == ServerState::Stopped {
                set_state(cluster, id, ServerState::Pending);
                plan_within(cluster, at, RESTART, Step::Running(id, 0));
            }
        }
        // A successor that has not appeared yet is already on the agenda.
        let announced = cluster.agenda.steps().filter(|step| {
            matches!(step, Step::Successor(old)
                if cluster.servers.iter().any(|server| server.id == *old && server.node_type == node_type))
        });
        let missing = kept.saturating_sub(present.len() + announced.count());
        for _ in 0..missing {
            launch(cluster, at, node_type);
        }
    }
}
