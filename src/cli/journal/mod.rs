//! `qd journal`: what was asked for, when and by whom, and what became of it.
//!
//! Read in this order:
//! - [`request`]: which changes are wanted, and in which form.
//! - [`listing`]: a table, or JSON; [`handover`]: a note for whoever is on call next.
//!
//! **Invariant:** nothing is asked of a manager, and no context is opened.

mod handover;
mod listing;
pub mod request;

pub use request::Journal;
