//! A cursor in a list of lines.

use std::ops::Range;

use crate::tui::keymap::Command;

/// Which line is under the cursor, and which lines are shown. The lines themselves are its owner's.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    at: usize,
    offset: usize,
    height: usize,
}

impl Default for Cursor {
    fn default() -> Self {
        Self {
            at: 0,
            offset: 0,
            height: 1,
        }
    }
}

impl Cursor {
    /// The line under the cursor, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The lines on the screen, if there are so many.
    pub fn shown(&self) -> Range<usize> {
        self.offset..self.offset + self.height
    }

    pub fn set_height(&mut self, lines: u16, count: usize) {
        self.height = usize::from(lines).max(1);
        self.move_to(self.at, count);
    }

    /// Goes to a line, or to the last one.
    pub fn move_to(&mut self, at: usize, count: usize) {
        self.at = at.min(count.saturating_sub(1));
        let first = (self.at + 1).saturating_sub(self.height);
        self.offset = self
            .offset
            .clamp(first, self.at.max(first))
            .min(count.saturating_sub(self.height));
    }

    pub fn move_by(&mut self, lines: isize, count: usize) {
        self.move_to(self.at.saturating_add_signed(lines), count);
    }

    /// Lines were added before the first: the cursor stays on its own. At the top they come into sight.
    pub fn pushed_down(&mut self, lines: usize, count: usize) {
        if self.offset > 0 {
            self.offset += lines;
        }
        self.move_to(self.at + lines, count);
    }

    /// Runs a command of a list; false if it is none.
    pub fn run(&mut self, command: Command, count: usize) -> bool {
        let page = isize::try_from(self.height.saturating_sub(1).max(1)).unwrap_or(1);
        let half = (page / 2).max(1);
        match command {
            Command::MoveDown => self.move_by(1, count),
            Command::MoveUp => self.move_by(-1, count),
            Command::PageDown => self.move_by(page, count),
            Command::PageUp => self.move_by(-page, count),
            Command::HalfPageDown => self.move_by(half, count),
            Command::HalfPageUp => self.move_by(-half, count),
            Command::MoveToTop => self.move_to(0, count),
            Command::MoveToBottom => self.move_to(usize::MAX, count),
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(at: usize) -> Cursor {
        let mut cursor = Cursor::default();
        cursor.set_height(4, 10);
        cursor.move_to(at, 10);
        cursor
    }

    #[test]
    fn the_cursor_stays_in_the_list_and_in_sight() {
        let mut cursor = cursor(0);
        assert!(cursor.run(Command::MoveToBottom, 10));
        assert_eq!((cursor.at(), cursor.shown()), (9, 6..10));
        cursor.run(Command::MoveDown, 10);
        cursor.run(Command::PageUp, 10);
        assert_eq!((cursor.at(), cursor.shown()), (6, 6..10));
        cursor.set_height(2, 3);
        assert_eq!(
            (cursor.at(), cursor.shown()),
            (2, 1..3),
            "the list is shorter now"
        );
        cursor.set_height(4, 0);
        assert_eq!((cursor.at(), cursor.shown()), (0, 0..4));
        assert!(!cursor.run(Command::Open, 10));
    }

    #[test]
    fn what_comes_on_top_does_not_move_the_cursor_off_its_line() {
        let mut at_the_top = cursor(1);
        at_the_top.pushed_down(1, 11);
        assert_eq!((at_the_top.at(), at_the_top.shown()), (2, 0..4), "it is seen");
        let mut further_down = cursor(6);
        further_down.pushed_down(2, 12);
        assert_eq!((further_down.at(), further_down.shown()), (8, 5..9));
    }
}
