//! A change of `config.toml`: worked out on its text, shown, and written whole or not at all.
//!
//! Read in this order:
//! - [`refusal`]: why a change may be refused.
//! - [`text`]: the change on the text: comments and order stay.
//! - [`lines`]: what differs, line by line.
//! - [`writing`]: read, preview, write.
//!
//! **Invariant:** nothing is written that the reader finds a new mistake in, and nothing over what somebody else wrote
//! meanwhile.

pub mod lines;
pub mod refusal;
pub mod text;
pub mod writing;

pub use lines::{DiffLine, Mark};
pub use refusal::Refusal;
pub use text::changed;
pub use writing::{WriteError, Writing};
