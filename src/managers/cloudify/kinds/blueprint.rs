//! A blueprint: what deployments are made from (§3, §4.1).

use std::sync::Arc;

use serde_json::Value;

use crate::resource::kind::CLUSTERS;
use crate::resource::{Cell, Column, Detail, Row};

use super::super::wire::{Blueprint, Declared};
use super::super::words;
use super::{children, detail_of, line_cell, row as plain_row, row_of, state_cell, time_cell};

/// Columns of a blueprint.
pub const COLUMNS: [Column; 6] = [
    Column::left("blueprint", "BLUEPRINT", (12, 36), 0),
    Column::left("state", "STATE", (8, 16), 3),
    Column::left("file", "FILE", (10, 30), 4),
    Column::left("created", "CREATED", (19, 19), 1),
    Column::left("created-by", "BY", (6, 16), 5),
    Column::left("description", "DESCRIPTION", (12, 60), 2),
];

/// What a list needs, of a manager of any version: all but the plan.
pub const LISTED: &str = "id,created_at,updated_at,description,main_file_name,created_by,tenant_name";

/// The same with what 6.0 and later know.
pub const LISTED_NEWER: &str =
    "id,created_at,updated_at,description,main_file_name,created_by,tenant_name,state,error";

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    row_of(raw, "blueprint", COLUMNS.len(), |it: &Blueprint| &it.id, row)
}

pub fn row(blueprint: &Blueprint) -> Row {
    let state = words::blueprint_state(&blueprint.state);
    plain_row(
        &blueprint.id,
        &blueprint.id,
        state.clone(),
        [
            Cell::text_of(&blueprint.id),
            state_cell(&state),
            Cell::text_of(&blueprint.main_file_name),
            time_cell(&blueprint.created_at),
            Cell::text_of(&blueprint.created_by),
            line_cell(&blueprint.description),
        ],
    )
}

/// A blueprint with the deployments that were made from it.
pub fn detail(document: &str, blueprint: &Blueprint, deployments: Vec<Arc<Row>>) -> Detail {
    let nodes = blueprint.plan.nodes.iter().filter(|node| !node.id.is_empty());
    let nodes: Vec<String> = nodes
        .map(|node| format!("{} ({})", node.id, node.type_name))
        .collect();
    let workflows: Vec<&str> = blueprint.plan.workflows.keys().map(String::as_str).collect();
    let detail = detail_of(
        row(blueprint),
        document,
        [
            ("description", line_cell(&blueprint.description)),
            ("main file", Cell::text_of(&blueprint.main_file_name)),
            ("inputs", Cell::text_of(&inputs(&blueprint.plan.inputs))),
            ("nodes", Cell::text_of(&nodes.join(", "))),
            ("workflows", Cell::text_of(&workflows.join(", "))),
            ("error", line_cell(&blueprint.error)),
            ("created", time_cell(&blueprint.created_at)),
            ("updated", time_cell(&blueprint.updated_at)),
            ("created by", Cell::text_of(&blueprint.created_by)),
            ("tenant", Cell::text_of(blueprint.tenant())),
            ("seen by", Cell::text_of(blueprint.seen_by())),
        ],
    );
    Detail {
        children: vec![children(CLUSTERS, deployments)],
        ..detail
    }
}

/// "size (integer, 3), image (needed)".
fn inputs(inputs: &[(String, Declared)]) -> String {
    let redactor = crate::transport::Redactor::default();
    let words = inputs.iter().map(|(name, declared)| {
        let default = match &declared.default {
            _ if declared.is_needed() => "needed".to_owned(),
            Some(_) if redactor.is_secret_name(name) => "has a default".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => "not needed".to_owned(),
        };
        match declared.type_name.as_str() {
            "" => format!("{name} ({default})"),
            type_name => format!("{name} ({type_name}, {default})"),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}
