//! The client and the manager against what two real managers answered ([`stub`] answers with it, or with what a test
//! wrote down).
//!
//! - [`recorded`]: every recorded answer is read, every refusal has its meaning.
//! - [`calls`]: what is sent, to the letter.
//! - [`lists`]: pages, projections and totals; [`deployments`]: what their state is derived from; [`objects`]: what is
//!   read alone.
//! - [`versions`]: what differs between the generations; [`refusals`]: what errors become.
//! - [`tolerance`]: odd answers still become rows; [`log`]: events; [`secrets`]: what never shows;
//!   [`simulated`]: the simulator of both generations is read, [`files`] go to it and come back.

mod calls;
mod deployments;
mod files;
mod lists;
mod log;
mod objects;
mod recorded;
mod refusals;
mod secrets;
mod simulated;
mod stub;
mod tolerance;
mod versions;

use std::sync::Arc;

use axum::Router;
use serde_json::Value;

use super::client::{BASE_PATH, Client, DEFAULT_TENANT};
use super::manager::open;
use crate::managers::{ElementSink, Manager, ManagerError, Opening};
use crate::resource::{Cell, Detail, Id, KindId, Row};
use crate::transport::{Credential, Door, Endpoint, Fixed, RetryPolicy, base_url};

use stub::Stub;

const RECORDED_42: &str = include_str!("../samples/recorded-4.2.jsonl");
const RECORDED_71: &str = include_str!("../samples/recorded-7.1.jsonl");

/// One recorded exchange.
struct Exchange {
    method: String,
    path: String,
    status: u16,
    content_type: String,
    /// As it was sent.
    body: String,
}

fn exchanges(recording: &str) -> Vec<Exchange> {
    let read = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (request, response) = (&line["request"], &line["response"]);
        Exchange {
            method: text(&request["method"]),
            path: text(&request["path"]),
            status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
            content_type: text(&response["headers"]["content-type"]),
            body: match &response["body"] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            },
        }
    };
    recording.lines().map(read).collect()
}

/// The body of the first recorded answer to a request.
fn recorded(recording: &str, method: &str, path: &str) -> String {
    let mut exchanges = exchanges(recording).into_iter();
    let found = exchanges.find(|it| it.method == method && it.path == path);
    found.map_or_else(|| panic!("{method} {path} is not recorded"), |it| it.body)
}

/// The longest recorded answer to a request that was sent several times.
fn fullest(recording: &str, path: &str) -> String {
    let exchanges = exchanges(recording).into_iter();
    let meant = exchanges.filter(|it| it.method == "GET" && it.path == path && it.status == 200);
    meant.map(|it| it.body).max_by_key(String::len).unwrap()
}

fn door_to(router: Router) -> Door {
    let base = base_url("http://manager.sandbox.localhost").unwrap();
    let credential = Credential::Basic {
        user: "admin".into(),
        password: "admin-password".to_owned().into(),
    };
    Door::new(Endpoint::in_process(base, router))
        .with_credentials(Fixed(credential))
        .with_retry(RetryPolicy::never())
}

fn opened(door: Door) -> Arc<dyn Manager> {
    let settings = Default::default();
    open(Opening { door, settings }).unwrap()
}

/// Takes as many rows as it wants, and remembers what it was told.
struct Rows {
    rows: Vec<Row>,
    wanted: usize,
    total: Option<u64>,
}

impl Default for Rows {
    fn default() -> Self {
        Self::wanting(usize::MAX)
    }
}

impl Rows {
    fn wanting(wanted: usize) -> Self {
        Self {
            rows: Vec::new(),
            wanted,
            total: None,
        }
    }
}

impl ElementSink for Rows {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.rows.push(read(raw));
    }

    fn wanted(&self) -> usize {
        self.wanted
    }

    fn total(&mut self, total: u64) {
        self.total = Some(total);
    }
}

/// What each cell of a row prints.
fn shown(row: &Row) -> String {
    let cells = row.cells.iter().map(|cell| cell.shown().into_owned());
    cells.collect::<Vec<_>>().join(" | ")
}

fn table<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<String> {
    rows.into_iter().map(shown).collect()
}

/// "label: value" of each field.
fn fields(detail: &Detail) -> Vec<String> {
    let fields = detail.fields.iter();
    fields
        .map(|field| format!("{}: {}", field.label, field.value.shown()))
        .collect()
}

/// What the field of this label says; nothing if there is none.
fn field(detail: &Detail, label: &str) -> String {
    let field = detail.fields.iter().find(|field| field.label == label);
    field.map_or_else(String::new, |field| field.value.shown().into_owned())
}
