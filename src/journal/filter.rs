//! Which changes are wanted.

use chrono::{DateTime, Utc};

use super::entry::Entry;
use super::record::Outcome;

/// What a change must be; what is empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Asked for at this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Asked for before this time.
    pub until: Option<DateTime<Utc>>,
    /// One of these contexts.
    pub contexts: Vec<String>,
    /// One of these objects: by name or by id.
    pub clusters: Vec<String>,
    pub verbs: Vec<String>,
    pub outcomes: Vec<Outcome>,
}

impl Filter {
    pub fn passes(&self, entry: &Entry) -> bool {
        let began = &entry.began;
        let one_of =
            |wanted: &[String], value: &str| wanted.is_empty() || wanted.iter().any(|one| one == value);
        let is_cluster = |wanted: &String| *wanted == began.name || entry.id.as_ref() == Some(wanted);
        self.since.is_none_or(|since| began.at >= since)
            && self.until.is_none_or(|until| began.at < until)
            && one_of(&self.contexts, &began.context)
            && one_of(&self.verbs, &began.verb)
            && (self.clusters.is_empty() || self.clusters.iter().any(is_cluster))
            && (self.outcomes.is_empty() || self.outcomes.contains(&entry.outcome))
    }
}
