//! A form as a screen: what is known, the fields, and what became of it when it was sent.
//!
//! - [`subject`]: what a form is for: it says what is asked and makes requests of what was filled in.
//! - [`screen`]: the screen around any subject: keys, mouse, waiting, leaving without losing what was typed.
//!
//! **Invariant:** nothing here knows what is asked for.

pub mod screen;
pub mod subject;

pub use screen::FormScreen;
pub use subject::{FormSubject, Mistakes, Sent};
