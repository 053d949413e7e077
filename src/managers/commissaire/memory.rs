//! What was seen last of the clusters: other objects need it, and asking anew each time would cost many requests.
//!
//! A host does not say which clusters it is in, nor a network who uses it; all of that stands in the clusters alone
//! ("Client rules", 11). And which operations run must be asked of each cluster, three requests each: those known to
//! run are asked about with every list, of the others a few in turn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::wire::{Cluster, OperationKind};

/// As last listed; empty before the first list.
#[derive(Debug, Default)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// `None` before the first list.
    clusters: Option<BTreeMap<String, Seen>>,
    /// When they were listed.
    listed: Option<Instant>,
    /// Whether something was done since that they may not show.
    is_doubtful: bool,
    running: BTreeSet<(String, OperationKind)>,
    /// The last cluster of which it was asked in turn whether something runs on it.
    asked: String,
}

/// One cluster, as it was listed.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The element of the list.
    pub element: Arc<str>,
    /// Nothing where the cluster could not be read.
    pub cluster: Cluster,
}

/// So many clusters are asked in turn, with each list, whether an operation runs on them.
const ASKED_IN_TURN: usize = 4;
/// A first list of no more clusters asks all of them.
const ASKED_AT_FIRST: usize = 40;

/// A list that needs the clusters lists them anew if they were listed longer ago than this.
const FRESH: Duration = Duration::from_secs(60);

impl Memory {
    pub fn is_empty(&self) -> bool {
        self.lock().clusters.is_none()
    }

    /// Whether the clusters must be listed before anything is said of who is in them.
    pub fn is_doubtful(&self) -> bool {
        let state = self.lock();
        state.clusters.is_none() || state.is_doubtful
    }

    /// Whether they were listed too long ago for a list that needs them.
    pub fn is_old(&self) -> bool {
        self.lock().listed.is_none_or(|listed| listed.elapsed() > FRESH)
    }

    /// Something was asked for that may have changed who is in which cluster.
    pub fn doubt(&self) {
        self.lock().is_doubtful = true;
    }

    /// All clusters, by name.
    pub fn clusters(&self) -> BTreeMap<String, Seen> {
        self.lock().clusters.clone().unwrap_or_default()
    }

    /// A list was read to its end.
    pub fn listed(&self, clusters: BTreeMap<String, Seen>) {
        let mut state = self.lock();
        state.running.retain(|(name, _)| clusters.contains_key(name));
        state.clusters = Some(clusters);
        state.listed = Some(Instant::now());
        state.is_doubtful = false;
    }

    /// A host has just joined a cluster.
    pub fn joined(&self, cluster: &str, host: &str) {
        let mut state = self.lock();
        let clusters = state.clusters.as_mut();
        let Some(seen) = clusters.and_then(|clusters| clusters.get_mut(cluster)) else {
            // It was made since.
            state.is_doubtful = true;
            return;
        };
        let members = seen.cluster.hostset.get_or_insert_default();
        if !members.iter().any(|member| member == host) {
            members.push(host.to_owned());
        }
    }

    /// Which operations of which clusters are to be asked about with the next list.
    pub fn to_ask<'a>(&self, names: &'a [String]) -> BTreeSet<(&'a str, OperationKind)> {
        let mut state = self.lock();
        let is_first = state.clusters.is_none();
        let in_turn: Vec<&'a str> = if is_first && names.len() <= ASKED_AT_FIRST {
            names.iter().map(String::as_str).collect()
        } else {
            let after = names.iter().filter(|name| **name > state.asked);
            let from_the_top = names.iter().filter(|name| **name <= state.asked);
            after
                .chain(from_the_top)
                .take(ASKED_IN_TURN)
                .map(String::as_str)
                .collect()
        };
        if let Some(last) = in_turn.last() {
            (*last).clone_into(&mut state.asked);
        }
        let each = |name: &'a str| OperationKind::ALL.into_iter().map(move |kind| (name, kind));
        let mut asked: BTreeSet<_> = in_turn.into_iter().flat_map(each).collect();
        let running = state.running.iter().filter_map(|(name, kind)| {
            let name = names.iter().find(|known| *known == name)?;
            Some((name.as_str(), *kind))
        });
        asked.extend(running);
        asked
    }

    /// Whether an operation runs was just read.
    pub fn saw(&self, cluster: &str, kind: OperationKind, is_running: bool) {
        let mut state = self.lock();
        let entry = (cluster.to_owned(), kind);
        if is_running {
            state.running.insert(entry);
        } else {
            state.running.remove(&entry);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("c{number:03}")).collect()
    }

    fn asked(memory: &Memory, names: &[String]) -> BTreeSet<String> {
        memory
            .to_ask(names)
            .into_iter()
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    #[test]
    fn a_first_list_of_few_asks_all_and_later_ones_a_few_in_turn() {
        let memory = Memory::default();
        let names = names(6);
        assert_eq!(asked(&memory, &names).len(), 6);
        memory.listed(BTreeMap::new());
        let turns = [asked(&memory, &names), asked(&memory, &names)];
        assert_eq!(turns[0].len(), ASKED_IN_TURN);
        assert_eq!(
            turns.iter().flatten().collect::<BTreeSet<_>>().len(),
            6,
            "{turns:?}"
        );
    }

    #[test]
    fn what_runs_is_asked_about_every_time_until_it_has_ended() {
        let memory = Memory::default();
        let names = names(50);
        memory.saw("c049", OperationKind::Upgrade, true);
        for _ in 0..3 {
            assert!(asked(&memory, &names).contains("c049"));
        }
        memory.saw("c049", OperationKind::Upgrade, false);
        assert!(!asked(&memory, &names).contains("c049"));
    }

    #[test]
    fn what_is_gone_is_not_asked_about() {
        let memory = Memory::default();
        memory.saw("gone", OperationKind::Restart, true);
        assert!(!asked(&memory, &names(3)).contains("gone"));
    }
}
