//! The visible lines of a document in colour.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::layout::Role;
use super::state::{Document, GUTTER, MASK};
use crate::tui::theme::Theme;
use crate::tui::widgets::tokens::{Token, TokenKind, Tokens};

impl Document {
    /// Paints the lines that are in sight.
    pub fn view(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let mut rows = area.rows();
        if let Some(problem) = self.problem()
            && let Some(row) = rows.next()
        {
            buf.set_stringn(row.x, row.y, problem, usize::from(row.width), theme.warning);
        }
        for (row, at) in rows.zip(self.top..) {
            let Some(line) = self.line_at(at) else { break };
            self.paint_gutter(theme, row, line, at == self.cursor, buf);
            let [_, text] = Layout::horizontal([Constraint::Length(GUTTER), Constraint::Fill(1)]).areas(row);
            self.paint_line(theme, text, line, buf);
        }
    }

    fn paint_gutter(&self, theme: &Theme, row: Rect, line: usize, has_cursor: bool, buf: &mut Buffer) {
        let width = usize::from(row.width);
        if has_cursor {
            buf.set_stringn(row.x, row.y, theme.glyphs.marker, width, theme.selected_marker);
        }
        if self.is_foldable(line) {
            let sign = if self.is_folded(line) {
                theme.glyphs.folded
            } else {
                theme.glyphs.unfolded
            };
            buf.set_stringn(row.x + 1, row.y, sign, width.saturating_sub(1), theme.dim);
        }
    }

    fn paint_line(&self, theme: &Theme, area: Rect, line: usize, buf: &mut Buffer) {
        let shown = self.shown(line);
        let pieces = self.pieces(theme, line, &shown);
        let right = self.left + usize::from(area.width);
        let mut column = 0;
        let mut is_cut = false;
        'line: for (text, style) in &pieces {
            for grapheme in Span::raw(text.as_ref()).styled_graphemes(*style) {
                let width = grapheme.symbol.width();
                let end = column + width;
                if end > right {
                    is_cut = true;
                    break 'line;
                }
                // A wide character of which only the right half is in sight is left out.
                if width > 0 && column >= self.left {
                    let x = area.x + u16::try_from(column - self.left).unwrap_or(u16::MAX);
                    buf.set_stringn(x, area.y, grapheme.symbol, width, grapheme.style);
                }
                column = end;
            }
        }
        if is_cut && area.width > 0 {
            // The last cell may be the right half of a wide character, which would cover the sign.
            if let Some(cell) = buf.cell_mut((area.right().saturating_sub(2), area.y))
                && cell.symbol().width() > 1
            {
                cell.set_symbol(" ");
            }
            buf.set_stringn(area.right() - 1, area.y, theme.glyphs.more_right, 1, theme.rule);
        }
        if self.left > 0 && column > 0 {
            buf.set_stringn(area.x, area.y, theme.glyphs.more_left, 1, theme.rule);
        }
    }

    /// The line cut into pieces of one style each.
    fn pieces<'a>(&self, theme: &Theme, line: usize, shown: &'a str) -> Vec<(Cow<'a, str>, Style)> {
        let matches: Vec<(Range<usize>, bool)> = self.search.in_line(line).collect();
        let mut pieces = Vec::new();
        let mut at = 0;
        for (range, style) in self.styled_tokens(theme, shown) {
            push_with_matches(theme, &mut pieces, shown, at..range.start, theme.text, &matches);
            push_with_matches(theme, &mut pieces, shown, range.clone(), style, &matches);
            at = range.end;
        }
        push_with_matches(theme, &mut pieces, shown, at..shown.len(), theme.text, &matches);
        if self.is_folded(line) {
            pieces.push((Cow::Owned(self.fold_words(theme, line)), theme.json_punctuation));
        }
        pieces
    }

    fn styled_tokens(&self, theme: &Theme, shown: &str) -> Vec<(Range<usize>, Style)> {
        if self.problem().is_some() {
            return Vec::new();
        }
        let mut tokens = Tokens::new(shown).peekable();
        let mut styled = Vec::new();
        while let Some(token) = tokens.next() {
            let is_key = tokens.peek().is_some_and(|next| next.kind == TokenKind::Colon);
            let style = style_of(theme, &token, is_key, shown);
            styled.push((token.range, style));
        }
        styled
    }

    /// What follows the opening sign of a folded line: ` .. 12 fields },`
    fn fold_words(&self, theme: &Theme, line: usize) -> String {
        let Some(Role::Open { close, children }) = self.line(line).map(|line| line.role) else {
            return String::new();
        };
        let closing = self.shown(close);
        let closing = closing.trim_start();
        let what = match (closing.starts_with('}'), children) {
            (true, 1) => "field",
            (true, _) => "fields",
            (false, 1) => "item",
            (false, _) => "items",
        };
        format!(" {} {children} {what} {closing}", theme.glyphs.ellipsis)
    }
}

fn style_of(theme: &Theme, token: &Token, is_key: bool, shown: &str) -> Style {
    match token.kind {
        TokenKind::String if is_key => theme.json_key,
        TokenKind::String if shown.get(token.range.clone()) == Some(MASK) => theme.json_secret,
        TokenKind::String => theme.json_string,
        TokenKind::Number => theme.json_number,
        TokenKind::Literal => theme.json_literal,
        TokenKind::Open | TokenKind::Close | TokenKind::Colon | TokenKind::Comma => theme.json_punctuation,
    }
}

/// Adds a stretch of the line, with the matches in it in their own style.
fn push_with_matches<'a>(
    theme: &Theme,
    pieces: &mut Vec<(Cow<'a, str>, Style)>,
    shown: &'a str,
    stretch: Range<usize>,
    style: Style,
    matches: &[(Range<usize>, bool)],
) {
    let mut at = stretch.start;
    let mut push = |range: Range<usize>, style: Style| {
        if let Some(text) = shown.get(range)
            && !text.is_empty()
        {
            pieces.push((Cow::Borrowed(text), style));
        }
    };
    for (found, is_current) in matches {
        let start = found.start.clamp(at, stretch.end);
        let end = found.end.clamp(at, stretch.end);
        if start < end {
            push(at..start, style);
            push(
                start..end,
                if *is_current {
                    theme.match_current
                } else {
                    theme.match_highlight
                },
            );
            at = end;
        }
    }
    push(at..stretch.end, style);
}
