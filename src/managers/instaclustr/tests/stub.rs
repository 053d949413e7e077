//! A server that answers what a test wrote down.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use futures_util::future::ready;

use super::*;
use crate::sandbox::recorder::Recorder;

/// The text of a documented sample.
macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../samples/", $name, ".json"))
    };
}
pub(super) use sample;

/// The answer to whatever was not written down.
const UNKNOWN: &str = sample!("error-404-unknown-cluster");

/// What is answered to what, and what was asked.
#[derive(Clone, Default)]
pub(super) struct Stub {
    answers: Vec<(String, u16, String)>,
    pub(super) recorder: Recorder,
}

impl Stub {
    /// The same, with this answer to "GET /path" below the base path, as often as it is asked.
    pub(super) fn with(mut self, request: &str, status: u16, body: &str) -> Self {
        self.answers.push((request.to_owned(), status, body.to_owned()));
        self
    }

    /// The cluster of this id is this, and nobody says what it is made of.
    pub(super) fn cluster(self, id: &str, body: &str) -> Self {
        self.with(&format!("GET /{id}"), 202, body)
    }

    pub(super) fn router(&self) -> Router {
        let answers = self.answers.clone();
        let serve = move |request: Request| {
            let path = request.uri().path().trim_start_matches(BASE_PATH);
            let asked = format!("{} {path}", request.method());
            let known = answers.iter().find(|(known, ..)| *known == asked);
            let (status, body) = known.map_or((404, UNKNOWN), |(_, status, body)| (*status, body.as_str()));
            ready(
                Response::builder()
                    .status(status)
                    .body(Body::from(body.to_owned()))
                    .unwrap(),
            )
        };
        self.recorder.around(Router::new().fallback(serve))
    }

    pub(super) fn client(&self) -> Client {
        client(self.router())
    }

    pub(super) fn manager(&self) -> Arc<dyn Manager> {
        opened(door_to(self.router()))
    }

    /// "GET /path?query" of all requests so far, below the base path.
    pub(super) fn asked(&self) -> Vec<String> {
        let requests = self.recorder.requests().into_iter();
        let asked = requests.map(|request| {
            let path = request.path.trim_start_matches(BASE_PATH);
            let query = match request.query.as_str() {
                "" => String::new(),
                query => format!("?{query}"),
            };
            format!("{} {path}{query}", request.method)
        });
        asked.collect()
    }
}

pub(super) async fn rows(manager: &Arc<dyn Manager>, kind: KindId) -> Vec<Row> {
    let mut rows = Rows::default();
    manager.list(kind, &mut rows).await.unwrap();
    rows.0
}

pub(super) async fn read(manager: &Arc<dyn Manager>, kind: KindId, id: &str) -> Detail {
    manager.read(kind, &Id::from(id)).await.unwrap()
}
