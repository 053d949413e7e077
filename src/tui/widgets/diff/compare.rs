//! Which lines of one text became which of another.

use std::ops::Range;

use similar::{DiffOp, TextDiff};

use crate::resource::text::visible;

/// More lines than this, without those at both ends that are the same, are compared place by place: what is
/// shown stays true, and is longer than it need be.
const MOST_LINES: usize = 8_000;
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
        let stretches = stretches(&before, &after);
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

fn stretches(before: &[Box<str>], after: &[Box<str>]) -> Vec<Stretch> {
    let shorter = before.len().min(after.len());
    let head = before
        .iter()
        .zip(after)
        .take_while(|(one, other)| one == other)
        .count();
    let tail = (before.iter().rev())
        .zip(after.iter().rev())
        .take(shorter - head)
        .take_while(|(one, other)| one == other)
        .count();
    let middle = |lines: &'_ [Box<str>]| head..lines.len() - tail;
    let (one, other) = (middle(before), middle(after));
    let mut found = Vec::new();
    tell(&mut found, true, 0..head, 0..head);
    if one.len() + other.len() > MOST_LINES {
        by_place((before, one.clone()), (after, other.clone()), &mut found);
    } else {
        by_line((before, one.clone()), (after, other.clone()), &mut found);
    }
    tell(&mut found, true, one.end..before.len(), other.end..after.len());
    found
}

type Lines<'a> = (&'a [Box<str>], Range<usize>);

/// Lines are the same wherever they stand.
fn by_line((before, one): Lines<'_>, (after, other): Lines<'_>, found: &mut Vec<Stretch>) {
    fn texts<'a>(lines: &'a [Box<str>], range: &Range<usize>) -> Vec<&'a str> {
        let lines = lines.get(range.clone()).unwrap_or_default();
        lines.iter().map(|line| &**line).collect()
    }
    let diff = TextDiff::configure().diff_slices(&texts(before, &one), &texts(after, &other));
    for op in diff.ops() {
        let (removed, added) = (op.old_range(), op.new_range());
        let removed = one.start + removed.start..one.start + removed.end;
        let added = other.start + added.start..other.start + added.end;
        tell(found, matches!(op, DiffOp::Equal { .. }), removed, added);
    }
}

/// Lines are the same only at the same place.
fn by_place((before, one): Lines<'_>, (after, other): Lines<'_>, found: &mut Vec<Stretch>) {
    for (here, there) in one.clone().zip(other.clone()) {
        let is_same = before.get(here) == after.get(there);
        tell(found, is_same, here..here + 1, there..there + 1);
    }
    let both = one.len().min(other.len());
    tell(
        found,
        false,
        one.start + both..one.end,
        other.start + both..other.end,
    );
}

/// Adds what follows; nothing follows if both are empty.
fn tell(found: &mut Vec<Stretch>, is_same: bool, before: Range<usize>, after: Range<usize>) {
    if before.is_empty() && after.is_empty() {
        return;
    }
    match found.last_mut().filter(|last| last.is_same == is_same) {
        Some(last) => {
            last.before.end = before.end;
            last.after.end = after.end;
        }
        None => found.push(Stretch {
            is_same,
            before,
            after,
        }),
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
