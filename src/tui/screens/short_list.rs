//! A short table with some lines of text below it about the row under the cursor.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::Style;

use crate::resource::query::Field;
use crate::resource::{Column, Listing, Row, Source};
use crate::tui::keymap::Command;
use crate::tui::layout::{self, Pane};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};
use crate::tui::widgets::table::{RowLook, Table};

use super::line::Purpose;
use super::{Look, Request};

/// The table's state. Its rows are few: they are always arranged at once.
#[derive(Debug)]
pub struct ShortList {
    table: Table,
    columns: &'static [Column],
    /// A body of so many lines has room for the text.
    roomy: u16,
}

/// What is painted around the rows.
pub struct Frame<'a> {
    pub title: &'a str,
    /// Words at the right of the title, beside the filter.
    pub middle: Option<String>,
    /// Said when there is no row, and when none passes the filter.
    pub empty: (&'a str, &'a str),
    /// About the row under the cursor.
    pub text: Option<(String, Style)>,
}

/// Lines of the text.
const TEXT: u16 = 5;

impl ShortList {
    /// An empty list; `roomy` is the height of the body from which on there is room for the text.
    pub fn new(columns: &'static [Column], roomy: u16) -> Self {
        Self {
            table: Table::of(columns),
            columns,
            roomy,
        }
    }

    pub fn show(&mut self, rows: impl Iterator<Item = Row>, size: Size) {
        let listing = Arc::new(Listing::whole(rows.map(Arc::new).collect()));
        self.table.show(vec![Source {
            context: "".into(),
            manager: "",
            listing,
        }]);
        self.resize(size);
    }

    pub fn resize(&mut self, size: Size) {
        let (pane, _) = self.areas(size);
        self.table.set_height(pane.content.height.saturating_sub(1));
    }

    /// Sorts by a field, the largest first.
    pub fn sort_down(&mut self, field: Field) {
        self.table.sort_field(field);
        self.table.run(Command::ReverseSort);
    }

    /// Sorts by a field, the smallest first.
    pub fn sort_up(&mut self, field: Field) {
        self.table.sort_field(field);
    }

    /// The id of the row under the cursor.
    pub fn selected(&self) -> Option<&str> {
        self.table.selected().map(|(_, row)| &*row.id)
    }

    /// Puts the cursor on a row; a filter that hides it is left.
    pub fn select(&mut self, id: &str) {
        let key = ("".into(), id.into());
        if !self.table.select(&key) && !self.table.query().text().is_empty() {
            self.filter("");
            self.table.select(&key);
        }
    }

    /// Runs a command; `None` if the list knows nothing of it.
    pub fn run(&mut self, command: Command) -> Option<Vec<Request>> {
        if command == Command::Filter {
            return Some(vec![Request::Type(
                Purpose::Filter,
                self.table.query().text().to_owned(),
            )]);
        }
        self.table.run(command).map(|_| Vec::new())
    }

    pub fn filter(&mut self, text: &str) {
        self.table.filter(text, self.columns);
    }

    /// Whether Esc has a filter to leave before the screen is left.
    pub fn back(&mut self) -> bool {
        let had_filter = !self.table.query().text().is_empty();
        self.filter("");
        had_filter
    }

    pub fn press(&mut self, at: Position, size: Size) {
        let content = self.areas(size).0.content;
        if content.contains(at) && at.y > content.y {
            self.table.press_line(at.y - content.y - 1);
        }
    }

    pub fn scroll(&mut self, lines: isize) {
        self.table.move_by(lines);
    }

    pub fn view(&self, frame: Frame<'_>, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let (pane, text_area) = self.areas(look.size);
        let filter = self.table.query().text();
        let filter = (!filter.is_empty()).then(|| format!("filter: {filter}"));
        let middle: Vec<String> = filter.into_iter().chain(frame.middle).collect();
        Rule {
            title: frame.title,
            has_focus: true,
            important: "",
            middle: &middle.join(&format!(" {} ", theme.glyphs.separator)),
            fresh: (String::new(), theme.dim),
        }
        .render(theme, pane.rule, buf);
        let row_look = RowLook {
            has_focus: true,
            is_stale: &|_| false,
        };
        let empty = if self.table.rows().total() == 0 {
            frame.empty.0
        } else {
            frame.empty.1
        };
        self.table.view(&row_look, empty, theme, pane.content, buf);
        let Some((text, style)) = frame.text else { return };
        let room = text_area.width.saturating_sub(2);
        // Below the last row already: a notice at the bottom leaves it in sight then.
        let rows = u16::try_from(self.table.rows().len().max(1)).unwrap_or(u16::MAX);
        let below = pane.content.y.saturating_add(rows).saturating_add(2);
        let top = if text_area.height == 0 {
            text_area.y
        } else {
            text_area.y.min(below)
        };
        for (y, line) in (top..text_area.bottom()).zip(wrap(&text, room)) {
            let line_area = Rect {
                x: text_area.x + 2,
                y,
                width: room,
                height: 1,
            };
            Pen::new(buf, line_area, theme.glyphs.ellipsis).write(&line, style);
        }
    }

    fn areas(&self, size: Size) -> (Pane, Rect) {
        let body = layout::frame(size).body;
        let text = if body.height >= self.roomy { TEXT } else { 0 };
        let table = Rect {
            height: body.height - text,
            ..body
        };
        (
            layout::pane(table),
            Rect {
                y: table.bottom(),
                height: text,
                ..body
            },
        )
    }
}
