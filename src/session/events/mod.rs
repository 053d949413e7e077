//! A manager's log of events, read piece by piece: never all of it, for it may hold a million.
//!
//! - [`reader`]: the newest ones, then what is new, older ones when they are wanted.
//! - `watch`: the same kept fresh and told while somebody looks.

pub mod reader;
mod watch;

pub use reader::EventReader;
pub(super) use watch::watch_events;
