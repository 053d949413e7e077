//! A form as a screen: what is known, the fields, and what became of it when it was sent.
//!
//! - [`subject`]: what a form is for: it says what is asked and makes requests of what was filled in.
//! - [`screen`]: the screen around any subject: keys, mouse, waiting, leaving without losing what was typed.
//! - [`value`]: a document that is written into one field, in the editor over the form.
//!
//! **Invariant:** nothing here knows what is asked for.

pub mod screen;
pub mod subject;
pub mod value;

pub use screen::FormScreen;
pub use subject::{Document, FormSubject, Mistakes, Sent, one_line};
