//! What is known of the versions of one object, and which of them are asked for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::history::timeline::summarize;
use crate::history::{Blame, Timeline, Version, VersionState, When};
use crate::resource::{Event, Notice};
use crate::spec::secret::{is_secret, mask, mask_change};
use crate::spec::{Change, Json, Path, Sides};

/// Versions, read one by one as they are wanted, and kept for as long as they are looked at: they never change.
#[derive(Debug)]
pub struct Reading {
    /// The documents as they are: a change of a secret alone is a change, too.
    timeline: Timeline,
    /// Names of the fields whose values nobody sees.
    secrets: &'static [&'static str],
    on_their_way: BTreeSet<i64>,
    failed: BTreeMap<i64, Notice>,
    /// What each version changed, in words, as far as that is known.
    summaries: BTreeMap<i64, String>,
    /// The newest version that the manager does not keep.
    newest_missing: Option<i64>,
}

/// How far one version is known.
#[derive(Debug, Clone, Copy)]
pub enum Standing<'a> {
    Known,
    Missing,
    OnItsWay,
    Failed(&'a Notice),
    NotRead,
}

/// Questions for versions that may be on their way at once: a manager has more to do.
const AT_ONCE: usize = 4;

impl Reading {
    /// Nothing is known but the number of the current version.
    pub fn new(current: i64, secrets: &'static [&'static str]) -> Self {
        Self {
            timeline: Timeline::new(current),
            secrets,
            on_their_way: BTreeSet::new(),
            failed: BTreeMap::new(),
            summaries: BTreeMap::new(),
            newest_missing: None,
        }
    }

    pub fn current(&self) -> i64 {
        self.timeline.current()
    }

    /// The oldest version worth a line: nothing below it is kept.
    pub fn oldest(&self) -> i64 {
        let kept = self.newest_missing.map_or(0, |missing| missing.saturating_add(1));
        kept.min(self.current()).max(0)
    }

    /// Whether it is known that there is nothing older than [`Reading::oldest`].
    pub fn has_end(&self) -> bool {
        self.newest_missing.is_some() || self.timeline.version(0).is_some()
    }

    /// How many versions have a line.
    pub fn count(&self) -> usize {
        usize::try_from(self.current().saturating_sub(self.oldest()).saturating_add(1)).unwrap_or(0)
    }

    /// How many of them were read.
    pub fn count_read(&self) -> usize {
        self.timeline.known().count()
    }

    /// Tells of a newer current version; says how many versions are new.
    pub fn advance_to(&mut self, current: i64) -> usize {
        let before = self.current();
        self.timeline.advance_to(current);
        usize::try_from(self.current() - before).unwrap_or(0)
    }

    pub fn note(&mut self, number: i64, when: When) {
        self.timeline.note(number, when);
    }

    /// Takes the times of versions out of what the manager tells of the object.
    pub fn hear(&mut self, events: &[Event]) {
        for (number, at) in crate::history::times_of_versions(events) {
            self.timeline.note(number, When::Happened(at));
        }
    }

    /// Which of the wanted versions to ask for now, the most wanted first; they count as asked from now on.
    pub fn next(&mut self, wanted: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut asked = Vec::new();
        for number in wanted {
            if self.on_their_way.len() >= AT_ONCE {
                break;
            }
            let is_open = matches!(self.standing(number), Standing::NotRead);
            if is_open && (self.oldest()..=self.current()).contains(&number) {
                self.on_their_way.insert(number);
                asked.push(number);
            }
        }
        asked
    }

    /// Takes what came of asking for a version.
    pub fn answered(&mut self, number: i64, document: &Result<Option<Arc<Json>>, Notice>) {
        self.on_their_way.remove(&number);
        self.failed.remove(&number);
        match document {
            Err(notice) => {
                if self.timeline.state(number).is_none() {
                    self.failed.insert(number, notice.clone());
                }
            }
            Ok(None) => {
                self.timeline.insert(number, VersionState::Missing);
                if self.timeline.is_missing(number) {
                    self.newest_missing = self.newest_missing.max(Some(number));
                }
            }
            Ok(Some(document)) => {
                let version = Version {
                    number,
                    document: Json::clone(document),
                    since: None,
                };
                self.timeline.insert(number, VersionState::Known(version));
                for number in [number, number.saturating_add(1)] {
                    let changes = self.timeline.changes_in(number);
                    if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
                        let words =
                            summarize(&self.masked(changes.to_vec(), number.saturating_sub(1), number));
                        self.summaries.insert(number, words);
                    }
                }
            }
        }
    }

    /// What failed counts as not asked; says whether something had.
    pub fn forget_failures(&mut self) -> bool {
        let had_some = !self.failed.is_empty();
        self.failed.clear();
        had_some
    }

    pub fn standing(&self, number: i64) -> Standing<'_> {
        match self.timeline.state(number) {
            Some(VersionState::Known(_)) => Standing::Known,
            Some(VersionState::Missing) => Standing::Missing,
            None => match self.failed.get(&number) {
                Some(notice) => Standing::Failed(notice),
                None if self.on_their_way.contains(&number) => Standing::OnItsWay,
                None => Standing::NotRead,
            },
        }
    }

    pub fn since(&self, number: i64) -> Option<When> {
        self.timeline.since(number)
    }

    /// What a version changed, in one line.
    pub fn summary(&self, number: i64) -> Cow<'_, str> {
        match self.summaries.get(&number) {
            Some(words) => Cow::Borrowed(words),
            None => Cow::Owned(self.timeline.summary(number)),
        }
    }

    /// What differs between two versions, without the values of secrets.
    pub fn changes(&self, before: i64, after: i64) -> Option<Vec<Change>> {
        let changes = self.timeline.between(before, after)?;
        Some(self.masked(changes, before, after))
    }

    /// Two documents as text, without secrets.
    pub fn texts(&self, before: i64, after: i64) -> Option<(String, String)> {
        let is_secret = self.is_secret();
        let text = |number| Some(mask(self.whole_document(number)?, &is_secret).pretty());
        Some((text(before)?, text(after)?))
    }

    /// A version's document with its secrets, for going back to it and for nothing else.
    pub fn whole_document(&self, number: i64) -> Option<&Json> {
        self.timeline.version(number).map(|version| &version.document)
    }

    /// Which version gave a field of the current one its value.
    pub fn blame(&self, path: &Path) -> Blame {
        self.timeline.blame(path)
    }

    /// The value of a field of the current version, without secrets.
    pub fn value(&self, path: &Path) -> Option<Json> {
        let masked = mask(self.whole_document(self.current())?, &self.is_secret());
        path.in_document(&masked).cloned()
    }

    fn masked(&self, changes: Vec<Change>, before: i64, after: i64) -> Vec<Change> {
        let is_secret = self.is_secret();
        let sides = Sides {
            before: self.whole_document(before).unwrap_or(&Json::Null),
            after: self.whole_document(after).unwrap_or(&Json::Null),
        };
        changes
            .into_iter()
            .map(|change| mask_change(change, &sides, &is_secret))
            .collect()
    }

    fn is_secret(&self) -> impl Fn(&[&str]) -> bool {
        let secrets = self.secrets;
        move |path: &[&str]| is_secret(secrets, path)
    }
}
