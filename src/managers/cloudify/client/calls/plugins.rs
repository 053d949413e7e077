//! Plugins (§4.9). 4.x holds a change until the plugin is installed, or gone.

use http::Method;
use serde_json::json;

use super::super::super::wire::Plugin;
use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request, SLOW, archive, octets};

impl Calls {
    /// `GET /plugins`
    pub fn plugins(&self, page: &PageOf) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list plugins", &["plugins"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /plugins/{id}`
    pub fn plugin(&self, id: &str) -> Request<Plugin> {
        Request::new(self.of_tenant(Method::GET, "read plugin", &["plugins", id]))
    }

    /// `POST /plugins` with a wagon as its body, which whoever sends it adds.
    pub fn upload_plugin(&self) -> Request<Plugin> {
        Request::new(octets(self.of_tenant(
            Method::POST,
            "upload plugin",
            &["plugins"],
        )))
    }

    /// `POST /plugins?plugin_archive_url=`: the manager fetches the wagon.
    pub fn fetch_plugin(&self, archive_url: &str) -> Request<Plugin> {
        let call = self
            .of_tenant(Method::POST, "upload plugin", &["plugins"])
            .query("plugin_archive_url", archive_url);
        Request::new(call.timeout(SLOW))
    }

    /// `DELETE /plugins/{id}`, with a JSON body in any case: 415 without one (§1.1).
    pub fn delete_plugin(&self, id: &str, force: bool) -> Request<NoAnswer> {
        let body = if force { json!({"force": true}) } else { json!({}) };
        let call = self
            .of_tenant(Method::DELETE, "delete plugin", &["plugins", id])
            .json(&body);
        Request::new(call.timeout(SLOW))
    }

    /// `GET /plugins/{id}/archive`
    pub fn plugin_archive(&self, id: &str) -> Request<NoAnswer> {
        archive(self.of_tenant(Method::GET, "download plugin", &["plugins", id, "archive"]))
    }
}
