//! Clusters read from sample documents.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::agenda::{Agenda, BALANCER, LAUNCH, STOP, STORE, Step, TERMINATE, TICK, plan_within};
use super::definition::{Definition, completed};
use super::lifecycle;
use super::model::{Cluster, Event, Identity, InstanceId, Server, Troubles, Uid};
use super::update::{Stage, Style, Update};
use super::words::{Level, NodeType, ServerState, Source, State};
use crate::sandbox::Seeded;
use crate::sandbox::clock::after;

/// The sample documents: a small cluster, one with three tiers, one in the middle of an update.
pub const SAMPLES: [&str; 3] = [
    include_str!("../samples/dev-small.json"),
    include_str!("../samples/prod-three-tier.json"),
    include_str!("../samples/mid-update.json"),
];

/// Reads a cluster as `GET /clusters/{clusterId}` would give it, and goes on with what it was doing.
///
/// What the document lacks is invented; words that the simulator does not know count as the ordinary ones.
pub fn cluster(document: &Value, mut chance: Seeded, now: DateTime<Utc>) -> Cluster {
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
    let list = |pointer: &str| {
        document
            .pointer(pointer)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let uid = text("/metadata/uid")
        .and_then(Uid::parse)
        .unwrap_or_else(|| Uid(chance.uuid_bits()));
    let invented = Identity::new(uid);
    let identity = Identity {
        certificate: text("/status/rootCertificate").map_or(invented.certificate, Into::into),
        password: text("/status/initialDruidPassword").map_or(invented.password, Into::into),
        public_balancer: text("/status/loadBalancers/public").map(Into::into),
        private_balancer: text("/status/loadBalancers/private").map(Into::into),
    };
    let definition = Arc::new(Definition::of(&completed(document.clone())));
    let mut cluster = Cluster {
        uid,
        version: document
            .pointer("/status/resourceVersion")
            .and_then(Value::as_u64)
            .unwrap_or(1),
        history: Vec::new(),
        recipe: None,
        state: text("/status/state")
            .and_then(State::from_word)
            .unwrap_or(State::Running),
        servers: list("/status/servers")
            .iter()
            .map(|server| read_server(server, &mut chance))
            .collect(),
        events: list("/status/events")
            .iter()
            .map(|event| read_event(event, now))
            .collect::<VecDeque<_>>(),
        update: None,
        identity,
        agenda: Agenda::default(),
        troubles: Troubles::default(),
        definition,
        chance,
    };
    cluster.update = read_update(document, &cluster);
    resume(&mut cluster, now);
    cluster
}

/// Puts back on the agenda what a cluster read from a document must have been doing.
fn resume(cluster: &mut Cluster, at: DateTime<Utc>) {
    let servers: Vec<(InstanceId, ServerState)> = cluster.servers.iter().map(|s| (s.id, s.state)).collect();
    let mut waiting = Vec::new();
    for (id, state) in servers {
        match state {
            ServerState::Pending => {
                plan_within(cluster, at, LAUNCH, Step::Running(id, 0));
                waiting.push(id);
            }
            ServerState::ShuttingDown => plan_within(cluster, at, STOP, Step::Terminated(id)),
            ServerState::Terminated => plan_within(cluster, at, TICK, Step::Gone(id)),
            ServerState::Stopping => plan_within(cluster, at, STOP, Step::BackUp(id)),
            ServerState::Running | ServerState::Stopped => {}
        }
    }
    match cluster.state {
        State::Pending => plan_within(cluster, at, STORE, Step::StoreReady),
        State::Starting => plan_within(cluster, at, BALANCER, Step::BalancerReady),
        State::Terminating => plan_within(cluster, at, TERMINATE, Step::ClusterGone),
        State::Updating => {
            let Some(update) = &mut cluster.update else { return };
            let (current, idle) = (update.current, waiting.is_empty());
            update.waiting = waiting;
            match current {
                0 => cluster.agenda.add(after(at, TICK), Step::UpdateStarts),
                _ if idle => plan_within(cluster, at, Stage::Close.usual_time(), Step::StageEnds(current)),
                _ => {}
            }
        }
        State::Stopping => lifecycle::settle(cluster, at),
        State::Running | State::Stopped | State::Failed => {}
    }
}

/// The stages of which only the number is known are taken for ones that do not touch a server.
fn read_update(document: &Value, cluster: &Cluster) -> Option<Update> {
    let number = |member: &str| {
        let value = document
            .pointer("/status/updateState")
            .and_then(|state| state.get(member));
        value
            .and_then(Value::as_u64)
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or(0)
    };
    (cluster.state == State::Updating).then(|| {
        let total = number("totalStages").clamp(1, 1_000);
        Update {
            style: Style::Rolling,
            stages: vec![Stage::Close; total],
            current: number("currentStage").min(total),
            waiting: Vec::new(),
            previous: Arc::clone(&cluster.definition),
        }
    })
}

fn read_server(server: &Value, chance: &mut Seeded) -> Server {
    let text = |member: &str| server.get(member).and_then(Value::as_str).unwrap_or_default();
    let node_type = NodeType::ALL
        .into_iter()
        .find(|node_type| node_type.word() == text("nodeType"));
    Server {
        id: InstanceId::parse(text("instanceId")).unwrap_or_else(|| InstanceId(chance.bits())),
        node_type: node_type.unwrap_or(NodeType::DataTier1),
        instance_type: text("instanceType").into(),
        private_ip: text("privateIp").parse().ok(),
        public_ip: text("publicIp").parse().ok(),
        state: ServerState::from_word(text("state")),
    }
}

fn read_event(event: &Value, now: DateTime<Utc>) -> Event {
    let text = |member: &str| event.get(member).and_then(Value::as_str).unwrap_or_default();
    Event {
        at: text("timestamp").parse().unwrap_or(now),
        level: Level::from_word(text("level")),
        source: Source::from_word(text("source")),
        message: text("message").to_owned(),
    }
}
