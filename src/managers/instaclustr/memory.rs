//! What is remembered between requests, for one request per 2.5 s is all there is ("Rate limit and scheduling").
//!
//! A cluster's name leads to its id; what it is made of does not change and is asked for once; lists that are asked
//! for by data centre need its data centres, which its status told; and only that tells of a resize.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::resource::Progress;

use super::wire::{ClusterStatus, DataCentre, TerraformDescription};

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
    /// Created here, and in no list so far.
    is_new: bool,
    description: Description,
    /// As last read; `None` if it never was.
    status: Option<Status>,
}

#[derive(Debug)]
struct Status {
    data_centres: Arc<[DataCentre]>,
    /// The bundle that its default user and its version tell of.
    likely_bundle: Option<&'static str>,
    resize: Option<Progress>,
    at: Instant,
}

/// What a cluster is made of.
#[derive(Debug, Default)]
enum Description {
    #[default]
    NotAsked,
    /// The manager could not say, at this time.
    Failed(Instant),
    Known(Arc<TerraformDescription>),
}

/// A description that could not be read is asked for again after this time.
const ANOTHER_TRY: Duration = Duration::from_secs(600);

/// A resize that nobody looks at is looked at with the list, if it was not for this time.
const UNSEEN: Duration = Duration::from_secs(60);

impl Memory {
    /// A list was read to its end, of these ids and names: what is not in it is forgotten.
    ///
    /// Not what was created here and is in no list yet: nobody says how soon it is.
    pub fn listed(&self, clusters: impl IntoIterator<Item = (String, String)>) {
        let mut state = self.lock();
        let mut before = std::mem::take(&mut state.clusters);
        state.clusters = clusters
            .into_iter()
            .map(|(id, name)| {
                let mut known = before.remove(&id).unwrap_or_default();
                known.name = name;
                known.is_new = false;
                (id, known)
            })
            .collect();
        state
            .clusters
            .extend(before.into_iter().filter(|(_, known)| known.is_new));
    }

    /// A cluster was read.
    pub fn saw(&self, id: &str, cluster: &ClusterStatus) {
        let mut state = self.lock();
        let known = state.clusters.entry(id.to_owned()).or_default();
        if !cluster.cluster_name.is_empty() {
            known.name.clone_from(&cluster.cluster_name);
        }
        known.status = Some(Status {
            data_centres: cluster.data_centres.clone().into(),
            likely_bundle: cluster.likely_bundle(),
            resize: cluster.resize(),
            at: Instant::now(),
        });
    }

    /// A cluster was created, under this name.
    pub fn created(&self, id: &str, name: &str) {
        let mut state = self.lock();
        let known = state.clusters.entry(id.to_owned()).or_default();
        name.clone_into(&mut known.name);
        known.is_new = true;
    }

    /// It is not there, unless it was created so lately that it may be there soon.
    pub fn forget(&self, id: &str) {
        self.lock()
            .clusters
            .retain(|known, cluster| known != id || cluster.is_new);
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
        known.description = match description {
            Some(description) => Description::Known(Arc::new(description)),
            None => Description::Failed(Instant::now()),
        };
    }

    /// What a cluster is made of, where that is known.
    pub fn description(&self, id: &str) -> Option<Arc<TerraformDescription>> {
        match &self.lock().clusters.get(id)?.description {
            Description::Known(description) => Some(Arc::clone(description)),
            Description::NotAsked | Description::Failed(_) => None,
        }
    }

    /// Whether it should be asked what a cluster is made of: never yet, or long ago and in vain.
    pub fn wants_description(&self, id: &str) -> bool {
        match self.lock().clusters.get(id).map(|known| &known.description) {
            None | Some(Description::NotAsked) => true,
            Some(Description::Failed(at)) => at.elapsed() > ANOTHER_TRY,
            Some(Description::Known(_)) => false,
        }
    }

    /// The base bundle of a cluster: as described, or as its status lets guess.
    pub fn bundle(&self, id: &str) -> Option<String> {
        if let Some(description) = self.description(id)
            && !description.bundle_type.is_empty()
        {
            return Some(description.bundle_type.clone());
        }
        let state = self.lock();
        let status = state.clusters.get(id)?.status.as_ref()?;
        status.likely_bundle.map(str::to_owned)
    }

    /// The data centres of a cluster as last read.
    pub fn data_centres(&self, id: &str) -> Option<Arc<[DataCentre]>> {
        let state = self.lock();
        let status = state.clusters.get(id)?.status.as_ref()?;
        Some(Arc::clone(&status.data_centres))
    }

    /// How far the resize of a cluster had come when it was last read.
    pub fn resize(&self, id: &str) -> Option<Progress> {
        self.lock().clusters.get(id)?.status.as_ref()?.resize
    }

    /// A cluster whose resize nobody has looked at for a while, the longest unseen; it counts as looked at from now.
    pub fn unseen_resize(&self) -> Option<String> {
        let mut state = self.lock();
        let resizes = state.clusters.iter_mut().filter_map(|(id, known)| {
            let status = known.status.as_mut()?;
            let is_unseen = status.resize.is_some() && status.at.elapsed() > UNSEEN;
            is_unseen.then_some((id, status))
        });
        let (id, status) = resizes.min_by_key(|(_, status)| status.at)?;
        status.at = Instant::now();
        Some(id.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(id: &str, name: &str) -> (String, String) {
        (id.into(), name.into())
    }

    fn resizing() -> ClusterStatus {
        serde_json::from_str(include_str!("samples/status-resizing.json")).unwrap()
    }

    #[test]
    fn a_name_leads_to_every_cluster_that_is_called_so() {
        let memory = Memory::default();
        memory.listed([pair("1", "a"), pair("2", "b"), pair("3", "a")]);
        assert_eq!(memory.ids_of("a"), ["1", "3"]);
        assert_eq!(memory.name_of("2").as_deref(), Some("b"));
    }

    #[test]
    fn what_was_created_is_known_until_a_list_has_it_and_a_later_one_has_not() {
        let memory = Memory::default();
        memory.created("4", "c");
        memory.listed([pair("1", "a")]);
        assert_eq!(memory.ids_of("c"), ["4"]);
        memory.listed([pair("1", "a"), pair("4", "c")]);
        memory.listed([pair("1", "a")]);
        assert!(memory.ids_of("c").is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_cluster_is_made_of_is_asked_once_and_in_vain_not_too_often() {
        let memory = Memory::default();
        memory.listed([pair("1", "a"), pair("2", "b")]);
        assert!(memory.wants_description("1"));
        memory.described("1", Some(TerraformDescription::default()));
        memory.described("2", None);
        memory.listed([pair("1", "a"), pair("2", "b")]);
        assert!(memory.description("1").is_some() && !memory.wants_description("1"));
        assert!(!memory.wants_description("2"));
        tokio::time::advance(ANOTHER_TRY * 2).await;
        assert!(memory.wants_description("2"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_resize_that_nobody_looks_at_is_to_be_looked_at_once_in_a_while() {
        let memory = Memory::default();
        memory.saw("1", &resizing());
        assert_eq!(memory.resize("1"), Progress::new(1, 3));
        assert_eq!(memory.unseen_resize(), None);
        tokio::time::advance(UNSEEN * 2).await;
        assert_eq!(memory.unseen_resize().as_deref(), Some("1"));
        assert_eq!(memory.unseen_resize(), None);
    }
}
