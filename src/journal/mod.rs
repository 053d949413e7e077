//! What was done, when and by whom: every change that was asked for, from either front end.
//!
//! Read in this order:
//! - [`record`]: what is written: that a change began, and what it came to; one line of JSON each.
//! - [`author`]: who writes: the user, the machine, the process and its front end.
//! - [`mod@write`]: a record put on the disk; several processes write into one file, which is never too long.
//! - [`mod@read`]: records from the newest back, over all files; [`entry`]: one change as they tell it.
//! - [`filter`]: which changes are wanted.
//!
//! **Invariant:** no record is ever changed or taken out of a file; the oldest file goes as a whole when there
//! would be more than five beside the one that is written. No secret is in them: what is given here is masked
//! already. Time and identity are passed in.

pub mod author;
pub mod entry;
pub mod filter;
pub mod read;
pub mod record;
pub mod write;

pub use author::Author;
pub use entry::Entry;
pub use filter::Filter;
pub use read::{Chapter, read};
pub use record::{Began, Diff, Ended, Outcome, Record};
pub use write::Journal;

#[cfg(test)]
mod tests;
