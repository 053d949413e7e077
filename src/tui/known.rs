//! What is known of every context: the last answers, how fresh they are, what went wrong since.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::managers::About;
use crate::resource::kind::CLUSTERS;
use crate::resource::{
    Answered, ContextName, Detail, Failure, Freshness, Key, Listing, Protection, Row, Source,
};

/// Everything known, by context.
#[derive(Debug, Default)]
pub struct Known {
    contexts: Vec<KnownContext>,
    objects: HashMap<Key, KnownObject>,
    /// Keys of `objects`, the oldest first: only so many are kept.
    remembered: Vec<Key>,
}

/// One context and its clusters.
#[derive(Debug, Clone)]
pub struct KnownContext {
    pub name: ContextName,
    pub about: &'static About,
    pub protection: Protection,
    /// What the user should know of it ("prod", a URL), for the list of contexts.
    pub title: String,
    pub listing: Arc<Listing>,
    pub state: Answers,
}

/// One object that was read alone.
#[derive(Debug, Clone)]
pub struct KnownObject {
    /// Nothing before the first answer.
    pub detail: Option<Arc<Detail>>,
    pub state: Answers,
    /// When its present state was first seen by this console.
    pub state_since: Option<DateTime<Utc>>,
}

/// How it stands with the answers to one question.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// `None` before the first answer.
    pub freshness: Option<Freshness>,
    /// The failure since the last answer, if there was one.
    pub failure: Option<Failure>,
    pub took: std::time::Duration,
}

/// Objects kept after they went off screen.
const REMEMBERED: usize = 32;

impl Answers {
    fn answered(&mut self, answered: Answered, is_same: bool) {
        match &mut self.freshness {
            Some(fresh) if is_same => fresh.confirm(answered.at, answered.interval),
            fresh => *fresh = Some(Freshness::answered(answered.at, answered.interval)),
        }
        self.took = answered.took;
        self.failure = None;
    }

    /// Whether what is shown may not be so any more.
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.failure.is_some() || self.freshness.is_some_and(|fresh| fresh.is_overdue(now))
    }

    /// When the words about it change by time alone.
    pub fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.freshness.map(|fresh| fresh.next_change(now))
    }
}

impl Known {
    pub fn new(contexts: Vec<KnownContext>) -> Self {
        Self {
            contexts,
            ..Self::default()
        }
    }

    pub fn contexts(&self) -> &[KnownContext] {
        &self.contexts
    }

    pub fn context(&self, name: &str) -> Option<&KnownContext> {
        self.contexts.iter().find(|context| &*context.name == name)
    }

    fn context_mut(&mut self, name: &str) -> Option<&mut KnownContext> {
        self.contexts.iter_mut().find(|context| &*context.name == name)
    }

    pub fn object(&self, key: &Key) -> Option<&KnownObject> {
        self.objects.get(key)
    }

    pub fn detail(&self, key: &Key) -> Option<&Arc<Detail>> {
        self.objects.get(key)?.detail.as_ref()
    }

    /// The newest row known of a cluster.
    pub fn row(&self, key: &Key) -> Option<&Arc<Row>> {
        if let Some(detail) = self.detail(key) {
            return Some(&detail.row);
        }
        self.context(&key.context)?
            .listing
            .rows
            .iter()
            .find(|row| row.id == key.id)
    }

    /// All clusters, one source per context.
    pub fn sources(&self) -> Vec<Source> {
        let source = |context: &KnownContext| Source {
            context: Arc::clone(&context.name),
            manager: context.about.name,
            listing: Arc::clone(&context.listing),
        };
        self.contexts.iter().map(source).collect()
    }

    /// A list that differs from the one before.
    pub fn listed(&mut self, context: &str, listing: Arc<Listing>, answered: Answered) {
        if let Some(known) = self.context_mut(context) {
            known.listing = listing;
            known.state.answered(answered, false);
        }
    }

    pub fn list_confirmed(&mut self, context: &str, answered: Answered) -> bool {
        let Some(known) = self.context_mut(context) else {
            return false;
        };
        let was_failing = known.state.failure.is_some();
        known.state.answered(answered, true);
        was_failing
    }

    pub fn list_failed(&mut self, context: &str, failure: Failure) {
        if let Some(known) = self.context_mut(context) {
            known.state.failure = Some(failure);
        }
    }

    /// An object that differs from what was known; says whether its row in the list changed too.
    pub fn read(&mut self, key: &Key, detail: &Arc<Detail>, answered: Answered) -> bool {
        let object = self.remember(key);
        let same_state = object
            .detail
            .as_ref()
            .is_some_and(|before| before.row.state == detail.row.state);
        if !same_state {
            object.state_since = Some(answered.at);
        }
        object.detail = Some(Arc::clone(detail));
        object.state.answered(answered, false);
        self.overlay(key, &detail.row)
    }

    pub fn read_confirmed(&mut self, key: &Key, answered: Answered) -> bool {
        let object = self.remember(key);
        let was_failing = object.state.failure.is_some();
        object.state.answered(answered, true);
        was_failing
    }

    pub fn read_failed(&mut self, key: &Key, failure: Failure) {
        self.remember(key).state.failure = Some(failure);
    }

    /// The list shows what a later read of one cluster said.
    fn overlay(&mut self, key: &Key, row: &Arc<Row>) -> bool {
        if key.kind != CLUSTERS {
            return false;
        }
        let Some(context) = self.context_mut(&key.context) else {
            return false;
        };
        let Some(index) = context.listing.rows.iter().position(|known| known.id == row.id) else {
            return false;
        };
        match Arc::make_mut(&mut context.listing).rows.get_mut(index) {
            Some(known) if **known != **row => *known = Arc::clone(row),
            _ => return false,
        }
        true
    }

    fn remember(&mut self, key: &Key) -> &mut KnownObject {
        if !self.objects.contains_key(key) {
            if self.remembered.len() >= REMEMBERED {
                let oldest = self.remembered.remove(0);
                self.objects.remove(&oldest);
            }
            self.remembered.push(key.clone());
        }
        let unknown = KnownObject {
            detail: None,
            state: Answers::default(),
            state_since: None,
        };
        self.objects.entry(key.clone()).or_insert(unknown)
    }
}
