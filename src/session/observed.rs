//! What a session saw change: each answer is compared with what was known before it.
//!
//! Lists and reads tell of the same objects, and their answers may cross. There is one last known state of an
//! object, whichever told it, and whichever sees a change first records it; an answer to a question older than
//! what is known says nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::history::observed::{Parts, changes, changes_of_row, compare};
use crate::resource::{Detail, Event, Id, Kind, KindId, Level, Listing, Row, event};

/// What one session has seen change, and what the next answers are compared with.
pub(super) struct Observer {
    memory: Mutex<Memory>,
}

/// When a question was asked, in the order of questions and answers: no clock is as exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(u64);

/// Events kept of one object, the newest.
pub(super) const EVENTS_KEPT: usize = 200;
/// Objects of which something is kept beside their row in a list: the last ones, and those that are shown.
pub(super) const OBJECTS_KEPT: usize = 2_000;

struct Memory {
    /// The kinds of the manager, with what their cells are called.
    kinds: &'static [Kind],
    /// Counts answers.
    moment: u64,
    lists: HashMap<KindId, Listed>,
    sights: HashMap<(KindId, Id), Sight>,
    /// Who shows an object, and looks again when a list tells of its change.
    lookers: Vec<(KindId, Id, Weak<Notify>)>,
}

/// The last complete answer to a list.
struct Listed {
    listing: Arc<Listing>,
    at: Moment,
}

/// What is known of one object that was read, or of which something was seen to change.
struct Sight {
    row: Arc<Row>,
    /// When the last answer came that told of it.
    at: Moment,
    /// What the list says of it; a read may know better.
    listed: Option<Arc<Row>>,
    is_gone: bool,
    parts: Option<Parts>,
    events: VecDeque<Event>,
    /// When it was last read, or seen to change.
    touched: Moment,
}

impl Observer {
    pub(super) fn new(kinds: &'static [Kind]) -> Self {
        Self {
            memory: Mutex::new(Memory {
                kinds,
                moment: 0,
                lists: HashMap::new(),
                sights: HashMap::new(),
                lookers: Vec::new(),
            }),
        }
    }

    /// To be called before a question is sent; its answer is given back with it.
    pub(super) fn ask(&self) -> Moment {
        Moment(self.memory().moment)
    }

    /// An object was read: its events get what was seen to change of it.
    pub(super) fn read(&self, kind: KindId, asked: Moment, detail: &mut Detail, now: DateTime<Utc>) {
        let mut memory = self.memory();
        memory.read(kind, asked, detail, now);
        let key = (kind, Arc::clone(&detail.row.id));
        if let Some(sight) = memory.sights.get(&key)
            && !sight.events.is_empty()
        {
            detail.events.extend(sight.events.iter().cloned());
            event::sort_by_time(&mut detail.events);
        }
    }

    /// A list was answered to its end: with another list than before, or with the same.
    ///
    /// Whoever shows an object of which it tells something new is called to look again.
    pub(super) fn listed(
        &self,
        kind: KindId,
        asked: Moment,
        other: Option<&Arc<Listing>>,
        now: DateTime<Utc>,
    ) {
        let mut memory = self.memory();
        let news = memory.listed(kind, asked, other, now);
        memory.lookers.retain(|(of, id, looker)| match looker.upgrade() {
            Some(looker) => {
                if *of == kind && news.contains(id) {
                    looker.notify_one();
                }
                true
            }
            None => false,
        });
    }

    /// Whether a change of an object is under way, as far as is known, and what was seen to change of it.
    pub(super) fn sight(&self, kind: KindId, id: &Id) -> (bool, Vec<Event>) {
        let memory = self.memory();
        let sight = memory.sights.get(&(kind, Arc::clone(id)));
        sight.map_or((false, Vec::new()), |sight| {
            let events = sight.events.iter().cloned().collect();
            (sight.row.state.class.is_busy(), events)
        })
    }

    /// Has `looker` told whenever a list tells something new of an object, for as long as it exists.
    pub(super) fn call(&self, kind: KindId, id: &Id, looker: &Arc<Notify>) {
        let mut memory = self.memory();
        memory.lookers.retain(|(.., looker)| looker.strong_count() > 0);
        memory
            .lookers
            .push((kind, Arc::clone(id), Arc::downgrade(looker)));
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn next_moment(&mut self) -> Moment {
        self.moment += 1;
        Moment(self.moment)
    }

    fn read(&mut self, kind: KindId, asked: Moment, detail: &Detail, now: DateTime<Utc>) {
        if detail.row.is_unreadable() {
            return;
        }
        let id = &detail.row.id;
        let key = (kind, Arc::clone(id));
        let at = self.next_moment();
        if !self.sights.contains_key(&key) {
            let listed = self.lists.get(&kind);
            let row = listed.and_then(|listed| {
                let of_it = listed.listing.rows.iter().find(|row| row.id == *id)?;
                (!of_it.is_unreadable()).then(|| (Arc::clone(of_it), listed.at))
            });
            // What no answer told of before cannot have changed.
            let (row, known) = row.map_or((None, Moment(0)), |(row, at)| (Some(row), at));
            let shown = row.as_ref().unwrap_or(&detail.row);
            let mut sight = Sight::new(Arc::clone(shown), known);
            sight.listed = row;
            self.insert(key.clone(), sight);
        }
        let Some(sight) = self.sights.get_mut(&key) else {
            return;
        };
        sight.touched = at;
        if asked < sight.at {
            return;
        }
        let before = (&*sight.row, sight.parts.as_ref());
        let events = changes(self.kinds, kind, before, detail, now);
        sight.record(events);
        sight.row = Arc::clone(&detail.row);
        sight.parts = Some(Parts::of(detail));
        sight.at = at;
    }

    /// Gives the objects of which something new was told.
    fn listed(
        &mut self,
        kind: KindId,
        asked: Moment,
        other: Option<&Arc<Listing>>,
        now: DateTime<Utc>,
    ) -> Vec<Id> {
        let mut news = Vec::new();
        let at = self.next_moment();
        match other {
            // Of a part of a list nobody knows what is not in it.
            Some(listing) if !listing.complete => return news,
            Some(listing) => self.relisted(kind, listing, at, now, &mut news),
            None => {
                if let Some(listed) = self.lists.get_mut(&kind) {
                    listed.at = at;
                }
            }
        }
        self.settle(kind, asked, now, &mut news);
        news
    }

    fn relisted(
        &mut self,
        kind: KindId,
        listing: &Arc<Listing>,
        at: Moment,
        now: DateTime<Utc>,
        news: &mut Vec<Id>,
    ) {
        let listed = Listed {
            listing: Arc::clone(listing),
            at,
        };
        let Some(before) = self.lists.insert(kind, listed) else {
            for row in &listing.rows {
                self.hear(kind, None, row, now, news);
            }
            return;
        };
        let rows = compare(&before.listing.rows, &listing.rows);
        // What is not among the rows that were read is not gone, and one that is may have been there all the time.
        let is_whole = before.listing.unread() == 0 && listing.unread() == 0;
        let is_sure = is_whole && !rows.is_doubtful;
        for row in &rows.gone {
            self.leave(kind, row, is_sure, now, news);
        }
        for row in &rows.come {
            self.enter(kind, row, is_sure, now, news);
            self.hear(kind, None, row, now, news);
        }
        for (before, row) in &rows.changed {
            self.hear(kind, Some(before), row, now, news);
        }
    }

    /// A list says something else of an object than before, or it speaks of it for the first time.
    fn hear(
        &mut self,
        kind: KindId,
        before: Option<&Row>,
        row: &Arc<Row>,
        now: DateTime<Utc>,
        news: &mut Vec<Id>,
    ) {
        if let Some(sight) = self.sights.get_mut(&(kind, Arc::clone(&row.id))) {
            // What comes of it is settled together with what reads said.
            sight.listed = (!row.is_unreadable()).then(|| Arc::clone(row));
            return;
        }
        let events = before.map_or_else(Vec::new, |before| {
            changes_of_row(self.kinds, kind, before, row, now)
        });
        if !events.is_empty() {
            self.tell(kind, row, events, news);
        }
    }

    /// Compares what is known of objects with what a list said of them that was asked for later.
    fn settle(&mut self, kind: KindId, asked: Moment, now: DateTime<Utc>, news: &mut Vec<Id>) {
        let of_kind = self.sights.iter_mut().filter(|((of, _), _)| *of == kind);
        for ((_, id), sight) in of_kind {
            let Some(listed) = sight.listed.as_ref().filter(|_| asked >= sight.at) else {
                continue;
            };
            if Arc::ptr_eq(listed, &sight.row) {
                continue;
            }
            let listed = Arc::clone(listed);
            if *listed != *sight.row {
                self.moment += 1;
                sight.at = Moment(self.moment);
                let events = changes_of_row(self.kinds, kind, &sight.row, &listed, now);
                if !events.is_empty() {
                    sight.touched = sight.at;
                    sight.record(events);
                    news.push(Arc::clone(id));
                }
            }
            sight.row = listed;
        }
    }

    /// An object is not in its list any more.
    fn leave(&mut self, kind: KindId, row: &Arc<Row>, is_sure: bool, now: DateTime<Utc>, news: &mut Vec<Id>) {
        if is_sure {
            let gone = Event::observed(now, Level::Warning, "gone from the list");
            self.tell(kind, row, vec![gone], news);
        }
        if let Some(sight) = self.sights.get_mut(&(kind, Arc::clone(&row.id))) {
            sight.listed = None;
            sight.is_gone |= is_sure;
        }
    }

    /// An object is in its list, and was not.
    fn enter(&mut self, kind: KindId, row: &Arc<Row>, is_sure: bool, now: DateTime<Utc>, news: &mut Vec<Id>) {
        let key = (kind, Arc::clone(&row.id));
        let was_gone = self.sights.get(&key).is_some_and(|sight| sight.is_gone);
        if is_sure {
            let words = if was_gone {
                "in the list again"
            } else {
                "new in the list"
            };
            let come = Event::observed(now, Level::Normal, words);
            self.tell(kind, row, vec![come], news);
        }
        if let Some(sight) = self.sights.get_mut(&key) {
            sight.is_gone = false;
        }
    }

    fn tell(&mut self, kind: KindId, row: &Arc<Row>, events: Vec<Event>, news: &mut Vec<Id>) {
        let at = self.next_moment();
        let key = (kind, Arc::clone(&row.id));
        if !self.sights.contains_key(&key) {
            let mut sight = Sight::new(Arc::clone(row), at);
            sight.listed = Some(Arc::clone(row));
            self.insert(key.clone(), sight);
        }
        if let Some(sight) = self.sights.get_mut(&key) {
            sight.touched = at;
            sight.record(events);
            news.push(key.1);
        }
    }

    /// Makes room first, if there is none: an eighth at once, so that not every new object costs a walk.
    fn insert(&mut self, key: (KindId, Id), mut sight: Sight) {
        if self.sights.len() >= OBJECTS_KEPT {
            let mut moments: Vec<Moment> = self.sights.values().map(|sight| sight.touched).collect();
            let (_, last, _) = moments.select_nth_unstable(OBJECTS_KEPT / 8);
            let last = *last;
            let lookers = &self.lookers;
            let is_shown = |kind: KindId, shown: &Id| {
                let mut lookers = lookers.iter();
                lookers.any(|(of, id, looker)| *of == kind && id == shown && looker.strong_count() > 0)
            };
            self.sights
                .retain(|(kind, id), sight| sight.touched > last || is_shown(*kind, id));
        }
        sight.touched = self.next_moment();
        self.sights.insert(key, sight);
    }
}

impl Sight {
    fn new(row: Arc<Row>, at: Moment) -> Self {
        Self {
            row,
            at,
            listed: None,
            is_gone: false,
            parts: None,
            events: VecDeque::new(),
            touched: at,
        }
    }

    fn record(&mut self, events: Vec<Event>) {
        self.events.extend(events);
        let surplus = self.events.len().saturating_sub(EVENTS_KEPT);
        self.events.drain(..surplus);
    }
}
