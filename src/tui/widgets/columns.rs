//! Which columns of a table fit, and how wide they are.

use crate::resource::query::Field;
use crate::resource::{Arranged, Cell, Column};

use super::spans;

/// A column as a table shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub field: Field,
    pub column: Column,
    pub width: u16,
}

/// Cells between two columns.
pub const GAP: u16 = 2;
/// Priorities up to this one are of important columns.
const IMPORTANT: u8 = 4;
/// Rows that are looked at to find out how wide a column needs to be.
const SAMPLE: usize = 400;

/// The widths that the rows ask for, remembered so that a refresh never makes a column narrower.
#[derive(Debug, Clone, Default)]
pub struct Wanted(Vec<u16>);

impl Wanted {
    /// Widens to what a sample of the rows needs.
    pub fn widen(&mut self, columns: &[(Field, Column)], rows: &Arranged) {
        self.0.resize(columns.len(), 0);
        let step = (rows.len() / SAMPLE).max(1);
        for (wanted, (field, column)) in self.0.iter_mut().zip(columns) {
            let longest = (0..rows.len())
                .step_by(step)
                .filter_map(|index| rows.get(index))
                .map(|(source, row)| match field {
                    Field::Context => spans::width(&source.context),
                    Field::Manager => spans::width(source.manager),
                    Field::Cell(index) => cell_width(row.cell(*index)),
                })
                .max();
            *wanted = longest
                .unwrap_or(0)
                .max(*wanted)
                .clamp(column.width.0, column.width.1);
        }
    }

    /// The columns that fit into `room` cells: those of a high priority number go first; what is
    /// left over goes to the last column. `skip` columns behind the first are scrolled out of sight.
    pub fn fit(&self, columns: &[(Field, Column)], skip: usize, room: u16) -> Vec<Shown> {
        let wanted = |index: usize, column: &Column| {
            let heading = spans::width(column.title);
            self.0
                .get(index)
                .copied()
                .unwrap_or(column.width.0)
                .max(heading)
                .max(column.width.0)
        };
        let mut shown: Vec<Shown> = columns
            .iter()
            .enumerate()
            .filter(|(index, _)| *index == 0 || *index > skip)
            .map(|(index, (field, column))| Shown {
                field: *field,
                column: *column,
                width: wanted(index, column),
            })
            .collect();
        // Rather one column less than the important ones cut short.
        while needed(&shown, |shown| {
            if is_important(shown) {
                shown.width
            } else {
                shown.column.width.0
            }
        }) > room
        {
            let least = shown.iter().enumerate().filter(|(_, shown)| !is_important(shown));
            let Some((index, _)) = least.max_by_key(|(_, shown)| shown.column.priority) else {
                break;
            };
            shown.remove(index);
        }
        while needed(&shown, |shown| shown.column.width.0) > room {
            let last = shown
                .iter()
                .enumerate()
                .filter(|(_, shown)| shown.column.priority > 0);
            let Some((index, _)) = last.max_by_key(|(_, shown)| shown.column.priority) else {
                break;
            };
            shown.remove(index);
        }
        squeeze(&mut shown, room);
        shown
    }
}

/// Columns that are shown whole, as long as there is another one to leave out.
fn is_important(shown: &Shown) -> bool {
    shown.column.priority <= IMPORTANT
}

fn needed(shown: &[Shown], width: impl Fn(&Shown) -> u16) -> u16 {
    let gaps = GAP * u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0);
    shown.iter().map(width).sum::<u16>() + gaps
}

/// Cells that a cell's text takes; progress is shown with a bar before it.
fn cell_width(cell: &Cell) -> u16 {
    let bar = if matches!(cell, Cell::Progress(_)) {
        super::gauge::BAR + 1
    } else {
        0
    };
    bar + spans::width(&cell.shown())
}

/// Takes the cells that are too many from the widest columns, and gives what is over to the last.
fn squeeze(shown: &mut [Shown], room: u16) {
    let gaps = GAP * u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0);
    loop {
        let total = shown.iter().map(|shown| shown.width).sum::<u16>() + gaps;
        if total <= room {
            if let Some(last) = shown.last_mut()
                && last.column.width.1 >= 40
            {
                last.width += room - total;
            }
            return;
        }
        let slack = |shown: &Shown| shown.width.saturating_sub(shown.column.width.0);
        let can_give = |shown: &Shown| (slack(shown) > 0 && !is_important(shown), slack(shown));
        match shown.iter_mut().max_by_key(|shown| can_give(shown)) {
            Some(widest) if slack(widest) > 0 => widest.width -= slack(widest).min(total - room),
            _ => {
                // Even the least is too much: the first column gets what there is.
                if let Some(first) = shown.first_mut() {
                    first.width = first.width.min(room);
                }
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::cluster::COLUMNS;

    fn cells() -> Vec<(Field, Column)> {
        COLUMNS
            .iter()
            .enumerate()
            .map(|(index, column)| (Field::Cell(index), *column))
            .collect()
    }

    fn names(room: u16) -> Vec<&'static str> {
        Wanted::default()
            .fit(&cells(), 0, room)
            .iter()
            .map(|shown| shown.column.id)
            .collect()
    }

    #[test]
    fn columns_go_by_priority_when_the_table_is_narrow() {
        assert_eq!(names(200).len(), COLUMNS.len());
        assert_eq!(names(58), ["name", "state", "health", "servers", "update"]);
        assert_eq!(names(24), ["name", "state"]);
        assert_eq!(names(5), ["name"]);
    }

    #[test]
    fn columns_scroll_out_of_sight_behind_the_first() {
        let shown = Wanted::default().fit(&cells(), 3, 58);
        let names: Vec<_> = shown.iter().map(|shown| shown.column.id).collect();
        assert_eq!(names, ["name", "config", "update", "last-event"]);
    }

    #[test]
    fn the_columns_never_take_more_than_the_room() {
        for room in 1..160 {
            let shown = Wanted::default().fit(&cells(), 0, room);
            let gaps = GAP * (u16::try_from(shown.len()).unwrap() - 1);
            assert!(
                shown.iter().map(|shown| shown.width).sum::<u16>() + gaps <= room,
                "{room}"
            );
        }
    }
}
