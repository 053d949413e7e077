//! From a name on the command line to what the events are of.

use std::sync::Arc;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::get::{reference, singular};
use crate::cli::resolve::{self, Care};
use crate::cli::trouble::{Trouble, failure};
use crate::managers::{EventsOf, ManagerError};
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Detail, Id, KindId, Notice};
use crate::session::{Priority, Session};

/// What the events are of.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) session: Arc<Session>,
    pub(super) of: EventsOf,
    /// What it is called.
    pub(super) name: String,
}

impl Subject {
    /// A cluster by its name or id.
    pub(super) async fn cluster(name: &str, meant: &Meant) -> Result<Self, Trouble> {
        let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
        let (session, row) = resolve::find(&fleet, singular(CLUSTERS), name, Care::Look)?;
        fleet.tell_unasked();
        Ok(Self {
            session: Arc::clone(session),
            of: EventsOf::Cluster(Arc::clone(&row.id)),
            name: row.name.to_string(),
        })
    }

    /// An object `KIND/ID` of a kind that has a list: the context is the first that has one of this id.
    pub(super) async fn object(typed: &str, meant: &Meant) -> Result<Self, Trouble> {
        let sessions = || meant.sessions.iter().map(|(session, _)| session);
        let kinds = sessions().flat_map(|session| session.about().kinds);
        let Some((kind, name)) = reference(typed, kinds) else {
            let known = sessions().flat_map(|session| session.about().event_log);
            let known = known.flat_map(|log| log.kinds).map(|kind| kind.0);
            let mut known: Vec<_> = known.collect();
            known.dedup();
            let kinds = match known.as_slice() {
                [] => "no context here has a log with events of other objects than clusters".to_owned(),
                known => format!("events are kept of {}, as KIND/ID", known.join(", ")),
            };
            return Err(Trouble::usage(
                format!("{} names no object of a kind that is here", visible(typed)),
                kinds,
            ));
        };
        if kind.id == CLUSTERS {
            return Self::cluster(name, meant).await;
        }
        let mut troubles = Vec::new();
        let having = sessions().filter(|session| session.about().kind(kind.id).is_some());
        for session in having {
            let id: Id = name.into();
            match session.read(kind.id, &id, Priority::UserRead).await {
                Ok(detail) => {
                    return Ok(Self {
                        session: Arc::clone(session),
                        of: EventsOf::Object(kind.id, Arc::clone(&detail.row.id)),
                        name: detail.row.name.to_string(),
                    });
                }
                Err(ManagerError::NotFound { .. }) => {}
                Err(error) => {
                    let attempt = format!("read {} of {}", visible(typed), session.name());
                    troubles.push(failure(&attempt, &error));
                }
            }
        }
        Err(match troubles.into_iter().next() {
            Some(trouble) => Trouble::new(Exit::NoAnswer, trouble),
            None => Trouble::new(
                Exit::NotFound,
                Notice::error(format!("no {} has the id {}", kind.singular, visible(name)))
                    .with_hint(format!("`qd get {}` lists them", kind.id)),
            ),
        })
    }

    /// Everything in the log of the only context that has one.
    pub(super) fn all(meant: &Meant) -> Result<Self, Trouble> {
        let sessions = meant.sessions.iter().map(|(session, _)| session);
        let with_log: Vec<_> = sessions
            .filter(|session| session.about().event_log.is_some())
            .collect();
        match with_log.as_slice() {
            [session] => Ok(Self {
                session: Arc::clone(session),
                of: EventsOf::All,
                name: session.name().to_string(),
            }),
            [] => Err(Trouble::usage(
                "events belong to a cluster: which one?",
                "qd events CLUSTER; no context here has a log of everything that happens",
            )),
            several => {
                let names: Vec<_> = several.iter().map(|session| visible(session.name())).collect();
                Err(Trouble::usage(
                    "several contexts have a log of events: which one?",
                    format!("-c {}; or qd events CLUSTER", names.join(", -c ")),
                ))
            }
        }
    }

    pub(super) fn kind(&self) -> KindId {
        match self.of {
            EventsOf::Cluster(_) | EventsOf::All => CLUSTERS,
            EventsOf::Object(kind, _) => kind,
        }
    }

    pub(super) fn id(&self) -> Option<&Id> {
        match &self.of {
            EventsOf::Cluster(id) | EventsOf::Object(_, id) => Some(id),
            EventsOf::All => None,
        }
    }

    /// Whether it comes to an end, so that whoever follows it does, too.
    pub(super) fn has_an_end(&self) -> bool {
        matches!(self.of, EventsOf::Object(..))
    }

    /// Reads the object itself; `None` if it is no object.
    pub(super) async fn read(&self, priority: Priority) -> Result<Option<Detail>, ManagerError> {
        match self.id() {
            Some(id) => self.session.read(self.kind(), id, priority).await.map(Some),
            None => Ok(None),
        }
    }
}
