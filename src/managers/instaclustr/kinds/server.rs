//! A node of a cluster, as a server, by data centre and rack ("ClusterStatus").
//!
//! In a resize a node's id may change. Its name does not: rack and position in it, by private address.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::resource::{Cell, Column, Row};

use super::super::wire::{DataCentre, Node};
use super::super::words;
use super::{row, state_cell};

/// Columns of a node.
pub const COLUMNS: [Column; 8] = [
    Column::left("data-centre", "DATA CENTRE", (11, 20), 1),
    Column::left("name", "NAME", (12, 24), 0),
    Column::left("status", "STATUS", (8, 12), 0),
    Column::left("size", "SIZE", (10, 26), 2),
    Column::left("rack", "RACK", (10, 18), 6),
    Column::left("public-address", "PUBLIC", (11, 15), 4),
    Column::left("private-address", "PRIVATE", (11, 15), 3),
    Column::left("roles", "ROLES", (6, 30), 5),
];

/// All nodes, sorted by data centre, rack and position.
pub fn rows(data_centres: &[DataCentre]) -> Vec<Arc<Row>> {
    let mut centres: Vec<&DataCentre> = data_centres.iter().collect();
    centres.sort_by(|one, other| (one.called(), &one.id).cmp(&(other.called(), &other.id)));
    let mut rows = Vec::new();
    for centre in centres {
        let mut nodes: Vec<&Node> = centre.nodes.iter().collect();
        // Stable: nodes without an address stay in the manager's order.
        nodes.sort_by_key(|node| (node.rack.as_str(), address(node)));
        let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
        for node in nodes {
            let position = positions.entry(&node.rack).or_default();
            *position += 1;
            rows.push(Arc::new(server(centre, node, *position)));
        }
    }
    rows
}

/// For sorting; without an address last.
fn address(node: &Node) -> (bool, Option<IpAddr>, &str) {
    let address = node.private_address.as_str();
    (address.is_empty(), address.parse().ok(), address)
}

fn server(centre: &DataCentre, node: &Node, position: usize) -> Row {
    let name = match (node.rack.as_str(), node.private_address.as_str()) {
        ("", "") => format!("node/{position}"),
        ("", address) => address.to_owned(),
        (rack, _) => format!("{rack}/{position}"),
    };
    let id = match node.id.as_str() {
        "" => format!("{}/{name}", centre.called()),
        id => id.to_owned(),
    };
    let state = words::status(&node.node_status);
    row(
        &id,
        &name,
        state.clone(),
        [
            Cell::text_of(centre.called()),
            Cell::text_of(&name),
            state_cell(&state),
            Cell::text_of(&node.size),
            Cell::text_of(&node.rack),
            Cell::text_of(&node.public_address),
            Cell::text_of(&node.private_address),
            Cell::text_of(&roles(node)),
        ],
    )
}

fn roles(node: &Node) -> String {
    let roles = [
        (node.spark_master == Some(true), "spark-master"),
        (node.spark_jobserver == Some(true), "spark-jobserver"),
        (node.zeppelin == Some(true), "zeppelin"),
        (words::is_dedicated_zookeeper(&node.size), "zookeeper"),
    ];
    let has = roles.into_iter().filter_map(|(has, role)| has.then_some(role));
    has.collect::<Vec<_>>().join(" ")
}
