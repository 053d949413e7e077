//! The lines in sight.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::compare::{Part, parts};
use super::lines::{Arrangement, Line};
use super::state::{DiffView, Side};
use crate::tui::theme::Theme;
use crate::tui::widgets::spans::Pen;

/// What a line is painted with.
struct Look {
    sign: char,
    sign_style: Style,
    text: Style,
}

impl DiffView {
    /// Paints the lines that are in sight.
    pub fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.is_same() && area.height > 0 {
            Pen::new(buf, area, theme.glyphs.ellipsis)
                .skip(2)
                .write("no difference", theme.dim);
            return;
        }
        for (row, line) in area.rows().zip(self.lines.iter().skip(self.top)) {
            match (*line, self.arrangement) {
                (Line::Folded { count, .. }, _) => fold(count, theme, row, buf),
                (line, Arrangement::Unified) => self.unified(line, theme, row, buf),
                (line, Arrangement::SideBySide) => self.side_by_side(line, theme, row, buf),
            }
        }
    }

    fn unified(&self, line: Line, theme: &Theme, row: Rect, buf: &mut Buffer) {
        let digits = self.digits();
        let [before, after, text] = Layout::horizontal([
            Constraint::Length(digits + 1),
            Constraint::Length(digits + 1),
            Constraint::Fill(1),
        ])
        .areas(row);
        number(line.before(), theme, before, buf);
        number(line.after(), theme, after, buf);
        match line {
            Line::Removed { .. } => self.text(line, Side::Before, theme, text, buf),
            _ => self.text(line, Side::After, theme, text, buf),
        }
    }

    fn side_by_side(&self, line: Line, theme: &Theme, row: Rect, buf: &mut Buffer) {
        let [left, between, right] =
            Layout::horizontal([Constraint::Fill(1), Constraint::Length(1), Constraint::Fill(1)]).areas(row);
        Pen::new(buf, between, "").write(theme.glyphs.vertical, theme.rule);
        for (half, side) in [(left, Side::Before), (right, Side::After)] {
            let [at, text] =
                Layout::horizontal([Constraint::Length(self.digits() + 1), Constraint::Fill(1)]).areas(half);
            let shown = match side {
                Side::Before => line.before(),
                Side::After => line.after(),
            };
            number(shown, theme, at, buf);
            if shown.is_some() {
                self.text(line, side, theme, text, buf);
            }
        }
    }

    /// The sign of a line and its text on one side.
    fn text(&self, line: Line, side: Side, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let look = look(line, side, theme);
        let [sign, area] = Layout::horizontal([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
        Pen::new(buf, sign, "").write(&look.sign.to_string(), look.sign_style);
        let before = |at: usize| self.comparison.before.get(at).map_or("", |line| &**line);
        let after = |at: usize| self.comparison.after.get(at).map_or("", |line| &**line);
        let whole = |text: &str| {
            vec![Part {
                text: text.to_owned(),
                is_same: true,
            }]
        };
        let parts = match (line, side) {
            (
                Line::Removed {
                    before: was,
                    now: Some(now),
                },
                _,
            )
            | (
                Line::Changed {
                    before: was,
                    after: now,
                },
                Side::Before,
            ) => parts(before(was), after(now)).0,
            (
                Line::Added {
                    after: now,
                    was: Some(was),
                },
                _,
            )
            | (
                Line::Changed {
                    before: was,
                    after: now,
                },
                Side::After,
            ) => parts(before(was), after(now)).1,
            (line, Side::Before) => whole(line.before().map_or("", before)),
            (line, Side::After) => whole(line.after().map_or("", after)),
        };
        self.parts(&parts, look.text, theme, area, buf);
    }

    fn parts(&self, parts: &[Part], style: Style, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let right = self.left + usize::from(area.width);
        let mut column = 0;
        for part in parts {
            let style = if part.is_same {
                style
            } else {
                style.patch(theme.differing)
            };
            for grapheme in Span::raw(part.text.as_str()).styled_graphemes(style) {
                let width = grapheme.symbol.width();
                if column + width > right {
                    let end = Rect {
                        x: area.right().saturating_sub(1),
                        width: 1.min(area.width),
                        ..area
                    };
                    Pen::new(buf, end, "").write(theme.glyphs.more_right, theme.rule);
                    return;
                }
                // A wide character of which only the right half is in sight is left out.
                if width > 0 && column >= self.left {
                    let x = area.x + u16::try_from(column - self.left).unwrap_or(u16::MAX);
                    buf.set_stringn(x, area.y, grapheme.symbol, width, grapheme.style);
                }
                column += width;
            }
        }
    }

    /// Cells of the largest line number.
    fn digits(&self) -> u16 {
        let lines = self.comparison.before.len().max(self.comparison.after.len());
        u16::try_from(lines.max(1).ilog10() + 1).unwrap_or(1).max(3)
    }
}

fn look(line: Line, side: Side, theme: &Theme) -> Look {
    let (sign, style) = match (line, side) {
        (Line::Same { .. } | Line::Folded { .. }, _) => (' ', theme.text),
        (Line::Removed { .. }, _) => ('-', theme.removed),
        (Line::Added { .. }, _) => ('+', theme.added),
        (Line::Changed { .. }, Side::Before) => ('~', theme.removed),
        (Line::Changed { .. }, Side::After) => ('~', theme.added),
    };
    Look {
        sign,
        sign_style: style,
        text: style,
    }
}

fn number(at: Option<usize>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if let Some(at) = at {
        let width = usize::from(area.width.saturating_sub(1));
        Pen::new(buf, area, "").write(&format!("{:>width$}", at + 1), theme.dim);
    }
}

fn fold(count: usize, theme: &Theme, row: Rect, buf: &mut Buffer) {
    let dots = theme.glyphs.ellipsis;
    Pen::new(buf, row, dots)
        .skip(2)
        .write(&format!("{dots} {count} unchanged lines {dots}"), theme.dim);
}
