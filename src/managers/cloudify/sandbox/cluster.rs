//! A cluster of managers ("Cluster"): of 4.2 in its premium edition; 7.1 only tells of it, below `/api/v3.1`.
//!
//! The code of the premium edition is not public: the shapes are documented, the states are this simulator's choice.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, document, ok};
use super::asking::{Asking, Method, check_name};
use super::listing::{Fields, Projection, list};
use super::status;
use super::world::World;
use crate::sandbox::clock::after;

/// How long a manager takes to start a cluster, or to join one.
pub const STARTING: Duration = Duration::from_secs(10);

/// After so long a node that was added has joined: somebody started the other manager.
pub const JOINING: Duration = Duration::from_secs(30);

/// The cluster that a manager is one of, if it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cluster {
    /// When it is initialized; `None` where there is none.
    pub ready_at: Option<DateTime<Utc>>,
    pub nodes: Vec<Node>,
    /// The names of nodes that were removed: they cannot come back.
    pub removed: Vec<String>,
    pub error: Option<String>,
    /// What was written down, also of what is still to come.
    pub log: Vec<(DateTime<Utc>, String)>,
    /// What else was set.
    pub configuration: Document,
}

/// A manager of the cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub name: String,
    pub host_ip: String,
    pub is_master: bool,
    /// Since when it belongs to the cluster.
    pub joined_at: DateTime<Utc>,
    /// Whether nobody reaches it, although it belongs there.
    pub is_lost: bool,
}

const STATE_FIELDS: Fields = &["initialized", "consul", "error", "logs"];
const NODE_FIELDS: Fields = &[
    "name",
    "host_ip",
    "master",
    "online",
    "initialized",
    "credentials",
];

impl Cluster {
    pub fn is_initialized(&self, now: DateTime<Utc>) -> bool {
        self.ready_at.is_some_and(|at| at <= now)
    }

    /// Writes something down that happens at some time.
    pub fn note(&mut self, at: DateTime<Utc>, message: impl Into<String>) {
        self.log.push((at, message.into()));
        self.log.sort_by_key(|(at, _)| *at);
    }

    fn node(&self, name: &str) -> Result<&Node, Refusal> {
        let mut nodes = self.nodes.iter();
        nodes
            .find(|node| node.name == name)
            .ok_or_else(|| Refusal::not_found("ClusterNode", name))
    }

    fn must_be_there(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.is_initialized(now) {
            return Ok(());
        }
        let message = "This manager is not part of a Cloudify Manager cluster";
        Err(Refusal::told(
            axum::http::StatusCode::NOT_FOUND,
            "not_found_error",
            message,
        ))
    }

    /// Its state; what is not always shown only when it is asked for by name.
    fn state(&self, ask: &Asking) -> Result<Document, Refusal> {
        let wanted = Projection::read(ask, STATE_FIELDS)?;
        let mut state = document([("initialized", json!(self.is_initialized(ask.now)))]);
        if self.is_initialized(ask.now) {
            let leader = self.nodes.iter().find(|node| node.is_master);
            let leader = leader.map(|node| format!("{}:8300", node.host_ip));
            state.insert("consul".to_owned(), json!({"leader": leader}));
        }
        let asked: Vec<&str> = ask
            .parameter("_include")
            .into_iter()
            .flat_map(|names| names.split(','))
            .collect();
        if asked.contains(&"error") {
            state.insert("error".to_owned(), json!(self.error));
        }
        if asked.contains(&"logs") {
            state.insert("logs".to_owned(), self.logs(ask));
        }
        Ok(wanted.of(state))
    }

    /// What was written down since a cursor.
    fn logs(&self, ask: &Asking) -> Value {
        let since = ask.parameter("since");
        let happened = self.log.iter().zip(1_u64..).filter(|((at, _), _)| *at <= ask.now);
        let entries: Vec<(String, Value)> = happened
            .map(|((at, message), number)| {
                let cursor = format!("s=8b1c;i={number:x}");
                let entry = json!({"message": message, "timestamp": at.timestamp_micros(), "cursor": cursor});
                (cursor, entry)
            })
            .collect();
        let read = since.and_then(|since| entries.iter().position(|(cursor, _)| cursor == since));
        let first = read.map_or(0, |place| place + 1);
        entries.into_iter().skip(first).map(|(_, entry)| entry).collect()
    }
}

impl Node {
    fn document(&self, now: DateTime<Utc>) -> Document {
        let has_joined = self.joined_at <= now;
        document([
            ("name", json!(self.name)),
            ("host_ip", json!(self.host_ip)),
            ("master", json!(self.is_master)),
            ("online", json!(has_joined && !self.is_lost)),
            ("initialized", json!(has_joined)),
        ])
    }
}

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    let now = ask.now;
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["cluster"]) => ok(world.cluster.state(ask)?),
        (Method::Put, ["cluster"]) => {
            let (name, host) = (ask.required_text("node_name")?, ask.required_text("host_ip")?);
            enter(&mut world.cluster, ask, name, host)?;
            ok(world.cluster.state(ask)?)
        }
        (Method::Patch, ["cluster"]) => {
            world.cluster.must_be_there(now)?;
            configure(&mut world.cluster, ask)?;
            ok(world.cluster.state(ask)?)
        }
        (Method::Get, ["cluster", "nodes"]) => {
            world.cluster.must_be_there(now)?;
            let nodes = world.cluster.nodes.iter();
            list(ask, NODE_FIELDS, nodes.map(|node| node.document(now)).collect())
        }
        (method, ["cluster", "nodes", name]) => {
            let wanted = Projection::read(ask, NODE_FIELDS)?;
            world.cluster.must_be_there(now)?;
            let node = match method {
                Method::Get => world.cluster.node(name)?.document(now),
                Method::Put => {
                    let credentials = world.chance.hex(48);
                    add(&mut world.cluster, ask, name, credentials)?
                }
                Method::Delete => remove(&mut world.cluster, name, now)?,
                Method::Patch | Method::Post => {
                    let node = world.cluster.node(name)?.document(now);
                    world
                        .cluster
                        .configuration
                        .insert((*name).to_owned(), json!(ask.body));
                    node
                }
            };
            ok(wanted.of(node))
        }
        (Method::Get, [what]) => told(world, ask, what),
        _ => Err(Refusal::NotRouted),
    }
}

/// Starts a cluster, or joins one.
fn enter(cluster: &mut Cluster, ask: &Asking, name: &str, host: &str) -> Result<(), Refusal> {
    let (now, ready) = (ask.now, after(ask.now, STARTING));
    if cluster.ready_at.is_some() {
        return Err(Refusal::conflict("This manager is already part of a cluster"));
    }
    let addresses = match ask.body.get("join_addrs") {
        Some(Value::Array(addresses)) => addresses.iter().filter_map(Value::as_str).collect(),
        None | Some(Value::Null) => Vec::new(),
        Some(other) => return Err(ask.mistyped("join_addrs", "list", other)),
    };
    let shows = ask.body.get("credentials").is_some_and(|shown| !shown.is_null());
    if !addresses.is_empty() && !shows {
        return Err(Refusal::bad(
            "Joining a cluster needs the credentials that the node was given",
        ));
    }
    let node = |name: &str, host: &str, is_master: bool, joined_at: DateTime<Utc>| Node {
        name: name.to_owned(),
        host_ip: host.to_owned(),
        is_master,
        joined_at,
        is_lost: false,
    };
    // Whoever is there already is the master, under a name that only they know.
    let others = addresses.iter().zip(1..);
    cluster.nodes = others
        .map(|(address, number)| node(&format!("manager_{number}"), address, number == 1, now))
        .collect();
    let is_alone = cluster.nodes.is_empty();
    cluster.nodes.push(node(name, host, is_alone, ready));
    cluster.ready_at = Some(ready);
    let first = if is_alone {
        "Starting a cluster"
    } else {
        "Joining the cluster"
    };
    cluster.note(now, format!("{first} as {name}"));
    cluster.note(after(now, STARTING / 2), "Consul is running");
    cluster.note(ready, format!("Node {name} is initialized"));
    Ok(())
}

/// Takes over settings; `master` names the node that is to be the active one.
fn configure(cluster: &mut Cluster, ask: &Asking) -> Result<(), Refusal> {
    if let Some(name) = ask.text("master")? {
        let node = cluster.node(name)?.clone();
        if node.joined_at > ask.now || node.is_lost {
            return Err(Refusal::illegal(format!(
                "Can't activate node {name}: it is offline"
            )));
        }
        for node in &mut cluster.nodes {
            node.is_master = node.name == name;
        }
        cluster.note(ask.now, format!("Node {name} is the active manager"));
    }
    cluster.configuration.extend(ask.body.clone());
    Ok(())
}

fn add(cluster: &mut Cluster, ask: &Asking, name: &str, credentials: String) -> Result<Document, Refusal> {
    check_name("node_name", name)?;
    let host = ask.required_text("host_ip")?;
    ask.required_text("node_name")?;
    if cluster.node(name).is_ok() {
        return Err(Refusal::conflict(format!(
            "A node called {name} is already in the cluster"
        )));
    }
    if cluster.removed.iter().any(|removed| removed == name) {
        return Err(Refusal::conflict(format!(
            "A node called {name} was removed from the cluster; it cannot come back under that name"
        )));
    }
    let node = Node {
        name: name.to_owned(),
        host_ip: host.to_owned(),
        is_master: false,
        joined_at: after(ask.now, JOINING),
        is_lost: false,
    };
    let mut document = node.document(ask.now);
    document.insert("credentials".to_owned(), json!(credentials));
    cluster.note(ask.now, format!("Node {name} may join"));
    cluster.note(node.joined_at, format!("Node {name} joined"));
    cluster.nodes.push(node);
    Ok(document)
}

fn remove(cluster: &mut Cluster, name: &str, now: DateTime<Utc>) -> Result<Document, Refusal> {
    let node = cluster.node(name)?.clone();
    if node.is_master {
        return Err(Refusal::illegal(format!(
            "Can't remove node {name}: it is the active manager"
        )));
    }
    cluster.nodes.retain(|known| known.name != name);
    cluster.removed.push(name.to_owned());
    cluster.note(now, format!("Node {name} was removed"));
    Ok(node.document(now))
}

/// What 7.1 tells of all machines that make up the manager.
fn told(world: &World, ask: &Asking, what: &str) -> Answer {
    let release = status::release(ask.profile);
    let broker = json!({
        "private_ip": "localhost", "public_ip": null, "version": release, "services": {}, "metrics": [],
    });
    match what {
        "cluster-status" => {
            let verdict = world.services.verdict();
            let failures = match verdict {
                "OK" => json!([]),
                _ => json!(["No services.", "No metrics"]),
            };
            let described = |mut node: Value| {
                if let Some(members) = node.as_object_mut() {
                    members.insert("failures".to_owned(), failures.clone());
                    members.insert("status".to_owned(), json!(verdict));
                }
                node
            };
            let manager = json!({
                "private_ip": "127.0.0.1", "public_ip": "127.0.0.1", "version": release, "services": {},
                "metrics": [],
            });
            ok(json!({"status": verdict, "services": {
                "broker": {"is_external": false, "status": verdict, "nodes": {"rabbitmq": described(broker)}},
                "db": {"is_external": false, "status": "OK", "nodes": {}},
                "manager": {"is_external": false, "status": verdict,
                    "nodes": {"cloudify-manager": described(manager)}},
            }}))
        }
        "managers" => {
            let manager = document([
                ("id", json!(1)),
                ("hostname", json!("cloudify-manager")),
                ("private_ip", json!("127.0.0.1")),
                ("public_ip", json!("127.0.0.1")),
                ("version", json!(release)),
                ("edition", json!(world.edition.name())),
                ("distribution", json!("debian")),
                ("distro_release", json!("bookworm")),
                ("fs_sync_node_id", Value::Null),
                ("networks", json!({"default": "127.0.0.1"})),
                ("last_seen", json!(super::answer::timestamp(ask.now))),
                ("status_report_frequency", json!(0)),
                ("ca_cert_content", json!("")),
            ]);
            list(ask, MANAGER_FIELDS, vec![manager])
        }
        _ => list(ask, &["id", "name", "host"], Vec::new()),
    }
}

const MANAGER_FIELDS: Fields = &[
    "id",
    "hostname",
    "private_ip",
    "public_ip",
    "version",
    "edition",
    "distribution",
    "distro_release",
    "fs_sync_node_id",
    "networks",
    "last_seen",
    "status_report_frequency",
    "ca_cert_content",
];
