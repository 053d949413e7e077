//! The lines in sight, in colour.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::cells;
use super::spot::{Spot, byte_of};
use super::state::Editor;
use crate::tui::theme::Theme;
use crate::tui::widgets::tokens::{TokenKind, Tokens};

/// A stretch of a line, in bytes, and what it adds to the style of the text there.
type Layer = (Range<usize>, Style);

impl Editor {
    /// Paints the lines that are in sight, and the cursor.
    pub fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let text = self.text_area(area);
        for (row, line) in area.rows().zip(self.top..self.lines().len()) {
            let gutter = Rect {
                width: text.x - row.x,
                ..row
            };
            self.paint_gutter(theme, gutter, line, buf);
            let text = Rect {
                y: row.y,
                height: 1,
                ..text
            };
            self.paint_line(theme, text, line, buf);
        }
    }

    /// A sign for a finding, and the number of the line.
    fn paint_gutter(&self, theme: &Theme, area: Rect, line: usize, buf: &mut Buffer) {
        let width = usize::from(area.width);
        let marks = self.marks_on(line);
        if marks.iter().any(|mark| mark.is_error) {
            buf.set_stringn(area.x, area.y, "!", width, theme.error);
        } else if !marks.is_empty() {
            buf.set_stringn(area.x, area.y, "?", width, theme.warning);
        }
        let digits = width.saturating_sub(2);
        let number = format!("{:>digits$}", line + 1);
        let style = if line == self.cursor().line {
            theme.selected
        } else {
            theme.dim
        };
        buf.set_stringn(area.x.saturating_add(1), area.y, number, digits, style);
    }

    fn paint_line(&self, theme: &Theme, area: Rect, at: usize, buf: &mut Buffer) {
        let line = self.buffer.line(at);
        let cursor = Some(self.cursor())
            .filter(|cursor| cursor.line == at)
            .map(|cursor| byte_of(line, cursor.column));
        let tokens = colours(theme, line);
        let layers = self.layers(theme, at, line);
        let right = self.left + usize::from(area.width);
        let x_of = |column: usize| area.x + u16::try_from(column - self.left).unwrap_or(u16::MAX);
        let (mut column, mut is_cut) = (0, false);
        let mut token = tokens.iter().peekable();
        for piece in cells::pieces(line) {
            let end = column + piece.width;
            if end > right {
                is_cut = true;
                break;
            }
            while token
                .next_if(|(range, _)| range.end <= piece.bytes.start)
                .is_some()
            {}
            // A wide character of which only the right half is in sight is left out.
            if column >= self.left {
                let base = token
                    .peek()
                    .filter(|(range, _)| range.contains(&piece.bytes.start));
                let mut style = base.map_or(theme.text, |(_, style)| *style);
                let added = layers
                    .iter()
                    .filter(|(range, _)| range.contains(&piece.bytes.start));
                style = added.fold(style, |style, (_, more)| style.patch(*more));
                if cursor.is_some_and(|cursor| piece.bytes.contains(&cursor)) {
                    style = style.patch(theme.cursor);
                }
                buf.set_stringn(x_of(column), area.y, &piece.shown, piece.width, style);
            }
            column = end;
        }
        if !is_cut && column >= self.left && column < right {
            self.paint_end(theme, x_of(column), area.y, (at, line), buf);
        }
        self.paint_more(theme, area, is_cut, column, buf);
    }

    /// The cell behind a line: of the cursor there, or of a selection that goes on.
    fn paint_end(&self, theme: &Theme, x: u16, y: u16, (at, line): (usize, &str), buf: &mut Buffer) {
        let end = Spot::new(at, line.chars().count());
        let is_selected = self
            .selection()
            .is_some_and(|range| range.start <= end && end < range.end);
        let has_cursor = self.cursor() == end;
        if has_cursor {
            buf.set_stringn(x, y, " ", 1, theme.text.patch(theme.cursor));
        } else if is_selected {
            buf.set_stringn(x, y, " ", 1, theme.text.patch(theme.match_current));
        }
    }

    /// Signs for text to the left and right of what is in sight.
    fn paint_more(&self, theme: &Theme, area: Rect, is_cut: bool, column: usize, buf: &mut Buffer) {
        if is_cut && area.width > 0 {
            // The last cell may be the right half of a wide character, which would cover the sign.
            if let Some(cell) = buf.cell_mut((area.right().saturating_sub(2), area.y))
                && cells::pieces(cell.symbol()).any(|piece| piece.width > 1)
            {
                cell.set_symbol(" ");
            }
            buf.set_stringn(area.right() - 1, area.y, theme.glyphs.more_right, 1, theme.rule);
        }
        if self.left > 0 && column > 0 {
            // The second cell may be the right half of a wide character that this sign covers.
            buf.set_stringn(area.x, area.y, theme.glyphs.more_left, 1, theme.rule);
        }
    }

    /// What lies over the colours of a line, the strongest last.
    fn layers(&self, theme: &Theme, at: usize, line: &str) -> Vec<Layer> {
        let bytes = |columns: Range<usize>| byte_of(line, columns.start)..byte_of(line, columns.end);
        let mut layers: Vec<Layer> = Vec::new();
        for mark in self.marks_on(at) {
            let style = if mark.is_error { theme.error } else { theme.warning };
            layers.push((
                bytes(mark.columns.clone()),
                style.add_modifier(Modifier::UNDERLINED),
            ));
        }
        for bracket in self
            .pair
            .into_iter()
            .flatten()
            .filter(|bracket| bracket.line == at)
        {
            let range = bytes(bracket.column..bracket.column + 1);
            layers.push((range, theme.match_highlight.add_modifier(Modifier::BOLD)));
        }
        let cursor = self.cursor();
        for found in self.matches_on(at) {
            let is_current = found.start == cursor;
            let style = if is_current {
                theme.match_current
            } else {
                theme.match_highlight
            };
            layers.push((bytes(found.start.column..found.end.column), style));
        }
        if let Some(range) = self
            .selection()
            .filter(|range| (range.start.line..=range.end.line).contains(&at))
        {
            let start = if range.start.line == at {
                range.start.column
            } else {
                0
            };
            let end = if range.end.line == at {
                range.end.column
            } else {
                usize::MAX
            };
            layers.push((bytes(start..end), theme.match_current));
        }
        layers
    }
}

/// The tokens of a line with their colours.
fn colours(theme: &Theme, line: &str) -> Vec<Layer> {
    let mut tokens = Tokens::new(line).peekable();
    let mut styled = Vec::new();
    while let Some(token) = tokens.next() {
        let is_key = tokens.peek().is_some_and(|next| next.kind == TokenKind::Colon);
        let style = match token.kind {
            TokenKind::String if is_key => theme.json_key,
            TokenKind::String => theme.json_string,
            TokenKind::Number => theme.json_number,
            TokenKind::Literal => theme.json_literal,
            TokenKind::Open | TokenKind::Close | TokenKind::Colon | TokenKind::Comma => {
                theme.json_punctuation
            }
        };
        styled.push((token.range, style));
    }
    styled
}
