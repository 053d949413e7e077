//! What of the manager's own document is edited.

use crate::spec::{Json, Object};

/// `{metadata, spec}` without what the manager alone sets: `status` and `metadata.uid`.
///
/// Null means the same as absence in this API, and a merge patch cannot say it: members that are null are left
/// out. Inside arrays they stay, as a merge patch does not look into those. Unknown members of both parts stay.
pub fn editable(document: &Json) -> Json {
    let mut metadata = without_nulls(document.get("metadata").unwrap_or(&Json::Null));
    if let Json::Object(members) = &mut metadata {
        members.remove("uid");
    }
    let spec = without_nulls(document.get("spec").unwrap_or(&Json::Null));
    let parts = [("metadata", metadata), ("spec", spec)];
    Json::Object(parts.into_iter().filter(|(_, part)| !part.is_null()).collect())
}

/// The same for another cluster. Its name and its place in deep storage are still to be given: two clusters on
/// one place would overwrite each other. The address of its Pivot is that of the first one, so it goes.
pub fn copied(document: &Json) -> Json {
    let mut copy = editable(document);
    if let Json::Object(parts) = &mut copy {
        let nameless: Object = [("name", Json::string(""))].into_iter().collect();
        parts.insert("metadata", Json::Object(nameless));
    }
    if let Some(storage) = spec_part(&mut copy, "deepStorage") {
        storage.insert("path", Json::string(""));
    }
    if let Some(pivot) = spec_part(&mut copy, "pivot") {
        pivot.remove("url");
    }
    copy
}

/// An older document, with the desired state of today: going back to a configuration neither stops nor starts.
pub fn restored(old: &Json, now: &Json) -> Json {
    let mut document = old.clone();
    let desired = now.get("spec").and_then(|spec| spec.get("desiredState"));
    if let Json::Object(parts) = &mut document
        && let Some(Json::Object(spec)) = parts.get_mut("spec")
    {
        match desired {
            Some(desired) => spec.insert("desiredState", desired.clone()),
            None => drop(spec.remove("desiredState")),
        }
    }
    document
}

fn spec_part<'a>(document: &'a mut Json, part: &str) -> Option<&'a mut Object> {
    let Json::Object(parts) = document else {
        return None;
    };
    let Json::Object(spec) = parts.get_mut("spec")? else {
        return None;
    };
    match spec.get_mut(part)? {
        Json::Object(part) => Some(part),
        _ => None,
    }
}

fn without_nulls(value: &Json) -> Json {
    match value {
        Json::Object(object) => Json::Object(
            object
                .iter()
                .filter(|(_, member)| !member.is_null())
                .map(|(key, member)| (key, without_nulls(member)))
                .collect(),
        ),
        other => other.clone(),
    }
}
