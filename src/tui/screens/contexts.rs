//! Contexts: every connection, how it stands with its answers, and why.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::resource::{Cell, Column, Listing, Row, Source, State, StateClass};
use crate::tui::keymap::Command;
use crate::tui::known::KnownContext;
use crate::tui::layout::{self, Pane};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};
use crate::tui::widgets::table::{RowLook, Table};

use super::line::Purpose;
use super::{Look, Request};

/// State of the screen: a table, made from what is known.
#[derive(Debug)]
pub struct ContextsScreen {
    table: Table,
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
const TROUBLE: u16 = 5;

impl ContextsScreen {
    pub fn new(look: Look<'_>) -> Self {
        let mut screen = Self {
            table: Table::of(&COLUMNS),
        };
        screen.refill(look);
        screen
    }

    /// Something new is known of some context.
    pub fn refill(&mut self, look: Look<'_>) {
        let rows = look
            .known
            .contexts()
            .iter()
            .map(|context| Arc::new(row(context, look.now)))
            .collect();
        let listing = Arc::new(Listing { rows, complete: true });
        // Contexts are few: they are always arranged at once.
        self.table.show(vec![Source {
            context: "".into(),
            manager: "",
            listing,
        }]);
        self.resize(look.size);
    }

    pub fn resize(&mut self, size: Size) {
        self.table
            .set_height(areas(size).0.content.height.saturating_sub(1));
    }

    fn selected<'a>(&self, look: Look<'a>) -> Option<&'a KnownContext> {
        look.known.context(&self.table.selected()?.1.id)
    }

    pub fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        if command == Command::Open {
            let context = self.selected(look)?;
            return Some(vec![Request::Narrow(Some(Arc::clone(&context.name)))]);
        }
        if command == Command::Filter {
            let text = self.table.query().text().to_owned();
            return Some(vec![Request::Type(Purpose::Filter, text)]);
        }
        self.table.run(command).map(|_| Vec::new())
    }

    pub fn filter(&mut self, text: &str) {
        // Few rows: they are always arranged at once.
        self.table.filter(text, &COLUMNS);
    }

    /// Whether Esc has a filter to leave before the screen is left.
    pub fn back(&mut self) -> bool {
        let had_filter = !self.table.query().text().is_empty();
        self.filter("");
        had_filter
    }

    pub fn press(&mut self, at: Position, look: Look<'_>) {
        let content = areas(look.size).0.content;
        if content.contains(at) && at.y > content.y {
            self.table.press_line(at.y - content.y - 1);
        }
    }

    pub fn scroll(&mut self, lines: isize) {
        self.table.move_by(lines);
    }

    pub fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let (pane, trouble) = areas(look.size);
        let filter = self.table.query().text();
        let middle = if filter.is_empty() {
            String::new()
        } else {
            format!("filter: {filter}")
        };
        Rule {
            title: "Contexts",
            has_focus: true,
            important: "",
            middle: &middle,
            fresh: (String::new(), look.theme.dim),
        }
        .render(look.theme, pane.rule, buf);
        let row_look = RowLook {
            has_focus: true,
            is_stale: &|_| false,
        };
        let empty = if look.known.contexts().is_empty() {
            "no context is open"
        } else {
            "no context passes the filter"
        };
        self.table.view(&row_look, empty, look.theme, pane.content, buf);
        let failure = self
            .selected(look)
            .and_then(|context| context.state.failure.as_ref());
        if let Some(failure) = failure {
            let next = match failure.next_try {
                Some(next) => format!("next try {} UTC", next.format("%H:%M:%S")),
                None => "not tried again by itself: refresh tries it".into(),
            };
            let words = format!("{}; {next}", failure.notice.line());
            let room = trouble.width.saturating_sub(2);
            for (y, line) in (trouble.y..trouble.bottom()).zip(wrap(&words, room)) {
                let line_area = Rect {
                    x: trouble.x + 2,
                    y,
                    width: room,
                    height: 1,
                };
                Pen::new(buf, line_area, look.theme.glyphs.ellipsis).write(&line, look.theme.error);
            }
        }
    }
}

fn areas(size: Size) -> (Pane, Rect) {
    let body = layout::frame(size).body;
    let trouble = if body.height >= 12 { TROUBLE } else { 0 };
    let table = Rect {
        height: body.height - trouble,
        ..body
    };
    (
        layout::pane(table),
        Rect {
            y: table.bottom(),
            height: trouble,
            ..body
        },
    )
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
