//! What is typed and pasted, and how it is indented.

use std::ops::Range;

use super::brackets;
use super::spot::{Spot, byte_of, indentation, split};
use super::state::{Editor, INDENT, TooLarge};
use crate::tui::widgets::tokens::{TokenKind, Tokens};

impl Editor {
    /// Types a character in place of the selection; what would not be visible is refused.
    ///
    /// A closing bracket on a blank line goes to where the line of its partner begins.
    pub fn insert_char(&mut self, character: char) {
        if character == '\n' || character == '\r' {
            return self.insert_newline();
        }
        if character.is_control() {
            return;
        }
        if let Some(range) = self.selection() {
            self.edit(range, character.encode_utf8(&mut [0; 4]));
            return;
        }
        let cursor = self.cursor();
        let (before, _) = split(self.buffer.line(cursor.line), cursor.column);
        if matches!(character, '}' | ']') && before.trim().is_empty() {
            let indent = self.indentation_of_partner(cursor);
            let text = format!("{}{character}", " ".repeat(indent.unwrap_or(cursor.column)));
            self.edit(Spot::new(cursor.line, 0)..cursor, &text);
            return;
        }
        let extent = self.buffer.type_char(character);
        self.changed(extent);
    }

    /// Begins a new line, as far in as the text around it asks for; a closing bracket behind the cursor
    /// comes to stand on a line of its own.
    pub fn insert_newline(&mut self) {
        let range = self.selection_or_cursor();
        let line = self.buffer.line(range.start.line);
        let (before, _) = split(line, range.start.column);
        let (_, behind) = split(self.buffer.line(range.end.line), range.end.column);
        let base = indentation(before);
        let opens = Tokens::new(before)
            .last()
            .is_some_and(|token| token.kind == TokenKind::Open);
        let closes = behind.trim_start().starts_with(['}', ']']);
        let inner = if opens { base + INDENT } else { base };
        let outer = self.indentation_of_partner(range.start).unwrap_or(base);
        let blanks = indentation(behind);
        let end = Spot::new(range.end.line, range.end.column + blanks);
        let line = |indent: usize| format!("\n{}", " ".repeat(indent));
        if opens && closes {
            let to = Spot::new(range.start.line + 1, inner);
            self.edit_and_go(range.start..end, &(line(inner) + &line(outer)), to);
        } else if closes && !before.trim().is_empty() {
            self.edit(range.start..end, &line(outer));
        } else if before.trim().is_empty() {
            // The line moves down as it is.
            self.edit(range, &line(base));
        } else {
            self.edit(range.start..end, &line(inner));
        }
    }

    /// Inserts pasted text in place of the selection, as it is but for the ends of lines and tabs;
    /// other controls are left out.
    ///
    /// # Errors
    /// If the text would become too large; nothing is changed then.
    pub fn paste(&mut self, text: &str) -> Result<(), TooLarge> {
        // Terminals send a paste with "\r" for the ends of lines.
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "  ");
        let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        let range = self.selection_or_cursor();
        if self.edit(range, &text) || text.is_empty() {
            Ok(())
        } else {
            Err(TooLarge::Insertion)
        }
    }

    /// Erases the selection or the character before the cursor; in the indentation, a level of it.
    pub fn backspace(&mut self) {
        let cursor = self.cursor();
        let (before, _) = split(self.buffer.line(cursor.line), cursor.column);
        let from = if !before.is_empty() && before.bytes().all(|byte| byte == b' ') {
            Spot::new(cursor.line, (cursor.column - 1) / INDENT * INDENT)
        } else {
            self.left_of(cursor)
        };
        self.erase(from..cursor);
    }

    /// Erases the selection or the character under the cursor.
    pub fn delete(&mut self) {
        let cursor = self.cursor();
        self.erase(cursor..self.right_of(cursor));
    }

    /// Erases the selection or the word before the cursor.
    pub fn delete_word(&mut self) {
        let cursor = self.cursor();
        self.erase(self.word_left_of(cursor)..cursor);
    }

    /// Erases what is behind the cursor in its line; at its end, the end of the line.
    pub fn delete_to_end(&mut self) {
        let cursor = self.cursor();
        let end = self.end_of_line(cursor.line);
        self.erase(cursor..if end == cursor { self.right_of(cursor) } else { end });
    }

    fn erase(&mut self, range: Range<Spot>) {
        let range = self.selection().unwrap_or(range);
        self.edit(range, "");
    }

    pub(super) fn selection_or_cursor(&self) -> Range<Spot> {
        let cursor = self.cursor();
        self.selection().unwrap_or(cursor..cursor)
    }

    /// How far in the line begins that opened what a closing bracket here would close.
    fn indentation_of_partner(&self, spot: Spot) -> Option<usize> {
        let byte = byte_of(self.buffer.line(spot.line), spot.column);
        let (line, _) = brackets::enclosing(self.lines(), spot.line, byte)?;
        Some(indentation(self.buffer.line(line)))
    }
}
