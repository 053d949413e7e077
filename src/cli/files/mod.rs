//! Files of desired states: `{metadata, spec}` documents in JSON or YAML, as the managers' API takes them.
//!
//! Read in this order:
//! - [`mod@gather`]: which files are meant: those named, and those of a directory.
//! - [`read`]: from text to documents.
//! - [`written`]: a document that knows where it stands, so that what is said of it names file, line and column.
//! - [`redacted`]: what `qd get` left out of a document, put back.
//!
//! **Invariant:** nothing here asks a manager.

pub mod gather;
pub mod read;
pub mod redacted;
pub mod written;

pub use gather::gather;
pub use written::Written;
