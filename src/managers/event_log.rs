//! A log of events that is too long to be read with an object: what is asked of it, and what it answers.

use chrono::{DateTime, Utc};

use crate::resource::kind::CLUSTERS;
use crate::resource::{Event, EventFilter, Id, KindId, Level};

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

impl EventLog {
    /// So many events are read at first.
    pub const AT_FIRST: usize = 100;
    /// So many are read of one question at most: whoever looks for older ones asks for a time, or for words.
    pub const AT_MOST: usize = 10_000;

    /// Whether the objects of a kind have events of their own in it.
    pub fn is_of(&self, kind: KindId) -> bool {
        kind == CLUSTERS || self.kinds.contains(&kind)
    }

    /// What of a filter the manager can be asked for, and what must be looked for in its answers.
    pub fn split(&self, filter: &EventFilter) -> (EventFilter, EventFilter) {
        let (mut asked, mut left) = (filter.clone(), EventFilter::default());
        if !self.times {
            (left.since, left.until) = (asked.since.take(), asked.until.take());
        }
        if !self.message {
            left.message = asked.message.take();
        }
        let knows = |words: &[EventWord], asked: &[String]| !words.is_empty() || asked.is_empty();
        if !knows(self.levels, &asked.levels) || !knows(self.types, &asked.types) {
            left.levels = std::mem::take(&mut asked.levels);
            left.types = std::mem::take(&mut asked.types);
        }
        (asked, left)
    }

    /// The levels and types that are at least so bad, to be asked for; none if the manager knows none.
    pub fn words_from(&self, least: Level) -> (Vec<String>, Vec<String>) {
        let words = |words: &[EventWord]| {
            let bad = words.iter().filter(|word| word.level >= least);
            bad.map(|word| word.word.to_owned()).collect()
        };
        (words(self.levels), words(self.types))
    }
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
