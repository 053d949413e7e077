//! What a cell's text will do to a terminal.

use ratatui::buffer::{Cell, CellWidth};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar;

/// Modifiers that can be seen on a cell without text.
pub(super) const VISIBLE_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

/// The text of a cell as it will be sent, with the columns it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph<'a> {
    pub(super) symbol: &'a str,
    /// Columns, at least 1.
    pub(super) width: usize,
    /// Every terminal moves its cursor by exactly `width` after it.
    pub(super) is_plain: bool,
}

impl<'a> Glyph<'a> {
    const BLANK: Glyph<'static> = Glyph {
        symbol: " ",
        width: 1,
        is_plain: true,
    };
    const CONTROL: Glyph<'static> = Glyph {
        symbol: "?",
        width: 1,
        is_plain: true,
    };

    /// Reads `cell`, which has `room` columns up to the end of its row: what does not fit is left blank.
    pub(super) fn of(cell: &'a Cell, room: usize) -> Self {
        let symbol = cell.symbol();
        match symbol.as_bytes() {
            [] => Self::BLANK,
            [b' '..=b'~'] => Glyph {
                symbol,
                width: 1,
                is_plain: true,
            },
            [_] => Self::CONTROL,
            // Box drawing and block elements, U+2500 to U+259F.
            [0xE2, 0x94 | 0x95, _] | [0xE2, 0x96, 0x80..=0x9F] => Glyph {
                symbol,
                width: 1,
                is_plain: true,
            },
            _ => match usize::from(cell.cell_width()) {
                0 => Self::BLANK,
                width if width > room => Self::BLANK,
                width => Glyph {
                    symbol,
                    width,
                    is_plain: false,
                },
            },
        }
    }

    /// How many columns after its own a terminal might write to that adds up character by character.
    /// At least one, as characters of ambiguous width may take two.
    pub(super) fn spill(&self) -> usize {
        let by_character: usize = self.symbol.chars().filter_map(UnicodeWidthChar::width).sum();
        by_character.saturating_sub(self.width).max(1)
    }

    /// Appends the text, without what could command the terminal or reorder the row.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        if self.is_plain {
            out.extend_from_slice(self.symbol.as_bytes());
            return;
        }
        for character in self.symbol.chars() {
            if character.is_control() {
                out.push(b'?');
            } else if !reorders_text(character) {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
}

/// Whether a cell holds no text.
pub(super) fn is_blank(cell: &Cell) -> bool {
    matches!(cell.symbol(), " " | "")
}

/// Whether a cell looks as a terminal leaves it after an erase.
pub(super) fn is_erased(cell: &Cell) -> bool {
    is_blank(cell) && cell.bg == Color::Reset && !cell.modifier.intersects(VISIBLE_ON_BLANK)
}

/// Whether two cells cannot be told apart on the screen.
pub(super) fn looks_same(one: &Cell, other: &Cell) -> bool {
    let unseen_ink = |cell| is_blank(cell) && !cell.modifier.intersects(VISIBLE_ON_BLANK);
    one == other || (one.bg == other.bg && unseen_ink(one) && unseen_ink(other))
}

/// Marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode annex 9).
fn reorders_text(character: char) -> bool {
    matches!(character, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(symbol: &str) -> String {
        let mut cell = Cell::EMPTY;
        cell.set_symbol(symbol);
        let mut out = Vec::new();
        Glyph::of(&cell, 10).write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn control_characters_never_get_through() {
        assert_eq!(sent("\u{1b}"), "?");
        assert_eq!(sent("\u{7f}"), "?");
        assert_eq!(sent("\u{9b}"), "?");
        assert_eq!(sent("a\u{1b}[2J"), "a?[2J");
        assert_eq!(sent("a\u{202e}"), "a");
    }

    #[test]
    fn text_without_width_leaves_the_cell_blank() {
        assert_eq!(sent(""), " ");
        assert_eq!(sent("\u{301}"), " ");
    }

    #[test]
    fn only_text_of_certain_width_is_plain() {
        let plain = |symbol: &str| Glyph::of(Cell::EMPTY.clone().set_symbol(symbol), 10).is_plain;
        assert!(plain("a") && plain("│") && plain("█") && plain("▟"));
        assert!(!plain("é") && !plain("■") && !plain("漢") && !plain("e\u{301}"));
    }

    #[test]
    fn a_wide_symbol_that_does_not_fit_is_left_out() {
        assert_eq!(Glyph::of(Cell::EMPTY.clone().set_symbol("漢"), 1), Glyph::BLANK);
        assert_eq!(Glyph::of(Cell::EMPTY.clone().set_symbol("漢"), 2).width, 2);
    }

    #[test]
    fn blanks_differ_only_by_what_shows() {
        let plain = Cell::EMPTY;
        let red_on_nothing = Cell::EMPTY.clone().set_fg(Color::Red).clone();
        let reversed = Cell::EMPTY.clone().set_style(Modifier::REVERSED).clone();
        assert!(looks_same(&plain, &red_on_nothing));
        assert!(!looks_same(&plain, &reversed));
        assert!(!looks_same(&plain, Cell::EMPTY.clone().set_bg(Color::Red)));
    }
}
