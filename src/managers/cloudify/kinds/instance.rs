//! A node instance: a server of its deployment, and an object of its own (§3, §4.7).

use std::sync::Arc;

use crate::resource::{Cell, Column, Detail, Role, Row};

use super::super::wire::{NodeInstance, Relationship};
use super::super::words;
use super::{detail_of, flag_cell, members, number_cell, row as plain_row, row_of, state_cell};

/// Columns of a node instance.
pub const COLUMNS: [Column; 7] = [
    Column::left("instance", "INSTANCE", (12, 36), 0),
    Column::left("state", "STATE", (8, 14), 0),
    Column::left("node", "NODE", (6, 24), 1),
    Column::left("host", "HOST", (14, 36), 5),
    Column::left("check", "CHECK", (5, 8), 4),
    Column::right("version", "VERSION", (7, 8), 6),
    Column::left("deployment", "DEPLOYMENT", (8, 30), 2).in_role(Role::Owner),
];

/// What a list needs: properties and relationships are large.
pub const fn listed(is_newer: bool) -> &'static str {
    if is_newer {
        "id,node_id,deployment_id,host_id,state,version,is_status_check_ok,has_configuration_drift"
    } else {
        "id,node_id,deployment_id,host_id,state,version"
    }
}

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    row_of(
        raw,
        "node instance",
        COLUMNS.len(),
        |it: &NodeInstance| &it.id,
        row,
    )
}

pub fn row(instance: &NodeInstance) -> Row {
    let state = words::instance_state(&instance.state);
    let check = match (instance.is_status_check_ok, instance.has_configuration_drift) {
        // It is no for all that does not run, which the state says already.
        (Some(false), _) if !words::is_started(&instance.state) => "",
        (Some(false), _) => "failed",
        (_, Some(true)) => "drifted",
        (Some(true), _) => "ok",
        (None, _) => "",
    };
    Row {
        version: instance.version,
        ..plain_row(
            &instance.id,
            &instance.id,
            state.clone(),
            [
                Cell::text_of(&instance.id),
                state_cell(&state),
                Cell::text_of(&instance.node_id),
                Cell::text_of(&instance.host_id),
                Cell::text_of(check),
                number_cell(instance.version),
                Cell::text_of(&instance.deployment_id),
            ],
        )
    }
}

/// The rows of a deployment's instances, those that are contained in a host after it.
pub fn rows(instances: &[NodeInstance]) -> Vec<Arc<Row>> {
    let mut ordered: Vec<&NodeInstance> = instances.iter().filter(|it| !it.id.is_empty()).collect();
    ordered.sort_by_key(|it| {
        let host = if it.host_id.is_empty() {
            &it.id
        } else {
            &it.host_id
        };
        (host.clone(), it.id != *host, it.id.clone())
    });
    ordered.into_iter().map(|it| Arc::new(row(it))).collect()
}

pub fn detail(document: &str, instance: &NodeInstance) -> Detail {
    detail_of(
        row(instance),
        document,
        [
            ("node", Cell::text_of(&instance.node_id)),
            ("deployment", Cell::text_of(&instance.deployment_id)),
            ("host", Cell::text_of(&instance.host_id)),
            (
                "runtime properties",
                Cell::text_of(&members(&instance.runtime_properties)),
            ),
            ("relationships", Cell::text_of(&related(&instance.relationships))),
            ("status check ok", flag_cell(instance.is_status_check_ok)),
            ("drifted", flag_cell(instance.has_configuration_drift)),
            ("tenant", Cell::text_of(instance.tenant())),
            ("created by", Cell::text_of(&instance.created_by)),
        ],
    )
}

/// "contained in vm_ab12cd, connected to db_0f3a1c": relationships with the last part of their type.
pub(super) fn related(relationships: &[Relationship]) -> String {
    let words = relationships.iter().map(|relationship| {
        let word = relationship.type_name.rsplit('.').next().unwrap_or_default();
        let word = word.replace('_', " ");
        format!("{word} {}", relationship.target_id).trim().to_owned()
    });
    words.collect::<Vec<_>>().join(", ")
}
