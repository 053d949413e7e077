//! Backups and restores of the last seven days, node by node ("Operations").

use std::sync::Arc;

use crate::resource::{Cell, Column, Progress, Row};

use super::super::wire::{BackupDataCentre, BackupEvent, BackupNode, Backups};
use super::super::words;
use super::{row, state_cell, time_cell};

/// Columns of a backup.
pub const COLUMNS: [Column; 7] = [
    Column::left("data-centre", "DATA CENTRE", (11, 24), 2),
    Column::left("node", "NODE", (11, 36), 0),
    Column::left("type", "TYPE", (12, 20), 0),
    Column::left("state", "STATE", (7, 12), 0),
    Column::right("done", "DONE", (4, 5), 1),
    Column::left("began", "BEGAN", (19, 19), 1),
    Column::left("ended", "ENDED", (19, 19), 3),
];

/// All backups, data centre by data centre and node by node.
pub fn rows(backups: &Backups) -> Vec<Arc<Row>> {
    let centres = backups.cluster_data_centres.iter();
    let nodes = centres.flat_map(|centre| centre.nodes.iter().map(move |node| (centre, node)));
    let events = nodes.flat_map(|(centre, node)| node.events.iter().map(move |event| (centre, node, event)));
    events
        .map(|(centre, node, event)| Arc::new(backup(centre, node, event)))
        .collect()
}

fn backup(centre: &BackupDataCentre, node: &BackupNode, event: &BackupEvent) -> Row {
    let state = words::run_status(&event.state);
    let percent = event
        .progress
        .map(|part| format!("{:.0}", part.clamp(0.0, 1.0) * 100.0));
    let done = percent.as_deref().and_then(|percent| percent.parse().ok());
    let progress = done.and_then(|done| Progress::new(done, 100));
    let address = match node.private_address.as_str() {
        "" => node.id.as_str(),
        address => address,
    };
    Row {
        progress: progress.filter(|_| state.class.is_busy()),
        ..row(
            &format!("{}/{}/{}", node.id, event.kind, event.start),
            &format!("{} of {address}", event.kind),
            state.clone(),
            [
                Cell::text_of(&centre.name),
                Cell::text_of(address),
                Cell::text_of(&event.kind),
                state_cell(&state),
                percent.map_or(Cell::Empty, |percent| Cell::text_of(&format!("{percent}%"))),
                time_cell(&event.start),
                time_cell(&event.end),
            ],
        )
    }
}
