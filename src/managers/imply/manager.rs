//! The neutral trait over the client, and what this manager declares of itself.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::managers::{
    About, ActionRequest, ElementSink, Entry, Intervals, Manager, ManagerError, Opening, RefusedChange,
    Remark, Setting, Submitted,
};
use crate::resource::action;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, Id, KindId, Operation};
use crate::spec::{Json, RequestText, SpecRequest, Way};
use crate::transport::Scheme;

use super::actions::ACTIONS;
use super::client::{BASE_PATH, Client, PathTemplate, Prepared, REPLACE_SERVER, Sending};
use super::editing::{EDITING, SECRETS};
use super::kinds;
use super::sandbox;

/// The registry's line.
pub const ENTRY: Entry = Entry {
    about: &ABOUT,
    open,
    simulate: sandbox::simulate,
    demo: sandbox::contexts,
};

static ABOUT: About = About {
    name: "imply",
    title: "Imply Cloud Manager",
    kinds: &kinds::KINDS,
    actions: &ACTIONS,
    not_offered: &[],
    editing: Some(&EDITING),
    shell: None,
    notes: &[],
    secrets: SECRETS,
    settings: &[
        Setting {
            name: "base_path",
            default: BASE_PATH,
            help: "path of the API below the host",
        },
        Setting {
            name: "replace_server",
            default: REPLACE_SERVER,
            help: "method and path of \"replace server\", which the reference leaves out",
        },
    ],
    auth: &[
        Scheme::Bearer,
        Scheme::OAuth,
        Scheme::Basic,
        Scheme::Header,
        Scheme::Certificate,
        Scheme::None,
    ],
    // Known of the vendor's other service, and taken over from there (reference, 1.2).
    token_url: Some("https://id.imply.io/auth/realms/{tenant}/protocol/openid-connect/token"),
    event_feed: true,
    event_log: None,
    intervals: Intervals {
        list: Duration::from_secs(10),
        busy: Duration::from_secs(5),
        calm: Duration::from_secs(20),
    },
    reads_each: false,
    concurrent: 4,
    spacing: None,
    downloads: &[],
    scope: None,
    refused_change: RefusedChange::ThisOne,
};

struct Imply {
    client: Client,
}

fn open(opening: Opening) -> Result<Arc<dyn Manager>, ManagerError> {
    let replace_server =
        PathTemplate::parse(&opening.setting("replace_server", REPLACE_SERVER)).map_err(|why| {
            ManagerError::NotOffered {
                reason: format!("replace_server: {why}"),
            }
        })?;
    let base_path = opening.base_path(BASE_PATH);
    Ok(Arc::new(Imply {
        client: Client::new(opening.door, &base_path, replace_server),
    }))
}

impl Manager for Imply {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn list<'a>(
        &'a self,
        kind: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        async move {
            expect_clusters(kind)?;
            self.client.list_clusters(sink).await
        }
        .boxed()
    }

    fn read<'a>(&'a self, kind: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        async move {
            expect_clusters(kind)?;
            let body = self.client.cluster(id).await?;
            let text = String::from_utf8_lossy(&body);
            kinds::cluster_detail(&text).map_err(|error| ManagerError::Unreadable {
                why: error.to_string(),
            })
        }
        .boxed()
    }

    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        async move {
            let sent = match (request.action, &request.part) {
                (action::START, None) => self.desire(&request.id, "STARTED").await,
                (action::STOP, None) => self.desire(&request.id, "STOPPED").await,
                (action::DELETE, None) => self.client.delete_cluster(&request.id).await,
                (action::REPLACE_SERVER, Some(server)) => {
                    self.client.replace_server(&request.id, server).await
                }
                (other, _) => Err(ManagerError::NotOffered {
                    reason: format!("{other} is not offered here"),
                }),
            };
            sent.map(|()| None)
        }
        .boxed()
    }

    fn request_of(&self, operation: &Operation) -> Option<RequestText> {
        match operation {
            Operation::List(kind) => expect_clusters(*kind)
                .ok()
                .and_then(|()| self.client.text_of_list()),
            Operation::Read(kind, id) => {
                expect_clusters(*kind).ok()?;
                self.client.text_of_read(id)
            }
            Operation::Act { action, id, part, .. } => match (*action, part) {
                (action::START, None) => self.client.text_of(&self.desired(id, "STARTED")),
                (action::STOP, None) => self.client.text_of(&self.desired(id, "STOPPED")),
                (action::DELETE, None) => self.client.text_of_deletion(id),
                (action::REPLACE_SERVER, Some(server)) => self.client.text_of_replacement(id, server),
                _ => None,
            },
        }
    }

    fn request_text(&self, request: &SpecRequest, dry_run: bool) -> Option<RequestText> {
        self.client.text_of(&self.prepared(request, dry_run).ok()?)
    }

    fn submit<'a>(
        &'a self,
        request: &'a SpecRequest,
        dry_run: bool,
    ) -> BoxFuture<'a, Result<Submitted, ManagerError>> {
        async move {
            let prepared = self.prepared(request, dry_run)?;
            let body = self.client.submit(prepared).await?;
            let document = String::from_utf8_lossy(&body);
            // The id of a cluster that is only tried is nobody's.
            let is_there = !dry_run || request.way != Way::Create;
            Ok(Submitted {
                id: kinds::cluster_id(&document).filter(|_| is_there),
                document: document.into(),
            })
        }
        .boxed()
    }

    fn read_version<'a>(
        &'a self,
        kind: KindId,
        id: &'a Id,
        version: i64,
    ) -> BoxFuture<'a, Result<Arc<str>, ManagerError>> {
        async move {
            expect_clusters(kind)?;
            let body = self.client.cluster_at(id, version).await?;
            Ok(String::from_utf8_lossy(&body).into())
        }
        .boxed()
    }
}

impl Imply {
    async fn desire(&self, id: &Id, state: &str) -> Result<(), ManagerError> {
        self.client.submit(self.desired(id, state)).await.map(drop)
    }

    /// Stop is documented as this patch; start is its mirror image.
    fn desired(&self, id: &Id, state: &str) -> Prepared {
        let holding = |key: &str, value| Json::Object([(key, value)].into_iter().collect());
        let patch = holding("spec", holding("desiredState", Json::string(state)));
        self.client.update_cluster(id, &patch, Sending::default())
    }

    /// The one request that is both shown and sent.
    fn prepared(&self, request: &SpecRequest, dry_run: bool) -> Result<Prepared, ManagerError> {
        expect_clusters(request.kind)?;
        let sending = Sending {
            dry_run,
            force: request.force,
        };
        let body = &request.body;
        match (request.way, &request.id) {
            (Way::Create, _) => Ok(self.client.create_cluster(body, sending)),
            (Way::Patch, Some(id)) => Ok(self.client.update_cluster(id, body, sending)),
            (Way::Overwrite, Some(id)) => self.client.overwrite_cluster(id, body, sending),
            (Way::Patch | Way::Overwrite, None) => Err(ManagerError::NotOffered {
                reason: "which cluster is to be changed is not said".into(),
            }),
        }
    }
}

fn expect_clusters(kind: KindId) -> Result<(), ManagerError> {
    if kind == CLUSTERS {
        return Ok(());
    }
    Err(ManagerError::NotOffered {
        reason: format!("{kind} are read with their cluster"),
    })
}
