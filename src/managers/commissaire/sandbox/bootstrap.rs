//! What happens to a host by itself: its facts are read, it is bootstrapped, the watcher looks after it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::model::{Facts, Host, written};
use super::words;
use super::world::Contents;
use crate::sandbox::clock::after;

/// Something that is going to happen; a host is meant only while it is of the same generation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    FactsRead(String, u64),
    Bootstrapped(String, u64),
    /// What recurs begins again.
    Recur,
}

/// What is going to happen, in the order of time.
#[derive(Debug, Clone, Default)]
pub struct Agenda {
    due: BinaryHeap<Reverse<(DateTime<Utc>, u64, Step)>>,
    added: u64,
}

impl Agenda {
    /// Adds a step; of two at the same time the one added first happens first.
    pub fn add(&mut self, at: DateTime<Utc>, step: Step) {
        self.due.push(Reverse((at, self.added, step)));
        self.added += 1;
    }

    /// When the next step is due.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.due.peek().map(|Reverse((at, ..))| *at)
    }

    /// Takes the next step, if it is due.
    pub fn take(&mut self, now: DateTime<Utc>) -> Option<Step> {
        self.next_due().filter(|at| *at <= now)?;
        self.due.pop().map(|Reverse((.., step))| step)
    }
}

impl Contents {
    /// Begins to look at a new host.
    pub(super) fn investigate(&mut self, address: &str, at: DateTime<Utc>) {
        if self.settings.quirks.hosts_as_shipped {
            return;
        }
        if let Some(host) = self.hosts.get(address) {
            let step = Step::FactsRead(address.to_owned(), host.generation);
            self.agenda.add(after(at, self.settings.timing.facts), step);
        }
    }

    pub(super) fn facts_read(&mut self, address: &str, generation: u64, at: DateTime<Utc>) {
        let settings = &self.settings;
        let Some(host) = self
            .hosts
            .get_mut(address)
            .filter(|host| host.generation == generation)
        else {
            return;
        };
        if settings.troubles.cannot_be_reached(address) {
            words::FAILED.clone_into(&mut host.status);
            return;
        }
        host.facts = settings
            .facts
            .clone()
            .unwrap_or_else(|| Facts::of_address(address));
        host.last_check = written(at);
        words::BOOTSTRAPPING.clone_into(&mut host.status);
        // Without a driver the server's worker breaks here, and nobody notices.
        if words::has_driver(&host.facts.os) {
            let step = Step::Bootstrapped(address.to_owned(), generation);
            self.agenda.add(after(at, settings.timing.bootstrap), step);
        }
        self.watch_from(address, at);
    }

    pub(super) fn bootstrapped(&mut self, address: &str, generation: u64, _at: DateTime<Utc>) {
        if self
            .hosts
            .get(address)
            .is_none_or(|host| host.generation != generation)
        {
            return;
        }
        if self.settings.troubles.fails_to_bootstrap(address) {
            self.set_status(address, words::FAILED);
            return;
        }
        self.set_status(address, words::DISASSOCIATED);
        let manager = self
            .first_cluster_of(address)
            .map(|(_, cluster)| cluster.container_manager.clone());
        if let Some(manager) = manager.filter(|manager| !manager.is_empty())
            && self.register(&manager, address).is_ok()
        {
            self.set_status(address, words::ACTIVE);
        }
    }

    /// Writes a status into a host's record, which the server as shipped does not.
    pub(super) fn set_status(&mut self, address: &str, status: &str) {
        if self.settings.quirks.hosts_as_shipped {
            return;
        }
        if let Some(host) = self.hosts.get_mut(address) {
            status.clone_into(&mut host.status);
        }
    }

    /// Puts a host under the eyes of the watcher, which looks at it first after one interval.
    pub(super) fn watch_from(&mut self, address: &str, at: DateTime<Utc>) {
        if let Some(host) = self.hosts.get_mut(address) {
            host.watched = Some(at);
        }
    }

    /// A host as the watcher left it.
    pub(super) fn watched_host(&mut self, address: &str, now: DateTime<Utc>) -> Option<&Host> {
        let (timing, troubles) = (&self.settings.timing, &self.settings.troubles);
        let host = self.hosts.get_mut(address)?;
        if !troubles.watcher_fails.contains(address) {
            look_at(host, timing.watch, now);
        }
        Some(host)
    }

    /// Brings what the watcher wrote about every host up to date.
    pub(super) fn watch_all(&mut self, now: DateTime<Utc>) {
        let (timing, troubles) = (&self.settings.timing, &self.settings.troubles);
        for (address, host) in &mut self.hosts {
            if !troubles.watcher_fails.contains(address) {
                look_at(host, timing.watch, now);
            }
        }
    }

    /// Lets the watcher find what it finds failing: the time of its last success stays, and nothing it sees
    /// later sets a host back to active.
    pub(super) fn watch_failing(&mut self, now: DateTime<Utc>) {
        let (timing, troubles) = (&self.settings.timing, &self.settings.troubles);
        for address in &troubles.watcher_fails {
            if let Some(host) = self.hosts.get_mut(address)
                && let Some(at) = last_look(host, timing.watch, now)
            {
                host.watched = Some(at);
                words::FAILED.clone_into(&mut host.status);
            }
        }
    }
}

/// All looks of the watcher at a host that answers, up to now: only the last one shows.
fn look_at(host: &mut Host, interval: Duration, now: DateTime<Utc>) {
    if let Some(at) = last_look(host, interval, now) {
        host.watched = Some(at);
        host.last_check = written(at);
    }
}

/// When the watcher last looked at a host, if it did so since what its record says.
fn last_look(host: &Host, interval: Duration, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let last = host.watched?;
    let passed = (now - last).to_std().unwrap_or_default();
    let looks = passed.as_nanos().checked_div(interval.as_nanos())?;
    let looks = u32::try_from(looks).ok().filter(|looks| *looks > 0)?;
    Some(after(last, interval.saturating_mul(looks)))
}
