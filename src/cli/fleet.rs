//! The lists of all open contexts, asked for at once: what answered, and what did not.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::managers::ElementSink;
use crate::resource::text::grouped;
use crate::resource::{Kind, KindId, Notice, Row};
use crate::session::{Priority, Session};

use super::contexts::Meant;
use super::exit::Exit;
use super::surface;
use super::trouble::failure;

/// What became of one list over all contexts.
#[derive(Debug, Default)]
pub struct Fleet {
    /// In the order of the contexts.
    pub answers: Vec<Answer>,
    /// One notice for each context that could not be asked.
    pub unasked: Vec<Notice>,
}

/// The list of one context, in the manager's order.
#[derive(Debug)]
pub struct Answer {
    pub session: Arc<Session>,
    pub elements: Vec<Element>,
    /// How many objects there are, whether they were wanted or not.
    pub total: u64,
}

/// One object of a list.
#[derive(Debug)]
pub struct Element {
    pub row: Row,
    /// As sent; empty unless documents were asked for.
    pub raw: Box<str>,
}

/// What is kept of a list's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Rows,
    Documents,
}

struct Collector {
    keep: Keep,
    /// How many are wanted, the first ones.
    limit: usize,
    /// Ids that were not found yet, if it is about certain objects.
    awaited: Option<Vec<String>>,
    elements: Vec<Element>,
    /// How many there are, as counted and as told.
    counted: u64,
    told: u64,
}

impl ElementSink for Collector {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.counted += 1;
        // A page, and a list without pages, may hold more than what is wanted.
        if self.elements.len() >= self.limit {
            return;
        }
        let row = read(raw);
        if let Some(ids) = &mut self.awaited {
            ids.retain(|id| **id != *row.id);
        }
        self.elements.push(Element {
            row,
            raw: match self.keep {
                Keep::Rows => Box::default(),
                Keep::Documents => raw.into(),
            },
        });
    }

    fn wanted(&self) -> usize {
        match &self.awaited {
            // An id goes before every name: nothing that comes after could be meant.
            Some(ids) if ids.is_empty() => 0,
            _ => self.limit,
        }
    }

    fn total(&mut self, total: u64) {
        self.told = total;
    }
}

impl Fleet {
    /// Asks every context whose manager gives a list of this kind, for all of it.
    pub async fn ask(meant: &Meant, kind: KindId, keep: Keep) -> Self {
        Self::ask_with(meant, kind, keep, usize::MAX, None).await
    }

    /// The same to find objects by their names or ids: of a list in pages, no more is read than it takes to find all of
    /// them by their ids.
    pub async fn ask_for(meant: &Meant, kind: KindId, names: &[&str]) -> Self {
        Self::ask_with(meant, kind, Keep::Rows, usize::MAX, Some(names)).await
    }

    /// The same for the first so many objects of each context: no more pages are read than that takes.
    pub async fn ask_first(meant: &Meant, kind: KindId, keep: Keep, limit: usize) -> Self {
        Self::ask_with(meant, kind, keep, limit, None).await
    }

    async fn ask_with(meant: &Meant, kind: KindId, keep: Keep, limit: usize, names: Option<&[&str]>) -> Self {
        let sessions = meant.sessions.iter().map(|(session, _)| session);
        let asked = sessions.filter(|session| session.about().kind(kind).is_some_and(Kind::is_listed));
        let answers = join_all(asked.map(|session| async move {
            let mut collector = Collector {
                keep,
                limit,
                awaited: names.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
                elements: Vec::new(),
                counted: 0,
                told: 0,
            };
            let result = session.list(kind, Priority::UserRead, &mut collector).await;
            (session, result.map(|()| collector))
        }));
        let mut fleet = Self {
            unasked: meant.troubles.clone(),
            ..Self::default()
        };
        for (session, result) in answers.await {
            match result {
                Ok(collector) => fleet.answers.push(Answer {
                    session: Arc::clone(session),
                    elements: collector.elements,
                    total: if limit == usize::MAX {
                        collector.counted
                    } else {
                        collector.counted.max(collector.told)
                    },
                }),
                Err(error) => fleet
                    .unasked
                    .push(failure(&format!("list {kind} of {}", session.name()), &error)),
            }
        }
        fleet
    }

    /// What a limit left out, in words: "the first 100 of 10,000 clusters of prod"; `None` if nothing is.
    pub fn left_out(&self, kind: KindId) -> Option<Notice> {
        let cut = self.answers.iter().filter_map(|answer| {
            let name = answer.session.name();
            cut_words(answer.elements.len(), answer.total, &format!("{kind} of {name}"))
        });
        let words: Vec<String> = cut.collect();
        (!words.is_empty()).then(|| limited(&words.join(", ")))
    }

    /// Says on standard error which contexts are missing.
    pub fn tell_unasked(&self) {
        self.unasked.iter().for_each(surface::tell);
    }

    /// How a list of all contexts ends.
    pub fn exit(&self) -> Exit {
        match (self.answers.is_empty(), self.unasked.is_empty()) {
            (_, true) => Exit::Success,
            (false, false) => Exit::Partial,
            (true, false) => Exit::NoAnswer,
        }
    }

    /// Every object with the context it is in.
    pub fn all(&self) -> impl Iterator<Item = (&Arc<Session>, &Element)> {
        self.answers
            .iter()
            .flat_map(|answer| answer.elements.iter().map(|element| (&answer.session, element)))
    }
}

/// "the first 100 of 10,000 clusters"; `None` if these are all.
pub fn cut_words(shown: usize, total: u64, what: &str) -> Option<String> {
    let is_cut = (shown as u64) < total;
    is_cut.then(|| format!("the first {} of {} {what}", grouped(shown as u64), grouped(total)))
}

/// What is said beside a list that a limit cut short.
pub fn limited(words: &str) -> Notice {
    Notice::info(words).with_hint("without --limit all are read")
}
