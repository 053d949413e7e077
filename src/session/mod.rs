//! An open context: what both front ends talk to.
//!
//! Read in this order:
//! - [`open`]: a context's settings become a [`Session`]: reads and lists by priority.
//! - `access`: whether anything may be sent: a refused credential is not shown again until the user acts.
//!   [`login`]: a secret is tried before it is kept.
//! - `shared_reads`: equal reads that wait for their turn become one.
//! - [`listing`]: a list read element by element; unchanged bytes keep their parsed row.
//! - [`watch`]: visible data kept fresh and told as [`Fact`]s; `back_off`: how long failures wait; `reach`: in an
//!   outage one list asks for all.
//! - `parts`: the same for parts of a cluster that are listed alone.
//! - [`events`]: a manager's log of events, read piece by piece and kept fresh.
//! - `observed`: what was seen to change, between any two answers.
//! - `edit`: a desired state read for editing, and checked; [`mod@apply`]: sent, and compared at the end;
//!   `trace`: looked for if no answer came.
//! - [`mod@download`]: a file of an object, fetched whole or not at all; `transferring`: how far a file has come.
//! - [`note`]: a text that a manager declares, written on this machine.
//! - `versions`: old versions of desired states, asked for once.
//! - [`perform`]: a change: read again, sent once; `told`: what it was told besides its target; `follow`: looked after to its end; [`record`]: written down.
//!
//! **Invariant:** nothing here knows a screen or a command line, and nothing here repeats a mutation.

mod access;
pub mod apply;
mod back_off;
pub mod download;
mod edit;
pub mod events;
pub mod fact;
mod follow;
pub mod listing;
pub mod login;
pub mod note;
mod observed;
pub mod open;
mod parts;
pub mod perform;
mod reach;
pub mod record;
mod shared_reads;
mod told;
mod trace;
mod transferring;
mod versions;
pub mod watch;

#[cfg(test)]
mod tests;

pub use crate::transport::Priority;
pub use apply::apply;
pub use download::{Destination, download};
pub use events::EventReader;
pub use fact::{Emit, Fact};
pub use login::LoginError;
pub use note::write_note;
pub use open::{Session, SessionSettings};
pub use record::KeptJournal;
pub use versions::VersionsOnDisk;
pub use watch::{Subscription, Watch};
