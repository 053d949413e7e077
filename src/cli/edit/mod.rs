//! `qd edit`: a configuration in the user's own editor, and what was written kept until it runs.
//!
//! Read in this order:
//! - [`request`]: the arguments, and from a name to what is to be edited.
//! - [`desk`]: the editor, a private file for it, and the draft of what was written.
//! - [`course`]: written, checked, planned, sent; on a mistake written again, or kept.
//!
//! **Invariant:** what was written is on the disk as a draft before anything is made of it.

pub mod course;
pub mod desk;
pub mod request;

pub use course::Course;
pub use desk::Desk;
pub use request::Edit;
