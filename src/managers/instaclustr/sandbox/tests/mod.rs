//! The simulated service as a client meets it: through its router, on a clock moved by hand.

mod access;
mod deleting;
mod faults;
mod fleets;
mod invariants;
mod life;
mod orders;
mod parts;
mod rate;
mod resizing;
mod samples;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::World;
use super::fleet::Profile;
use super::settings::Settings;
use crate::sandbox::{Scenario, VirtualClock};

const ROOT: &str = "/provisioning/v1";

fn scenario() -> Scenario {
    Scenario::new(VirtualClock::manual("2026-11-20T12:00:00Z".parse().unwrap()))
}

/// A sample by its name.
fn sample(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/managers/instaclustr/samples");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

struct Service {
    world: World,
    router: Router,
    /// Of the requests that it sends.
    authorization: String,
}

impl Service {
    /// The default fleet; any number of requests at any time.
    fn demonstration() -> Self {
        Self::of(World::new(&scenario(), Profile::Demonstration))
    }

    fn empty() -> Self {
        Self::of(World::new(&scenario(), Profile::Empty))
    }

    fn of(world: World) -> Self {
        world.configure(|settings| settings.window = None);
        let router = world.router();
        Self {
            world,
            router,
            authorization: basic("jdoe", "any"),
        }
    }

    /// The same service, asked by someone else.
    fn as_user(&self, user: &str, key: &str) -> Self {
        Self {
            world: self.world.clone(),
            router: self.router.clone(),
            authorization: basic(user, key),
        }
    }

    fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.world.configure(change);
    }

    fn advance(&self, seconds: f64) {
        self.world.clock().advance(Duration::from_secs_f64(seconds));
    }

    async fn response(&self, request: Request<Body>) -> (Response<()>, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        (
            Response::from_parts(parts, ()),
            String::from_utf8(bytes.to_vec()).unwrap(),
        )
    }

    /// Sends a request; a body that is no JSON comes back as text.
    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("{ROOT}{path}"))
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let (response, text) = self.response(request.body(body).unwrap()).await;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        (response.status().as_u16(), body)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("POST", path, Some(body)).await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("PUT", path, Some(body)).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        self.send("DELETE", path, None).await
    }

    /// Orders a cluster; gives its id.
    async fn order(&self, order: Value) -> String {
        let (status, answer) = self.post("/extended/", order).await;
        assert_eq!(status, 202, "{answer}");
        answer["id"].as_str().unwrap().to_owned()
    }

    /// The status of a cluster, which must be known.
    async fn status(&self, id: &str) -> Value {
        let (status, answer) = self.get(&format!("/{id}")).await;
        assert_eq!(status, 202, "{answer}");
        answer
    }

    /// The id of a cluster.
    fn id(&self, name: &str) -> String {
        self.world
            .id_of(name)
            .unwrap_or_else(|| panic!("there is no {name}"))
    }

    /// The id of the first data centre of a cluster.
    async fn centre(&self, name: &str) -> String {
        let status = self.status(&self.id(name)).await;
        status["dataCentres"][0]["id"].as_str().unwrap().to_owned()
    }
}

fn basic(user: &str, key: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{key}")))
}

/// A document with other members; a null takes the member away.
fn with(mut document: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        let members = document.as_object_mut().unwrap();
        if value.is_null() {
            members.shift_remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    document
}

/// The statuses of the nodes of the first data centre.
fn nodes(status: &Value) -> Vec<&str> {
    let nodes = status["dataCentres"][0]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["nodeStatus"].as_str().unwrap())
        .collect()
}
