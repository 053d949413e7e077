//! What the server stores, and how it writes it ("Models"): key order as on the wire.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::routing::Kind;
use super::words;
use crate::sandbox::Seeded;

#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// What a creator sent; never read.
    pub status: String,
    pub network: String,
    /// In the order in which they joined.
    pub members: Vec<String>,
    /// Empty for a cluster without one.
    pub container_manager: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    pub status: String,
    pub facts: Facts,
    pub last_check: String,
    /// Of the storage plugin that owns the record.
    pub source: String,
    /// When the watcher last had it in hand; it leaves others alone.
    pub watched: Option<DateTime<Utc>>,
    /// Tells a host from an earlier one with the same address.
    pub generation: u64,
}

/// What is read from a host before it is bootstrapped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub os: String,
    pub cpus: i64,
    /// In MiB, as far as the server's code tells.
    pub memory: i64,
    /// In bytes, as far as the server's code tells.
    pub space: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creds {
    pub ssh_priv_key: String,
    pub remote_user: String,
}

/// A network, or the configuration of a container manager: both are a type with options.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    pub kind: String,
    pub options: Map<String, Value>,
}

/// The last run of one kind of operation on a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub status: &'static str,
    /// Of a deploy.
    pub version: Option<String>,
    pub done: Vec<String>,
    pub in_process: Vec<String>,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl Cluster {
    /// As `PUT` answers: without its hosts.
    pub fn safe(&self, name: &str) -> Value {
        json!({
            "name": name, "status": self.status, "network": self.network,
            "container_manager": self.container_manager,
        })
    }

    /// With its hosts, as it is stored.
    pub fn whole(&self, name: &str) -> Value {
        json!({
            "name": name, "status": self.status, "network": self.network, "hostset": self.members,
            "container_manager": self.container_manager,
        })
    }

    /// As `GET` answers: with the status that follows from how many members are active.
    pub fn counted(&self, name: &str, available: usize) -> Value {
        let total = self.members.len();
        let status = match available {
            _ if available == total => "ok",
            0 => "failed",
            _ => "degraded",
        };
        json!({
            "name": name, "status": status, "network": self.network, "hostset": self.members,
            "container_manager": self.container_manager,
            "hosts": {"total": total, "available": available, "unavailable": total - available},
        })
    }
}

impl Host {
    pub fn document(&self, address: &str) -> Value {
        let Facts {
            os,
            cpus,
            memory,
            space,
        } = &self.facts;
        json!({
            "address": address, "status": self.status, "os": os, "cpus": cpus, "memory": memory,
            "space": space, "last_check": self.last_check, "source": self.source,
        })
    }

    /// Only such a host may join a cluster.
    pub fn may_join(&self) -> bool {
        matches!(self.status.as_str(), words::ACTIVE | words::DISASSOCIATED)
    }
}

impl Facts {
    /// What the host with this address turns out to be: always the same.
    pub fn of_address(address: &str) -> Self {
        // FNV-1a, so that neighbouring addresses differ.
        let hash = address.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut chance = Seeded::new(hash);
        let os = chance.pick(&["fedora", "centos", "redhat"]).copied();
        Self {
            os: os.unwrap_or("fedora").to_owned(),
            cpus: *chance.pick(&[2, 4, 8]).unwrap_or(&2),
            memory: *chance.pick(&[2_048, 3_951, 7_821, 15_885]).unwrap_or(&2_048),
            space: 51_475_068 + 4_096 * i64::from(u16::try_from(chance.below(60_000)).unwrap_or(0)),
        }
    }
}

impl Creds {
    pub fn document(&self, address: &str) -> Value {
        json!({"address": address, "ssh_priv_key": self.ssh_priv_key, "remote_user": self.remote_user})
    }
}

impl Typed {
    pub fn document(&self, name: &str) -> Value {
        json!({"name": name, "type": self.kind, "options": self.options})
    }
}

impl Record {
    /// A run that begins.
    pub fn begun(version: Option<String>, at: DateTime<Utc>) -> Self {
        Self {
            status: words::IN_PROCESS,
            version,
            done: Vec::new(),
            in_process: Vec::new(),
            started_at: at,
            finished_at: None,
        }
    }

    pub fn end(&mut self, status: &'static str, at: DateTime<Utc>) {
        self.status = status;
        self.finished_at = Some(at);
    }

    pub fn document(&self, cluster: &str, kind: Kind) -> Value {
        let mut members = Map::new();
        let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
        add("name", cluster.into());
        add("status", self.status.into());
        if let Some(version) = &self.version {
            add("version", version.as_str().into());
        }
        add(kind.done(), self.done.clone().into());
        add("in_process", self.in_process.clone().into());
        add("started_at", written(self.started_at).into());
        add(
            "finished_at",
            self.finished_at.map_or_else(String::new, written).into(),
        );
        members.into()
    }
}

/// A time as the server writes it: UTC, without saying so.
pub fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}
