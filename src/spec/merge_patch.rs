//! JSON Merge Patch (RFC 7396): the least that says how one document becomes another.
//!
//! A patch cannot set a member to null, for null takes a member away; so both sides are read with null
//! members as absent ([`strip_nulls`]). Arrays are replaced whole, with the nulls in them.

use super::diff::{Change, ChangeKind, diff as changes};
use super::elements::{named, same_in_any_order};
use super::json::{Json, Object};
use super::path::Path;

/// Whether the order of an array's elements is part of what is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Counts,
    /// A `{name, …}` array without duplicates that differs in its order only is no change.
    IgnoredIfNamed,
}

/// Why no patch makes one document of another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a merge patch cannot say what changed at {}; overwrite the whole document instead", self.place())]
pub struct Unsayable {
    pub path: Path,
}

impl Unsayable {
    fn place(&self) -> String {
        match self.path.is_empty() {
            true => "the top of the document".to_owned(),
            false => self.path.to_string(),
        }
    }
}

/// Applies a patch as RFC 7396, section 2, does; members keep their places, new ones stand behind them.
pub fn apply(target: &Json, patch: &Json) -> Json {
    let Json::Object(patch) = patch else {
        return patch.clone();
    };
    let mut members = target.as_object().cloned().unwrap_or_default();
    for (key, value) in patch.iter() {
        match value {
            Json::Null => drop(members.remove(key)),
            Json::Object(_) => {
                let before = members.get(key).unwrap_or(&Json::Null);
                members.insert(key, apply(before, value));
            }
            _ => members.insert(key, value.clone()),
        }
    }
    Json::Object(members)
}

/// Makes the smallest patch from one document to the other; `None` if nothing differs.
///
/// # Errors
/// [`Unsayable`] if the patch, applied to `before`, does not give `after`: such a patch must not be sent.
pub fn diff(before: &Json, after: &Json, order: Order) -> Result<Option<Json>, Unsayable> {
    let (before, after) = (strip_nulls(before), strip_nulls(after));
    let patch = patch_of_value(&before, &after, order);
    let result = patch.as_ref().map(|patch| apply(&before, patch));
    match first_difference(result.as_ref().unwrap_or(&before), &after, order) {
        None => Ok(patch),
        Some(path) => Err(Unsayable { path }),
    }
}

/// The document without members that are null; what is in arrays stays as it is.
pub fn strip_nulls(document: &Json) -> Json {
    let Json::Object(object) = document else {
        return document.clone();
    };
    let members = object.iter().filter(|(_, value)| !value.is_null());
    Json::Object(members.map(|(key, value)| (key, strip_nulls(value))).collect())
}

fn patch_of_value(before: &Json, after: &Json, order: Order) -> Option<Json> {
    match (before, after) {
        (Json::Object(before), Json::Object(after)) => {
            let patch = patch_of_members(before, after, order);
            (!patch.is_empty()).then_some(Json::Object(patch))
        }
        (Json::Array(one), Json::Array(other))
            if order == Order::IgnoredIfNamed && same_in_any_order(one, other) =>
        {
            None
        }
        _ => (before != after).then(|| after.clone()),
    }
}

fn patch_of_members(before: &Object, after: &Object, order: Order) -> Object {
    let mut patch = Object::default();
    for (key, value) in before.iter() {
        let change = match after.get(key) {
            None => Some(Json::Null),
            Some(after) => patch_of_value(value, after, order),
        };
        if let Some(change) = change {
            patch.insert(key, change);
        }
    }
    for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(key)) {
        patch.insert(key, value.clone());
    }
    patch
}

/// Where the result of a patch is not what was wanted.
fn first_difference(result: &Json, wanted: &Json, order: Order) -> Option<Path> {
    let is_order_of_names = |change: &Change| match &change.kind {
        ChangeKind::Reordered { before, .. } => before.as_array().and_then(named).is_some(),
        _ => false,
    };
    changes(result, wanted)
        .into_iter()
        .find(|change| order == Order::Counts || !is_order_of_names(change))
        .map(|change| change.path)
}

#[cfg(test)]
mod tests;
