//! The simulated manager as a client meets it: through its router, on a clock moved by hand.

mod access;
mod fleets;
mod lifecycle;
mod parsing;
mod replay;
mod services;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::World;
use super::fleet::Profile;
use super::settings::Settings;
use crate::sandbox::{Scenario, VirtualClock};

fn scenario() -> Scenario {
    Scenario::new(VirtualClock::manual("2026-11-20T20:02:59.55Z".parse().unwrap()))
}

struct Manager {
    world: World,
    router: Router,
}

impl Manager {
    /// A server just installed.
    fn empty() -> Self {
        Self::of(World::new(&scenario(), Profile::Empty))
    }

    fn of(world: World) -> Self {
        let router = world.router();
        Self { world, router }
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
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (
            Response::from_parts(parts, ()),
            String::from_utf8(bytes.to_vec()).unwrap(),
        )
    }

    /// Sends a request as whoever is let in; a body that is no JSON comes back as text.
    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v0{path}"))
            .header(header::AUTHORIZATION, "Basic YTph");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let (response, text) = self.response(request.body(body).unwrap()).await;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        (response.status().as_u16(), body)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, None).await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("PUT", path, Some(body)).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        self.send("DELETE", path, None).await
    }

    /// A host that is ready, so long that it is no news any more.
    async fn with_host(&self, address: &str) {
        let (status, host) = self
            .put(&format!("/host/{address}"), json!({"ssh_priv_key": "dGVzdAo="}))
            .await;
        assert_eq!(status, 201, "{host}");
        self.advance(10.0);
        assert_eq!(self.world.status_of(address).as_deref(), Some("disassociated"));
    }

    /// A cluster with the container manager `pods` and these hosts in it.
    async fn with_cluster(&self, name: &str, hosts: &[&str]) {
        self.put("/containermanager/pods", json!({"type": "trivial"}))
            .await;
        let (status, _) = self
            .put(&format!("/cluster/{name}"), json!({"container_manager": "pods"}))
            .await;
        assert_eq!(status, 201);
        for host in hosts {
            self.with_host(host).await;
            let (status, answer) = self
                .put(&format!("/cluster/{name}/hosts/{host}"), json!({}))
                .await;
            assert_eq!(status, 200, "{answer}");
        }
    }
}
