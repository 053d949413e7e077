//! Rows of a kind in a virtual table: cursor, marks, filter and sort.
//!
//! - [`state`]: what the table is about; it reacts to commands and to new rows.
//! - [`paint`]: the visible rows.
//!
//! **Invariant:** the cursor and the marks are keys, never row numbers; painting costs the visible
//! rows, however many there are.

mod paint;
mod state;
#[cfg(test)]
mod tests;

pub use paint::{RowLook, cell_style, level_style, state_style};
pub use state::{Arranging, RowKey, Table, Ticket};
