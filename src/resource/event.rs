//! Something that happened to a resource, as its manager reports it.

use chrono::{DateTime, Utc};

use super::kind::EVENTS;
use super::{Column, Found, Kind, LevelMark};

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

/// One event; events have no id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `None` where the manager's time could not be read; such events sort last.
    pub at: Option<DateTime<Utc>>,
    pub level: LevelMark,
    /// Who reports it, in the manager's word.
    pub source: Box<str>,
    pub message: Box<str>,
}

/// Sorts by time, oldest first, keeping the given order among equals; unreadable times go last.
pub fn sort_by_time(events: &mut [Event]) {
    events.sort_by_key(|event| (event.at.is_none(), event.at));
}
