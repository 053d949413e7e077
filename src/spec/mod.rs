//! Editing a desired state: documents, their differences, and what is to be said of them. Pure.
//!
//! Read in this order:
//! - [`json`]: a document, with its order and its numbers as they were written; `parse`: from text, with the
//!   place of every value.
//! - [`path`]: where in a document.
//! - [`mod@diff`]: what differs between two documents, by path; [`elements`]: which element of one array is
//!   which of another; [`risk`]: what a difference does to what runs.
//! - [`merge_patch`]: the least that says how one document becomes another (RFC 7396).
//! - [`three_way`]: what two parties made of one document, brought together.
//! - [`secret`]: secrets masked before anybody sees a document, and put back before it is sent.
//! - [`finding`]: what is to be said of a document before it is sent; [`schema`]: what a document may hold;
//!   [`mod@check`]: everything at once, for a text.
//! - [`editing`]: what a manager declares of the documents it lets be edited.
//! - [`base`]: where an edit begins, and what the manager says of a request before it is sent.
//! - [`plan`]: from an edited document to the request that makes it so, and what that does;
//!   [`request`]: what is sent.
//! - [`desired`]: a document as somebody wrote it, made into a plan against what is there.
//! - [`draft`]: an edited document on its way to being sent, as it is kept until it is.
//!
//! **Invariant:** nothing here knows a manager, a file, a clock or a terminal; a document goes in and a
//! statement about it comes out.

pub mod base;
pub mod check;
pub mod desired;
pub mod diff;
pub mod draft;
pub mod editing;
pub mod elements;
pub mod finding;
pub mod json;
pub mod merge_patch;
pub mod parse;
pub mod path;
pub mod plan;
#[cfg(test)]
mod random;
pub mod request;
pub mod risk;
pub mod schema;
pub mod secret;
pub mod three_way;

pub use base::{Base, Edit, Submission, Verdict};
pub use check::{Checked, check, forgive};
pub use desired::{Extent, Judged, judge};
pub use diff::{Change, ChangeKind, diff};
pub use draft::{Draft, DraftError, DraftId, DraftTarget};
pub use editing::Editing;
pub use finding::{Finding, Gravity};
pub use json::{Json, Number, Object};
pub use parse::{Parsed, Place, SyntaxError};
pub use path::{Path, Step};
pub use plan::{Manner, NoPlan, Plan, Planned};
pub use request::{RequestText, SpecRequest, Way};
pub use risk::{Assessment, Risk, Sides};
pub use schema::{FieldHelp, Schema};
pub use three_way::{Choice, Conflict, Merged};
