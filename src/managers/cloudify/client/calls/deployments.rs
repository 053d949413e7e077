//! Deployments (§4.3).

use http::Method;
use serde_json::Value;

use super::super::super::wire::{Deployment, Outputs};
use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request, flag};

impl Calls {
    /// `GET /deployments`
    pub fn deployments(&self, page: &PageOf) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list deployments", &["deployments"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /deployments/{id}?_get_data=true`: without that, newer managers leave out what its workflows are (§1.4).
    pub fn deployment(&self, id: &str) -> Request<Deployment> {
        let call = self.of_tenant(Method::GET, "read deployment", &["deployments", id]);
        Request::new(call.query("_get_data", "true"))
    }

    /// `GET /deployments/{id}?_include=id`: whether it is there.
    pub fn deployment_by_name(&self, id: &str) -> Request<Deployment> {
        let call = self.of_tenant(Method::GET, "find deployment", &["deployments", id]);
        Request::new(call.query("_include", "id"))
    }

    /// `GET /deployments/{id}/outputs`
    pub fn outputs(&self, id: &str) -> Request<Outputs> {
        Request::new(self.of_tenant(
            Method::GET,
            "read outputs of deployment",
            &["deployments", id, "outputs"],
        ))
    }

    /// `PUT /deployments/{id}`: `body` has `blueprint_id`, and may have `inputs` and `skip_plugins_validation`.
    pub fn create_deployment(&self, id: &str, body: &Value, is_private: bool) -> Request<Deployment> {
        let call = self
            .of_tenant(Method::PUT, "create deployment", &["deployments", id])
            .json(body);
        Request::new(flag(call, "private_resource", is_private))
    }

    /// `DELETE /deployments/{id}`; with `ignore_live_nodes` also under its newer name (`force`, 5.1 and later).
    ///
    /// The seed says that it goes into the body: the service reads the query (§4.3).
    pub fn delete_deployment(&self, id: &str, ignore_live_nodes: bool) -> Request<NoAnswer> {
        let call = self.of_tenant(Method::DELETE, "delete deployment", &["deployments", id]);
        let call = flag(call, "ignore_live_nodes", ignore_live_nodes);
        Request::new(flag(call, "force", ignore_live_nodes))
    }
}
