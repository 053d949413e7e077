//! Snapshots (§4.11).

use http::Method;
use serde_json::Value;

use super::super::super::wire::{Execution, Snapshot};
use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request, SLOW, archive, flag, octets};

impl Calls {
    /// `GET /snapshots`
    pub fn snapshots(&self, page: &PageOf) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list snapshots", &["snapshots"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /snapshots/{id}`
    pub fn snapshot(&self, id: &str) -> Request<Snapshot> {
        Request::new(self.of_tenant(Method::GET, "read snapshot", &["snapshots", id]))
    }

    /// `PUT /snapshots/{id}` with a JSON body, which may be empty: 415 without one (§1.1). Answers with the execution
    /// that makes it.
    pub fn create_snapshot(&self, id: &str, body: &Value) -> Request<Execution> {
        let call = self.of_tenant(Method::PUT, "create snapshot", &["snapshots", id]);
        Request::new(call.json(body))
    }

    /// `POST /snapshots/{id}/restore`: `body` has `recreate_deployments_envs` and `force`. Answers with something of a
    /// snapshot's shape whose id is that of the execution that restores it.
    pub fn restore_snapshot(&self, id: &str, body: &Value) -> Request<Snapshot> {
        let call = self.of_tenant(Method::POST, "restore snapshot", &["snapshots", id, "restore"]);
        Request::new(call.json(body))
    }

    /// `DELETE /snapshots/{id}`
    pub fn delete_snapshot(&self, id: &str) -> Request<NoAnswer> {
        Request::new(self.of_tenant(Method::DELETE, "delete snapshot", &["snapshots", id]))
    }

    /// `PUT /snapshots/{id}/archive` with a zip as its body, which whoever sends it adds.
    pub fn upload_snapshot(&self, id: &str, is_private: bool) -> Request<Snapshot> {
        let call = self.of_tenant(Method::PUT, "upload snapshot", &["snapshots", id, "archive"]);
        Request::new(octets(flag(call, "private_resource", is_private)))
    }

    /// `PUT /snapshots/{id}/archive?snapshot_archive_url=`: the manager fetches the archive.
    pub fn fetch_snapshot(&self, id: &str, archive_url: &str, is_private: bool) -> Request<Snapshot> {
        let call = self
            .of_tenant(Method::PUT, "upload snapshot", &["snapshots", id, "archive"])
            .query("snapshot_archive_url", archive_url);
        Request::new(flag(call, "private_resource", is_private).timeout(SLOW))
    }

    /// `GET /snapshots/{id}/archive`
    pub fn snapshot_archive(&self, id: &str) -> Request<NoAnswer> {
        archive(self.of_tenant(Method::GET, "download snapshot", &["snapshots", id, "archive"]))
    }
}
