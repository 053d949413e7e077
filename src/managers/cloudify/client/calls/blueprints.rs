//! Blueprints (§4.1).

use http::Method;

use super::super::super::wire::Blueprint;
use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request, SLOW, archive, octets};

impl Calls {
    /// `GET /blueprints`; `plan` is too large for a list: name what is wanted.
    pub fn blueprints(&self, page: &PageOf) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list blueprints", &["blueprints"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /blueprints/{id}`
    pub fn blueprint(&self, id: &str) -> Request<Blueprint> {
        Request::new(self.of_tenant(Method::GET, "read blueprint", &["blueprints", id]))
    }

    /// `PUT /blueprints/{id}` with an archive (zip, tar, tar.gz, tar.bz2) as its body, which whoever sends it adds.
    ///
    /// `application_file_name` is the main file in the archive, if it is not `blueprint.yaml`.
    pub fn upload_blueprint(
        &self,
        id: &str,
        application_file_name: Option<&str>,
        is_private: bool,
    ) -> Request<Blueprint> {
        let call = self.of_tenant(Method::PUT, "upload blueprint", &["blueprints", id]);
        Request::new(octets(described(call, application_file_name, is_private)))
    }

    /// `PUT /blueprints/{id}?blueprint_archive_url=`: the manager fetches the archive.
    pub fn fetch_blueprint(
        &self,
        id: &str,
        archive_url: &str,
        application_file_name: Option<&str>,
        is_private: bool,
    ) -> Request<Blueprint> {
        let call = self
            .of_tenant(Method::PUT, "upload blueprint", &["blueprints", id])
            .query("blueprint_archive_url", archive_url);
        Request::new(described(call, application_file_name, is_private).timeout(SLOW))
    }

    /// `PUT /blueprints/{id}` as 7.0 and later want it: a form whose part `params` describes what its part
    /// `blueprint_archive` holds, or where the manager fetches it; whoever sends it adds the form.
    pub fn put_blueprint(&self, id: &str) -> Request<Blueprint> {
        let call = self.of_tenant(Method::PUT, "upload blueprint", &["blueprints", id]);
        Request::new(call.timeout(SLOW))
    }

    /// `DELETE /blueprints/{id}`
    pub fn delete_blueprint(&self, id: &str) -> Request<NoAnswer> {
        Request::new(self.of_tenant(Method::DELETE, "delete blueprint", &["blueprints", id]))
    }

    /// `GET /blueprints/{id}/archive`
    pub fn blueprint_archive(&self, id: &str) -> Request<NoAnswer> {
        archive(self.of_tenant(Method::GET, "download blueprint", &["blueprints", id, "archive"]))
    }
}

fn described(
    call: crate::transport::Call,
    application_file_name: Option<&str>,
    is_private: bool,
) -> crate::transport::Call {
    let call = match application_file_name.filter(|name| !name.is_empty()) {
        Some(name) => call.query("application_file_name", name),
        None => call,
    };
    super::flag(call, "private_resource", is_private)
}
