//! A list of events, the newest first: followed, filtered, read in full; as many of a long log as are wanted.
//!
//! - [`sieve`]: which of them are shown, and what of that the manager is asked for.
//! - [`state`]: the list's state, and what it does on a command.
//! - `paint`: how it looks.

mod paint;
pub mod sieve;
pub mod state;

pub use sieve::EventWish;
pub use state::{Events, LogShown};

#[cfg(test)]
mod tests;
