//! A router with faults in front of it.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};

use super::rewrite::{self, Rewrite};
use super::{FaultKind, FaultsHandle};
use crate::sandbox::{Seeded, credential};
use crate::transport::endpoint::Dropped;

/// How a manager words the answer to a request that a fault refused.
pub type Wording = fn(StatusCode) -> Response;

/// Longest part of an answer that is waited for before it is cut short.
const HEAD_OF_BODY: usize = 16 * 1024;

/// Puts faults in front of a router; refusals are plain text.
pub fn with_faults(router: Router, faults: impl Into<FaultsHandle>, seed: u64) -> Router {
    with_faults_worded(router, faults, seed, |status| {
        (status, status.canonical_reason().unwrap_or("refused")).into_response()
    })
}

/// Puts faults in front of a router whose manager has its own form of an error.
pub fn with_faults_worded(
    router: Router,
    faults: impl Into<FaultsHandle>,
    seed: u64,
    wording: Wording,
) -> Router {
    let weather = Weather {
        faults: faults.into(),
        chance: Arc::new(Mutex::new(Seeded::new(seed))),
        wording,
    };
    router.layer(middleware::from_fn_with_state(weather, strike))
}

#[derive(Clone)]
struct Weather {
    faults: FaultsHandle,
    chance: Arc<Mutex<Seeded>>,
    wording: Wording,
}

async fn strike(State(weather): State<Weather>, mut request: Request, next: Next) -> Response {
    let striking = weather
        .faults
        .strike(request.method(), request.uri().path(), &weather.chance);
    for kind in &striking {
        match *kind {
            FaultKind::Latency(low, high) => {
                let delay = weather.chance(|chance| chance.between(low, high));
                tokio::time::sleep(delay).await;
            }
            FaultKind::Unreachable => return dropped(Dropped::Refused),
            FaultKind::Status(status) => return refused(status, weather.wording),
            FaultKind::NotJson => return proxy_page(),
            FaultKind::ExpiredToken => {
                credential::make_void(&mut request);
            }
            FaultKind::Cut
            | FaultKind::Truncate
            | FaultKind::UnknownValues
            | FaultKind::UnknownFields
            | FaultKind::Nulls => {}
        }
    }
    let mut response = next.run(request).await;
    for kind in striking {
        response = match kind {
            FaultKind::UnknownValues => weather.rewritten(response, Rewrite::UnknownValues).await,
            FaultKind::UnknownFields => weather.rewritten(response, Rewrite::UnknownFields).await,
            FaultKind::Nulls => weather.rewritten(response, Rewrite::Nulls).await,
            FaultKind::Truncate => weather.shortened(response, false).await,
            FaultKind::Cut if weather.chance(|chance| chance.chance(0.5)) => return dropped(Dropped::Cut),
            FaultKind::Cut => weather.shortened(response, true).await,
            FaultKind::Latency(..)
            | FaultKind::Status(_)
            | FaultKind::Unreachable
            | FaultKind::NotJson
            | FaultKind::ExpiredToken => response,
        };
    }
    response
}

impl Weather {
    fn chance<T>(&self, draw: impl FnOnce(&mut Seeded) -> T) -> T {
        draw(&mut self.chance.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends the body somewhere in its middle: with an error if `broken`, else as if it were whole.
    async fn shortened(&self, response: Response, broken: bool) -> Response {
        let (mut parts, body) = response.into_parts();
        let mut frames = body.into_data_stream();
        let mut head = Vec::new();
        while head.len() < HEAD_OF_BODY {
            match frames.next().await {
                Some(Ok(frame)) => head.extend_from_slice(&frame),
                Some(Err(_)) | None => break,
            }
        }
        let kept = head.len() / 4 + self.chance(|chance| chance.below(head.len() / 2 + 1));
        head.truncate(kept.min(head.len().saturating_sub(1)));
        parts.headers.remove(header::CONTENT_LENGTH);
        let body = if broken {
            Body::from_stream(stream::iter([Ok(Bytes::from(head)), Err(connection_lost())]))
        } else {
            Body::from(head)
        };
        Response::from_parts(parts, body)
    }

    async fn rewritten(&self, response: Response, rewrite: Rewrite) -> Response {
        let (mut parts, body) = response.into_parts();
        let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
            return dropped(Dropped::Cut);
        };
        parts.headers.remove(header::CONTENT_LENGTH);
        let changed = self.chance(|chance| rewrite::json(&bytes, rewrite, chance));
        Response::from_parts(parts, changed.map_or_else(|| Body::from(bytes), Body::from))
    }
}

fn connection_lost() -> io::Error {
    io::Error::new(
        io::ErrorKind::ConnectionReset,
        "the sandbox dropped the connection",
    )
}

/// A response that never was: in process the mark says so, over a socket the erring body breaks the connection.
fn dropped(how: Dropped) -> Response {
    let body = Body::from_stream(stream::iter([Err::<Bytes, _>(connection_lost())]));
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    response.extensions_mut().insert(how);
    response
}

fn refused(status: StatusCode, wording: Wording) -> Response {
    let mut response = wording(status);
    if status == StatusCode::TOO_MANY_REQUESTS {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

fn proxy_page() -> Response {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
    (
        StatusCode::BAD_GATEWAY,
        [(header::CONTENT_TYPE, "text/html")],
        page,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::routing::get;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::*;
    use crate::sandbox::Faults;

    fn router(handle: &FaultsHandle) -> Router {
        let body = json!({"state": "RUNNING", "names": ["orders", "billing"], "count": 3}).to_string();
        let answer = |headers: HeaderMap| async move {
            match headers.contains_key(header::AUTHORIZATION) {
                true => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
                false => StatusCode::UNAUTHORIZED.into_response(),
            }
        };
        with_faults(
            Router::new().route("/things", get(answer.clone()).patch(answer)),
            handle.clone(),
            7,
        )
    }

    fn handle(faults: &str) -> FaultsHandle {
        faults.parse::<Faults>().unwrap().into()
    }

    async fn send(router: &Router, method: &str) -> Response {
        let request = Request::builder()
            .method(method)
            .uri("/things")
            .header(header::AUTHORIZATION, "Bearer t");
        router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    async fn body(response: Response) -> Result<String, axum::Error> {
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await?;
        Ok(String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_status_replaces_the_answer_and_says_when_to_come_back() {
        let router = router(&handle("status=429@PATCH"));
        let refused = send(&router, "PATCH").await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
        assert_eq!(send(&router, "GET").await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_fault_for_the_next_requests_ends_after_them() {
        let handle = handle("status=503@next=2");
        let router = router(&handle);
        for expected in [503, 503, 200] {
            assert_eq!(send(&router, "GET").await.status().as_u16(), expected);
        }
        assert_eq!(handle.current(), Faults::default());
        handle.push("status=500".parse().unwrap());
        assert_eq!(send(&router, "GET").await.status().as_u16(), 500);
        handle.clear();
        assert_eq!(send(&router, "GET").await.status().as_u16(), 200);
    }

    #[tokio::test]
    async fn probability_strikes_about_as_often_as_it_says() {
        let router = router(&handle("status=500:0.3"));
        let mut struck = 0;
        for _ in 0..1_000 {
            struck += usize::from(send(&router, "GET").await.status().is_server_error());
        }
        assert!((230..370).contains(&struck), "{struck}");
    }

    #[tokio::test(start_paused = true)]
    async fn latency_delays_the_answer() {
        let router = router(&handle("latency=200ms..900ms"));
        let before = tokio::time::Instant::now();
        assert_eq!(send(&router, "GET").await.status(), StatusCode::OK);
        assert!(
            (200..=901).contains(&before.elapsed().as_millis()),
            "{:?}",
            before.elapsed()
        );
    }

    #[tokio::test]
    async fn an_unreachable_manager_gives_a_marked_response_without_a_body() {
        let response = send(&router(&handle("unreachable")), "GET").await;
        assert_eq!(response.extensions().get::<Dropped>(), Some(&Dropped::Refused));
        assert!(body(response).await.is_err());
    }

    #[tokio::test]
    async fn a_cut_ends_some_answers_before_and_some_during_the_body() {
        let router = router(&handle("cut"));
        let (mut before, mut during) = (0, 0);
        for _ in 0..40 {
            let response = send(&router, "GET").await;
            match response.extensions().get::<Dropped>() {
                Some(_) => before += 1,
                None => during += 1,
            }
            assert!(body(response).await.is_err());
        }
        assert!(before > 0 && during > 0);
    }

    #[tokio::test]
    async fn a_truncated_body_ends_without_an_error_and_is_no_json() {
        let router = router(&handle("truncate"));
        for _ in 0..20 {
            let text = body(send(&router, "GET").await).await.unwrap();
            assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");
        }
    }

    #[tokio::test]
    async fn a_proxy_page_is_html() {
        let response = send(&router(&handle("not-json")), "GET").await;
        assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
        assert!(body(response).await.unwrap().starts_with("<html>"));
    }

    #[tokio::test]
    async fn an_expired_token_reaches_the_manager_as_no_credential() {
        let response = send(&router(&handle("expired-token@next=1")), "GET").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }

    #[tokio::test]
    async fn a_newer_manager_sends_fields_and_values_that_nobody_knows() {
        let text = body(send(&router(&handle("unknown-fields,unknown-values")), "GET").await)
            .await
            .unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        assert!(document.get("x-new-field").is_some(), "{text}");
        assert_eq!(document["state"], "BRAND_NEW");
        assert_eq!(document["names"][0], "orders");
    }
}
