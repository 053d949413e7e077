//! All that one simulated service holds, brought up to the present on each request; the handle that tests hold.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::account::Account;
use super::answer::Refusal;
use super::fleet::{self, Profile};
use super::keys::EncryptionKey;
use super::life;
use super::model::{Cluster, Deletion};
use super::settings::{Access, Outage, Settings, Troubles};
use super::traffic::Traffic;
use super::words::{DELETED, RUNNING};
use crate::sandbox::{FaultsHandle, Rhythm, Scenario, Seeded, VirtualClock};

/// A handle on a simulated service; clones are the same one.
#[derive(Clone)]
pub struct World {
    /// Made at the first request: the start of the program does not wait for it.
    contents: Arc<LazyLock<Mutex<Contents>, Founding>>,
    settings: Arc<Mutex<Settings>>,
    traffic: Arc<Mutex<Traffic>>,
    clock: VirtualClock,
    faults: FaultsHandle,
    seed: u64,
}

type Founding = Box<dyn FnOnce() -> Mutex<Contents> + Send>;

/// What a simulated service holds. Time in it stands still between two requests.
pub(super) struct Contents {
    /// In the order in which they were ordered.
    pub(super) clusters: Vec<Cluster>,
    pub(super) keys: Vec<EncryptionKey>,
    pub(super) chance: Seeded,
    pub(super) changes: Option<Rhythm>,
}

impl World {
    /// Makes the service that a scenario describes, with the clusters of a profile unless it asks for others.
    pub fn new(scenario: &Scenario, profile: Profile) -> Self {
        let (scenario, now) = (scenario.clone(), scenario.clock.now());
        let (clock, faults, seed) = (scenario.clock.clone(), scenario.faults.clone(), scenario.seed);
        let access = Access::of_scenario(&scenario.access);
        let settings = Settings {
            access,
            ..Settings::default()
        };
        let founding: Founding = Box::new(move || {
            let mut contents = Contents::fresh(&scenario);
            fleet::settle(&mut contents, profile, &scenario, now);
            Mutex::new(contents)
        });
        Self {
            contents: Arc::new(LazyLock::new(founding)),
            settings: Arc::new(Mutex::new(settings)),
            traffic: Arc::default(),
            clock,
            faults,
            seed,
        }
    }

    /// Changes how the service behaves, from now on.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings());
    }

    /// The clock of the service.
    pub fn clock(&self) -> &VirtualClock {
        &self.clock
    }

    /// What goes wrong on the way to the service and back; may be changed at any time.
    pub fn faults(&self) -> &FaultsHandle {
        &self.faults
    }

    /// Which requests came so far, and when.
    pub fn traffic(&self) -> Traffic {
        self.traffic
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The id of the first cluster with this name that is not deleted.
    pub fn id_of(&self, name: &str) -> Option<String> {
        let now = self.clock.now();
        let contents = self.present();
        let mut named = contents.clusters.iter().filter(|cluster| cluster.name == name);
        named
            .find(|cluster| life::of_cluster(cluster, now) != DELETED)
            .map(|cluster| cluster.id.clone())
    }

    /// The status of a cluster, as long as it is remembered.
    pub fn status_of(&self, id: &str) -> Option<String> {
        let contents = self.present();
        let cluster = contents.clusters.iter().find(|cluster| cluster.id == id)?;
        Some(life::of_cluster(cluster, self.clock.now()).into_owned())
    }

    /// The ids of a cluster's nodes, in the order in which it shows them.
    pub fn nodes_of(&self, id: &str) -> Vec<String> {
        let contents = self.present();
        let cluster = contents.clusters.iter().find(|cluster| cluster.id == id);
        cluster
            .into_iter()
            .flat_map(Cluster::nodes)
            .map(|node| node.id.clone())
            .collect()
    }

    /// Confirms the delete of a cluster that waits for it, as its owner does by mail or phone.
    ///
    /// `false` if no such cluster waits.
    pub fn confirm_delete(&self, id: &str) -> bool {
        let now = self.clock.now();
        let mut contents = self.present();
        let mut waiting = contents
            .clusters
            .iter_mut()
            .filter(|cluster| cluster.deletion == Deletion::Waits);
        let Some(cluster) = waiting.find(|cluster| cluster.id == id) else {
            return false;
        };
        cluster.deletion = Deletion::Begun(now);
        true
    }

    /// Accepts a peering on the other side: it becomes active. `false` if there is no such peering.
    pub fn accept_peering(&self, id: &str) -> bool {
        let mut contents = self.present();
        let centres = contents
            .clusters
            .iter_mut()
            .flat_map(|cluster| &mut cluster.centres);
        let Some(peering) = centres
            .flat_map(|centre| &mut centre.peerings)
            .find(|peering| peering.id == id)
        else {
            return false;
        };
        peering.is_accepted = true;
        true
    }

    /// Pushes a node into a status, such as `DEFERRED`, `FAILED` or one that nobody knows; `None` lets it go.
    ///
    /// `false` if there is no such node.
    pub fn push_node(&self, id: &str, status: Option<&str>) -> bool {
        let mut contents = self.present();
        let centres = contents
            .clusters
            .iter_mut()
            .flat_map(|cluster| &mut cluster.centres);
        let Some(node) = centres
            .flat_map(|centre| &mut centre.nodes)
            .find(|node| node.id == id)
        else {
            return false;
        };
        node.pushed = status.map(str::to_owned);
        true
    }

    /// The contents as they are now.
    pub(super) fn present(&self) -> MutexGuard<'_, Contents> {
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        contents.advance(self.clock.now());
        contents
    }

    pub(super) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// Takes note of a request; whether it is accepted.
    pub(super) fn arrive(&self) -> bool {
        let window = self.settings().window;
        let mut traffic = self.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        traffic.arrive(self.clock.elapsed(), window)
    }

    /// The outage that lasts, if there is one.
    pub(super) fn outage(&self) -> Option<Outage> {
        let outage = self.settings().troubles.outage;
        outage.filter(|outage| self.clock.elapsed() < outage.until)
    }

    /// Whether a trouble strikes that strikes so many times.
    pub(super) fn takes_trouble(&self, which: fn(&mut Troubles) -> &mut u32) -> bool {
        let mut settings = self.settings();
        let left = which(&mut settings.troubles);
        let strikes = *left > 0;
        *left = left.saturating_sub(1);
        strikes
    }
}

impl Contents {
    /// A service without a cluster.
    fn fresh(scenario: &Scenario) -> Self {
        Self {
            clusters: Vec::new(),
            keys: Vec::new(),
            chance: Seeded::nth(scenario.seed, u64::MAX),
            changes: None,
        }
    }

    /// A cluster that is not deleted.
    ///
    /// # Errors
    /// 404, also for one of another account.
    pub(super) fn cluster(
        &self,
        account: Account,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<&Cluster, Refusal> {
        self.remembered(account, id).and_then(|cluster| {
            let is_there = life::of_cluster(cluster, now) != DELETED;
            is_there.then_some(cluster).ok_or(Refusal::NOT_FOUND)
        })
    }

    /// A cluster that is not deleted, or was not long ago.
    ///
    /// # Errors
    /// 404, also for one of another account.
    pub(super) fn remembered(&self, account: Account, id: &str) -> Result<&Cluster, Refusal> {
        let mut own = self.clusters.iter().filter(|cluster| cluster.account == account);
        own.find(|cluster| cluster.id == id).ok_or(Refusal::NOT_FOUND)
    }

    /// A cluster that is not deleted, to change it.
    ///
    /// # Errors
    /// 404, also for one of another account.
    pub(super) fn cluster_mut(
        &mut self,
        account: Account,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<&mut Cluster, Refusal> {
        self.find_mut(account, now, |cluster| cluster.id == id)
    }

    /// The same, with the source of what has to be made up for it.
    ///
    /// # Errors
    /// 404, also for one of another account.
    pub(super) fn cluster_and_chance(
        &mut self,
        account: Account,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<(&mut Cluster, &mut Seeded), Refusal> {
        let found = self
            .clusters
            .iter_mut()
            .find(|cluster| cluster.account == account && cluster.id == id);
        let found = found.filter(|cluster| life::of_cluster(cluster, now) != DELETED);
        found
            .map(|cluster| (cluster, &mut self.chance))
            .ok_or(Refusal::NOT_FOUND)
    }

    /// The cluster of an account that a condition holds for.
    ///
    /// # Errors
    /// 404 if there is none, or it is deleted.
    pub(super) fn find_mut(
        &mut self,
        account: Account,
        now: DateTime<Utc>,
        holds: impl Fn(&Cluster) -> bool,
    ) -> Result<&mut Cluster, Refusal> {
        let found = self
            .clusters
            .iter_mut()
            .find(|cluster| cluster.account == account && holds(cluster));
        found
            .filter(|cluster| life::of_cluster(cluster, now) != DELETED)
            .ok_or(Refusal::NOT_FOUND)
    }

    /// Lets everything happen that is due.
    fn advance(&mut self, now: DateTime<Utc>) {
        self.change_by_itself(now);
        for cluster in &mut self.clusters {
            cluster.settle(now);
        }
        self.clusters.retain(|cluster| match cluster.deletion {
            Deletion::NotAsked | Deletion::Waits => true,
            Deletion::Begun(at) => life::seconds(at, cluster.time(now)) < life::DELETE + life::REMEMBERED,
        });
    }
}

impl Cluster {
    /// Keeps what the passing of time has brought: new nodes of a resize, and that everything was running once.
    fn settle(&mut self, now: DateTime<Utc>) {
        let time = self.time(now);
        for centre in &mut self.centres {
            centre.finish_replacements(time);
        }
        for place in 0..self.centres.len() {
            let runs = self
                .centres
                .get(place)
                .is_some_and(|centre| !centre.has_run && life::of_centre(self, centre, now) == RUNNING);
            if let Some(centre) = self.centres.get_mut(place).filter(|_| runs) {
                centre.has_run = true;
            }
        }
        if !self.has_run && life::of_cluster(self, now) == RUNNING {
            self.has_run = true;
        }
    }
}
