//! The columns of a table over several contexts: those of the first manager that declares the kind.
//!
//! Another manager's rows are brought into them by the columns' names: what it does not have is empty, and what
//! only it has is on the screen of the object.

use std::sync::Arc;

use crate::resource::query::Field;
use crate::resource::{Cell, Column, Listing, Row};
use crate::tui::screens::fleet::{CONTEXT, MANAGER};

/// The columns of the table; those that tell contexts apart only where there are several.
pub(super) fn of_table(own: &[Column], has_several_contexts: bool) -> Vec<(Field, Column)> {
    let mut columns: Vec<(Field, Column)> = own
        .iter()
        .enumerate()
        .map(|(index, column)| (Field::Cell(index), *column))
        .collect();
    if has_several_contexts {
        let at = columns.len().min(1);
        columns.splice(at..at, [(Field::Context, CONTEXT), (Field::Manager, MANAGER)]);
    }
    columns
}

/// Whether rows with the columns `from` show as they are under the columns `to`.
pub(super) fn are_same(from: &[Column], to: &[Column]) -> bool {
    from.iter()
        .map(|column| column.id)
        .eq(to.iter().map(|column| column.id))
}

/// Rows with the columns `from` under the columns `to`.
pub(super) fn brought_into(listing: &Listing, from: &[Column], to: &[Column]) -> Arc<Listing> {
    let places: Vec<Option<usize>> = to
        .iter()
        .map(|column| from.iter().position(|of| of.id == column.id))
        .collect();
    let cell = |row: &Row, place: &Option<usize>| place.map_or(Cell::Empty, |at| row.cell(at).clone());
    let row = |row: &Arc<Row>| {
        Arc::new(Row {
            cells: places.iter().map(|place| cell(row, place)).collect(),
            ..Row::clone(row)
        })
    };
    Arc::new(Listing {
        rows: listing.rows.iter().map(row).collect(),
        complete: listing.complete,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{State, StateClass};

    const FIRST: [Column; 3] = [
        Column::left("name", "NAME", (4, 9), 0),
        Column::left("address", "ADDRESS", (4, 9), 1),
        Column::left("os", "OS", (4, 9), 2),
    ];
    const OTHER: [Column; 3] = [
        Column::left("address", "ADDRESS", (4, 9), 0),
        Column::left("zone", "ZONE", (4, 9), 1),
        Column::left("name", "NAME", (4, 9), 2),
    ];

    #[test]
    fn rows_of_another_manager_are_shown_by_the_names_of_their_columns() {
        let row = Row {
            id: "7".into(),
            name: "web".into(),
            state: State::new("", StateClass::Neutral),
            progress: None,
            version: None,
            cells: ["10.2.0.1", "b", "web"].map(Cell::text_of).into(),
        };
        let listing = Listing {
            rows: vec![Arc::new(row)],
            complete: true,
        };
        assert!(!are_same(&OTHER, &FIRST) && are_same(&FIRST, &FIRST));
        let brought = brought_into(&listing, &OTHER, &FIRST);
        let cells: Vec<_> = brought.rows[0].cells.iter().map(Cell::shown).collect();
        assert_eq!(cells, ["web", "10.2.0.1", "-"]);
        assert_eq!(&*brought.rows[0].id, "7");
    }

    #[test]
    fn contexts_are_told_apart_only_where_there_are_several() {
        let ids = |several| -> Vec<&str> {
            let columns = of_table(&FIRST, several);
            columns.iter().map(|(_, column)| column.id).collect()
        };
        assert_eq!(ids(false), ["name", "address", "os"]);
        assert_eq!(ids(true), ["name", "context", "manager", "address", "os"]);
    }
}
