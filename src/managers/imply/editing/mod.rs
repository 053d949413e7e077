//! The configuration of a cluster, as it is edited: `{metadata: {name}, spec}`.
//!
//! - `schema.json`: every field with its type and what it is for; `template.json`: the create example of the
//!   reference.
//! - [`document`]: what of the manager's own document is edited.
//! - [`rules`]: the traps of the reference that a schema cannot say.
//! - [`risk`]: what a change is expected to do to what runs.
//! - [`declared`]: all of it, as the rest of the program sees it.

pub mod declared;
pub mod document;
pub mod risk;
pub mod rules;

#[cfg(test)]
mod tests;

pub use declared::{EDITING, SECRETS};
