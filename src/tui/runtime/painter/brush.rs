//! Writes cells at the place and in the style they need.

use ratatui::buffer::Cell;

use super::cursor::{Place, write_number};
use super::glyph::Glyph;
use super::ink::Ink;
use super::scroll::Shift;

/// The frame being written, with the state in which its bytes so far leave the terminal.
#[derive(Debug)]
pub(super) struct Brush<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) ink: Ink,
    pub(super) place: Place,
    /// Columns of the screen.
    pub(super) width: usize,
    /// Rows of the screen.
    pub(super) height: usize,
}

impl Brush<'_> {
    /// Moves to column `x` of row `y`, whose cells are `row`. The cells on the way are written once more
    /// if that takes no more bytes than going past them.
    pub(super) fn reach(&mut self, x: usize, y: usize, row: &[Cell]) {
        let (column, line) = (column(x), column(y));
        if let Place::At {
            x: here,
            y: here_line,
        } = self.place
            && here_line == line
            && let Some(passed) = row.get(usize::from(here)..x)
            && self.can_rewrite(passed, self.place.distance(column, line))
        {
            for cell in passed {
                Glyph::of(cell, usize::MAX).write(self.out);
            }
            self.place = Place::At { x: column, y: line };
            return;
        }
        self.place.travel(column, line, self.out);
        self.place = Place::At { x: column, y: line };
    }

    /// Writes one cell at column `x` of row `y`, where the cursor is.
    pub(super) fn put(&mut self, x: usize, y: usize, cell: &Cell, glyph: Glyph<'_>) {
        let ink = Ink::for_cell(cell, self.ink);
        self.take(ink);
        // A symbol of several characters may be shown narrower than its width: nothing old may stay behind it.
        if glyph.width > 1 && glyph.symbol.chars().nth(1).is_some() {
            self.out.extend(std::iter::repeat_n(b' ', glyph.width));
            Place::Unknown.travel(column(x), column(y), self.out);
        }
        glyph.write(self.out);
        self.place = if !glyph.is_plain {
            Place::Unknown
        } else if x + glyph.width >= self.width {
            Place::PastEnd { y: column(y) }
        } else {
            Place::At {
                x: column(x + glyph.width),
                y: column(y),
            }
        };
    }

    /// Erases from the cursor to the end of its row.
    pub(super) fn erase_rest(&mut self) {
        self.take(Ink::PLAIN);
        self.out.extend_from_slice(b"\x1b[K");
    }

    /// Erases `count` cells from the cursor on, which stays where it is.
    pub(super) fn erase(&mut self, count: usize) {
        self.take(Ink::PLAIN);
        self.command(&[column(count)], b'X');
    }

    /// Bytes that an erase takes before the sequence itself.
    pub(super) fn cost_of_plain_ink(&self) -> usize {
        if self.ink == Ink::PLAIN { 0 } else { 3 }
    }

    /// Lets the terminal move whole rows. Those that come in are blank.
    pub(super) fn scroll(&mut self, shift: Shift) {
        // Some terminals fill with the background in use.
        self.take(Ink::PLAIN);
        let is_whole_screen = shift.top == 0 && shift.bottom + 1 == self.height;
        if !is_whole_screen {
            self.command(&[column(shift.top + 1), column(shift.bottom + 1)], b'r');
        }
        let rows = shift.rows();
        let direction = if shift.is_up { b'S' } else { b'T' };
        if rows == 1 {
            self.command(&[], direction);
        } else {
            self.command(&[column(rows)], direction);
        }
        if !is_whole_screen {
            self.command(&[], b'r');
        }
        self.place = Place::Unknown;
    }

    fn take(&mut self, ink: Ink) {
        self.ink.change(ink, self.out);
        self.ink = ink;
    }

    fn can_rewrite(&self, cells: &[Cell], limit: usize) -> bool {
        let mut bytes = 0;
        cells.iter().all(|cell| {
            let glyph = Glyph::of(cell, usize::MAX);
            bytes += glyph.symbol.len();
            // A cell hidden behind a wide symbol comes after that symbol, which is not plain.
            glyph.is_plain && bytes <= limit && Ink::for_cell(cell, self.ink) == self.ink
        })
    }

    fn command(&mut self, parameters: &[u16], letter: u8) {
        self.out.extend_from_slice(b"\x1b[");
        for (index, parameter) in parameters.iter().enumerate() {
            if index > 0 {
                self.out.push(b';');
            }
            write_number(self.out, *parameter);
        }
        self.out.push(letter);
    }
}

/// A column, row or count: the sides of a screen fit into 16 bits.
fn column(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
