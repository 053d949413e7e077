//! `qd history`, `qd diff` and `qd restore`: older versions of a configuration.
//!
//! Read in this order:
//! - [`archive`]: the versions of one cluster, read as far as they are wanted.
//! - [`history`]: which there are, and what each changed; [`compare`]: two of them.
//! - [`restore`]: back to one of them, by the same way as any other change.

pub mod archive;
pub mod compare;
pub mod history;
pub mod restore;

pub use compare::Diff;
pub use history::History;
pub use restore::Restore;
