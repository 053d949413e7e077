//! What is known of every context: the last answers, how fresh they are, what went wrong since.

mod events;
mod extent;
mod parts;

pub use events::KnownEvents;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};

use crate::managers::About;
use crate::resource::kind::CLUSTERS;
use crate::resource::{
    Answered, ContextName, Detail, Failure, Freshness, Id, Key, Kind, KindId, Listing, Need, OwnAddress,
    Protection, Row, Source, Standing, Waiting,
};

pub use extent::{Extent, FIRST_ROWS};

/// Everything known, by context.
#[derive(Debug, Default)]
pub struct Known {
    contexts: Vec<KnownContext>,
    objects: HashMap<Key, KnownObject>,
    /// Parts of clusters that are listed alone.
    parts: parts::Parts,
    /// What was read of managers' logs of events.
    events: events::Logs,
    /// Rows as their list said them, where the list shows what a later read of one object said.
    covered: HashMap<Key, Arc<Row>>,
    /// Keys of `objects`, the one answered longest ago first: only so many are kept.
    remembered: Vec<Key>,
}

/// One context and its lists.
#[derive(Debug, Clone)]
pub struct KnownContext {
    pub name: ContextName,
    pub about: &'static About,
    /// What flag and configuration demand; [`KnownContext::protection`] is what holds.
    pub demanded: Protection,
    /// The user's own word for it, instead of that for the protection.
    pub badge: Option<Arc<str>>,
    /// How it stands with what proves who we are.
    pub standing: Standing,
    /// Requests to its host that wait, if they are many.
    pub waiting: Option<Waiting>,
    /// What `mine` stands for where a network is wanted.
    pub own_address: OwnAddress,
    /// The part of its manager's world that it looks at, if that has several.
    pub scope: Option<Arc<str>>,
    /// What the user should know of it ("prod", a URL), for the list of contexts.
    pub title: String,
    pub lists: Lists,
}

/// What is known of a context's lists: of each kind that was asked for since the console was opened.
#[derive(Debug, Clone, Default)]
pub struct Lists(HashMap<KindId, KnownList>);

/// The list of one kind in one context.
#[derive(Debug, Clone, Default)]
pub struct KnownList {
    pub listing: Arc<Listing>,
    pub state: Answers,
    /// How many rows the user came to want; fewer than are wanted at first until then.
    wanted: usize,
}

/// One object that was read alone.
#[derive(Debug, Clone)]
pub struct KnownObject {
    /// Nothing before the first answer.
    pub detail: Option<Arc<Detail>>,
    pub state: Answers,
    /// When its present state was first seen by this console.
    pub state_since: Option<DateTime<Utc>>,
    /// When it was first answered.
    pub seen_since: Option<DateTime<Utc>>,
}

/// Where the events of one object come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// Whether its manager reports events itself.
    pub is_reported: bool,
    /// Since when this console sees what changes.
    pub seen_since: Option<DateTime<Utc>>,
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

/// What an answer that says the same as the one before changes on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    /// Whether rows changed: a cluster is again as its list says.
    pub rows_changed: bool,
    /// Whether it was shown as stale, or as slow.
    pub words_changed: bool,
}

/// Objects kept after they went off screen.
const REMEMBERED: usize = 32;

impl Lists {
    /// The list of a kind; an empty one without an answer if it was not asked for yet.
    pub fn of(&self, kind: KindId) -> &KnownList {
        static NOT_ASKED: LazyLock<KnownList> = LazyLock::new(KnownList::default);
        self.0.get(&kind).unwrap_or(&NOT_ASKED)
    }

    fn of_mut(&mut self, kind: KindId) -> &mut KnownList {
        self.0.entry(kind).or_default()
    }
}

impl KnownList {
    fn row(&self, id: &Id) -> Option<&Arc<Row>> {
        self.listing.rows.iter().find(|row| row.id == *id)
    }
}

impl KnownContext {
    /// The list of the home kind.
    pub fn clusters(&self) -> &KnownList {
        self.lists.of(CLUSTERS)
    }

    /// A kind that this context's manager gives a list of.
    pub fn listed_kind(&self, kind: KindId) -> Option<&'static Kind> {
        self.about.kind(kind).filter(|kind| kind.is_listed())
    }

    /// The strictest of flag, configuration, and what the manager said to a change.
    pub fn protection(&self) -> Protection {
        match self.standing.read_only {
            Some(_) => Protection::ReadOnly,
            None => self.demanded,
        }
    }

    /// Why nothing is changed through it, if nothing is.
    pub fn why_read_only(&self) -> Option<String> {
        let name = &self.name;
        if let Some(words) = &self.standing.read_only {
            return Some(format!(
                "{name} is read-only: the manager refused a change: {words}"
            ));
        }
        (self.demanded == Protection::ReadOnly).then(|| format!("{name} is read-only"))
    }

    /// The badge shown beside its name.
    pub fn badge(&self) -> Option<&str> {
        let own = self.badge.as_deref();
        // That the manager takes no change is news: the user's own word does not tell it.
        own.filter(|_| self.standing.read_only.is_none())
            .or_else(|| self.protection().badge())
    }

    /// What the user must do before it is asked again, in a word or two.
    pub fn access_trouble(&self, now: DateTime<Utc>) -> Option<&'static str> {
        let standing = &self.standing;
        let has_ended = !standing.is_renewed && standing.expires.is_some_and(|expires| expires <= now);
        match (&standing.need, standing.takes_login) {
            (Need::Nothing, _) if !has_ended => None,
            (_, true) => Some("log in"),
            (Need::Secret(_), false) => Some("no credential"),
            (Need::Refused(_), false) => Some("refused"),
            (Need::Nothing, false) => Some("expired"),
        }
    }

    /// Whether what is shown of a list of it may not be so any more.
    pub fn is_stale(&self, kind: KindId, now: DateTime<Utc>) -> bool {
        self.lists.of(kind).state.is_stale(now) || self.access_trouble(now).is_some()
    }
}

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
        let is_failing = self
            .failure
            .as_ref()
            .is_some_and(|failure| !failure.is_not_offered);
        is_failing || self.freshness.is_some_and(|fresh| fresh.is_overdue(now))
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

    /// A context that was not open.
    pub fn open(&mut self, context: KnownContext) {
        self.contexts.push(context);
    }

    /// Forgets a context with all that is known of it.
    pub fn close(&mut self, name: &str) {
        self.contexts.retain(|context| *context.name != *name);
        self.objects.retain(|key, _| *key.context != *name);
        self.parts.retain(|key, _| *key.context != *name);
        self.events.retain(|key, _| *key.context != *name);
        self.covered.retain(|key, _| *key.context != *name);
        self.remembered.retain(|key| *key.context != *name);
    }

    pub fn object(&self, key: &Key) -> Option<&KnownObject> {
        self.objects.get(key)
    }

    pub fn detail(&self, key: &Key) -> Option<&Arc<Detail>> {
        self.objects.get(key)?.detail.as_ref()
    }

    /// Where its events come from.
    pub fn feed(&self, key: &Key) -> Feed {
        let context = self.context(&key.context);
        let object = self.object(key);
        // A list may have told of a change before it was looked at.
        let events = object.and_then(|object| object.detail.as_ref());
        let events = events.map_or(&[][..], |detail| &detail.events);
        let observed = events.iter().find(|event| event.is_observed());
        let seen_since = object.and_then(|object| object.seen_since);
        Feed {
            is_reported: context.is_none_or(|context| context.about.event_feed),
            seen_since: observed
                .and_then(|event| event.at)
                .into_iter()
                .chain(seen_since)
                .min(),
        }
    }

    /// Contexts whose manager gives a list of this kind; with `only`, none but that one.
    pub fn with_list<'a>(
        &'a self,
        kind: KindId,
        only: Option<&'a ContextName>,
    ) -> impl Iterator<Item = &'a KnownContext> {
        self.contexts
            .iter()
            .filter(move |context| only.is_none_or(|only| context.name == *only))
            .filter(move |context| context.listed_kind(kind).is_some())
    }

    /// The newest row known of an object: the list's, for it shows later reads of one object too.
    pub fn row(&self, key: &Key) -> Option<&Arc<Row>> {
        self.context(&key.context)
            .and_then(|context| context.lists.of(key.kind).row(&key.id))
            .or_else(|| self.detail(key).map(|detail| &detail.row))
    }

    /// The newest rows of many objects: one walk over the lists, however many are asked for.
    pub fn rows<'a>(&'a self, keys: impl Iterator<Item = &'a Key>) -> HashMap<&'a Key, &'a Arc<Row>> {
        let wanted: HashMap<(&str, KindId, &str), &Key> = keys
            .map(|key| ((&*key.context, key.kind, &*key.id), key))
            .collect();
        let kinds: HashSet<KindId> = wanted.keys().map(|(_, kind, _)| *kind).collect();
        let mut found: HashMap<&Key, &Arc<Row>> = HashMap::with_capacity(wanted.len());
        for context in &self.contexts {
            for kind in &kinds {
                let rows = context.lists.of(*kind).listing.rows.iter();
                let name = &*context.name;
                found.extend(rows.filter_map(|row| Some((*wanted.get(&(name, *kind, &*row.id))?, row))));
            }
        }
        for key in wanted.into_values() {
            if !found.contains_key(key)
                && let Some(detail) = self.detail(key)
            {
                found.insert(key, &detail.row);
            }
        }
        found
    }

    /// The names of the objects of a kind in one context, as far as they are known.
    pub fn names(&self, context: &str, kind: KindId) -> Vec<Arc<str>> {
        let listed = self.context(context).map(|context| context.lists.of(kind));
        let rows = listed.map_or(&[][..], |list| &list.listing.rows);
        rows.iter().map(|row| Arc::clone(&row.name)).collect()
    }

    /// Whether there may be objects of a kind in one context beside those that are known.
    pub fn may_have_more(&self, context: &str, kind: KindId) -> bool {
        let listed = self.context(context).map(|context| context.lists.of(kind));
        listed.is_none_or(|list| !list.listing.complete || list.listing.unread() > 0)
    }

    /// All objects of a kind, one source per context that gives a list of it.
    pub fn sources(&self, kind: KindId, only: Option<&ContextName>) -> Vec<Source> {
        let source = |context: &KnownContext| Source {
            context: Arc::clone(&context.name),
            manager: context.about.name,
            listing: Arc::clone(&context.lists.of(kind).listing),
        };
        self.with_list(kind, only).map(source).collect()
    }

    /// A list that differs from the one before.
    pub fn listed(&mut self, context: &str, kind: KindId, listing: Arc<Listing>, answered: Answered) {
        let Some(known) = self.context_mut(context) else {
            return;
        };
        let list = known.lists.of_mut(kind);
        // A list that is shown again is read from its begin: until there is more of it, the old one says more.
        let has_more = list.listing.rows.len() >= listing.rows.len();
        if list.listing.complete && !list.listing.rows.is_empty() && !listing.complete && has_more {
            return;
        }
        list.listing = listing;
        list.state.answered(answered, false);
        self.covered
            .retain(|key, _| *key.context != *context || key.kind != kind);
    }

    /// The next rows of the lists of a kind are wanted, in one context or in all.
    pub fn read_on(&mut self, kind: KindId, only: Option<&ContextName>) {
        let contexts = self.contexts.iter_mut();
        for context in contexts.filter(|context| only.is_none_or(|only| context.name == *only)) {
            if let Some(list) = context.lists.0.get_mut(&kind) {
                list.read_on();
            }
        }
    }

    /// The same list again: objects that were read before it was asked for are as it says.
    pub fn list_confirmed(&mut self, context: &str, kind: KindId, answered: Answered) -> Confirmed {
        let mut words_changed = false;
        if let Some(known) = self.context_mut(context) {
            let state = &mut known.lists.of_mut(kind).state;
            words_changed = state.is_stale(answered.at) || state.took.as_secs() != answered.took.as_secs();
            state.answered(answered, true);
        }
        let began = answered.at - answered.took;
        let is_older = |key: &Key| {
            let read = self.objects.get(key).and_then(|object| object.state.freshness);
            read.is_none_or(|read| read.answered < began)
        };
        let older: Vec<Key> = self
            .covered
            .keys()
            .filter(|key| *key.context == *context && key.kind == kind && is_older(key))
            .cloned()
            .collect();
        let mut rows_changed = false;
        for key in older {
            let listed = self.covered.remove(&key);
            rows_changed |= listed.is_some_and(|row| self.put_row(&key, &row).is_some());
        }
        Confirmed {
            rows_changed,
            words_changed,
        }
    }

    /// How it stands with what proves who we are; says whether it is not as it was.
    pub fn stands(&mut self, context: &str, standing: Standing) -> bool {
        match self.context_mut(context) {
            Some(known) if known.standing != standing => {
                known.standing = standing;
                true
            }
            _ => false,
        }
    }

    /// How many requests to its host wait.
    pub fn waits(&mut self, context: &str, waiting: Option<Waiting>) {
        if let Some(known) = self.context_mut(context) {
            known.waiting = waiting;
        }
    }

    pub fn list_failed(&mut self, context: &str, kind: KindId, failure: Failure) {
        if let Some(known) = self.context_mut(context) {
            known.lists.of_mut(kind).state.failure = Some(failure);
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
        object.seen_since.get_or_insert(answered.at);
        object.detail = Some(Arc::clone(detail));
        object.state.answered(answered, false);
        let is_news = self.overlay(key, &detail.row);
        if is_news
            && let Some(context) = self.context_mut(&key.context)
            && let Some(fresh) = &mut context.lists.of_mut(key.kind).state.freshness
        {
            // The list shows something else now: it has not been the same since before.
            fresh.same_since = answered.at;
        }
        is_news
    }

    /// The same object again; says whether it was shown as stale.
    pub fn read_confirmed(&mut self, key: &Key, answered: Answered) -> bool {
        let object = self.remember(key);
        let was_stale = object.state.is_stale(answered.at);
        object.state.answered(answered, true);
        was_stale
    }

    pub fn read_failed(&mut self, key: &Key, failure: Failure) {
        self.remember(key).state.failure = Some(failure);
    }

    /// The list shows what a later read of one object said.
    fn overlay(&mut self, key: &Key, row: &Arc<Row>) -> bool {
        match self.put_row(key, row) {
            Some(listed) => {
                self.covered.entry(key.clone()).or_insert(listed);
                true
            }
            None => false,
        }
    }

    /// Puts a row into its list; gives the one that was there, if it was another.
    fn put_row(&mut self, key: &Key, row: &Arc<Row>) -> Option<Arc<Row>> {
        let list = self.context_mut(&key.context)?.lists.0.get_mut(&key.kind)?;
        let index = list.listing.rows.iter().position(|known| known.id == key.id)?;
        list.listing.rows.get(index).filter(|known| **known != *row)?;
        let shown = Arc::make_mut(&mut list.listing).rows.get_mut(index)?;
        Some(std::mem::replace(shown, Arc::clone(row)))
    }

    fn remember(&mut self, key: &Key) -> &mut KnownObject {
        match self.remembered.iter().position(|known| known == key) {
            Some(at) => drop(self.remembered.remove(at)),
            None if self.remembered.len() >= REMEMBERED => {
                let oldest = self.remembered.remove(0);
                self.objects.remove(&oldest);
                self.parts.remove(&oldest);
                self.events.remove(&oldest);
            }
            None => {}
        }
        self.remembered.push(key.clone());
        let unknown = KnownObject {
            detail: None,
            state: Answers::default(),
            state_since: None,
            seen_since: None,
        };
        self.objects.entry(key.clone()).or_insert(unknown)
    }
}
