//! Whole lines, and the whole text laid out anew.

use std::ops::RangeInclusive;

use super::spot::{Spot, byte_of, column_of, end_of, indentation};
use super::state::{Editor, INDENT};
use crate::spec::{Parsed, Place, SyntaxError};
use crate::tui::widgets::document::layout::lay_out;
use crate::tui::widgets::tokens::Tokens;

impl Editor {
    /// Lays the text out anew: two blanks for each level, a line for each value. Order of keys, numbers and
    /// escapes stay as they are; the cursor stays at its token. One step.
    ///
    /// # Errors
    /// If the text is broken, says where and why; nothing is changed then.
    pub fn format(&mut self) -> Result<(), SyntaxError> {
        let text = self.text();
        Parsed::read(&text)?;
        let laid = lay_out(&text, &|_| false).text;
        let mut lines: Vec<String> = laid.lines().map(str::to_owned).collect();
        if text.ends_with('\n') {
            lines.push(String::new());
        }
        let cursor = self.cursor();
        let (token, offset) = token_at(self.lines(), cursor);
        let to = place_of(&lines, token, offset);
        if !self.replace_lines(&lines, to) && lines != self.lines() {
            let place = Place { line: 1, column: 1 };
            let message = "it would become too large to be edited here".to_owned();
            return Err(SyntaxError { at: place, message });
        }
        Ok(())
    }

    /// Erases the lines of the selection or the cursor.
    pub fn delete_line(&mut self) {
        let lines = self.selected_lines();
        let (first, last) = (*lines.start(), *lines.end());
        let range = if last + 1 < self.lines().len() {
            Spot::new(first, 0)..Spot::new(last + 1, 0)
        } else if first > 0 {
            self.end_of_line(first - 1)..self.end()
        } else {
            Spot::default()..self.end()
        };
        let column = self.cursor().column;
        self.edit(range, "");
        let line = first.min(self.lines().len() - 1);
        self.buffer.leave_at(Spot::new(line, column));
        self.settle();
    }

    /// Repeats the lines of the selection or the cursor below them; the cursor goes along.
    pub fn duplicate_line(&mut self) {
        let lines = self.selected_lines();
        let copied = self.lines().get(lines.clone()).unwrap_or_default();
        let text = format!("\n{}", copied.join("\n"));
        let end = self.end_of_line(*lines.end());
        let cursor = self.cursor();
        let to = Spot::new(cursor.line + copied.len(), cursor.column);
        self.edit_and_go(end..end, &text, to);
    }

    /// Moves the selected lines a level in; without a selection, inserts blanks up to the next level.
    pub fn indent(&mut self) {
        if self.selection().is_none() {
            let cursor = self.cursor();
            let blanks = INDENT - cursor.column % INDENT;
            self.edit(cursor..cursor, &" ".repeat(blanks));
            return;
        }
        self.shift_lines(|line| {
            if line.trim().is_empty() {
                line.to_owned()
            } else {
                format!("{}{line}", " ".repeat(INDENT))
            }
        });
    }

    /// Moves the lines of the selection or the cursor a level out.
    pub fn dedent(&mut self) {
        self.shift_lines(|line| {
            line.get(indentation(line).min(INDENT)..)
                .unwrap_or_default()
                .to_owned()
        });
    }

    /// Changes the start of the selected lines; what is selected stays selected.
    fn shift_lines(&mut self, shift: impl Fn(&str) -> String) {
        let lines = self.selected_lines();
        let old = self.lines().get(lines.clone()).unwrap_or_default();
        let new: Vec<String> = old.iter().map(|line| shift(line)).collect();
        if old == new {
            return;
        }
        let growth = |at: usize| {
            let index = at.checked_sub(*lines.start());
            let pair = index.and_then(|index| Some((old.get(index)?, new.get(index)?)));
            pair.map_or(0, |(old, new)| new.len().cast_signed() - old.len().cast_signed())
        };
        let shifted = |spot: Spot| Spot::new(spot.line, spot.column.saturating_add_signed(growth(spot.line)));
        let (anchor, cursor) = (self.anchor.map(shifted), shifted(self.cursor()));
        let range = Spot::new(*lines.start(), 0)..self.end_of_line(*lines.end());
        self.edit_and_go(range, &new.join("\n"), cursor);
        self.anchor = anchor;
    }

    /// The lines of the selection or the cursor; not one that is selected up to its start only.
    fn selected_lines(&self) -> RangeInclusive<usize> {
        let range = self.selection_or_cursor();
        let is_touched = range.end.column > 0 || range.end.line == range.start.line;
        range.start.line..=range.end.line - usize::from(!is_touched)
    }
}

/// Which token of the text a place is in or before, and how many characters behind its start.
fn token_at(lines: &[String], spot: Spot) -> (usize, usize) {
    let above: usize = lines
        .iter()
        .take(spot.line)
        .map(|line| Tokens::new(line).count())
        .sum();
    let line = lines.get(spot.line).map_or("", String::as_str);
    let byte = byte_of(line, spot.column);
    // Of two that touch the cursor, the one behind it is meant.
    let starts_here = Tokens::new(line).any(|token| token.range.start == byte);
    let is_at_cursor = |end: usize| byte < end || (byte == end && !starts_here);
    let mut tokens = Tokens::new(line).enumerate();
    match tokens.find(|(_, token)| is_at_cursor(token.range.end)) {
        Some((index, token)) => {
            let start = column_of(line, token.range.start);
            (above + index, spot.column.saturating_sub(start))
        }
        None => (above + Tokens::new(line).count(), 0),
    }
}

fn place_of(lines: &[String], token: usize, offset: usize) -> Spot {
    let mut seen = 0;
    for (at, line) in lines.iter().enumerate() {
        for found in Tokens::new(line) {
            if seen == token {
                let length = line
                    .get(found.range.clone())
                    .map_or(0, |word| word.chars().count());
                return Spot::new(at, column_of(line, found.range.start) + offset.min(length));
            }
            seen += 1;
        }
    }
    end_of(lines)
}
