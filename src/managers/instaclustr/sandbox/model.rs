//! What the service keeps: clusters, their data centres and nodes, and what belongs to them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::account::Account;
use super::acls::Acl;
use super::catalogue;
use super::cidr::Cidr;
use super::firewall::Opening;
use super::peering::Peering;
use super::reloads::Reload;
use super::resize::Resize;
use super::topics::Topic;

#[derive(Debug, Clone)]
pub struct Cluster {
    pub id: String,
    pub account: Account,
    pub name: String,
    pub description: Option<String>,
    pub sla_tier: String,
    /// The base bundle first; there is at least one.
    pub bundles: Vec<Bundle>,
    pub provider: Provider,
    pub is_pci: bool,
    pub is_private: bool,
    /// Whether a delete waits until it is confirmed by mail or phone.
    pub confirms_delete: bool,
    pub deletion: Deletion,
    /// In the order in which they were added; there is at least one.
    pub centres: Vec<DataCentre>,
    /// Whether all of it was running once: from then on what is missing makes it degraded.
    pub has_run: bool,
    /// Since when time stands still for it; it passes for all others.
    pub stands_since: Option<DateTime<Utc>>,
    pub openings: Vec<Opening>,
    /// Users by bundle.
    pub users: BTreeMap<&'static str, Vec<String>>,
    pub topics: BTreeMap<String, Topic>,
    pub acls: Vec<Acl>,
    /// Parameters and values by bundle.
    pub configurations: BTreeMap<&'static str, BTreeMap<String, Value>>,
    /// When backups were asked for.
    pub backups: Vec<DateTime<Utc>>,
    /// The oldest first, by node.
    pub reloads: BTreeMap<String, Vec<Reload>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// As the catalogue writes it.
    pub name: &'static str,
    pub version: String,
    pub options: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Provider {
    /// As requests write it.
    pub name: String,
    pub account_name: Option<String>,
    pub custom_network: Option<String>,
    pub tags: Map<String, Value>,
    pub resource_group: Option<String>,
    pub encryption_key: Option<String>,
}

/// How far a delete has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    NotAsked,
    /// Asked for, and not confirmed yet.
    Waits,
    Begun(DateTime<Utc>),
}

#[derive(Debug, Clone)]
pub struct DataCentre {
    pub id: String,
    pub region: String,
    /// What the user calls it; the region if nothing else was said.
    pub name: String,
    /// As requests write it.
    pub provider: String,
    pub network: Cidr,
    /// Whether this data centre has the add-on SPARK.
    pub has_spark: bool,
    pub encryption_key: Option<String>,
    pub ordered: DateTime<Utc>,
    /// Whether its nodes get their data from a backup instead of joining.
    pub is_restored: bool,
    pub has_run: bool,
    pub nodes: Vec<Node>,
    /// The oldest first; at most the last one is still running.
    pub resizes: Vec<Resize>,
    pub peerings: Vec<Peering>,
    /// `None` where there is no private link.
    pub principals: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub id: String,
    pub size: String,
    pub rack: String,
    pub purpose: &'static str,
    pub public_address: Option<String>,
    pub private_address: String,
    /// A status that something from outside has pushed it into.
    pub pushed: Option<String>,
}

impl Cluster {
    /// The base bundle.
    pub fn base(&self) -> Option<&Bundle> {
        self.bundles.first()
    }

    pub fn is_of(&self, bundle: &str) -> bool {
        self.base().is_some_and(|base| base.name == bundle)
    }

    pub fn bundle(&self, name: &str) -> Option<&Bundle> {
        self.bundles
            .iter()
            .find(|bundle| bundle.name.eq_ignore_ascii_case(name))
    }

    pub fn default_user(&self) -> Option<&'static str> {
        catalogue::find(self.base()?.name)?.default_user
    }

    /// An option of the base bundle that is on or off.
    pub fn has_option(&self, name: &str) -> bool {
        let value = self.base().and_then(|base| base.options.get(name));
        value.and_then(super::reader::truth).unwrap_or(false)
    }

    /// Takes note that all of it was running before.
    pub fn assume_it_ran(&mut self) {
        self.has_run = true;
        self.centres.iter_mut().for_each(|centre| centre.has_run = true);
    }

    /// The time for this cluster.
    pub fn time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.stands_since.unwrap_or(now)
    }

    pub fn centre(&self, id: &str) -> Option<&DataCentre> {
        self.centres.iter().find(|centre| centre.id == id)
    }

    pub fn centre_mut(&mut self, id: &str) -> Option<&mut DataCentre> {
        self.centres.iter_mut().find(|centre| centre.id == id)
    }

    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.centres.iter().flat_map(|centre| &centre.nodes)
    }

    pub fn has_node(&self, id: &str) -> bool {
        self.nodes().any(|node| node.id == id)
    }
}
