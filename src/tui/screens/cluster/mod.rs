//! One cluster: header, and tabs for its servers, its events, its spec and the raw document.
//!
//! - [`screen`]: its state, and what it does on a command.
//! - `header`: how header and tabs look.

mod header;
pub mod screen;

pub(in crate::tui::screens) use header::view_progress;
pub use screen::{ClusterScreen, Tab};
