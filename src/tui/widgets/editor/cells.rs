//! A line as the terminal shows it: which character takes which columns.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::resource::text::visible;
use crate::tui::widgets::document::layout::is_hidden;

/// What is shown as one and moved over at once: a character with its accents, or what stands for a hidden one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Bytes of the line.
    pub bytes: Range<usize>,
    pub characters: usize,
    pub shown: Cow<'a, str>,
    /// Columns; never 0.
    pub width: usize,
}

/// The pieces of a line, from left to right.
pub fn pieces(line: &str) -> Pieces<'_> {
    Pieces { line, at: 0 }
}

/// See [`pieces`].
#[derive(Debug, Clone)]
pub struct Pieces<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.line.get(self.at..)?;
        let first = rest.chars().next()?;
        let is_plain = |byte: Option<&u8>| byte.is_none_or(|byte| (0x20..0x7f).contains(byte));
        let bytes = rest.as_bytes();
        let symbol = if is_plain(bytes.first()) && is_plain(bytes.get(1)) {
            rest.get(..1)?
        } else {
            grapheme(rest, first)
        };
        let width = symbol.width();
        let shown = if is_hidden(first) || width == 0 {
            Cow::Owned(stand_in(symbol, first))
        } else {
            Cow::Borrowed(symbol)
        };
        let start = self.at;
        self.at += symbol.len();
        Some(Piece {
            bytes: start..self.at,
            characters: symbol.chars().count(),
            width: if matches!(shown, Cow::Owned(_)) {
                shown.len()
            } else {
                width
            },
            shown,
        })
    }
}

/// The first character with its accents, or alone if one of them is hidden, or there is only accents.
fn grapheme(rest: &str, first: char) -> &str {
    let alone = rest.get(..first.len_utf8()).unwrap_or(rest);
    // Of a long line, only what can belong to the first character is looked at.
    let end = rest.char_indices().nth(16).map_or(rest.len(), |(at, _)| at);
    let head = Span::raw(rest.get(..end).unwrap_or(rest));
    let length = head
        .styled_graphemes(Style::new())
        .next()
        .map_or(0, |grapheme| grapheme.symbol.len());
    match rest.get(..length) {
        Some(symbol) if symbol.width() > 0 && !symbol.chars().any(is_hidden) => symbol,
        _ => alone,
    }
}

/// What is shown for a character that cannot be: ASCII only.
fn stand_in(symbol: &str, first: char) -> String {
    match visible(symbol) {
        Cow::Owned(shown) if shown.is_ascii() && shown != " " => shown,
        _ => format!("<U+{:04X}>", u32::from(first)),
    }
}

/// The column of the screen, from that of the line's first cell, at which a character is shown.
pub fn cell_of(line: &str, column: usize) -> usize {
    if is_plain(line) {
        return column.min(line.len());
    }
    let mut characters = 0;
    let before = pieces(line).take_while(|piece| {
        characters += piece.characters;
        characters <= column
    });
    before.map(|piece| piece.width).sum()
}

/// The columns the character takes; 1 behind the line's end.
pub fn width_at(line: &str, column: usize) -> usize {
    if is_plain(line) {
        return 1;
    }
    piece_at(line, column).map_or(1, |(_, piece)| piece.width)
}

/// The character shown at a column of the screen.
pub fn column_at(line: &str, cell: usize) -> usize {
    if is_plain(line) {
        return cell.min(line.len());
    }
    let (mut characters, mut cells) = (0, 0);
    for piece in pieces(line) {
        cells += piece.width;
        if cells > cell {
            break;
        }
        characters += piece.characters;
    }
    characters
}

/// The piece a character is in, and its first character.
pub fn piece_at(line: &str, column: usize) -> Option<(usize, Piece<'_>)> {
    let mut start = 0;
    pieces(line).find_map(|piece| {
        let first = start;
        start += piece.characters;
        (column < start).then_some((first, piece))
    })
}

fn is_plain(line: &str) -> bool {
    line.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(line: &str) -> Vec<(String, usize)> {
        pieces(line)
            .map(|piece| (piece.shown.into_owned(), piece.width))
            .collect()
    }

    #[test]
    fn wide_characters_take_two_columns_and_accents_none() {
        let parts = [("a", 1), ("日", 2), ("e\u{301}", 1), ("x", 1)];
        assert_eq!(
            shown("a日e\u{301}x"),
            parts.map(|(text, width)| (text.to_owned(), width))
        );
        assert_eq!(
            [0, 1, 2, 3, 4].map(|at| cell_of("a日e\u{301}x", at)),
            [0, 1, 3, 3, 4]
        );
        assert_eq!(
            [0, 1, 2, 3, 9].map(|at| column_at("a日e\u{301}x", at)),
            [0, 1, 1, 2, 5]
        );
    }

    #[test]
    fn what_a_terminal_would_obey_or_hide_is_shown() {
        let text: String = shown("\u{1b}[\u{9b}\u{202e}a\u{200d}\u{200b}\u{301}\u{7f}\n\t")
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        assert_eq!(
            text,
            "^[[<U+009B><U+202E>a<U+200D><U+200B><U+0301>^?<U+000A><U+0009>"
        );
    }

    proptest! {
        #[test]
        fn every_text_is_cut_without_loss_into_what_can_be_seen(line in "\\PC*|.*") {
            let mut at = 0;
            for piece in pieces(&line) {
                prop_assert_eq!(piece.bytes.start, at);
                prop_assert!(piece.width > 0 && !piece.shown.chars().any(char::is_control));
                at = piece.bytes.end;
            }
            prop_assert_eq!(at, line.len());
        }
    }
}
