//! What is known of the versions of one object.
//!
//! Managers give a version by its number and no list of them: they are read one by one, from the current
//! one backwards, as far as they are wanted or kept.

use std::collections::BTreeMap;

use super::version::{Version, VersionState, When};
use crate::spec::{Change, Json, diff};

/// The versions of one object, as far as they have been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    current: i64,
    states: BTreeMap<i64, VersionState>,
    /// What each known version changed, where the one before it is known, too.
    changes: BTreeMap<i64, Vec<Change>>,
    /// Of versions that are not known yet.
    times: BTreeMap<i64, When>,
}

/// How many changes a summary names before it counts the rest.
const NAMED: usize = 2;

impl Timeline {
    /// Nothing is known yet but which version is the current one.
    pub fn new(current: i64) -> Self {
        Self {
            current,
            states: BTreeMap::new(),
            changes: BTreeMap::new(),
            times: BTreeMap::new(),
        }
    }

    /// The number of the version that the manager has now.
    pub fn current(&self) -> i64 {
        self.current
    }

    /// Tells of a newer current version; an older answer that came late is passed over.
    pub fn advance_to(&mut self, current: i64) {
        self.current = self.current.max(current);
    }

    /// Adds what came of asking for a version.
    ///
    /// A known version stays known: versions never change, though a manager may stop keeping them.
    pub fn insert(&mut self, number: i64, state: VersionState) {
        match state {
            VersionState::Missing => {
                self.states.entry(number).or_insert(VersionState::Missing);
            }
            VersionState::Known(mut version) => {
                // The caller asked for this number, whatever the answer calls itself.
                version.number = number;
                let known = self.version(number).and_then(|known| known.since);
                let times = [version.since, known, self.times.remove(&number)];
                version.since = times.into_iter().flatten().reduce(When::better);
                self.states.insert(number, VersionState::Known(version));
                self.compare(number);
                if let Some(next) = number.checked_add(1) {
                    self.compare(next);
                }
            }
        }
    }

    /// Adds when a version began, whether or not it has been read.
    pub fn note(&mut self, number: i64, when: When) {
        match self.states.get_mut(&number) {
            Some(VersionState::Known(version)) => {
                version.since = Some(version.since.map_or(when, |known| known.better(when)));
            }
            _ => {
                let noted = self.times.entry(number).or_insert(when);
                *noted = noted.better(when);
            }
        }
    }

    /// What is known of a version; `None` if it was not asked for yet.
    pub fn state(&self, number: i64) -> Option<&VersionState> {
        self.states.get(&number)
    }

    pub fn version(&self, number: i64) -> Option<&Version> {
        match self.states.get(&number) {
            Some(VersionState::Known(version)) => Some(version),
            Some(VersionState::Missing) | None => None,
        }
    }

    pub fn is_missing(&self, number: i64) -> bool {
        matches!(self.states.get(&number), Some(VersionState::Missing))
    }

    /// Since when a version is, or was, the current one; also of one that has not been read.
    pub fn since(&self, number: i64) -> Option<When> {
        match self.version(number) {
            Some(version) => version.since,
            None => self.times.get(&number).copied(),
        }
    }

    /// All known versions, the newest first.
    pub fn known(&self) -> impl Iterator<Item = &Version> {
        self.states.values().rev().filter_map(|state| match state {
            VersionState::Known(version) => Some(version),
            VersionState::Missing => None,
        })
    }

    /// The oldest version that can be reached from the current one without a gap.
    pub fn first_known(&self) -> Option<i64> {
        self.reached().last()
    }

    /// The version to ask for next: the newest below the current one that is not known. `None` when there is
    /// no older one to be had.
    pub fn next_to_read(&self) -> Option<i64> {
        let next = match self.first_known() {
            Some(first) => first.checked_sub(1)?,
            None => self.current,
        };
        (next >= 0 && !self.is_missing(next)).then_some(next)
    }

    /// What a version changed against the one before it; `None` unless both are known.
    pub fn changes_in(&self, number: i64) -> Option<&[Change]> {
        self.changes.get(&number).map(Vec::as_slice)
    }

    /// What differs from one version to another, in either direction; `None` unless both are known.
    pub fn between(&self, before: i64, after: i64) -> Option<Vec<Change>> {
        Some(diff(self.document(before)?, self.document(after)?))
    }

    /// What a version changed, in one line: "replicas 3 -> 5, tier2 removed, +3 more".
    pub fn summary(&self, number: i64) -> String {
        let in_words = match (self.changes_in(number), self.state(number)) {
            (Some([]), _) => "no change",
            (Some(changes), _) => return summarize(changes),
            (None, None) => "not read yet",
            (None, Some(VersionState::Missing)) => "not kept",
            (None, Some(VersionState::Known(_))) if self.has_none_before(number) => "the first that is kept",
            (None, Some(VersionState::Known(_))) => "not compared yet",
        };
        in_words.to_owned()
    }

    /// Whether nothing older than this version can be had.
    pub(super) fn has_none_before(&self, number: i64) -> bool {
        number <= 0 || self.is_missing(number - 1)
    }

    pub(super) fn document(&self, number: i64) -> Option<&Json> {
        self.version(number).map(|version| &version.document)
    }

    /// The numbers from the current one downwards, as long as they are known.
    fn reached(&self) -> impl Iterator<Item = i64> {
        (0..=self.current)
            .rev()
            .take_while(|number| self.version(*number).is_some())
    }

    fn compare(&mut self, number: i64) {
        let before = number.checked_sub(1).and_then(|before| self.document(before));
        if let (Some(before), Some(after)) = (before, self.document(number)) {
            let changes = diff(before, after);
            self.changes.insert(number, changes);
        }
    }
}

/// A few changes in words, and how many more there are: "replicas 3 -> 5, tier2 removed, +3 more".
pub fn summarize(changes: &[Change]) -> String {
    // Instead of "+1 more" the one is named.
    let named = if changes.len() == NAMED + 1 {
        NAMED + 1
    } else {
        NAMED
    };
    let mut words: Vec<String> = changes.iter().take(named).map(Change::summary).collect();
    if changes.len() > named {
        words.push(format!("+{} more", changes.len() - named));
    }
    words.join(", ")
}

#[cfg(test)]
mod tests;
