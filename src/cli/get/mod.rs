//! `qd get`: lists, and single objects, in any form.
//!
//! Read in this order:
//! - [`kinds`]: what can be listed.
//! - [`request`]: the arguments; lists of all contexts, and one object of them.
//! - [`parts`]: servers and events, which are read with their cluster.
//! - [`contexts`]: the open contexts themselves.

pub mod contexts;
pub mod kinds;
pub mod parts;
pub mod request;

pub use kinds::singular;
pub use request::{Get, read};
