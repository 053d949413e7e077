//! All clusters of one simulated manager, brought up to the present on each request.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::crowd::Crowd;
use super::fleet::{self, Profile};
use super::lifecycle::{self, Advance};
use super::model::{Cluster, Uid, UpdateFault};
use super::settings::{Access, Settings};
use super::words::{Level, ServerState, Source, State};
use super::{document, fixture};
use crate::sandbox::{FaultsHandle, Rhythm, Scenario, Seeded, VirtualClock};

/// As many bytes of rendered clusters are kept; what is beyond is rendered again when it is asked for.
const KEPT_BYTES: usize = 256 * 1024 * 1024;

/// A handle on a simulated manager; clones are the same manager.
#[derive(Clone)]
pub struct World {
    /// Made at the first request: the start of the program does not wait for it.
    contents: Arc<LazyLock<Mutex<Contents>, Founding>>,
    clock: VirtualClock,
    faults: FaultsHandle,
    pub(super) seed: u64,
}

type Founding = Box<dyn FnOnce() -> Mutex<Contents> + Send>;

/// What a simulated manager holds. Time in it stands still between two requests.
pub(super) struct Contents {
    pub(super) settings: Settings,
    /// When each issued token ends, in the clock's elapsed time.
    pub(super) tokens: HashMap<String, Duration>,
    pub(super) chance: Seeded,
    slots: BTreeMap<u64, Slot>,
    by_uid: HashMap<Uid, u64>,
    /// When a cluster may have something to do. More than one entry for a cluster does no harm.
    due: BinaryHeap<Reverse<(DateTime<Utc>, u64)>>,
    next_serial: u64,
    crowd: Option<Crowd>,
    /// Clusters change by themselves, to measure with.
    changes: Option<Rhythm>,
    rendered_bytes: usize,
}

struct Slot {
    uid: Uid,
    resident: Resident,
    rendered: Option<Bytes>,
}

/// A cluster, or what it takes to make it.
enum Resident {
    /// The cluster of the crowd with this number, untouched.
    Dormant(u64),
    Live(Box<Cluster>),
}

impl World {
    /// Makes the manager that a scenario describes, with the clusters of a profile unless it asks for others.
    pub fn new(scenario: &Scenario, profile: Profile) -> Self {
        Self::founded(scenario, move |contents, scenario, now| {
            if let Some(crowd) = Crowd::of(scenario, now) {
                contents.settle_crowd(crowd);
            } else {
                fleet::clusters(profile, scenario, now)
                    .into_iter()
                    .for_each(|cluster| contents.insert(cluster));
            }
        })
    }

    /// Makes a manager with the clusters of the given documents, each going on with what it was doing.
    pub fn with_documents(scenario: &Scenario, documents: &[Value]) -> Self {
        let documents = documents.to_vec();
        Self::founded(scenario, move |contents, scenario, now| {
            for (index, document) in documents.iter().enumerate() {
                let mut cluster = fixture::cluster(document, Seeded::nth(scenario.seed, index as u64), now);
                if scenario.quiet {
                    cluster.agenda.clear();
                }
                contents.insert(cluster);
            }
        })
    }

    /// Changes how the manager behaves.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut contents = self.lock();
        change(&mut contents.settings);
        contents.forget_rendered();
    }

    /// The clock of the manager.
    pub fn clock(&self) -> &VirtualClock {
        &self.clock
    }

    /// What goes wrong on every request to the manager; may be changed at any time.
    pub fn faults(&self) -> &FaultsHandle {
        &self.faults
    }

    /// The names of all clusters, in the order of the list.
    pub fn cluster_names(&self) -> Vec<String> {
        let contents = self.present();
        let name = |cluster: &Cluster| cluster.definition.name.clone();
        contents
            .slots
            .values()
            .filter_map(|slot| contents.cluster_of(slot, name))
            .collect()
    }

    /// The id of the first cluster with this name.
    pub fn uid_of(&self, name: &str) -> Option<String> {
        self.serial_of(name)
            .and_then(|(_, contents, serial)| Some(contents.slots.get(&serial)?.uid.to_string()))
    }

    /// The first cluster with this name, as the manager gives it.
    pub fn document_of(&self, name: &str) -> Option<Value> {
        let (_, mut contents, serial) = self.serial_of(name)?;
        let rendered = contents.rendered(serial)?;
        serde_json::from_slice(&rendered).ok()
    }

    /// Makes the next launches of servers of a cluster fail; each is tried again. False if there is no such cluster.
    pub fn fail_next_launch(&self, name: &str, times: u32) -> bool {
        self.change_named(name, |cluster, _| cluster.troubles.launches = times)
    }

    /// Makes the next update of a cluster, or the one under way, fail. False if there is no such cluster.
    pub fn fail_next_update(&self, name: &str, fault: UpdateFault) -> bool {
        self.change_named(name, |cluster, _| cluster.troubles.update = Some(fault))
    }

    /// Makes the next start of a cluster, or the one under way, end in `FAILED`. False if there is no such cluster.
    pub fn fail_next_start(&self, name: &str) -> bool {
        self.change_named(name, |cluster, _| cluster.troubles.start = true)
    }

    /// Makes a server of a cluster miss its health checks: an event. False if there is no such cluster.
    pub fn miss_health_checks(&self, name: &str) -> bool {
        self.change_named(name, |cluster, now| {
            let server = cluster
                .servers
                .last()
                .map(|server| (server.id, server.node_type.word()));
            if let Some((id, node_type)) = server {
                let message = format!("Server {id} ({node_type}) missed health checks");
                cluster.record(now, Level::Warn, Source::Server, message);
            }
        })
    }

    fn founded(
        scenario: &Scenario,
        settle: impl FnOnce(&mut Contents, &Scenario, DateTime<Utc>) + Send + 'static,
    ) -> Self {
        let (clock, faults, seed) = (scenario.clock.clone(), scenario.faults.clone(), scenario.seed);
        let (scenario, now) = (scenario.clone(), clock.now());
        let founding: Founding = Box::new(move || {
            let mut contents = Contents::empty(&scenario, now);
            settle(&mut contents, &scenario, now);
            Mutex::new(contents)
        });
        Self {
            contents: Arc::new(LazyLock::new(founding)),
            clock,
            faults,
            seed,
        }
    }

    /// The contents as they were at the last request.
    pub(super) fn lock(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The contents as they are now.
    pub(super) fn present(&self) -> MutexGuard<'_, Contents> {
        let mut contents = self.lock();
        contents.advance(self.clock.now());
        contents
    }

    fn serial_of(&self, name: &str) -> Option<(DateTime<Utc>, MutexGuard<'_, Contents>, u64)> {
        let contents = self.present();
        let named =
            |slot: &Slot| contents.cluster_of(slot, |cluster| cluster.definition.name == name) == Some(true);
        let serial = contents
            .slots
            .iter()
            .find(|(_, slot)| named(slot))
            .map(|(serial, _)| *serial)?;
        Some((self.clock.now(), contents, serial))
    }

    fn change_named(&self, name: &str, change: impl FnOnce(&mut Cluster, DateTime<Utc>)) -> bool {
        let Some((now, mut contents, serial)) = self.serial_of(name) else {
            return false;
        };
        contents.change(serial, |cluster| change(cluster, now)).is_some()
    }
}

impl Contents {
    fn empty(scenario: &Scenario, now: DateTime<Utc>) -> Self {
        Self {
            settings: Settings {
                access: Access::of_scenario(&scenario.access),
                ..Settings::default()
            },
            tokens: HashMap::new(),
            chance: Seeded::nth(scenario.seed, u64::MAX),
            slots: BTreeMap::new(),
            by_uid: HashMap::new(),
            due: BinaryHeap::new(),
            next_serial: 0,
            crowd: None,
            changes: Rhythm::of(scenario, now),
            rendered_bytes: 0,
        }
    }

    /// Adds a cluster at the end of the list.
    pub(super) fn insert(&mut self, cluster: Cluster) {
        let serial = self.add_slot(cluster.uid, Resident::Dormant(0));
        self.put_back(serial, Box::new(cluster));
    }

    /// Where the cluster with this id is.
    pub(super) fn find(&self, uid: Uid) -> Option<u64> {
        self.by_uid.get(&uid).copied()
    }

    /// Changes a cluster, which is made first if nobody has touched it.
    pub(super) fn change<T>(&mut self, serial: u64, change: impl FnOnce(&mut Cluster) -> T) -> Option<T> {
        let mut cluster = self.take(serial)?;
        let result = change(&mut cluster);
        self.put_back(serial, cluster);
        Some(result)
    }

    /// Looks at a cluster.
    pub(super) fn look<T>(&self, serial: u64, look: impl FnOnce(&Cluster) -> T) -> Option<T> {
        self.slots
            .get(&serial)
            .and_then(|slot| self.cluster_of(slot, look))
    }

    /// A cluster as JSON.
    pub(super) fn rendered(&mut self, serial: u64) -> Option<Bytes> {
        let slot = self.slots.get(&serial)?;
        if let Some(rendered) = &slot.rendered {
            return Some(rendered.clone());
        }
        let rendered = self.cluster_of(slot, |cluster| document::cluster(cluster, &self.settings))?;
        let rendered = Bytes::from(rendered);
        if self.rendered_bytes + rendered.len() <= KEPT_BYTES
            && let Some(slot) = self.slots.get_mut(&serial)
        {
            self.rendered_bytes += rendered.len();
            slot.rendered = Some(rendered.clone());
        }
        Some(rendered)
    }

    /// The place of the first cluster in the list that is not before `serial`.
    pub(super) fn next_from(&self, serial: u64) -> Option<u64> {
        self.slots.range(serial..).next().map(|(serial, _)| *serial)
    }

    /// Lets everything happen that is due, in every cluster.
    fn advance(&mut self, now: DateTime<Utc>) {
        self.change_by_itself(now);
        while let Some(Reverse((at, serial))) = self.due.peek().copied() {
            if at > now {
                break;
            }
            self.due.pop();
            self.advance_one(serial, now);
        }
    }

    fn advance_one(&mut self, serial: u64, now: DateTime<Utc>) {
        let Some(Slot {
            resident: Resident::Live(cluster),
            ..
        }) = self.slots.get_mut(&serial)
        else {
            return;
        };
        match lifecycle::advance(cluster, now) {
            Advance::Unchanged => {}
            Advance::Changed => {
                let next = cluster.agenda.next_due();
                self.forget_rendered_of(serial);
                self.due.extend(next.map(|at| Reverse((at, serial))));
            }
            Advance::Gone => {
                self.forget_rendered_of(serial);
                if let Some(slot) = self.slots.remove(&serial) {
                    self.by_uid.remove(&slot.uid);
                }
            }
        }
    }

    fn change_by_itself(&mut self, now: DateTime<Utc>) {
        let due = self.changes.as_mut().map(|changes| changes.due(now));
        for at in due.into_iter().flatten() {
            let pick = self
                .chance
                .below(usize::try_from(self.next_serial).unwrap_or(usize::MAX)) as u64;
            if let Some(serial) = self.next_from(pick) {
                self.advance_one(serial, at);
                self.change(serial, |cluster| wobble(cluster, at));
            }
        }
    }

    fn settle_crowd(&mut self, crowd: Crowd) {
        for index in 0..crowd.count as u64 {
            let uid = Uid(crowd.uid_bits(index));
            let serial = self.add_slot(uid, Resident::Dormant(index));
            if crowd.is_busy(index) {
                self.put_back(serial, Box::new(crowd.cluster(index)));
            }
        }
        self.crowd = Some(crowd);
    }

    fn add_slot(&mut self, uid: Uid, resident: Resident) -> u64 {
        let serial = self.next_serial;
        self.next_serial += 1;
        self.slots.insert(
            serial,
            Slot {
                uid,
                resident,
                rendered: None,
            },
        );
        self.by_uid.insert(uid, serial);
        serial
    }

    fn cluster_of<T>(&self, slot: &Slot, look: impl FnOnce(&Cluster) -> T) -> Option<T> {
        match &slot.resident {
            Resident::Live(cluster) => Some(look(cluster)),
            Resident::Dormant(index) => self.crowd.as_ref().map(|crowd| look(&crowd.cluster(*index))),
        }
    }

    fn take(&mut self, serial: u64) -> Option<Box<Cluster>> {
        let slot = self.slots.get_mut(&serial)?;
        match std::mem::replace(&mut slot.resident, Resident::Dormant(u64::MAX)) {
            Resident::Live(cluster) => Some(cluster),
            Resident::Dormant(index) => self.crowd.as_ref().map(|crowd| Box::new(crowd.cluster(index))),
        }
    }

    fn put_back(&mut self, serial: u64, cluster: Box<Cluster>) {
        self.due
            .extend(cluster.agenda.next_due().map(|at| Reverse((at, serial))));
        self.forget_rendered_of(serial);
        if let Some(slot) = self.slots.get_mut(&serial) {
            slot.resident = Resident::Live(cluster);
        }
    }

    fn forget_rendered_of(&mut self, serial: u64) {
        if let Some(rendered) = self.slots.get_mut(&serial).and_then(|slot| slot.rendered.take()) {
            self.rendered_bytes -= rendered.len();
        }
    }

    fn forget_rendered(&mut self) {
        self.slots.values_mut().for_each(|slot| slot.rendered = None);
        self.rendered_bytes = 0;
    }
}

/// A change that nobody asked for: an event, and every other time a server that falls out or comes back.
fn wobble(cluster: &mut Cluster, at: DateTime<Utc>) {
    let index = cluster.chance.below(cluster.servers.len());
    let flips = cluster.chance.chance(0.5) && cluster.state == State::Running;
    let segments = cluster.chance.below(400);
    let Some(server) = cluster.servers.get_mut(index) else {
        cluster.record(at, Level::Info, Source::Manager, "Metadata store was backed up");
        return;
    };
    let (id, node_type) = (server.id, server.node_type.word());
    let (level, message) = match server.state {
        ServerState::Running if flips => {
            server.state = ServerState::Pending;
            (
                Level::Warn,
                format!("Server {id} ({node_type}) missed health checks"),
            )
        }
        ServerState::Pending if flips => {
            server.state = ServerState::Running;
            (Level::Info, format!("Server {id} ({node_type}) is running"))
        }
        _ => (Level::Info, format!("{segments} segments moved to {id}")),
    };
    cluster.record(at, level, Source::Server, message);
}
