//! Finding and replacing.

use std::ops::Range;

use super::spot::{Spot, column_of};
use super::state::Editor;
use crate::tui::widgets::document::search::find;

impl Editor {
    /// Searches and goes to the first match from the cursor on. Lower-case text is found in any case, as in
    /// the viewer.
    pub fn search(&mut self, text: &str) {
        text.clone_into(&mut self.query);
        self.find_matches();
        let cursor = self.cursor();
        let next = self.matches.partition_point(|found| found.start < cursor);
        self.go_to_match(next);
    }

    /// Goes to the next match, from the last one to the first.
    pub fn search_next(&mut self) {
        let cursor = self.cursor();
        let next = self.matches.partition_point(|found| found.start <= cursor);
        self.go_to_match(next);
    }

    /// Goes to the match before, from the first one to the last.
    pub fn search_previous(&mut self) {
        let cursor = self.cursor();
        let before = self.matches.partition_point(|found| found.start < cursor);
        self.go_to_match(
            before
                .checked_sub(1)
                .unwrap_or(self.matches.len().saturating_sub(1)),
        );
    }

    pub fn clear_search(&mut self) {
        self.query.clear();
        self.matches.clear();
    }

    /// The text searched for, if any.
    pub fn query(&self) -> Option<&str> {
        (!self.query.is_empty()).then_some(self.query.as_str())
    }

    /// Which match the cursor is at, and how many there are: `3 of 12`; nothing without a search.
    pub fn search_status(&self) -> Option<String> {
        self.query()?;
        let count = self.matches.len();
        Some(match self.current_match() {
            Some(at) => format!("{} of {count}", at + 1),
            None if count == 0 => "no match".to_owned(),
            None => format!("{count} found"),
        })
    }

    /// Replaces the match at the cursor and goes to the next one; says whether there was one at the cursor.
    pub fn replace_current(&mut self, with: &str) -> bool {
        let Some(range) = self.current_match().and_then(|at| self.matches.get(at).cloned()) else {
            return false;
        };
        let is_done = self.edit(range, &one_line(with));
        let cursor = self.cursor();
        let next = self.matches.partition_point(|found| found.start < cursor);
        self.go_to_match(next);
        is_done
    }

    /// Replaces every match, as one step; tells how many there were.
    pub fn replace_all(&mut self, with: &str) -> usize {
        let with = one_line(with);
        let mut count = 0;
        let mut lines = self.lines().to_vec();
        for line in &mut lines {
            for range in find(line, &self.query).into_iter().rev() {
                line.replace_range(range, &with);
                count += 1;
            }
        }
        let cursor = self.cursor();
        self.replace_lines(&lines, cursor);
        count
    }

    pub(super) fn find_matches(&mut self) {
        let mut matches = Vec::new();
        if !self.query.is_empty() {
            for (at, line) in self.lines().iter().enumerate() {
                let place = |byte: usize| Spot::new(at, column_of(line, byte));
                let found = find(line, &self.query);
                matches.extend(
                    found
                        .into_iter()
                        .map(|range| place(range.start)..place(range.end)),
                );
            }
        }
        self.matches = matches;
    }

    /// The matches of a line, by characters.
    pub(super) fn matches_on(&self, line: usize) -> &[Range<Spot>] {
        let first = self.matches.partition_point(|found| found.start.line < line);
        let behind = self.matches.partition_point(|found| found.start.line <= line);
        self.matches.get(first..behind).unwrap_or_default()
    }

    fn current_match(&self) -> Option<usize> {
        let cursor = self.cursor();
        self.matches
            .binary_search_by_key(&cursor, |found| found.start)
            .ok()
    }

    /// Goes to a match; to the first one for a number behind the last.
    fn go_to_match(&mut self, index: usize) {
        let found = self.matches.get(index).or(self.matches.first());
        if let Some(start) = found.map(|found| found.start) {
            self.go_to(start);
        }
    }
}

/// What can stand in a line: a replacement is typed in one.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
