//! An update under way, and its stages.

use std::sync::Arc;
use std::time::Duration;

use super::definition::Definition;
use super::model::{InstanceId, Server};
use super::words::NodeType;

/// How an update proceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without touching a server.
    InPlace,
    /// One server after the other.
    Rolling,
    /// All servers at once.
    Hard,
}

impl Style {
    /// How events call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::InPlace => "In-place",
            Self::Rolling => "Rolling",
            Self::Hard => "Hard",
        }
    }
}

/// An update under way.
#[derive(Debug, Clone)]
pub struct Update {
    /// How it proceeds.
    pub style: Style,
    /// All stages.
    pub stages: Vec<Stage>,
    /// The stage under way, counted from 1; 0 before the first.
    pub current: usize,
    /// The servers that the stage waits for.
    pub waiting: Vec<InstanceId>,
    /// What to go back to.
    pub previous: Arc<Definition>,
}

impl Update {
    /// The stage under way.
    pub fn stage(&self) -> Option<Stage> {
        self.stages.get(self.current.checked_sub(1)?).copied()
    }

    /// Whether it could be cancelled now (in the manager's own interface; the API has no such call).
    pub fn is_cancellable(&self) -> bool {
        self.style == Style::Rolling && self.current < self.stages.len()
    }
}

/// One stage of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A server gives way to a new one.
    Replace(InstanceId),
    /// A server restarts.
    Restart(InstanceId),
    /// A server more.
    Add(NodeType),
    /// A server less.
    Remove(InstanceId),
    /// All servers go down.
    StopServers {
        /// Per node type, whether the servers are to be new ones.
        fresh: [bool; 5],
    },
    /// The change is applied while nothing runs.
    Apply,
    /// All servers come up.
    StartServers,
    /// The change is applied to what runs.
    InPlace,
    /// The last stage of a rolling update.
    Close,
}

impl Stage {
    /// How long it lasts if nothing goes wrong, without chance.
    pub fn usual_time(self) -> Duration {
        Duration::from_secs(match self {
            Self::Replace(_) => 35,
            Self::Restart(_) => 15,
            Self::Add(_) => 25,
            Self::Remove(_) | Self::StopServers { .. } => 10,
            Self::Apply | Self::InPlace | Self::Close => 5,
            // Five groups, one after the other.
            Self::StartServers => 125,
        })
    }

    /// What an event says that the stage does.
    pub fn work(self, servers: &[Server]) -> String {
        let named = |id: InstanceId| {
            let node_type = servers
                .iter()
                .find(|server| server.id == id)
                .map(|server| server.node_type);
            format!("{id} ({})", node_type.map_or("gone", NodeType::word))
        };
        match self {
            Self::Replace(id) => format!("replace {}", named(id)),
            Self::Restart(id) => format!("restart {}", named(id)),
            Self::Add(node_type) => format!("add a server ({})", node_type.word()),
            Self::Remove(id) => format!("remove {}", named(id)),
            Self::StopServers { .. } => "stop servers".to_owned(),
            Self::Apply => "apply the change".to_owned(),
            Self::StartServers => "start servers".to_owned(),
            Self::InPlace => "apply the change in place".to_owned(),
            Self::Close => "check the cluster".to_owned(),
        }
    }
}
