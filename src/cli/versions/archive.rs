//! The versions of one cluster, read as far as they are wanted.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::get::{read, singular};
use crate::cli::resolve::{self, Care};
use crate::cli::trouble::Trouble;
use crate::history::{Timeline, Version, VersionState, When, times_of_versions};
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Key, Notice};
use crate::session::Session;
use crate::spec::{Change, Editing, Json, Sides, secret};

/// So many versions are asked for at once; the manager's scheduler decides how many go out.
const AT_ONCE: i64 = 8;

/// A cluster and what is known of its versions.
#[derive(Debug)]
pub struct Archive {
    pub session: Arc<Session>,
    pub key: Key,
    pub name: String,
    pub editing: &'static Editing,
    pub timeline: Timeline,
    /// Whether a change is under way: then the current version is not what runs yet.
    pub is_busy: bool,
}

impl Archive {
    /// Finds a cluster; its current version is known by then.
    ///
    /// # Errors
    /// There is no such cluster, or its manager counts no versions.
    pub async fn open(meant: &Meant, name: &str, care: Care) -> Result<Self, Trouble> {
        let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
        let (session, row) = resolve::find(&fleet, singular(CLUSTERS), name, care)?;
        if care == Care::Look {
            fleet.tell_unasked();
        }
        let editing = session
            .editing(CLUSTERS)
            .map_err(|error| Trouble::read("read its versions", &error))?;
        let detail = read(session, CLUSTERS, row).await?;
        let (true, Some(current)) = (editing.versions, detail.row.version) else {
            let text = format!(
                "{} gives no versions of {}",
                session.about().title,
                visible(&row.name)
            );
            return Err(Trouble::new(Exit::Usage, Notice::error(text)));
        };
        let document: Json = (detail.document.parse())
            .map_err(|error: crate::spec::SyntaxError| Trouble::unusable("read its document", &error))?;
        let mut timeline = Timeline::new(current);
        for (number, at) in times_of_versions(&detail.events) {
            timeline.note(number, When::Happened(at));
        }
        timeline.insert(current, known(current, (editing.editable)(&document)));
        Ok(Self {
            key: Key::new(session.name(), CLUSTERS, &row.id),
            session: Arc::clone(session),
            name: detail.row.name.to_string(),
            editing,
            timeline,
            is_busy: detail.row.state.class.is_busy(),
        })
    }

    /// Reads versions from the current one backwards, down to `last` or the first that is kept.
    ///
    /// # Errors
    /// As a read.
    pub async fn read_down_to(&mut self, last: i64) -> Result<(), Trouble> {
        while let Some(next) = self.timeline.next_to_read().filter(|next| *next >= last) {
            let first = (next - AT_ONCE + 1).max(last).max(0);
            self.read_all(&(first..=next).rev().collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    /// Reads these versions, unless they are known.
    ///
    /// # Errors
    /// As a read.
    pub async fn read_all(&mut self, numbers: &[i64]) -> Result<(), Trouble> {
        let unknown = numbers
            .iter()
            .copied()
            .filter(|number| self.timeline.state(*number).is_none());
        let (session, key) = (&self.session, &self.key);
        let answers = unknown.map(|number| async move { (number, session.version(key, number).await) });
        for (number, answer) in join_all(answers).await {
            let state = match answer {
                Ok(Some(document)) => known(number, Arc::unwrap_or_clone(document)),
                Ok(None) => VersionState::Missing,
                Err(error) => {
                    let what = format!("read version {number} of {}", visible(&self.name));
                    return Err(Trouble::read(&what, &error));
                }
            };
            self.timeline.insert(number, state);
        }
        Ok(())
    }

    /// The configuration at a version.
    ///
    /// # Errors
    /// The manager does not keep it, or it cannot be read.
    pub async fn document(&mut self, number: i64) -> Result<Json, Trouble> {
        if number <= self.timeline.current() {
            self.read_all(&[number]).await?;
        }
        match self.timeline.version(number) {
            Some(version) => Ok(version.document.clone()),
            None => {
                let text = format!("{} has no version {number}", visible(&self.name));
                let hint = format!(
                    "the current one is {}; `qd history {}` lists them",
                    self.timeline.current(),
                    visible(&self.name)
                );
                Err(Trouble::new(Exit::NotFound, Notice::error(text).with_hint(hint)))
            }
        }
    }

    /// What a version changed, without the values of secrets; `None` if the one before is not known.
    pub fn changes_in(&self, number: i64) -> Option<Vec<Change>> {
        let changes = self.timeline.changes_in(number)?;
        let document = |number| self.timeline.version(number).map(|version| &version.document);
        let sides = Sides {
            before: document(number.saturating_sub(1)).unwrap_or(&Json::Null),
            after: document(number).unwrap_or(&Json::Null),
        };
        Some(self.without_secrets(changes.to_vec(), &sides))
    }

    /// The changes from one document to the other, without the values of secrets.
    pub fn without_secrets(&self, changes: Vec<Change>, sides: &Sides<'_>) -> Vec<Change> {
        let is_secret = |path: &[&str]| secret::is_secret(self.editing.secrets, path);
        changes
            .into_iter()
            .map(|change| secret::mask_change(change, sides, &is_secret))
            .collect()
    }
}

fn known(number: i64, document: Json) -> VersionState {
    VersionState::Known(Version {
        number,
        document,
        since: None,
    })
}

/// A version on the command line: `12` or `v12`.
pub fn number(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix('v').unwrap_or(text);
    let number = digits.parse::<i64>().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| "a version is a number, such as 12 or v12".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_number_with_or_without_v() {
        assert_eq!((number("12"), number("v0")), (Ok(12), Ok(0)));
        assert!(number("-1").is_err() && number("latest").is_err());
    }
}
