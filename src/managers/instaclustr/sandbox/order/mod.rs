//! An order for a cluster: read from a request, checked, and carried out.
//!
//! Read in this order:
//! - [`extended`]: the request as it is today; [`legacy`]: the older one for Cassandra.
//! - [`bundles`]: which bundles go together; [`options`]: what each of them can be told.
//! - [`centres`]: where the nodes are; [`pci`]: what PCI mode demands.
//! - [`build`]: an order becomes a cluster.
//!
//! **Invariant:** an order that was read without complaint can be carried out.

pub mod build;
pub mod bundles;
pub mod centres;
pub mod extended;
pub mod legacy;
pub mod options;
pub mod pci;

use super::account::Account;
use super::cidr::Cidr;
use super::firewall::Opening;
use super::model::{Bundle, Provider};

/// What is to be built.
#[derive(Debug, Clone)]
pub struct Order {
    pub name: String,
    pub sla_tier: String,
    /// The base bundle first.
    pub bundles: Vec<Bundle>,
    pub provider: Provider,
    pub is_pci: bool,
    pub is_private: bool,
    pub confirms_delete: bool,
    pub has_private_link: bool,
    pub centres: Vec<CentreOrder>,
    pub openings: Vec<Opening>,
}

/// One data centre of it.
#[derive(Debug, Clone)]
pub struct CentreOrder {
    pub region: String,
    pub name: String,
    pub provider: String,
    pub network: Cidr,
    pub has_spark: bool,
    pub groups: Vec<Group>,
}

/// Nodes of one size and purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub purpose: &'static str,
    pub size: String,
    /// How many in which rack.
    pub racks: Vec<(String, usize)>,
}

/// What an order is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Market<'a> {
    pub account: Account,
    /// The ids of the account's encryption keys.
    pub keys: &'a [String],
    /// The ids of the account's Kafka clusters.
    pub kafka_clusters: &'a [String],
}
