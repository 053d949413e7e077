//! The simulated manager as a client meets it: through its router, on a clock moved by hand.

mod access;
mod editing;
mod fleets;
mod lifecycle;
mod lists;
mod refusals;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::fixture::SAMPLES;
use super::{Profile, World};
use crate::sandbox::{Scenario, VirtualClock};

/// An id that no cluster has.
const NOBODY: &str = "e9e1e18f-a9e8-4dd7-8a18-768039c57f22";

fn scenario() -> Scenario {
    Scenario::new(VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap()))
}

fn sample(index: usize) -> Value {
    serde_json::from_str(SAMPLES[index]).unwrap()
}

/// The create example of the reference, in short.
fn create_body() -> Value {
    json!({"metadata": {"name": "My First Cluster"}, "spec": {
        "version": "2021.06", "awsInstanceRole": "imply-instance", "awsTags": [], "encryptVolumes": true,
        "commonRuntimeProperties": [],
        "master": {"replicas": 1, "instanceType": "t2.small"},
        "query": {"replicas": 3, "instanceType": "t2.small"},
        "data": {"tier1": {"replicas": 1, "instanceType": "t2.small"}},
        "metadataStore": {"instanceType": "db.t3.small", "diskSize": 27, "backupRetention": 14, "encrypt": true},
        "pivot": {"accessMode": "PROXIED"},
        "deepStorage": {"path": "s3://my-bucket/prefix", "encrypt": true},
    }})
}

struct Manager {
    world: World,
    router: Router,
}

impl Manager {
    /// A manager with the three sample clusters.
    fn with_samples() -> Self {
        Self::of(World::with_documents(
            &scenario(),
            &[sample(0), sample(1), sample(2)],
        ))
    }

    fn empty() -> Self {
        Self::of(World::new(&scenario(), Profile::Empty))
    }

    fn of(world: World) -> Self {
        let router = world.router();
        Self { world, router }
    }

    fn uid(&self, name: &str) -> String {
        self.world.uid_of(name).unwrap()
    }

    fn path(&self, name: &str) -> String {
        format!("/clusters/{}", self.uid(name))
    }

    fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds));
    }

    async fn text(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn send(&self, method: &str, path: &str, body: Option<(&str, Value)>) -> (u16, Value) {
        let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        let request = request.header(header::AUTHORIZATION, "Bearer anything");
        let request = match body {
            Some((content_type, body)) => request
                .header(header::CONTENT_TYPE, content_type)
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        let (status, text) = self.text(request.unwrap()).await;
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap()
        };
        (status.as_u16(), body)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, None).await
    }

    async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("PATCH", path, Some(("application/merge-patch+json", body)))
            .await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("PUT", path, Some(("application/json", body))).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("POST", path, Some(("application/json", body))).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        self.send("DELETE", path, None).await
    }

    /// The cluster, which must exist.
    async fn cluster(&self, name: &str) -> Value {
        let (status, cluster) = self.get(&self.path(name)).await;
        assert_eq!(status, 200, "{cluster}");
        cluster
    }

    async fn state(&self, name: &str) -> String {
        self.cluster(name).await["status"]["state"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Lets time pass in small steps until the cluster is in this state; the states seen on the way.
    async fn wait_for(&self, name: &str, state: &str) -> Vec<String> {
        let mut seen = vec![self.state(name).await];
        for _ in 0..2_000 {
            if seen.last().is_some_and(|last| last == state) {
                return seen;
            }
            self.advance(1);
            let now = self.state(name).await;
            if seen.last() != Some(&now) {
                seen.push(now);
            }
        }
        panic!("{name} never came to {state}: {seen:?}");
    }
}

fn messages(cluster: &Value) -> Vec<&str> {
    cluster["status"]["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["message"].as_str().unwrap())
        .collect()
}

fn server_states(cluster: &Value) -> Vec<(String, String)> {
    let servers = cluster["status"]["servers"].as_array().unwrap().iter();
    servers
        .map(|server| {
            let text = |member: &str| server[member].as_str().unwrap().to_owned();
            (text("instanceId"), text("state"))
        })
        .collect()
}
