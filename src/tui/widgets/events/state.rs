//! The list's state; the events themselves are the detail's, or those that were read of a log.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::resource::{Detail, Event, EventFilter, EventListing, EventLog, Id};
use crate::tui::keymap::Command;
use crate::tui::known::{Feed, KnownEvents};

use super::sieve::{EventWish, Sieve};

/// The list's state.
#[derive(Debug)]
pub struct Events {
    pub(super) held: Held,
    /// Where they come from; `None` before anything is known of the object.
    pub(super) feed: Option<Feed>,
    /// Why its manager's log gives none of the object, if it said so.
    pub(super) not_offered: Option<String>,
    pub(super) sieve: Sieve,
    /// What a log is asked for.
    asked: Arc<EventFilter>,
    /// What is not asked for, and looked for in the answers.
    left: EventFilter,
    /// So many of a log are wanted.
    rows: usize,
    /// Indices into the events, the newest first.
    pub(super) shown: Vec<u32>,
    pub(super) cursor: usize,
    pub(super) offset: usize,
    pub(super) height: usize,
    /// Whether the cursor stays on the newest event as events arrive.
    follows: bool,
}

/// Where the events are.
#[derive(Debug)]
pub(super) enum Held {
    Nothing,
    Detail(Arc<Detail>),
    Log {
        of: Id,
        log: &'static EventLog,
        /// `None` before the first answer.
        listing: Option<Arc<EventListing>>,
        /// Whether they are what is asked for now, or what was asked for before.
        is_asked: bool,
        has_failed: bool,
    },
}

/// What is known of an object's events in a log.
#[derive(Debug, Clone, Copy)]
pub struct LogShown<'a> {
    pub of: &'a Id,
    pub log: &'static EventLog,
    /// `None` before the first answer.
    pub known: Option<&'a KnownEvents>,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            held: Held::Nothing,
            feed: None,
            not_offered: None,
            sieve: Sieve::default(),
            asked: Arc::default(),
            left: EventFilter::default(),
            rows: EventLog::AT_FIRST,
            shown: Vec::new(),
            cursor: 0,
            offset: 0,
            height: 1,
            follows: true,
        }
    }
}

impl Held {
    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Detail(detail) => detail.events.len(),
            Self::Log { listing, .. } => listing.as_ref().map_or(0, |listing| listing.events.len()),
        }
    }

    fn get(&self, at: usize) -> Option<&Event> {
        match self {
            Self::Nothing => None,
            Self::Detail(detail) => detail.events.get(at),
            Self::Log { listing, .. } => Some(&**listing.as_ref()?.events.get(at)?),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Event> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    fn log(&self) -> Option<&'static EventLog> {
        match self {
            Self::Log { log, .. } => Some(log),
            Self::Nothing | Self::Detail(_) => None,
        }
    }

    /// The object that they are of.
    fn of(&self) -> Option<&Id> {
        match self {
            Self::Nothing => None,
            Self::Detail(detail) => Some(&detail.row.id),
            Self::Log { of, .. } => Some(of),
        }
    }
}

impl Events {
    /// A list of the events from a time on; those without a time are none of them.
    pub fn since(at: DateTime<Utc>) -> Self {
        Self {
            sieve: Sieve::since(at),
            ..Self::default()
        }
    }

    /// New events of the same object, or of another one, that were read with it.
    pub fn show(&mut self, detail: Option<&Arc<Detail>>, feed: Feed) {
        self.show_observed(detail, feed, None);
    }

    /// The same where a log is kept and gives none of the object, for this reason.
    pub fn show_observed(&mut self, detail: Option<&Arc<Detail>>, feed: Feed, not_offered: Option<String>) {
        self.feed = Some(feed);
        self.not_offered = not_offered;
        let unchanged = match (&self.held, detail) {
            (Held::Detail(old), Some(new)) => Arc::ptr_eq(old, new),
            (Held::Nothing, None) => true,
            _ => false,
        };
        if !unchanged {
            self.hold(detail.map_or(Held::Nothing, |detail| Held::Detail(Arc::clone(detail))));
        }
    }

    /// The same of an object whose manager keeps a log.
    pub fn show_log(&mut self, shown: LogShown<'_>, feed: Feed) {
        self.feed = Some(feed);
        if self.held.of() != Some(shown.of) {
            self.rows = EventLog::AT_FIRST;
        }
        self.ask(Some(shown.log));
        let listing = shown.known.and_then(|known| known.listing.clone());
        let now_asked = shown.known.is_some_and(|known| known.filter == self.asked);
        let now_failed = shown.known.is_some_and(|known| known.state.failure.is_some());
        if let Held::Log {
            of,
            listing: before,
            is_asked,
            has_failed,
            ..
        } = &mut self.held
        {
            *has_failed = now_failed;
            let is_same = match (&*before, &listing) {
                (Some(before), Some(now)) => Arc::ptr_eq(before, now),
                (None, None) => true,
                _ => false,
            };
            if is_same && *of == *shown.of && *is_asked == now_asked {
                return;
            }
        }
        self.hold(Held::Log {
            of: Arc::clone(shown.of),
            log: shown.log,
            listing,
            is_asked: now_asked,
            has_failed: now_failed,
        });
    }

    fn hold(&mut self, held: Held) {
        let same_object = self.held.of().is_some() && self.held.of() == held.of();
        let selected = self.selected().cloned();
        self.held = held;
        if !same_object {
            (self.cursor, self.offset, self.follows) = (0, 0, true);
        }
        self.sift();
        // Events have no id: the same words at the same time are the same event.
        if !self.follows
            && let Some(event) = selected
            && let Some(at) = (0..self.shown.len()).find(|at| self.event(*at) == Some(&event))
        {
            // The lines stay where they are while others come above or below.
            self.offset = (self.offset + at).saturating_sub(self.cursor);
            self.cursor = at;
        }
        self.keep_in_view();
    }

    /// What the manager is to be asked for, if it keeps a log.
    pub fn wish(&self) -> Option<EventWish> {
        self.held.log().map(|_| EventWish {
            filter: Arc::clone(&self.asked),
            rows: self.rows,
        })
    }

    fn ask(&mut self, log: Option<&EventLog>) {
        let Some(log) = log else { return };
        let (asked, left) = self.sieve.split(log);
        if *self.asked != asked {
            self.asked = Arc::new(asked);
            self.rows = EventLog::AT_FIRST;
        }
        self.left = left;
    }

    /// The filter is not as it was.
    fn refilter(&mut self) {
        self.ask(self.held.log());
        if let Held::Log { is_asked, .. } = &mut self.held {
            // Until the answer comes, what passes of what there is.
            *is_asked = false;
        }
        self.sift();
    }

    fn sift(&mut self) {
        let left = match &self.held {
            Held::Log { is_asked: true, .. } => Some(&self.left),
            Held::Log { .. } | Held::Detail(_) | Held::Nothing => None,
        };
        self.shown = (0_u32..)
            .zip(self.held.iter())
            .filter(|(_, event)| self.sieve.passes(event, left))
            .map(|(at, _)| at)
            .collect();
        self.shown.reverse();
        if self.follows {
            (self.cursor, self.offset) = (0, 0);
        }
        self.keep_in_view();
    }

    pub(super) fn event(&self, at: usize) -> Option<&Event> {
        self.held.get(*self.shown.get(at)? as usize)
    }

    /// All events, the oldest first, also those that no filter lets pass.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Event> {
        (0..self.held.len()).filter_map(|at| self.held.get(at))
    }

    /// The event under the cursor.
    pub fn selected(&self) -> Option<&Event> {
        self.event(self.cursor)
    }

    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    pub fn set_height(&mut self, lines: u16) {
        self.height = usize::from(lines).max(1);
        self.keep_in_view();
    }

    /// The filter as it was typed.
    pub fn filter_text(&self) -> &str {
        &self.sieve.text
    }

    /// What of it means nothing.
    pub fn filter_problem(&self) -> Option<&str> {
        self.sieve.problem.as_deref()
    }

    /// Shows only events that pass what is typed; `now` is what ages are counted from.
    pub fn filter(&mut self, text: &str, now: DateTime<Utc>) {
        self.sieve.type_text(text, self.held.log(), now);
        self.refilter();
    }

    /// Runs a command of a list of events; false if it is none.
    pub fn run(&mut self, command: Command) -> bool {
        let page = self.height.saturating_sub(1).max(1);
        match command {
            Command::MoveDown => self.move_to(self.cursor + 1),
            Command::MoveUp => self.move_to(self.cursor.saturating_sub(1)),
            Command::PageDown => self.move_to(self.cursor + page),
            Command::PageUp => self.move_to(self.cursor.saturating_sub(page)),
            Command::HalfPageDown => self.move_to(self.cursor + (page / 2).max(1)),
            Command::HalfPageUp => self.move_to(self.cursor.saturating_sub((page / 2).max(1))),
            Command::MoveToTop => self.move_to(0),
            Command::MoveToBottom => self.move_to(usize::MAX),
            Command::Follow => {
                let follows = !self.follows;
                if follows {
                    self.move_to(0);
                }
                self.follows = follows;
            }
            Command::LevelFilter => {
                self.sieve.next_range(self.held.log());
                self.refilter();
            }
            Command::SourceFilter => {
                self.sieve.source = self.next_source();
                self.sift();
            }
            _ => return false,
        }
        true
    }

    /// Selects the event at a line of the screen.
    pub fn press_line(&mut self, line: u16) {
        self.move_to(self.offset + usize::from(line));
    }

    fn move_to(&mut self, at: usize) {
        self.cursor = at.min(self.shown.len().saturating_sub(1));
        // Whoever looks at an older event wants it to stay; at the newest, to follow.
        self.follows = self.cursor == 0;
        self.keep_in_view();
        self.reach();
    }

    /// Wants older events once the end of those that were read is in sight.
    fn reach(&mut self) {
        if let Held::Log {
            listing: Some(listing),
            is_asked: true,
            ..
        } = &self.held
        {
            let is_at_end = self.offset + self.height >= self.shown.len();
            let have_come = listing.read >= self.rows as u64;
            if is_at_end && have_come && listing.has_older() {
                self.rows = (self.rows * 2).min(EventLog::AT_MOST);
            }
        }
    }

    /// Whether older events are on their way.
    pub(super) fn is_reading_older(&self) -> bool {
        match &self.held {
            Held::Log {
                listing: Some(listing),
                is_asked,
                has_failed: false,
                ..
            } => !is_asked || (listing.has_older() && listing.read < self.rows as u64),
            Held::Log { .. } | Held::Detail(_) | Held::Nothing => false,
        }
    }

    fn next_source(&self) -> Option<Box<str>> {
        let mut sources: Vec<&Box<str>> = self.held.iter().map(|event| &event.source).collect();
        sources.sort_unstable();
        sources.dedup();
        match &self.sieve.source {
            None => sources.first().map(|source| (*source).clone()),
            Some(now) => sources.into_iter().find(|source| *source > now).cloned(),
        }
    }

    fn keep_in_view(&mut self) {
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
        let first = (self.cursor + 1).saturating_sub(self.height);
        self.offset = self.offset.clamp(first, self.cursor.max(first));
    }

    pub(super) fn is_following(&self) -> bool {
        self.follows
    }
}
