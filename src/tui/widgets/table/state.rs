//! What a table is about: rows, order, cursor, marks.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::resource::arrange::INLINE_ROWS;
use crate::resource::query::Field;
use crate::resource::{Arranged, Column, ContextName, Id, Query, Role, Row, Sort, Source, arrange};
use crate::tui::keymap::{Command, Group};
use crate::tui::widgets::columns::Wanted;

/// Which row: a context's name and an id.
pub type RowKey = (ContextName, Id);

/// A table and all that the user set on it.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub(super) columns: Vec<(Field, Column)>,
    pub(super) wanted: Wanted,
    pub(super) rows: Arc<Arranged>,
    pub(super) selected: Option<RowKey>,
    /// Whether the user chose the row: until then the cursor stays on the first one.
    pub(super) was_chosen: bool,
    /// Where the selected row is shown; follows the key whenever the rows change.
    pub(super) index: usize,
    pub(super) offset: usize,
    /// Columns behind the first that are scrolled out of sight.
    pub(super) scrolled: usize,
    pub(super) marks: BTreeSet<RowKey>,
    /// Rows on the screen; set by the layout, needed for pages.
    pub(super) height: usize,
    query: Query,
    sort: Sort,
    /// Whether the cursor came near the end of what was read, since that was last asked.
    reads_on: bool,
    /// What the rows are made from, and the number of the latest request to arrange them.
    sources: Vec<Source>,
    ticket: Ticket,
}

/// Which request of which table it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ticket {
    table: u64,
    request: u64,
}

/// A request to arrange rows elsewhere: there are too many to do it at once.
#[derive(Debug, Clone)]
pub struct Arranging {
    pub ticket: Ticket,
    pub sources: Vec<Source>,
    pub query: Query,
    pub sort: Sort,
}

impl Table {
    pub fn new(columns: Vec<(Field, Column)>) -> Self {
        Self {
            sort: first_order(&columns),
            columns,
            height: 1,
            ..Self::default()
        }
    }

    /// A table of one kind's own columns, in their order.
    pub fn of(columns: &[Column]) -> Self {
        Self::new(fields(columns).collect())
    }

    /// The same for the parts of one object, which none of them needs to name.
    pub fn of_parts(columns: &[Column]) -> Self {
        let is_told = |(_, column): &(Field, Column)| column.role != Role::Owner;
        Self::new(fields(columns).filter(is_told).collect())
    }

    /// Tells this table from the others whose rows may be arranged elsewhere; the fleet's is 0.
    #[must_use]
    pub fn numbered(mut self, table: u64) -> Self {
        self.ticket.table = table;
        self
    }

    /// Other columns for the same rows: cursor and marks stay, and the order as far as there is its column.
    pub fn set_columns(&mut self, columns: Vec<(Field, Column)>) {
        let same = |(field, column): &(Field, Column)| {
            let mut old = self.columns.iter();
            old.any(|(of, before)| of == field && before.id == column.id)
        };
        if columns.len() == self.columns.len() && columns.iter().all(same) {
            return;
        }
        let is_known = |(field, _): &(Field, Column)| *field == self.sort.field;
        if self.columns.is_empty() || !columns.iter().any(is_known) {
            self.sort = first_order(&columns);
        }
        self.columns = columns;
        self.wanted = Wanted::default();
        self.scrolled = 0;
    }

    /// How many objects there are beside those whose rows were read.
    pub fn unread(&self) -> u64 {
        self.sources.iter().map(|source| source.listing.unread()).sum()
    }

    /// What the filter may be the whole id of among what was not read, where nothing that was read passes it: the only
    /// context with more than that, and the id.
    pub fn sought(&self) -> Option<(&ContextName, &str)> {
        let id = self.query.text().trim();
        // The id of what is within something else has the one of that before a slash.
        let is_of_id = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        if !self.rows.is_empty() || id.is_empty() || !id.chars().all(is_of_id) {
            return None;
        }
        let mut unread = self.sources.iter().filter(|source| source.listing.unread() > 0);
        let only = unread.next()?;
        unread.next().is_none().then_some((&only.context, id))
    }

    /// Whether the next rows are wanted: the cursor came within a screenful of the end of those that were read, or the
    /// user asked for the end. Asking takes the answer back.
    ///
    /// A filter acts on what was read: under one, only who asks for the end reads on.
    pub fn reads_on(&mut self) -> bool {
        std::mem::take(&mut self.reads_on)
    }

    fn came_down(&mut self, is_asked: bool) {
        let is_near = self.query.text().is_empty() && self.index + self.height >= self.rows.len();
        self.reads_on |= (is_near || is_asked) && self.unread() > 0;
    }

    /// New rows that are arranged at once, however many: for a pane with few as a rule.
    pub fn show_at_once(&mut self, sources: Vec<Source>) {
        if let Some(request) = self.show(sources) {
            let rows = arrange(request.sources, &request.query, request.sort);
            self.arranged(request.ticket, Arc::new(rows));
        }
    }

    /// New rows. Many are arranged elsewhere: the old order stays until [`Table::arranged`].
    pub fn show(&mut self, sources: Vec<Source>) -> Option<Arranging> {
        self.sources = sources;
        self.rearrange()
    }

    fn rearrange(&mut self) -> Option<Arranging> {
        self.ticket.request += 1;
        let total: usize = self.sources.iter().map(|source| source.listing.rows.len()).sum();
        if total <= INLINE_ROWS {
            let rows = arrange(self.sources.clone(), &self.query, self.sort);
            self.accept(Arc::new(rows));
            return None;
        }
        let (query, sort) = (self.query.clone(), self.sort);
        Some(Arranging {
            ticket: self.ticket,
            sources: self.sources.clone(),
            query,
            sort,
        })
    }

    /// Rows that were arranged elsewhere; an answer to an older request, or to another table's, is dropped.
    pub fn arranged(&mut self, ticket: Ticket, rows: Arc<Arranged>) {
        if ticket == self.ticket {
            self.accept(rows);
        }
    }

    fn accept(&mut self, rows: Arc<Arranged>) {
        self.rows = rows;
        self.wanted.widen(&self.columns, &self.rows);
        let found = self
            .selected
            .as_ref()
            .filter(|_| self.was_chosen)
            .and_then(|(context, id)| self.rows.position(context, id));
        match found {
            Some(index) => {
                // The row stays where it is on the screen, and the others move around it.
                let line = self.index.saturating_sub(self.offset);
                self.index = index;
                self.offset = index.saturating_sub(line);
            }
            None if !self.was_chosen => self.index = 0,
            // Its row is gone or hidden: the one that took its place is selected.
            None => self.index = self.index.min(self.rows.len().saturating_sub(1)),
        }
        self.select_index(self.index);
        self.forget_marks_that_are_gone();
    }

    fn forget_marks_that_are_gone(&mut self) {
        if !self.marks.is_empty() {
            let present: BTreeSet<RowKey> =
                self.rows.all().map(|(source, row)| key_of(source, row)).collect();
            self.marks.retain(|key| present.contains(key));
        }
    }

    /// The row under the cursor.
    pub fn selected(&self) -> Option<(&Source, &Arc<Row>)> {
        self.rows.get(self.index)
    }

    pub fn selected_key(&self) -> Option<&RowKey> {
        self.selected.as_ref()
    }

    /// Puts the cursor on a row, if it is shown.
    pub fn select(&mut self, key: &RowKey) -> bool {
        let Some(index) = self.rows.position(&key.0, &key.1) else {
            return false;
        };
        self.was_chosen = true;
        self.select_index(index);
        true
    }

    pub fn rows(&self) -> &Arc<Arranged> {
        &self.rows
    }

    pub fn query(&self) -> &Query {
        &self.query
    }

    /// What keeps rows from being shown, and how many are marked; nothing if all is as usual.
    ///
    /// `reads_on` is the key that reads on, where there is more than what was read.
    pub fn limits(&self, separator: &str, reads_on: Option<&str>) -> String {
        let mut limits = Vec::new();
        let filter = self.query.text();
        if !filter.is_empty() {
            let (shown, total) = (self.rows.len(), self.rows.total());
            limits.push(match reads_on.filter(|_| self.unread() > 0) {
                Some(key) => format!("filter: {filter} ({shown} found; {key} reads on)"),
                None => format!("filter: {filter} ({shown} of {total})"),
            });
        }
        if !self.marks.is_empty() {
            limits.push(format!("{} marked", self.marks.len()));
        }
        limits.join(&format!(" {separator} "))
    }

    /// "by health", for the title.
    pub fn order_words(&self, columns: &[Column]) -> String {
        // Rows that were not read may belong before those that were.
        let of_what = if self.unread() > 0 { ", of those read" } else { "" };
        let role = match self.sort.field {
            Field::Cell(index) => columns.get(index).map(|column| column.role),
            Field::Context | Field::Manager => None,
        };
        match (role, self.sort.reversed) {
            // So they are read: the rest is older.
            (Some(Role::NewestFirst), true) => "newest first".into(),
            (_, true) => format!("by {} reversed{of_what}", self.sort.field.word(columns)),
            (_, false) => format!("by {}{of_what}", self.sort.field.word(columns)),
        }
    }

    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// A new filter; the cursor stays on its row while that is shown.
    pub fn filter(&mut self, text: &str, columns: &[Column]) -> Option<Arranging> {
        self.query = Query::parse(text, columns);
        self.rearrange()
    }

    /// Marked rows, or else the one under the cursor.
    pub fn targets(&self) -> Vec<RowKey> {
        if self.marks.is_empty() {
            return self.selected.iter().cloned().collect();
        }
        self.marks.iter().cloned().collect()
    }

    pub fn marks(&self) -> &BTreeSet<RowKey> {
        &self.marks
    }

    pub fn unmark_all(&mut self) {
        self.marks.clear();
    }

    /// The layout gave the table this many lines for rows.
    pub fn set_height(&mut self, rows: u16) {
        self.height = usize::from(rows).max(1);
        self.keep_in_view();
    }

    /// Runs a command of the table scopes; `None` if it is not one of them.
    pub fn run(&mut self, command: Command) -> Option<Option<Arranging>> {
        let page = self.height.saturating_sub(1).max(1);
        self.was_chosen |= matches!(command.group(), Group::Motion) || command == Command::Mark;
        match command {
            Command::MoveDown => self.move_by(1),
            Command::MoveUp => self.move_by(-1),
            Command::PageDown => self.move_by(signed(page)),
            Command::PageUp => self.move_by(-signed(page)),
            Command::HalfPageDown => self.move_by(signed((page / 2).max(1))),
            Command::HalfPageUp => self.move_by(-signed((page / 2).max(1))),
            Command::MoveToTop => self.select_index(0),
            Command::MoveToBottom => {
                self.select_index(self.rows.len().saturating_sub(1));
                self.came_down(true);
            }
            Command::ScrollRight => {
                self.scrolled = (self.scrolled + 1).min(self.columns.len().saturating_sub(2))
            }
            Command::ScrollLeft => self.scrolled = self.scrolled.saturating_sub(1),
            Command::Mark => self.toggle_mark(),
            Command::MarkAll => {
                let shown = (0..self.rows.len()).filter_map(|index| self.rows.get(index));
                self.marks = shown.map(|(source, row)| key_of(source, row)).collect();
            }
            Command::UnmarkAll => self.marks.clear(),
            Command::ClearFilter => return Some(self.filter("", &[])),
            Command::SortNextColumn => return Some(self.sort_by(1)),
            Command::SortPreviousColumn => return Some(self.sort_by(-1)),
            Command::ReverseSort => {
                self.sort.reversed = !self.sort.reversed;
                return Some(self.rearrange());
            }
            _ => return None,
        }
        Some(None)
    }

    /// Selects the row at a line of the screen, counted from the first row; true if there is one.
    pub fn press_line(&mut self, line: u16) -> bool {
        let index = self.offset + usize::from(line);
        if index >= self.rows.len() {
            return false;
        }
        self.was_chosen = true;
        self.select_index(index);
        self.came_down(false);
        true
    }

    /// Sorts by a column's field, or reverses if it is sorted by it already.
    pub fn sort_field(&mut self, field: Field) -> Option<Arranging> {
        self.sort = Sort {
            field,
            reversed: self.sort.field == field && !self.sort.reversed,
        };
        self.rearrange()
    }

    fn sort_by(&mut self, step: isize) -> Option<Arranging> {
        let at = self
            .columns
            .iter()
            .position(|(field, _)| *field == self.sort.field)
            .unwrap_or(0);
        let count = self.columns.len().max(1);
        let next = (at + count).saturating_add_signed(step) % count;
        if let Some((field, _)) = self.columns.get(next) {
            self.sort = Sort {
                field: *field,
                reversed: false,
            };
        }
        self.rearrange()
    }

    fn toggle_mark(&mut self) {
        // Only a row that is shown: a remembered key may be one that the filter hides.
        let shown = self.selected().map(|(source, row)| key_of(source, row));
        if let Some(key) = shown
            && !self.marks.remove(&key)
        {
            self.marks.insert(key);
        }
        self.move_by(1);
    }

    pub fn move_by(&mut self, lines: isize) {
        self.was_chosen = true;
        let last = self.rows.len().saturating_sub(1);
        self.select_index(self.index.saturating_add_signed(lines).min(last));
        if lines > 0 {
            self.came_down(false);
        }
    }

    fn select_index(&mut self, index: usize) {
        self.index = index;
        // With no row to stand on, the key is remembered: the row may come back.
        if let Some((source, row)) = self.rows.get(index) {
            self.selected = Some(key_of(source, row));
        }
        self.keep_in_view();
    }

    fn keep_in_view(&mut self) {
        let last_offset = self.rows.len().saturating_sub(self.height);
        let first = (self.index + 1).saturating_sub(self.height);
        self.offset = self.offset.clamp(first, self.index.max(first)).min(last_offset);
    }
}

fn fields(columns: &[Column]) -> impl Iterator<Item = (Field, Column)> {
    let columns = columns.iter().enumerate();
    columns.map(|(index, column)| (Field::Cell(index), *column))
}

/// The order of a table until the user chooses another: the newest first where a column says so, or else by the first.
fn first_order(columns: &[(Field, Column)]) -> Sort {
    let of = |(field, _): &(Field, Column)| *field;
    let newest = columns
        .iter()
        .find(|(_, column)| column.role == Role::NewestFirst);
    Sort {
        field: newest.or(columns.first()).map_or(Field::Cell(0), of),
        reversed: newest.is_some(),
    }
}

pub(super) fn key_of(source: &Source, row: &Row) -> RowKey {
    (Arc::clone(&source.context), Arc::clone(&row.id))
}

fn signed(lines: usize) -> isize {
    isize::try_from(lines).unwrap_or(isize::MAX)
}
