//! An editor for one JSON document: any text can be typed, and help comes from its tokens, also while it
//! is broken.
//!
//! Read in this order:
//! - [`spot`]: where in a text.
//! - [`buffer`]: the lines, the cursor, and the steps back and forth.
//! - [`state`]: the [`Editor`]: what every change does besides changing the text.
//! - [`motion`]: moving and selecting; [`typing`]: what is typed, and how it is indented; [`shape`]: whole
//!   lines, and the whole text.
//! - [`search`]: finding and replacing; [`marks`]: places with a finding.
//! - [`outline`]: which objects and lists a place is in; [`place`]: the path there, and back;
//!   [`complete`]: what can be typed there; [`brackets`]: the partner of a bracket.
//! - [`commands`]: what each command does to the text, where it needs nothing but the text.
//! - [`cells`]: a line as the terminal shows it; [`paint`]: the lines in sight.
//!
//! **Invariant:** a key costs no more than one pass over the text, a frame no more than the lines in sight;
//! whatever the text holds, only visible characters are painted.

pub mod brackets;
pub mod buffer;
pub mod cells;
pub mod commands;
pub mod complete;
pub mod marks;
pub mod motion;
pub mod outline;
pub mod paint;
pub mod place;
pub mod search;
pub mod shape;
pub mod spot;
pub mod state;
#[cfg(test)]
mod tests;
pub mod typing;

pub use complete::{CompletionContext, Typed};
pub use marks::Mark;
pub use motion::Motion;
pub use spot::Spot;
pub use state::{Editor, TooLarge};
