//! A server that answers what a test wrote down, for what the simulated one never does.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use futures_util::future::ready;

use super::*;

/// One answer: the path below the base path, the status, the body.
pub(super) type Answer = (&'static str, u16, &'static str);

/// A manager on a server that gives these answers to reads; whatever else it is asked it does not find.
pub(super) fn answering(answers: &'static [Answer]) -> Arc<dyn Manager> {
    let serve = move |request: Request| {
        let path = request.uri().path().trim_start_matches("/api/v0").to_owned();
        let known = answers.iter().find(|(known, ..)| *known == path);
        let (_, status, body) = known.copied().unwrap_or(("", 404, "Not Found"));
        ready(Response::builder().status(status).body(Body::from(body)).unwrap())
    };
    opened(door_to(Router::new().fallback(serve)))
}

pub(super) async fn rows(manager: &Arc<dyn Manager>, kind: KindId) -> Vec<Row> {
    let mut rows = Rows::default();
    manager.list(kind, &mut rows).await.unwrap();
    rows.0
}
