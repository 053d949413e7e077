//! Something that happened to a resource, as its manager reports it or as this console saw it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::kind::EVENTS;
use super::{Column, Field, Found, Kind, Level, LevelMark};

/// Columns of an event: the same for every manager.
pub const COLUMNS: [Column; 4] = [
    Column::left("time", "TIME", (8, 20), 0),
    Column::left("level", "LEVEL", (5, 7), 1),
    Column::left("source", "SOURCE", (6, 8), 2),
    Column::left("message", "MESSAGE", (20, 200), 0),
];

/// The kind itself, as a manager declares it.
pub const KIND: Kind = Kind {
    id: EVENTS,
    singular: "event",
    columns: &COLUMNS,
    found: Found::WithCluster,
    listed_as: None,
};

/// One event; events have no id: two are the same if they say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `None` where the manager's time could not be read; such events sort last.
    pub at: Option<DateTime<Utc>>,
    pub level: LevelMark,
    pub origin: Origin,
    /// Who reports it, in the manager's word; [`OBSERVED`] where nobody does.
    pub source: Box<str>,
    pub message: Box<str>,
    /// What else is told of it, in reading order: its type, the operation and the part it is about.
    pub fields: Box<[Field]>,
    /// What it was brought about by, the first cause first; mostly nothing is told.
    pub causes: Box<[Cause]>,
}

/// Why something failed, as the manager tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The type of the error: `RecoverableError`.
    pub kind: Box<str>,
    pub message: Box<str>,
    /// Where it arose, over several lines; empty if that is not told.
    pub traceback: Box<str>,
}

/// How an event became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The manager reports it.
    Manager,
    /// Two answers differed: it happened at some time before the second.
    Observed,
}

/// The newest events of a log that is too long to be read to its begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventListing {
    /// Oldest first; those that were observed are among them.
    pub events: Vec<Arc<Event>>,
    /// How many of them the manager reported.
    pub read: u64,
    /// How many the manager has.
    pub total: u64,
}

/// The source of an observed event, shown where a manager's word would be.
pub const OBSERVED: &str = "observed";

impl Event {
    /// What a manager reports, and nothing more of it.
    pub fn reported(
        at: Option<DateTime<Utc>>,
        level: LevelMark,
        source: impl Into<Box<str>>,
        message: impl Into<Box<str>>,
    ) -> Self {
        Self {
            at,
            level,
            origin: Origin::Manager,
            source: source.into(),
            message: message.into(),
            fields: Box::default(),
            causes: Box::default(),
        }
    }

    /// What was seen to differ in an answer that came at `at`.
    pub fn observed(at: DateTime<Utc>, level: Level, message: impl Into<Box<str>>) -> Self {
        let word = match level {
            Level::Normal => "INFO",
            Level::Warning => "WARN",
            Level::Error => "ERROR",
        };
        Self {
            at: Some(at),
            level: LevelMark::new(word, level),
            origin: Origin::Observed,
            source: OBSERVED.into(),
            message: message.into(),
            fields: Box::default(),
            causes: Box::default(),
        }
    }

    pub fn is_observed(&self) -> bool {
        self.origin == Origin::Observed
    }
}

impl EventListing {
    /// Whether the manager has older ones.
    pub fn has_older(&self) -> bool {
        self.read < self.total
    }
}

impl Event {
    /// What brought it about, in a line, unless its message says so itself.
    pub fn first_cause(&self) -> Option<String> {
        let cause = self.causes.first()?;
        let says_so = !cause.message.is_empty() && self.message.contains(&*cause.message);
        (!says_so).then(|| cause.line())
    }

    /// What brought it about, line by line; tracebacks only if they are wanted.
    pub fn causes_as_lines(&self, with_traceback: bool) -> Vec<String> {
        let mut lines = Vec::new();
        for cause in &self.causes {
            lines.push(format!("caused by {}", cause.line()));
            if with_traceback {
                lines.extend(cause.traceback.lines().map(|line| format!("  {line}")));
            }
        }
        lines
    }
}

impl Cause {
    /// Its type and its message.
    pub fn line(&self) -> String {
        match (&*self.kind, &*self.message) {
            ("", message) => message.to_owned(),
            (kind, "") => kind.to_owned(),
            (kind, message) => format!("{kind}: {message}"),
        }
    }
}

/// Sorts by time, oldest first, keeping the given order among equals; unreadable times go last.
pub fn sort_by_time(events: &mut [Event]) {
    events.sort_by_key(|event| (event.at.is_none(), event.at));
}
