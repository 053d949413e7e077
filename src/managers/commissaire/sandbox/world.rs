//! All that one simulated manager holds, brought up to the present on each request.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::bootstrap::{Agenda, Step};
use super::fleet::{self, Profile};
use super::model::{Cluster, Creds, Facts, Host, Record, Typed};
use super::recipe::Changes;
use super::routing::Kind;
use super::settings::{Access, Settings};
use super::words;
use super::worker::{Job, Worker};
use crate::sandbox::clock::after;
use crate::sandbox::{FaultsHandle, Scenario, Seeded, VirtualClock};

/// A handle on a simulated manager; clones are the same manager.
#[derive(Clone)]
pub struct World {
    /// Made at the first request: the start of the program does not wait for it.
    contents: Arc<LazyLock<Mutex<Contents>, Founding>>,
    clock: VirtualClock,
    faults: FaultsHandle,
    pub(super) seed: u64,
    /// Requests that are being answered.
    pub(super) under_way: Arc<AtomicUsize>,
}

type Founding = Box<dyn FnOnce() -> Mutex<Contents> + Send>;

/// What a simulated manager holds. Time in it stands still between two requests.
pub(super) struct Contents {
    pub(super) settings: Settings,
    pub(super) clusters: BTreeMap<String, Cluster>,
    pub(super) hosts: BTreeMap<String, Host>,
    /// Kept apart from the hosts: those of a rejected host stay.
    pub(super) creds: BTreeMap<String, Creds>,
    pub(super) networks: BTreeMap<String, Typed>,
    pub(super) managers: BTreeMap<String, Typed>,
    /// Whether there ever was a container manager.
    pub(super) had_manager: bool,
    /// The hosts that each container manager knows; one that is not here is unknown to its service.
    pub(super) nodes: BTreeMap<String, BTreeSet<String>>,
    pub(super) records: BTreeMap<(String, Kind), Record>,
    pub(super) worker: Worker,
    pub(super) agenda: Agenda,
    pub(super) chance: Seeded,
    /// An operation that starts again by itself some time after it ended.
    pub(super) recurring: Option<Recurring>,
    pub(super) changes: Option<Changes>,
    next_generation: u64,
}

/// An operation that starts again by itself, so that something moves.
#[derive(Debug, Clone)]
pub(super) struct Recurring {
    pub(super) kind: Kind,
    pub(super) cluster: String,
    pub(super) pause: Duration,
}

impl World {
    /// Makes the manager that a scenario describes, with the clusters of a profile unless it asks for others.
    pub fn new(scenario: &Scenario, profile: Profile) -> Self {
        let (scenario, now) = (scenario.clone(), scenario.clock.now());
        let (clock, faults, seed) = (scenario.clock.clone(), scenario.faults.clone(), scenario.seed);
        let founding: Founding = Box::new(move || {
            let mut contents = Contents::fresh(&scenario);
            fleet::settle(&mut contents, profile, &scenario, now);
            Mutex::new(contents)
        });
        Self {
            contents: Arc::new(LazyLock::new(founding)),
            clock,
            faults,
            seed,
            under_way: Arc::default(),
        }
    }

    /// Changes how the manager behaves, from now on.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut contents = self.present();
        // What the watcher saw until now it saw under the old settings.
        contents.watch_all(self.clock.now());
        change(&mut contents.settings);
    }

    /// The clock of the manager.
    pub fn clock(&self) -> &VirtualClock {
        &self.clock
    }

    /// What goes wrong on the way to the manager and back; may be changed at any time.
    pub fn faults(&self) -> &FaultsHandle {
        &self.faults
    }

    /// The names of all clusters, sorted.
    pub fn cluster_names(&self) -> Vec<String> {
        self.present().clusters.keys().cloned().collect()
    }

    /// The addresses of the hosts in a cluster; none if there is no such cluster.
    pub fn members_of(&self, cluster: &str) -> Vec<String> {
        let contents = self.present();
        contents
            .clusters
            .get(cluster)
            .map_or_else(Vec::new, |cluster| cluster.members.clone())
    }

    /// The status of a host, if there is one with this address.
    pub fn status_of(&self, address: &str) -> Option<String> {
        let contents = self.present();
        contents.hosts.get(address).map(|host| host.status.clone())
    }

    /// Restarts the service of the container managers: it forgets all of them until each is saved again.
    pub fn restart_container_managers(&self) {
        self.present().nodes.clear();
    }

    /// The contents as they are now.
    pub(super) fn present(&self) -> MutexGuard<'_, Contents> {
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        contents.advance(self.clock.now());
        contents
    }

    /// Lets virtual time pass until this moment: waits on a clock that runs, moves one that is moved by hand.
    pub(super) async fn wait_until(&self, at: DateTime<Utc>) {
        /// Timers are not finer than this.
        const FINEST: Duration = Duration::from_millis(1);
        loop {
            let Ok(left) = (at - self.clock.now()).to_std() else {
                return;
            };
            if left.is_zero() {
                return;
            }
            if self.clock.speed() > 0.0 {
                let real = Duration::try_from_secs_f64(left.as_secs_f64() / self.clock.speed());
                tokio::time::sleep(real.unwrap_or(Duration::MAX).max(FINEST)).await;
            } else {
                self.clock.advance(left);
            }
        }
    }
}

impl Contents {
    /// A server just installed: nothing but the default network.
    fn fresh(scenario: &Scenario) -> Self {
        let mut networks = BTreeMap::new();
        let default = Typed {
            kind: "flannel_etcd".to_owned(),
            options: serde_json::Map::new(),
        };
        networks.insert(words::DEFAULT_NETWORK.to_owned(), default);
        Self {
            settings: Settings {
                access: Access::of_scenario(&scenario.access),
                ..Settings::default()
            },
            clusters: BTreeMap::new(),
            hosts: BTreeMap::new(),
            creds: BTreeMap::new(),
            networks,
            managers: BTreeMap::new(),
            had_manager: false,
            nodes: BTreeMap::new(),
            records: BTreeMap::new(),
            worker: Worker::default(),
            agenda: Agenda::default(),
            chance: Seeded::nth(scenario.seed, u64::MAX),
            recurring: None,
            changes: None,
            next_generation: 0,
        }
    }

    /// When something happens by itself next, in the worker or to a host.
    pub(super) fn next_due(&self) -> Option<DateTime<Utc>> {
        let due = [self.worker.next_due(), self.agenda.next_due()];
        due.into_iter().flatten().min()
    }

    /// Lets everything happen that is due, in the order of time.
    fn advance(&mut self, now: DateTime<Utc>) {
        while let Some(at) = self.next_due().filter(|at| *at <= now) {
            self.change_by_itself(at);
            if self.worker.next_due() == Some(at) {
                self.work(at);
            } else if let Some(step) = self.agenda.take(at) {
                self.take_step(step, at);
            }
        }
        self.change_by_itself(now);
        self.watch_failing(now);
    }

    fn take_step(&mut self, step: Step, at: DateTime<Utc>) {
        match step {
            Step::FactsRead(address, generation) => self.facts_read(&address, generation, at),
            Step::Bootstrapped(address, generation) => self.bootstrapped(&address, generation, at),
            Step::Recur => {
                if let Some(recurring) = &self.recurring {
                    let job = Job::by_itself(recurring.kind, &recurring.cluster);
                    self.enqueue(job, at);
                }
            }
        }
    }

    /// Plans the next run of what recurs, if this was it.
    pub(super) fn recur_after(&mut self, kind: Kind, cluster: &str, at: DateTime<Utc>) {
        if let Some(recurring) = &self.recurring
            && (recurring.kind, recurring.cluster.as_str()) == (kind, cluster)
        {
            self.agenda.add(after(at, recurring.pause), Step::Recur);
        }
    }

    /// A new host record.
    pub(super) fn new_host(&mut self, status: &str, facts: Facts) -> Host {
        self.next_generation += 1;
        Host {
            status: status.to_owned(),
            facts,
            last_check: String::new(),
            source: String::new(),
            watched: None,
            generation: self.next_generation,
        }
    }

    /// The first cluster that a host is in, in the order of the store.
    pub(super) fn first_cluster_of(&self, address: &str) -> Option<(&str, &Cluster)> {
        let has = |cluster: &Cluster| cluster.members.iter().any(|member| member == address);
        self.clusters
            .iter()
            .find(|(_, cluster)| has(cluster))
            .map(|(name, cluster)| (name.as_str(), cluster))
    }

    /// Keys in the order of the store: none that means anything, yet the same from request to request.
    pub(super) fn listed<'a>(&self, keys: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
        let mut keys: Vec<&str> = keys.map(String::as_str).collect();
        if self.settings.quirks.unordered_lists {
            let place = |key: &str| {
                key.bytes().fold(5_381_u32, |hash, byte| {
                    hash.wrapping_mul(33) ^ u32::from(byte).wrapping_mul(0x9e37_79b1)
                })
            };
            keys.sort_by_key(|key| place(key));
        }
        keys
    }
}
