//! A snapshot of the whole manager (§3, §4.11).

use crate::resource::{Cell, Column, Detail, Row};

use super::super::wire::Snapshot;
use super::super::words;
use super::{detail_of, line_cell, row as plain_row, row_of, state_cell, time_cell};

/// Columns of a snapshot.
pub const COLUMNS: [Column; 5] = [
    Column::left("snapshot", "SNAPSHOT", (14, 40), 0),
    Column::left("status", "STATUS", (8, 12), 0),
    Column::left("created", "CREATED", (19, 19), 1),
    Column::left("created-by", "BY", (6, 16), 3),
    Column::left("error", "ERROR", (10, 60), 2),
];

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    row_of(raw, "snapshot", COLUMNS.len(), |it: &Snapshot| &it.id, row)
}

pub fn row(snapshot: &Snapshot) -> Row {
    let state = words::snapshot_status(&snapshot.status);
    plain_row(
        &snapshot.id,
        &snapshot.id,
        state.clone(),
        [
            Cell::text_of(&snapshot.id),
            state_cell(&state),
            time_cell(&snapshot.created_at),
            Cell::text_of(&snapshot.created_by),
            line_cell(&snapshot.error),
        ],
    )
}

pub fn detail(document: &str, snapshot: &Snapshot) -> Detail {
    detail_of(
        row(snapshot),
        document,
        [
            ("error", line_cell(&snapshot.error)),
            ("created", time_cell(&snapshot.created_at)),
            ("created by", Cell::text_of(&snapshot.created_by)),
            ("tenant", Cell::text_of(snapshot.tenant())),
            ("seen by", Cell::text_of(snapshot.seen_by())),
        ],
    )
}
