//! A viewer for one JSON document: folding, search, secrets hidden until asked for.
//!
//! Read in this order:
//! - [`layout`]: the manager's bytes laid out in lines; key order and number text stay as they were.
//! - [`state`]: the [`Document`]: cursor, folds, scrolling.
//! - [`search`]: finding text, also in folded parts.
//! - [`value`]: what is under the cursor, to be copied.
//! - [`paint`]: the visible lines in colour. The cost grows with what is visible, not with the document.
//!
//! **Invariant:** while secrets are hidden, neither the painted lines nor the search see them; only who copies a
//! value gets it, unseen.

pub mod layout;
pub mod paint;
pub mod search;
pub mod state;
#[cfg(test)]
mod tests;
pub mod value;

pub use state::Document;
