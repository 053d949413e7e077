//! Where the nodes of an order are: regions, networks, racks, sizes.

use serde_json::Value;

use super::super::catalogue::{
    self, CASSANDRA, DEDICATED_ZOOKEEPER, KAFKA, OPENSEARCH, OPENSEARCH_DASHBOARDS, OPENSEARCH_DATA,
    OPENSEARCH_MASTER, POSTGRESQL, REDIS, ZOOKEEPER,
};
use super::super::checks::Checks;
use super::super::cidr::Cidr;
use super::super::model::Bundle;
use super::super::reader::{self, Reader};
use super::super::regions;
use super::{CentreOrder, Group, bundles};

/// A cluster has at most as many nodes.
pub const MOST_NODES: usize = 100;

/// What the whole cluster says for all its data centres.
#[derive(Debug, Clone, Copy)]
pub struct Defaults<'a> {
    pub bundles: &'a [Bundle],
    pub provider: &'a str,
    pub is_production: bool,
    pub is_private: bool,
}

/// The data centres of an order: one at the top level, or several in an array.
pub fn read(fields: &Reader<'_>, defaults: &Defaults<'_>, checks: &mut Checks) -> Vec<CentreOrder> {
    let has_one = fields.has("dataCentre");
    let entries = fields.elements("dataCentres", checks);
    let choice = "Exactly one of dataCentre and dataCentres is needed.";
    checks.require(has_one != entries.is_some(), "dataCentre", choice);
    let centres = match entries {
        None => vec![single(fields, defaults, checks)],
        Some(entries) => several(fields, entries, defaults, checks),
    };
    let nodes = centres.iter().flat_map(|centre| &centre.groups).map(Group::nodes);
    checks.require(
        nodes.sum::<usize>() <= MOST_NODES,
        "rackAllocation",
        format!("A cluster has at most {MOST_NODES} nodes."),
    );
    centres
}

/// A data centre that is added to a cluster, with the networks that are taken.
pub fn read_added(
    body: &Value,
    defaults: &Defaults<'_>,
    taken: &[(String, Cidr)],
    checks: &mut Checks,
) -> CentreOrder {
    let fields = Reader::new(body);
    let centre = entry(&fields, &fields, defaults, checks);
    for (name, network) in taken {
        checks.require(
            !network.overlaps(centre.network),
            "network",
            "Overlaps with another data centre.",
        );
        checks.require(*name != centre.name, "name", "Must be unique in the cluster.");
    }
    centre
}

fn single(fields: &Reader<'_>, defaults: &Defaults<'_>, checks: &mut Checks) -> CentreOrder {
    let region = region(fields, defaults.provider, checks);
    let custom = fields
        .text("dataCentreCustomName", checks)
        .filter(|name| !name.is_empty());
    CentreOrder {
        name: custom.unwrap_or(&region).to_owned(),
        provider: defaults.provider.to_owned(),
        network: network(fields, "clusterNetwork", checks).unwrap_or(Cidr::DEFAULT),
        has_spark: defaults
            .bundles
            .iter()
            .any(|bundle| bundle.name == catalogue::SPARK),
        groups: groups(fields, fields, &region, defaults, checks),
        region,
    }
}

fn several(
    top: &Reader<'_>,
    entries: &[Value],
    defaults: &Defaults<'_>,
    checks: &mut Checks,
) -> Vec<CentreOrder> {
    let is_cassandra = defaults.bundles.first().is_none_or(|base| base.name == CASSANDRA);
    let words = format!("Several data centres are possible for {CASSANDRA} only.");
    checks.require(is_cassandra || entries.len() < 2, "dataCentres", words);
    checks.require(!entries.is_empty(), "dataCentres", "Must not be empty.");
    let mut centres: Vec<CentreOrder> = Vec::new();
    for (index, value) in entries.iter().enumerate() {
        let place = format!("dataCentres[{index}].");
        let fields = Reader::at(value, &place);
        let centre = entry(&fields, top, defaults, checks);
        for other in &centres {
            let overlaps = other.network.overlaps(centre.network);
            checks.require(
                !overlaps,
                &fields.path("network"),
                "Overlaps with another data centre.",
            );
            let is_double = other.name == centre.name;
            checks.require(!is_double, &fields.path("name"), "Must be unique in the cluster.");
            let is_second = other.has_spark && centre.has_spark;
            checks.require(
                !is_second,
                &fields.path("bundles"),
                "SPARK is possible in one data centre only.",
            );
        }
        centres.push(centre);
    }
    centres
}

/// One data centre; what it leaves out stands at the top level.
fn entry(fields: &Reader<'_>, top: &Reader<'_>, defaults: &Defaults<'_>, checks: &mut Checks) -> CentreOrder {
    let provider = match fields.get("provider") {
        None => defaults.provider.to_owned(),
        Some(value) => {
            let place = fields.path("provider.");
            let own = Reader::at(value, &place);
            let name = own.required_text("name", checks);
            let is_known = regions::of_provider(name).is_some();
            checks.require(is_known, &own.path("name"), format!("Unknown provider '{name}'."));
            name.to_owned()
        }
    };
    let region = region(fields, &provider, checks);
    let network = network(fields, "network", checks);
    checks.require(network.is_some(), &fields.path("network"), "Must not be empty.");
    CentreOrder {
        name: fields.text("name", checks).unwrap_or(&region).to_owned(),
        network: network.unwrap_or(Cidr::DEFAULT),
        has_spark: bundles::read_of_centre(fields, defaults.bundles, checks),
        groups: groups(
            fields,
            top,
            &region,
            &Defaults {
                provider: &provider,
                ..*defaults
            },
            checks,
        ),
        region,
        provider,
    }
}

fn region(fields: &Reader<'_>, provider: &str, checks: &mut Checks) -> String {
    let region = fields.required_text("dataCentre", checks);
    let is_known = regions::of_provider(provider).is_none_or(|known| known.contains(&region));
    checks.require(
        is_known,
        &fields.path("dataCentre"),
        format!("Unknown data centre '{region}' for {provider}."),
    );
    region.to_owned()
}

fn network(fields: &Reader<'_>, name: &str, checks: &mut Checks) -> Option<Cidr> {
    let text = fields.text(name, checks).filter(|text| !text.is_empty())?;
    let network = text.parse::<Cidr>().ok();
    let path = fields.path(name);
    match network {
        None => checks.add(&path, "Must be an IPv4 network such as 10.224.0.0/12."),
        Some(network) => {
            let is_right = network.is_private() && (12..=22).contains(&network.prefix());
            checks.require(
                is_right,
                &path,
                "Must be a private network with a prefix of /12 to /22.",
            );
        }
    }
    network
}

/// The nodes of a data centre: those of its racks, or as many as the options of the bundle say.
fn groups(
    fields: &Reader<'_>,
    top: &Reader<'_>,
    region: &str,
    defaults: &Defaults<'_>,
    checks: &mut Checks,
) -> Vec<Group> {
    let Some((base, offer)) = defaults
        .bundles
        .first()
        .and_then(|base| Some((base, catalogue::find(base.name)?)))
    else {
        return Vec::new();
    };
    let purpose = offer.purposes.first().copied().unwrap_or("");
    let option = |name: &str, usual: usize| base.options.get(name).and_then(reader::number).unwrap_or(usual);
    let named = |name: &str| base.options.get(name).and_then(Value::as_str).map(str::to_owned);
    let racks = if offer.has_racks {
        let own = if fields.has("rackAllocation") { fields } else { top };
        racks(own, region, checks)
    } else {
        let nodes = match offer.name {
            REDIS => option("masterNodes", 3) + option("replicaNodes", 0),
            ZOOKEEPER => option("zookeeperNodeCount", 3),
            POSTGRESQL => option("postgresqlNodeCount", 1),
            _ => 1,
        };
        spread(nodes, region)
    };
    if offer.name == OPENSEARCH {
        return opensearch(base, racks, region);
    }
    let own = if fields.has("nodeSize") { fields } else { top };
    let size = own.required_text("nodeSize", checks);
    let path = own.path("nodeSize");
    let unknown = format!("Unknown node size '{size}' for {} {region}.", defaults.provider);
    checks.require(offer.has_size(size), &path, unknown);
    let is_small = catalogue::is_developer_size(size);
    checks.require(
        !(defaults.is_production && is_small),
        &path,
        "Developer node sizes are not available in the PRODUCTION tier.",
    );
    checks.require(
        !(defaults.is_private && is_small),
        &path,
        "A private network needs production node sizes.",
    );
    let mut groups = vec![Group {
        purpose,
        size: size.to_owned(),
        racks,
    }];
    let has_keepers = base.options.get("dedicatedZookeeper").and_then(reader::truth) == Some(true);
    if offer.name == KAFKA && has_keepers {
        groups.push(Group {
            purpose: DEDICATED_ZOOKEEPER,
            size: named("zookeeperNodeSize").unwrap_or_else(|| "zk-production-m5.large-60".to_owned()),
            racks: spread(option("zookeeperNodeCount", 3), region),
        });
    }
    groups
}

/// Data nodes in the racks, and masters and dashboards of their own if they are asked for.
fn opensearch(base: &Bundle, racks: Vec<(String, usize)>, region: &str) -> Vec<Group> {
    let size = |name: &str| base.options.get(name).and_then(Value::as_str).map(str::to_owned);
    let master = size("masterNodeSize").unwrap_or_default();
    let has_masters = base.options.get("dedicatedMasterNodes").and_then(reader::truth) == Some(true);
    let data = size("dataNodeSize")
        .filter(|_| has_masters)
        .unwrap_or_else(|| master.clone());
    let mut groups = vec![Group {
        purpose: OPENSEARCH_DATA,
        size: data,
        racks,
    }];
    if has_masters {
        groups.push(Group {
            purpose: OPENSEARCH_MASTER,
            size: master,
            racks: spread(3, region),
        });
    }
    if let Some(size) = size("openSearchDashboardsNodeSize") {
        groups.push(Group {
            purpose: OPENSEARCH_DASHBOARDS,
            size,
            racks: spread(1, region),
        });
    }
    groups
}

/// Racks by number, or by name as the older request has them.
fn racks(fields: &Reader<'_>, region: &str, checks: &mut Checks) -> Vec<(String, usize)> {
    let path = fields.path("rackAllocation");
    match fields.get("rackAllocation") {
        None => {
            checks.add(&path, "Must not be empty.");
            Vec::new()
        }
        Some(Value::Array(named)) => {
            checks.require((2..=5).contains(&named.len()), &path, "Must have 2 to 5 racks.");
            let read = named.iter().enumerate().map(|(index, rack)| {
                let place = format!("{path}[{index}].");
                let fields = Reader::at(rack, &place);
                let name = fields.required_text("name", checks).to_owned();
                (name, fields.number_within("nodeCount", 1, MOST_NODES, checks))
            });
            read.collect()
        }
        Some(value) => {
            let place = format!("{path}.");
            let fields = Reader::at(value, &place);
            let racks = fields.number_within("numberOfRacks", 2, 5, checks);
            let each = fields.number_within("nodesPerRack", 1, MOST_NODES, checks);
            (0..racks)
                .map(|index| (regions::rack(region, index), each))
                .collect()
        }
    }
}

/// Nodes spread over the racks of a region, of which there are three.
pub fn spread(nodes: usize, region: &str) -> Vec<(String, usize)> {
    const RACKS: usize = 3;
    let used = RACKS.min(nodes);
    let of_rack = |index: usize| nodes / RACKS + usize::from(index < nodes % RACKS);
    (0..used)
        .map(|index| (regions::rack(region, index), of_rack(index)))
        .collect()
}

impl Group {
    pub fn nodes(&self) -> usize {
        self.racks.iter().map(|(_, nodes)| nodes).sum()
    }
}
