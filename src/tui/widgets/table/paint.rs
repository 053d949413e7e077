//! The visible rows of a table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::resource::query::Field;
use crate::resource::{Align, Cell, Health, Level, Row, Source, StateClass};
use crate::tui::theme::Theme;
use crate::tui::widgets::columns::{GAP, Shown};
use crate::tui::widgets::gauge;
use crate::tui::widgets::spans::{self, Pen};

use super::state::{Table, key_of};

/// How rows look beyond their cells, told by who knows the contexts.
pub struct RowLook<'a> {
    /// Whether the table has the focus: otherwise the marker is dim.
    pub has_focus: bool,
    /// Whether rows of this context may not be so any more.
    pub is_stale: &'a dyn Fn(&str) -> bool,
}

/// Cells before the first column: marker, mark, gap.
const MARGIN: u16 = 3;

impl Table {
    /// Which columns are shown in an area of this width.
    pub fn fit(&self, width: u16) -> Vec<Shown> {
        self.wanted
            .fit(&self.columns, self.scrolled, width.saturating_sub(MARGIN))
    }

    /// The field of the heading at column `x` of the area.
    pub fn heading_at(&self, width: u16, x: u16) -> Option<Field> {
        let mut left = MARGIN;
        self.fit(width).into_iter().find_map(|shown| {
            let hit = x >= left && x < left + shown.width + GAP;
            left += shown.width + GAP;
            hit.then_some(shown.field)
        })
    }

    /// Paints headings and visible rows; `empty` is said when there is no row.
    pub fn view(&self, look: &RowLook<'_>, empty: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if area.height == 0 || area.width <= MARGIN {
            return;
        }
        let columns = self.fit(area.width);
        self.paint_headings(&columns, theme, Rect { height: 1, ..area }, buf);
        let body = Rect {
            y: area.y + 1,
            height: area.height - 1,
            ..area
        };
        if self.rows.is_empty() && body.height > 0 {
            let room = body.width - MARGIN;
            for (y, words) in (body.y..body.bottom()).zip(spans::wrap(empty, room.saturating_sub(1))) {
                let line = Rect {
                    x: body.x + MARGIN,
                    y,
                    width: room,
                    height: 1,
                };
                Pen::new(buf, line, theme.glyphs.ellipsis).write(&words, theme.dim);
            }
            return;
        }
        for (line, index) in (0..body.height).zip(self.offset..) {
            let Some((source, row)) = self.rows.get(index) else {
                break;
            };
            let line = Rect {
                y: body.y + line,
                height: 1,
                ..body
            };
            self.paint_row(index, source, row, &columns, look, theme, line, buf);
        }
    }

    fn paint_headings(&self, columns: &[Shown], theme: &Theme, area: Rect, buf: &mut Buffer) {
        let mut x = area.x + MARGIN;
        for shown in columns {
            let sorted = shown.field == self.sort().field && self.columns.len() > 1;
            let style = if sorted {
                theme.heading.add_modifier(Modifier::UNDERLINED)
            } else {
                theme.heading
            };
            let cell = Rect {
                x,
                y: area.y,
                width: shown.width.min(area.right().saturating_sub(x)),
                height: 1,
            };
            let mut pen = Pen::new(buf, cell, theme.glyphs.ellipsis);
            if shown.column.align == Align::Right {
                pen.skip(shown.width.saturating_sub(spans::width(shown.column.title)));
            }
            pen.write(shown.column.title, style);
            x += shown.width + GAP;
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one row needs its place, its looks and its data"
    )]
    fn paint_row(
        &self,
        index: usize,
        source: &Source,
        row: &Row,
        columns: &[Shown],
        look: &RowLook<'_>,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let is_selected = index == self.index;
        if is_selected {
            let style = if look.has_focus {
                theme.selected_marker
            } else {
                theme.dim
            };
            buf.set_string(area.x, area.y, theme.glyphs.marker, style);
        }
        if !self.marks.is_empty() && self.marks.contains(&key_of(source, row)) {
            buf.set_string(area.x + 1, area.y, theme.glyphs.mark, theme.marked);
        }
        let is_stale = (look.is_stale)(&source.context);
        let mut x = area.x + MARGIN;
        for (at, shown) in columns.iter().enumerate() {
            let cell = Rect {
                x,
                y: area.y,
                width: shown.width.min(area.right().saturating_sub(x)),
                height: 1,
            };
            let mut pen = Pen::new(buf, cell, theme.glyphs.ellipsis);
            let text_style = match (is_stale, is_selected && at == 0) {
                (true, false) => theme.stale,
                (true, true) => theme.stale.add_modifier(Modifier::BOLD),
                (false, true) => theme.selected,
                (false, false) => theme.text,
            };
            match shown.field {
                Field::Context => {
                    pen.write(&source.context, text_style);
                }
                Field::Manager => {
                    pen.write(source.manager, text_style);
                }
                Field::Cell(index) => {
                    paint_cell(row.cell(index), shown, is_stale, text_style, theme, &mut pen)
                }
            }
            x += shown.width + GAP;
        }
    }
}

fn paint_cell(cell: &Cell, shown: &Shown, is_stale: bool, text: Style, theme: &Theme, pen: &mut Pen<'_>) {
    match cell {
        Cell::Progress(progress) if !is_stale => gauge::write(pen, *progress, gauge::BAR, theme),
        Cell::Event(level, message) if !is_stale => {
            pen.write(&format!("{:<5} ", level.text), level_style(level.level, theme))
                .write(message, text);
        }
        cell => {
            let words = cell.shown();
            if shown.column.align == Align::Right {
                pen.skip(shown.width.saturating_sub(spans::width(&words)));
            }
            pen.write(
                &words,
                if is_stale {
                    text
                } else {
                    cell_style(cell, text, theme)
                },
            );
        }
    }
}

/// The style of a cell by what it means.
pub fn cell_style(cell: &Cell, text: Style, theme: &Theme) -> Style {
    match cell {
        Cell::State(state) => state_style(state.class, theme),
        Cell::Health(mark) => match mark.health {
            Health::Ok => theme.ok,
            Health::Warning => theme.warning,
            Health::Error => theme.error,
            Health::Unknown => theme.neutral,
        },
        Cell::Ratio { ok, total } if ok < total => theme.warning,
        Cell::Empty | Cell::Unreadable => theme.dim,
        _ => text,
    }
}

pub fn state_style(class: StateClass, theme: &Theme) -> Style {
    match class {
        StateClass::Up => theme.ok,
        StateClass::Busy => theme.busy,
        StateClass::GoingDown => theme.going_down,
        StateClass::Down => theme.down,
        StateClass::Bad => theme.error,
        StateClass::Neutral => theme.neutral,
    }
}

pub fn level_style(level: Level, theme: &Theme) -> Style {
    match level {
        Level::Normal => theme.dim,
        Level::Warning => theme.warning,
        Level::Error => theme.error,
    }
}
