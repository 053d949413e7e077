//! A host, alone or as a server of a cluster ("Hosts").

use std::sync::Arc;

use serde_json::Value;

use crate::resource::{Cell, Column, Detail, Field, Row, State, StateClass};

use super::super::wire::{Host, HostStatus};
use super::super::words;
use super::time_cell;

/// Columns of a host.
pub const COLUMNS: [Column; 8] = [
    Column::left("address", "ADDRESS", (11, 30), 0),
    Column::left("status", "STATUS", (8, 14), 1),
    Column::left("clusters", "CLUSTERS", (8, 24), 2),
    Column::left("os", "OS", (6, 10), 3),
    Column::right("cpus", "CPUS", (4, 5), 5),
    Column::right("memory", "MEMORY", (8, 9), 6),
    Column::right("space", "SPACE", (8, 13), 7),
    Column::left("last-check", "LAST CHECK", (19, 19), 4),
];

/// Columns of a host as a server: the same without its clusters.
pub const SERVER_COLUMNS: [Column; 7] = [
    COLUMNS[0], COLUMNS[1], COLUMNS[3], COLUMNS[4], COLUMNS[5], COLUMNS[6], COLUMNS[7],
];

/// The field of a joined host that holds the names of its clusters.
pub const CLUSTERS_FIELD: &str = "clusters";

/// The row of a joined host; never fails.
pub fn row_of_element(raw: &str) -> Row {
    match serde_json::from_str::<Host>(raw) {
        Ok(mut host) => {
            let clusters = host.rest.remove(CLUSTERS_FIELD).unwrap_or_default();
            let clusters: Vec<&str> = clusters
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            row(&host, &clusters)
        }
        Err(error) => Row::unreadable("host", COLUMNS.len(), &error.to_string()),
    }
}

/// The row of a host that is in these clusters.
pub fn row(host: &Host, clusters: &[&str]) -> Row {
    let mut cells = cells(host).to_vec();
    cells.insert(2, Cell::text_of(&clusters.join(" ")));
    Row {
        cells: cells.into(),
        ..server_row(host)
    }
}

/// The row of a host as a server of its cluster.
pub fn server_row(host: &Host) -> Row {
    let address = if host.address.is_empty() {
        "(no address)"
    } else {
        &host.address
    };
    Row {
        id: address.into(),
        name: address.into(),
        state: words::host_status(&host.status),
        progress: None,
        version: None,
        cells: Box::new(cells(host)),
    }
}

/// The row of a member that has no record of a host: such a cluster cannot be read by the manager itself.
pub fn server_without_record(address: &str) -> Row {
    let state = State::new("no record", StateClass::Bad);
    let mut cells = vec![Cell::text_of(address), Cell::State(state.clone())];
    cells.resize(SERVER_COLUMNS.len(), Cell::Empty);
    Row {
        id: address.into(),
        name: address.into(),
        state,
        progress: None,
        version: None,
        cells: cells.into(),
    }
}

fn cells(host: &Host) -> [Cell; 7] {
    [
        Cell::text_of(&host.address),
        Cell::State(words::host_status(&host.status)),
        Cell::text_of(&host.os),
        known(host.cpus),
        memory(host.memory),
        known(host.space),
        time_cell(&host.last_check),
    ]
}

/// A number that the server leaves at 0 until it has looked at the host.
fn known(number: Option<i64>) -> Cell {
    number
        .filter(|&number| number != 0)
        .map_or(Cell::Empty, Cell::Number)
}

/// Memory is in MiB by the code and in KiB by the documentation, whose samples are told apart by their size
/// ("The seed: gaps, ambiguities"). Space has no unit that could be guessed, and shows as sent.
fn memory(number: Option<i64>) -> Cell {
    const LARGEST_IN_MIB: i64 = 1_000_000;
    let Some(number) = number.filter(|&number| number > 0) else {
        return Cell::Empty;
    };
    let mib = if number < LARGEST_IN_MIB {
        number
    } else {
        number / 1024
    };
    Cell::text_of(&format!("{}.{} GiB", mib / 1024, mib % 1024 * 10 / 1024))
}

/// Everything about a host; `status` is what its container manager says, where it says something.
pub fn detail(document: &str, host: &Host, status: Option<&HostStatus>, clusters: &[&str]) -> Detail {
    let row = row(host, clusters);
    let node = status.and_then(HostStatus::node);
    let in_clusters = match clusters {
        [] => Cell::text_of("none"),
        names => Cell::text_of(&names.join(" ")),
    };
    let fields = [
        ("status", Cell::State(row.state.clone())),
        ("clusters", in_clusters),
        ("os", row.cell(3).clone()),
        ("cpus", row.cell(4).clone()),
        ("memory", row.cell(5).clone()),
        ("space", row.cell(6).clone()),
        ("last check", row.cell(7).clone()),
        ("owned by", Cell::text_of(&host.source)),
        ("its container manager says", node.map_or(Cell::Empty, node_words)),
    ];
    Detail {
        fields: fields
            .into_iter()
            .filter(|(_, value)| *value != Cell::Empty)
            .map(|(label, value)| Field::new(label, value))
            .collect(),
        busy_since: None,
        row: Arc::new(row),
        children: Vec::new(),
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}

/// The status that a container manager gives of its node: a small object, or a whole node of Kubernetes.
fn node_words(node: &Value) -> Cell {
    if let Some(status) = node.get("status").and_then(Value::as_str) {
        return Cell::text_of(status);
    }
    let conditions = node.pointer("/status/conditions").and_then(Value::as_array);
    let ready = conditions
        .into_iter()
        .flatten()
        .find(|condition| condition.get("type").and_then(Value::as_str) == Some("Ready"));
    match ready
        .and_then(|ready| ready.get("status"))
        .and_then(Value::as_str)
    {
        Some("True") => Cell::text_of("ready"),
        Some(_) => Cell::text_of("not ready"),
        None => Cell::text_of(&node.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn memory_is_read_in_the_unit_that_its_size_tells() {
        let shown = |number| memory(Some(number)).shown().into_owned();
        assert_eq!(shown(2048), "2.0 GiB");
        assert_eq!(shown(11_989_228), "11.4 GiB");
        assert_eq!(shown(0), "-");
    }

    #[test]
    fn a_node_says_whether_it_is_ready_in_either_form() {
        let words = |node: Value| node_words(&node).shown().into_owned();
        assert_eq!(words(json!({"node": "10.2.0.13", "status": "ok"})), "ok");
        let node = json!({"status": {"conditions": [{"type": "Ready", "status": "False"}]}});
        assert_eq!(words(node), "not ready");
        assert_eq!(words(json!({"x": 1})), r#"{"x":1}"#);
    }

    #[test]
    fn a_joined_host_tells_its_clusters() {
        let row = row_of_element(r#"{"address": "10.2.0.1", "status": "active", "clusters": ["a", "b"]}"#);
        assert_eq!(row.cell(2).shown(), "a b");
        assert_eq!(row.cells.len(), COLUMNS.len());
    }
}
