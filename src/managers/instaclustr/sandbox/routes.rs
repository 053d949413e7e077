//! A request on its way, in the order in which it is checked: rate, credential, path, key, body, and the endpoint.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::Value;

use super::answer::{self, Refusal, Success};
use super::auth;
use super::handle::{Call, handle};
use super::oddities;
use super::routing::{self, Verb};
use super::settings::{Outage, OutageKind};
use super::world::World;
use crate::sandbox::faults::with_faults_worded;
use crate::transport::endpoint::Dropped;

impl World {
    /// The service as a router; paths are below `/provisioning/v1`, as of the real one.
    pub fn router(&self) -> Router {
        let api = Router::new().fallback(serve).with_state(self.clone());
        let api = with_faults_worded(api, self.faults().clone(), self.seed(), answer::general);
        api.layer(middleware::from_fn_with_state(self.clone(), admit))
    }

    async fn answer(&self, request: Request) -> Result<Response, Refusal> {
        let identity = {
            let settings = self.settings();
            let shown = auth::identify(&settings.access, &request)?;
            settings.counts_as.unwrap_or(shown)
        };
        let (parts, body) = request.into_parts();
        let verb = Verb::named(parts.method.as_str()).ok_or(Refusal::NOT_FOUND)?;
        let endpoint = routing::find(verb, parts.uri.path()).ok_or(Refusal::NOT_FOUND)?;
        if identity.reads_only && verb != Verb::Get {
            return Err(Refusal::Status(StatusCode::FORBIDDEN));
        }
        let body = if endpoint.takes_body(verb) {
            read(&parts.headers, body).await?
        } else {
            Value::Null
        };
        let query = parts.uri.query().unwrap_or_default();
        let only_active = query.split('&').any(|pair| pair == "activeOnly=true");
        let oddities = self.settings().oddities;
        let call = Call {
            identity,
            verb,
            body: &body,
            only_active,
            now: self.clock().now(),
        };
        let mut success = handle(&mut self.present(), &endpoint, &call)?;
        oddities::apply(oddities, verb == Verb::Get, &mut success);
        Ok(respond(&success))
    }
}

/// Lets a request in: nobody may be there, and it may come too soon.
async fn admit(State(world): State<World>, request: Request, next: Next) -> Response {
    if let Some(outage) = world.outage() {
        return out_of_order(outage);
    }
    if !world.arrive() {
        return answer::general(StatusCode::TOO_MANY_REQUESTS);
    }
    next.run(request).await
}

async fn serve(State(world): State<World>, request: Request) -> Response {
    if world.takes_trouble(|troubles| &mut troubles.hang) {
        std::future::pending::<()>().await;
    }
    let shape = world.settings().error_shape;
    let response = world.answer(request).await;
    if world.takes_trouble(|troubles| &mut troubles.drop_after) {
        return dropped(Dropped::Cut);
    }
    response.unwrap_or_else(|refusal| refusal.into_response(shape))
}

/// A body of JSON that is an object.
///
/// # Errors
/// 415 for another type, 400 for what is no JSON object.
async fn read(headers: &HeaderMap, body: Body) -> Result<Value, Refusal> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::Status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let value: Option<Value> = serde_json::from_slice(&bytes).ok();
    value
        .filter(Value::is_object)
        .ok_or(Refusal::Status(StatusCode::BAD_REQUEST))
}

fn respond(success: &Success) -> Response {
    match &success.document {
        None => success.status.into_response(),
        Some(document) => answer::json(success.status, document),
    }
}

fn out_of_order(outage: Outage) -> Response {
    match outage.kind {
        OutageKind::Unreachable => dropped(Dropped::Refused),
        OutageKind::Unavailable => {
            let page = "<html><head><title>503 Service Unavailable</title></head>\
                        <body><h1>503 Service Unavailable</h1></body></html>";
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [(header::CONTENT_TYPE, "text/html")],
                page,
            )
                .into_response()
        }
    }
}

/// A response that never was: in process the mark says so, over a socket the erring body breaks the connection.
fn dropped(how: Dropped) -> Response {
    let error = std::io::Error::new(
        std::io::ErrorKind::ConnectionReset,
        "the sandbox dropped the connection",
    );
    let body = Body::from_stream(stream::iter([Err::<Bytes, _>(error)]));
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    response.extensions_mut().insert(how);
    response
}
