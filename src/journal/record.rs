//! What is written of a change: that it began, and what it came to. One line of JSON each.
//!
//! An `ended` may be followed by a later one of the same change: what was accepted is done in the end, if
//! somebody stays with it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::author::Author;

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "lowercase")]
pub enum Record {
    Began(Box<Began>),
    Ended(Ended),
}

/// A change that is about to be sent, or was asked for and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Began {
    /// The change: unique over all processes.
    pub change: String,
    /// When it was asked for.
    pub at: DateTime<Utc>,
    #[serde(flatten)]
    pub author: Author,
    pub context: String,
    /// The part of the manager's world that was looked at, where that has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    pub manager: String,
    /// The manager's address, without anything secret.
    pub url: String,
    pub kind: String,
    /// The manager's id of the object; `None` if it is to be created.
    pub id: Option<String>,
    pub name: String,
    /// The part of the object that is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    pub verb: String,
    /// The version it is based on.
    pub base: Option<i64>,
    #[serde(default, skip_serializing_if = "Diff::is_empty")]
    pub diff: Diff,
    /// What was asked for, as a [`hash`].
    pub request: String,
}

/// What a change came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// That of its [`Began`].
    pub change: String,
    pub at: DateTime<Utc>,
    pub outcome: Outcome,
    /// The manager's words, or ours.
    pub words: String,
    /// The version that is there now, if it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The id of what was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Since it was asked for.
    pub took_ms: u64,
}

/// The lines of a difference, secrets masked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// "path: old -> new".
    pub lines: Vec<String>,
    /// How many more there are.
    #[serde(default)]
    pub more: usize,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is on its way, and the process that asked for it lives. Never written, only read out of that.
    Sending,
    /// The manager took it; nobody stayed to see its end.
    Accepted,
    Done,
    /// It has ended, and what runs is not what was asked for.
    Differs,
    /// The manager took it, and then it went wrong there.
    Failed,
    /// The manager did not take it.
    Refused,
    NotSent,
    /// It may or may not have been carried out.
    Unknown,
}

/// Lines of a difference that are kept of one change.
const LINES: usize = 50;
/// Characters of one line, and of the words of an outcome.
const LINE: usize = 400;
const WORDS: usize = 2_000;

/// A hash by which two requests can be told to be the same.
pub fn hash(request: &str) -> String {
    let digest = Sha256::digest(request.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// The words of an outcome, cut if they are long.
pub fn words(words: &str) -> String {
    cut(words, WORDS)
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or(text)),
    }
}

impl Diff {
    /// The first lines, and how many more there are.
    pub fn of(lines: impl IntoIterator<Item = String>) -> Self {
        let mut lines = lines.into_iter();
        let kept = lines.by_ref().take(LINES).map(|line| cut(&line, LINE)).collect();
        Self {
            lines: kept,
            more: lines.count(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Every line, the last one saying how many are left out.
    pub fn told(&self) -> impl Iterator<Item = String> + '_ {
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        self.lines.iter().cloned().chain(more)
    }
}

impl Record {
    /// The change it is of.
    pub fn change(&self) -> &str {
        match self {
            Self::Began(began) => &began.change,
            Self::Ended(ended) => &ended.change,
        }
    }
}

impl Outcome {
    pub const ALL: [Self; 8] = [
        Self::Sending,
        Self::Accepted,
        Self::Done,
        Self::Differs,
        Self::Failed,
        Self::Refused,
        Self::NotSent,
        Self::Unknown,
    ];

    /// As it is shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            other => other.id(),
        }
    }

    /// As it is typed and written: without a blank.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Done => "done",
            Self::Differs => "differs",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::NotSent => "not-sent",
            Self::Unknown => "unknown",
        }
    }

    /// Whether somebody has yet to look what became of it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sending | Self::Accepted | Self::Unknown)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Outcome {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|outcome| outcome.id() == text);
        found.ok_or_else(|| format!("it is one of {}", Self::ALL.map(Self::id).join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_difference_is_cut_and_says_how_much_is_left_out() {
        let diff = Diff::of((0..LINES + 2).map(|number| number.to_string()));
        assert_eq!(diff.lines.len(), LINES);
        assert_eq!(diff.told().last().as_deref(), Some("and 2 more"));
        let diff = Diff::of(["ä".repeat(LINE + 1)]);
        assert_eq!(diff.lines[0].chars().count(), LINE + 3);
        assert_eq!(Diff::of(["a: 1 -> 2".to_owned()]).told().count(), 1);
    }

    #[test]
    fn an_outcome_is_typed_as_it_is_written() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.id().parse(), Ok(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.id());
        }
        assert!("nonsense".parse::<Outcome>().unwrap_err().contains("not-sent"));
    }

    #[test]
    fn the_hash_of_a_request_is_that_of_everybody_else() {
        assert_eq!(
            hash("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
