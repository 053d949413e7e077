//! What is remembered between requests, for one request per 2.5 s is all there is ("Rate limit and scheduling").
//!
//! A cluster's name leads to its id; what it is made of does not change and is asked for once; and lists that are
//! asked for by data centre need its data centres, which its status told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::wire::{ClusterStatus, ClusterSummary, DataCentre, TerraformDescription};

/// Empty before the first answer.
#[derive(Debug, Default)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By id.
    clusters: BTreeMap<String, Known>,
}

#[derive(Debug, Default)]
struct Known {
    name: String,
    /// What it is made of, or that nobody could say.
    description: Option<Option<Arc<TerraformDescription>>>,
    /// As last read.
    data_centres: Option<Arc<[DataCentre]>>,
}

impl Memory {
    /// A list was read to its end: what is not in it is forgotten.
    pub fn listed(&self, clusters: impl IntoIterator<Item = ClusterSummary>) {
        let mut state = self.lock();
        let mut before = std::mem::take(&mut state.clusters);
        state.clusters = clusters
            .into_iter()
            .map(|ClusterSummary { id, name, .. }| {
                let known = before.remove(&id).unwrap_or_default();
                (id, Known { name, ..known })
            })
            .collect();
    }

    /// A cluster was read.
    pub fn saw(&self, id: &str, cluster: &ClusterStatus) {
        let mut state = self.lock();
        let known = state.clusters.entry(id.to_owned()).or_default();
        known.name.clone_from(&cluster.cluster_name);
        known.data_centres = Some(cluster.data_centres.clone().into());
    }

    /// A cluster was created, under this name.
    pub fn created(&self, id: &str, name: &str) {
        let mut state = self.lock();
        name.clone_into(&mut state.clusters.entry(id.to_owned()).or_default().name);
    }

    /// It is gone.
    pub fn forget(&self, id: &str) {
        self.lock().clusters.remove(id);
    }

    /// The ids of all clusters of this name, as far as they are known: names need not be unique.
    pub fn ids_of(&self, name: &str) -> Vec<String> {
        let state = self.lock();
        let named = state.clusters.iter().filter(|(_, known)| known.name == name);
        named.map(|(id, _)| id.clone()).collect()
    }

    pub fn name_of(&self, id: &str) -> Option<String> {
        let state = self.lock();
        let name = state.clusters.get(id).map(|known| known.name.clone());
        name.filter(|name| !name.is_empty())
    }

    /// What it was found to be made of, or that nobody could say.
    pub fn described(&self, id: &str, description: Option<TerraformDescription>) {
        let mut state = self.lock();
        let known = state.clusters.entry(id.to_owned()).or_default();
        known.description = Some(description.map(Arc::new));
    }

    /// What a cluster is made of, where that is known.
    pub fn description(&self, id: &str) -> Option<Arc<TerraformDescription>> {
        self.lock().clusters.get(id)?.description.clone()?
    }

    /// Whether what a cluster is made of was asked for already, whatever the answer.
    pub fn was_described(&self, id: &str) -> bool {
        let state = self.lock();
        state
            .clusters
            .get(id)
            .is_some_and(|known| known.description.is_some())
    }

    /// The data centres of a cluster as last read.
    pub fn data_centres(&self, id: &str) -> Option<Arc<[DataCentre]>> {
        self.lock().clusters.get(id)?.data_centres.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(id: &str, name: &str) -> ClusterSummary {
        ClusterSummary {
            id: id.into(),
            name: name.into(),
            ..ClusterSummary::default()
        }
    }

    #[test]
    fn a_name_leads_to_every_cluster_that_is_called_so() {
        let memory = Memory::default();
        memory.listed([summary("1", "a"), summary("2", "b"), summary("3", "a")]);
        memory.created("4", "c");
        assert_eq!(memory.ids_of("a"), ["1", "3"]);
        assert_eq!(memory.ids_of("c"), ["4"]);
        assert_eq!(memory.name_of("2").as_deref(), Some("b"));
    }

    #[test]
    fn what_a_cluster_is_made_of_outlives_lists_that_still_have_it() {
        let memory = Memory::default();
        memory.listed([summary("1", "a"), summary("2", "b")]);
        memory.described("1", Some(TerraformDescription::default()));
        memory.described("2", None);
        memory.listed([summary("1", "a")]);
        assert!(memory.description("1").is_some());
        assert!(!memory.was_described("2"));
    }
}
