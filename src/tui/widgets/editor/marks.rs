//! Places with a finding: underlined in the text, with a sign before the line.

use std::ops::Range;

use super::buffer::Extent;
use super::spot::Spot;
use super::state::Editor;

/// A place about which something is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of [`Editor::text`].
    pub range: Range<usize>,
    /// Whether it must be mended; it is a warning otherwise.
    pub is_error: bool,
}

/// A mark in its line; of one over several lines, the part in the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    pub line: usize,
    pub columns: Range<usize>,
    pub is_error: bool,
}

impl Editor {
    /// Shows these marks instead of those before. While the text changes, marks on changed lines go and the
    /// others move with their lines.
    pub fn set_marks(&mut self, marks: &[Mark]) {
        let lines = self.lines();
        let place = |mark: &Mark| {
            let start = Spot::of_byte(lines, mark.range.start);
            let end = Spot::of_byte(lines, mark.range.end.max(mark.range.start));
            let end = if end.line == start.line {
                end.column
            } else {
                usize::MAX
            };
            Marked {
                line: start.line,
                columns: start.column..end.max(start.column + 1),
                is_error: mark.is_error,
            }
        };
        let mut placed: Vec<Marked> = marks.iter().map(place).collect();
        placed.sort_by_key(|mark| mark.line);
        self.marks = placed;
    }

    /// The marks of a line.
    pub(super) fn marks_on(&self, line: usize) -> &[Marked] {
        let first = self.marks.partition_point(|mark| mark.line < line);
        let behind = self.marks.partition_point(|mark| mark.line <= line);
        self.marks.get(first..behind).unwrap_or_default()
    }

    pub(super) fn shift_marks(&mut self, extent: Extent) {
        let last = extent.first + extent.removed;
        self.marks
            .retain(|mark| !(extent.first..=last).contains(&mark.line));
        for mark in self.marks.iter_mut().filter(|mark| mark.line > last) {
            mark.line = mark.line - extent.removed + extent.added;
        }
    }
}
