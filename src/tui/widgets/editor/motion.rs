//! Moving and selecting.

use super::cells;
use super::spot::{Spot, indentation, split, text_in};
use super::state::Editor;

/// A way to move the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    Up,
    Down,
    PageUp,
    PageDown,
    /// To the first character that is not blank; from there to the start of the line.
    Home,
    End,
    Top,
    Bottom,
}

impl Editor {
    /// Moves the cursor; nothing is selected then.
    pub fn go(&mut self, motion: Motion) {
        self.travel(motion);
        self.anchor = None;
    }

    /// Moves the cursor and selects what lies between.
    pub fn select(&mut self, motion: Motion) {
        let from = self.anchor.unwrap_or(self.cursor());
        self.travel(motion);
        self.anchor = Some(from);
    }

    pub fn select_all(&mut self) {
        let end = self.end();
        self.go_to(end);
        self.anchor = Some(Spot::default());
    }

    /// Ends the selection; says whether there was one.
    pub fn unselect(&mut self) -> bool {
        let had_selection = self.selection().is_some();
        self.anchor = None;
        had_selection
    }

    /// What is selected, if anything is.
    pub fn selection(&self) -> Option<std::ops::Range<Spot>> {
        let cursor = self.cursor();
        let anchor = self.anchor.filter(|anchor| *anchor != cursor)?;
        Some(anchor.min(cursor)..anchor.max(cursor))
    }

    /// The selected text.
    pub fn copy(&self) -> Option<String> {
        Some(text_in(self.lines(), self.selection()?))
    }

    /// Takes the selected text out.
    pub fn cut(&mut self) -> Option<String> {
        let range = self.selection()?;
        let text = text_in(self.lines(), range.clone());
        self.edit(range, "").then_some(text)
    }

    /// Goes to a line and character, both from 1.
    pub fn jump_to(&mut self, line: usize, column: usize) {
        self.go_to(Spot::new(line.saturating_sub(1), column.saturating_sub(1)));
    }

    /// Goes to where bytes of [`Editor::text`] begin.
    pub fn jump_to_byte(&mut self, bytes: std::ops::Range<usize>) {
        let spot = Spot::of_byte(self.lines(), bytes.start);
        self.go_to(spot);
    }

    fn travel(&mut self, motion: Motion) {
        let cursor = self.cursor();
        let page = self.rows().saturating_sub(1).max(1);
        match motion {
            Motion::Up => self.go_vertically(cursor.line.saturating_sub(1)),
            Motion::Down => self.go_vertically(cursor.line + 1),
            Motion::PageUp => {
                self.top = self.top.saturating_sub(page);
                self.go_vertically(cursor.line.saturating_sub(page));
            }
            Motion::PageDown => {
                let last = self.lines().len().saturating_sub(self.rows());
                self.top = (self.top + page).min(last);
                self.go_vertically(cursor.line + page);
            }
            Motion::WordLeft => self.go_to(self.word_left_of(cursor)),
            Motion::WordRight => self.go_to(self.word_right_of(cursor)),
            Motion::Left => self.go_to(self.left_of(cursor)),
            Motion::Right => self.go_to(self.right_of(cursor)),
            Motion::Home => {
                let line = self.buffer.line(cursor.line);
                let text = indentation(line);
                let column = if cursor.column == text { 0 } else { text };
                self.go_to(Spot::new(cursor.line, column));
            }
            Motion::End => self.go_to(self.end_of_line(cursor.line)),
            Motion::Top => self.go_to(Spot::default()),
            Motion::Bottom => self.go_to(self.end()),
        }
    }

    pub(super) fn left_of(&self, spot: Spot) -> Spot {
        match spot.column.checked_sub(1) {
            Some(before) => {
                let piece = cells::piece_at(self.buffer.line(spot.line), before);
                Spot::new(spot.line, piece.map_or(before, |(first, _)| first))
            }
            None if spot.line == 0 => spot,
            None => self.end_of_line(spot.line - 1),
        }
    }

    pub(super) fn right_of(&self, spot: Spot) -> Spot {
        match cells::piece_at(self.buffer.line(spot.line), spot.column) {
            Some((first, piece)) => Spot::new(spot.line, first + piece.characters),
            None if spot.line + 1 == self.lines().len() => spot,
            None => Spot::new(spot.line + 1, 0),
        }
    }

    pub(super) fn end_of_line(&self, line: usize) -> Spot {
        Spot::new(line, self.buffer.line(line).chars().count())
    }

    /// The start of the word before; from the start of a line, the end of the one before.
    pub(super) fn word_left_of(&self, spot: Spot) -> Spot {
        if spot.column == 0 {
            return self.left_of(spot);
        }
        let (before, _) = split(self.buffer.line(spot.line), spot.column);
        let word = before.trim_end();
        let rest = match word.chars().next_back() {
            Some(last) => word.trim_end_matches(|c| class(c) == class(last)),
            None => "",
        };
        Spot::new(spot.line, rest.chars().count())
    }

    /// The start of the next word; from the end of a line, the start of the next.
    fn word_right_of(&self, spot: Spot) -> Spot {
        let (_, behind) = split(self.buffer.line(spot.line), spot.column);
        let Some(first) = behind.chars().next() else {
            return self.right_of(spot);
        };
        let rest = behind
            .trim_start_matches(|c| class(c) == class(first))
            .trim_start();
        Spot::new(
            spot.line,
            spot.column + behind.chars().count() - rest.chars().count(),
        )
    }

    fn go_vertically(&mut self, line: usize) {
        let cursor = self.cursor();
        let cell = self
            .goal
            .unwrap_or_else(|| cells::cell_of(self.buffer.line(cursor.line), cursor.column));
        let line = line.min(self.lines().len() - 1);
        let column = cells::column_at(self.buffer.line(line), cell);
        self.go_to(Spot::new(line, column));
        self.goal = Some(cell);
    }
}

/// Characters of one class make a word.
fn class(c: char) -> u8 {
    match c {
        c if c.is_whitespace() => 0,
        c if c.is_alphanumeric() || c == '_' => 1,
        _ => 2,
    }
}
