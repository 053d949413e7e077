//! The parts of an object of one kind, as a table; whether they were read with it or listed alone is all the same.

use std::sync::Arc;

use crate::resource::{Key, KindId, Listing, Source};
use crate::tui::screens::Look;
use crate::tui::widgets::table::Table;

/// Fills a table with an object's parts of one kind, as far as they are known.
pub(in crate::tui::screens) fn fill(table: &mut Table, kind: KindId, key: &Key, look: Look<'_>) {
    let Some(context) = look.known.context(&key.context) else {
        return;
    };
    let Some(declared) = context.about.kind(kind) else {
        return;
    };
    // A filter that nothing passes is no reason to forget it.
    if table.selected_key().is_none() && table.query().text().is_empty() {
        *table = Table::of(declared.columns);
    }
    let rows = look.known.rows_of_parts(key, kind).to_vec();
    let listing = Arc::new(Listing::whole(rows));
    // The parts of one object are few: they are always arranged at once.
    table.show(vec![Source {
        context: Arc::clone(&key.context),
        manager: context.about.name,
        listing,
    }]);
}
