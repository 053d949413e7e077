//! `qd journal`: what was asked for, when and by whom, and what became of it.
//!
//! Read in this order:
//! - [`request`]: which changes are wanted, and in which form.
//! - [`moment`]: a point in time as it is typed.
//! - [`listing`]: a table, or JSON; [`handover`]: a note for whoever is on call next.
//!
//! **Invariant:** nothing is asked of a manager, and no context is opened.

mod handover;
mod listing;
pub mod moment;
pub mod request;

pub use request::Journal;
