//! Two texts compared line by line: side by side where there is room, one below the other where not.
//!
//! - [`compare`]: which line became which; [`lines`]: what is shown of that, with long stretches that are
//!   the same folded away.
//! - [`state`]: how far it is scrolled.
//! - `paint`: the lines in sight, and within a line the words that differ.
//!
//! **Invariant:** every line says by a sign what happened to it: `-` was there, `+` is there, `~` differs.

pub mod compare;
pub mod lines;
mod paint;
pub mod state;
#[cfg(test)]
mod tests;

pub use state::{DiffView, Side};
