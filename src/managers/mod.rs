//! The managers: one folder each, and the registry that lists them.
//!
//! - [`manager`]: what every manager gives the rest of the program; [`about`]: what it declares; [`error`]: how it
//!   fails.
//! - [`shown`]: requests as they are shown before they are sent; [`plain`]: rows and kinds with nothing special to them.
//! - [`event_log`]: what is asked of a manager that keeps a log of events, and its answer.
//! - [`elements`]: reading a long JSON array element by element, as it arrives.
//! - [`octets`]: reading a file, piece by piece, as it arrives.
//! - [`registry`]: one line per manager.
//!
//! **Invariant:** a manager's name occurs in its own folder and in one line of [`registry`], nowhere
//! else. A manager uses what stands above, never the registry and never another manager.

pub mod about;
pub mod elements;
pub mod error;
pub mod event_log;
pub mod manager;
pub mod octets;
pub mod plain;
pub mod registry;
pub mod shown;

pub mod cloudify;
pub mod commissaire;
pub mod imply;
pub mod instaclustr;

#[cfg(test)]
pub mod chronicle;
#[cfg(test)]
mod contract;

pub use about::{About, Intervals, RefusedChange, Setting};
pub use error::{FieldError, ManagerError};
pub use event_log::{EventLog, EventPage, EventQuery, EventWord, EventsOf};
pub use manager::{ActionRequest, ElementSink, Entry, Manager, Opening, Parts, Remark, Submitted};
pub use octets::{ByteSink, Stop};
