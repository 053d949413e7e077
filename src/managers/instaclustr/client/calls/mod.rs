//! The requests, to the letter ("Endpoints"): paths with and without a final slash exactly as there.
//!
//! - [`clusters`], [`network`], [`access`], [`operations`]: the calls by what they are about.
//!
//! A call with a body fails with [`ManagerError::Invalid`] if that is no JSON. An id that cannot stand in a path
//! fails when the call is sent, or shown.

mod access;
mod clusters;
mod network;
mod operations;

use http::Method;
use serde::Serialize;
use std::time::Duration;

use crate::managers::ManagerError;
use crate::transport::Call;

use super::super::wire::SECRETS;

/// Vendor clients wait a minute; a read is repeated sooner ("Transport and authentication").
const READ_TIMEOUT: Duration = Duration::from_secs(30);
const CHANGE_TIMEOUT: Duration = Duration::from_secs(60);

/// The only bundle whose nodes reload; here it stands where else a cluster's id does ("Operations").
const POSTGRESQL: &str = "POSTGRESQL";

/// Every request of the API.
#[derive(Debug, Clone)]
pub struct Calls {
    /// Path segments before all others, usually `provisioning`, `v1`.
    base: Vec<String>,
}

/// The name of a bundle as paths want it: lower case ("Encryption keys, users, Kafka objects").
pub fn bundle_path(bundle: &str) -> String {
    bundle.to_ascii_lowercase()
}

impl Calls {
    pub fn new(base_path: &str) -> Self {
        let segments = base_path.split('/').filter(|segment| !segment.is_empty());
        Self {
            base: segments.map(str::to_owned).collect(),
        }
    }

    pub(super) fn base(&self) -> impl Iterator<Item = &str> {
        self.base.iter().map(String::as_str)
    }

    fn call(&self, method: Method, label: &'static str, path: &[&str]) -> Call {
        let timeout = if method == Method::GET {
            READ_TIMEOUT
        } else {
            CHANGE_TIMEOUT
        };
        let path = path.iter().map(|segment| (*segment).to_owned());
        Call::new(method, label)
            .path(self.base.iter().cloned().chain(path))
            .timeout(timeout)
            .secret_fields(SECRETS)
    }
}

fn with_body(call: Call, body: &impl Serialize) -> Result<Call, ManagerError> {
    let body = serde_json::to_value(body).map_err(|error| ManagerError::Invalid {
        message: format!("the request cannot be written as JSON: {error}"),
        fields: Vec::new(),
    })?;
    Ok(call.json(&body))
}
