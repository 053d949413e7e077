//! The fleet: every context's clusters in one table; the selected one's servers and events below.
//!
//! - [`screen`]: its state, and what it does on a command.
//! - `paint`: how it looks.
//!
//! The lower panes follow the cursor once it rests: a held key costs the rows it passes, not their
//! panes. Their titles always say whose servers and events they show.

mod paint;
pub mod screen;

pub use screen::Fleet;
pub(in crate::tui::screens) use screen::{CONTEXT, MANAGER};
