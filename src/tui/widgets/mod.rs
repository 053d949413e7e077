//! The pieces screens are built from: they know no screen.
//!
//! - [`table`]: rows of a kind, virtual: cursor, marks, filter, sort; cost of the visible rows only.
//! - [`columns`]: which columns fit, and how wide they are.
//! - [`events`]: a list of events with its filters.
//! - [`diff`]: two texts compared line by line.
//! - [`document`]: a JSON document, folded and searched; [`editor`]: one being edited; [`tokens`]: what both
//!   cut JSON into.
//! - [`input`]: a line being typed; [`form`]: several fields.
//! - [`rule`]: the title line of a pane; [`gauge`]: progress; [`spans`]: text cut to a width.

pub mod columns;
pub mod diff;
pub mod document;
pub mod editor;
pub mod events;
pub mod form;
pub mod gauge;
pub mod input;
pub mod rule;
pub mod spans;
pub mod table;
pub mod tokens;
