//! What a manager declares of its log of events, where it keeps one that is read by itself.

use super::kind::CLUSTERS;
use super::{EventFilter, KindId, Level};

/// What a manager's log of events can do: data, so that the front ends offer just that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventLog {
    /// The kinds besides clusters whose objects have events of their own: operations, mostly.
    pub kinds: &'static [KindId],
    /// The levels that can be asked for, the least important first; none if that cannot be asked.
    pub levels: &'static [EventWord],
    /// The types that can be asked for; none if that cannot be asked.
    pub types: &'static [EventWord],
    /// Whether it can be asked for events whose message has a text in it, in either case.
    pub message: bool,
    /// Whether it can be asked for events since a time, and until one.
    pub times: bool,
}

/// A word that the log knows, for a level or a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventWord {
    /// As it is asked for, and as events are shown with it.
    pub word: &'static str,
    /// How bad events with it are.
    pub level: Level,
}

impl EventLog {
    /// So many events are read at first.
    pub const AT_FIRST: usize = 100;
    /// So many are read of one question at most: whoever looks for older ones asks for a time, or for words.
    pub const AT_MOST: usize = 10_000;

    /// Whether the objects of a kind have events of their own in it.
    pub fn is_of(&self, kind: KindId) -> bool {
        kind == CLUSTERS || self.kinds.contains(&kind)
    }

    /// What of a filter the manager can be asked for, and what must be looked for in its answers.
    pub fn split(&self, filter: &EventFilter) -> (EventFilter, EventFilter) {
        let (mut asked, mut left) = (filter.clone(), EventFilter::default());
        if !self.times {
            (left.since, left.until) = (asked.since.take(), asked.until.take());
        }
        if !self.message {
            left.message = asked.message.take();
        }
        let knows = |words: &[EventWord], asked: &[String]| !words.is_empty() || asked.is_empty();
        if !knows(self.levels, &asked.levels) || !knows(self.types, &asked.types) {
            left.levels = std::mem::take(&mut asked.levels);
            left.types = std::mem::take(&mut asked.types);
        }
        (asked, left)
    }

    /// The levels and types that are at least so bad, to be asked for; none if the manager knows none.
    pub fn words_from(&self, least: Level) -> (Vec<String>, Vec<String>) {
        let words = |words: &[EventWord]| {
            let bad = words.iter().filter(|word| word.level >= least);
            bad.map(|word| word.word.to_owned()).collect()
        };
        (words(self.levels), words(self.types))
    }
}
