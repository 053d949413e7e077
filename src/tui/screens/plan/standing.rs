//! Whether the base of a plan still holds, and whether a change of it is taken at all.

use chrono::{DateTime, Utc};

use crate::resource::{Key, Row};
use crate::spec::Base;
use crate::tui::known::Known;

/// How it stands with the base of a plan.
#[derive(Debug)]
pub struct Standing {
    pub key: Key,
    /// What it was planned on; managers that count none have none.
    pub version: Option<i64>,
    pub holds: Holds,
    /// When the base was last found to be as it was.
    pub seen: DateTime<Utc>,
    /// Whether it is being read again.
    pub is_reading: bool,
    /// Why no change is taken at the moment.
    pub busy: Option<String>,
}

/// Whether a plan still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Yes,
    /// What is there is not the base any more, so far as is known.
    Expired {
        version: Option<i64>,
    },
    /// It was changed by another party where it was changed here; that is not decided yet.
    Undecided,
}

/// What was learnt of the object of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    Nothing,
    /// There is another version.
    Expired,
    /// A change is taken again.
    IsFree,
}

impl Standing {
    pub fn of(base: &Base) -> Self {
        Self {
            key: base.key.clone(),
            version: base.version,
            holds: Holds::Yes,
            seen: base.read,
            is_reading: false,
            busy: base.busy.clone(),
        }
    }

    /// When the base was last found to be as it was, with what is known by now.
    pub fn seen_by(&self, known: &Known) -> DateTime<Utc> {
        let is_same = known
            .row(&self.key)
            .is_some_and(|row| row.version == self.version);
        let object = known
            .object(&self.key)
            .filter(|_| is_same && self.version.is_some());
        let fresh = object.and_then(|object| object.state.freshness);
        fresh.map_or(self.seen, |fresh| fresh.answered.max(self.seen))
    }

    /// Compares it with what is known of its object by now.
    pub fn compare(&mut self, known: &Known) -> Learnt {
        let Some(row) = known.row(&self.key) else {
            return Learnt::Nothing;
        };
        if row.version > self.version && self.version.is_some() {
            let was_expired = self.holds != Holds::Yes;
            if self.holds != Holds::Undecided {
                self.holds = Holds::Expired { version: row.version };
            }
            return if was_expired {
                Learnt::Nothing
            } else {
                Learnt::Expired
            };
        }
        let state = known.object(&self.key).map(|object| &object.state);
        let answered = state
            .filter(|state| state.failure.is_none())
            .and_then(|state| state.freshness);
        // An answer from before the base was read says nothing new.
        if answered.is_none_or(|fresh| fresh.answered < self.seen) {
            return Learnt::Nothing;
        }
        if self.holds == Holds::Yes {
            self.seen = self.seen_by(known);
        }
        if row.state.class.is_busy() {
            self.busy = Some(running(row));
            Learnt::Nothing
        } else if self.busy.take().is_some() {
            Learnt::IsFree
        } else {
            Learnt::Nothing
        }
    }
}

fn running(row: &Row) -> String {
    match row.progress {
        Some(stage) => format!(
            "it is {}, stage {} of {}",
            row.state.text, stage.current, stage.total
        ),
        None => format!("it is {}", row.state.text),
    }
}

/// The name of a version: "v42".
pub fn version_word(version: Option<i64>) -> String {
    version.map_or_else(|| "another state".to_owned(), |number| format!("v{number}"))
}
