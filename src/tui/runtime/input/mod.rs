//! Keys, mouse and paste, from a thread that sleeps until there are any.
//!
//! The events are crossterm's types, but not its reader: that one spins once the terminal is gone, keeps
//! what exceeds its buffer until the next key, and cannot be told to leave the rest to an editor
//! (crossterm 0.29.0, `event/source/unix/mio.rs`).
//!
//! Read in this order:
//! - [`reader`]: [`InputThread`]: sleeps, reads, and makes room for another program.
//! - `decoder`: bytes become events, however they are cut.
//! - `sequence`: what one control sequence means.

mod decoder;
pub mod reader;
mod sequence;

pub use reader::{Input, InputThread};
