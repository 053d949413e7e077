//! A log of events that is too long to be read with an object: what is asked of it, and what it answers; what it can do
//! is declared by an [`EventLog`].

use chrono::{DateTime, Utc};

use crate::resource::kind::CLUSTERS;
use crate::resource::{Event, EventFilter, Id, KindId};
pub use crate::resource::{EventLog, EventWord};

/// Which events are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventQuery {
    pub of: EventsOf,
    /// At most so many: the newest ones without an offset, the next ones with it.
    pub newest: usize,
    /// Where to read on, as [`EventPage::next`] of the same question gave it.
    pub offset: Option<u64>,
    /// None that is older; one of just that time is meant.
    pub since: Option<DateTime<Utc>>,
    /// None that is newer; one of just that time is meant.
    pub until: Option<DateTime<Utc>>,
    /// Only those whose message has this in it, in either case.
    pub message: Option<String>,
    /// Only those of one of these levels, or of one of [`EventQuery::types`]; all if both are empty.
    pub levels: Vec<String>,
    pub types: Vec<String>,
}

/// Whose events are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventsOf {
    Cluster(Id),
    /// An object of one of [`EventLog::kinds`].
    Object(KindId, Id),
    /// All that the credential may see.
    All,
}

/// A piece of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventPage {
    /// Oldest first, without a gap.
    pub events: Vec<Event>,
    /// How many the whole question has, not only this piece.
    pub total: u64,
    /// The offset to read on from: just behind the newest event of this piece. Only the manager knows what it counts.
    pub next: u64,
}

impl EventQuery {
    /// Events that pass a filter: the newest ones, or with an offset those behind it.
    pub fn filtered(of: EventsOf, filter: &EventFilter, newest: usize, offset: Option<u64>) -> Self {
        let EventFilter {
            since,
            until,
            message,
            levels,
            types,
        } = filter.clone();
        Self {
            of,
            newest,
            offset,
            since,
            until,
            message,
            levels,
            types,
        }
    }

    /// The newest events of something, whatever they are.
    pub fn newest(of: EventsOf, newest: usize) -> Self {
        Self {
            of,
            newest,
            offset: None,
            since: None,
            until: None,
            message: None,
            levels: Vec::new(),
            types: Vec::new(),
        }
    }
}

impl EventsOf {
    /// What an object's events are asked for by.
    pub fn object(kind: KindId, id: &Id) -> Self {
        if kind == CLUSTERS {
            Self::Cluster(Id::clone(id))
        } else {
            Self::Object(kind, Id::clone(id))
        }
    }
}
