//! The neutral trait over the client, and what this manager declares of itself.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::managers::{
    About, ActionRequest, ElementSink, Entry, Intervals, Manager, ManagerError, Opening, RefusedChange,
    Remark, Setting,
};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, Id, KindId, Operation, ShellAccess};
use crate::spec::RequestText;
use crate::transport::Scheme;

use super::actions::{ACTIONS, NOT_OFFERED};
use super::changing;
use super::client::{BASE_PATH, Client};
use super::kinds::{self, CONTAINER_MANAGERS, CREDENTIALS, HOSTS, NETWORKS};
use super::memory::Memory;
use super::notes::NOTES;
use super::reading::Reader;
use super::sandbox;
use super::wire::SECRETS;

/// The registry's line.
pub const ENTRY: Entry = Entry {
    about: &ABOUT,
    open,
    simulate: sandbox::simulate,
    demo: sandbox::contexts,
};

static ABOUT: About = About {
    name: "commissaire",
    title: "Commissaire",
    kinds: &kinds::KINDS,
    actions: &ACTIONS,
    not_offered: &NOT_OFFERED,
    editing: None,
    shell: Some(HOSTS),
    notes: &NOTES,
    secrets: SECRETS,
    settings: &[Setting {
        name: "base_path",
        default: BASE_PATH,
        help: "path of the API below the host",
    }],
    auth: &[
        Scheme::Basic,
        Scheme::Bearer,
        Scheme::Certificate,
        Scheme::Header,
        Scheme::None,
    ],
    token_url: None,
    intervals: Intervals {
        list: Duration::from_secs(10),
        busy: Duration::from_secs(3),
        calm: Duration::from_secs(15),
    },
    event_feed: false,
    event_log: None,
    reads_each: true,
    // Two requests at once: the server shares one connection to its services among them, and loses answers
    // ("Transport and parsing").
    concurrent: 1,
    spacing: None,
    downloads: &[],
    scope: None,
    refused_change: RefusedChange::ThisOne,
};

struct Commissaire {
    client: Client,
    memory: Memory,
}

fn open(opening: Opening) -> Result<Arc<dyn Manager>, ManagerError> {
    let base_path = opening.base_path(BASE_PATH);
    Ok(Arc::new(Commissaire {
        client: Client::new(opening.door, &base_path),
        memory: Memory::default(),
    }))
}

impl Commissaire {
    fn reader(&self) -> Reader<'_> {
        Reader {
            client: &self.client,
            memory: &self.memory,
        }
    }
}

impl Manager for Commissaire {
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

    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        changing::act(&self.client, &self.memory, request).boxed()
    }

    fn address(&self) -> Option<String> {
        Some(self.client.address())
    }

    fn shell<'a>(&'a self, kind: KindId, id: &'a Id) -> BoxFuture<'a, Result<ShellAccess, ManagerError>> {
        self.reader().shell(kind, id).boxed()
    }

    fn request_of(&self, operation: &Operation) -> Option<RequestText> {
        let client = &self.client;
        match operation {
            Operation::List(CLUSTERS) => client.text_of(&client.clusters()),
            Operation::List(HOSTS | CREDENTIALS) => client.text_of(&client.hosts()),
            Operation::List(NETWORKS) => client.text_of(&client.networks()),
            Operation::List(CONTAINER_MANAGERS) => client.text_of(&client.container_managers()),
            Operation::Read(CLUSTERS, id) => client.text_of(&client.cluster(id).ok()?),
            Operation::Read(HOSTS, id) => client.text_of(&client.host(id).ok()?),
            Operation::Read(CREDENTIALS, id) => client.text_of(&client.creds(id).ok()?),
            Operation::Read(NETWORKS, id) => client.text_of(&client.network(id).ok()?),
            Operation::Read(CONTAINER_MANAGERS, id) => client.text_of(&client.container_manager(id).ok()?),
            Operation::Read(kinds::OPERATIONS, id) => {
                let (cluster, kind) = kinds::operation::of_id(id)?;
                client.text_of(&client.operation(kind, cluster).ok()?)
            }
            Operation::List(_) | Operation::Read(..) => None,
            Operation::Act {
                action,
                kind,
                id,
                part,
                arguments,
            } => changing::request_of(
                client,
                &ActionRequest {
                    arguments: arguments.clone(),
                    ..ActionRequest::new(*action, *kind, id, part.as_ref())
                },
            ),
        }
    }
}
