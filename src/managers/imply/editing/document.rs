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

/// The same for another cluster, whose name is still to be given.
pub fn copied(document: &Json) -> Json {
    let mut copy = editable(document);
    if let Json::Object(parts) = &mut copy {
        let nameless: Object = [("name", Json::string(""))].into_iter().collect();
        parts.insert("metadata", Json::Object(nameless));
    }
    copy
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
