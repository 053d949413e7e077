//! Rows that only moved are moved by the terminal.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use ratatui::buffer::{Buffer, Cell};

use super::glyph::is_erased;
use super::row;

/// Fewer changed rows than this are written anew without a search.
const WORTH_A_SEARCH: usize = 3;

/// Bytes that a shift takes: two margins, the shift, margins off, and the lost cursor.
const COST: usize = 24;

/// A move of the rows from `top` to `bottom` (both included) by one or more rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) is_up: bool,
    distance: usize,
}

impl Shift {
    /// Finds the shift that saves most, if any does. `changed` are the rows that differ, in order.
    pub(super) fn find(shown: &Buffer, next: &Buffer, changed: &[usize]) -> Option<Self> {
        let (&first, &last) = (changed.first()?, changed.last()?);
        if changed.len() < WORTH_A_SEARCH {
            return None;
        }
        let before: Vec<_> = rows(shown)
            .skip(first)
            .take(last - first + 1)
            .map(fingerprint)
            .collect();
        let after: Vec<_> = rows(next)
            .skip(first)
            .take(last - first + 1)
            .map(fingerprint)
            .collect();
        let matched = most_matched(&before, &after)?;
        let shift = Self {
            top: first + matched.top,
            bottom: first + matched.bottom,
            ..matched
        };
        shift.saves(shown, next).then_some(shift)
    }

    /// By how many rows.
    pub(super) fn rows(&self) -> usize {
        self.distance
    }

    /// Does to `shown` what the terminal does on its screen.
    pub(super) fn apply(&self, shown: &mut Buffer) {
        let width = usize::from(shown.area.width);
        let Some(region) = shown.content.get_mut(self.top * width..(self.bottom + 1) * width) else {
            return;
        };
        let moved = self.distance * width;
        let kept = region.len().saturating_sub(moved);
        let incoming = if self.is_up {
            region.rotate_left(moved);
            region.get_mut(kept..)
        } else {
            region.rotate_right(moved);
            region.get_mut(..moved)
        };
        for cell in incoming.into_iter().flatten() {
            cell.reset();
        }
    }

    /// Whether the region's rows take fewer bytes with this shift than without it, by estimate.
    fn saves(&self, shown: &Buffer, next: &Buffer) -> bool {
        let before = || rows(shown).skip(self.top).take(self.bottom + 1 - self.top);
        let after = || rows(next).skip(self.top).take(self.bottom + 1 - self.top);
        let kept = self.bottom + 1 - self.top - self.distance;
        let (moved, incoming): (usize, usize) = if self.is_up {
            (
                total(before().skip(self.distance), after()),
                blank(after().skip(kept)),
            )
        } else {
            (
                total(before(), after().skip(self.distance)),
                blank(after().take(self.distance)),
            )
        };
        let with = moved + incoming + COST;
        // Mostly a few rows are enough to tell.
        let mut without = 0;
        before().zip(after()).any(|(before, after)| {
            without += row::estimate(Some(before), after);
            without > with
        })
    }
}

/// Estimated bytes from rows to those that replace them.
fn total<'a>(before: impl Iterator<Item = &'a [Cell]>, after: impl Iterator<Item = &'a [Cell]>) -> usize {
    before
        .zip(after)
        .map(|(before, after)| row::estimate(Some(before), after))
        .sum()
}

/// Estimated bytes of rows where nothing is.
fn blank<'a>(after: impl Iterator<Item = &'a [Cell]>) -> usize {
    after.map(|after| row::estimate(None, after)).sum()
}

/// The rows of a buffer, top to bottom.
pub(super) fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content.chunks_exact(usize::from(buffer.area.width).max(1))
}

/// The shift under which most rows that are not in place yet find theirs; the nearest of equal ones.
fn most_matched(before: &[Option<u64>], after: &[Option<u64>]) -> Option<Shift> {
    let mut best: Option<(usize, Shift)> = None;
    for distance in 1..before.len() {
        for is_up in [true, false] {
            let (sources, targets, offset) = if is_up {
                (before.get(distance..)?, after, 0)
            } else {
                (before, after.get(distance..)?, distance)
            };
            let mut matches = 0;
            let mut span: Option<(usize, usize)> = None;
            for (index, (source, target)) in sources.iter().zip(targets).enumerate() {
                let row = index + offset;
                if target.is_some() && source == target {
                    span = Some((span.map_or(row, |(first, _)| first), row));
                    matches += usize::from(before.get(row) != Some(target));
                }
            }
            if let Some((first, last)) = span
                && best.is_none_or(|(most, _)| matches > most)
            {
                let (top, bottom) = if is_up {
                    (first, last + distance)
                } else {
                    (first - distance, last)
                };
                best = Some((
                    matches,
                    Shift {
                        top,
                        bottom,
                        is_up,
                        distance,
                    },
                ));
            }
        }
    }
    best.filter(|(matches, _)| *matches > 0).map(|(_, shift)| shift)
}

/// Rows of equal text have equal fingerprints; a blank row has none, as it matches everywhere.
fn fingerprint(row: &[Cell]) -> Option<u64> {
    let end = row.len() - row.iter().rev().take_while(|cell| is_erased(cell)).count();
    if end == 0 {
        return None;
    }
    let mut hasher = FixedState::default().build_hasher();
    for cell in row.iter().take(end) {
        match *cell.symbol().as_bytes() {
            [byte] => hasher.write_u8(byte),
            ref bytes => hasher.write(bytes),
        }
    }
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(before: &[&str], after: &[&str]) -> Option<Shift> {
        let (before, after) = (
            Buffer::with_lines(before.iter().copied()),
            Buffer::with_lines(after.iter().copied()),
        );
        let changed: Vec<_> = (0..)
            .zip(rows(&before).zip(rows(&after)))
            .filter(|(_, (a, b))| a != b)
            .collect();
        let changed: Vec<_> = changed.into_iter().map(|(y, _)| y).collect();
        Shift::find(&before, &after, &changed)
    }

    const LINES: [&str; 6] = [
        "first of the lines",
        "second of lines   ",
        "the third line    ",
        "a fourth of them  ",
        "here comes fifth  ",
        "sixth and the last",
    ];

    #[test]
    fn rows_that_moved_up_are_found_between_rows_that_did_not() {
        let [a, b, c, d, e, f] = LINES;
        let found = shift(&[a, b, c, d, e, f], &[a, c, d, e, "new line          ", f]);
        assert_eq!(
            found,
            Some(Shift {
                top: 1,
                bottom: 4,
                is_up: true,
                distance: 1
            })
        );
    }

    #[test]
    fn rows_that_moved_down_are_found() {
        let [a, b, c, d, e, f] = LINES;
        let found = shift(
            &[a, b, c, d, e, f],
            &["1                 ", "2                 ", a, b, c, d],
        );
        assert_eq!(
            found,
            Some(Shift {
                top: 0,
                bottom: 5,
                is_up: false,
                distance: 2
            })
        );
    }

    #[test]
    fn a_shift_that_saves_nothing_is_not_made() {
        assert_eq!(shift(&["1", "2", "3", "4"], &["2", "3", "4", "5"]), None);
        let [a, b, c, d, ..] = LINES;
        assert_eq!(shift(&[a, b, c, d], &[a, b, c, d]), None);
    }

    #[test]
    fn applying_a_shift_leaves_blank_rows_behind() {
        let mut shown = Buffer::with_lines(["a", "b", "c", "d"]);
        Shift {
            top: 1,
            bottom: 3,
            is_up: true,
            distance: 1,
        }
        .apply(&mut shown);
        assert_eq!(shown, Buffer::with_lines(["a", "c", "d", " "]));
        Shift {
            top: 0,
            bottom: 2,
            is_up: false,
            distance: 2,
        }
        .apply(&mut shown);
        assert_eq!(shown, Buffer::with_lines([" ", " ", "a", " "]));
    }
}
