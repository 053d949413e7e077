//! Facts that come in and effects that go out: both plain data.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::layout::{Position, Size};
use secrecy::SecretString;

use crate::journal::Chapter;
use crate::resource::{
    ActivityId, Answered, Arguments, Arranged, ContextChange, ContextName, Detail, EventFilter, EventListing,
    Failure, Intent, Keep, Key as ResourceKey, KindId, Listing, Note, Notice, Operation, Query, ShellAccess,
    Sort, Source, Standing, Step, Transfer, Transferred, Waiting,
};

use crate::spec::{Base, Draft, DraftId, Edit, Json, RequestText, Submission, Verdict};

use super::book::{FieldData, FieldMistake, Preview};
use super::keymap::Key;
use super::known::KnownContext;
use super::subscriptions::Wanted;
use super::widgets::table::{Arranging, Ticket};

/// A fact the console reacts to.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key, and when it was read from the terminal.
    Key(Key, DateTime<Utc>),
    Paste(String),
    Mouse(Mouse),
    Resized(Size),
    /// A wake-up that was asked for by [`super::Model::next_wake`].
    Tick,
    /// The frame of the last changes is on the screen.
    Painted,
    /// The process goes on after it was stopped, or the screen was written over.
    Resumed,

    Listed {
        context: ContextName,
        kind: KindId,
        listing: Arc<Listing>,
        answered: Answered,
    },
    ListConfirmed {
        context: ContextName,
        kind: KindId,
        answered: Answered,
    },
    ListFailed {
        context: ContextName,
        kind: KindId,
        failure: Failure,
    },
    Read {
        key: ResourceKey,
        detail: Arc<Detail>,
        answered: Answered,
    },
    ReadConfirmed {
        key: ResourceKey,
        answered: Answered,
    },
    ReadFailed {
        key: ResourceKey,
        failure: Failure,
    },
    /// A cluster's parts of a kind that is listed alone.
    PartsListed {
        key: ResourceKey,
        part: KindId,
        listing: Arc<Listing>,
        answered: Answered,
    },
    PartsConfirmed {
        key: ResourceKey,
        part: KindId,
        answered: Answered,
    },
    PartsFailed {
        key: ResourceKey,
        part: KindId,
        failure: Failure,
    },
    /// Events of an object in its manager's log.
    EventsListed {
        key: ResourceKey,
        filter: Arc<EventFilter>,
        listing: Arc<EventListing>,
        answered: Answered,
    },
    EventsConfirmed {
        key: ResourceKey,
        filter: Arc<EventFilter>,
        answered: Answered,
    },
    EventsFailed {
        key: ResourceKey,
        filter: Arc<EventFilter>,
        failure: Failure,
    },
    /// What was created has an id.
    Named {
        activity: ActivityId,
        key: ResourceKey,
    },
    Stepped {
        activity: ActivityId,
        step: Step,
        at: DateTime<Utc>,
    },
    /// The file of an activity has come further.
    Transferring {
        activity: ActivityId,
        transferred: Transferred,
    },
    /// How it stands with what proves who we are.
    Standing {
        context: ContextName,
        standing: Standing,
    },
    /// How many requests to a context's host wait for their turn.
    Waiting {
        context: ContextName,
        waiting: Option<Waiting>,
    },
    /// A context is open that was not, or is another now.
    ContextOpened(Box<KnownContext>),
    ContextClosed(ContextName),
    /// A table's rows in the order that was asked for with `ticket`.
    Arranged {
        ticket: Ticket,
        arranged: Arc<Arranged>,
    },
    /// The answer to a [`Question`].
    Answered(Answer),
    /// Something to read that no screen asked for.
    Noticed(Notice),
    /// The journal says more than before, or could not be written.
    Recorded(Option<Notice>),
}

/// Something that a screen wants to know, or to have kept.
#[derive(Debug, Clone)]
pub enum Question {
    /// The desired state of an object, read again.
    Base(ResourceKey),
    /// What the manager would say to a request.
    DryRun(Arc<Submission>),
    /// The request as it would go over the wire.
    Preview(Arc<Submission>),
    /// The desired state of an object at a version.
    Version(ResourceKey, i64),
    /// The text as the user's own editor gives it back.
    EditOutside(String),
    /// What was written and not applied yet.
    Drafts,
    /// The draft of an edit is not needed any more.
    RemoveDraft(EditId),
    /// An edit is left, and its draft stays: other windows may go on with it.
    ReleaseDraft(EditId),
    /// A draft of the list is not wanted any more.
    DiscardDraft(DraftId),
    /// The text of a file.
    File(String),
    /// What is in a directory, given as it was typed up to its last slash.
    Paths(String),
    /// What was asked for in every run.
    Journal,
    /// How to log in to a machine.
    Shell(ResourceKey),
    /// A text, written on this machine.
    Note {
        /// What it is about, if it is about one.
        context: Option<ContextName>,
        note: &'static Note,
        arguments: Arguments,
    },
    /// A request as `curl` sends it.
    Curl(ContextName, Wire),
    /// What a form asks of a context in the configuration, or of a new one.
    ContextFields(Option<String>),
    PreviewContext(ContextChange),
    WriteContext(ContextChange),
}

/// A request that can be copied.
#[derive(Debug, Clone)]
pub enum Wire {
    Operation(Operation),
    /// A change of a desired state, its secrets masked.
    Edit(Arc<Submission>),
}

/// One edit, from its begin to its end, also over several runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EditId {
    /// The name that its draft would have. Another edit of the same object and base would have the same,
    /// and gets another when it is written: a name in a list of drafts is none of these.
    pub draft: DraftId,
    /// Tells two such edits apart.
    pub begun: DateTime<Utc>,
}

/// What the user's own editor left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditedText {
    /// What it saved; `None` if that cannot be taken over, which `trouble` then explains.
    pub text: Option<String>,
    /// What went wrong, also if there is a text.
    pub trouble: Option<Notice>,
}

/// The answer to a [`Question`]; it says what it is about, so that its screen knows it again.
#[derive(Debug, Clone)]
pub enum Answer {
    Base {
        key: ResourceKey,
        base: Result<Arc<Base>, Notice>,
    },
    DryRun {
        submission: Arc<Submission>,
        verdict: Verdict,
    },
    Preview {
        submission: Arc<Submission>,
        /// `None` if the manager cannot tell.
        text: Option<RequestText>,
    },
    Version {
        key: ResourceKey,
        number: i64,
        /// `None` if the manager does not keep that version.
        document: Result<Option<Arc<Json>>, Notice>,
    },
    EditedOutside(EditedText),
    /// The newest first, and what could not be read.
    Drafts {
        drafts: Vec<Kept>,
        problems: Vec<Notice>,
    },
    /// The text of an edit is on disk since then, or could not be put there.
    DraftSaved {
        edit: EditId,
        saved: Result<DateTime<Utc>, Notice>,
    },
    DraftTrouble(Notice),
    Note {
        note: &'static Note,
        /// It may hold secrets.
        text: Result<Arc<SecretString>, Notice>,
    },
    Shell {
        key: ResourceKey,
        access: Result<Arc<ShellAccess>, Notice>,
    },
    /// `None` if the manager cannot tell.
    Curl(Option<String>),
    ContextFields {
        of: Option<String>,
        fields: Result<Vec<FieldData>, Notice>,
    },
    ContextPreview {
        change: ContextChange,
        preview: Result<Preview, Vec<FieldMistake>>,
    },
    /// What was done, in a sentence.
    ContextWritten {
        change: ContextChange,
        written: Result<String, Notice>,
    },
    /// A secret was taken: in words where it is kept.
    LoggedIn {
        context: ContextName,
        kept: Result<Arc<str>, Notice>,
    },
    /// A secret was forgotten: in words which.
    LoggedOut {
        context: ContextName,
        forgotten: Result<Arc<str>, Notice>,
    },
    File {
        path: String,
        text: Result<String, Notice>,
    },
    /// Whole paths, as they would be typed; none if it cannot be read.
    Paths {
        directory: String,
        paths: Vec<Arc<str>>,
    },
    Journal(Result<Arc<Chapter>, Notice>),
}

/// Where a file that is fetched goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    pub path: String,
    /// Whether a file that is there may be replaced.
    pub overwrite: bool,
}

/// A draft on disk.
#[derive(Debug, Clone)]
pub struct Kept {
    pub draft: Arc<Draft>,
    /// Whether it is being written: in another window, or on another screen of this one.
    pub is_open_elsewhere: bool,
}

/// What the mouse did, in cells from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    Pressed(Position),
    ScrolledUp(Position),
    ScrolledDown(Position),
}

/// A request to the outside.
#[derive(Debug, Clone)]
pub enum Effect {
    Quit,
    /// Give the terminal back to the shell until `fg`.
    Suspend,
    /// Everything on the screen is written anew.
    Repaint,
    /// Ask at once for what is subscribed and named here, because the user wants it.
    RefreshList(ContextName, KindId),
    RefreshObject(ResourceKey),
    RefreshParts(ResourceKey, KindId),
    RefreshEvents(Wanted),
    /// The same because something has changed: never asks for what was refused.
    LookAgain(Wanted),
    /// One change, followed to its end.
    Perform(Intent),
    /// A change of a desired state, followed to its end.
    Apply(Intent, Arc<Edit>),
    /// Fetch the file of an object; nothing is changed on its manager.
    Download(Intent, Saving),
    /// Stop a file on its way.
    CancelTransfer(Transfer),
    /// Open a context anew, to look at another part of its manager's world for this run.
    SwitchScope(ContextName, Arc<str>),
    /// Several, one after the other, until the first that is not accepted.
    PerformAll(Vec<Intent>),
    /// Something that a screen wants to know.
    Ask(Question),
    /// Prove who we are with this secret from now on.
    LogIn {
        context: ContextName,
        secret: SecretString,
        keep: Keep,
    },
    /// Lend the terminal to `ssh`.
    LogInTo(ResourceKey, Arc<ShellAccess>),
    /// Forget the secret of a context.
    LogOut(ContextName),
    Arrange {
        ticket: Ticket,
        sources: Vec<Source>,
        query: Query,
        sort: Sort,
    },
    /// Put text on the user's clipboard.
    Copy(String),
    /// The same with what may be secret.
    CopySecret(SecretString),
    /// Call somebody who may be looking elsewhere: by the bell, and by a notification where there is one.
    Alert(String),
    CaptureMouse(bool),
}

/// The request of a table with too many rows.
impl From<Arranging> for Effect {
    fn from(arranging: Arranging) -> Self {
        Self::Arrange {
            ticket: arranging.ticket,
            sources: arranging.sources,
            query: arranging.query,
            sort: arranging.sort,
        }
    }
}
