//! The parts of an object of one kind, as a table; whether they were read with it or listed alone is all the same.

use std::sync::Arc;

use crate::resource::{Column, Key, KindId, Listing, Source};
use crate::tui::screens::Look;
use crate::tui::widgets::table::{Arranging, Table};

/// Fills a table with an object's parts of one kind, as far as they are known; `number` tells it from all other tables.
/// Many are arranged elsewhere.
pub(super) fn fill(
    table: &mut Table,
    number: u64,
    kind: KindId,
    key: &Key,
    look: Look<'_>,
) -> Option<Arranging> {
    let (columns, source) = source(kind, key, look)?;
    prepare(table, columns, number);
    table.show(vec![source])
}

/// The same for a pane beside others: however many there are, they are shown at once.
pub(in crate::tui::screens) fn fill_at_once(table: &mut Table, kind: KindId, key: &Key, look: Look<'_>) {
    if let Some((columns, source)) = source(kind, key, look) {
        prepare(table, columns, 0);
        table.show_at_once(vec![source]);
    }
}

fn prepare(table: &mut Table, columns: &[Column], number: u64) {
    // A filter that nothing passes is no reason to forget it.
    if table.selected_key().is_none() && table.query().text().is_empty() {
        *table = Table::of_parts(columns).numbered(number);
    }
}

/// The columns of a kind of parts, and the rows that are known.
fn source(kind: KindId, key: &Key, look: Look<'_>) -> Option<(&'static [Column], Source)> {
    let context = look.known.context(&key.context)?;
    let declared = context.about.kind(kind)?;
    let listing = if look.known.are_listed_alone(key, kind) {
        Arc::clone(&look.known.parts(key, kind).listing)
    } else {
        Arc::new(Listing::whole(look.known.rows_of_parts(key, kind).to_vec()))
    };
    let source = Source {
        context: Arc::clone(&key.context),
        manager: context.about.name,
        listing,
    };
    Some((declared.columns, source))
}
