//! Firewall rules and peerings ("Firewall rules", "VPC peering").

use std::sync::Arc;

use crate::resource::{Cell, Column, Row};

use super::super::wire::{DataCentre, FirewallEntry, VpcPeering};
use super::super::words;
use super::{row, state_cell};

/// Columns of a firewall rule: one service that is open to one network, or to one security group.
pub const RULE_COLUMNS: [Column; 4] = [
    Column::left("source", "SOURCE", (14, 24), 0),
    Column::left("service", "SERVICE", (10, 40), 0),
    Column::left("status", "STATUS", (8, 12), 1),
    Column::left("reason", "REASON", (10, 60), 2),
];

/// Columns of a peering.
pub const PEERING_COLUMNS: [Column; 8] = [
    Column::left("peer", "PEER", (12, 40), 0),
    Column::left("status", "STATUS", (8, 20), 0),
    Column::left("data-centre", "DATA CENTRE", (11, 20), 1),
    Column::left("account", "ACCOUNT", (12, 36), 2),
    Column::left("region", "REGION", (9, 20), 4),
    Column::left("networks", "NETWORKS", (14, 40), 3),
    Column::left("connection", "CONNECTION", (12, 24), 5),
    Column::left("reason", "REASON", (10, 60), 6),
];

/// Rules that are open, entry by entry; an entry without rules is one row.
pub fn rule_rows(entries: &[FirewallEntry]) -> Vec<Arc<Row>> {
    let rows = entries.iter().flat_map(|entry| {
        let bare = entry.rules.is_empty().then(Default::default);
        let rules = entry.rules.iter().cloned().chain(bare);
        rules.map(|rule| {
            let source = entry.source();
            let state = words::status(&rule.status);
            Arc::new(row(
                &format!("{source}/{}", rule.service),
                &format!("{source} {}", rule.service),
                state.clone(),
                [
                    Cell::text_of(source),
                    Cell::text_of(&rule.service),
                    state_cell(&state),
                    Cell::text_of(&rule.deferred_reason),
                ],
            ))
        })
    });
    rows.collect()
}

/// The row of a peering of a data centre.
pub fn peering_row(centre: &DataCentre, peering: &VpcPeering) -> Row {
    let state = words::peering_status(&peering.status_code);
    let first = |texts: &[&String]| {
        texts
            .iter()
            .find(|text| !text.is_empty())
            .map(|text| (*text).clone())
    };
    let peer = first(&[
        &peering.peer_vpc_id,
        &peering.peer_vpc_network_name,
        &peering.peer_vnet_network_name,
        &peering.name,
        &peering.id,
    ]);
    let peer = peer.unwrap_or_default();
    let account = first(&[
        &peering.peer_account_id,
        &peering.peer_project_id,
        &peering.peer_subscription_id,
    ]);
    row(
        &format!("{}/{}", centre.id, peering.id),
        &peer,
        state.clone(),
        [
            Cell::text_of(&peer),
            state_cell(&state),
            Cell::text_of(centre.called()),
            Cell::text_of(&account.unwrap_or_default()),
            Cell::text_of(&peering.peer_region),
            Cell::text_of(&peering.subnets().join(" ")),
            Cell::text_of(&first(&[&peering.aws_vpc_connection_id, &peering.name]).unwrap_or_default()),
            Cell::text_of(&peering.failure_reason),
        ],
    )
}
