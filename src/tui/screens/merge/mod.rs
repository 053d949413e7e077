//! A merge: what another party changed meanwhile, and what both changed, which the user decides.
//!
//! - [`screen`]: the screen, and what it does on a command; `paint`: its view.
//!
//! **Invariant:** nothing is chosen by default, and nothing is planned before everything is decided.

mod paint;
pub mod screen;
#[cfg(test)]
mod tests;

pub use screen::{MergeScreen, MergeWanted};
