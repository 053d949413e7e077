//! A log of events that is too long to be read with an object: what is asked of it, and what it answers.

use chrono::{DateTime, Utc};

use crate::resource::{Event, Id, KindId, Level};

/// What a manager's log of events can do: data, so that the front ends offer just that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventLog {
    /// The kinds besides clusters whose objects have events of their own: operations, mostly.
    pub kinds: &'static [KindId],
    /// The levels that can be asked for, the least important first; none if that cannot be asked.
    pub levels: &'static [EventWord],
    /// The types that can be asked for; none if that cannot be asked.
    pub types: &'static [EventWord],
    /// Whether it can be asked for events whose message has a text in it, in either case.
    pub message: bool,
    /// Whether it can be asked for events since a time, and until one.
    pub times: bool,
}

/// A word that the log knows, for a level or a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventWord {
    /// As it is asked for, and as events are shown with it.
    pub word: &'static str,
    /// How bad events with it are.
    pub level: Level,
}

/// Which events are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventQuery {
    pub of: EventsOf,
    /// At most so many: the newest ones without an offset, the next ones with it.
    pub newest: usize,
    /// Where to read on, as [`EventPage::next`] of the same question gave it.
    pub offset: Option<u64>,
    /// None that is older.
    pub since: Option<DateTime<Utc>>,
    /// None that is newer.
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
    /// The offset to read on from: just behind the newest event of this piece.
    pub next: u64,
}

impl EventQuery {
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
        if kind == crate::resource::kind::CLUSTERS {
            Self::Cluster(Id::clone(id))
        } else {
            Self::Object(kind, Id::clone(id))
        }
    }
}
