//! A list read element by element: unchanged bytes keep their parsed row.
//!
//! A refresh of a fleet in which little changed costs the reading and hashing of its bytes, and the
//! parsing of the elements that changed; no body is kept. Of a long list only the first rows may be wanted, and ever
//! more of them: what was read stays known.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    /// How many rows are wanted, if not all: it may grow meanwhile.
    wanted: Option<&'a AtomicUsize>,
    /// How many the manager was told to be wanted, when it last asked.
    told: Cell<usize>,
    total: Option<u64>,
}

/// The first screenful is shown as soon as it is there; then ever larger parts.
const FIRST_PART: usize = 128;
const PART_GROWTH: usize = 4;

impl ListReader {
    /// Begins a reading. `on_partial` hears of the rows so far, and only if no list was read to its end before.
    ///
    /// `is_urgent` says that the user waits for it; the first reading always is.
    pub fn begin<'a>(
        &'a mut self,
        is_urgent: bool,
        on_partial: &'a mut (dyn FnMut(Arc<Listing>) + Send),
    ) -> Reading<'a> {
        let is_first = self.shown.rows.is_empty() || !self.shown.complete;
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
            wanted: None,
            told: Cell::new(usize::MAX),
            total: None,
        }
    }
}

impl<'a> Reading<'a> {
    /// The same reading of no more than the first rows: of as many as `wanted` says whenever the manager asks.
    pub fn wanting(self, wanted: &'a AtomicUsize) -> Self {
        Self {
            told: Cell::new(wanted.load(Ordering::Relaxed)),
            wanted: Some(wanted),
            ..self
        }
    }

    /// Bytes of the elements read so far.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many rows the manager was last told to be wanted.
    pub fn told(&self) -> usize {
        self.told.get()
    }

    /// How many there are in all. One that gives fewer than were wanted has no more, whatever it said.
    fn all(&self) -> Option<u64> {
        let read = self.rows.len();
        self.total.map(|total| match read < self.told.get() {
            true => read as u64,
            false => total.max(read as u64),
        })
    }

    /// Ends the reading; gives the list if it differs from the one before.
    pub fn finish(self) -> Option<Arc<Listing>> {
        let total = self.all();
        let before = &self.reader.shown;
        let is_same = before.complete
            && before.total == total
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
        self.reader.shown = Arc::new(Listing {
            rows: self.rows,
            complete: true,
            total,
        });
        Some(Arc::clone(&self.reader.shown))
    }

    /// Ends a reading that broke off; gives what was read, if that is more than what was shown.
    pub fn break_off(self) -> Option<Arc<Listing>> {
        let shown = self.reader.shown.rows.len().max(self.reader.partly_shown);
        self.reader.known.extend(self.fresh);
        if self.rows.len() <= shown {
            return None;
        }
        self.reader.partly_shown = self.rows.len();
        self.reader.shown = Arc::new(Listing {
            rows: self.rows,
            complete: false,
            total: self.total,
        });
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
                total: self.total,
            }));
        }
    }

    fn wanted(&self) -> usize {
        if let Some(wanted) = self.wanted {
            self.told.set(wanted.load(Ordering::Relaxed));
        }
        self.told.get()
    }

    fn total(&mut self, total: u64) {
        self.total = Some(total);
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

    /// Reads a list of 1,000 in pages of 100; the page after `breaks` pages does not come.
    fn read_pages(reader: &mut ListReader, wanted: &AtomicUsize, breaks: usize) -> Option<Arc<Listing>> {
        let mut on_partial = |_| {};
        let mut reading = reader.begin(false, &mut on_partial).wanting(wanted);
        for page in 0..10 {
            if page == breaks {
                return reading.break_off();
            }
            reading.total(1_000);
            (0..100).for_each(|n| reading.element(&format!("cluster {page} {n}"), parse));
            if (page + 1) * 100 >= reading.wanted() {
                break;
            }
        }
        reading.finish()
    }

    fn size(listing: Option<Arc<Listing>>) -> Option<(usize, u64)> {
        listing.map(|listing| (listing.rows.len(), listing.unread()))
    }

    #[test]
    fn only_as_many_pages_are_read_as_are_wanted_and_what_was_read_stays_known() {
        let (mut reader, wanted) = (ListReader::default(), AtomicUsize::new(150));
        let never = usize::MAX;
        assert_eq!(size(read_pages(&mut reader, &wanted, never)), Some((200, 800)));
        PARSED.set(0);
        wanted.store(300, Ordering::Relaxed);
        assert_eq!(size(read_pages(&mut reader, &wanted, never)), Some((300, 700)));
        assert_eq!(PARSED.get(), 100);
        assert_eq!(
            size(read_pages(&mut reader, &wanted, never)),
            None,
            "it is the same"
        );
    }

    #[test]
    fn pages_that_came_before_one_that_did_not_are_shown_unless_more_were_shown_before() {
        let (mut reader, wanted) = (ListReader::default(), AtomicUsize::new(300));
        assert_eq!(size(read_pages(&mut reader, &wanted, 1)), Some((100, 900)));
        assert_eq!(size(read_pages(&mut reader, &wanted, 1)), None);
        assert_eq!(size(read_pages(&mut reader, &wanted, 2)), Some((200, 800)));
        assert_eq!(
            size(read_pages(&mut reader, &wanted, usize::MAX)),
            Some((300, 700))
        );
        assert_eq!(size(read_pages(&mut reader, &wanted, 2)), None);
    }

    #[test]
    fn a_list_that_ends_before_what_is_wanted_has_no_more_whatever_was_said() {
        let (mut reader, wanted) = (ListReader::default(), AtomicUsize::new(5_000));
        let mut on_partial = |_| {};
        let mut reading = reader.begin(false, &mut on_partial).wanting(&wanted);
        reading.total(20_000);
        reading.element("cluster", parse);
        assert_eq!(size(reading.finish()), Some((1, 0)));
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
