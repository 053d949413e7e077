//! The requests of this API, to the letter (§4): path, query, headers and body.
//!
//! - [`blueprints`], [`deployments`], [`executions`], [`topology`], [`events`]: what is deployed and runs.
//! - [`plugins`], [`secrets`], [`snapshots`]: what is kept beside it.
//! - [`accounts`]: tenants, users, their groups and tokens; [`system`]: the manager itself and its cluster.

mod accounts;
mod blueprints;
mod deployments;
mod events;
mod executions;
mod plugins;
mod secrets;
mod snapshots;
mod system;
mod topology;

use std::marker::PhantomData;
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};

use crate::transport::Call;

pub use executions::ExecutionAction;

/// The version that answers what v3 has no more from 5.x or 7.x on (§1.9).
const NEWER: &str = "v3.1";

/// Work that the manager does while it holds the request (§4.1, §4.9).
const SLOW: Duration = Duration::from_secs(15 * 60);

/// An answer that says nothing that is not known.
pub type NoAnswer = serde::de::IgnoredAny;

/// One request, and what its answer is read as.
#[derive(Debug, Clone)]
#[must_use]
pub struct Request<T> {
    pub call: Call,
    answer: PhantomData<fn() -> T>,
}

impl<T> Request<T> {
    fn new(call: Call) -> Self {
        Self {
            call,
            answer: PhantomData,
        }
    }
}

/// The requests to one address in the name of one tenant.
#[derive(Debug, Clone)]
pub struct Calls {
    base: Vec<String>,
    tenant: HeaderValue,
}

impl Calls {
    pub(super) fn new(base_path: &str, tenant: HeaderValue) -> Self {
        let segments = base_path.split('/').filter(|segment| !segment.is_empty());
        Self {
            base: segments.map(str::to_owned).collect(),
            tenant,
        }
    }

    /// The segments of the base path.
    pub fn base(&self) -> impl Iterator<Item = &str> {
        self.base.iter().map(String::as_str)
    }

    /// A call that is no tenant's.
    fn call(&self, method: Method, label: &'static str, segments: &[&str]) -> Call {
        Call::new(method, label)
            .path(self.base.iter().cloned())
            .path(segments.iter().copied())
    }

    /// A call in the name of the tenant (§1.1).
    fn of_tenant(&self, method: Method, label: &'static str, segments: &[&str]) -> Call {
        self.call(method, label, segments)
            .header(TENANT, self.tenant.clone())
    }

    /// A call under the newer version, which is a sibling of the base path.
    fn newer(&self, method: Method, label: &'static str, segments: &[&str]) -> Call {
        let call = Call::new(method, label);
        let call = match self.base.split_last() {
            Some((_, above)) => call.path(above.iter().cloned()),
            // The context's URL holds the base path.
            None => call.beside_base(),
        };
        call.path([NEWER]).path(segments.iter().copied())
    }
}

const TENANT: HeaderName = HeaderName::from_static("tenant");

/// With an archive as the body, but for the body itself.
fn octets(call: Call) -> Call {
    call.header(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"))
        .timeout(SLOW)
}

/// Whose answer is an archive.
fn archive(call: Call) -> Request<NoAnswer> {
    Request::new(call.header(ACCEPT, HeaderValue::from_static("application/octet-stream, */*")))
}

fn flag(call: Call, name: &'static str, value: bool) -> Call {
    if value { call.query(name, "true") } else { call }
}
