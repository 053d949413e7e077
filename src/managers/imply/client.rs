//! One function per operation of the API, in the order of its reference.
//!
//! Paths are relative to the base path `/api/v1`. Reads give the raw document: what it means is
//! [`super::kinds`]'s business. `pretty` is never asked for: the console formats by itself.

use bytes::Bytes;
use http::{HeaderValue, Method};

use crate::managers::elements;
use crate::managers::shown;
use crate::managers::{ElementSink, ManagerError};
use crate::spec::{Json, RequestText};
use crate::transport::{Call, Door};

use super::errors;
use super::kinds;

/// The operations of one Imply Cloud Manager.
#[derive(Debug, Clone)]
pub struct Client {
    door: Door,
    /// Path segments before `clusters`, usually `api`, `v1`.
    base: Vec<String>,
    replace_server: PathTemplate,
}

/// How a mutation of a configuration is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sending {
    /// The manager checks the request and changes nothing.
    pub dry_run: bool,
    /// Hard updates are permitted; where both kinds are possible, hard is chosen.
    pub force: bool,
}

/// A change of a configuration, ready to be sent, so that it can be shown first.
#[derive(Debug, Clone)]
pub struct Prepared {
    call: Call,
    content_type: &'static str,
}

/// A method and a path with `{clusterId}` and `{instanceId}` in it.
///
/// The reference leaves method and path of "replace server" out, so both are configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    method: Method,
    segments: Vec<String>,
}

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// Most likely form of "replace server": the parameter set of a delete, without a body.
pub const REPLACE_SERVER: &str = "DELETE /clusters/{clusterId}/servers/{instanceId}";
/// From the generated reference page of "Clusters".
pub const BASE_PATH: &str = "/api/v1";

impl PathTemplate {
    /// Reads `METHOD /path/{clusterId}/…/{instanceId}`.
    ///
    /// # Errors
    /// In words, what is missing.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (method, path) = text
            .trim()
            .split_once(' ')
            .ok_or("it needs a method and a path")?;
        let method = method
            .to_ascii_uppercase()
            .parse()
            .map_err(|_| format!("{method} is no HTTP method"))?;
        if method == Method::GET || method == Method::HEAD {
            return Err(format!("{method} only reads"));
        }
        for needed in ["{clusterId}", "{instanceId}"] {
            if !path.contains(needed) {
                return Err(format!("the path needs {needed}"));
            }
        }
        Ok(Self {
            method,
            segments: segments(path),
        })
    }

    fn fill(&self, cluster: &str, instance: &str) -> Vec<String> {
        let fill = |segment: &String| {
            segment
                .replace("{clusterId}", cluster)
                .replace("{instanceId}", instance)
        };
        self.segments.iter().map(fill).collect()
    }
}

/// The segments of a path; slashes at its ends and in a row make none.
pub fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Client {
    pub fn new(door: Door, base_path: &str, replace_server: PathTemplate) -> Self {
        Self {
            door,
            base: segments(base_path),
            replace_server,
        }
    }

    /// Lists all clusters, each in full (`GET /clusters`; there is no paging).
    ///
    /// # Errors
    /// 401, 403; [`ManagerError::List`] if the answer is no array or breaks off.
    pub async fn list_clusters(&self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let answer = self
            .door
            .stream(self.call(Method::GET, "list clusters", &[]))
            .await
            .map_err(errors::read)?;
        elements::read_array(answer, sink, kinds::cluster_row, errors::read).await
    }

    /// Reads one cluster (`GET /clusters/{clusterId}`).
    ///
    /// # Errors
    /// 404 if there is none of this id.
    pub async fn cluster(&self, id: &str) -> Result<Bytes, ManagerError> {
        self.send(self.call(Method::GET, "read cluster", &[id])).await
    }

    /// Deletes a cluster (`DELETE /clusters/{clusterId}`); the Imply console says "terminate".
    ///
    /// # Errors
    /// 404, 409.
    pub async fn delete_cluster(&self, id: &str) -> Result<(), ManagerError> {
        self.send(self.call(Method::DELETE, "delete cluster", &[id]))
            .await
            .map(drop)
    }

    /// Creates a cluster from `{metadata: {name}, spec}` (`POST /clusters`).
    pub fn create_cluster(&self, definition: &Json, sending: Sending) -> Prepared {
        let call = self.call(Method::POST, "create cluster", &[]);
        // The reference gives `force` for updates only.
        let sending = Sending {
            force: false,
            ..sending
        };
        Prepared::of(call, JSON, definition, sending)
    }

    /// Merges `patch` into the stored configuration (`PATCH /clusters/{clusterId}`, RFC 7396).
    pub fn update_cluster(&self, id: &str, patch: &Json, sending: Sending) -> Prepared {
        let call = self.call(Method::PATCH, "update cluster", &[id]);
        Prepared::of(call, MERGE_PATCH, patch, sending)
    }

    /// Replaces the whole configuration (`PUT /clusters/{clusterId}`).
    ///
    /// # Errors
    /// [`ManagerError::Invalid`] if `spec.pivot.accessMode` is missing: the manager would answer 500
    /// ("Known issues").
    pub fn overwrite_cluster(
        &self,
        id: &str,
        definition: &Json,
        sending: Sending,
    ) -> Result<Prepared, ManagerError> {
        let pivot = definition.get("spec").and_then(|spec| spec.get("pivot"));
        if pivot
            .and_then(|pivot| pivot.get("accessMode"))
            .is_none_or(Json::is_null)
        {
            return Err(errors::access_mode_missing());
        }
        let call = self.call(Method::PUT, "overwrite cluster", &[id]);
        Ok(Prepared::of(call, JSON, definition, sending))
    }

    /// Sends a change of a configuration, once, and returns the cluster as it is, or would be, stored.
    ///
    /// # Errors
    /// 409 while another change runs; 400 with one entry per rejected field.
    pub async fn submit(&self, prepared: Prepared) -> Result<Bytes, ManagerError> {
        self.send(prepared.call).await
    }

    /// What [`Client::submit`] would send; `None` if it cannot be sent at all.
    pub fn text_of(&self, prepared: &Prepared) -> Option<RequestText> {
        self.written(&prepared.call, prepared.content_type)
    }

    /// What [`Client::list_clusters`] sends.
    pub fn text_of_list(&self) -> Option<RequestText> {
        self.written(&self.call(Method::GET, "list clusters", &[]), "")
    }

    /// What [`Client::cluster`] sends.
    pub fn text_of_read(&self, id: &str) -> Option<RequestText> {
        self.written(&self.call(Method::GET, "read cluster", &[id]), "")
    }

    /// What [`Client::delete_cluster`] sends.
    pub fn text_of_deletion(&self, id: &str) -> Option<RequestText> {
        self.written(&self.call(Method::DELETE, "delete cluster", &[id]), "")
    }

    /// What [`Client::replace_server`] sends.
    pub fn text_of_replacement(&self, id: &str, instance: &str) -> Option<RequestText> {
        self.written(&self.replacement(id, instance), "")
    }

    fn written(&self, call: &Call, content_type: &'static str) -> Option<RequestText> {
        let text = shown::text_of(&self.door, call)?;
        Some(RequestText { content_type, ..text })
    }

    /// Reads the configuration as it was at `version` (`GET /clusters/{clusterId}/history/{version}`).
    ///
    /// # Errors
    /// 404 if that version is not kept.
    pub async fn cluster_at(&self, id: &str, version: i64) -> Result<Bytes, ManagerError> {
        self.send(self.call(
            Method::GET,
            "read version",
            &[id, "history", &version.to_string()],
        ))
        .await
    }

    /// Terminates a server; a new one starts by itself.
    ///
    /// # Errors
    /// [`ManagerError::PathNotConfirmed`] if the manager does not know the configured path.
    pub async fn replace_server(&self, id: &str, instance: &str) -> Result<(), ManagerError> {
        match self.send(self.replacement(id, instance)).await {
            Ok(_) => Ok(()),
            Err(error) if errors::is_unknown_path(&error) => {
                // The same answer for a server that is gone: the cluster decides which it is.
                match self.cluster(id).await {
                    Ok(body) if errors::names(&body, instance) => Err(errors::path_not_confirmed(&error)),
                    _ => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    fn replacement(&self, id: &str, instance: &str) -> Call {
        let path = self
            .base
            .iter()
            .cloned()
            .chain(self.replace_server.fill(id, instance));
        Call::new(self.replace_server.method.clone(), "replace server").path(path)
    }

    fn call(&self, method: Method, label: &'static str, rest: &[&str]) -> Call {
        let collection = ["clusters".to_owned()];
        let path = self
            .base
            .iter()
            .cloned()
            .chain(collection)
            .chain(rest.iter().map(|part| (*part).to_owned()));
        Call::new(method, label).path(path)
    }

    async fn send(&self, call: Call) -> Result<Bytes, ManagerError> {
        self.door
            .send(call)
            .await
            .map(|answer| answer.body)
            .map_err(errors::read)
    }
}

impl Prepared {
    /// The body goes out as the document's own text: no number is read and written again.
    fn of(call: Call, content_type: &'static str, body: &Json, sending: Sending) -> Self {
        let flags = [("dryRun", sending.dry_run), ("force", sending.force)];
        let set = flags.into_iter().filter(|(_, is_set)| *is_set);
        let call = set.fold(call, |call, (name, _)| call.query(name, true));
        Self {
            call: call.body(HeaderValue::from_static(content_type), body.to_string()),
            content_type,
        }
    }
}
