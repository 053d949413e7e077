//! A cluster, its servers and events, as the simulated manager keeps them.

use std::collections::VecDeque;
use std::fmt;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::agenda::Agenda;
use super::definition::Definition;
use super::recipe::Recipe;
use super::update::Update;
use super::words::{Level, NodeType, ServerState, Source, State};
use crate::sandbox::Seeded;
use crate::sandbox::seed::{format_uuid, parse_uuid};

/// How many events of a cluster are kept.
pub const KEPT_EVENTS: usize = 200;

/// The id of a cluster: a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid(pub u128);

impl Uid {
    /// Reads an id as it stands in a path or a document.
    pub fn parse(text: &str) -> Option<Self> {
        parse_uuid(text).map(Self)
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format_uuid(self.0))
    }
}

/// The id of a server, written as that of an EC2 instance: `i-` and 17 hexadecimal digits, the first a 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId(pub u64);

impl InstanceId {
    /// Reads an id as it stands in a path or a document.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("i-0").filter(|digits| digits.len() == 16)?;
        u64::from_str_radix(digits, 16).ok().map(Self)
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "i-0{:016x}", self.0)
    }
}

/// One server of a cluster.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its id.
    pub id: InstanceId,
    /// What it is for.
    pub node_type: NodeType,
    /// The EC2 instance type.
    pub instance_type: Arc<str>,
    /// Its address in the account; none until it is up.
    pub private_ip: Option<Ipv4Addr>,
    /// Its public address, if its cluster has a public load balancer.
    pub public_ip: Option<Ipv4Addr>,
    /// Where it is in its life.
    pub state: ServerState,
}

/// Something that happened to a cluster.
#[derive(Debug, Clone)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// How grave it is.
    pub level: Level,
    /// Who says so.
    pub source: Source,
    /// What happened.
    pub message: String,
}

/// What a cluster is given when it is created, and keeps.
#[derive(Debug, Clone)]
pub struct Identity {
    /// `status.rootCertificate`.
    pub certificate: Arc<str>,
    /// `status.initialDruidPassword`: a secret of the API, here an invented one.
    pub password: Arc<str>,
    /// `status.loadBalancers.public`.
    pub public_balancer: Option<Arc<str>>,
    /// `status.loadBalancers.private`.
    pub private_balancer: Option<Arc<str>>,
}

/// How an update that was made to fail ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateFault {
    /// The previous definition is stored again as a new version, and the cluster runs.
    RollBack,
    /// The cluster is `FAILED`.
    Fail,
}

/// Faults that wait for their moment in the life of one cluster.
#[derive(Debug, Clone, Copy, Default)]
pub struct Troubles {
    /// How many of the next server launches fail; each is tried again.
    pub launches: u32,
    /// How the next update ends after its second stage.
    pub update: Option<UpdateFault>,
    /// Whether the next start or creation ends in `FAILED` instead of trying a launch again.
    pub start: bool,
}

/// One cluster of the simulated manager.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Its id.
    pub uid: Uid,
    /// What it is meant to be.
    pub definition: Arc<Definition>,
    /// The number of that definition: `status.resourceVersion`.
    pub version: u64,
    /// Earlier definitions with their numbers; those before the first one follow from the recipe.
    pub history: Vec<(u64, Arc<Definition>)>,
    /// What the cluster was made up from, if it was.
    pub recipe: Option<Arc<Recipe>>,
    /// Where it is in its life.
    pub state: State,
    /// Its servers, by node type.
    pub servers: Vec<Server>,
    /// The newest events, oldest first.
    pub events: VecDeque<Event>,
    /// The update under way.
    pub update: Option<Update>,
    /// Certificate, password and addresses.
    pub identity: Identity,
    /// What is going to happen by itself.
    pub agenda: Agenda,
    /// Faults that wait for their moment.
    pub troubles: Troubles,
    /// Its own luck, so that clusters do not depend on each other's.
    pub chance: Seeded,
}

impl Cluster {
    /// Appends an event, and forgets the oldest if there are too many.
    pub fn record(&mut self, at: DateTime<Utc>, level: Level, source: Source, message: impl Into<String>) {
        if self.events.len() == KEPT_EVENTS {
            self.events.pop_front();
        }
        self.events.push_back(Event {
            at,
            level,
            source,
            message: message.into(),
        });
    }

    /// The server with this id.
    pub fn server(&self, id: InstanceId) -> Option<&Server> {
        self.servers.iter().find(|server| server.id == id)
    }

    /// The server with this id, to change it.
    pub fn server_mut(&mut self, id: InstanceId) -> Option<&mut Server> {
        self.servers.iter_mut().find(|server| server.id == id)
    }

    /// Stores a definition as the next version and keeps the one before.
    pub fn store(&mut self, definition: Arc<Definition>) {
        let before = std::mem::replace(&mut self.definition, definition);
        self.history.push((self.version, before));
        self.version += 1;
    }

    /// The definition with this number, if it was ever stored.
    pub fn definition_at(&self, version: u64) -> Option<Arc<Definition>> {
        if version == self.version {
            return Some(Arc::clone(&self.definition));
        }
        let kept = self.history.iter().find(|(number, _)| *number == version);
        kept.map(|(_, definition)| Arc::clone(definition)).or_else(|| {
            let recipe = self.recipe.as_ref()?;
            (1..recipe.version)
                .contains(&version)
                .then(|| Arc::new(recipe.definition(version)))
        })
    }

    /// The word in `status.status`: `OK`, `WARNING` if an expected server is not running, `ERROR` if failed.
    pub fn health(&self) -> &'static str {
        match self.state {
            State::Failed => "ERROR",
            State::Stopping | State::Stopped | State::Terminating => "OK",
            State::Pending | State::Starting | State::Running | State::Updating => {
                let all_running = NodeType::ALL.into_iter().all(|node_type| {
                    let of_type = self.servers.iter().filter(|server| server.node_type == node_type);
                    let running = of_type
                        .filter(|server| server.state == ServerState::Running)
                        .count();
                    running >= self.definition.shape.replicas(node_type)
                });
                if all_running { "OK" } else { "WARNING" }
            }
        }
    }

    /// Moves everything that has happened, or is going to, by a span of time.
    pub fn shift(&mut self, by: TimeDelta) {
        for event in &mut self.events {
            event.at += by;
        }
        self.agenda.shift(by);
    }

    /// A delay that belongs to this cluster's luck: within 20 % of a base time.
    pub fn about(&mut self, base: Duration) -> Duration {
        self.chance.jitter(base, 0.2)
    }
}
