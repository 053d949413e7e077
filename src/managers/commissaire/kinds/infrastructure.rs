//! Networks and container managers, and which clusters use them ("Networks, container managers").

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::resource::kind::CLUSTERS;
use crate::resource::text::REDACTED as MASK;
use crate::resource::{Cell, Children, Column, Detail, Field, Row, State, StateClass};
use crate::transport::Redactor;

use super::super::wire::{ContainerManager, Network, SECRETS};

/// Columns of a network.
pub const NETWORK_COLUMNS: [Column; 4] = [
    Column::left("name", "NAME", (12, 34), 0),
    Column::left("type", "TYPE", (12, 16), 1),
    Column::left("used-by", "USED BY", (10, 40), 2),
    Column::left("options", "OPTIONS", (12, 60), 3),
];

/// Columns of a container manager.
pub const MANAGER_COLUMNS: [Column; 4] = [
    Column::left("name", "NAME", (12, 34), 0),
    Column::left("type", "TYPE", (9, 12), 1),
    Column::left("used-by", "USED BY", (10, 40), 2),
    Column::left("server", "SERVER", (12, 60), 3),
];

/// The field of a joined network or container manager that names the clusters that use it.
pub const USED_BY_FIELD: &str = "used_by";

/// The field of an element that stands for what is listed and cannot be read: why not.
const UNREADABLE: &str = "unreadable";

/// The element for a network or a container manager that cannot be read.
pub fn unreadable_element(name: &str, why: &str) -> String {
    json!({"name": name, UNREADABLE: why}).to_string()
}

fn unreadable(name: &str, rest: &Map<String, Value>, columns: usize) -> Option<Row> {
    let why = rest.get(UNREADABLE)?.as_str()?;
    Some(Row::unreadable(name, columns, &format!("{name}: {why}")))
}

/// The row of a joined network; never fails.
pub fn network_row(raw: &str) -> Row {
    match serde_json::from_str::<Network>(raw) {
        Ok(mut network) => {
            if let Some(row) = unreadable(&network.name, &network.rest, NETWORK_COLUMNS.len()) {
                return row;
            }
            let users = users(&mut network.rest);
            row(
                &network.name,
                &network.kind,
                &users,
                Cell::text_of(&option_words(&network.options)),
            )
        }
        Err(error) => Row::unreadable("network", NETWORK_COLUMNS.len(), &error.to_string()),
    }
}

/// The row of a joined container manager; never fails.
pub fn manager_row(raw: &str) -> Row {
    match serde_json::from_str::<ContainerManager>(raw) {
        Ok(mut manager) => {
            if let Some(row) = unreadable(&manager.name, &manager.rest, MANAGER_COLUMNS.len()) {
                return row;
            }
            let users = users(&mut manager.rest);
            row(&manager.name, &manager.kind, &users, server(&manager))
        }
        Err(error) => Row::unreadable("container-manager", MANAGER_COLUMNS.len(), &error.to_string()),
    }
}

fn row(name: &str, kind: &str, users: &str, last: Cell) -> Row {
    Row {
        id: name.into(),
        name: name.into(),
        // It exists or not: it has no life cycle.
        state: State::new("", StateClass::Neutral),
        progress: None,
        version: None,
        cells: Box::new([
            Cell::text_of(name),
            Cell::text_of(kind),
            Cell::text_of(users),
            last,
        ]),
    }
}

fn users(rest: &mut Map<String, Value>) -> String {
    let users = rest.remove(USED_BY_FIELD).unwrap_or_default();
    let names: Vec<&str> = users
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    names.join(" ")
}

/// The options in one line. A network's are no secret by themselves, but whoever named one `token` meant one.
fn option_words(options: &Map<String, Value>) -> String {
    let words = options.iter().map(|(name, value)| match value {
        _ if redactor().is_secret(&[name]) => format!("{name}={MASK}"),
        Value::String(text) => format!("{name}={text}"),
        other => format!("{name}={}", redactor().redact_json(&other.to_string())),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The address of a container manager, without a user in it.
fn server(manager: &ContainerManager) -> Cell {
    let url = manager.options.get("server_url").and_then(Value::as_str);
    url.map_or(Cell::Empty, |url| Cell::text_of(&redactor().redact_text(url)))
}

fn redactor() -> Redactor {
    Redactor::new(SECRETS.iter().copied())
}

/// Everything about a network that these clusters use.
pub fn network_detail(document: &str, joined: &str, network: &Network, clusters: Vec<Arc<Row>>) -> Detail {
    let fields = vec![
        Field::new("type", Cell::text_of(&network.kind)),
        Field::new("options", none_or(&option_words(&network.options))),
        used_by(&clusters),
    ];
    detail(document, network_row(joined), fields, clusters)
}

/// Everything about a container manager that these clusters use; of its options only the names, but for its address.
pub fn manager_detail(
    document: &str,
    joined: &str,
    manager: &ContainerManager,
    clusters: Vec<Arc<Row>>,
) -> Detail {
    let names: Vec<&str> = manager.options.keys().map(String::as_str).collect();
    let fields = vec![
        Field::new("type", Cell::text_of(&manager.kind)),
        Field::new("server", server(manager)),
        Field::new("options", none_or(&names.join(" "))),
        used_by(&clusters),
    ];
    detail(document, manager_row(joined), fields, clusters)
}

fn none_or(words: &str) -> Cell {
    Cell::text_of(if words.is_empty() { "none" } else { words })
}

fn used_by(clusters: &[Arc<Row>]) -> Field {
    let names: Vec<&str> = clusters.iter().map(|row| &*row.name).collect();
    Field::new("used by", none_or(&names.join(" ")))
}

fn detail(document: &str, row: Row, fields: Vec<Field>, clusters: Vec<Arc<Row>>) -> Detail {
    Detail {
        row: Arc::new(row),
        fields: fields
            .into_iter()
            .filter(|field| field.value != Cell::Empty)
            .collect(),
        busy_since: None,
        children: vec![Children {
            kind: CLUSTERS,
            rows: clusters,
        }],
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}
