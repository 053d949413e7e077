//! A list read element by element: unchanged bytes keep their parsed row.
//!
//! A refresh of a fleet in which little changed costs the reading and hashing of its bytes, and the
//! parsing of the elements that changed; no body is kept.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use crate::managers::ElementSink;
use crate::resource::{Listing, Row};

/// Rows by the hash of the bytes they were read from.
type Rows = HashMap<u64, Arc<Row>, foldhash::fast::FixedState>;

/// Reads the same list again and again.
#[derive(Debug, Default)]
pub struct ListReader {
    known: Rows,
    shown: Arc<Listing>,
    /// How many rows were shown of a first reading that broke off: the next one shows no fewer.
    partly_shown: usize,
}

/// One reading of the list, while its elements arrive.
pub struct Reading<'a> {
    reader: &'a mut ListReader,
    fresh: Rows,
    rows: Vec<Arc<Row>>,
    /// Told of the rows so far, while the list is read for the first time.
    on_partial: &'a mut (dyn FnMut(Arc<Listing>) + Send),
    next_partial: usize,
    bytes: usize,
    is_urgent: bool,
}

/// The first screenful is shown as soon as it is there; then ever larger parts.
const FIRST_PART: usize = 128;
const PART_GROWTH: usize = 4;

impl ListReader {
    /// Begins a reading. `on_partial` hears of the rows so far, and only if there were none before.
    ///
    /// `is_urgent` says that the user waits for it; the first reading always is.
    pub fn begin<'a>(
        &'a mut self,
        is_urgent: bool,
        on_partial: &'a mut (dyn FnMut(Arc<Listing>) + Send),
    ) -> Reading<'a> {
        let is_first = self.shown.rows.is_empty();
        Reading {
            fresh: Rows::with_capacity_and_hasher(self.known.len(), foldhash::fast::FixedState::default()),
            rows: Vec::with_capacity(self.shown.rows.len()),
            next_partial: if is_first {
                FIRST_PART.max(self.partly_shown + 1)
            } else {
                usize::MAX
            },
            bytes: 0,
            is_urgent: is_urgent || is_first,
            reader: self,
            on_partial,
        }
    }
}

impl Reading<'_> {
    /// Bytes of the elements read so far.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Ends the reading; gives the list if it differs from the one before.
    pub fn finish(self) -> Option<Arc<Listing>> {
        let before = &self.reader.shown;
        let is_same = before.complete
            && before.rows.len() == self.rows.len()
            && before
                .rows
                .iter()
                .zip(&self.rows)
                .all(|(old, new)| Arc::ptr_eq(old, new));
        self.reader.known = self.fresh;
        if is_same {
            return None;
        }
        self.reader.shown = Arc::new(Listing::whole(self.rows));
        Some(Arc::clone(&self.reader.shown))
    }
}

impl ElementSink for Reading<'_> {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.bytes += raw.len();
        let hash = hash_of(raw);
        let row = match self.reader.known.get(&hash).or_else(|| self.fresh.get(&hash)) {
            Some(row) => Arc::clone(row),
            None => Arc::new(read(raw)),
        };
        self.fresh.insert(hash, Arc::clone(&row));
        self.rows.push(row);
        if self.rows.len() >= self.next_partial {
            self.next_partial *= PART_GROWTH;
            self.reader.partly_shown = self.rows.len();
            (self.on_partial)(Arc::new(Listing {
                rows: self.rows.clone(),
                complete: false,
                total: None,
            }));
        }
    }

    fn is_urgent(&self) -> bool {
        self.is_urgent
    }
}

fn hash_of(raw: &str) -> u64 {
    let mut hasher = foldhash::fast::FixedState::default().build_hasher();
    hasher.write(raw.as_bytes());
    hasher.write_usize(raw.len());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{State, StateClass};
    use std::cell::Cell;

    thread_local! {
        static PARSED: Cell<usize> = const { Cell::new(0) };
    }

    fn parse(raw: &str) -> Row {
        PARSED.set(PARSED.get() + 1);
        Row {
            id: raw.into(),
            name: raw.into(),
            state: State::new("", StateClass::Neutral),
            progress: None,
            version: None,
            cells: Box::default(),
        }
    }

    fn read(reader: &mut ListReader, elements: &[String]) -> (Option<Arc<Listing>>, usize) {
        let mut partial = 0;
        let mut on_partial = |_| partial += 1;
        let mut reading = reader.begin(false, &mut on_partial);
        for element in elements {
            reading.element(element, parse);
        }
        let listing = reading.finish();
        (listing, partial)
    }

    #[test]
    fn only_changed_elements_are_parsed_and_the_same_list_is_no_news() {
        let mut reader = ListReader::default();
        let mut elements: Vec<_> = (0..1_000).map(|n| format!("cluster {n}")).collect();
        let (listing, partial) = read(&mut reader, &elements);
        assert_eq!(listing.unwrap().rows.len(), 1_000);
        assert!(partial >= 1, "the first reading shows its first rows early");

        PARSED.set(0);
        assert!(read(&mut reader, &elements).0.is_none());
        assert_eq!(PARSED.get(), 0);

        elements[7] = "cluster 7, changed".into();
        let (listing, partial) = read(&mut reader, &elements);
        assert_eq!(&*listing.unwrap().rows[7].name, "cluster 7, changed");
        assert_eq!((PARSED.get(), partial), (1, 0));
    }

    #[test]
    fn a_first_reading_that_is_tried_again_shows_no_fewer_rows_than_before() {
        let mut reader = ListReader::default();
        let elements: Vec<_> = (0..1_000).map(|n| format!("cluster {n}")).collect();
        let mut shown = Vec::new();
        for _ in 0..2 {
            let mut on_partial = |listing: Arc<Listing>| shown.push(listing.rows.len());
            let mut reading = reader.begin(false, &mut on_partial);
            for element in &elements {
                reading.element(element, parse);
            }
            // It breaks off: nobody finishes it.
        }
        assert_eq!(shown, [128, 512, 513]);
    }

    #[test]
    fn a_removed_or_moved_element_is_news() {
        let mut reader = ListReader::default();
        let elements = ["a".to_owned(), "b".to_owned()];
        read(&mut reader, &elements);
        assert!(read(&mut reader, &["b".to_owned(), "a".to_owned()]).0.is_some());
        assert!(read(&mut reader, &["b".to_owned()]).0.is_some());
        assert!(read(&mut reader, &[]).0.is_some());
        assert!(read(&mut reader, &[]).0.is_none());
    }
}
