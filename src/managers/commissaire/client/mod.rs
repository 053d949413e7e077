//! One function per endpoint, each giving the request it would send; and the one place that sends.
//!
//! Read in this order:
//! - [`names`]: what may stand in a path, checked before anything is sent.
//! - [`drafts`]: the bodies.
//! - [`endpoints`]: the requests, in the order of the reference's table.
//! - [`composite`]: readings of several requests, and changes that look before or after.
//!
//! A request can be shown ([`Client::text_of`]) before it is sent ([`Client::send`]): it is one value.
//! Requests must not overlap: the server's answers get lost if they do ("Transport and parsing"), so
//! nothing here sends two at once, and the door's limiter must let one pass at a time.

mod composite;
mod drafts;
mod endpoints;
mod names;

use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::managers::ManagerError;
use crate::managers::shown;
use crate::spec::RequestText;
use crate::transport::{Answer, Call, Door};

use super::errors::{self, Asked};

pub use composite::{Fleet, Left, Listed, Operations, membership};
pub use composite::{beforehand, concerns_all};
pub use drafts::{ClusterDraft, HostDraft, TypedDraft, decoded_key, encoded_key};

/// Where the paths begin ("Transport and parsing").
pub const BASE_PATH: &str = "/api/v0";

/// A read is one request to a service behind the server, which has 10 s for its answer.
const READ_TIMEOUT: Duration = Duration::from_secs(15);

/// A change is up to three of them, and so may be the reading of a cluster.
const LONG_TIMEOUT: Duration = Duration::from_secs(35);

/// The endpoints of one Commissaire server.
#[derive(Debug, Clone)]
pub struct Client {
    door: Door,
    /// Path segments before all others, usually `api`, `v0`.
    base: Vec<String>,
}

/// A request that can be shown and sent; its answer reads as `T`.
#[derive(Debug, Clone)]
pub struct Request<T> {
    call: Call,
    asked: Asked,
    answer: PhantomData<fn() -> T>,
}

impl Client {
    pub fn new(door: Door, base_path: &str) -> Self {
        let segments = base_path.split('/').filter(|segment| !segment.is_empty());
        Self {
            door,
            base: segments.map(str::to_owned).collect(),
        }
    }

    /// Whether a simulator in this process answers.
    pub fn is_simulated(&self) -> bool {
        self.door.endpoint().is_in_process()
    }

    /// Where all paths begin, without a final slash.
    pub fn address(&self) -> String {
        shown::address(&self.door, self.base.iter().map(String::as_str))
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// [`errors::read`] says what each status means; [`ManagerError::Unreadable`] for a body that is no
    /// answer of this API.
    pub async fn send<T: DeserializeOwned>(&self, request: Request<T>) -> Result<T, ManagerError> {
        parsed(&self.send_raw(request).await?)
    }

    /// As [`Client::send`], and gives the body as it came.
    ///
    /// # Errors
    /// As [`Client::send`], but for what the body holds.
    pub async fn send_raw<T>(&self, request: Request<T>) -> Result<Bytes, ManagerError> {
        let Request { call, asked, .. } = request;
        let began = Instant::now();
        match self.door.send(call).await {
            Ok(Answer { body, .. }) => Ok(body),
            Err(error) => Err(errors::read(error, &asked, began.elapsed())),
        }
    }

    /// What [`Client::send`] would send, exactly, secrets included; `None` if it cannot be sent at all.
    pub fn text_of<T>(&self, request: &Request<T>) -> Option<RequestText> {
        shown::text_of(&self.door, &request.call)
    }
}

/// Reads a body; older servers answer some requests with 204 and nothing.
pub(super) fn parsed<T: DeserializeOwned>(body: &Bytes) -> Result<T, ManagerError> {
    let text: &[u8] = if body.is_empty() { b"null" } else { body };
    serde_json::from_slice(text).map_err(|error| ManagerError::Unreadable {
        why: error.to_string(),
    })
}
