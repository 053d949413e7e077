//! `qd get`: lists, and single objects, in any form.
//!
//! Read in this order:
//! - [`kinds`]: what can be listed.
//! - [`request`]: the arguments; lists of all contexts, and one object of them.
//! - [`parts`]: servers, events and whatever else is part of a cluster, read with it or listed alone.
//! - [`contexts`]: the open contexts themselves.

pub mod contexts;
pub mod kinds;
pub mod parts;
pub mod request;
#[cfg(test)]
mod tests;

pub use kinds::{declared, plural, reference, require, singular};
pub use request::{Get, read};
