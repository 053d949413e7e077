//! The columns of a table over several contexts: those of the first manager that declares the kind.
//!
//! Another manager's rows are brought into them by the columns' names: what it does not have is empty, and what
//! only it has is on the screen of the object.

use std::sync::Arc;

use crate::resource::query::Field;
use crate::resource::{Column, Listing};
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
        // Several contexts have objects of one name: without this column nobody could tell them apart.
        let context = Column {
            priority: 1,
            ..CONTEXT
        };
        columns.splice(at..at, [(Field::Context, context), (Field::Manager, MANAGER)]);
    }
    columns
}

/// A list whose rows have the columns `from`, under the columns `to`.
pub(super) fn brought_into(listing: &Listing, from: &[Column], to: &[Column]) -> Arc<Listing> {
    let rows = listing.rows.iter().map(|row| Arc::new(row.under(from, to)));
    Arc::new(Listing {
        rows: rows.collect(),
        complete: listing.complete,
        total: listing.total,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: [Column; 3] = [
        Column::left("name", "NAME", (4, 9), 0),
        Column::left("address", "ADDRESS", (4, 9), 1),
        Column::left("os", "OS", (4, 9), 2),
    ];
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
