//! The lists of all open contexts, asked for at once: what answered, and what did not.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::managers::ElementSink;
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
    elements: Vec<Element>,
}

impl ElementSink for Collector {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.elements.push(Element {
            row: read(raw),
            raw: match self.keep {
                Keep::Rows => Box::default(),
                Keep::Documents => raw.into(),
            },
        });
    }
}

impl Fleet {
    /// Asks every context whose manager gives a list of this kind.
    pub async fn ask(meant: &Meant, kind: KindId, keep: Keep) -> Self {
        let sessions = meant.sessions.iter().map(|(session, _)| session);
        let asked = sessions.filter(|session| session.about().kind(kind).is_some_and(Kind::is_listed));
        let answers = join_all(asked.map(|session| async move {
            let mut collector = Collector {
                keep,
                elements: Vec::new(),
            };
            let result = session.list(kind, Priority::UserRead, &mut collector).await;
            (session, result.map(|()| collector.elements))
        }));
        let mut fleet = Self {
            unasked: meant.troubles.clone(),
            ..Self::default()
        };
        for (session, result) in answers.await {
            match result {
                Ok(elements) => fleet.answers.push(Answer {
                    session: Arc::clone(session),
                    elements,
                }),
                Err(error) => fleet
                    .unasked
                    .push(failure(&format!("list {kind} of {}", session.name()), &error)),
            }
        }
        fleet
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
