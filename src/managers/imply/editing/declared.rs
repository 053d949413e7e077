//! What is declared of editing.

use crate::resource::kind::CLUSTERS;
use crate::spec::{Editing, Way};

use super::{document, risk, rules};

/// Fields that hold secrets; the password is the manager's alone, the options are edited.
pub const SECRETS: &[&str] = &["initialDruidPassword", "pivot.options"];

pub static EDITING: Editing = Editing {
    kind: CLUSTERS,
    name_at: "metadata.name",
    schema: include_str!("schema.json"),
    template: include_str!("template.json"),
    editable: document::editable,
    copied: document::copied,
    restored: document::restored,
    rules: rules::findings,
    risk: risk::assess,
    ways: &[Way::Create, Way::Patch, Way::Overwrite],
    dry_run: true,
    force: true,
    versions: true,
    secrets: SECRETS,
};
