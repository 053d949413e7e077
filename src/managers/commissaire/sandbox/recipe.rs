//! What fleets are made from: clusters with hosts in some plight, and what changes by itself.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Cluster, Creds, Facts, Record, written};
use super::routing::Kind;
use super::words;
use super::world::Contents;
use crate::sandbox::{Rhythm, Scenario};

/// How a host stands at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plight {
    Active,
    Disassociated,
    /// It was bootstrapped once, and the watcher found it failing.
    Failed,
    /// It never could be reached.
    NeverReached,
    /// It has just been added.
    New,
    /// It stays in bootstrapping: there is no driver for its system.
    Stuck,
}

/// Clusters whose hosts change by themselves, to measure with.
#[derive(Debug, Clone)]
pub(super) struct Changes {
    rhythm: Rhythm,
    clusters: Vec<String>,
}

impl Contents {
    /// Adds a cluster of hosts that have been added already, except that none of them is registered yet.
    pub(super) fn found_cluster(&mut self, name: &str, network: &str, manager: &str, members: Vec<String>) {
        if let Some(nodes) = self.nodes.get_mut(manager) {
            let is_active = |address: &&String| {
                let host = self.hosts.get(*address);
                host.is_some_and(|host| host.status == words::ACTIVE)
            };
            nodes.extend(members.iter().filter(is_active).cloned());
        }
        let cluster = Cluster {
            status: String::new(),
            network: network.to_owned(),
            members,
            container_manager: manager.to_owned(),
        };
        self.clusters.insert(name.to_owned(), cluster);
    }

    /// Adds a host in this plight. In a quiet world nobody looks after it, and a new one stays new.
    pub(super) fn found_host(&mut self, address: &str, plight: Plight, is_quiet: bool, now: DateTime<Utc>) {
        let status = match plight {
            Plight::Active => words::ACTIVE,
            Plight::Disassociated => words::DISASSOCIATED,
            Plight::Failed | Plight::NeverReached => words::FAILED,
            Plight::New => words::NEW,
            Plight::Stuck => words::BOOTSTRAPPING,
        };
        let mut facts = match plight {
            Plight::NeverReached | Plight::New => Facts::default(),
            _ => Facts::of_address(address),
        };
        if plight == Plight::Stuck {
            "ubuntu".clone_into(&mut facts.os);
        }
        let mut host = self.new_host(status, facts);
        // The watcher comes round to each host at another second.
        let ago = TimeDelta::milliseconds(i64::try_from(self.chance.below(60_000)).unwrap_or(0));
        let seen = match plight {
            Plight::NeverReached | Plight::New => None,
            Plight::Failed => Some(now - TimeDelta::minutes(97) - ago),
            Plight::Active | Plight::Disassociated | Plight::Stuck => Some(now - ago),
        };
        host.last_check = seen.map_or_else(String::new, written);
        host.watched = seen.filter(|_| !is_quiet && plight != Plight::Failed);
        let key =
            format!("-----BEGIN SANDBOX PRIVATE KEY-----\n{address}\n-----END SANDBOX PRIVATE KEY-----\n");
        let creds = Creds {
            ssh_priv_key: BASE64_STANDARD.encode(key),
            remote_user: "root".to_owned(),
        };
        self.creds.insert(address.to_owned(), creds);
        self.hosts.insert(address.to_owned(), host);
        if plight == Plight::New && !is_quiet {
            self.investigate(address, now);
        }
    }

    /// Adds the record of a run that is over: up to a failed host, or to the end.
    pub(super) fn found_record(
        &mut self,
        cluster: &str,
        kind: Kind,
        version: Option<&str>,
        failed: Option<&str>,
        ended: DateTime<Utc>,
    ) {
        let members = self.clusters.get(cluster).map(|cluster| &cluster.members);
        let done: Vec<String> = members
            .into_iter()
            .flatten()
            .take_while(|member| Some(member.as_str()) != failed)
            .cloned()
            .collect();
        let hosts = u32::try_from(done.len()).unwrap_or(0);
        let spent = self.settings.timing.of(kind).saturating_mul(hosts + 1);
        let began = ended - TimeDelta::from_std(spent).unwrap_or_default();
        let mut record = Record::begun(version.map(str::to_owned), began);
        record.done = done;
        record.in_process = failed.map(str::to_owned).into_iter().collect();
        record.end(failed.map_or(words::FINISHED, |_| words::FAILED), ended);
        self.records.insert((cluster.to_owned(), kind), record);
    }

    /// Lets hosts change by themselves as often as a scenario asks for.
    pub(super) fn found_changes(&mut self, scenario: &Scenario, now: DateTime<Utc>) {
        self.changes = Rhythm::of(scenario, now).map(|rhythm| Changes {
            rhythm,
            clusters: self.clusters.keys().cloned().collect(),
        });
    }

    /// Lets hosts fall out and come back, as often as is due.
    pub(super) fn change_by_itself(&mut self, now: DateTime<Utc>) {
        let Some(mut changes) = self.changes.take() else {
            return;
        };
        for _ in changes.rhythm.due(now) {
            let name = self.chance.pick(&changes.clusters);
            if let Some(cluster) = name.and_then(|name| self.clusters.get(name)) {
                let member = self.chance.pick(&cluster.members);
                if let Some(host) = member.and_then(|address| self.hosts.get_mut(address)) {
                    let status = match host.status.as_str() {
                        words::ACTIVE => words::FAILED,
                        words::FAILED => words::ACTIVE,
                        _ => "",
                    };
                    if !status.is_empty() {
                        status.clone_into(&mut host.status);
                    }
                }
            }
        }
        self.changes = Some(changes);
    }
}
