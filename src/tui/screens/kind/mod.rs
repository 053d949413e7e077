//! All objects of one kind that managers list, over the contexts that have it.
//!
//! - `columns`: which columns there are, also where managers declare different ones.
//! - [`screen`]: its state, and what it does on a command.
//! - `paint`: how it looks.

mod columns;
mod paint;
pub mod screen;

pub use screen::KindScreen;
