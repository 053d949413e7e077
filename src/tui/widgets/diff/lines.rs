//! What is shown of a comparison, line by line, for one arrangement.

use super::compare::{Comparison, Stretch};

/// Lines shown around each difference.
const CONTEXT: usize = 3;

/// How the two texts stand on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    Unified,
    SideBySide,
}

/// One line on the screen; the numbers are those of the lines in the texts, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Same {
        before: usize,
        after: usize,
    },
    /// Lines that are the same and are not shown, of which these are the first.
    Folded {
        before: usize,
        after: usize,
        count: usize,
    },
    /// `now` is what it became, if there is one line for it.
    Removed {
        before: usize,
        now: Option<usize>,
    },
    Added {
        after: usize,
        was: Option<usize>,
    },
    /// Both sides in one line: side by side only.
    Changed {
        before: usize,
        after: usize,
    },
}

impl Line {
    pub fn is_difference(self) -> bool {
        match self {
            Self::Same { .. } | Self::Folded { .. } => false,
            Self::Removed { .. } | Self::Added { .. } | Self::Changed { .. } => true,
        }
    }

    pub fn before(self) -> Option<usize> {
        match self {
            Self::Same { before, .. }
            | Self::Folded { before, .. }
            | Self::Removed { before, .. }
            | Self::Changed { before, .. } => Some(before),
            Self::Added { .. } => None,
        }
    }

    pub fn after(self) -> Option<usize> {
        match self {
            Self::Same { after, .. }
            | Self::Folded { after, .. }
            | Self::Added { after, .. }
            | Self::Changed { after, .. } => Some(after),
            Self::Removed { .. } => None,
        }
    }
}

/// Lays a comparison out.
pub fn lines(comparison: &Comparison, arrangement: Arrangement, folds: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let last = comparison.stretches.len().saturating_sub(1);
    for (at, stretch) in comparison.stretches.iter().enumerate() {
        match (stretch.is_same, arrangement) {
            (true, _) => {
                let above = if at == 0 { 0 } else { CONTEXT };
                let below = if at == last { 0 } else { CONTEXT };
                same(stretch, (above, below), folds, &mut lines);
            }
            (false, Arrangement::Unified) => one_below_the_other(stretch, &mut lines),
            (false, Arrangement::SideBySide) => side_by_side(stretch, &mut lines),
        }
    }
    lines
}

fn same(stretch: &Stretch, (above, below): (usize, usize), folds: bool, lines: &mut Vec<Line>) {
    let length = stretch.before.len();
    let line = |at: usize| Line::Same {
        before: stretch.before.start + at,
        after: stretch.after.start + at,
    };
    // A fold of one line takes as much room as the line.
    let folded = length.saturating_sub(above + below);
    if !folds || folded < 2 {
        lines.extend((0..length).map(line));
        return;
    }
    lines.extend((0..above).map(line));
    lines.push(Line::Folded {
        before: stretch.before.start + above,
        after: stretch.after.start + above,
        count: folded,
    });
    lines.extend((length - below..length).map(line));
}

fn one_below_the_other(stretch: &Stretch, lines: &mut Vec<Line>) {
    let (removed, added) = (stretch.before.len(), stretch.after.len());
    lines.extend((0..removed).map(|at| Line::Removed {
        before: stretch.before.start + at,
        now: (at < added).then_some(stretch.after.start + at),
    }));
    lines.extend((0..added).map(|at| Line::Added {
        after: stretch.after.start + at,
        was: (at < removed).then_some(stretch.before.start + at),
    }));
}

fn side_by_side(stretch: &Stretch, lines: &mut Vec<Line>) {
    let (removed, added) = (stretch.before.len(), stretch.after.len());
    for at in 0..removed.max(added) {
        let (before, after) = (stretch.before.start + at, stretch.after.start + at);
        lines.push(match (at < removed, at < added) {
            (true, true) => Line::Changed { before, after },
            (true, false) => Line::Removed { before, now: None },
            (false, _) => Line::Added { after, was: None },
        });
    }
}
