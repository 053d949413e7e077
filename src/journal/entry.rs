//! One change as its records tell it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::record::{Began, Ended, Outcome};

/// One change that was asked for, and what is known of its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub began: Began,
    pub outcome: Outcome,
    /// Why, or what is seen.
    pub words: String,
    /// When the outcome was known.
    pub ended: Option<DateTime<Utc>>,
    pub took: Option<Duration>,
    /// The version that is there since.
    pub version: Option<i64>,
    /// The manager's id of the object, also of one that was created.
    pub id: Option<String>,
}

impl Entry {
    /// The change of these records; without an end, `is_alive` says whether its process may yet write one.
    pub fn new(began: Began, ended: Option<Ended>, is_alive: impl FnOnce(&str) -> bool) -> Self {
        match ended {
            Some(ended) => Self {
                outcome: ended.outcome,
                words: ended.words,
                ended: Some(ended.at),
                took: Some(Duration::from_millis(ended.took_ms)),
                version: ended.version,
                id: ended.id.or_else(|| began.id.clone()),
                began,
            },
            None => {
                let (outcome, words) = if is_alive(&began.author.run) {
                    (Outcome::Sending, "no answer yet")
                } else {
                    (Outcome::Unknown, INTERRUPTED)
                };
                Self {
                    outcome,
                    words: words.to_owned(),
                    ended: None,
                    took: None,
                    version: None,
                    id: began.id.clone(),
                    began,
                }
            }
        }
    }

    /// What became of it, in words: "done: it is STOPPED", or "accepted" where there is no more to say.
    pub fn story(&self) -> String {
        let word = self.outcome.word();
        if self.words.is_empty() || self.words == word {
            return word.to_owned();
        }
        format!("{word}: {}", self.words)
    }

    /// The versions before and after: "v3 -> v4", "v3", or nothing.
    pub fn versions(&self) -> String {
        match (self.began.base, self.version) {
            (Some(base), Some(now)) => format!("v{base} -> v{now}"),
            (None, Some(now)) => format!("v{now}"),
            (Some(base), None) => format!("v{base}"),
            (None, None) => String::new(),
        }
    }

    /// What it was aimed at: the name, and the part that is meant.
    pub fn target(&self) -> String {
        match &self.began.part {
            Some(part) => format!("{} {part}", self.began.name),
            None => self.began.name.clone(),
        }
    }
}

/// The words for a change whose process ended before it could write what became of it.
const INTERRUPTED: &str = "interrupted: the program ended before an answer was known; look at the cluster";
