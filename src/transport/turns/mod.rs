//! Who is sent next, and when: one queue per host, shared by every door to it.
//!
//! Read in this order:
//! - [`pace`]: what a host allows; [`priority`]: how urgent a request is.
//! - `queue`: whose turn it is, decided from what is known: no clock, no waiting.
//! - [`turn`]: the [`Turns`] of a host, which requests wait for.
//! - `caller`: on whose behalf a request is sent, known all the way down to the door.
//! - `ledger`: what the processes of this machine tell each other about a host; [`neighbours`]: in a file.
//!
//! A request waits where it can still be overtaken: nobody holds a turn that has not come yet, so a
//! user's change never waits behind a refresh that only waits for the clock.
//!
//! **Invariant:** no two requests to a host start within its spacing, whoever sends them on this machine.

mod caller;
mod ledger;
pub mod neighbours;
pub mod pace;
pub mod priority;
mod queue;
pub mod turn;

#[cfg(test)]
mod tests;

pub use neighbours::Neighbours;
pub use pace::Pace;
pub use priority::{Priority, Urgency};
pub use queue::Outlook;
pub use turn::{Permit, Turns};
