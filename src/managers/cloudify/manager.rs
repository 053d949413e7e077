//! The neutral trait over the client, and what this manager declares of itself.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::managers::event_log::{EventPage, EventQuery};
use crate::managers::octets::ByteSink;
use crate::managers::{
    About, ActionRequest, ElementSink, Entry, Intervals, Manager, ManagerError, Opening, Parts,
    RefusedChange, Remark, Setting,
};
use crate::resource::action::UPLOAD;
use crate::resource::{Detail, Id, KindId, Operation, Scope};
use crate::spec::RequestText;
use crate::transport::Scheme;

use super::actions;
use super::changing;
use super::client::{BASE_PATH, Client, DEFAULT_TENANT};
use super::files;
use super::kinds;
use super::memory::Memory;
use super::reading::Reader;
use super::sandbox;
use super::wire::SECRETS;

/// The setting that names the tenant that is spoken for.
pub const TENANT_SETTING: &str = "tenant";

/// The registry's line.
pub const ENTRY: Entry = Entry {
    about: &ABOUT,
    open,
    simulate: sandbox::simulate,
    demo: sandbox::contexts,
};

pub static ABOUT: About = About {
    name: "cloudify",
    title: "Cloudify Manager",
    kinds: &kinds::KINDS,
    actions: &actions::ACTIONS,
    not_offered: &actions::NOT_OFFERED,
    editing: None,
    shell: None,
    notes: &[],
    downloads: &files::DOWNLOADS,
    scope: Some(Scope {
        word: "tenant",
        setting: TENANT_SETTING,
        kind: kinds::TENANTS,
    }),
    secrets: SECRETS,
    settings: &[
        Setting {
            name: TENANT_SETTING,
            default: DEFAULT_TENANT,
            help: "tenant whose deployments, blueprints and secrets are meant",
        },
        Setting {
            name: "base_path",
            default: BASE_PATH,
            help: "path of the API below the host",
        },
    ],
    // A user and a password; a token goes into the header `Authentication-Token` (§1.1).
    auth: &[Scheme::Basic, Scheme::Header, Scheme::None],
    token_url: None,
    event_feed: true,
    event_log: Some(&kinds::event::LOG),
    // "Polling plan" (§8).
    intervals: Intervals {
        list: Duration::from_secs(30),
        busy: Duration::from_secs(2),
        calm: Duration::from_secs(10),
    },
    reads_each: false,
    concurrent: 4,
    spacing: None,
    // Rights go by tenant and by call (§2, "Role rights").
    refused_change: RefusedChange::ThisOne,
};

struct Cloudify {
    client: Client,
    memory: Memory,
}

/// Opens a manager for the tenant of the settings.
///
/// # Errors
/// [`ManagerError::Invalid`] for a tenant that no header can name.
pub fn open(opening: Opening) -> Result<Arc<dyn Manager>, ManagerError> {
    let base_path = opening.base_path(BASE_PATH);
    let tenant = opening.setting(TENANT_SETTING, DEFAULT_TENANT);
    Ok(Arc::new(Cloudify {
        client: Client::new(opening.door, &base_path, &tenant)?,
        memory: Memory::default(),
    }))
}

impl Cloudify {
    fn reader(&self) -> Reader<'_> {
        Reader {
            client: &self.client,
            memory: &self.memory,
        }
    }
}

impl Manager for Cloudify {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn list<'a>(
        &'a self,
        kind: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        self.reader().list(kind, sink).boxed()
    }

    fn read<'a>(&'a self, kind: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        self.reader().read(kind, id).boxed()
    }

    fn parts<'a>(
        &'a self,
        part: KindId,
        cluster: &'a Id,
        wanted: usize,
    ) -> BoxFuture<'a, Result<Parts, ManagerError>> {
        self.reader().parts(part, cluster, wanted).boxed()
    }

    fn events<'a>(&'a self, query: &'a EventQuery) -> BoxFuture<'a, Result<EventPage, ManagerError>> {
        self.reader().events(query).boxed()
    }

    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        match request.action {
            UPLOAD => files::send(self.reader(), request).boxed(),
            _ => changing::act(&self.client, request).boxed(),
        }
    }

    fn download<'a>(
        &'a self,
        kind: KindId,
        id: &'a Id,
        sink: &'a mut (dyn ByteSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        files::fetch(self.reader(), kind, id, sink).boxed()
    }

    fn address(&self) -> Option<String> {
        Some(self.client.address())
    }

    fn request_of(&self, operation: &Operation) -> Option<RequestText> {
        match operation {
            Operation::List(kind) => self.reader().text_of_list(*kind),
            Operation::Read(kind, id) => self.reader().text_of_read(*kind, id),
            Operation::Act {
                action,
                kind,
                id,
                part,
                arguments,
            } => {
                let request = ActionRequest {
                    arguments: arguments.clone(),
                    ..ActionRequest::new(*action, *kind, id, part.as_ref())
                };
                match action {
                    &UPLOAD => files::request_of(self.reader(), &request),
                    _ => changing::request_of(&self.client, &request),
                }
            }
        }
    }
}
