//! The screen of one kind: its state, and what it does on a command.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::resource::{Column, CommandLine, ContextName, Key, Kind, KindId, Operation};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::msg::Wire;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::lists::Lists;
use crate::tui::screens::object::Tab;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Aim, Look, Request};
use crate::tui::widgets::table::{Arranging, Table};

use super::columns;

/// State of the screen.
#[derive(Debug)]
pub struct KindScreen {
    pub(super) kind: KindId,
    /// The only context whose objects are shown.
    narrowed: Option<ContextName>,
    pub(super) table: Table,
    /// The kind's own columns, as the table has them.
    pub(super) columns: &'static [Column],
    /// Whether some rows were brought into the columns of another manager.
    is_mixed: bool,
    /// Rows that are to be ordered elsewhere; the root fetches it after each fact.
    arranging: Option<Arranging>,
}

pub(super) const SCOPES: [Scope; 4] = [Scope::Kind, Scope::Table, Scope::Motion, Scope::Global];

impl KindScreen {
    /// The objects of a kind in one context, or in all; `number` tells its table from all others.
    pub fn new(kind: KindId, narrowed: Option<ContextName>, number: u64, look: Look<'_>) -> Self {
        let mut screen = Self {
            kind,
            narrowed,
            table: Table::default().numbered(number),
            columns: &[],
            is_mixed: false,
            arranging: None,
        };
        screen.fill(look);
        screen
    }

    pub(super) fn lists<'a>(&'a self, look: Look<'a>) -> Lists<'a> {
        Lists::shown(self.kind, self.narrowed.as_ref(), look)
    }

    /// Takes over what is known of the lists.
    fn fill(&mut self, look: Look<'_>) {
        let declared: Vec<&Kind> = self.lists(look).declared().map(|(_, kind)| kind).collect();
        // Without a context that has the kind, the columns stay as they were.
        self.columns = declared.first().map_or(self.columns, |kind| kind.columns);
        self.table
            .set_columns(columns::of_table(self.columns, declared.len() > 1));
        self.is_mixed = false;
        let mut sources = look.known.sources(self.kind, self.narrowed.as_ref());
        for (source, kind) in sources.iter_mut().zip(declared) {
            if !kind.has_columns(self.columns) {
                self.is_mixed = true;
                source.listing = columns::brought_into(&source.listing, kind.columns, self.columns);
            }
        }
        self.arranging = self.table.show(sources);
        self.fit(look);
    }

    fn fit(&mut self, look: Look<'_>) {
        let table = layout::kind(look.size, self.troubles(look).len()).table;
        self.table.set_height(table.content.height.saturating_sub(1));
    }

    /// The object under the cursor.
    fn selected(&self) -> Option<Key> {
        let (source, row) = self.table.selected()?;
        Some(Key::new(&source.context, self.kind, &row.id))
    }

    fn open(&self) -> Vec<Request> {
        let sought = || {
            let (context, id) = self.table.sought()?;
            Some(Key::new(context, self.kind, &id.into()))
        };
        let open = |key| Request::Open(key, Tab::Facts);
        self.selected().or_else(sought).map(open).into_iter().collect()
    }

    fn filter_text(&self) -> &str {
        self.table.query().text()
    }
}

impl Page for KindScreen {
    fn crumb(&self) -> String {
        self.kind.0.to_owned()
    }

    fn scopes(&self) -> Vec<Scope> {
        SCOPES.to_vec()
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![
            Command::Open,
            Command::Actions,
            Command::Filter,
            Command::Mark,
            Command::Refresh,
        ]
    }

    fn listed(&self) -> Option<KindId> {
        Some(self.kind)
    }

    fn context(&self) -> Option<&ContextName> {
        self.narrowed.as_ref()
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Rows(kind) if kind == self.kind => self.fill(look),
            News::Arranged(ticket, rows) => self.table.arranged(ticket, Arc::clone(rows)),
            // What is told of failures takes room from the rows.
            News::Contexts => self.fit(look),
            _ => {}
        }
        Vec::new()
    }

    fn reads_on(&mut self) -> bool {
        self.table.reads_on()
    }

    fn to_arrange(&mut self) -> Option<Arranging> {
        self.arranging.take()
    }

    fn resize(&mut self, look: Look<'_>) {
        self.fit(look);
    }

    fn unmark_all(&mut self) {
        self.table.unmark_all();
    }

    fn aim(&self) -> Aim {
        let mut aim = Aim::at(&self.table, self.kind);
        if self.is_mixed {
            // It may have another manager's columns: the row as it was listed is looked up.
            aim.row = None;
        }
        aim
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        self.selected().map(|key| key.id.to_string())
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        let line = CommandLine::get(self.kind.0, None);
        Some(match &self.narrowed {
            Some(context) => line.in_context(context),
            None => line,
        })
    }

    /// The list of the context that is shown, or of the one under the cursor.
    fn wire(&self) -> Option<(ContextName, Wire)> {
        let under_cursor = self.selected().map(|key| key.context);
        let context = self.narrowed.clone().or(under_cursor)?;
        Some((context, Wire::Operation(Operation::List(self.kind))))
    }

    fn filter(&mut self, text: &str, _look: Look<'_>) {
        self.arranging = self.table.filter(text, self.columns);
    }

    fn filter_problem(&self) -> Option<&str> {
        self.table.query().problem()
    }

    fn back(&mut self, look: Look<'_>) -> bool {
        if !self.filter_text().is_empty() {
            self.filter("", look);
            return true;
        }
        let had_marks = !self.table.marks().is_empty();
        self.table.unmark_all();
        had_marks
    }

    fn run(&mut self, command: Command, _look: Look<'_>) -> Option<Vec<Request>> {
        match command {
            Command::Open => Some(self.open()),
            Command::Filter => Some(vec![Request::Type(
                Purpose::Filter,
                self.filter_text().to_owned(),
            )]),
            command => {
                self.arranging = self.table.run(command)?;
                Some(Vec::new())
            }
        }
    }

    /// A press of the mouse: on a heading it sorts, on a row it selects, on the selected one it opens.
    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        let content = layout::kind(look.size, self.troubles(look).len()).table.content;
        if !content.contains(at) {
            return Vec::new();
        }
        if at.y == content.y {
            if let Some(field) = self.table.heading_at(content.width, at.x - content.x) {
                self.arranging = self.table.sort_field(field);
            }
            return Vec::new();
        }
        let before = self.selected();
        if self.table.press_line(at.y - content.y - 1) && before.is_some() && before == self.selected() {
            return self.open();
        }
        Vec::new()
    }

    fn scroll(&mut self, lines: isize, _look: Look<'_>) {
        self.table.move_by(lines);
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        self.paint(look, buf);
    }
}
