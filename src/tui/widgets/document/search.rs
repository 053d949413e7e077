//! Finding text, also in folded parts.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::state::Document;

/// A search and what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    query: String,
    /// In the order of the document; the range is in bytes of the line as shown.
    matches: Vec<(usize, Range<usize>)>,
    /// An index of `matches`.
    current: Option<usize>,
}

impl Search {
    /// Looks for `query` in every line as it is shown: a hidden secret is not found.
    pub(super) fn of(document: &Document, query: &str) -> Self {
        let mut matches = Vec::new();
        for line in 0..document.laid.lines.len() {
            matches.extend(
                find(&document.shown(line), query)
                    .into_iter()
                    .map(|range| (line, range)),
            );
        }
        Self {
            query: query.to_owned(),
            matches,
            current: None,
        }
    }

    pub(super) fn query(&self) -> Option<&str> {
        (!self.query.is_empty()).then_some(self.query.as_str())
    }

    /// What was found in a line, and whether it is the current match.
    pub(super) fn in_line(&self, line: usize) -> impl Iterator<Item = (Range<usize>, bool)> {
        let first = self.matches.partition_point(|(found, _)| *found < line);
        self.matches
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, (found, _))| *found == line)
            .map(|(index, (_, range))| (range.clone(), self.current == Some(index)))
    }
}

impl Document {
    /// Searches and moves to the first match from the cursor on. Lower-case text is found in any case.
    pub fn search(&mut self, query: &str) {
        self.search = Search::of(self, query);
        let from = self.line_at(self.cursor).unwrap_or(0);
        let matches = &self.search.matches;
        let next = matches.partition_point(|(line, _)| *line < from);
        self.show_match(if next < matches.len() { next } else { 0 });
    }

    /// Moves to the next match, from the last one to the first.
    pub fn search_next(&mut self) {
        let count = self.search.matches.len();
        let next = self.search.current.map_or(0, |current| current + 1);
        self.show_match(if next < count { next } else { 0 });
    }

    /// Moves to the match before, from the first one to the last.
    pub fn search_previous(&mut self) {
        let last = self.search.matches.len().saturating_sub(1);
        self.show_match(
            self.search
                .current
                .and_then(|current| current.checked_sub(1))
                .unwrap_or(last),
        );
    }

    pub fn clear_search(&mut self) {
        self.search = Search::default();
    }

    /// The text searched for, if any.
    pub fn query(&self) -> Option<&str> {
        self.search.query()
    }

    /// Which match the cursor is at, and how many there are: `3/17`; nothing without a search.
    pub fn search_status(&self) -> Option<String> {
        self.search.query()?;
        let count = self.search.matches.len();
        Some(match self.search.current {
            Some(current) => format!("{}/{count}", current + 1),
            None if count == 0 => "no match".to_owned(),
            None => format!("{count} found"),
        })
    }

    fn show_match(&mut self, index: usize) {
        let Some((line, range)) = self.search.matches.get(index).cloned() else {
            return;
        };
        self.search.current = Some(index);
        self.uncover(line);
        let shown = self.shown(line);
        let start = shown.get(..range.start).map_or(0, UnicodeWidthStr::width);
        let end = shown.get(..range.end).map_or(0, UnicodeWidthStr::width);
        let columns = self.columns();
        if start < self.left || end > self.left + columns {
            // As far left as possible: what stands before a match tells what it is.
            self.left = (end + columns / 4).saturating_sub(columns).min(start);
        }
    }
}

/// Where `query` stands in `text`, without overlaps. Any case is meant unless it has a capital.
pub fn find(text: &str, query: &str) -> Vec<Range<usize>> {
    let is_exact = query.chars().any(char::is_uppercase);
    let (text, query) = (text.as_bytes(), query.as_bytes());
    let is_match = |window: &[u8]| {
        if is_exact {
            window == query
        } else {
            window.eq_ignore_ascii_case(query)
        }
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|_| !query.is_empty())
        && let Some(start) = rest.windows(query.len()).position(is_match)
    {
        found.push(at + start..at + start + query.len());
        at += start + query.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_finds_any_case_and_a_capital_only_itself() {
        let found = |query: &str| find("Ab ab AB é", query);
        assert_eq!(found("ab"), [0..2, 3..5, 6..8]);
        assert_eq!(found("Ab").first(), Some(&(0..2)));
        assert_eq!(found("é").first(), Some(&(9..11)));
        assert!(found("").is_empty());
        assert!(found("abc").is_empty());
    }

    #[test]
    fn matches_do_not_overlap() {
        assert_eq!(find("aaaa", "aa").len(), 2);
    }
}
