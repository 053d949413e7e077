//! What became known of a context: facts, in the order they became known.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::resource::freshness::{Answered, Failure};
use crate::resource::{
    ActivityId, ContextName, Detail, EventFilter, EventListing, Key, KindId, Listing, Notice, Standing, Step,
    Transferred, Waiting,
};

/// One fact.
#[derive(Debug, Clone)]
pub enum Fact {
    /// A list that differs from the one before; partial while it is read for the first time.
    Listed {
        context: ContextName,
        kind: KindId,
        listing: Arc<Listing>,
        answered: Answered,
    },
    /// The list was answered again, and is the same.
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
    /// An object that differs from what was read before.
    Read {
        key: Key,
        detail: Arc<Detail>,
        answered: Answered,
    },
    ReadConfirmed {
        key: Key,
        answered: Answered,
    },
    ReadFailed {
        key: Key,
        failure: Failure,
    },
    /// A cluster's parts of a kind that is listed alone, which differ from those before.
    PartsListed {
        key: Key,
        part: KindId,
        listing: Arc<Listing>,
        answered: Answered,
    },
    PartsConfirmed {
        key: Key,
        part: KindId,
        answered: Answered,
    },
    PartsFailed {
        key: Key,
        part: KindId,
        failure: Failure,
    },
    /// Events of an object in its manager's log that differ from those before: the newest that pass the filter.
    EventsListed {
        key: Key,
        filter: Arc<EventFilter>,
        listing: Arc<EventListing>,
        answered: Answered,
    },
    EventsConfirmed {
        key: Key,
        filter: Arc<EventFilter>,
        answered: Answered,
    },
    EventsFailed {
        key: Key,
        filter: Arc<EventFilter>,
        failure: Failure,
    },
    /// How it stands with a context's credential has changed.
    Standing {
        context: ContextName,
        standing: Standing,
    },
    /// How many requests to a context's host wait has changed; `None` if no more than a user would guess.
    Waiting {
        context: ContextName,
        waiting: Option<Waiting>,
    },
    /// What was created has an id.
    Named {
        activity: ActivityId,
        key: Key,
    },
    /// A change has come further.
    Stepped {
        activity: ActivityId,
        step: Step,
        at: DateTime<Utc>,
    },
    /// A file that goes with a change, or is fetched, has come further; told a few times a second at the most.
    Transferring {
        activity: ActivityId,
        transferred: Transferred,
    },
    /// The journal says more of a change, or it could not be written.
    Recorded {
        activity: ActivityId,
        trouble: Option<Notice>,
    },
}

/// Where facts go; must not block.
pub type Emit = Arc<dyn Fn(Fact) + Send + Sync>;
