//! The words from fixed lists in the API, as far as this simulator says them.
//!
//! Only a few are documented (`PENDING`, `UPDATING`, `OK`, `MASTER`, `INFO`, `MANAGER`); the others are this
//! simulator's own.

/// Where a cluster is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Being created.
    Pending,
    /// Being started.
    Starting,
    /// Up.
    Running,
    /// Up or restarting, while a change is applied.
    Updating,
    /// Being stopped.
    Stopping,
    /// Down, with its definition kept.
    Stopped,
    /// Being deleted.
    Terminating,
    /// Given up on after a fault.
    Failed,
}

impl State {
    /// The word in `status.state`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Updating => "UPDATING",
            Self::Stopping => "STOPPING",
            Self::Stopped => "STOPPED",
            Self::Terminating => "TERMINATING",
            Self::Failed => "FAILED",
        }
    }

    /// The state of a word in `status.state`.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [
            Self::Pending,
            Self::Starting,
            Self::Running,
            Self::Updating,
            Self::Stopping,
            Self::Stopped,
            Self::Terminating,
            Self::Failed,
        ];
        all.into_iter().find(|state| state.word() == word)
    }

    /// Whether no work is going on, so that a change may be asked for.
    pub fn is_stable(self) -> bool {
        matches!(self, Self::Running | Self::Stopped | Self::Failed)
    }
}

/// What a server is for; the order is the one in which servers are listed and started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeType {
    /// Druid Coordinator and Overlord.
    Master,
    /// Druid Broker and Router, and Pivot.
    Query,
    /// Druid Historical and MiddleManager, first tier.
    DataTier1,
    /// Second tier.
    DataTier2,
    /// Third tier.
    DataTier3,
}

impl NodeType {
    /// Every node type, in the order in which they are started.
    pub const ALL: [Self; 5] = [
        Self::Master,
        Self::Query,
        Self::DataTier1,
        Self::DataTier2,
        Self::DataTier3,
    ];

    /// The word in `nodeType`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Master => "MASTER",
            Self::Query => "QUERY",
            Self::DataTier1 => "DATA_TIER1",
            Self::DataTier2 => "DATA_TIER2",
            Self::DataTier3 => "DATA_TIER3",
        }
    }

    /// Where the configuration of this node type is in a document.
    pub fn path(self) -> &'static str {
        match self {
            Self::Master => "spec.master",
            Self::Query => "spec.query",
            Self::DataTier1 => "spec.data.tier1",
            Self::DataTier2 => "spec.data.tier2",
            Self::DataTier3 => "spec.data.tier3",
        }
    }
}

/// Where a server is in its life, in the words of EC2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerState {
    /// Coming up.
    Pending,
    /// Up.
    Running,
    /// Going down, to come up again.
    Stopping,
    /// Down, to come up again.
    Stopped,
    /// Going down for good.
    ShuttingDown,
    /// Gone; listed for one more moment.
    Terminated,
}

impl ServerState {
    /// The word in `servers[].state`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::ShuttingDown => "shutting-down",
            Self::Terminated => "terminated",
        }
    }

    /// The state of a word in `servers[].state`; what is unknown counts as running.
    pub fn from_word(word: &str) -> Self {
        let all = [
            Self::Pending,
            Self::Stopping,
            Self::Stopped,
            Self::ShuttingDown,
            Self::Terminated,
        ];
        all.into_iter()
            .find(|state| state.word() == word)
            .unwrap_or(Self::Running)
    }

    /// Whether the server never comes back.
    pub fn is_ending(self) -> bool {
        matches!(self, Self::ShuttingDown | Self::Terminated)
    }
}

/// How grave an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As expected.
    Info,
    /// Worth a look.
    Warn,
    /// Something failed.
    Error,
}

impl Level {
    /// The word in `events[].level`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }

    /// The level of a word in `events[].level`.
    pub fn from_word(word: &str) -> Self {
        [Self::Warn, Self::Error]
            .into_iter()
            .find(|level| level.word() == word)
            .unwrap_or(Self::Info)
    }
}

/// Who an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The manager itself.
    Manager,
    /// Somebody's request.
    User,
    /// A server.
    Server,
}

impl Source {
    /// The word in `events[].source`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Manager => "MANAGER",
            Self::User => "USER",
            Self::Server => "SERVER",
        }
    }

    /// The source of a word in `events[].source`.
    pub fn from_word(word: &str) -> Self {
        [Self::User, Self::Server]
            .into_iter()
            .find(|source| source.word() == word)
            .unwrap_or(Self::Manager)
    }
}
