//! A request on its way: credential, path and method, parameters, the endpoint, and the wait for it.

use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::answer::{self, Outcome, Refusal, Success};
use super::parameters::Parameters;
use super::routing::{self, Endpoint, Verb};
use super::settings::Service;
use super::world::{Contents, World};
use super::{auth, clusters, hosts, infrastructure, members, operations};
use crate::sandbox::clock::after;
use crate::sandbox::faults::with_faults_worded;

impl World {
    /// The manager as a router; paths are below `/api/v0`, as of the real one.
    pub fn router(&self) -> Router {
        let api = Router::new().fallback(serve).with_state(self.clone());
        let api = with_faults_worded(api, self.faults().clone(), self.seed, answer::reason);
        api.layer(middleware::from_fn_with_state(self.clone(), one_at_a_time))
    }

    async fn answer(&self, request: Request) -> Result<Response, Refusal> {
        auth::check(&self.present().settings.access, &request)?;
        let (parts, body) = request.into_parts();
        let query = query(&parts.uri);
        let verb = verb(&parts.method, &query).ok_or(Refusal::NotFound)?;
        let route = routing::find(verb, &decoded(parts.uri.path())).ok_or(Refusal::NotFound)?;
        // A body of which no length is told is passed over in silence.
        let has_length = !parts.headers.contains_key(header::TRANSFER_ENCODING);
        let body = if parts.method == Method::PUT && has_length {
            axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default()
        } else {
            Bytes::new()
        };
        let may_override = self.present().settings.quirks.parameters_override;
        let mut parameters = Parameters::of_path(route.parameters);
        if parts.method == Method::PUT {
            parameters.merge_body(&body, may_override)?;
        } else if may_override {
            parameters.merge_query(&query);
        }
        let outcome = {
            let mut contents = self.present();
            handle(
                &mut contents,
                verb,
                route.endpoint,
                &parameters,
                self.clock().now(),
            )
        };
        let (status, document) = match outcome? {
            Success::Json(status, document) => (status, document),
            Success::Queued(ticket) => (StatusCode::CREATED, self.begun(ticket).await?),
        };
        Ok(answer::json(status, &document))
    }

    /// Waits until the worker takes a job, but not for longer than for any service: the job runs all the same.
    async fn begun(&self, ticket: u64) -> Result<Value, Refusal> {
        let timeout = self.present().settings.timing.bus_timeout;
        let deadline = after(self.clock().now(), timeout);
        loop {
            let next = {
                let mut contents = self.present();
                if let Some(document) = contents.worker.take_begun(ticket) {
                    return Ok(document);
                }
                if self.clock().now() >= deadline {
                    contents.worker.give_up(ticket);
                    return Err(Refusal::Broken);
                }
                contents.next_due()
            };
            self.wait_until(next.map_or(deadline, |next| next.min(deadline)))
                .await;
        }
    }

    /// What a service that does not answer costs.
    async fn time_out(&self) {
        let timeout = self.present().settings.timing.bus_timeout;
        self.wait_until(after(self.clock().now(), timeout)).await;
    }
}

async fn serve(State(world): State<World>, request: Request) -> Response {
    let method = request.method().clone();
    let response = match world.answer(request).await {
        Ok(response) => response,
        Err(refusal) => {
            if let Refusal::TimedOut(_) = refusal {
                world.time_out().await;
            }
            refusal.into_response()
        }
    };
    answer::as_asked(&method, response)
}

/// Counts the requests under way; those that overlap an earlier one fail, if that fault is on.
async fn one_at_a_time(State(world): State<World>, request: Request, next: Next) -> Response {
    let others = world.under_way.fetch_add(1, Ordering::SeqCst);
    let fails = others > 0 && world.present().settings.quirks.overlap_faults;
    let response = if fails {
        world.time_out().await;
        Refusal::Broken.into_response()
    } else {
        next.run(request).await
    };
    world.under_way.fetch_sub(1, Ordering::SeqCst);
    response
}

fn handle(
    contents: &mut Contents,
    verb: Verb,
    endpoint: Endpoint,
    parameters: &Parameters,
    now: DateTime<Utc>,
) -> Outcome {
    if contents.settings.troubles.is_down(Service::Storage) {
        // Here every error of a backend is 404.
        let hides = (endpoint, verb) == (Endpoint::Member, Verb::Delete);
        return Err(if hides {
            Refusal::TimedOut(StatusCode::NOT_FOUND)
        } else {
            Refusal::NO_SERVICE
        });
    }
    match (endpoint, verb) {
        (Endpoint::Clusters, _) => clusters::list(contents),
        (Endpoint::Cluster, Verb::Get) => clusters::show(contents, parameters),
        (Endpoint::Cluster, Verb::Put) => clusters::save(contents, parameters),
        (Endpoint::Cluster, Verb::Delete) => clusters::delete(contents, parameters),
        (Endpoint::Members, Verb::Put) => members::replace(contents, parameters),
        (Endpoint::Members, Verb::Get | Verb::Delete) => members::list(contents, parameters),
        (Endpoint::Member, Verb::Get) => members::show(contents, parameters),
        (Endpoint::Member, Verb::Put) => members::join(contents, parameters),
        (Endpoint::Member, Verb::Delete) => members::leave(contents, parameters),
        (Endpoint::Operation(kind), Verb::Put) => operations::start(contents, kind, parameters, now),
        (Endpoint::Operation(kind), Verb::Get | Verb::Delete) => operations::show(contents, kind, parameters),
        (Endpoint::Hosts, _) => hosts::list(contents, now),
        (Endpoint::AnyHost, _) | (Endpoint::Host, Verb::Put) => hosts::save(contents, parameters, now),
        (Endpoint::Host, Verb::Get) => hosts::show(contents, parameters, now),
        (Endpoint::Host, Verb::Delete) => hosts::delete(contents, parameters),
        (Endpoint::Creds, _) => hosts::creds(contents, parameters),
        (Endpoint::Status, _) => hosts::status(contents, parameters, now),
        (Endpoint::Networks, _) => infrastructure::list_networks(contents),
        (Endpoint::Network, Verb::Get) => infrastructure::show_network(contents, parameters),
        (Endpoint::Network, Verb::Put) => infrastructure::save_network(contents, parameters),
        (Endpoint::Network, Verb::Delete) => infrastructure::delete_network(contents, parameters),
        (Endpoint::ContainerManagers, _) => infrastructure::list_managers(contents),
        (Endpoint::ContainerManager, Verb::Get) => infrastructure::show_manager(contents, parameters),
        (Endpoint::ContainerManager, Verb::Put) => infrastructure::save_manager(contents, parameters),
        (Endpoint::ContainerManager, Verb::Delete) => infrastructure::delete_manager(contents, parameters),
    }
}

/// The method, which the query of a `GET` may replace.
fn verb(method: &Method, query: &[(String, String)]) -> Option<Verb> {
    let replaced = query
        .iter()
        .find(|(name, _)| name == "_method" && method == Method::GET);
    Verb::named(replaced.map_or(method.as_str(), |(_, value)| value.as_str()))
}

fn query(uri: &Uri) -> Vec<(String, String)> {
    Query::try_from_uri(uri)
        .map(|Query(pairs)| pairs)
        .unwrap_or_default()
}

/// A path without its percent-encoding, as a server of Python sees it.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let code = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (code, after.get(2..)) {
            (Some(byte), Some(following)) => {
                bytes.push(byte);
                rest = following;
            }
            _ => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
