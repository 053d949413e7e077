//! The managers this build knows: one line each.

use super::manager::Entry;

/// Every manager.
pub static REGISTRY: &[Entry] = &[
    super::imply::ENTRY,
    super::commissaire::ENTRY,
    super::instaclustr::ENTRY,
    super::cloudify::ENTRY,
];

/// The manager of this name.
pub fn find(name: &str) -> Option<&'static Entry> {
    REGISTRY
        .iter()
        .find(|entry| entry.about.name.eq_ignore_ascii_case(name))
}

/// The names of all managers, for messages and completion.
pub fn names() -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().map(|entry| entry.about.name)
}
