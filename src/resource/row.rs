//! One object as a list shows it, and a list of them.

use std::sync::Arc;

use super::{Cell, Column, Id, Progress, State, StateClass};

/// One line of a table: a summary, small enough to be kept for each of many thousand objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: Id,
    /// What people call it; not necessarily unique.
    pub name: Arc<str>,
    /// The life-cycle state that actions are judged by.
    pub state: State,
    /// A change under way, if the manager counts its stages.
    pub progress: Option<Progress>,
    /// The version of its configuration, where the manager counts them.
    pub version: Option<i64>,
    /// One cell per column of the kind, in the same order.
    pub cells: Box<[Cell]>,
}

/// The name and the state of an object whose element could not be read.
const UNREADABLE: &str = "(unreadable)";
const UNKNOWN: &str = "?";

impl Row {
    /// A row for an element that could not be read: it says so, and the others still show.
    pub fn unreadable(id: &str, columns: usize, why: &str) -> Self {
        let mut cells = vec![Cell::Unreadable; columns];
        if let Some(first) = cells.first_mut() {
            *first = Cell::Text(format!("(unreadable: {why})").into());
        }
        Self {
            id: id.into(),
            name: UNREADABLE.into(),
            state: State::new(UNKNOWN, StateClass::Neutral),
            progress: None,
            version: None,
            cells: cells.into(),
        }
    }

    /// Whether it stands for an element that could not be read, so that it says nothing of the object.
    pub fn is_unreadable(&self) -> bool {
        *self.name == *UNREADABLE && *self.state.text == *UNKNOWN
    }

    /// A row for an object that is not there yet: nothing but its name, which is its id.
    pub fn of_nothing(name: &str) -> Self {
        Self {
            id: name.into(),
            name: name.into(),
            state: State::new("", StateClass::Neutral),
            progress: None,
            version: None,
            cells: Box::default(),
        }
    }

    /// The same row under other columns than its own, `from`: each cell goes by its column's name, and what the
    /// row has no cell for is empty.
    pub fn under(&self, from: &[Column], to: &[Column]) -> Self {
        let cell = |column: &Column| {
            let place = from.iter().position(|own| own.id == column.id);
            place.map_or(Cell::Empty, |place| self.cell(place).clone())
        };
        Self {
            cells: to.iter().map(cell).collect(),
            ..self.clone()
        }
    }

    /// The cell of the column at `index`, if the row has it.
    pub fn cell(&self, index: usize) -> &Cell {
        self.cells.get(index).unwrap_or(&Cell::Empty)
    }
}

/// A list's rows in the manager's order; shared, never changed in place.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The first ones, where the manager gives pages and no more were wanted.
    pub rows: Vec<Arc<Row>>,
    /// Whether what was wanted has been read to its end.
    pub complete: bool,
    /// How many objects there are, if the manager told; without that, what was read to its end is all.
    pub total: Option<u64>,
}

impl Listing {
    /// A list that was read to its end.
    pub fn whole(rows: Vec<Arc<Row>>) -> Self {
        Self {
            rows,
            complete: true,
            total: None,
        }
    }

    /// How many objects there are beside those that were read, as far as is known.
    pub fn unread(&self) -> u64 {
        let total = self.total.unwrap_or_default();
        total.saturating_sub(self.rows.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_shown_under_other_columns_by_their_names() {
        let column = |id| Column::left(id, "", (1, 9), 0);
        let (own, other) = (["zone", "address"].map(column), ["address", "os"].map(column));
        let row = Row {
            cells: ["north", "10.2.0.1"].map(Cell::text_of).into(),
            ..Row::unreadable("7", 2, "")
        };
        let row = row.under(&own, &other);
        let cells: Vec<_> = row.cells.iter().map(Cell::text).collect();
        assert_eq!(cells, ["10.2.0.1", ""]);
    }
}
