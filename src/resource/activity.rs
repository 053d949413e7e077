//! Changes that were asked for, from sending to their end.

use chrono::{DateTime, Utc};

use super::action::DOWNLOAD;
use super::{ActionId, Arguments, Detail, Id, Key, KindId, Notice, Target, Transfer, Transferred};

/// Counts the changes asked for in one run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActivityId(pub u64);

/// One change to ask a manager for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub activity: ActivityId,
    pub action: ActionId,
    /// The object; of one that is not there yet, under the name that it is to have.
    pub key: Key,
    pub name: Box<str>,
    /// The part of the object that is meant (a server), of the kind that the action is on.
    pub part: Option<Id>,
    /// What was said for the action's parameters.
    pub arguments: Arguments,
    /// How far a file that goes with it has come, and whether it is still wanted.
    pub transfer: Transfer,
    /// What the user saw when deciding; a fresh read must agree before anything is sent.
    pub seen: Seen,
}

/// What a decision rested on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub state: Box<str>,
    pub version: Option<i64>,
    /// The part's own state, for an action on a part.
    pub part_state: Option<Box<str>>,
}

/// How far a change has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Waits for the ones before it, or for the manager's turn.
    Queued,
    Sending,
    /// The manager took it; the words say what is seen since.
    Accepted(String),
    Done(String),
    /// It has ended, and what runs is not what was asked for.
    Differs(String),
    /// Accepted, and then it went wrong on the manager's side.
    Failed(String),
    Rejected(Notice),
    /// Sent, and no answer: it may or may not have been carried out.
    Unknown(Notice),
    NotSent(Notice),
    /// Not sent for want of a credential that the manager takes: after a login it may be asked for again.
    NoCredential(Notice),
    /// Not sent, because what the user saw is not so any more; the differences in words.
    Changed(Vec<String>),
}

/// One change with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    pub intent: Intent,
    pub asked: DateTime<Utc>,
    /// When `step` was reached.
    pub at: DateTime<Utc>,
    pub step: Step,
    /// How far its file has come, while one is on the way.
    pub transferred: Option<Transferred>,
}

impl Seen {
    pub fn of(target: &Target<'_>) -> Self {
        Self {
            state: target.row.state.text.clone(),
            version: target.row.version,
            part_state: target.part.map(|part| part.state.text.clone()),
        }
    }

    /// What of it is not so in `now`, in words; empty if nothing changed. `part` is what the part is called.
    pub fn differences(&self, now: &Self, part: &str) -> Vec<String> {
        let mut differences = Vec::new();
        if self.state != now.state {
            differences.push(format!("its state was {}, now it is {}", self.state, now.state));
        }
        if self.version != now.version {
            let word = |version: Option<i64>| version.map_or_else(|| "none".to_owned(), |v| format!("v{v}"));
            differences.push(format!(
                "its version was {}, now it is {}",
                word(self.version),
                word(now.version)
            ));
        }
        if self.part_state != now.part_state {
            let word = |state: &Option<Box<str>>| state.as_deref().unwrap_or("there").to_owned();
            let now = now.part_state.as_deref().unwrap_or("gone").to_owned();
            differences.push(format!(
                "the {part} was {}, now it is {now}",
                word(&self.part_state)
            ));
        }
        differences
    }
}

impl Step {
    /// Whether it has ended, as far as is known: of an unknown outcome more may yet be found out.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Queued | Self::Sending | Self::Accepted(_))
    }

    /// One word for a table.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted(_) => "running",
            Self::Done(_) => "done",
            Self::Differs(_) => "differs",
            Self::Failed(_) => "failed",
            Self::Rejected(_) => "rejected",
            Self::Unknown(_) => "unknown",
            Self::NotSent(_) | Self::NoCredential(_) | Self::Changed(_) => "not sent",
        }
    }

    /// The rest of the story in one line.
    pub fn story(&self) -> String {
        match self {
            Self::Queued => "waits for its turn; it is read again before it is sent".into(),
            Self::Sending => "sent; no answer yet".into(),
            Self::Accepted(words) | Self::Done(words) | Self::Differs(words) | Self::Failed(words) => {
                words.clone()
            }
            Self::Rejected(notice)
            | Self::Unknown(notice)
            | Self::NotSent(notice)
            | Self::NoCredential(notice) => notice.line(),
            Self::Changed(differences) => differences.join("; "),
        }
    }
}

impl Activity {
    /// Whether its file is on the way now.
    pub fn is_transferring(&self) -> bool {
        let moves_a_file = self.transferred.is_some() || self.intent.action == DOWNLOAD;
        moves_a_file && matches!(self.step, Step::Queued | Step::Sending)
    }

    /// The rest of the story in one line; of a file on its way, how far it has come.
    pub fn story(&self) -> String {
        match self.transferred.filter(|_| self.is_transferring()) {
            None if self.is_transferring() => "asked for; nothing has come yet".into(),
            None => self.step.story(),
            Some(transferred) => transferred.words(),
        }
    }
}

impl Intent {
    /// The part of `detail` that is meant, one of this kind, if it is still there.
    pub fn part_in<'a>(&self, detail: &'a Detail, kind: KindId) -> Option<&'a super::Row> {
        let part = self.part.as_ref()?;
        let mut rows = detail.children_of(kind).iter();
        rows.find(|row| row.id == *part).map(|row| &**row)
    }
}
