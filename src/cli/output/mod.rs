//! Data in the forms that can be asked for; nothing here writes anywhere.
//!
//! Read in this order:
//! - [`mod@format`]: the forms that `-o` names.
//! - [`table`]: aligned columns for people and `awk`; [`columns`]: which columns, and what cells say.
//! - [`document`]: JSON and YAML: the manager's own documents, and rows as objects.
//!
//! **Invariant:** text from a manager leaves here redacted, and in tables with its control characters
//! made visible.

pub mod columns;
pub mod document;
pub mod format;
pub mod table;

pub use columns::Place;
pub use format::Format;
pub use table::Table;
