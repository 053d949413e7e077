//! One change of a configuration on its way: how far it is, what is being moved, what happens, how it ended.
//!
//! - [`screen`]: state, and what is taken from the object as it is read.

mod paint;
pub mod screen;
#[cfg(test)]
mod tests;

pub use screen::{FollowingScreen, is_followed};
