//! The simulated manager as a client meets it: through its router, on a clock moved by hand.

mod accounts;
mod admission;
mod cluster;
mod lists;
mod living;
mod replay;
mod resources;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::auth::{Access, TOKEN};
use super::furnishing;
use super::profile::{Edition, Profile};
use super::serving::{Service, TENANT};
use super::world::World;
use crate::sandbox::{Scenario, VirtualClock};

pub(super) fn scenario() -> Scenario {
    Scenario::new(VirtualClock::manual("2026-11-20T12:00:00Z".parse().unwrap()))
}

/// A manager, and who asks it for what.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) service: Service,
    router: Router,
    headers: Vec<(&'static str, String)>,
    is_newer: bool,
}

impl Visitor {
    /// The administrator of a manager with a user of each role, who lets in only whom it knows.
    pub(super) fn to(profile: Profile) -> Self {
        Self::with(profile, |world| {
            furnishing::people(world);
        })
    }

    pub(super) fn with(profile: Profile, settle: impl FnOnce(&mut World) + Send + 'static) -> Self {
        let service = Service::new(&scenario(), move |world, _| {
            world.change_profile(profile);
            world.access = Access::Accounts;
            settle(world);
        });
        Self::of(service)
    }

    /// The administrator of this manager.
    pub(super) fn of(service: Service) -> Self {
        Self {
            router: service.router(),
            service,
            headers: vec![
                (TENANT, "default_tenant".to_owned()),
                ("authorization", basic("admin", "admin")),
            ],
            is_newer: false,
        }
    }

    /// The same manager, asked by someone else.
    pub(super) fn by(&self, user: &str, password: &str) -> Self {
        self.but("authorization", Some(&basic(user, password)))
    }

    /// The same with another value of a header, or without it.
    pub(super) fn but(&self, header: &'static str, value: Option<&str>) -> Self {
        let mut other = self.clone();
        other.headers.retain(|(known, _)| *known != header);
        other
            .headers
            .extend(value.map(|value| (header, value.to_owned())));
        other
    }

    pub(super) fn with_token(&self, token: &str) -> Self {
        self.but("authorization", None).but(TOKEN, Some(token))
    }

    /// The same below `/api/v3.1`.
    pub(super) fn newer(&self) -> Self {
        Self {
            is_newer: true,
            ..self.clone()
        }
    }

    pub(super) fn profile(&self) -> Profile {
        self.service.world().profile
    }

    pub(super) fn advance(&self, seconds: f64) {
        self.service.clock().advance(Duration::from_secs_f64(seconds));
    }

    /// Sends a request as it is; a body that is no JSON comes back as text, none as null.
    pub(super) async fn raw(
        &self,
        method: &str,
        path: &str,
        kind: Option<&str>,
        body: Body,
    ) -> (u16, String, Value) {
        let root = if self.is_newer { "/api/v3.1" } else { "/api/v3" };
        let mut request = Request::builder().method(method).uri(format!("{root}{path}"));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let octets = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let kind = kind
            .map(|kind| kind.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let body = match octets.is_empty() {
            true => Value::Null,
            false => {
                serde_json::from_slice(&octets).unwrap_or_else(|_| json!(String::from_utf8_lossy(&octets)))
            }
        };
        (parts.status.as_u16(), kind, body)
    }

    pub(super) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let kind = body.as_ref().map(|_| "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let (status, _, answer) = self.raw(method, path, kind, body).await;
        (status, answer)
    }

    pub(super) async fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, None).await
    }

    pub(super) async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("PUT", path, Some(body)).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("POST", path, Some(body)).await
    }

    pub(super) async fn delete(&self, path: &str) -> (u16, Value) {
        self.send("DELETE", path, None).await
    }

    pub(super) async fn upload(&self, method: &str, path: &str, octets: &'static [u8]) -> (u16, Value) {
        let kind = Some("application/octet-stream");
        let (status, _, answer) = self.raw(method, path, kind, Body::from(octets)).await;
        (status, answer)
    }
}

pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

/// What an error says, by its code.
pub(super) fn told((status, body): (u16, Value)) -> (u16, String, String) {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (status, text("error_code"), text("message"))
}

pub(super) fn community(world: &mut World) {
    world.edition = Edition::Community;
}
