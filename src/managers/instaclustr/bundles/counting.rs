//! How many nodes of which size are asked for: what a dialog says that they cost money.

use super::bundle::{Bundle, Layout};
use super::catalogue::{kafka, opensearch};
use super::forms::name;
use super::told::Told;

/// Nodes of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group<'a> {
    /// `None` where it is not known.
    pub count: Option<u64>,
    /// What they are for; empty of a cluster's usual nodes.
    pub role: &'static str,
    pub size: &'a str,
    /// The parameter that says the size.
    pub parameter: &'static str,
}

/// The groups of nodes that are asked for, as far as they were said; the usual nodes first.
pub fn groups<'a>(bundle: &Bundle, told: &Told<'a>) -> Vec<Group<'a>> {
    let count = match bundle.layout {
        Layout::Racks => product(told),
        Layout::Counted(parameters) => parameters.iter().map(|parameter| told.number(parameter)).sum(),
    };
    let mut groups = Vec::new();
    let mut add = |count, role, parameter: &'static str| {
        if let Some(size) = told.text(parameter) {
            groups.push(Group {
                count,
                role,
                size,
                parameter,
            });
        }
    };
    if bundle.node_size.is_some() {
        add(count, "", name::NODE_SIZE);
    }
    if told.is_yes(kafka::DEDICATED) {
        add(
            told.number(kafka::ZOOKEEPER_COUNT),
            "dedicated ZooKeeper",
            kafka::ZOOKEEPER_SIZE,
        );
    }
    if told.is_yes(opensearch::DEDICATED_MASTERS) {
        add(count, "data", opensearch::DATA_SIZE);
        // How many is not documented.
        add(None, "dedicated master", opensearch::MASTER_SIZE);
    } else {
        add(count, "", opensearch::MASTER_SIZE);
    }
    add(Some(1), "Dashboards", opensearch::DASHBOARDS_SIZE);
    groups
}

fn product(told: &Told<'_>) -> Option<u64> {
    told.number(name::RACKS)?
        .checked_mul(told.number(name::NODES_PER_RACK)?)
}

/// "3 nodes of m5l-250-v2 and 3 dedicated ZooKeeper nodes of zk-production-m5.large-60".
pub fn in_words(groups: &[Group<'_>]) -> Option<String> {
    let words: Vec<String> = groups.iter().map(group_in_words).collect();
    (!words.is_empty()).then(|| words.join(" and "))
}

fn group_in_words(group: &Group<'_>) -> String {
    let role = match group.role {
        "" => String::new(),
        role => format!("{role} "),
    };
    match group.count {
        Some(1) => format!("1 {role}node of {}", group.size),
        Some(count) => format!("{count} {role}nodes of {}", group.size),
        None => format!("{role}nodes of {}", group.size),
    }
}
