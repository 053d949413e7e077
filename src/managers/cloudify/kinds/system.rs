//! The manager itself, its services, and the managers of its cluster (§3, §4.2, §4.6, §4.16).

use std::sync::Arc;

use serde::Deserialize;

use crate::resource::{Cell, Column, Detail, Row, State, StateClass};

use super::super::lenient;
use super::super::wire::{
    ClusterNode, Maintenance, NodeReport, RemainingExecution, Service, Status, User, Version,
};
use super::super::words;
use super::{SERVICES, children, count, detail_of, flag_cell, row, state_cell, stateless, time_cell};

/// Columns of the manager.
pub const MANAGER_COLUMNS: [Column; 6] = [
    Column::left("manager", "MANAGER", (10, 30), 0),
    Column::left("status", "STATUS", (8, 12), 1),
    Column::left("maintenance", "MAINTENANCE", (11, 12), 2),
    Column::left("version", "VERSION", (7, 16), 1),
    Column::left("edition", "EDITION", (7, 10), 3),
    Column::right("services", "SERVICES", (8, 9), 4),
];

/// Columns of a service.
pub const SERVICE_COLUMNS: [Column; 5] = [
    Column::left("service", "SERVICE", (16, 34), 0),
    Column::left("state", "STATE", (7, 12), 0),
    Column::left("unit", "UNIT", (10, 40), 2),
    Column::left("remote", "REMOTE", (6, 6), 3),
    Column::left("description", "DESCRIPTION", (10, 50), 4),
];

/// Columns of a manager of the cluster.
pub const NODE_COLUMNS: [Column; 6] = [
    Column::left("node", "NODE", (12, 36), 0),
    Column::left("state", "STATE", (7, 12), 0),
    Column::left("role", "ROLE", (6, 12), 1),
    Column::left("address", "ADDRESS", (9, 30), 2),
    Column::left("initialized", "INITIALIZED", (11, 11), 4),
    Column::left("version", "VERSION", (7, 16), 3),
];

/// The id of the one manager that a context has.
pub const THE_MANAGER: &str = "manager";

/// What is read of the manager, as far as it could be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    #[serde(deserialize_with = "lenient::part")]
    pub version: Version,
    #[serde(deserialize_with = "lenient::part")]
    pub status: Status,
    #[serde(deserialize_with = "lenient::part")]
    pub maintenance: Maintenance,
    /// The one who asks.
    #[serde(deserialize_with = "lenient::part")]
    pub user: User,
}

/// The row of what was read of the manager; never fails.
pub fn manager_of_document(document: &str) -> Row {
    match serde_json::from_str(document) {
        Ok(facts) => manager_row(&facts),
        Err(error) => Row::unreadable(THE_MANAGER, MANAGER_COLUMNS.len(), &error.to_string()),
    }
}

pub fn manager_row(facts: &Facts) -> Row {
    let status = words::manager_status(&facts.status.status);
    let maintenance = words::maintenance_status(&facts.maintenance.status);
    let is_kept = matches!(maintenance.class, StateClass::Down | StateClass::GoingDown);
    let state = if is_kept {
        State::new(&format!("maintenance {}", maintenance.text), maintenance.class)
    } else {
        status.clone()
    };
    let services = &facts.status.services;
    let well = services.iter().filter(|it| state_of(it).class == StateClass::Up);
    row(
        THE_MANAGER,
        THE_MANAGER,
        state,
        [
            Cell::text_of(THE_MANAGER),
            state_cell(&status),
            state_cell(&maintenance),
            Cell::text_of(&facts.version.version),
            Cell::text_of(&facts.version.edition),
            match services.len() {
                0 => Cell::Empty,
                all => Cell::Ratio {
                    ok: count(well.count()),
                    total: count(all),
                },
            },
        ],
    )
}

/// The manager with its services; the document is what was read, under the names of the paths.
pub fn manager(document: &str, facts: &Facts) -> Detail {
    let maintenance = &facts.maintenance;
    let remaining: Vec<String> = maintenance
        .remaining_executions
        .iter()
        .map(remaining_words)
        .collect();
    let detail = detail_of(
        manager_row(facts),
        document,
        [
            ("version", Cell::text_of(&facts.version.version)),
            ("edition", Cell::text_of(&facts.version.edition)),
            ("build", Cell::text_of(&facts.version.build)),
            ("built", time_cell(&facts.version.date)),
            ("commit", Cell::text_of(&facts.version.commit)),
            (
                "system",
                Cell::text_of(
                    format!("{} {}", facts.version.distribution, facts.version.distro_release).trim(),
                ),
            ),
            ("status", state_cell(&words::manager_status(&facts.status.status))),
            (
                "maintenance",
                state_cell(&words::maintenance_status(&maintenance.status)),
            ),
            ("asked for by", Cell::text_of(&maintenance.requested_by)),
            ("asked for", time_cell(&maintenance.activation_requested_at)),
            ("active since", time_cell(&maintenance.activated_at)),
            ("waits for", Cell::text_of(&remaining.join(", "))),
            ("asked by", Cell::text_of(&facts.user.username)),
            ("in the role", Cell::text_of(&facts.user.role)),
        ],
    );
    Detail {
        children: vec![children(SERVICES, services(&facts.status))],
        ..detail
    }
}

fn remaining_words(execution: &RemainingExecution) -> String {
    let RemainingExecution {
        id,
        status,
        deployment_id,
        workflow_id,
    } = execution;
    match deployment_id.as_str() {
        "" => format!("{workflow_id} ({status}, {id})"),
        deployment => format!("{workflow_id} of {deployment} ({status}, {id})"),
    }
}

/// The rows of the services.
pub fn services(status: &Status) -> Vec<Arc<Row>> {
    status
        .services
        .iter()
        .map(|it| Arc::new(service_row(it)))
        .collect()
}

fn state_of(service: &Service) -> State {
    words::service_state(&service.state, &service.active)
}

fn service_row(service: &Service) -> Row {
    let state = state_of(service);
    // A service may have several units.
    let id = match service.unit.as_str() {
        "" => service.name.clone(),
        unit => unit.to_owned(),
    };
    row(
        &id,
        &service.name,
        state.clone(),
        [
            Cell::text_of(&service.name),
            state_cell(&state),
            Cell::text_of(&service.unit),
            flag_cell(service.is_remote),
            Cell::text_of(&service.description),
        ],
    )
}

/// A service as an element of its own: the API has them inside of the status.
pub fn element_of(service: &Service) -> String {
    serde_json::to_string(service).unwrap_or_default()
}

/// The row of such an element; never fails.
pub fn service_of_element(raw: &str) -> Row {
    match serde_json::from_str(raw) {
        Ok(service) => service_row(&service),
        Err(error) => Row::unreadable("service", SERVICE_COLUMNS.len(), &error.to_string()),
    }
}

/// One service, of which there is no more than its row.
pub fn service(document: &str, service: &Service) -> Detail {
    detail_of(
        service_row(service),
        document,
        [
            ("unit", Cell::text_of(&service.unit)),
            ("systemd says", Cell::text_of(&service.active)),
            ("remote", flag_cell(service.is_remote)),
            ("description", Cell::text_of(&service.description)),
        ],
    )
}

/// Whether a service goes by this id or this name.
pub fn is_service(service: &Service, id: &str) -> bool {
    service.unit == id || service.name == id
}

/// The row of an element of the list of `/cluster/nodes`; never fails.
pub fn node_of_element(raw: &str) -> Row {
    super::row_of(raw, "manager", NODE_COLUMNS.len(), ClusterNode::called, node_row)
}

fn node_row(node: &ClusterNode) -> Row {
    let state = match node.online {
        Some(true) => State::new("online", StateClass::Up),
        Some(false) if node.initialized == Some(false) => State::new("joining", StateClass::Busy),
        Some(false) => State::new("offline", StateClass::Bad),
        None => stateless(),
    };
    let role = match node.master {
        Some(true) => "active",
        Some(false) => "replica",
        None => "",
    };
    row(
        node.called(),
        node.called(),
        state.clone(),
        [
            Cell::text_of(node.called()),
            state_cell(&state),
            Cell::text_of(role),
            Cell::text_of(&node.host_ip),
            flag_cell(node.initialized),
            Cell::Empty,
        ],
    )
}

pub fn node(document: &str, node: &ClusterNode) -> Detail {
    detail_of(
        node_row(node),
        document,
        [
            ("address", Cell::text_of(&node.host_ip)),
            ("active one", flag_cell(node.master)),
            ("online", flag_cell(node.online)),
            ("initialized", flag_cell(node.initialized)),
        ],
    )
}

/// The row of a machine that 5.x and later report, with what it is for.
pub fn report_row(report: &NodeReport, role: &str) -> Row {
    row(
        report.called(),
        report.called(),
        stateless(),
        [
            Cell::text_of(report.called()),
            Cell::Empty,
            Cell::text_of(role),
            Cell::text_of(report.address()),
            Cell::Empty,
            Cell::text_of(&report.version),
        ],
    )
}

/// The rows of elements of `/managers`, `/brokers` and `/db-nodes`; never fail.
pub fn manager_of_element(raw: &str) -> Row {
    report_of_element(raw, "manager")
}

pub fn broker_of_element(raw: &str) -> Row {
    report_of_element(raw, "broker")
}

pub fn database_of_element(raw: &str) -> Row {
    report_of_element(raw, "database")
}

fn report_of_element(raw: &str, role: &str) -> Row {
    match serde_json::from_str::<NodeReport>(raw) {
        Ok(report) if !report.called().is_empty() => report_row(&report, role),
        Ok(_) => Row::unreadable(role, NODE_COLUMNS.len(), &format!("a {role} without a name")),
        Err(error) => Row::unreadable(role, NODE_COLUMNS.len(), &error.to_string()),
    }
}

/// A machine that 5.x and later report.
pub fn report(document: &str, report: &NodeReport, row: Row) -> Detail {
    detail_of(
        row,
        document,
        [
            ("address", Cell::text_of(report.address())),
            ("public address", Cell::text_of(&report.public_ip)),
            ("version", Cell::text_of(&report.version)),
            ("edition", Cell::text_of(&report.edition)),
            ("last seen", time_cell(&report.last_seen)),
        ],
    )
}
