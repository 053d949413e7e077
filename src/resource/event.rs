//! Something that happened to a resource, as its manager reports it.

use chrono::{DateTime, Utc};

use super::LevelMark;

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
