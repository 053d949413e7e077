//! The only part of the console that touches the world.
//!
//! Read in this order:
//! - [`mod@run`]: the loop: facts in one order, one update each, one frame for what changed.
//! - [`draw`]: one frame without a terminal.
//! - [`outside`]: what effects do; `questions`: what screens ask; [`translate`]: facts of terminal and session in the console's words.
//! - `book`: the configuration's contexts, as the one who opens the console keeps them.
//! - `alert`: calls the user at the end of a long change.
//! - `keeper`: drafts, on disk whatever happens; `open_edits`: what it is told of the screens; `lend`: the user's own editor.
//! - [`terminal`]: takes the terminal and gives it back, whatever happens.
//! - [`input`]: keys, mouse and paste, from a thread that sleeps until there are any.
//! - [`signals`]: window size, termination and job control.
//! - [`painter`]: a frame of cells becomes the fewest bytes that show it.

mod alert;
mod book;
mod draw;
pub mod input;
mod keeper;
mod lend;
mod open_edits;
mod outside;
pub mod painter;
mod paths;
mod questions;
mod run;
pub mod signals;
pub mod terminal;
mod translate;

pub use alert::{Alerting, Notification};
pub use book::{Book, Written};
pub use draw::picture;
pub use run::{Setup, run};
