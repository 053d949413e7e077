//! What a deployment can be asked to do (§3, §5.1): never a fixed list, but what the manager says.

use std::sync::Arc;

use crate::resource::{Cell, Column, Row, State, StateClass};

use super::super::wire::{Declared, Workflow};
use super::{row, state_cell};

/// Columns of a workflow.
pub const COLUMNS: [Column; 4] = [
    Column::left("workflow", "WORKFLOW", (10, 30), 0),
    Column::left("available", "AVAILABLE", (9, 11), 2),
    Column::left("needs", "NEEDS", (8, 40), 1),
    Column::left("takes", "TAKES", (8, 60), 3),
];

/// The rows of a deployment's workflows, by name.
pub fn rows(workflows: &[Workflow]) -> Vec<Arc<Row>> {
    let mut rows: Vec<_> = workflows.iter().map(|it| Arc::new(row_of(it))).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows
}

fn row_of(workflow: &Workflow) -> Row {
    let state = match workflow.is_available {
        Some(true) => State::new("yes", StateClass::Up),
        Some(false) => State::new("not now", StateClass::Down),
        None => State::new("", StateClass::Neutral),
    };
    let names = |is_meant: fn(&Declared) -> bool| {
        let meant = workflow.parameters.iter().filter(|(_, it)| is_meant(it));
        let names: Vec<&str> = meant.map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    };
    row(
        &workflow.name,
        &workflow.name,
        state.clone(),
        [
            Cell::text_of(&workflow.name),
            state_cell(&state),
            Cell::text_of(&names(Declared::is_needed)),
            Cell::text_of(&names(|it| !it.is_needed())),
        ],
    )
}
