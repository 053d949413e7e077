//! Which cells of a row are written, and which are erased.

use ratatui::buffer::Cell;

use super::brush::Brush;
use super::glyph::{Glyph, is_erased, looks_same};

/// Erased cells in a row from which on an erase is shorter than spaces and no move after them.
const ERASE_FROM: usize = 12;

/// Makes row `y` of the terminal, which shows `shown`, show `next`.
pub(super) fn paint(brush: &mut Brush<'_>, y: usize, shown: &[Cell], next: &[Cell]) {
    let width = next.len();
    let rest_is_erased_from = width - next.iter().rev().take_while(|cell| is_erased(cell)).count();
    let mut symbols = Symbols::of(shown);
    let mut spilled_up_to = 0;
    let mut x = 0;
    while let Some(cell) = next.get(x) {
        let glyph = Glyph::of(cell, width - x);
        let is_stale = x < spilled_up_to || symbols.differ_at(x, cell);
        if is_stale && is_erased(cell) {
            let run = if x >= rest_is_erased_from {
                width - x
            } else {
                erased_run(next, x)
            };
            let stale = stale_part(&symbols, next, x, run);
            if x >= rest_is_erased_from && stale > 3 + brush.cost_of_plain_ink() {
                brush.reach(x, y, next);
                brush.erase_rest();
                return;
            }
            if stale >= ERASE_FROM + brush.cost_of_plain_ink() {
                brush.reach(x, y, next);
                brush.erase(stale);
                x += stale;
                continue;
            }
        }
        if is_stale {
            brush.reach(x, y, next);
            brush.put(x, y, cell, glyph);
            if !glyph.is_plain {
                spilled_up_to = x + glyph.width + glyph.spill();
            }
        }
        x += glyph.width;
    }
}

/// Estimates the bytes that [`paint`] takes; `shown` is none if the row was erased.
pub(super) fn estimate(shown: Option<&[Cell]>, next: &[Cell]) -> usize {
    const MOVE: usize = 6;
    const ERASE: usize = 4;
    if shown.is_some_and(|shown| shown == next) {
        return 0;
    }
    let end = next.len() - next.iter().rev().take_while(|cell| is_erased(cell)).count();
    let is_stale = |x: usize, cell: &Cell| match shown.map(|shown| shown.get(x)) {
        Some(Some(old)) => !looks_same(old, cell),
        _ => !is_erased(cell),
    };
    let mut bytes = 0;
    let mut unchanged = MOVE;
    for (x, cell) in next.iter().enumerate().take(end) {
        if is_stale(x, cell) {
            bytes += unchanged.min(MOVE) + cell.symbol().len();
            unchanged = 0;
        } else {
            unchanged += 1;
        }
    }
    let has_stale_rest = next
        .iter()
        .enumerate()
        .skip(end)
        .any(|(x, cell)| is_stale(x, cell));
    bytes + if has_stale_rest { ERASE } else { 0 }
}

/// Length of the run of erased cells that starts at `x`.
fn erased_run(next: &[Cell], x: usize) -> usize {
    next.iter().skip(x).take_while(|cell| is_erased(cell)).count()
}

/// How much of a run must be erased: up to the last of its cells that the terminal shows otherwise.
fn stale_part(symbols: &Symbols<'_>, next: &[Cell], x: usize, run: usize) -> usize {
    let mut symbols = *symbols;
    let mut stale = 0;
    for (index, cell) in next.iter().skip(x).take(run).enumerate() {
        if symbols.differ_at(x + index, cell) {
            stale = index + 1;
        }
    }
    stale
}

/// The symbols of a row as the terminal shows it: one that is wide hides the cells behind it.
#[derive(Debug, Clone, Copy)]
struct Symbols<'a> {
    cells: &'a [Cell],
    /// Where a symbol begins, not before the column asked for last.
    boundary: usize,
}

impl<'a> Symbols<'a> {
    fn of(cells: &'a [Cell]) -> Self {
        Self { cells, boundary: 0 }
    }

    /// Whether the terminal shows anything but `cell` at column `x`; asked with growing columns.
    fn differ_at(&mut self, x: usize, cell: &Cell) -> bool {
        while self.boundary < x
            && let Some(symbol) = self.cells.get(self.boundary)
        {
            self.boundary += Glyph::of(symbol, self.cells.len() - self.boundary).width;
        }
        let is_hidden = self.boundary != x;
        is_hidden || !self.cells.get(x).is_some_and(|shown| looks_same(shown, cell))
    }
}
