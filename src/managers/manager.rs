//! What every manager gives the rest of the program: the trait, and what goes through it; with what it declares
//! ([`about`](super::about)) and how it fails ([`error`](super::error)).

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

use crate::resource::{
    ActionId, Arguments, Detail, Id, Intent, KindId, Operation, Row, ShellAccess, Transfer,
};
use crate::sandbox::{DemoContext, Scenario, Simulated};
use crate::spec::{RequestText, SpecRequest};
use crate::transport::Door;

use super::event_log::{EventPage, EventQuery};
use super::octets::ByteSink;

use super::about::About;
use super::error::ManagerError;

/// A remote system that looks after clusters, and our side of its API.
///
/// Methods are plain requests: when to ask, how often, and what to do with an error is the
/// session's business. Reads may be repeated by the transport, mutations never are.
pub trait Manager: Send + Sync + 'static {
    fn about(&self) -> &'static About;

    /// Reads the list of a kind and gives every element, as sent, to `sink` while it arrives.
    ///
    /// # Errors
    /// Any [`ManagerError`]; what was given to the sink before stays given.
    fn list<'a>(
        &'a self,
        kind: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>>;

    /// Reads one object with its parts and events.
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if it is gone, or any other.
    fn read<'a>(&'a self, kind: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>>;

    /// Reads those parts of a cluster that are not read with it: a kind that is found [`PerCluster`] or [`Everywhere`].
    ///
    /// A manager that gives them in pages stops after the page with which there are as many as `wanted`, counted from
    /// the first one, and says how many there are.
    ///
    /// [`PerCluster`]: crate::resource::kind::Found::PerCluster
    /// [`Everywhere`]: crate::resource::kind::Found::Everywhere
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if the cluster is gone, or any other.
    fn parts<'a>(
        &'a self,
        part: KindId,
        _cluster: &'a Id,
        _wanted: usize,
    ) -> BoxFuture<'a, Result<Parts, ManagerError>> {
        let reason = format!("{} has no {part} of a cluster", self.about().title);
        ready(Err(ManagerError::NotOffered { reason })).boxed()
    }

    /// Reads a piece of the log of events, if it keeps one: [`About::event_log`].
    ///
    /// # Errors
    /// [`ManagerError::NotOffered`] if it keeps none, or any other.
    fn events<'a>(&'a self, _query: &'a EventQuery) -> BoxFuture<'a, Result<EventPage, ManagerError>> {
        let reason = format!("{} keeps no log of events", self.about().title);
        ready(Err(ManagerError::NotOffered { reason })).boxed()
    }

    /// Reads what [`About::downloads`] promises of an object, piece by piece, into `sink`.
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if it is gone, [`ManagerError::Cancelled`] if the sink takes no more, or any other;
    /// what was given to the sink before stays given.
    fn download<'a>(
        &'a self,
        kind: KindId,
        _id: &'a Id,
        _sink: &'a mut (dyn ByteSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        let reason = format!("{} gives no file of {kind}", self.about().title);
        ready(Err(ManagerError::NotOffered { reason })).boxed()
    }

    /// Sends one action, once; gives what should be known of it besides that it was taken.
    ///
    /// # Errors
    /// [`ManagerError::Conflict`] while another change runs; [`ManagerError::outcome`] tells
    /// whether the manager may have carried it out in spite of the error.
    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>>;

    /// The request that [`Manager::list`], [`Manager::read`] or [`Manager::act`] would send, exactly; `None` if
    /// it is not one request, or this manager does not tell.
    fn request_of(&self, _operation: &Operation) -> Option<RequestText> {
        None
    }

    /// The request that [`Manager::submit`] would send, exactly.
    fn request_text(&self, _request: &SpecRequest, _dry_run: bool) -> Option<RequestText> {
        None
    }

    /// Sends a change of a desired state, once; with `dry_run` it is only checked.
    ///
    /// # Errors
    /// [`ManagerError::Invalid`] with one entry per rejected field, [`ManagerError::Conflict`] while another
    /// change runs, or any other.
    fn submit<'a>(
        &'a self,
        _request: &'a SpecRequest,
        _dry_run: bool,
    ) -> BoxFuture<'a, Result<Submitted, ManagerError>> {
        ready(Err(no_editing())).boxed()
    }

    /// Reads the document of an object as it was at a version.
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if that version is not kept, or any other.
    fn read_version<'a>(
        &'a self,
        _kind: KindId,
        _id: &'a Id,
        _version: i64,
    ) -> BoxFuture<'a, Result<Arc<str>, ManagerError>> {
        ready(Err(no_editing())).boxed()
    }

    /// Where its API begins, without a final slash, for texts that name it ([`About::notes`]).
    fn address(&self) -> Option<String> {
        None
    }

    /// Reads how to log in to an object of the kind [`About::shell`], its private key included.
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if it is gone, [`ManagerError::UnusableKey`], or any other.
    fn shell<'a>(&'a self, _kind: KindId, _id: &'a Id) -> BoxFuture<'a, Result<ShellAccess, ManagerError>> {
        let reason = format!("{} keeps no keys to machines", self.about().title);
        ready(Err(ManagerError::NotOffered { reason })).boxed()
    }
}

/// What the user should know of a change that the manager took; mostly there is nothing to say.
pub type Remark = Option<String>;

/// What a manager said to a change of a desired state that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// Of the object that was created, where the answer tells.
    pub id: Option<Id>,
    /// The document as it would be, or will be, stored; empty if the answer had none.
    pub document: Arc<str>,
}

fn no_editing() -> ManagerError {
    ManagerError::NotOffered {
        reason: "this manager has no desired state that can be edited".into(),
    }
}

/// The parts of one kind that a cluster has, as far as they were wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// The first ones, in the manager's order.
    pub rows: Vec<Arc<Row>>,
    /// How many there are in all; `None` where these are all, or the manager does not tell.
    pub total: Option<u64>,
}

impl From<Vec<Arc<Row>>> for Parts {
    fn from(rows: Vec<Arc<Row>>) -> Self {
        Self { rows, total: None }
    }
}

/// Takes a list's elements one by one.
pub trait ElementSink: Send {
    /// `raw` is the element as sent; `read` turns it into its row, and is called only if needed.
    fn element(&mut self, raw: &str, read: fn(&str) -> Row);

    /// Whether somebody waits for the elements; otherwise a long list is read in few large steps.
    fn is_urgent(&self) -> bool {
        true
    }

    /// How many elements are wanted, counted from the first one: a manager that gives the list in pages stops after
    /// the page with which there are as many. It may grow while the list is read, so it is asked before each page.
    fn wanted(&self) -> usize {
        usize::MAX
    }

    /// Is told how many elements there are in all, whether they are read or not: by a manager that gives the list in
    /// pages, as soon as it knows.
    fn total(&mut self, _total: u64) {}
}

/// How a manager is reached from the rest of the program: its line in the registry.
#[derive(Debug)]
pub struct Entry {
    pub about: &'static About,
    pub open: fn(Opening) -> Result<Arc<dyn Manager>, ManagerError>,
    /// The simulated manager as one server, for `qd sandbox serve` and tests.
    pub simulate: fn(&Scenario) -> Simulated,
    /// The contexts it adds to the default sandbox.
    pub demo: fn(&Scenario) -> Vec<DemoContext>,
}

/// What is needed to open a manager.
#[derive(Debug)]
pub struct Opening {
    pub door: Door,
    /// Values for [`About::settings`], checked against it by the caller.
    pub settings: BTreeMap<String, String>,
}

impl Opening {
    /// What a context set, or the default.
    pub fn setting(&self, name: &str, default: &'static str) -> String {
        self.settings
            .get(name)
            .map_or_else(|| default.to_owned(), Clone::clone)
    }

    /// The path of the API below the context's URL: the setting `base_path`, or nothing where a pasted URL holds it
    /// already.
    pub fn base_path(&self, default: &'static str) -> String {
        let segments = |path: &str| -> Vec<String> {
            let segments = path.split('/').filter(|segment| !segment.is_empty());
            segments.map(str::to_owned).collect()
        };
        let base_path = self.setting("base_path", default);
        let given = segments(self.door.endpoint().base().path());
        if given.ends_with(&segments(&base_path)) {
            String::new()
        } else {
            base_path
        }
    }
}

/// One action on one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRequest {
    pub action: ActionId,
    pub kind: KindId,
    /// The object; of one that the action makes, the name that it is to have.
    pub id: Id,
    /// The part of it that is meant, for an action on a part.
    pub part: Option<Id>,
    /// What was said for the action's parameters; of a secret file, what is in it; of one that is uploaded, where it
    /// is, for [`Call::file`](crate::transport::Call::file).
    pub arguments: Arguments,
    /// How far an upload has come, and whether it is still wanted.
    pub transfer: Transfer,
}

impl ActionRequest {
    /// An action that is told nothing besides its target.
    pub fn new(action: ActionId, kind: KindId, id: &Id, part: Option<&Id>) -> Self {
        Self {
            action,
            kind,
            id: Arc::clone(id),
            part: part.map(Arc::clone),
            arguments: Arguments::default(),
            transfer: Transfer::default(),
        }
    }

    /// What an intent asks a manager for.
    pub fn of(intent: &Intent, arguments: Arguments) -> Self {
        Self {
            arguments,
            transfer: intent.transfer.clone(),
            ..Self::new(
                intent.action,
                intent.key.kind,
                &intent.key.id,
                intent.part.as_ref(),
            )
        }
    }
}
