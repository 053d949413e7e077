//! Secrets (§4.10). Bodies and answers hold values: the redactor masks the member `value` of the document itself.

use http::Method;
use serde_json::Value;

use super::super::super::wire::Secret;
use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request};

impl Calls {
    /// `GET /secrets`: keys, never a value.
    pub fn secrets(&self, page: &PageOf) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list secrets", &["secrets"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /secrets/{key}`, with its value.
    pub fn secret(&self, key: &str) -> Request<Secret> {
        Request::new(self.of_tenant(Method::GET, "read secret", &["secrets", key]))
    }

    /// `PUT /secrets/{key}`: `body` has `value`, and may have what newer managers know (`update_if_exists`, …).
    pub fn create_secret(&self, key: &str, body: &Value) -> Request<NoAnswer> {
        let call = self.of_tenant(Method::PUT, "create secret", &["secrets", key]);
        Request::new(call.json(body))
    }

    /// `PATCH /secrets/{key}`: `body` has `value`.
    pub fn update_secret(&self, key: &str, body: &Value) -> Request<NoAnswer> {
        let call = self.of_tenant(Method::PATCH, "update secret", &["secrets", key]);
        Request::new(call.json(body))
    }

    /// `DELETE /secrets/{key}`
    pub fn delete_secret(&self, key: &str) -> Request<NoAnswer> {
        Request::new(self.of_tenant(Method::DELETE, "delete secret", &["secrets", key]))
    }
}
