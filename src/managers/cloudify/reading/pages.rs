//! A list, page by page, as far as somebody wants it (§1.5).

use std::sync::Arc;

use crate::managers::{ElementSink, ManagerError};
use crate::resource::Row;

use super::super::client::{Calls, LARGEST_PAGE, PAGE, Page, PageOf, Request};
use super::Reader;

/// An endpoint that lists something.
pub(super) type Endpoint = fn(&Calls, &PageOf) -> Request<Page>;

/// How an element becomes a row.
pub(super) type ReadRow = fn(&str) -> Row;

/// Makes the request for a page.
pub(super) type ByPage<'a> = dyn Fn(&PageOf) -> Request<Page> + Send + Sync + 'a;

impl Reader<'_> {
    /// Reads pages until as many elements were given to `sink` as it wants, or there are no more.
    pub(super) async fn into_sink(
        self,
        first: PageOf,
        request: &ByPage<'_>,
        sink: &mut (dyn ElementSink + '_),
        read: fn(&str) -> Row,
    ) -> Result<(), ManagerError> {
        let mut asked = first;
        let mut given = 0;
        loop {
            asked.size = page_size(sink.wanted(), given);
            let page = self.client.send(request(&asked)).await?;
            if let Some(total) = page.total {
                sink.total(total);
            }
            for item in &page.items {
                sink.element(item.get(), read);
            }
            given += page.items.len();
            if given >= sink.wanted() || page.is_last(asked.offset, asked.size) {
                return Ok(());
            }
            asked.offset += page.items.len() as u64;
        }
    }
}

/// Large steps for who wants much, small ones for who wants a screenful.
pub(super) fn page_size(wanted: usize, given: usize) -> u64 {
    let missing = u64::try_from(wanted.saturating_sub(given)).unwrap_or(u64::MAX);
    missing.clamp(PAGE, LARGEST_PAGE)
}

/// Rows as they are read.
pub(super) struct Gathered {
    wanted: usize,
    pub(super) rows: Vec<Arc<Row>>,
    pub(super) total: Option<u64>,
}

impl Gathered {
    pub(super) fn wanting(wanted: usize) -> Self {
        Self {
            wanted,
            rows: Vec::new(),
            total: None,
        }
    }
}

impl ElementSink for Gathered {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.rows.push(Arc::new(read(raw)));
    }

    fn wanted(&self) -> usize {
        self.wanted
    }

    fn total(&mut self, total: u64) {
        self.total = Some(total);
    }
}
