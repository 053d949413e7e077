//! The client and the manager against the recording of a real server, and against the simulated one.
//!
//! - [`recorded`]: every recorded answer is read, and nothing of it is lost.
//! - [`tolerance`]: answers of older servers and odd ones are read as well.
//! - [`requests`]: what is sent, to the letter, and what is not sent at all.
//! - [`composite`]: readings of several requests, and changes that look before or after.
//! - [`refusals`]: what an answer without a word of detail becomes.
//! - [`rows`]: what the lists and the objects of every kind show; [`under_way`]: while an operation runs.
//! - [`odd_answers`]: answers that are older, newer, broken or incomplete still become rows ([`stub`] gives them).
//! - [`order`]: which requests a list takes, in which order, and who may go between them.
//! - [`hazards`]: what is said before anything is sent; [`acting`]: what is sent, and what is not.
//! - [`several`]: several hosts added at once.
//! - [`following`]: every action from before to its end; [`telling`]: a request that is told is the one that is sent.

mod acting;
mod composite;
mod following;
mod hazards;
mod odd_answers;
mod order;
mod recorded;
mod refusals;
mod requests;
mod rows;
mod several;
mod stub;
mod telling;
mod tolerance;
mod under_way;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use secrecy::SecretString;

use super::client::{BASE_PATH, Client, ClusterDraft, HostDraft, TypedDraft};
use super::sandbox::World;
use super::sandbox::fleet::Profile;
use super::sandbox::settings::Settings;
use super::wire::OperationKind;
use crate::managers::Remark;
use crate::managers::{ActionRequest, ElementSink, Manager, ManagerError, Opening};
use crate::resource::{Action, ActionId, Arguments, Detail, Id, KindId, Row, Target};
use crate::sandbox::recorder::Recorder;
use crate::sandbox::{Scenario, VirtualClock};
use crate::transport::{Credential, Door, Endpoint, Fixed, RetryPolicy, base_url};

/// "test", in base64.
const KEY: &str = "dGVzdAo=";

/// A client on a simulated manager, and what it sent.
struct Desk {
    world: World,
    client: Client,
    manager: Arc<dyn Manager>,
    recorder: Recorder,
}

impl Desk {
    /// On a server just installed.
    fn empty() -> Self {
        Self::on(Profile::Empty)
    }

    /// On the default fleet, in which nothing happens by itself.
    fn quiet() -> Self {
        Self::on(Profile::Edge)
    }

    fn on(profile: Profile) -> Self {
        let clock = VirtualClock::manual("2026-11-20T20:00:00Z".parse().unwrap());
        let scenario = Scenario {
            quiet: true,
            ..Scenario::new(clock)
        };
        Self::of(World::new(&scenario, profile))
    }

    fn of(world: World) -> Self {
        let router = world.router();
        Self::behind(world, router)
    }

    /// With something between it and the manager.
    fn behind(world: World, router: Router) -> Self {
        let recorder = Recorder::default();
        let door = door_to(recorder.around(router));
        Self {
            world,
            client: Client::new(door.clone(), BASE_PATH),
            manager: opened(door),
            recorder,
        }
    }

    fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.world.configure(change);
    }

    fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds));
    }

    /// "GET /clusters" and so on, in the order in which they arrived.
    fn sent(&self) -> Vec<String> {
        let requests = self.recorder.requests().into_iter();
        requests
            .map(|request| {
                format!(
                    "{} {}",
                    request.method,
                    request.path.trim_start_matches("/api/v0")
                )
            })
            .collect()
    }

    /// What was sent that may change something.
    fn changes(&self) -> Vec<String> {
        let is_change = |line: &String| !line.starts_with("GET ");
        self.sent().into_iter().filter(is_change).collect()
    }

    async fn rows(&self, kind: KindId) -> Vec<Row> {
        let mut rows = Rows::default();
        self.manager.list(kind, &mut rows).await.unwrap();
        rows.0
    }

    async fn row(&self, kind: KindId, id: &str) -> Row {
        let rows = self.rows(kind).await;
        let found = rows.iter().find(|row| *row.id == *id);
        found.unwrap_or_else(|| panic!("no {id} in {rows:?}")).clone()
    }

    async fn detail(&self, kind: KindId, id: &str) -> Detail {
        let detail = self.manager.read(kind, &Id::from(id)).await;
        detail.unwrap_or_else(|error| panic!("{kind} {id}: {error:?}"))
    }

    async fn act(&self, request: &ActionRequest) -> Result<Remark, ManagerError> {
        self.manager.act(request).await
    }

    async fn cluster(&self, name: &str, manager: &str) {
        let draft = ClusterDraft {
            container_manager: Some(manager.into()),
            ..ClusterDraft::default()
        };
        self.client.create_cluster(name, &draft).await.unwrap();
    }

    /// A host that is ready.
    async fn host(&self, address: &str) {
        self.client.add_host(address, &host_draft(None)).await.unwrap();
        self.advance(10);
    }
}

fn host_draft(cluster: Option<&str>) -> HostDraft {
    HostDraft {
        ssh_priv_key: SecretString::from(KEY),
        remote_user: None,
        cluster: cluster.map(str::to_owned),
    }
}

fn door_to(router: Router) -> Door {
    let base = base_url("http://desk.sandbox.localhost").unwrap();
    let credential = Credential::Basic {
        user: "a".into(),
        password: "a".into(),
    };
    Door::new(Endpoint::in_process(base, router))
        .with_credentials(Fixed(credential))
        .with_retry(RetryPolicy::never())
}

fn opened(door: Door) -> Arc<dyn Manager> {
    let settings = Default::default();
    (super::ENTRY.open)(Opening { door, settings }).unwrap()
}

/// What is declared of an action.
fn declared(kind: KindId, action: ActionId) -> &'static Action {
    super::ENTRY.about.action(action, kind).unwrap()
}

/// One action on one target, told these things.
fn asked(kind: KindId, action: ActionId, id: &str, told: &[(&'static str, &str)]) -> ActionRequest {
    let arguments = told
        .iter()
        .fold(Arguments::default(), |arguments, (name, value)| {
            arguments.with(name, value)
        });
    ActionRequest {
        arguments,
        ..ActionRequest::new(action, kind, &Id::from(id), None)
    }
}

/// The same on a part.
fn asked_of_part(kind: KindId, action: ActionId, id: &str, part: &str) -> ActionRequest {
    ActionRequest::new(action, kind, &Id::from(id), Some(&Id::from(part)))
}

/// What the cells of a row say.
fn shown(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| cell.shown().into_owned()).collect()
}

/// What the field of this label says; nothing if there is none.
fn field(detail: &Detail, label: &str) -> String {
    let field = detail.fields.iter().find(|field| field.label == label);
    field.map_or_else(String::new, |field| field.value.shown().into_owned())
}

/// Takes every row of a list.
#[derive(Default)]
struct Rows(Vec<Row>);

impl ElementSink for Rows {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.0.push(read(raw));
    }
}
