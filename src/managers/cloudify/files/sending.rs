//! Uploads: an archive of this machine, or the address that the manager fetches one from.

use http::HeaderValue;

use crate::managers::{ActionRequest, ManagerError, Remark};
use crate::resource::parameter::is_url;
use crate::spec::RequestText;
use crate::transport::Call;

use super::super::actions::catalogue::MAIN_FILE;
use super::super::actions::name;
use super::super::changing::not_offered;
use super::super::client::{Calls, object};
use super::super::drafts::keeping;
use super::super::kinds::{BLUEPRINTS, PLUGINS, SNAPSHOTS};
use super::super::memory::Generation;
use super::super::reading::Reader;
use super::super::wire::Plugin;
use super::packing::Parcel;

/// Uploads what the action says, once; of a plugin, whose id the manager chooses, that is told.
///
/// # Errors
/// As [`crate::managers::Manager::act`].
pub async fn send(reader: Reader<'_>, request: &ActionRequest) -> Result<Remark, ManagerError> {
    let upload = Upload::of(request);
    let (client, calls) = (reader.client, reader.client.calls());
    match request.kind {
        BLUEPRINTS => {
            let generation = reader.generation().await?;
            let parcel = match upload.url() {
                Some(_) => None,
                None => {
                    let parcel = Parcel::of_blueprint(upload.archive, upload.main_file, &request.transfer);
                    Some(parcel.await?)
                }
            };
            client
                .body(upload.blueprint(calls, generation, parcel.as_ref()))
                .await?;
            Ok(None)
        }
        PLUGINS => {
            let parcel = match upload.url() {
                Some(_) => None,
                None => Some(Parcel::of_archive(upload.archive, &request.transfer).await?),
            };
            let body = client.body(upload.plugin(calls, parcel.as_ref())).await?;
            // That it was taken is known: what cannot be read of the answer is no failure.
            let plugin: Plugin = object(&body).unwrap_or_default();
            Ok(named(&plugin))
        }
        SNAPSHOTS => {
            client.body(upload.snapshot(calls)).await?;
            Ok(None)
        }
        _ => Err(not_offered(request)),
    }
}

/// The request that [`send`] sends; nothing where a file goes with it, or a form, which no text shows.
pub fn request_of(reader: Reader<'_>, request: &ActionRequest) -> Option<RequestText> {
    let upload = Upload::of(request);
    upload.url()?;
    let calls = reader.client.calls();
    let call = match request.kind {
        // Of which generation it is the request itself asks.
        BLUEPRINTS => {
            let generation = reader.memory.generation().filter(|known| !known.is_newer())?;
            upload.blueprint(calls, generation, None)
        }
        PLUGINS => upload.plugin(calls, None),
        SNAPSHOTS => upload.snapshot(calls),
        _ => return None,
    };
    reader.client.text_of_call(&call)
}

/// What was said of an upload.
struct Upload<'a> {
    request: &'a ActionRequest,
    /// A path or an address.
    archive: &'a str,
    main_file: &'a str,
    is_private: bool,
}

impl<'a> Upload<'a> {
    fn of(request: &'a ActionRequest) -> Self {
        let told = &request.arguments;
        Self {
            request,
            archive: told.get(name::ARCHIVE).unwrap_or_default(),
            main_file: told.get(name::FILE_NAME).unwrap_or(MAIN_FILE),
            is_private: told.is_on(name::PRIVATE),
        }
    }

    /// Where the manager fetches it, if it does.
    fn url(&self) -> Option<&'a str> {
        Some(self.archive).filter(|archive| is_url(archive))
    }

    /// 7.0 and later take octets, too, but pass over what the query says of them (§4.1).
    fn blueprint(&self, calls: &Calls, generation: Generation, parcel: Option<&Parcel>) -> Call {
        let id = &*self.request.id;
        let main_file = parcel.map_or(self.main_file, |parcel| &parcel.main_file);
        if generation.is_newer() {
            let params = keeping::blueprint(main_file, self.url(), self.is_private).to_string();
            let fields = [("params", params.as_str())];
            let call = calls.put_blueprint(id).call;
            return match parcel {
                Some(parcel) => call.form_with_file(
                    &fields,
                    "blueprint_archive",
                    parcel.path(),
                    &self.request.transfer,
                ),
                None => call.form_in_parts(&fields),
            };
        }
        // The default of the service itself is not sent.
        let main_file = Some(main_file).filter(|&file| file != MAIN_FILE);
        match (parcel, self.url()) {
            (None, Some(url)) => calls.fetch_blueprint(id, url, main_file, self.is_private).call,
            (parcel, _) => self.octets(
                calls.upload_blueprint(id, main_file, self.is_private).call,
                parcel,
            ),
        }
    }

    fn plugin(&self, calls: &Calls, parcel: Option<&Parcel>) -> Call {
        match self.url() {
            Some(url) => calls.fetch_plugin(url).call,
            None => self.octets(calls.upload_plugin().call, parcel),
        }
    }

    fn snapshot(&self, calls: &Calls) -> Call {
        let id = &*self.request.id;
        match self.url() {
            Some(url) => calls.fetch_snapshot(id, url, self.is_private).call,
            None => self.octets(calls.upload_snapshot(id, self.is_private).call, None),
        }
    }

    /// The call with the file as its body, streamed.
    fn octets(&self, call: Call, parcel: Option<&Parcel>) -> Call {
        let path = parcel.map_or(self.archive.as_ref(), Parcel::path);
        call.file(
            HeaderValue::from_static("application/octet-stream"),
            path,
            &self.request.transfer,
        )
    }
}

/// "cloudify-openstack-plugin 2.9.4, id 88cb852e-..".
fn named(plugin: &Plugin) -> Remark {
    match (plugin.package_name.as_str(), plugin.id.as_str()) {
        (_, "") => None,
        ("", id) => Some(format!("id {id}")),
        (name, id) => Some(format!("{name} {}, id {id}", plugin.package_version)),
    }
}
