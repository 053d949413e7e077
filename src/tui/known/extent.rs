//! How much of lists was read: of a long one the first rows, and more as the user comes near their end.

use crate::resource::text::grouped;

use super::KnownList;

/// How many rows of a list are wanted at first.
pub const FIRST_ROWS: usize = 200;
/// Fewest and most rows that are read on at once: whoever reads on and on gets ever more at a time.
const STEP: (usize, usize) = (100, 1_000);

/// How much was read of one list, or of several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    pub read: u64,
    /// How many objects there are.
    pub total: u64,
    /// Whether more was asked for, and may come.
    pub is_reading: bool,
}

impl Extent {
    pub fn of<'a>(lists: impl Iterator<Item = &'a KnownList>) -> Self {
        lists.fold(Self::default(), |extent, list| {
            let read = list.listing.rows.len() as u64;
            Self {
                read: extent.read + read,
                total: extent.total + read + list.listing.unread(),
                is_reading: extent.is_reading || list.is_reading_on(),
            }
        })
    }

    /// Whether there is more than what was read.
    pub fn is_cut(&self) -> bool {
        self.read < self.total
    }

    /// "200 of 10,000 read"; empty where that is all there is.
    pub fn words(&self, ellipsis: &str) -> String {
        if !self.is_cut() {
            return String::new();
        }
        let of = format!("{} of {}", grouped(self.read), grouped(self.total));
        match self.is_reading {
            true => format!("{of}, reading{ellipsis}"),
            false => format!("{of} read"),
        }
    }

    /// The title of a table over these lists.
    pub fn titled(&self, title: &str, ellipsis: &str) -> String {
        match self.words(ellipsis).as_str() {
            "" => title.to_owned(),
            words => format!("{title}: {words}"),
        }
    }
}

impl KnownList {
    /// How many rows of it are wanted.
    pub fn wanted(&self) -> usize {
        self.wanted.max(FIRST_ROWS)
    }

    /// Whether more of it was asked for, and may come.
    fn is_reading_on(&self) -> bool {
        self.listing.unread() > 0 && self.listing.rows.len() < self.wanted() && self.state.failure.is_none()
    }

    /// Wants the next rows, if there are such.
    pub(super) fn read_on(&mut self) {
        if self.listing.unread() > 0 {
            let read = self.listing.rows.len();
            let step = (read / 2 / STEP.0 * STEP.0).clamp(STEP.0, STEP.1);
            self.wanted = self.wanted().max(read + step);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::resource::{Listing, Row};

    fn list(read: usize, total: u64) -> KnownList {
        let row = Arc::new(Row::of_nothing("a"));
        let listing = Listing {
            total: Some(total),
            ..Listing::whole(vec![row; read])
        };
        KnownList {
            listing: Arc::new(listing),
            ..KnownList::default()
        }
    }

    #[test]
    fn whoever_reads_on_gets_ever_more_at_a_time_up_to_a_thousand() {
        let mut wanted = Vec::new();
        for read in [200, 400, 1_000, 5_000, 9_999] {
            let mut list = list(read, 10_000);
            list.read_on();
            wanted.push(list.wanted() - read);
        }
        assert_eq!(wanted, [100, 200, 500, 1_000, 1_000]);
    }

    #[test]
    fn asking_again_before_the_rows_came_wants_no_more() {
        let mut list = list(200, 10_000);
        list.read_on();
        list.read_on();
        assert_eq!(list.wanted(), 300);
    }

    #[test]
    fn of_several_lists_the_sum_is_said_and_of_whole_ones_nothing() {
        let (long, short) = (list(200, 10_000), list(40, 40));
        let both = Extent::of([&long, &short].into_iter());
        assert_eq!(both.titled("Hosts", "..."), "Hosts: 240 of 10,040 read");
        assert_eq!(Extent::of([&short].into_iter()).titled("Hosts", "..."), "Hosts");
        let mut more = long.clone();
        more.read_on();
        assert_eq!(
            Extent::of([&more].into_iter()).words("..."),
            "200 of 10,000, reading..."
        );
    }
}
