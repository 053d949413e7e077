//! Events of objects whose manager keeps a log of them: what was read of it by the last question.

use std::collections::HashMap;
use std::sync::Arc;

use crate::resource::{Answered, EventFilter, EventListing, EventLog, Failure, Key};

use super::{Answers, Known};

/// What was read of the logs, by object.
pub(super) type Logs = HashMap<Key, KnownEvents>;

/// What was read of the log of one object.
#[derive(Debug, Clone)]
pub struct KnownEvents {
    /// What the listed ones pass.
    pub filter: Arc<EventFilter>,
    /// `None` before the first answer.
    pub listing: Option<Arc<EventListing>>,
    pub state: Answers,
}

impl Known {
    /// The log in which an object has events of its own, if its manager keeps one, and has not said that this version of
    /// it gives none of such an object.
    pub fn event_log(&self, key: &Key) -> Option<&'static EventLog> {
        let log = self.context(&key.context)?.about.event_log?;
        (self.events_not_offered(key).is_none() && log.is_of(key.kind)).then_some(log)
    }

    /// Why the log gives none of such an object, if its manager said so.
    pub fn events_not_offered(&self, key: &Key) -> Option<&Failure> {
        let failure = self.events.get(key)?.state.failure.as_ref();
        failure.filter(|failure| failure.is_not_offered)
    }

    /// Forgets that the log gives none of an object, for something between may have said so; says whether it had.
    pub fn ask_events_again(&mut self, key: &Key) -> bool {
        let was_not_offered = self.events_not_offered(key).is_some();
        if was_not_offered && let Some(known) = self.events.get_mut(key) {
            known.state.failure = None;
        }
        was_not_offered
    }

    /// What was read of an object's events in the log.
    pub fn events(&self, key: &Key) -> Option<&KnownEvents> {
        self.events.get(key)
    }

    /// Events that differ from those before.
    pub fn events_listed(
        &mut self,
        key: &Key,
        filter: Arc<EventFilter>,
        listing: Arc<EventListing>,
        answered: Answered,
    ) {
        let known = self.events_mut(key, &filter);
        known.filter = filter;
        known.listing = Some(listing);
        known.state.answered(answered, false);
    }

    /// The same events again; says whether they were shown as stale.
    pub fn events_confirmed(&mut self, key: &Key, filter: &Arc<EventFilter>, answered: Answered) -> bool {
        let state = &mut self.events_mut(key, filter).state;
        let was_stale = state.is_stale(answered.at);
        state.answered(answered, true);
        was_stale
    }

    /// What was read before stays.
    pub fn events_failed(&mut self, key: &Key, filter: Arc<EventFilter>, failure: Failure) {
        self.events_mut(key, &filter).state.failure = Some(failure);
    }

    fn events_mut(&mut self, key: &Key, filter: &Arc<EventFilter>) -> &mut KnownEvents {
        self.events.entry(key.clone()).or_insert_with(|| KnownEvents {
            filter: Arc::clone(filter),
            listing: None,
            state: Answers::default(),
        })
    }
}
