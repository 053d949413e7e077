//! The client and the manager against the documented samples ([`stub`] answers with them).
//!
//! - [`samples`]: every sample has its call, to the letter, and every answer among them is read.
//! - [`rows`]: what the lists and the objects show; [`parts`]: what is listed for each cluster.
//! - [`refusals`]: what each shape of error becomes; [`tolerance`]: odd answers still become rows.
//! - [`naming`]: a cluster by its name, and an account without clusters; [`remembering`]: what is not asked twice.
//! - [`secrets`]: what never shows.

mod naming;
mod parts;
mod refusals;
mod remembering;
mod rows;
mod samples;
mod secrets;
mod stub;
mod tolerance;

use std::sync::Arc;

use axum::Router;

use super::client::{BASE_PATH, Client};
use crate::managers::{ElementSink, Manager, ManagerError, Opening};
use crate::resource::{Detail, Id, KindId, Row};
use crate::transport::{Credential, Door, Endpoint, Fixed, RetryPolicy, base_url};

use stub::{Stub, sample};

/// A cluster of two data centres, running or in a resize.
const CATALOGUE: &str = "62f746b4-84e6-4ceb-a5bd-447e7184d454";
/// A cluster on its way up.
const ORDERS: &str = "281fa6f5-54a5-454c-aa2e-c0035e0e14ca";
/// A Kafka cluster with nodes for ZooKeeper.
const EVENTS: &str = "6ca4a1a9-f5b1-4f71-9c7a-c8ad1b2ba06b";
/// A data centre of [`CATALOGUE`], and the other one.
const DC1: &str = "1dc02e27-0db3-47d9-ac8e-dfa3169a73bf";
const DC2: &str = "66c164e7-c859-40d2-a844-c762939ae232";

fn door_to(router: Router) -> Door {
    let base = base_url("http://account.sandbox.localhost").unwrap();
    let credential = Credential::Basic {
        user: "jdoe".into(),
        password: "key".into(),
    };
    Door::new(Endpoint::in_process(base, router))
        .with_credentials(Fixed(credential))
        .with_retry(RetryPolicy::never())
}

fn client(router: Router) -> Client {
    Client::new(door_to(router), BASE_PATH)
}

fn opened(door: Door) -> Arc<dyn Manager> {
    let settings = Default::default();
    (super::ENTRY.open)(Opening { door, settings }).unwrap()
}

#[derive(Default)]
struct Rows(Vec<Row>);

impl ElementSink for Rows {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.0.push(read(raw));
    }
}

/// What each cell of a row prints.
fn shown(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| cell.shown().into_owned()).collect()
}

fn table(rows: &[Arc<Row>]) -> Vec<String> {
    rows.iter().map(|row| shown(row).join(" | ")).collect()
}

/// What the field of this label says; nothing if there is none.
fn field(detail: &Detail, label: &str) -> String {
    let field = detail.fields.iter().find(|field| field.label == label);
    field.map_or_else(String::new, |field| field.value.shown().into_owned())
}
