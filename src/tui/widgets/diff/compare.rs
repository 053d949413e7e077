//! Which lines of one text became which of another.

use std::ops::Range;
use std::time::Duration;

use similar::{DiffOp, TextDiff};

use crate::resource::text::visible;

/// Beyond this the comparison is made coarser: what is shown stays true, and is longer than it need be.
const LONGEST: Duration = Duration::from_millis(200);
/// Lines with more bytes are not compared word by word.
const LONG_LINE: usize = 2_000;
/// Two lines that are less alike have nothing in common worth pointing out.
const ALIKE: f32 = 0.4;

/// Two texts, and the stretches in which they are the same or differ.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The lines of the first text, safe for a terminal.
    pub before: Vec<Box<str>>,
    pub after: Vec<Box<str>>,
    pub stretches: Vec<Stretch>,
}

/// A stretch of lines of both texts; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub is_same: bool,
    pub before: Range<usize>,
    pub after: Range<usize>,
}

/// Part of a line, and whether the other line has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    pub is_same: bool,
}

impl Comparison {
    pub fn of(before: &str, after: &str) -> Self {
        let lines = |text: &str| -> Vec<Box<str>> { text.lines().map(|line| visible(line).into()).collect() };
        let (before, after) = (lines(before), lines(after));
        let slices =
            |lines: &'_ [Box<str>]| -> Vec<String> { lines.iter().map(ToString::to_string).collect() };
        let (one, other) = (slices(&before), slices(&after));
        let one: Vec<&str> = one.iter().map(String::as_str).collect();
        let other: Vec<&str> = other.iter().map(String::as_str).collect();
        let diff = TextDiff::configure().timeout(LONGEST).diff_slices(&one, &other);
        let mut stretches: Vec<Stretch> = Vec::new();
        for op in diff.ops() {
            let is_same = matches!(op, DiffOp::Equal { .. });
            let (removed, added) = (op.old_range(), op.new_range());
            match stretches.last_mut().filter(|last| last.is_same == is_same) {
                Some(last) => {
                    last.before.end = removed.end;
                    last.after.end = added.end;
                }
                None => stretches.push(Stretch {
                    is_same,
                    before: removed,
                    after: added,
                }),
            }
        }
        Self {
            before,
            after,
            stretches,
        }
    }

    pub fn is_same(&self) -> bool {
        self.stretches.iter().all(|stretch| stretch.is_same)
    }

    /// How many lines were added and removed; one that changed counts as both.
    pub fn counts(&self) -> (usize, usize) {
        let differing = self.stretches.iter().filter(|stretch| !stretch.is_same);
        differing.fold((0, 0), |(added, removed), stretch| {
            (added + stretch.after.len(), removed + stretch.before.len())
        })
    }
}

/// The parts of two lines that stand for each other; each line is one part if they have little in common.
pub fn parts(before: &str, after: &str) -> (Vec<Part>, Vec<Part>) {
    let whole = |line: &str| {
        vec![Part {
            text: line.to_owned(),
            is_same: true,
        }]
    };
    if before.len().max(after.len()) > LONG_LINE {
        return (whole(before), whole(after));
    }
    let diff = TextDiff::from_unicode_words(before, after);
    if diff.ratio() < ALIKE {
        return (whole(before), whole(after));
    }
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let is_same = change.old_index().is_some() && change.new_index().is_some();
        if change.old_index().is_some() {
            push(&mut one, change.value(), is_same);
        }
        if change.new_index().is_some() {
            push(&mut other, change.value(), is_same);
        }
    }
    (one, other)
}

fn push(parts: &mut Vec<Part>, text: &str, is_same: bool) {
    match parts.last_mut().filter(|last| last.is_same == is_same) {
        Some(last) => last.text.push_str(text),
        None => parts.push(Part {
            text: text.to_owned(),
            is_same,
        }),
    }
}
