//! The eight operations, on the paths and with the checks of the reference.
//!
//! Order of checks: credential 401, role 403, cluster or server 404, content type 415, JSON 400, validation 400,
//! state 409 (not in a dry run), kind of update 400.

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

use super::answer::{self, Detail, Refusal};
use super::change::{self, Amendment, Outcome};
use super::definition::completed;
use super::fixture;
use super::model::{Cluster, Uid};
use super::settings::ReplacePaths;
use super::words::State as ClusterState;
use super::world::World;
use super::{auth, document, lifecycle, listing, validate};
use crate::sandbox::Seeded;
use crate::sandbox::faults::with_faults_worded;

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

type Parameters = Query<HashMap<String, String>>;

impl World {
    /// The manager as a router; paths are below `/api/v1`, as of the real one.
    pub fn router(&self) -> Router {
        self.router_below("/api/v1")
    }

    /// The manager as a router, with another base path: empty, or `/` and some words.
    pub fn router_below(&self, base: &str) -> Router {
        let base = base.trim_end_matches('/');
        let path = |rest: &str| format!("{base}/clusters{rest}");
        let server = post(replace_server).delete(replace_server);
        let api = Router::new()
            .route(&path(""), get(list).post(create))
            .route(
                &path("/{uid}"),
                get(show).patch(update).put(overwrite).delete(delete),
            )
            .route(&path("/{uid}/history/{version}"), get(show_version))
            .route(&path("/{uid}/servers/{instance}"), server)
            .route(
                &path("/{uid}/servers/{instance}/replace"),
                post(replace_server_below),
            )
            .layer(middleware::from_fn_with_state(self.clone(), auth::check))
            .route(
                "/auth/realms/{realm}/protocol/openid-connect/token",
                post(auth::issue_token),
            )
            .with_state(self.clone());
        with_faults_worded(api, self.faults().clone(), self.seed, answer::injected)
    }
}

async fn list(State(world): State<World>, Query(parameters): Parameters) -> Result<Response, Refusal> {
    let flags = Flags::of(&parameters)?;
    Ok(answer::json(StatusCode::OK, listing::body(world, flags.pretty)))
}

async fn create(
    State(world): State<World>,
    Query(parameters): Parameters,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let document = completed(read_object(&headers, JSON, &body)?);
    let flags = Flags::of(&parameters)?;
    let complaints = validate::complaints(&document);
    if !complaints.is_empty() {
        return Err(Refusal::Invalid(complaints));
    }
    let now = world.clock().now();
    let mut contents = world.present();
    let chance = if flags.dry_run {
        Seeded::new(0)
    } else {
        Seeded::new(contents.chance.bits())
    };
    let mut cluster = fixture::cluster(&document, chance, now);
    cluster.state = ClusterState::Pending;
    if flags.dry_run {
        return Ok(flags.answer(StatusCode::OK, &document::cluster(&cluster, &contents.settings)));
    }
    lifecycle::create(&mut cluster, now);
    let body = document::cluster(&cluster, &contents.settings);
    contents.insert(cluster);
    Ok(flags.answer(StatusCode::ACCEPTED, &body))
}

async fn show(
    State(world): State<World>,
    Path(uid): Path<String>,
    Query(parameters): Parameters,
) -> Result<Response, Refusal> {
    let mut contents = world.present();
    let rendered = find(&uid, |uid| contents.find(uid))
        .and_then(|serial| contents.rendered(serial).ok_or_else(|| no_cluster(&uid)))?;
    let flags = Flags::of(&parameters)?;
    if flags.pretty {
        return Ok(flags.answer(StatusCode::OK, &rendered));
    }
    Ok(answer::json(StatusCode::OK, rendered))
}

async fn update(
    State(world): State<World>,
    Path(uid): Path<String>,
    Query(parameters): Parameters,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let serial = find(&uid, |uid| world.present().find(uid))?;
    let patch = read_object(&headers, MERGE_PATCH, &body)?;
    let asks_to_start = asks_to_start(&patch);
    let flags = Flags::of(&parameters)?;
    amend(&world, &uid, serial, flags, asks_to_start, |cluster| {
        change::patched(cluster, &patch)
    })
}

async fn overwrite(
    State(world): State<World>,
    Path(uid): Path<String>,
    Query(parameters): Parameters,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let serial = find(&uid, |uid| world.present().find(uid))?;
    let document = read_object(&headers, JSON, &body)?;
    let flags = Flags::of(&parameters)?;
    if world.lock().settings.overwrite_fault && validate::lacks_access_mode(&document) {
        return Err(Refusal::ServerFault);
    }
    amend(&world, &uid, serial, flags, asks_to_start(&document), |_| {
        document
    })
}

async fn delete(State(world): State<World>, Path(uid): Path<String>) -> Result<StatusCode, Refusal> {
    let now = world.clock().now();
    let mut contents = world.present();
    let serial = find(&uid, |uid| contents.find(uid))?;
    contents
        .change(serial, |cluster| change::delete(cluster, now))
        .ok_or_else(|| no_cluster(&uid))??;
    Ok(StatusCode::ACCEPTED)
}

async fn show_version(
    State(world): State<World>,
    Path((uid, number)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let contents = world.present();
    let serial = find(&uid, |uid| contents.find(uid))?;
    let version: u64 = number.parse().map_err(|_| {
        let message = "Resource version must be an integer that is not negative";
        Refusal::Invalid(vec![Detail::new("MalformedValue", "resourceVersion", message)])
    })?;
    let body = contents.look(serial, |cluster| {
        let definition = cluster.definition_at(version)?;
        Some(document::version(cluster.uid, &definition, version))
    });
    let missing = || {
        Refusal::NotFound(format!(
            "Cluster [{uid}] resource version [{version}] was not found"
        ))
    };
    Ok(answer::json(StatusCode::OK, body.flatten().ok_or_else(missing)?))
}

async fn replace_server(
    State(world): State<World>,
    method: Method,
    Path((uid, instance)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let paths = world.lock().settings.replace_paths;
    if paths == ReplacePaths::None || (method != Method::DELETE && paths != ReplacePaths::AllGuesses) {
        return Ok(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    begin_replacement(&world, &uid, &instance)
}

async fn replace_server_below(
    State(world): State<World>,
    Path((uid, instance)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    if world.lock().settings.replace_paths != ReplacePaths::AllGuesses {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    begin_replacement(&world, &uid, &instance)
}

fn begin_replacement(world: &World, uid: &str, instance: &str) -> Result<Response, Refusal> {
    let now = world.clock().now();
    let mut contents = world.present();
    let serial = find(uid, |uid| contents.find(uid))?;
    let begun = contents.change(serial, |cluster| change::replace_server(cluster, now, instance));
    begun.ok_or_else(|| no_cluster(uid))??;
    Ok(StatusCode::ACCEPTED.into_response())
}

/// Changes the definition of a cluster to what `document` makes of it.
fn amend(
    world: &World,
    uid: &str,
    serial: u64,
    flags: Flags,
    asks_to_start: bool,
    document: impl FnOnce(&Cluster) -> Value,
) -> Result<Response, Refusal> {
    let now = world.clock().now();
    let mut contents = world.present();
    let settings = contents.settings.clone();
    let amended = contents.change(serial, |cluster| {
        let (document, Flags { force, dry_run, .. }) = (document(cluster), flags);
        let amendment = Amendment {
            document,
            asks_to_start,
            force,
            dry_run,
        };
        Ok(match change::amend(cluster, now, amendment)? {
            Outcome::WouldStore(definition) => (
                StatusCode::OK,
                document::cluster_as_if(cluster, &definition, &settings),
            ),
            Outcome::Accepted | Outcome::NothingToDo => {
                (StatusCode::ACCEPTED, document::cluster(cluster, &settings))
            }
        })
    });
    let (status, body) = amended.ok_or_else(|| no_cluster(uid))??;
    Ok(flags.answer(status, &body))
}

/// The boolean parameters of a request.
#[derive(Debug, Clone, Copy)]
struct Flags {
    pretty: bool,
    dry_run: bool,
    force: bool,
}

impl Flags {
    fn of(parameters: &HashMap<String, String>) -> Result<Self, Refusal> {
        let flag = |name: &str| match parameters.get(name).map(String::as_str) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => {
                let message = format!("{name} must be true or false");
                Err(Refusal::Invalid(vec![Detail::new("InvalidValue", name, message)]))
            }
        };
        Ok(Self {
            pretty: flag("pretty")?,
            dry_run: flag("dryRun")?,
            force: flag("force")?,
        })
    }

    fn answer(self, status: StatusCode, document: &[u8]) -> Response {
        let body = if self.pretty {
            document::pretty(document, 0)
        } else {
            document.to_vec()
        };
        answer::json(status, body)
    }
}

fn read_object(headers: &HeaderMap, wanted: &'static str, body: &[u8]) -> Result<Value, Refusal> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = content_type
        .and_then(|text| text.split(';').next())
        .unwrap_or_default()
        .trim();
    if !media_type.eq_ignore_ascii_case(wanted) {
        return Err(Refusal::UnsupportedMediaType(wanted));
    }
    match serde_json::from_slice(body) {
        Ok(document @ Value::Object(_)) => Ok(document),
        Ok(_) => Err(change::not_an_object("Body must be a JSON object")),
        Err(error) => Err(change::not_an_object(format!("Body is not valid JSON: {error}"))),
    }
}

fn asks_to_start(body: &Value) -> bool {
    body.pointer("/spec/desiredState").and_then(Value::as_str) == Some("STARTED")
}

fn find(uid: &str, find: impl FnOnce(Uid) -> Option<u64>) -> Result<u64, Refusal> {
    Uid::parse(uid).and_then(find).ok_or_else(|| no_cluster(uid))
}

fn no_cluster(uid: &str) -> Refusal {
    Refusal::NotFound(format!("Cluster [{uid}] was not found"))
}
