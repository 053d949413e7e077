//! A node: a part of a deployment as the blueprint describes it, of which there are instances (§3, §4.8).
//!
//! Its id is its name in its deployment alone; the console's is `DEPLOYMENT/NODE`.

use std::sync::Arc;

use crate::resource::{Cell, Column, Detail, Role, Row};

use super::super::wire::{Node, NodeInstance};
use super::instance::related;
use super::{
    NODE_INSTANCES, children, detail_of, instance, members, number_cell, row as plain_row, row_of, stateless,
};

/// Columns of a node.
pub const COLUMNS: [Column; 7] = [
    Column::left("node", "NODE", (10, 30), 0),
    Column::left("deployment", "DEPLOYMENT", (8, 30), 1).in_role(Role::Owner),
    Column::left("type", "TYPE", (12, 44), 2),
    Column::right("instances", "INSTANCES", (9, 9), 1),
    Column::right("planned", "PLANNED", (7, 8), 3),
    Column::left("limits", "LIMITS", (6, 12), 4),
    Column::left("host", "HOST", (6, 24), 5),
];

/// What does not fit a list: operations, properties and relationships are large.
pub const LISTED: &str = "id,deployment_id,blueprint_id,type,host_id,number_of_instances,\
     planned_number_of_instances,deploy_number_of_instances,min_number_of_instances,max_number_of_instances";

/// The console's id of a node.
pub fn id_of(deployment: &str, node: &str) -> String {
    format!("{deployment}/{node}")
}

/// The deployment and the node of such an id.
pub fn of_id(id: &str) -> Option<(&str, &str)> {
    id.split_once('/')
        .filter(|(deployment, node)| !deployment.is_empty() && !node.is_empty())
}

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    row_of(raw, "node", COLUMNS.len(), |it: &Node| &it.id, row)
}

pub fn row(node: &Node) -> Row {
    plain_row(
        &id_of(&node.deployment_id, &node.id),
        &node.id,
        stateless(),
        [
            Cell::text_of(&node.id),
            Cell::text_of(&node.deployment_id),
            Cell::text_of(&node.type_name),
            number_cell(node.number_of_instances),
            number_cell(node.planned_number_of_instances),
            Cell::text_of(&limits(node)),
            Cell::text_of(&node.host_id),
        ],
    )
}

/// A node with its instances.
pub fn detail(document: &str, node: &Node, instances: &[NodeInstance]) -> Detail {
    let operations: Vec<&str> = node.operations.keys().map(String::as_str).collect();
    let detail = detail_of(
        row(node),
        document,
        [
            ("deployment", Cell::text_of(&node.deployment_id)),
            ("blueprint", Cell::text_of(&node.blueprint_id)),
            ("type", Cell::text_of(&node.type_name)),
            ("derived from", Cell::text_of(&node.type_hierarchy.join(" > "))),
            ("host", Cell::text_of(&node.host_id)),
            ("instances", number_cell(node.number_of_instances)),
            ("planned", number_cell(node.planned_number_of_instances)),
            ("deployed with", number_cell(node.deploy_number_of_instances)),
            ("limits", Cell::text_of(&limits(node))),
            ("relationships", Cell::text_of(&related(&node.relationships))),
            ("properties", Cell::text_of(&members(&node.properties))),
            ("operations", Cell::text_of(&operations.join(", "))),
        ],
    );
    Detail {
        children: vec![children(NODE_INSTANCES, instance::rows(instances))],
        row: Arc::clone(&detail.row),
        ..detail
    }
}

/// "0 to 4"; without an end where there is none (-1).
fn limits(node: &Node) -> String {
    match (node.min_number_of_instances, node.max_number_of_instances) {
        (None, None) => String::new(),
        (least, Some(most)) if most >= 0 => format!("{} to {most}", least.unwrap_or(0)),
        (least, _) => format!("{} or more", least.unwrap_or(0)),
    }
}
