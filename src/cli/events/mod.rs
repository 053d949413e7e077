//! `qd events`: what happened, oldest first, and what happens from now on.
//!
//! Read in this order:
//! - [`request`]: whose events are wanted, and which.
//! - `subject`: from a name to what they are events of.
//! - `source`: where they come from: a manager's log, or what is read with an object.
//! - `show`: one event as text, JSON or YAML.
//! - `follow`: new ones, until the end of what they are of, or until it is interrupted.
//! - `tail`: new ones beside a change that is waited for.

mod follow;
pub mod request;
mod show;
mod source;
mod subject;
mod tail;
#[cfg(test)]
mod tests;

pub use request::Events;
pub(super) use source::newest;
pub(super) use tail::Tail;
