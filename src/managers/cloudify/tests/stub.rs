//! A manager that answers what a test wrote down.

use std::sync::Mutex;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use futures_util::future::ready;

use super::*;

/// The answer to whatever was not written down.
const UNKNOWN: &str = r#"{"message": "Requested `Thing` was not found", "error_code": "not_found_error"}"#;

/// What is answered to what, and what was asked.
#[derive(Clone, Default)]
pub(super) struct Stub {
    answers: Vec<Known>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone)]
struct Known {
    request: String,
    /// Must be in the query.
    query: String,
    status: u16,
    content_type: String,
    body: String,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// "GET /path?query", the base path left out and the query decoded.
    pub(super) request: String,
    pub(super) tenant: Option<String>,
}

impl Stub {
    /// One that says which version it is.
    pub(super) fn of_version(version: &str) -> Self {
        Self::default().with(
            "GET /version",
            200,
            &format!(r#"{{"version": "{version}", "edition": "premium"}}"#),
        )
    }

    /// The same, with this answer to "GET /path", or to "GET /path?part" with that in its query, below the base path.
    pub(super) fn with(self, request: &str, status: u16, body: &str) -> Self {
        self.with_type(request, status, "application/json", body)
    }

    pub(super) fn with_type(mut self, request: &str, status: u16, content_type: &str, body: &str) -> Self {
        let (request, query) = request.split_once('?').unwrap_or((request, ""));
        self.answers.push(Known {
            request: request.to_owned(),
            query: query.to_owned(),
            status,
            content_type: content_type.to_owned(),
            body: body.to_owned(),
        });
        self
    }

    pub(super) fn router(&self) -> Router {
        let stub = self.clone();
        Router::new().fallback(move |request: Request| ready(stub.answer(&request)))
    }

    fn answer(&self, request: &Request) -> Response<Body> {
        let path = request.uri().path();
        let path = path
            .strip_prefix(BASE_PATH)
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(path);
        let query = decoded(request.uri().query().unwrap_or_default());
        let asked = format!("{} {path}", request.method());
        let tenant = request.headers().get("tenant");
        self.asked.lock().unwrap().push(Asked {
            request: if query.is_empty() {
                asked.clone()
            } else {
                format!("{asked}?{query}")
            },
            tenant: tenant.map(|tenant| tenant.to_str().unwrap().to_owned()),
        });
        let mut answers = self.answers.iter();
        let known = answers.find(|it| it.request == asked && query.contains(&it.query));
        let (status, content_type, body) = known.map_or((404, "application/json", UNKNOWN), |it| {
            (it.status, it.content_type.as_str(), it.body.as_str())
        });
        Response::builder()
            .status(status)
            .header("content-type", content_type)
            .body(Body::from(body.to_owned()))
            .unwrap()
    }

    pub(super) fn client(&self) -> Client {
        Client::new(door_to(self.router()), BASE_PATH, DEFAULT_TENANT).unwrap()
    }

    pub(super) fn manager(&self) -> Arc<dyn Manager> {
        opened(door_to(self.router()))
    }

    pub(super) fn requests(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// "GET /path?query" of all requests so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.requests().into_iter().map(|it| it.request).collect()
    }
}

/// A query as people write it.
fn decoded(query: &str) -> String {
    [("%2C", ","), ("%3A", ":"), ("%25", "%"), ("+", " ")]
        .into_iter()
        .fold(query.to_owned(), |text, (code, plain)| text.replace(code, plain))
}

pub(super) async fn rows(manager: &Arc<dyn Manager>, kind: KindId) -> Vec<Row> {
    let mut rows = Rows::default();
    manager.list(kind, &mut rows).await.unwrap();
    rows.rows
}

pub(super) async fn refused(manager: &Arc<dyn Manager>, kind: KindId) -> ManagerError {
    manager.list(kind, &mut Rows::default()).await.unwrap_err()
}

pub(super) async fn read(manager: &Arc<dyn Manager>, kind: KindId, id: &str) -> Detail {
    manager.read(kind, &Id::from(id)).await.unwrap()
}
