//! The manager itself, and the cluster of managers it may be one of (§4.2, §4.6, §4.16): no tenant's calls.

use http::Method;
use serde_json::Value;

use super::super::super::wire::{ClusterNode, ClusterState, Maintenance, Status, Version};
use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request};

impl Calls {
    /// `GET /version`
    pub fn version(&self) -> Request<Version> {
        Request::new(self.call(Method::GET, "read version", &["version"]))
    }

    /// `GET /status`, up to 6.x.
    pub fn status(&self) -> Request<Status> {
        Request::new(self.call(Method::GET, "read status", &["status"]))
    }

    /// `GET /api/v3.1/status`, from 5.1 on, and alone from 7.0 on.
    pub fn newer_status(&self) -> Request<Status> {
        Request::new(self.newer(Method::GET, "read status", &["status"]))
    }

    /// `GET /maintenance`
    pub fn maintenance(&self) -> Request<Maintenance> {
        Request::new(self.call(Method::GET, "read maintenance mode", &["maintenance"]))
    }

    /// `POST /maintenance/activate` or `/deactivate`; 304 if it is so already.
    pub fn set_maintenance(&self, is_active: bool) -> Request<Maintenance> {
        let (label, word) = match is_active {
            true => ("activate maintenance mode", "activate"),
            false => ("deactivate maintenance mode", "deactivate"),
        };
        Request::new(self.call(Method::POST, label, &["maintenance", word]))
    }

    /// `GET /cluster` with its last error; up to 4.6, premium. `_include` is the only way to `error`.
    pub fn cluster(&self) -> Request<ClusterState> {
        let call = self.call(Method::GET, "read cluster of managers", &["cluster"]);
        Request::new(call.query("_include", "initialized,consul,error"))
    }

    /// `GET /cluster?_include=logs&since=`: what the cluster wrote since a log's `cursor`; empty for all.
    pub fn cluster_logs(&self, since: &str) -> Request<ClusterState> {
        let call = self
            .call(Method::GET, "read logs of cluster of managers", &["cluster"])
            .query("_include", "initialized,error,logs");
        Request::new(match since {
            "" => call,
            since => call.query("since", since),
        })
    }

    /// `PUT /cluster`: `body` has `host_ip` and `node_name`; to join one, `join_addrs` and `credentials`.
    pub fn start_cluster(&self, body: &Value) -> Request<ClusterState> {
        let call = self.call(Method::PUT, "start cluster of managers", &["cluster"]);
        Request::new(call.json(body).secret_fields(&["credentials"]))
    }

    /// `PATCH /cluster` with any map: `{"master": NODE}` makes that node the active one.
    pub fn update_cluster(&self, body: &Value) -> Request<ClusterState> {
        let call = self.call(Method::PATCH, "update cluster of managers", &["cluster"]);
        Request::new(call.json(body))
    }

    /// `GET /cluster/nodes`: no page of it is asked for, there are a handful.
    pub fn cluster_nodes(&self) -> Request<Page> {
        Request::new(self.call(Method::GET, "list managers of cluster", &["cluster", "nodes"]))
    }

    /// `GET /cluster/nodes/{name}`
    pub fn cluster_node(&self, name: &str) -> Request<ClusterNode> {
        Request::new(self.call(
            Method::GET,
            "read manager of cluster",
            &["cluster", "nodes", name],
        ))
    }

    /// `PUT /cluster/nodes/{name}`: `body` has `host_ip` and `node_name`. Answers with what the new node needs to join.
    pub fn add_cluster_node(&self, name: &str, body: &Value) -> Request<ClusterNode> {
        let call = self.call(Method::PUT, "add manager to cluster", &["cluster", "nodes", name]);
        Request::new(call.json(body))
    }

    /// `PATCH /cluster/nodes/{name}` with any map.
    pub fn update_cluster_node(&self, name: &str, body: &Value) -> Request<ClusterNode> {
        let call = self.call(
            Method::PATCH,
            "update manager of cluster",
            &["cluster", "nodes", name],
        );
        Request::new(call.json(body))
    }

    /// `DELETE /cluster/nodes/{name}`: it cannot come back under that name.
    pub fn remove_cluster_node(&self, name: &str) -> Request<NoAnswer> {
        Request::new(self.call(
            Method::DELETE,
            "remove manager from cluster",
            &["cluster", "nodes", name],
        ))
    }

    /// `GET /api/v3.1/managers`, from 5.x on.
    pub fn managers(&self, page: &PageOf) -> Request<Page> {
        let call = self.newer(Method::GET, "list managers", &["managers"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /api/v3.1/brokers`, from 5.x on.
    pub fn brokers(&self, page: &PageOf) -> Request<Page> {
        let call = self.newer(Method::GET, "list brokers", &["brokers"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /api/v3.1/db-nodes`, from 5.x on.
    pub fn database_nodes(&self, page: &PageOf) -> Request<Page> {
        let call = self.newer(Method::GET, "list database nodes", &["db-nodes"]);
        Request::new(page.asked_with(call))
    }
}
