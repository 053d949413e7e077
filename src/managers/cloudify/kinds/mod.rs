//! What the API sends becomes the neutral rows and details.
//!
//! - [`deployment`]: a deployment is a cluster; [`instance`]: a node instance is a server; [`workflow`]: what a
//!   deployment can be asked to do; [`node`], [`execution`].
//! - [`blueprint`], [`plugin`], [`secret`], [`snapshot`]: what is kept beside them.
//! - [`accounts`]: tenants, users, their groups and tokens.
//! - [`system`]: the manager, its services and the managers of its cluster.
//! - [`event`]: events and logs.
//!
//! Each has its columns, `row_of_element` for an element of the list as sent, which never fails, and `detail` for
//! what is read alone.

pub mod accounts;
pub mod blueprint;
pub mod deployment;
pub mod event;
pub mod execution;
pub mod instance;
pub mod node;
pub mod plugin;
pub mod secret;
pub mod snapshot;
pub mod system;
pub mod workflow;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::managers::plain::{count, kind, row, state_cell, stateless};
use crate::resource::kind::SERVERS;
use crate::resource::text::REDACTED;
use crate::resource::{Cell, Children, Detail, Field, Found, Kind, KindId, Row};
use crate::transport::Redactor;

use super::lenient::as_text;
use super::wire::SECRETS;

pub const WORKFLOWS: KindId = KindId("workflows");
pub const NODES: KindId = KindId("nodes");
pub const EXECUTIONS: KindId = KindId("executions");
pub const NODE_INSTANCES: KindId = KindId("node-instances");
pub const BLUEPRINTS: KindId = KindId("blueprints");
pub const PLUGINS: KindId = KindId("plugins");
pub const SECRET_VALUES: KindId = KindId("secrets");
pub const SNAPSHOTS: KindId = KindId("snapshots");
pub const TENANTS: KindId = KindId("tenants");
pub const USERS: KindId = KindId("users");
pub const USER_GROUPS: KindId = KindId("user-groups");
pub const TOKENS: KindId = KindId("tokens");
pub const MANAGER: KindId = KindId("manager");
pub const SERVICES: KindId = KindId("services");
pub const MANAGER_NODES: KindId = KindId("manager-nodes");

pub static KINDS: [Kind; 18] = [
    crate::resource::cluster::KIND,
    Kind {
        listed_as: Some(NODE_INSTANCES),
        ..kind(SERVERS, "server", &instance::COLUMNS, Found::WithCluster)
    },
    kind(WORKFLOWS, "workflow", &workflow::COLUMNS, Found::WithCluster),
    kind(EXECUTIONS, "execution", &execution::COLUMNS, Found::Everywhere),
    kind(NODES, "node", &node::COLUMNS, Found::Everywhere),
    crate::resource::event::KIND,
    kind(NODE_INSTANCES, "node-instance", &instance::COLUMNS, Found::Listed),
    kind(BLUEPRINTS, "blueprint", &blueprint::COLUMNS, Found::Listed),
    kind(PLUGINS, "plugin", &plugin::COLUMNS, Found::Listed),
    kind(SECRET_VALUES, "secret", &secret::COLUMNS, Found::Listed),
    kind(SNAPSHOTS, "snapshot", &snapshot::COLUMNS, Found::Listed),
    kind(TENANTS, "tenant", &accounts::TENANT_COLUMNS, Found::Listed),
    kind(USERS, "user", &accounts::USER_COLUMNS, Found::Listed),
    kind(USER_GROUPS, "user-group", &accounts::GROUP_COLUMNS, Found::Listed),
    kind(TOKENS, "token", &accounts::TOKEN_COLUMNS, Found::Listed),
    kind(MANAGER, "manager", &system::MANAGER_COLUMNS, Found::Listed),
    kind(SERVICES, "service", &system::SERVICE_COLUMNS, Found::Listed),
    kind(
        MANAGER_NODES,
        "manager-node",
        &system::NODE_COLUMNS,
        Found::Listed,
    ),
];

/// The row of an element as sent: `id_of` is what it is known by, and one without is unreadable.
fn row_of<T: DeserializeOwned>(
    raw: &str,
    what: &str,
    columns: usize,
    id_of: fn(&T) -> &str,
    row: fn(&T) -> Row,
) -> Row {
    match serde_json::from_str::<T>(raw) {
        Ok(read) if id_of(&read).is_empty() => {
            Row::unreadable(what, columns, &format!("a {what} without a name"))
        }
        Ok(read) => row(&read),
        Err(error) => Row::unreadable(what, columns, &error.to_string()),
    }
}

/// What is read alone, without parts.
fn detail_of<const N: usize>(row: Row, document: &str, fields: [(&'static str, Cell); N]) -> Detail {
    Detail {
        row: Arc::new(row),
        busy_since: None,
        fields: said(fields),
        children: Vec::new(),
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}

/// The facts of which the manager says something.
fn said<const N: usize>(fields: [(&'static str, Cell); N]) -> Vec<Field> {
    let fields = fields.into_iter().filter(|(_, value)| *value != Cell::Empty);
    fields.map(|(label, value)| Field::new(label, value)).collect()
}

fn children(kind: KindId, rows: Vec<Arc<Row>>) -> Children {
    Children { kind, rows }
}

fn number_cell(number: Option<i64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}

fn flag_cell(flag: Option<bool>) -> Cell {
    flag.map_or(Cell::Empty, |flag| Cell::text_of(if flag { "yes" } else { "no" }))
}

/// A time of the API: UTC with milliseconds (§1.1).
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.with_timezone(&Utc))
}

/// The same as a cell; what is no time shows as sent.
fn time_cell(text: &str) -> Cell {
    time(text).map_or_else(|| Cell::text_of(text), Cell::Time)
}

/// The first line of a text, as a cell.
fn line_cell(text: &str) -> Cell {
    Cell::text_of(text.trim().lines().next().unwrap_or_default())
}

/// "a=1, b={…}": what members are, with those masked whose names are secrets'.
fn members(members: &Map<String, Value>) -> String {
    let redactor = Redactor::new(SECRETS.iter().copied());
    let words = members.iter().map(|(name, value)| {
        let value = match value {
            _ if redactor.is_secret_name(name) => REDACTED.to_owned(),
            Value::Object(_) | Value::Array(_) => redactor.redact_json(&value.to_string()),
            other => as_text(other.clone()),
        };
        format!("{name}={value}")
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_time_shows_as_sent() {
        assert_eq!(
            time_cell("2026-11-20T19:55:32.529Z").shown(),
            "2026-11-20 19:55:32"
        );
        assert_eq!(time_cell("yesterday").shown(), "yesterday");
        assert_eq!(time_cell(""), Cell::Empty);
    }

    #[test]
    fn a_member_with_a_secrets_name_is_masked() {
        let Value::Object(map) =
            serde_json::json!({"port": 80, "db_password": "pearl", "deep": {"token": "pearl"}})
        else {
            panic!("an object");
        };
        let words = members(&map);
        assert!(words.starts_with("port=80, db_password="), "{words}");
        assert!(!words.contains("pearl"), "{words}");
    }
}
