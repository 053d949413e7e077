//! How the simulated manager behaves; changeable while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use secrecy::ExposeSecret;

use super::model::Facts;
use super::routing::Kind;
use crate::sandbox;

/// How the simulated manager behaves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    pub access: Access,
    pub timing: Timing,
    pub troubles: Troubles,
    pub quirks: Quirks,
    /// What every new host turns out to be; by its address if `None`.
    pub facts: Option<Facts>,
}

/// Who is let in ("Authentication"). The first of these that accepts wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub basic: Basic,
    pub tokens: Tokens,
    /// Whether a client's certificate is let in.
    pub certificates: bool,
    /// Paths, to the letter, that need no credential (`self-auths`).
    pub open_paths: BTreeSet<String>,
}

/// What a user name and password are good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basic {
    Nothing,
    Anyone,
    /// Whoever knows this password.
    Password(String),
    /// Passwords by user.
    Users(BTreeMap<String, String>),
}

/// What a token is good for, as `Authorization: Bearer` or in a header of its own, such as `X-Auth-Token`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tokens {
    Nothing,
    Any,
    One(String),
}

/// How long things take, in virtual time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// From the `PUT` of a host until its facts are read.
    pub facts: Duration,
    /// From there until it is bootstrapped.
    pub bootstrap: Duration,
    /// Of an upgrade, for each host.
    pub upgrade: Duration,
    pub restart: Duration,
    pub deploy: Duration,
    /// From one look of the watcher at a host to the next.
    pub watch: Duration,
    /// How long the server waits for a service behind it.
    pub bus_timeout: Duration,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Troubles {
    /// Hosts whose facts cannot be read.
    pub unreachable: BTreeSet<String>,
    pub bootstrap_fails: BTreeSet<String>,
    pub operation_fails: BTreeSet<String>,
    pub watcher_fails: BTreeSet<String>,
    /// Whether the last number of an address says what goes wrong, too.
    pub marked_addresses: bool,
    pub services_down: BTreeSet<Service>,
    /// Container managers that cannot be reached, by name.
    pub managers_unreachable: BTreeSet<String>,
}

/// A service behind the server; one that is down does not answer within the bus timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    Storage,
    Clusterexec,
    ContainerManager,
}

/// What the real server does and a better one would not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quirks {
    /// A cluster that does not exist is 500 to read, not 404.
    pub missing_cluster_is_broken: bool,
    /// A `PUT` of an existing cluster empties its list of hosts.
    pub put_empties_host_list: bool,
    /// A container manager's answer comes in its JSON-RPC envelope.
    pub envelope: bool,
    /// A deploy is accepted for a cluster that does not exist.
    pub deploy_unchecked: bool,
    /// The list of container managers is 500 until there was a first one.
    pub fresh_managers_broken: bool,
    /// Body and query override what stands in the path.
    pub parameters_override: bool,
    /// Lists come in the order of the store, which is none.
    pub unordered_lists: bool,
    /// Of requests that overlap, the later ones fail. Off: a real one fails only some.
    pub overlap_faults: bool,
    /// Host records never change once written, and no new host is looked at. Off.
    pub hosts_as_shipped: bool,
    /// A deploy breaks on its first host. Off.
    pub deploy_as_shipped: bool,
}

impl Access {
    /// The access that a scenario asks for.
    pub fn of_scenario(asked: &sandbox::Access) -> Self {
        match asked {
            sandbox::Access::Any => Self::default(),
            sandbox::Access::Token(token) => Self {
                basic: Basic::Password(token.expose_secret().to_owned()),
                tokens: Tokens::One(token.expose_secret().to_owned()),
                certificates: false,
                open_paths: BTreeSet::new(),
            },
            // The server issues no tokens. Why it refuses it does not tell: it knows 403 only.
            sandbox::Access::Issued { .. } | sandbox::Access::Forbidden | sandbox::Access::Refused => {
                Self::nobody()
            }
        }
    }

    /// A server without any plugin for authentication.
    pub fn nobody() -> Self {
        Self {
            basic: Basic::Nothing,
            tokens: Tokens::Nothing,
            certificates: false,
            open_paths: BTreeSet::new(),
        }
    }
}

impl Timing {
    /// How long an operation takes for one host.
    pub fn of(&self, kind: Kind) -> Duration {
        match kind {
            Kind::Deploy => self.deploy,
            Kind::Upgrade => self.upgrade,
            Kind::Restart => self.restart,
        }
    }
}

impl Troubles {
    pub fn cannot_be_reached(&self, address: &str) -> bool {
        self.unreachable.contains(address) || self.is_marked(address, ".77")
    }

    pub fn fails_to_bootstrap(&self, address: &str) -> bool {
        self.bootstrap_fails.contains(address) || self.is_marked(address, ".88")
    }

    pub fn fails_operations(&self, address: &str) -> bool {
        self.operation_fails.contains(address) || self.is_marked(address, ".66")
    }

    pub fn is_down(&self, service: Service) -> bool {
        self.services_down.contains(&service)
    }

    fn is_marked(&self, address: &str, ending: &str) -> bool {
        self.marked_addresses && address.ends_with(ending)
    }
}

impl Default for Access {
    fn default() -> Self {
        Self {
            basic: Basic::Anyone,
            tokens: Tokens::Any,
            certificates: true,
            open_paths: BTreeSet::new(),
        }
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            facts: Duration::from_secs(2),
            bootstrap: Duration::from_secs(6),
            upgrade: Duration::from_secs(4),
            restart: Duration::from_secs(2),
            deploy: Duration::from_secs(5),
            watch: Duration::from_secs(60),
            bus_timeout: Duration::from_secs(10),
        }
    }
}

impl Default for Troubles {
    fn default() -> Self {
        Self {
            unreachable: BTreeSet::new(),
            bootstrap_fails: BTreeSet::new(),
            operation_fails: BTreeSet::new(),
            watcher_fails: BTreeSet::new(),
            marked_addresses: true,
            services_down: BTreeSet::new(),
            managers_unreachable: BTreeSet::new(),
        }
    }
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            missing_cluster_is_broken: true,
            put_empties_host_list: true,
            envelope: true,
            deploy_unchecked: true,
            fresh_managers_broken: true,
            parameters_override: true,
            unordered_lists: true,
            overlap_faults: false,
            hosts_as_shipped: false,
            deploy_as_shipped: false,
        }
    }
}
