//! Text put into a line of cells: cut to its width, with controls made visible.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::resource::text::visible;

/// Writes pieces of text from left to right and never over the end of its area.
pub struct Pen<'a> {
    buf: &'a mut Buffer,
    area: Rect,
    x: u16,
    ellipsis: &'a str,
}

impl<'a> Pen<'a> {
    /// A pen at the left end of the first line of `area`.
    pub fn new(buf: &'a mut Buffer, area: Rect, ellipsis: &'a str) -> Self {
        Self {
            buf,
            area,
            x: area.x,
            ellipsis,
        }
    }

    /// Cells that are left.
    pub fn left(&self) -> u16 {
        self.area.right().saturating_sub(self.x)
    }

    /// Writes as much of `text` as fits; an ellipsis shows that there is more.
    pub fn write(&mut self, text: &str, style: Style) -> &mut Self {
        let room = self.left();
        if room == 0 || self.area.height == 0 {
            return self;
        }
        let shown = cut(text, room, self.ellipsis);
        self.x = put(self.buf, (self.x, self.area.y), &shown, room, style);
        self
    }

    /// Moves on without writing.
    pub fn skip(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.area.right());
        self
    }

    /// Writes `text` at the right end, if it fits behind what is written already.
    pub fn write_right(&mut self, text: &str, style: Style) -> &mut Self {
        let width = width(text);
        if width < self.left() && self.area.height > 0 {
            let x = self.area.right() - width;
            put(self.buf, (x, self.area.y), text, width, style);
            self.area.width = self.area.width.saturating_sub(width + 1);
        }
        self
    }
}

/// Writes at most `room` cells of text that holds no controls; gives the column behind it.
///
/// Nearly all that is shown is ASCII: a character a cell, without a search for graphemes.
fn put(buf: &mut Buffer, (x, y): (u16, u16), text: &str, room: u16, style: Style) -> u16 {
    if !text.is_ascii() {
        return buf.set_stringn(x, y, text, usize::from(room), style).0;
    }
    let mut end = x;
    for (column, at) in (x..x.saturating_add(room)).zip(0..text.len()) {
        let (Some(cell), Some(symbol)) = (buf.cell_mut((column, y)), text.get(at..=at)) else {
            break;
        };
        cell.set_symbol(symbol).set_style(style);
        end = column + 1;
    }
    end
}

/// Draws a line of one glyph over the first row of `area`.
pub fn line(buf: &mut Buffer, area: Rect, glyph: &str, style: Style) {
    for x in area.left()..area.right() {
        if let Some(cell) = buf.cell_mut((x, area.y)) {
            cell.set_symbol(glyph).set_style(style);
        }
    }
}

/// Cells that `text` takes.
pub fn width(text: &str) -> u16 {
    let cells = if is_plain(text) { text.len() } else { text.width() };
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// Whether every character is printable ASCII: one cell each, and nothing to make visible.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// `text` with visible controls, cut to `room` cells; what is cut off leaves an ellipsis.
pub fn cut<'t>(text: &'t str, room: u16, ellipsis: &str) -> Cow<'t, str> {
    if text.len() <= usize::from(room) && is_plain(text) {
        return Cow::Borrowed(text);
    }
    let text = visible(text);
    if width(&text) <= room {
        return text;
    }
    let keep = room.saturating_sub(width(ellipsis));
    let mut used = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let cells = u16::try_from(c.width().unwrap_or(0)).unwrap_or(0);
        if used + cells > keep {
            break;
        }
        used += cells;
        end = at + c.len_utf8();
    }
    let mut shown = text.get(..end).unwrap_or_default().to_owned();
    if room >= width(ellipsis) {
        shown.push_str(ellipsis);
    }
    Cow::Owned(shown)
}

/// `text` broken into lines of at most `room` cells, between words where possible.
pub fn wrap(text: &str, room: u16) -> Vec<String> {
    let room = room.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in visible(text).split(' ') {
        let mut word = word;
        loop {
            let gap = u16::from(!line.is_empty());
            if width(&line) + gap + width(word) <= room {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                break;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                continue;
            }
            // A word wider than the line is broken where the line ends.
            let head = cut(word, room, "").into_owned();
            let taken = if head.is_empty() {
                word.chars().next().map_or(0, char::len_utf8)
            } else {
                head.len()
            };
            lines.push(word.get(..taken).unwrap_or_default().to_owned());
            word = word.get(taken..).unwrap_or_default();
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_between_characters() {
        assert_eq!(cut("analytics", 6, "~"), "analy~");
        assert_eq!(cut("データ", 4, "~"), "デ~");
        assert_eq!(cut("ok", 2, "~"), "ok");
        assert_eq!(cut("toolong", 0, "~"), "");
    }

    #[test]
    fn lines_break_between_words_and_inside_long_ones() {
        assert_eq!(wrap("stage five is slow", 10), ["stage five", "is slow"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
