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
        let (x, _) = self
            .buf
            .set_stringn(self.x, self.area.y, &shown, usize::from(room), style);
        self.x = x;
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
        if width < self.left() {
            let x = self.area.right() - width;
            self.buf
                .set_stringn(x, self.area.y, text, usize::from(width), style);
            self.area.width = self.area.width.saturating_sub(width + 1);
        }
        self
    }
}

/// Cells that `text` takes.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// `text` with visible controls, cut to `room` cells; what is cut off leaves an ellipsis.
pub fn cut<'t>(text: &'t str, room: u16, ellipsis: &str) -> Cow<'t, str> {
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
