//! Contexts: every connection, how it stands with its answers, and why.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;

use crate::resource::{Cell, Column, Failure, Row, State, StateClass};
use crate::tui::keymap::{Command, Scope};
use crate::tui::known::KnownContext;

use super::page::{News, Page};
use super::short_list::{Frame, ShortList};
use super::{Look, Request};

/// State of the screen: a table, made from what is known.
#[derive(Debug)]
pub struct ContextsScreen {
    list: ShortList,
}

const COLUMNS: [Column; 7] = [
    Column::left("context", "CONTEXT", (8, 20), 0),
    Column::left("manager", "MANAGER", (7, 14), 3),
    Column::left("answers", "ANSWERS", (11, 12), 1),
    Column::right("clusters", "CLUSTERS", (8, 8), 2),
    Column::left("protection", "PROTECTION", (10, 10), 4),
    Column::left("answered", "ANSWERED", (8, 8), 5),
    Column::left("about", "ABOUT", (12, 200), 6),
];
/// The height of the body from which on trouble is told below the table.
const ROOMY: u16 = 12;

impl ContextsScreen {
    pub fn new(look: Look<'_>) -> Self {
        let mut screen = Self {
            list: ShortList::new(&COLUMNS, ROOMY),
        };
        screen.fill(look);
        screen
    }

    /// Something new is known of some context.
    fn fill(&mut self, look: Look<'_>) {
        self.list.show(
            look.known.contexts().iter().map(|context| row(context, look.now)),
            look.size,
        );
    }

    fn selected<'a>(&self, look: Look<'a>) -> Option<&'a KnownContext> {
        look.known.context(self.list.selected()?)
    }
}

impl Page for ContextsScreen {
    fn crumb(&self) -> String {
        "contexts".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Contexts, Scope::Table, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![Command::Open]
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        if matches!(news, News::Contexts) {
            self.fill(look);
        }
        Vec::new()
    }

    fn shows_times(&self) -> bool {
        true
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        if command == Command::Open {
            let context = self.selected(look)?;
            return Some(vec![Request::Narrow(Some(Arc::clone(&context.name)))]);
        }
        self.list.run(command)
    }

    fn list_mut(&mut self) -> Option<&mut ShortList> {
        Some(&mut self.list)
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let failure = self
            .selected(look)
            .and_then(|context| context.state.failure.as_ref());
        let frame = Frame {
            title: "Contexts",
            middle: None,
            empty: ("no context is open", "no context passes the filter"),
            text: failure.map(|failure| (trouble(failure), look.theme.error)),
        };
        self.list.view(frame, look, buf);
    }
}

/// What went wrong, and when it is tried again.
fn trouble(failure: &Failure) -> String {
    let next = match failure.next_try {
        Some(next) => format!("next try {} UTC", next.format("%H:%M:%S")),
        None => "not tried again by itself: refresh tries it".into(),
    };
    format!("{}; {next}", failure.notice.line())
}

/// How it stands with a context's answers, in a word.
pub fn answers_word(context: &KnownContext, now: DateTime<Utc>) -> (&'static str, StateClass) {
    match (&context.state.failure, context.state.freshness) {
        (Some(failure), _) => (failure.word, StateClass::Bad),
        (None, None) => ("asking", StateClass::Busy),
        (None, Some(fresh)) if fresh.is_overdue(now) => ("overdue", StateClass::GoingDown),
        (None, Some(_)) if context.state.took.as_secs() >= 1 => ("slow", StateClass::GoingDown),
        (None, Some(_)) => ("ok", StateClass::Up),
    }
}

fn row(context: &KnownContext, now: DateTime<Utc>) -> Row {
    let (word, class) = answers_word(context, now);
    let state = State::new(word, class);
    let answered = context
        .state
        .freshness
        .map(|fresh| fresh.answered.format("%H:%M:%S").to_string());
    Row {
        id: Arc::clone(&context.name),
        name: Arc::clone(&context.name),
        progress: None,
        version: None,
        cells: Box::new([
            Cell::text_of(&context.name),
            Cell::text_of(context.about.name),
            Cell::State(state.clone()),
            Cell::Number(i64::try_from(context.listing.rows.len()).unwrap_or(i64::MAX)),
            Cell::text_of(&context.protection.badge().unwrap_or("normal").to_lowercase()),
            answered.map_or(Cell::Empty, |at| Cell::Text(at.into())),
            Cell::text_of(&context.title),
        ]),
        state,
    }
}
