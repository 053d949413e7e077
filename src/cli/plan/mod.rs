//! `qd plan`: how far clusters are from what files say.
//!
//! Read in this order:
//! - [`request`]: the arguments, and the course of events.
//! - [`show`]: the table, each change, and the same as JSON.
//! - [`saved`]: a plan on disk; [`fresh`]: whether it still holds.
//!
//! **Invariant:** a saved plan holds no secret.

pub mod fresh;
pub mod request;
pub mod saved;
pub mod show;

pub use request::{Comparison, Plan};
