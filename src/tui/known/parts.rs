//! Parts of clusters, wherever they come from: those read with their cluster, and those that are listed alone.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Answered, Detail, Failure, Found, Id, Key, KindId, Listing, Row};

use super::{Known, KnownList};

/// The lists of parts that were asked for alone, by cluster and kind.
pub(super) type Parts = HashMap<Key, HashMap<KindId, KnownList>>;

impl Known {
    /// Whether a cluster's parts of this kind are listed alone, and not read with it.
    pub fn are_listed_alone(&self, cluster: &Key, part: KindId) -> bool {
        let context = self.context(&cluster.context);
        let declared = context.and_then(|context| context.about.kind(part));
        cluster.kind == CLUSTERS && declared.is_some_and(|kind| kind.is_per_cluster())
    }

    /// Whether clusters like this one may have parts of this kind, however they are found.
    pub fn have_parts(&self, cluster: &Key, part: KindId) -> bool {
        let context = self.context(&cluster.context);
        let declared = context.and_then(|context| context.about.kind(part));
        declared.is_some_and(|kind| kind.found != Found::Listed)
    }

    /// A list of parts that is asked for alone; an empty one without an answer if it was not asked for yet.
    pub fn parts(&self, cluster: &Key, part: KindId) -> &KnownList {
        static NOT_ASKED: LazyLock<KnownList> = LazyLock::new(KnownList::default);
        let of_cluster = self.parts.get(cluster);
        of_cluster
            .and_then(|lists| lists.get(&part))
            .unwrap_or(&NOT_ASKED)
    }

    /// Whether the parts of one kind were told of yet.
    pub fn are_parts_known(&self, cluster: &Key, part: KindId) -> bool {
        if self.are_listed_alone(cluster, part) {
            return self.parts(cluster, part).state.freshness.is_some();
        }
        self.detail(cluster).is_some()
    }

    /// The parts of one kind, as far as they are known.
    pub fn rows_of_parts(&self, cluster: &Key, part: KindId) -> &[Arc<Row>] {
        if self.are_listed_alone(cluster, part) {
            return &self.parts(cluster, part).listing.rows;
        }
        self.detail(cluster)
            .map_or(&[], |detail| detail.children_of(part))
    }

    pub fn part(&self, cluster: &Key, part: KindId, id: &Id) -> Option<&Arc<Row>> {
        self.rows_of_parts(cluster, part).iter().find(|row| row.id == *id)
    }

    /// A part of an object as an object of its own, where one of its kind can be read alone: perhaps as another kind.
    pub fn as_object(&self, of: &Key, part: KindId, id: &Id) -> Option<Key> {
        let kind = self.context(&of.context)?.about.kind(part)?.read_as()?;
        Some(Key::new(&of.context, kind, id))
    }

    /// What is known of an object for an action on it or its parts: the parts meant are among its children.
    pub fn detail_for(&self, key: &Key, action: &Action) -> Option<Arc<Detail>> {
        let detail = self.detail(key)?;
        match action.on.part() {
            Some(part) if self.are_listed_alone(key, part) => {
                let rows = self.parts(key, part).listing.rows.clone();
                Some(Arc::new(Detail::clone(detail).with_children(part, rows)))
            }
            Some(_) | None => Some(Arc::clone(detail)),
        }
    }

    /// Parts that differ from those before.
    pub fn parts_listed(&mut self, cluster: &Key, part: KindId, listing: Arc<Listing>, answered: Answered) {
        let list = self.parts_mut(cluster, part);
        list.listing = listing;
        list.state.answered(answered, false);
    }

    /// The same parts again; says whether they were shown as stale.
    pub fn parts_confirmed(&mut self, cluster: &Key, part: KindId, answered: Answered) -> bool {
        let state = &mut self.parts_mut(cluster, part).state;
        let was_stale = state.is_stale(answered.at);
        state.answered(answered, true);
        was_stale
    }

    pub fn parts_failed(&mut self, cluster: &Key, part: KindId, failure: Failure) {
        self.parts_mut(cluster, part).state.failure = Some(failure);
    }

    /// The next rows of a list of parts are wanted.
    pub fn read_on_parts(&mut self, cluster: &Key, part: KindId) {
        self.parts_mut(cluster, part).read_on();
    }

    fn parts_mut(&mut self, cluster: &Key, part: KindId) -> &mut KnownList {
        let of_cluster = self.parts.entry(cluster.clone()).or_default();
        of_cluster.entry(part).or_default()
    }
}
