//! A cluster with its hosts and its operations ("Clusters").

use std::sync::Arc;

use serde_json::Value;

use crate::resource::cluster::Summary;
use crate::resource::health::canonical_word;
use crate::resource::kind::SERVERS;
use crate::resource::{
    Cell, Children, Detail, Field, Health, HealthMark, Level, LevelMark, Progress, Row, State, StateClass,
};

use super::super::client::Operations;
use super::super::wire::{Cluster, Host, Operation, OperationKind};
use super::super::words;
use super::{OPERATIONS, host, operation, time};

/// The state of a cluster that cannot be read, and the field of its element that says why not.
const UNREADABLE: &str = "unreadable";

/// The element for a cluster of the list that cannot be read.
pub fn unreadable_element(name: &str, why: &str) -> String {
    serde_json::json!({"name": name, UNREADABLE: why}).to_string()
}

/// The row of a cluster with the record of an operation under way beside it; never fails.
pub fn row_of_element(raw: &str) -> Row {
    let mut cluster = match serde_json::from_str::<Cluster>(raw) {
        Ok(cluster) => cluster,
        Err(error) => return broken_row("cluster", &error.to_string()),
    };
    if let Some(Value::String(why)) = cluster.rest.remove(UNREADABLE) {
        return broken_row(&cluster.name, &why);
    }
    let records = OperationKind::ALL.into_iter().filter_map(|kind| {
        let record = cluster.rest.remove(operation::joined_field(kind))?;
        Some((kind, serde_json::from_value::<Operation>(record).ok()?))
    });
    let records: Vec<(OperationKind, Operation)> = records.collect();
    row(&cluster, latest(records.iter().map(|(kind, run)| (*kind, run))))
}

/// A cluster that the manager lists and cannot read: it is there, and something is wrong with it.
fn broken_row(name: &str, why: &str) -> Row {
    Summary {
        id: name.into(),
        name: name.into(),
        state: State::new(UNREADABLE, StateClass::Bad),
        health: Some(HealthMark::new("unknown", Health::Error)),
        servers: None,
        version: None,
        progress: None,
        last_event: Some((LevelMark::new("ERROR", Level::Error), why.into())),
    }
    .into_row()
}

fn row(cluster: &Cluster, running: Option<(OperationKind, &Operation)>) -> Row {
    let tally = cluster.hosts.as_ref();
    let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let total = tally.and_then(|tally| count(tally.total));
    let members = total.unwrap_or_else(|| u32::try_from(cluster.members().len()).unwrap_or(u32::MAX));
    let available = tally.and_then(|tally| count(tally.available));
    Summary {
        id: cluster.name.as_str().into(),
        name: cluster.name.as_str().into(),
        state: running.map_or_else(|| state(&cluster.status), |(kind, _)| operation::state(kind)),
        health: (!cluster.status.is_empty()).then(|| words::cluster_status(&cluster.status)),
        servers: available.map(|available| (available, members)),
        version: None,
        progress: running.and_then(|(_, run)| {
            let done = i64::try_from(run.done().len()).ok()?;
            Progress::new(done, members.into())
        }),
        last_event: None,
    }
    .into_row()
}

/// The status of a cluster at rest. It is computed from its hosts' at each reading, and all that is known of it.
fn state(word: &str) -> State {
    let class = match canonical_word(word).as_str() {
        "OK" | "DEGRADED" => StateClass::Up,
        "FAILED" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// What is needed for a cluster's detail besides its own document.
pub struct Beside<'a> {
    pub hosts: &'a [Host],
    pub operations: &'a Operations,
    /// Other clusters whose nodes are in the same container manager, as last listed.
    pub sharing: &'a [&'a str],
}

/// Everything about a cluster.
pub fn detail(document: &str, cluster: &Cluster, beside: &Beside<'_>) -> Detail {
    let running = running(beside.operations);
    let members = cluster.members().len();
    let runs = OperationKind::ALL.into_iter().filter_map(|kind| {
        let run = beside.operations.get(kind)?;
        Some(Arc::new(operation::row(&cluster.name, kind, run, members)))
    });
    Detail {
        row: Arc::new(row(cluster, running)),
        busy_since: running.and_then(|(_, run)| time(&run.started_at)),
        fields: fields(cluster, beside.sharing),
        children: vec![
            Children {
                kind: SERVERS,
                rows: servers(cluster.members(), beside.hosts).collect(),
            },
            Children {
                kind: OPERATIONS,
                rows: runs.collect(),
            },
        ],
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}

/// A cluster that the manager lists and cannot read: what is known are its members, which it lists all the same.
pub fn broken_detail(name: &str, why: &str, members: &[String], hosts: &[Host]) -> Detail {
    Detail {
        row: Arc::new(broken_row(name, why)),
        busy_since: None,
        fields: vec![Field::new("why not", Cell::text_of(why))],
        children: vec![Children {
            kind: SERVERS,
            rows: servers(members, hosts).collect(),
        }],
        events: Vec::new(),
        document: unreadable_element(name, why).into(),
        spec: None,
    }
}

/// Whether a row is that of a cluster that cannot be read.
pub fn is_broken(row: &Row) -> bool {
    row.state.class == StateClass::Bad && *row.state.text == *UNREADABLE
}

fn servers<'a>(members: &'a [String], hosts: &'a [Host]) -> impl Iterator<Item = Arc<Row>> + 'a {
    members.iter().map(|address| {
        let known = hosts.iter().find(|host| host.address == *address);
        Arc::new(known.map_or_else(|| host::server_without_record(address), host::server_row))
    })
}

/// The operation under way. One worker runs all of them in turn, so there is one at the most, unless a run broke
/// and is said to be under way for ever: then the latest is meant.
pub fn running(operations: &Operations) -> Option<(OperationKind, &Operation)> {
    let under_way = OperationKind::ALL.into_iter().filter_map(|kind| {
        let run = operations.get(kind)?;
        words::operation_status(&run.status)
            .class
            .is_busy()
            .then_some((kind, run))
    });
    latest(under_way)
}

fn latest<'a>(
    runs: impl Iterator<Item = (OperationKind, &'a Operation)>,
) -> Option<(OperationKind, &'a Operation)> {
    runs.max_by(|(_, one), (_, other)| one.started_at.cmp(&other.started_at))
}

fn fields(cluster: &Cluster, sharing: &[&str]) -> Vec<Field> {
    let manager = if cluster.is_managed() {
        cluster.container_manager.as_str()
    } else {
        UNMANAGED
    };
    let mut fields = vec![
        Field::new("network", Cell::text_of(&cluster.network)),
        Field::new(MANAGER_FIELD, Cell::text_of(manager)),
    ];
    if !sharing.is_empty() {
        fields.push(Field::new(SHARING_FIELD, Cell::text_of(&sharing.join(" "))));
    }
    fields
}

/// Labels of the fields that actions read.
pub const MANAGER_FIELD: &str = "container manager";
pub const SHARING_FIELD: &str = "shares it with";

/// What stands in the first of them if there is none; no container manager can be called so.
pub const UNMANAGED: &str = "none: its hosts are disassociated, and never count as available";
