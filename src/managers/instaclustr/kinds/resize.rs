//! A resize of a data centre, node by node ("Resize, add data centre").

use crate::resource::{Cell, Column, Progress, Row, State, StateClass};

use super::super::wire::{DataCentre, ReplaceOperation, ResizeOperation};
use super::super::words;
use super::{count, row, state_cell, time_cell};

/// Columns of a resize.
pub const COLUMNS: [Column; 10] = [
    Column::left("data-centre", "DATA CENTRE", (11, 20), 0),
    Column::left("size", "SIZE", (10, 26), 0),
    Column::left("status", "STATUS", (9, 12), 0),
    Column::left("nodes", "NODES", (5, 9), 1),
    Column::left("now", "NOW", (10, 40), 2),
    Column::right("at-once", "AT ONCE", (7, 7), 6),
    Column::left("mode", "MODE", (9, 29), 7),
    Column::left("began", "BEGAN", (19, 19), 3),
    Column::left("ended", "ENDED", (19, 19), 4),
    Column::left("by", "BY", (6, 20), 5),
];

/// What is said of a resize that has no end yet: the API has no word for that.
pub const UNDER_WAY: &str = "under way";
/// The same of one that ended without a word.
const COMPLETED: &str = "completed";

/// The row of a resize of a data centre.
pub fn resize_row(centre: &DataCentre, resize: &ResizeOperation) -> Row {
    let state = match (resize.completed.as_str(), resize.completed_status.as_str()) {
        ("", "") => State::new(UNDER_WAY, StateClass::Busy),
        (_, "") => State::new(COMPLETED, StateClass::Up),
        (_, word) => words::status(word),
    };
    let replaced = resize
        .replace_ops
        .iter()
        .filter(|replacement| is_done(replacement));
    let nodes = Progress::new(
        count(replaced.count()).into(),
        count(resize.replace_ops.len()).into(),
    );
    let params = &resize.params;
    let id = match resize.id.as_str() {
        "" => format!("{}/{}", centre.id, resize.created),
        id => id.to_owned(),
    };
    Row {
        progress: nodes.filter(|_| state.class.is_busy()),
        ..row(
            &id,
            &format!("{} to {}", centre.called(), params.replace_params.new_size),
            state.clone(),
            [
                Cell::text_of(centre.called()),
                Cell::text_of(&params.replace_params.new_size),
                state_cell(&state),
                nodes.map_or(Cell::Empty, Cell::Progress),
                Cell::text_of(&now(&resize.replace_ops)),
                params.concurrent_resizes.map_or(Cell::Empty, Cell::Number),
                Cell::text_of(&params.replace_params.mode),
                time_cell(&resize.created),
                time_cell(&resize.completed),
                Cell::text_of(&resize.initiated_by),
            ],
        )
    }
}

fn is_done(replacement: &ReplaceOperation) -> bool {
    words::run_status(&replacement.status).class == StateClass::Up
}

/// What is done with the nodes that are neither done nor still to be begun, each word once; and what went wrong.
fn now(replacements: &[ReplaceOperation]) -> String {
    let mut said: Vec<String> = Vec::new();
    for replacement in replacements {
        let is_waiting = replacement.status == "GENESIS";
        if is_done(replacement) || is_waiting || replacement.status.is_empty() {
            continue;
        }
        let words = match replacement.failed_status.as_str() {
            "" => replacement.status.clone(),
            failed => format!("{} at {failed}", replacement.status),
        };
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said.join(", ")
}
