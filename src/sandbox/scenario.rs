//! The neutral settings that every simulated manager takes.

use std::time::Duration;

use secrecy::SecretString;

use super::{FaultsHandle, VirtualClock};

/// What a simulated manager is to look like, in terms that every manager understands.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// How many clusters to make up; the default fleet if none is given.
    pub clusters: Option<usize>,
    /// How many servers each made-up cluster has; fewer than a manager's smallest cluster count as that many.
    pub servers_per_cluster: usize,
    /// How many past events each made-up cluster has.
    pub events_per_cluster: usize,
    /// Where chance starts: the same seed gives the same world.
    pub seed: u64,
    /// The time in the simulated world.
    pub clock: VirtualClock,
    /// What goes wrong on every request to this manager; may be changed while it runs.
    pub faults: FaultsHandle,
    /// Whether nothing changes by itself; what a request starts still takes its course.
    pub quiet: bool,
    /// How many clusters change by themselves in each virtual second, to measure with.
    pub change_rate: f64,
    /// Who is let in.
    pub access: Access,
}

/// Who is let in.
#[derive(Debug, Clone, Default)]
pub enum Access {
    /// Whoever shows a credential, whichever it is.
    #[default]
    Any,
    /// Who shows this token.
    Token(SecretString),
    /// Who shows a token that the manager issued itself, for as long as it lasts.
    Issued {
        /// What the manager issues a token for; anything if `None`.
        client_secret: Option<SecretString>,
        /// In real time; the manager's usual one if `None`.
        lifetime: Option<Duration>,
    },
    /// Nobody: all are known, and none has the right.
    Forbidden,
    /// Nobody: no credential is known.
    Refused,
}

impl Scenario {
    /// The default fleet at the time of `clock`, without faults.
    pub fn new(clock: VirtualClock) -> Self {
        Self {
            clusters: None,
            servers_per_cluster: 10,
            events_per_cluster: 10,
            seed: 1,
            clock,
            faults: FaultsHandle::default(),
            quiet: false,
            change_rate: 0.0,
            access: Access::Any,
        }
    }
}
