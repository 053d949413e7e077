//! Reloads of the configuration of PostgreSQL nodes ("Operations").

use std::sync::Arc;

use crate::resource::{Cell, Column, Row};

use super::super::wire::{ClusterReloads, DataCentre, Reload};
use super::super::words;
use super::{row, state_cell, time_cell};

/// Columns of a reload.
pub const COLUMNS: [Column; 5] = [
    Column::left("node", "NODE", (11, 36), 0),
    Column::left("status", "STATUS", (8, 12), 0),
    Column::left("message", "MESSAGE", (12, 60), 2),
    Column::left("began", "BEGAN", (19, 19), 1),
    Column::left("changed", "CHANGED", (19, 19), 3),
];

/// All reloads, node by node; a node goes by its address where its cluster was read.
pub fn rows(reloads: &ClusterReloads, centres: &[DataCentre]) -> Vec<Arc<Row>> {
    let each = reloads
        .operations
        .iter()
        .flat_map(|(node, reloads)| reloads.iter().map(move |reload| (node, reload)));
    each.map(|(node, reload)| Arc::new(reload_row(node, reload, centres)))
        .collect()
}

fn reload_row(node: &str, reload: &Reload, centres: &[DataCentre]) -> Row {
    let state = words::run_status(&reload.status);
    let mut known = centres.iter().flat_map(|centre| &centre.nodes);
    let address = known
        .find(|known| known.id == node && !known.private_address.is_empty())
        .map_or(node, |known| known.private_address.as_str());
    row(
        &format!("{node}/{}", reload.time_created),
        &format!("reload of {address}"),
        state.clone(),
        [
            Cell::text_of(address),
            state_cell(&state),
            Cell::text_of(&reload.message),
            time_cell(&reload.time_created),
            time_cell(&reload.time_modified),
        ],
    )
}
