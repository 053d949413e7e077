//! The last run of an upgrade, a restart or a deploy of a cluster ("Operations in general").

use serde_json::{Value, json};

use crate::resource::{Cell, Column, Detail, Field, Progress, Row, State, StateClass};

use super::super::wire::{Operation, OperationKind};
use super::super::words;
use super::{joined, time, time_cell};

/// Columns of an operation, in the order of its row.
pub const COLUMNS: [Column; 8] = [
    Column::left("operation", "OPERATION", (9, 10), 0),
    Column::left("cluster", "CLUSTER", (10, 30), 1),
    Column::left("status", "STATUS", (8, 12), 0),
    Column::right("hosts", "HOSTS", (5, 7), 2),
    Column::left("at-work-on", "AT WORK ON", (10, 22), 3),
    Column::left("version", "VERSION", (7, 12), 6),
    Column::left("started", "STARTED", (19, 19), 4),
    Column::left("finished", "FINISHED", (19, 19), 5),
];

/// Index of the STARTED column: it tells one run from another.
pub const STARTED: usize = 6;

/// The field of a joined cluster that holds the record of an operation under way.
pub fn joined_field(kind: OperationKind) -> &'static str {
    kind.word()
}

/// The id of an operation among those of all clusters.
pub fn id_of(cluster: &str, kind: OperationKind) -> String {
    format!("{cluster}/{}", kind.word())
}

/// What an id of [`id_of`] names.
pub fn of_id(id: &str) -> Option<(&str, OperationKind)> {
    let (cluster, word) = id.split_once('/')?;
    let kind = OperationKind::ALL.into_iter().find(|kind| kind.word() == word)?;
    Some((cluster, kind))
}

/// "upgrading": what a cluster is doing while the operation runs.
pub fn doing(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Deploy => "deploying",
        OperationKind::Upgrade => "upgrading",
        OperationKind::Restart => "restarting",
    }
}

/// "upgraded": what is done with the hosts.
pub fn done_word(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Deploy => "deployed",
        OperationKind::Upgrade => "upgraded",
        OperationKind::Restart => "restarted",
    }
}

/// Fields of an element beside those of the record: which operation of which cluster it is, how many hosts that has,
/// and why the record cannot be read.
const OPERATION: &str = "operation";
const CLUSTER: &str = "cluster";
const HOSTS: &str = "hosts";
const UNREADABLE: &str = "unreadable";

/// The element of a list: the record, with what it takes to name it and to count its hosts.
pub fn element(record: &str, cluster: &str, kind: OperationKind, hosts: usize) -> String {
    // Some servers leave its name out.
    let record = joined::with(record, OPERATION, &Value::from(kind.word()));
    let record = joined::with(&record, CLUSTER, &Value::from(cluster));
    joined::with(&record, HOSTS, &json!(hosts))
}

/// The element for a record that is there and cannot be read.
pub fn unreadable_element(cluster: &str, kind: OperationKind, why: &str) -> String {
    element(&json!({UNREADABLE: why}).to_string(), cluster, kind, 0)
}

/// The row of an [`element`]; never fails.
pub fn row_of_element(raw: &str) -> Row {
    let read = || -> Result<Row, String> {
        let mut run: Operation = serde_json::from_str(raw).map_err(|error| error.to_string())?;
        let mut beside = |field| run.rest.remove(field);
        let word = beside(OPERATION);
        let word = word.as_ref().and_then(Value::as_str).unwrap_or_default();
        let kind = OperationKind::ALL.into_iter().find(|kind| kind.word() == word);
        let cluster = beside(CLUSTER);
        let cluster = cluster.as_ref().and_then(Value::as_str).unwrap_or_default();
        let hosts = beside(HOSTS).and_then(|hosts| hosts.as_u64());
        let kind = kind.ok_or_else(|| format!("{word:?} is no operation"))?;
        if let Some(Value::String(why)) = beside(UNREADABLE) {
            let why = format!("{word} of {cluster}: {why}");
            return Ok(Row::unreadable(&id_of(cluster, kind), COLUMNS.len(), &why));
        }
        let hosts = hosts.and_then(|hosts| usize::try_from(hosts).ok());
        Ok(row(cluster, kind, &run, hosts.unwrap_or(0)))
    };
    read().unwrap_or_else(|why| Row::unreadable("operation", COLUMNS.len(), &why))
}

/// The row of the last run of an operation; `hosts` is how many the cluster has.
pub fn row(cluster: &str, kind: OperationKind, run: &Operation, hosts: usize) -> Row {
    let done = run.done().len();
    // A cluster may have lost hosts since.
    let total = hosts.max(done + run.in_process.len());
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let state = words::operation_status(&run.status);
    let progress = Progress::new(count(done).into(), count(total).into());
    Row {
        id: id_of(cluster, kind).into(),
        name: format!("{} of {cluster}", kind.word()).into(),
        progress: progress.filter(|_| state.class.is_busy()),
        version: None,
        cells: Box::new([
            Cell::text_of(kind.word()),
            Cell::text_of(cluster),
            Cell::State(state.clone()),
            Cell::Ratio {
                ok: count(done),
                total: count(total),
            },
            Cell::text_of(&run.in_process.join(" ")),
            Cell::text_of(run.version.as_deref().unwrap_or_default()),
            time_cell(&run.started_at),
            time_cell(&run.finished_at),
        ]),
        state,
    }
}

/// Everything about the last run of an operation.
pub fn detail(cluster: &str, kind: OperationKind, document: &str, run: &Operation, hosts: usize) -> Detail {
    let row = row(cluster, kind, run, hosts);
    let busy_since = time(&run.started_at).filter(|_| row.state.class.is_busy());
    let label = |cell: &Cell| cell.clone();
    let done = run.done().join(" ");
    let fields = [
        ("cluster", Cell::text_of(cluster)),
        ("status", Cell::State(row.state.clone())),
        ("hosts", label(row.cell(3))),
        (done_word(kind), Cell::text_of(&done)),
        ("at work on", label(row.cell(4))),
        ("version", label(row.cell(5))),
        ("started", label(row.cell(STARTED))),
        ("finished", label(row.cell(STARTED + 1))),
    ];
    Detail {
        fields: fields
            .into_iter()
            .filter(|(_, value)| *value != Cell::Empty)
            .map(|(label, value)| Field::new(label, value))
            .collect(),
        busy_since,
        document: document.into(),
        row: row.into(),
        children: Vec::new(),
        events: Vec::new(),
        spec: None,
    }
}

/// A cluster's state while an operation runs on it.
pub fn state(kind: OperationKind) -> State {
    State::new(doing(kind), StateClass::Busy)
}
