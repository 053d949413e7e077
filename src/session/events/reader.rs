//! What was read of a log, and what to ask for next.
//!
//! Events have no ids: two that say the same at the same time are one, unless one answer has both. A log is in the
//! order of time, and what comes late is put into its place.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::managers::{EventLog, EventPage, EventQuery, EventsOf, ManagerError};
use crate::resource::{Event, EventFilter, EventListing};
use crate::session::Session;
use crate::session::access::Subject;
use crate::transport::Priority;

/// Reads one question about a log again and again.
#[derive(Debug)]
pub struct EventReader {
    of: EventsOf,
    filter: EventFilter,
    /// Oldest first, without a gap.
    known: Vec<Arc<Event>>,
    /// How many the manager has.
    total: u64,
    /// Where to read on; `None` before the first answer.
    next: Option<u64>,
    /// Whether there are no older ones, though the manager counts more: not all that it counts can be had.
    is_whole: bool,
}

/// What of a log is new is asked for in pieces of so many.
const PIECE: usize = 500;
/// After so many full pieces of what is new, the newest ones are read instead: nobody reads what rushes by.
const PIECES: usize = 4;
/// Read events that nobody asked for are kept up to so many, so that those who follow can look back.
const KEPT: usize = 2_000;
/// How exactly managers know times at least.
const EXACTNESS: TimeDelta = TimeDelta::milliseconds(1);

impl Session {
    /// Reads a piece of the manager's log of events.
    ///
    /// # Errors
    /// As [`Manager::events`](crate::managers::Manager::events).
    pub async fn events(&self, query: &EventQuery, priority: Priority) -> Result<EventPage, ManagerError> {
        let subject = Subject::Events(query.of.clone());
        // Not even called unless it is sent.
        let read = async { self.manager.events(query).await };
        self.send(subject, &priority.into(), read).await
    }

    pub(super) fn are_events_refused(&self, of: &EventsOf) -> bool {
        self.access.is_refused(&Subject::Events(of.clone()))
    }
}

impl EventReader {
    /// `filter` is what the manager can be asked for: [`EventLog::split`].
    pub fn new(of: EventsOf, filter: EventFilter) -> Self {
        Self {
            of,
            filter,
            known: Vec::new(),
            total: 0,
            next: None,
            is_whole: false,
        }
    }

    /// Reads what is new, at first the newest; then older ones, if more are wanted than were read.
    ///
    /// Gives the new ones, oldest first.
    ///
    /// # Errors
    /// As [`Session::events`]; what was read before stays.
    pub async fn read(
        &mut self,
        session: &Session,
        wanted: usize,
        priority: Priority,
    ) -> Result<Vec<Arc<Event>>, ManagerError> {
        let wanted = wanted.min(EventLog::AT_MOST);
        let fresh = match self.next {
            None => self.start(session, wanted, priority).await?,
            Some(offset) => self.go_on(session, offset, wanted, priority).await?,
        };
        let surplus = self.known.len().saturating_sub(wanted.max(KEPT));
        self.known.drain(..surplus);
        while self.known.len() < wanted && self.has_older() {
            let has_come = self.read_older(session, wanted, priority).await?
                || self.read_again(session, wanted, priority).await?;
            self.is_whole = !has_come;
        }
        Ok(fresh)
    }

    /// What was read, and what was observed among it.
    pub fn listing(&self, observed: Vec<Event>) -> EventListing {
        let mut events = self.known.clone();
        // What was observed before the oldest one that was read would seem to be next to it.
        let begin = events
            .first()
            .filter(|_| self.has_older())
            .and_then(|event| event.at);
        let observed = observed.into_iter().map(Arc::new);
        events.extend(observed.filter(|event| begin.is_none_or(|begin| event.at >= Some(begin))));
        events.sort_by_key(|event| place(event));
        EventListing {
            events,
            read: self.known.len() as u64,
            total: if self.has_older() {
                self.total
            } else {
                self.known.len() as u64
            },
        }
    }

    /// Whether anything was read.
    pub fn has_begun(&self) -> bool {
        self.next.is_some()
    }

    fn has_older(&self) -> bool {
        !self.is_whole && (self.known.len() as u64) < self.total
    }

    /// The newest ones anew; of those that were read before nothing is kept, for there may be a gap.
    async fn start(
        &mut self,
        session: &Session,
        wanted: usize,
        priority: Priority,
    ) -> Result<Vec<Arc<Event>>, ManagerError> {
        let page = self.ask(session, &self.filter, wanted, None, priority).await?;
        let before = std::mem::take(&mut self.known);
        let last = before.last().map(|event| place(event));
        (self.total, self.next, self.is_whole) = (page.total, Some(page.next), false);
        let events: Vec<_> = page.events.into_iter().map(Arc::new).collect();
        let mut fresh = unknown(&before, events.clone());
        // After a log was cut, older ones are among the newest.
        fresh.retain(|event| last.is_none_or(|last| place(event) >= last));
        self.known = events;
        self.known.sort_by_key(|event| place(event));
        Ok(fresh)
    }

    async fn go_on(
        &mut self,
        session: &Session,
        mut offset: u64,
        wanted: usize,
        priority: Priority,
    ) -> Result<Vec<Arc<Event>>, ManagerError> {
        let mut fresh = Vec::new();
        for _ in 0..PIECES {
            let page = self
                .ask(session, &self.filter, PIECE, Some(offset), priority)
                .await?;
            if page.total < self.total {
                // The log was cut: offsets mean something else now.
                fresh.extend(self.start(session, wanted, priority).await?);
                return Ok(fresh);
            }
            let is_last = page.events.len() < PIECE || page.next == offset;
            let before = self.total;
            offset = page.next;
            (self.total, self.next) = (page.total, Some(page.next));
            let come = self.take(page.events, false);
            let is_short = is_last && self.total > before + come.len() as u64;
            fresh.extend(come);
            if is_short {
                // Some came late, with times of before the offset.
                let newest = self.known.len().clamp(PIECE, EventLog::AT_MOST);
                let page = self.ask(session, &self.filter, newest, None, priority).await?;
                (self.total, self.next) = (page.total, Some(page.next));
                fresh.extend(self.take(page.events, false));
            }
            if is_last {
                return Ok(fresh);
            }
        }
        fresh.extend(self.start(session, wanted, priority).await?);
        Ok(fresh)
    }

    /// Reads those before the oldest one that is known; whether it got any.
    async fn read_older(
        &mut self,
        session: &Session,
        wanted: usize,
        priority: Priority,
    ) -> Result<bool, ManagerError> {
        let knows_times = session.about().event_log.is_some_and(|log: &EventLog| log.times);
        let begin = self.known.first().and_then(|event| event.at);
        let Some(begin) = begin.filter(|_| knows_times) else {
            return self.read_again(session, wanted, priority).await;
        };
        // A manager may know times less exactly than it tells them.
        let until = begin.checked_add_signed(EXACTNESS).unwrap_or(begin);
        let known = self.known.iter().filter(|event| event.at <= Some(until));
        let newest = wanted.saturating_sub(self.known.len()) + known.count();
        let filter = EventFilter {
            until: Some(until),
            ..self.filter.clone()
        };
        let page = self.ask(session, &filter, newest, None, priority).await?;
        Ok(!self.take(page.events, true).is_empty())
    }

    /// Reads all that are wanted, known or not; whether it got any that were not.
    async fn read_again(
        &mut self,
        session: &Session,
        wanted: usize,
        priority: Priority,
    ) -> Result<bool, ManagerError> {
        let page = self.ask(session, &self.filter, wanted, None, priority).await?;
        Ok(!self.take(page.events, true).is_empty())
    }

    async fn ask(
        &self,
        session: &Session,
        filter: &EventFilter,
        newest: usize,
        offset: Option<u64>,
        priority: Priority,
    ) -> Result<EventPage, ManagerError> {
        let query = EventQuery::filtered(self.of.clone(), filter, newest, offset);
        session.events(&query, priority).await
    }

    /// Puts those that are not known yet into their places, and gives them.
    fn take(&mut self, page: Vec<Event>, is_older: bool) -> Vec<Arc<Event>> {
        let come = unknown(&self.known, page.into_iter().map(Arc::new).collect());
        // Among those of one time the order of the log holds.
        let at = if is_older { 0 } else { self.known.len() };
        self.known.splice(at..at, come.iter().cloned());
        self.known.sort_by_key(|event| place(event));
        come
    }
}

/// In the order of time; those without one go last.
fn place(event: &Event) -> (bool, Option<DateTime<Utc>>) {
    (event.at.is_none(), event.at)
}

/// The events of a page that are not among the known ones, which are in order; each of those stands for one.
fn unknown(known: &[Arc<Event>], page: Vec<Arc<Event>>) -> Vec<Arc<Event>> {
    let mut found = HashSet::new();
    let is_new = |event: &Arc<Event>| {
        let begin = known.partition_point(|known| place(known) < place(event));
        let same_time = (begin..).zip(known.iter().skip(begin));
        let mut same_time = same_time.take_while(|(_, known)| known.at == event.at);
        let same = same_time.find(|(at, known)| *known == event && !found.contains(at));
        match same {
            Some((at, _)) => {
                found.insert(at);
                false
            }
            None => true,
        }
    };
    let mut is_new = is_new;
    page.into_iter().filter(|event| is_new(event)).collect()
}
