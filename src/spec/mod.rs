//! Editing a desired state: documents, their differences, and what is to be said of them. Pure.
//!
//! Read in this order:
//! - [`json`]: a document, with its order and its numbers as they were written; `parse`: from text, with the
//!   place of every value.
//! - [`path`]: where in a document.
//! - [`diff`]: what differs between two documents, by path; [`risk`]: what that does to what runs.
//! - [`finding`]: what is to be said of a document before it is sent; [`schema`]: what a document may hold;
//!   [`mod@check`]: everything at once, for a text.
//! - [`request`]: what is sent.
//! - [`editing`]: what a manager declares of the documents it lets be edited.
//!
//! **Invariant:** nothing here knows a manager, a file, a clock or a terminal; a document goes in and a
//! statement about it comes out.

pub mod check;
pub mod diff;
pub mod editing;
pub mod finding;
pub mod json;
pub mod parse;
pub mod path;
pub mod request;
pub mod risk;
pub mod schema;

pub use check::{Checked, check};
pub use diff::{Change, ChangeKind};
pub use editing::Editing;
pub use finding::{Finding, Gravity};
pub use json::{Json, Number, Object};
pub use parse::{Parsed, Place, SyntaxError};
pub use path::{Path, Step};
pub use request::{RequestText, SpecRequest, Way};
pub use risk::{Assessment, Risk, Sides};
pub use schema::{FieldHelp, Schema};
