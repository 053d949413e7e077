//! What a manager declares of the desired state that it lets be edited: data, as its actions are.

use super::diff::Change;
use super::finding::Finding;
use super::json::Json;
use super::path::Path;
use super::request::Way;
use super::risk::{Assessment, Sides};
use crate::resource::KindId;

/// The desired state of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Editing {
    pub kind: KindId,
    /// JSON Schema (2020-12) of a document, with a description of each field.
    pub schema: &'static str,
    /// Where in a document its name stands: "metadata.name".
    pub name_at: &'static str,
    /// The document a new object begins with.
    pub template: &'static str,
    /// What of the manager's own document may be edited: without what it alone sets, and without nulls,
    /// which mean that nothing is set.
    pub editable: fn(&Json) -> Json,
    /// The document without what belongs to one object alone: what a copy begins with.
    pub copied: fn(&Json) -> Json,
    /// An older document (the first) for going back to it from the one that is there (the second): without
    /// what is a command rather than a configuration.
    pub restored: fn(&Json, &Json) -> Json,
    /// What the schema cannot say.
    pub rules: fn(&Json, Way) -> Vec<Finding>,
    /// What one change does to what runs.
    pub risk: fn(&Change, &Sides<'_>) -> Assessment,
    pub ways: &'static [Way],
    /// Whether the manager checks a request without carrying it out.
    pub dry_run: bool,
    /// Whether it can be asked to stop everything for a change.
    pub force: bool,
    /// Whether older versions can be read.
    pub versions: bool,
    /// Names of fields that hold secrets, or dotted paths to them.
    pub secrets: &'static [&'static str],
}

impl Editing {
    /// The name that a document gives its object.
    pub fn name_in<'a>(&self, document: &'a Json) -> Option<&'a str> {
        Path::read(self.name_at).in_document(document)?.as_str()
    }
}
