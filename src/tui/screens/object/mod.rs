//! One object of any kind, read alone: a header, and a tab for each thing there is to say of it.
//!
//! - [`tab`]: which tabs an object has; data, so that no screen asks for a kind by name.
//! - [`screen`]: its state, and what it does on a command.
//! - `parts`, `facts`, `events`, `sheet`: what is in the tabs.
//! - `cursor`: what is under the cursor, and what opening it means.
//! - `header`, `tabs`, `paint`: how header, the line of tabs, and what is in them look.

mod cursor;
mod events;
mod facts;
mod header;
mod paint;
mod parts;
pub mod screen;
mod sheet;
pub mod tab;
mod tabs;

pub(in crate::tui::screens) use events::{fill_events, run_events};
pub(in crate::tui::screens) use header::view_progress;
pub(in crate::tui::screens) use parts::fill_at_once;
pub use screen::ObjectScreen;
pub use tab::Tab;
