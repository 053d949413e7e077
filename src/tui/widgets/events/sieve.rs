//! Which events are shown: by level, by source, by time and words; and what of that the manager can be asked for.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::resource::event_filter::TYPE;
use crate::resource::{Event, EventFilter, EventLog, Level};

/// Which events of a manager's log are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventWish {
    pub filter: Arc<EventFilter>,
    /// So many, the newest.
    pub rows: usize,
}

/// How bad events must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Range {
    #[default]
    All,
    /// No lines that programs log: only of a manager that tells both apart.
    WithoutLogLines,
    Warnings,
    Errors,
}

/// What decides it.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    pub(super) range: Range,
    pub(super) source: Option<Box<str>>,
    /// As it was typed.
    pub(super) text: String,
    /// What of it means nothing.
    pub(super) problem: Option<String>,
    typed: EventFilter,
    /// Older events are not shown.
    since: Option<DateTime<Utc>>,
}

impl Sieve {
    pub(super) fn since(at: DateTime<Utc>) -> Self {
        Self {
            since: Some(at),
            ..Self::default()
        }
    }

    pub(super) fn has_filter(&self) -> bool {
        self.range != Range::All || self.source.is_some() || !self.typed.is_empty()
    }

    /// Takes what was typed; what means nothing is told, and the rest stays as it was.
    pub(super) fn type_text(&mut self, text: &str, log: Option<&EventLog>, now: DateTime<Utc>) {
        text.clone_into(&mut self.text);
        match EventFilter::read(text, now) {
            Ok(typed) => {
                self.problem = log.and_then(|log| unknown_word(log, &typed));
                self.typed = typed;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// The next range; a log that has lines of programs can be without them.
    pub(super) fn next_range(&mut self, log: Option<&EventLog>) {
        let tells_apart = log.is_some_and(|log| !log.levels.is_empty() && !log.types.is_empty());
        self.range = match self.range {
            Range::All if tells_apart => Range::WithoutLogLines,
            Range::All | Range::WithoutLogLines => Range::Warnings,
            Range::Warnings => Range::Errors,
            Range::Errors => Range::All,
        };
    }

    /// What of it the manager is asked for, and what is looked for in its answers.
    pub(super) fn split(&self, log: &EventLog) -> (EventFilter, EventFilter) {
        let mut full = self.typed.clone();
        full.since = full.since.max(self.since);
        if full.levels.is_empty() && full.types.is_empty() {
            let words = |words: &[crate::resource::EventWord]| -> Vec<String> {
                words.iter().map(|word| word.word.to_owned()).collect()
            };
            (full.levels, full.types) = match self.range {
                Range::All => (Vec::new(), Vec::new()),
                Range::WithoutLogLines => (Vec::new(), words(log.types)),
                Range::Warnings => log.words_from(Level::Warning),
                Range::Errors => log.words_from(Level::Error),
            };
        }
        log.split(&full)
    }

    /// Whether an event is shown. Of what the manager was asked for, only `left` is not known to hold.
    pub(super) fn passes(&self, event: &Event, left: Option<&EventFilter>) -> bool {
        let is_late = |since: DateTime<Utc>| event.at.is_some_and(|at| at >= since);
        let is_as_typed = match left {
            Some(_) if event.is_observed() => self.typed.passes(event),
            Some(left) => left.passes(event),
            None => self.typed.passes(event),
        };
        is_as_typed
            && self.is_in_range(event, left.is_some())
            && self.since.is_none_or(is_late)
            && self.source.as_ref().is_none_or(|source| *source == event.source)
    }

    fn is_in_range(&self, event: &Event, is_asked: bool) -> bool {
        match self.range {
            Range::All => true,
            Range::WithoutLogLines => {
                is_asked || event.is_observed() || event.fields.iter().any(|field| field.label == TYPE)
            }
            Range::Warnings => event.level.level >= Level::Warning,
            Range::Errors => event.level.level >= Level::Error,
        }
    }

    /// "warnings and errors, from SERVER, with \"begins\"".
    pub(super) fn words(&self) -> Vec<String> {
        let range = match self.range {
            Range::All => None,
            Range::WithoutLogLines => Some("without log lines"),
            Range::Warnings => Some("warnings and errors"),
            Range::Errors => Some("errors only"),
        };
        let mut words: Vec<String> = range.into_iter().map(str::to_owned).collect();
        words.extend(self.source.as_ref().map(|source| format!("from {source}")));
        if !self.text.trim().is_empty() {
            words.push(format!("filter: {}", self.text.trim()));
        }
        words
    }
}

/// A level or a type that a log does not know, with what it knows.
fn unknown_word(log: &EventLog, typed: &EventFilter) -> Option<String> {
    let unknown = |what: &str, known: &[crate::resource::EventWord], typed: &[String]| {
        let is_known = |typed: &&String| known.iter().any(|known| known.word.eq_ignore_ascii_case(typed));
        let unknown = typed
            .iter()
            .find(|typed| !is_known(typed))
            .filter(|_| !known.is_empty())?;
        let known: Vec<_> = known.iter().map(|known| known.word).collect();
        Some(format!("there is no {what} {unknown}: {}", known.join(", ")))
    };
    unknown("level", log.levels, &typed.levels).or_else(|| unknown("type", log.types, &typed.types))
}
