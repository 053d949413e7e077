//! An order becomes a cluster: listed at once, with nodes that have no addresses yet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::account::Account;
use super::super::catalogue;
use super::super::model::{Cluster, DataCentre, Deletion, Node};
use super::{CentreOrder, Order};
use crate::sandbox::Seeded;

/// The cluster of an order, in GENESIS.
pub fn cluster(order: Order, account: Account, chance: &mut Seeded, now: DateTime<Utc>) -> Cluster {
    let link = order.has_private_link;
    let key = order.provider.encryption_key.as_deref();
    let centres = order.centres.iter();
    let centres = centres.map(|wanted| DataCentre {
        principals: link.then(Vec::new),
        ..centre(wanted, key, order.is_private, chance, now)
    });
    let centres = centres.collect();
    let mut users = BTreeMap::new();
    for bundle in &order.bundles {
        let known = catalogue::find(bundle.name).and_then(|offer| offer.default_user);
        users.insert(bundle.name, known.into_iter().map(str::to_owned).collect());
    }
    Cluster {
        id: chance.uuid(),
        account,
        name: order.name,
        description: None,
        sla_tier: order.sla_tier,
        bundles: order.bundles,
        provider: order.provider,
        is_pci: order.is_pci,
        is_private: order.is_private,
        confirms_delete: order.confirms_delete,
        deletion: Deletion::NotAsked,
        centres,
        has_run: false,
        stands_since: None,
        openings: order.openings,
        users,
        topics: BTreeMap::new(),
        acls: Vec::new(),
        configurations: BTreeMap::new(),
        backups: Vec::new(),
        reloads: BTreeMap::new(),
    }
}

/// One data centre, in GENESIS.
pub fn centre(
    order: &CentreOrder,
    key: Option<&str>,
    is_private: bool,
    chance: &mut Seeded,
    now: DateTime<Utc>,
) -> DataCentre {
    let mut nodes = Vec::new();
    for group in &order.groups {
        for (rack, (name, count)) in group.racks.iter().enumerate() {
            for _ in 0..*count {
                nodes.push(Node {
                    id: chance.uuid(),
                    size: group.size.clone(),
                    rack: name.clone(),
                    purpose: group.purpose,
                    public_address: (!is_private).then(|| chance.public_ipv4().to_string()),
                    private_address: order.network.node(rack, nodes.len()).to_string(),
                    pushed: None,
                });
            }
        }
    }
    DataCentre {
        id: chance.uuid(),
        region: order.region.clone(),
        name: order.name.clone(),
        provider: order.provider.clone(),
        network: order.network,
        has_spark: order.has_spark,
        encryption_key: key.map(str::to_owned),
        ordered: now,
        is_restored: false,
        has_run: false,
        nodes,
        resizes: Vec::new(),
        peerings: Vec::new(),
        principals: None,
    }
}
