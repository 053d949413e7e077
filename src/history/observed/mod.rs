//! What two answers about the same objects tell of what happened in between.
//!
//! Read in this order:
//! - [`rows`]: which rows of a list came, went, or differ.
//! - [`object`]: what changed of one object, in words: its state, its health, its version, its parts.
//!
//! **Invariant:** what an answer does not say is no change, nor is time that passed.

pub mod object;
pub mod rows;

#[cfg(test)]
mod fixture;

pub use object::{Parts, changes, changes_of_row};
pub use rows::{Rows, compare};
