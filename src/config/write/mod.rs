//! A change of `config.toml`: worked out on its text, shown, and written whole or not at all.
//!
//! Read in this order:
//! - [`refusal`]: why a change may be refused.
//! - [`text`]: the change on the text: comments and order stay.
//! - [`lines`]: what differs, line by line.
//! - [`writing`]: read, preview, write.
//!
//! **Invariant:** nothing is written that the reader finds a kind of mistake in that was not there before, and nothing
//! over what another qd wrote meanwhile. Programs that know nothing of our lock are seen until the last look at the
//! file; what one of them writes between that and the rename is lost.

pub mod lines;
pub mod refusal;
pub mod text;
pub mod writing;

pub use lines::{DiffLine, Mark};
pub use refusal::Refusal;
pub use text::changed;
pub use writing::{WriteError, Writing};
