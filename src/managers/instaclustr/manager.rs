//! The neutral trait over the client, and what this manager declares of itself.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryFutureExt};

use crate::managers::{
    About, ActionRequest, ElementSink, Entry, Intervals, Manager, ManagerError, Opening, Parts,
    RefusedChange, Remark, Setting,
};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, Id, KindId, Operation};
use crate::spec::RequestText;
use crate::transport::Scheme;

use super::actions::{ACTIONS, NOT_OFFERED};
use super::changing;
use super::client::{BASE_PATH, Client};
use super::kinds::{self, ENCRYPTION_KEYS};
use super::memory::Memory;
use super::reading::{Reader, is_id};
use super::sandbox;
use super::wire::SECRETS;

/// The registry's line.
pub const ENTRY: Entry = Entry {
    about: &ABOUT,
    open,
    simulate: sandbox::simulate,
    demo: sandbox::contexts,
};

/// One request per 2.5 s and address is allowed, and clocks differ ("Rate limit and scheduling").
const SPACING: Duration = Duration::from_millis(2_600);

static ABOUT: About = About {
    name: "instaclustr",
    title: "Instaclustr",
    kinds: &kinds::KINDS,
    actions: &ACTIONS,
    not_offered: &NOT_OFFERED,
    editing: None,
    shell: None,
    notes: &[],
    secrets: SECRETS,
    settings: &[Setting {
        name: "base_path",
        default: BASE_PATH,
        help: "path of the API below the host",
    }],
    // A user name and a provisioning key; the others are for what may stand between.
    auth: &[Scheme::Basic, Scheme::Header, Scheme::None],
    token_url: None,
    event_feed: false,
    event_log: None,
    intervals: Intervals {
        list: Duration::from_secs(30),
        // Everything shares 24 requests a minute: an object on which a change is under way is not asked about more
        // often than one at rest.
        busy: Duration::from_secs(15),
        calm: Duration::from_secs(15),
    },
    reads_each: false,
    concurrent: 1,
    spacing: Some(SPACING),
    // A read-only key may read everything and change nothing ("Transport and authentication").
    downloads: &[],
    scope: None,
    refused_change: RefusedChange::All,
};

struct Instaclustr {
    client: Client,
    memory: Memory,
}

fn open(opening: Opening) -> Result<Arc<dyn Manager>, ManagerError> {
    let base_path = opening.base_path(BASE_PATH);
    Ok(Arc::new(Instaclustr {
        client: Client::new(opening.door, &base_path),
        memory: Memory::default(),
    }))
}

impl Instaclustr {
    fn reader(&self) -> Reader<'_> {
        Reader {
            client: &self.client,
            memory: &self.memory,
        }
    }
}

impl Manager for Instaclustr {
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
        _wanted: usize,
    ) -> BoxFuture<'a, Result<Parts, ManagerError>> {
        let parts = self.reader().parts(part, cluster);
        parts.map_ok(Parts::from).boxed()
    }

    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        changing::act(&self.client, &self.memory, request).boxed()
    }

    fn address(&self) -> Option<String> {
        Some(self.client.address())
    }

    fn request_of(&self, operation: &Operation) -> Option<RequestText> {
        let client = &self.client;
        match operation {
            Operation::List(CLUSTERS) => client.text_of(&client.calls().clusters()),
            // A key is looked for in the list.
            Operation::List(ENCRYPTION_KEYS) | Operation::Read(ENCRYPTION_KEYS, _) => {
                client.text_of(&client.calls().encryption_keys())
            }
            // A name takes a list first, unless it is known.
            Operation::Read(CLUSTERS, text) => match self.memory.ids_of(text).as_slice() {
                _ if is_id(text) => client.text_of(&client.calls().cluster(text)),
                [id] => client.text_of(&client.calls().cluster(id)),
                _ => None,
            },
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
