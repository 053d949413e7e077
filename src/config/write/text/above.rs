//! What stands above a section: its own comment, and what a blank line sets apart from it.

use toml_edit::{Decor, Table};

/// The blank lines and comments above a header or a key.
pub(super) fn prefix_of(decor: &Decor) -> &str {
    decor
        .prefix()
        .and_then(|prefix| prefix.as_str())
        .unwrap_or_default()
}

/// What stands above the first header of a section, and the place of that among all.
pub(super) fn first_header(table: &Table) -> Option<(String, Option<isize>)> {
    if !table.is_implicit() && !table.is_dotted() {
        return Some((prefix_of(table.decor()).to_owned(), table.position()));
    }
    table
        .iter()
        .filter_map(|(_, item)| first_header(item.as_table()?))
        .next()
}

/// What stands above the last blank line, and what below: the comment of the section itself.
pub(super) fn apart(above: &str) -> (&str, &str) {
    match above.rfind("\n\n") {
        Some(at) => above.split_at(at + 2),
        None if above.starts_with('\n') => above.split_at(1),
        None => ("", above),
    }
}

/// The table whose header comes next after this place.
pub(super) fn next_table(table: &mut Table, after: isize) -> Option<&mut Table> {
    let next = lowest(table, after)?;
    at_position(table, next)
}

/// The place of the first header after this one.
pub(super) fn lowest(table: &Table, after: isize) -> Option<isize> {
    let own = table
        .position()
        .filter(|own| *own > after && !table.is_implicit());
    let below = table
        .iter()
        .filter_map(|(_, item)| lowest(item.as_table()?, after));
    own.into_iter().chain(below).min()
}

/// The table whose header is at this place.
pub(super) fn at_position(table: &mut Table, position: isize) -> Option<&mut Table> {
    if table.position() == Some(position) && !table.is_implicit() {
        return Some(table);
    }
    table
        .iter_mut()
        .find_map(|(_, item)| at_position(item.as_table_mut()?, position))
}
