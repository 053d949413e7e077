//! Nodes and node instances (§4.7, §4.8).

use http::Method;
use serde_json::Value;

use super::super::super::wire::NodeInstance;
use super::super::{Page, PageOf};
use super::{Calls, Request};

impl Calls {
    /// `GET /nodes`; a single one is asked for by `deployment_id` and `id`, for it has no path of its own.
    pub fn nodes(&self, page: &PageOf) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list nodes", &["nodes"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /node-instances`
    pub fn node_instances(&self, page: &PageOf) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list node instances", &["node-instances"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /node-instances/{id}`
    pub fn node_instance(&self, id: &str) -> Request<NodeInstance> {
        Request::new(self.of_tenant(Method::GET, "read node instance", &["node-instances", id]))
    }

    /// `PATCH /node-instances/{id}`: `body` has `version` as last read, and `runtime_properties` (all of them), `state`
    /// or both.
    pub fn update_node_instance(&self, id: &str, body: &Value) -> Request<NodeInstance> {
        let call = self.of_tenant(Method::PATCH, "update node instance", &["node-instances", id]);
        Request::new(call.json(body))
    }
}
