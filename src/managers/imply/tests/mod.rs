//! The client against the documented samples and against the simulated manager.
//!
//! - [`samples`]: the three sample clusters become exactly these cells.
//! - [`damaged`]: samples with anything missing, null, odd or newer still become rows.
//! - [`operations`]: all operations of the API, as they are sent and what they give.
//! - [`editing`]: a change of a configuration is shown as it is sent, number by number.
//! - [`replacing`]: "replace server", whose path the reference leaves out.
//! - [`refusals`]: what the manager's refusals become.
//! - [`opening`]: settings, base paths, and the way over a real socket.

mod damaged;
mod editing;
mod opening;
mod operations;
mod refusals;
mod replacing;
mod samples;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::client::{BASE_PATH, Client, PathTemplate, REPLACE_SERVER, Sending};
use super::sandbox::World;
use crate::managers::{ElementSink, ManagerError};
use crate::resource::{Id, Row};
use crate::sandbox::recorder::{Recorded, Recorder};
use crate::sandbox::{Scenario, VirtualClock};
use crate::transport::{Credential, Door, Endpoint, Fixed, RetryPolicy, base_url};

/// `dev-sandbox`: one server of each kind, running.
const DEV: &str = include_str!("../samples/dev-small.json");
/// `events-eu`: stage 5 of 12 of a rolling update.
const MID_UPDATE: &str = include_str!("../samples/mid-update.json");
/// `prod-analytics`: three tiers, direct access to Pivot, secrets in its options.
const PROD: &str = include_str!("../samples/prod-three-tier.json");

/// An id that no cluster has.
const NOBODY: &str = "e9e1e18f-a9e8-4dd7-8a18-768039c57f22";

/// A client on a simulated manager with the three sample clusters.
struct Desk {
    world: World,
    client: Client,
    recorder: Recorder,
}

impl Desk {
    fn new() -> Self {
        Self::replacing_by(REPLACE_SERVER)
    }

    fn replacing_by(path: &str) -> Self {
        let world = world();
        let recorder = Recorder::default();
        let door = door_to(recorder.around(world.router()), "http://desk.sandbox.localhost");
        let client = Client::new(door, BASE_PATH, PathTemplate::parse(path).unwrap());
        Self {
            world,
            client,
            recorder,
        }
    }

    fn id(&self, name: &str) -> String {
        self.world.uid_of(name).unwrap()
    }

    fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds));
    }

    async fn create(&self, definition: &Value, sending: Sending) -> Result<Bytes, ManagerError> {
        let prepared = self.client.create_cluster(&definition.into(), sending);
        self.client.submit(prepared).await
    }

    async fn update(&self, id: &str, patch: &Value, sending: Sending) -> Result<Bytes, ManagerError> {
        let prepared = self.client.update_cluster(id, &patch.into(), sending);
        self.client.submit(prepared).await
    }

    async fn overwrite(&self, id: &str, definition: &Value, sending: Sending) -> Result<Bytes, ManagerError> {
        let prepared = self.client.overwrite_cluster(id, &definition.into(), sending)?;
        self.client.submit(prepared).await
    }

    /// The last request that reached the manager.
    fn last_request(&self) -> Recorded {
        self.recorder.requests().pop().unwrap()
    }
}

/// A quiet world with the sample clusters.
fn world() -> World {
    let scenario = Scenario {
        quiet: true,
        ..Scenario::new(VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap()))
    };
    let documents = [DEV, MID_UPDATE, PROD].map(|text| serde_json::from_str(text).unwrap());
    World::with_documents(&scenario, &documents)
}

fn door_to(router: axum::Router, base: &str) -> Door {
    Door::new(Endpoint::in_process(base_url(base).unwrap(), router))
        .with_credentials(Fixed(Credential::Bearer("token".to_owned().into())))
        .with_retry(RetryPolicy::never())
}

fn json(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap()
}

/// Takes every row of a list.
#[derive(Default)]
struct Rows(Vec<Row>);

impl ElementSink for Rows {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.0.push(read(raw));
    }
}

impl Rows {
    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|row| &*row.name).collect()
    }
}

/// What the cells of a row say.
fn shown(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| cell.shown().into_owned()).collect()
}

fn id(text: &str) -> Id {
    Arc::from(text)
}

fn invalid(error: ManagerError) -> (String, Vec<(String, String)>) {
    let ManagerError::Invalid { message, fields } = error else {
        panic!("not about fields: {error:?}");
    };
    let pairs = fields.into_iter().map(|field| (field.target, field.code));
    (message, pairs.collect())
}
