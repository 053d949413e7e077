//! What every manager gives the rest of the program: the trait, its errors, and what it declares.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

use crate::resource::{
    Action, ActionId, Arguments, Detail, Download, Id, Intent, Kind, KindId, Note, Operation, Parameter, Row,
    Scope, ShellAccess, Takes, Transfer,
};
use crate::sandbox::{DemoContext, Scenario, Simulated};
use crate::spec::{Editing, RequestText, SpecRequest};
use crate::transport::{CredentialFault, Door, NotSentReason, Redactor, Scheme, SendOutcome, TransportError};

use super::elements::SplitError;
use super::event_log::{EventLog, EventPage, EventQuery};
use super::octets::ByteSink;

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

/// What a manager declares of itself: data, so that no front end asks for a manager by name.
#[derive(Debug)]
pub struct About {
    /// The word for `--manager` and the MANAGER column.
    pub name: &'static str,
    pub title: &'static str,
    /// The home kind first.
    pub kinds: &'static [Kind],
    pub actions: &'static [Action],
    /// Verbs that users know from other managers and look for in vain here, each with the reason.
    pub not_offered: &'static [(ActionId, &'static str)],
    /// The desired state that can be edited, if there is one.
    pub editing: Option<&'static Editing>,
    /// The listed kind whose objects can be logged in to, if there is one.
    pub shell: Option<KindId>,
    /// What can be fetched as a file, by kind.
    pub downloads: &'static [Download],
    /// How its world is divided, if it is: a context looks at one part at a time.
    pub scope: Option<Scope>,
    /// Texts that its users need, and that are written on this machine.
    pub notes: &'static [Note],
    /// Names of fields that hold secrets, or dotted paths to them.
    pub secrets: &'static [&'static str],
    /// Keys that a context of this manager may set beside the common ones.
    pub settings: &'static [Setting],
    /// How it lets users in, the usual way first.
    pub auth: &'static [Scheme],
    /// Where tokens are fetched, with `{tenant}` in it; `None` where only the configuration can tell.
    pub token_url: Option<&'static str>,
    /// Whether it reports events itself; of one that does not, there are only observed ones.
    pub event_feed: bool,
    /// The log of events that is read by itself, piece by piece; `None` if an object's events are read with it.
    pub event_log: Option<&'static EventLog>,
    pub intervals: Intervals,
    /// Whether a list takes a request, or more, for each object: then the list of a large fleet takes its time.
    pub reads_each: bool,
    /// How many requests may be on their way at once.
    pub concurrent: usize,
    /// The least time between two requests to one host.
    pub spacing: Option<Duration>,
    pub refused_change: RefusedChange,
}

/// What a 403 to a change says of the others that might be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedChange {
    /// Nothing: rights are given one by one.
    ThisOne,
    /// The credential may only read: no change is sent any more until the user gives another one.
    All,
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

/// One key that only contexts of this manager have.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub help: &'static str,
}

/// How often to ask.
#[derive(Debug, Clone, Copy)]
pub struct Intervals {
    /// The whole list.
    pub list: Duration,
    /// One visible object on which a change is under way.
    pub busy: Duration,
    /// One visible object at rest.
    pub calm: Duration,
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

/// One rejected field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The manager's short word for what is wrong.
    pub code: String,
    /// Where: a dotted path in the document that was sent.
    pub target: String,
    pub message: String,
}

/// Why a request to a manager failed, in terms the rest of the program can act on.
///
/// Messages of the manager are carried verbatim.
#[derive(Debug, thiserror::Error)]
pub enum ManagerError {
    #[error("{}", no_answer(.0))]
    Unreachable(#[source] TransportError),
    /// There is none to show, so nothing was sent.
    #[error("no credential ({message})")]
    NoCredential {
        message: String,
        /// How this context gets one.
        advice: Option<String>,
    },
    #[error("the manager does not accept the credential ({message})")]
    Unauthorized {
        message: String,
        /// How this context gets another one.
        advice: Option<String>,
    },
    #[error("the manager does not allow this: {message}")]
    Forbidden { message: String },
    #[error("{message}")]
    NotFound { message: String },
    #[error("{message}")]
    Conflict { message: String },
    #[error("{message}{}", list_of(.fields))]
    Invalid {
        message: String,
        fields: Vec<FieldError>,
    },
    #[error("too many requests{}", after(.retry_after))]
    RateLimited { retry_after: Option<Duration> },
    /// Any other answer with a status that is not a success.
    #[error("the manager answered {status}: {message}")]
    Refused { status: u16, message: String },
    #[error("the manager's answer could not be read: {why}")]
    Unreadable { why: String },
    /// The manager keeps a key that is none.
    #[error("the private key that the manager keeps cannot be used: {why}")]
    UnusableKey { why: String },
    #[error("the list could not be read")]
    List(#[from] SplitError),
    #[error("{reason}")]
    NotOffered { reason: String },
    /// A transfer was stopped from this side.
    #[error("{}", TransportError::Cancelled { bytes: *bytes })]
    Cancelled {
        /// How much had left for the manager.
        bytes: u64,
    },
    /// It waited in the queue of its host for as long as a user waits.
    #[error("its turn did not come in time")]
    NotSentInTime,
    /// A path of the API that is not confirmed for this account.
    #[error("{message}")]
    PathNotConfirmed { message: String, setting: &'static str },
}

impl ManagerError {
    /// Whether a mutation that ended in this error may have been carried out.
    pub fn outcome(&self) -> SendOutcome {
        match self {
            Self::Unreachable(error) => error.outcome(),
            Self::NotOffered { .. } | Self::NotSentInTime | Self::NoCredential { .. } => SendOutcome::NotSent,
            Self::Cancelled { bytes } => TransportError::Cancelled { bytes: *bytes }.outcome(),
            // The manager took the request: what it did cannot be told from an answer we cannot read.
            Self::Unreadable { .. } | Self::UnusableKey { .. } | Self::List(_) => SendOutcome::Unknown,
            // 501: the manager does not know how, so it did not.
            Self::Refused { status, .. } if *status >= 500 && *status != 501 => SendOutcome::Unknown,
            Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::Invalid { .. }
            | Self::RateLimited { .. }
            | Self::Refused { .. }
            | Self::PathNotConfirmed { .. } => SendOutcome::Refused,
        }
    }

    /// What to do next, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreachable(error) => error.hint().map(|hint| hint.to_string()),
            Self::NoCredential { advice, .. } | Self::Unauthorized { advice, .. } => Some(
                advice
                    .clone()
                    .unwrap_or_else(|| "log in with a valid credential (`qd login`)".into()),
            ),
            Self::Forbidden { .. } => Some("ask for the right to manage clusters with this account".into()),
            Self::NotFound { .. } => Some("it may have been deleted: refresh the list".into()),
            Self::Conflict { .. } => Some("look at how it is now, then ask again".into()),
            Self::Invalid { .. } => Some("mend the named fields and ask again".into()),
            Self::RateLimited { .. } => Some("wait a moment, then ask again".into()),
            Self::Refused { status, .. } if *status >= 500 => {
                Some("the fault is on the manager's side: ask again later".into())
            }
            Self::Refused { .. } => None,
            Self::List(SplitError::Truncated { .. }) => {
                Some("the connection may have broken off: ask again".into())
            }
            Self::Unreadable { .. }
            | Self::List(SplitError::NotAnArray { .. } | SplitError::TooLarge { .. }) => {
                Some("check that the URL is that of the manager's API, not of a page or a proxy".into())
            }
            Self::UnusableKey { .. } => Some("give the manager the machine's key anew".into()),
            Self::NotOffered { .. } | Self::Cancelled { .. } => None,
            Self::NotSentInTime => Some("nothing was sent: ask again when the manager answers".into()),
            Self::PathNotConfirmed { setting, .. } => Some(format!("set `{setting}` in the context")),
        }
    }

    /// Whether nothing but the user can help: asking again by itself could lock the account.
    pub fn needs_the_user(&self) -> bool {
        matches!(
            self,
            Self::NoCredential { .. } | Self::Unauthorized { .. } | Self::Forbidden { .. }
        )
    }
}

/// What no answer, or no request, means; what an answer with a status means is the manager's to say.
impl From<TransportError> for ManagerError {
    fn from(error: TransportError) -> Self {
        if matches!(
            error,
            TransportError::NotSent {
                reason: NotSentReason::Turn,
                ..
            }
        ) {
            return Self::NotSentInTime;
        }
        if let TransportError::Cancelled { bytes } = error {
            return Self::Cancelled { bytes };
        }
        let TransportError::NoCredential(why) = &error else {
            return Self::Unreachable(error);
        };
        let (message, advice) = (why.to_string(), why.hint().map(str::to_owned));
        match why.fault() {
            CredentialFault::Missing => Self::NoCredential { message, advice },
            CredentialFault::Refused => Self::Unauthorized { message, advice },
            CredentialFault::Unavailable => Self::Unreachable(error),
        }
    }
}

impl About {
    /// The action of this name on objects of a kind, if the manager offers it.
    pub fn action(&self, id: ActionId, kind: KindId) -> Option<&'static Action> {
        self.actions_on(kind).find(|action| action.id == id)
    }

    /// All that can be done to objects of a kind and their parts, and how to make new ones.
    pub fn actions_on(&self, kind: KindId) -> impl Iterator<Item = &'static Action> + use<> {
        self.actions.iter().filter(move |action| action.on.kind() == kind)
    }

    /// Why an action is not offered for a kind, in words.
    pub fn why_not(&self, id: ActionId, kind: KindId) -> String {
        if let Some((_, reason)) = self.not_offered.iter().find(|(verb, _)| *verb == id) {
            return (*reason).to_owned();
        }
        match self.actions.iter().find(|action| action.id == id) {
            Some(action) => format!("it is for {}, not for {kind}", action.on.kind()),
            None => format!("{} does not offer it", self.title),
        }
    }

    /// What was said for these parameters, with what is secret in documents among it masked wherever it is shown.
    pub fn masked(&self, parameters: &[Parameter], arguments: Arguments) -> Arguments {
        let redactor = self.redactor();
        let documents = parameters
            .iter()
            .filter(|parameter| matches!(parameter.takes, Takes::Json | Takes::Value(_)));
        documents.fold(arguments, |arguments, parameter| {
            let said = arguments.said(parameter).filter(|text| match parameter.takes {
                // A word is no document.
                Takes::Value(_) => text.starts_with(['{', '[']),
                _ => true,
            });
            let shown = said.map(|text| redactor.redact_json(text));
            match shown {
                Some(shown) if arguments.said(parameter) != Some(&shown) => {
                    arguments.masked(parameter, &shown)
                }
                _ => arguments,
            }
        })
    }

    /// What masks this manager's secrets in documents.
    pub fn redactor(&self) -> Redactor {
        Redactor::new(self.secrets.iter().copied())
    }

    /// What the part is called that an action is on: `firewall rule`; `part` if it is on none.
    pub fn noun_of_part(&self, action: &Action) -> String {
        let part = action.on.part();
        let kind = part.and_then(|part| self.kind(part));
        let word = kind.map(|kind| kind.singular).or(part.map(|part| part.0));
        word.unwrap_or("part").replace('-', " ")
    }

    /// What can be fetched as a file of objects of a kind.
    pub fn download(&self, kind: KindId) -> Option<&'static Download> {
        self.downloads.iter().find(|download| download.kind == kind)
    }

    pub fn kind(&self, id: KindId) -> Option<&'static Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }
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

fn no_answer(error: &TransportError) -> &'static str {
    match error {
        TransportError::Redirected { .. }
        | TransportError::TooLarge { .. }
        | TransportError::Unreadable { .. } => "the manager's answer cannot be used",
        TransportError::NoCredential(_)
        | TransportError::PlainHttpRefused { .. }
        | TransportError::BadTls { .. }
        | TransportError::BadUrl { .. }
        | TransportError::Unsendable { .. } => "the manager was not asked",
        _ => "the manager did not answer",
    }
}

fn list_of(fields: &[FieldError]) -> String {
    fields
        .iter()
        .map(|field| format!("; {}: {}", field.target, field.message))
        .collect()
}

fn after(retry_after: &Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| {
        format!("; the next is allowed in {} s", wait.as_secs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redaction_leaves_what_is_said_of_a_credential_as_it_is() {
        let message = || "the keyring holds none for the context prod at m.example".to_owned();
        let errors = [
            ManagerError::NoCredential {
                message: message(),
                advice: None,
            },
            ManagerError::Unauthorized {
                message: message(),
                advice: None,
            },
        ];
        for error in errors {
            let hint = error.hint().unwrap_or_default();
            for said in [error.to_string(), hint] {
                assert_eq!(Redactor::default().redact_text(&said), said);
            }
        }
    }
}
