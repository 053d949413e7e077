//! Filtering and sorting: many rows in, an index of the ones to show out.
//!
//! The result holds the very listings it was made from, so an index never points into newer rows;
//! it can be made on any thread and swapped in whole.

use std::cmp::Ordering;
use std::sync::Arc;

use super::query::Field;
use super::{ContextName, Listing, Query, Row, Sort, cell};

/// One context's rows.
#[derive(Debug, Clone)]
pub struct Source {
    pub context: ContextName,
    /// The manager's short name.
    pub manager: &'static str,
    pub listing: Arc<Listing>,
}

/// Where a shown row is: its source and its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    source: u32,
    row: u32,
}

/// Rows to show, in order.
#[derive(Debug, Clone, Default)]
pub struct Arranged {
    sources: Vec<Source>,
    order: Vec<Slot>,
    /// All rows, also the ones the filter hides.
    total: usize,
}

/// Up to this many rows are arranged at once; more are arranged off the interface's thread.
pub const INLINE_ROWS: usize = 2_000;

/// Filters and sorts.
pub fn arrange(sources: Vec<Source>, query: &Query, sort: Sort) -> Arranged {
    let mut matcher = query.matcher();
    let mut order = Vec::new();
    let mut total = 0;
    for (source_index, source) in (0_u32..).zip(&sources) {
        total += source.listing.rows.len();
        for (row_index, row) in (0_u32..).zip(&source.listing.rows) {
            if query.is_empty() || matcher.passes(row, &source.context, source.manager) {
                order.push(Slot {
                    source: source_index,
                    row: row_index,
                });
            }
        }
    }
    let mut arranged = Arranged {
        sources,
        order: Vec::new(),
        total,
    };
    order.sort_by(|a, b| arranged.compare(*a, *b, sort));
    arranged.order = order;
    arranged
}

impl Arranged {
    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// How many rows there are, shown or hidden.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The shown row at `index`, with the source it belongs to.
    pub fn get(&self, index: usize) -> Option<(&Source, &Arc<Row>)> {
        self.at(*self.order.get(index)?)
    }

    /// The index at which a context's row is shown.
    pub fn position(&self, context: &str, id: &str) -> Option<usize> {
        self.order.iter().position(|slot| {
            self.at(*slot)
                .is_some_and(|(source, row)| &*row.id == id && &*source.context == context)
        })
    }

    /// All rows, shown or not, with their sources.
    pub fn all(&self) -> impl Iterator<Item = (&Source, &Arc<Row>)> {
        self.sources
            .iter()
            .flat_map(|source| source.listing.rows.iter().map(move |row| (source, row)))
    }

    fn at(&self, slot: Slot) -> Option<(&Source, &Arc<Row>)> {
        let source = self.sources.get(slot.source as usize)?;
        Some((source, source.listing.rows.get(slot.row as usize)?))
    }

    fn compare(&self, a: Slot, b: Slot, sort: Sort) -> Ordering {
        let (Some((source_a, row_a)), Some((source_b, row_b))) = (self.at(a), self.at(b)) else {
            return Ordering::Equal;
        };
        let chosen = match sort.field {
            Field::Context => cell::compare_text(&source_a.context, &source_b.context),
            Field::Manager => cell::compare_text(source_a.manager, source_b.manager),
            Field::Cell(index) => row_a.cell(index).compare(row_b.cell(index)),
        };
        let chosen = if sort.reversed { chosen.reverse() } else { chosen };
        chosen
            .then_with(|| cell::compare_text(&row_a.name, &row_b.name))
            .then_with(|| source_a.context.cmp(&source_b.context))
            .then_with(|| row_a.id.cmp(&row_b.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::cluster::{self, Summary};
    use crate::resource::{State, StateClass};

    fn source(context: &str, names: &[&str]) -> Source {
        let rows = names
            .iter()
            .map(|name| {
                let summary = Summary {
                    id: format!("id-{name}").into(),
                    name: (*name).into(),
                    state: State::new("RUNNING", StateClass::Up),
                    health: None,
                    servers: None,
                    version: Some(name.len() as i64),
                    progress: None,
                    last_event: None,
                };
                Arc::new(summary.into_row())
            })
            .collect();
        Source {
            context: context.into(),
            manager: "sim",
            listing: Arc::new(Listing::whole(rows)),
        }
    }

    fn names(arranged: &Arranged) -> Vec<String> {
        (0..arranged.len())
            .filter_map(|at| arranged.get(at))
            .map(|(_, row)| row.name.to_string())
            .collect()
    }

    #[test]
    fn rows_of_several_contexts_are_sorted_together() {
        let sources = vec![source("prod", &["zeta", "Beta"]), source("stage", &["alpha"])];
        let arranged = arrange(sources, &Query::default(), Sort::default());
        assert_eq!(names(&arranged), ["alpha", "Beta", "zeta"]);
        assert_eq!(arranged.position("stage", "id-alpha"), Some(0));
        assert_eq!(arranged.position("prod", "id-alpha"), None);
    }

    #[test]
    fn equal_rows_keep_the_order_of_their_names_when_reversed() {
        let sort = Sort {
            field: Field::named("config", &cluster::COLUMNS).unwrap(),
            reversed: true,
        };
        let arranged = arrange(vec![source("prod", &["bb", "aa", "c"])], &Query::default(), sort);
        assert_eq!(names(&arranged), ["aa", "bb", "c"]);
    }

    #[test]
    fn a_filter_hides_rows_and_counts_all() {
        let query = Query::parse("alpha", &cluster::COLUMNS);
        let arranged = arrange(vec![source("prod", &["alpha", "beta"])], &query, Sort::default());
        assert_eq!(
            (names(&arranged), arranged.total()),
            (vec!["alpha".to_owned()], 2)
        );
    }
}
