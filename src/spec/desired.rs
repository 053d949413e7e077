//! A document as somebody wrote it, made into a plan against what is there: unmasked, completed, checked.

use std::sync::Arc;

use super::base::Base;
use super::check::{check, forgive};
use super::editing::Editing;
use super::finding::{Finding, Gravity};
use super::json::{Json, Object};
use super::merge_patch;
use super::path::{Path, Step};
use super::plan::{Manner, NoPlan, Plan};
use super::request::Way;
use super::schema::Schema;
use super::secret;

/// What it means that a member is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// It stays as it is; null takes it away. As in a merge patch, lists are whole.
    #[default]
    Named,
    /// It is to go: the document is all there should be.
    Whole,
}

/// A written document, judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What is to be said of it; a finding's place in the text is for the caller to find by its path.
    pub findings: Vec<Finding>,
    /// `None` if a finding stands in the way.
    pub plan: Option<Result<Plan, NoPlan>>,
}

/// Makes a plan of what was written: against `base`, or for a new object if there is none.
///
/// Masked secrets are those of the base; fields that the manager alone sets are passed over, so that a document
/// as the manager gave it can be used. A mistake that the base has already is only a warning.
pub fn judge(
    editing: &Editing,
    schema: &Schema,
    base: Option<&Arc<Base>>,
    written: &Json,
    extent: Extent,
    manner: Manner,
) -> Judged {
    let is_secret = |path: &[&str]| secret::is_secret(editing.secrets, path);
    let nothing = Json::object();
    let before = base.map_or(&nothing, |base| &base.document);
    let written = &without_foreign(editing, written);
    let (unmasked, mut findings) = secret::unmask(written, before, &is_secret);
    if !findings.is_empty() {
        return Judged { findings, plan: None };
    }
    let target = match (extent, base) {
        (Extent::Named, Some(base)) => merge_patch::apply(&base.document, &unmasked),
        (Extent::Named | Extent::Whole, _) => (editing.editable)(&unmasked),
    };
    let plan = match base {
        Some(base) => Plan::edit(editing, base, &target, manner),
        None => Ok(Plan::create(editing, &target)),
    };
    if !plan.as_ref().is_err_and(NoPlan::is_there_already) {
        let way = if base.is_some() { manner.way } else { Way::Create };
        findings = findings_of(editing, schema, base, written, &target, way);
    }
    let is_stopped = findings.iter().any(|finding| finding.gravity == Gravity::Error);
    Judged {
        findings,
        plan: (!is_stopped).then_some(plan),
    }
}

fn findings_of(
    editing: &Editing,
    schema: &Schema,
    base: Option<&Arc<Base>>,
    written: &Json,
    target: &Json,
    way: Way,
) -> Vec<Finding> {
    let of = |document: &Json, way| check(&document.pretty(), editing, schema, way).findings;
    let mut findings = of(target, way);
    for finding in &mut findings {
        finding.range = 0..0;
    }
    if let Some(base) = base {
        forgive(&mut findings, &of(&base.document, Way::Patch));
    }
    // What is not written was not written by whoever reads this.
    findings
        .retain(|finding| finding.gravity == Gravity::Error || finding.path.in_document(written).is_some());
    findings
}

/// What of a written document may be edited, with the nulls that were written: they take members away.
pub fn without_foreign(editing: &Editing, written: &Json) -> Json {
    with_nulls(written, &(editing.editable)(written))
}

/// The document with another name.
pub fn with_name(editing: &Editing, document: &Json, name: &str) -> Json {
    with_value(document, &Path::read(editing.name_at), Json::string(name)).unwrap_or_else(|| document.clone())
}

/// The document with another value of one field; objects on the way are made. `None` if the way leads into a list.
pub fn with_value(document: &Json, path: &Path, value: Json) -> Option<Json> {
    let patch = path
        .steps()
        .iter()
        .rev()
        .try_fold(value, |inner, step| match step {
            Step::Field(field) => Some(Json::Object([(field.clone(), inner)].into_iter().collect())),
            Step::Index(_) | Step::Name(_) => None,
        });
    Some(merge_patch::apply(document, &patch?))
}

fn with_nulls(written: &Json, editable: &Json) -> Json {
    let (Json::Object(written), Json::Object(editable)) = (written, editable) else {
        return editable.clone();
    };
    let members = written.iter().filter_map(|(key, member)| {
        if member.is_null() {
            return Some((key, Json::Null));
        }
        Some((key, with_nulls(member, editable.get(key)?)))
    });
    Json::Object(members.collect::<Object>())
}

#[cfg(test)]
mod tests;
