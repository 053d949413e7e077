//! The values of one change, without those that are secret.

use super::{IsSecret, Way, has_name_of_secret};
use crate::spec::diff::{Change, ChangeKind};
use crate::spec::json::Json;
use crate::spec::path::{Path, Step};
use crate::spec::risk::Sides;

/// The change with [`super::MASK`] in place of every text and number that is secret where it stands, in the
/// document before or in the one after: elements without names of their own are told by their place alone.
pub fn mask_change(change: Change, sides: &Sides<'_>, is_secret: &IsSecret<'_>) -> Change {
    let documents = [sides.before, sides.after];
    let masked = |value: &Json| mask_at(&change.path, value, &documents, is_secret);
    let kind = match &change.kind {
        ChangeKind::Added(value) => ChangeKind::Added(masked(value)),
        ChangeKind::Removed(value) => ChangeKind::Removed(masked(value)),
        ChangeKind::Changed { before, after } => ChangeKind::Changed {
            before: masked(before),
            after: masked(after),
        },
        ChangeKind::Reordered { before, after } => ChangeKind::Reordered {
            before: masked(before),
            after: masked(after),
        },
    };
    Change {
        path: change.path,
        kind,
    }
}

/// A value as it may be shown: secret is what is secret at this path in any of the documents.
pub fn mask_at(path: &Path, value: &Json, documents: &[&Json], is_secret: &IsSecret<'_>) -> Json {
    let is_hidden = is_within_secret(path, is_secret)
        || documents
            .iter()
            .any(|document| is_value_of_secret(path, document, is_secret));
    let mut way = Way::new(is_secret);
    way.fields = path.fields();
    way.masked(value, is_hidden)
}

/// A merge patch between the documents, or one of them, as it may be shown: a patch need not hold the name by
/// which a value in it is told to be secret.
pub fn mask_patch(patch: &Json, documents: &[&Json], is_secret: &IsSecret<'_>) -> Json {
    let mut path = Vec::new();
    masked_members(patch, &mut path, documents, is_secret)
}

fn masked_members(
    patch: &Json,
    steps: &mut Vec<Step>,
    documents: &[&Json],
    is_secret: &IsSecret<'_>,
) -> Json {
    let Json::Object(object) = patch else {
        return mask_at(&steps.iter().cloned().collect(), patch, documents, is_secret);
    };
    let members = object.iter().map(|(key, member)| {
        steps.push(Step::Field(key.into()));
        let masked = masked_members(member, steps, documents, is_secret);
        steps.pop();
        (key, masked)
    });
    Json::Object(members.collect())
}

/// Whether a value is secret by its path alone.
fn is_within_secret(path: &Path, is_secret: &IsSecret<'_>) -> bool {
    let fields = path.fields();
    let by_field = (1..=fields.len())
        .filter_map(|length| fields.get(..length))
        .any(is_secret);
    let by_name = path.steps().windows(2).any(|steps| match steps {
        [Step::Name(name), Step::Field(field)] => &**field == "value" && is_secret(&[name]),
        _ => false,
    });
    by_field || by_name
}

/// Whether the path leads through the `value` of an object that has the name of a secret.
fn is_value_of_secret(path: &Path, document: &Json, is_secret: &IsSecret<'_>) -> bool {
    let mut here = Some(document);
    path.steps().iter().any(|step| {
        let object = here.and_then(Json::as_object);
        here = here.and_then(|value| step.child(value));
        let is_value = matches!(step, Step::Field(field) if &**field == "value");
        is_value && object.is_some_and(|object| has_name_of_secret(object, is_secret))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::diff::diff;

    fn told(before: &str, after: &str) -> (String, usize) {
        let (before, after): (Json, Json) = (before.parse().unwrap(), after.parse().unwrap());
        let is_secret = |path: &[&str]| {
            path.last()
                .is_some_and(|name| name.contains("password") || name.contains("token"))
        };
        let sides = Sides {
            before: &before,
            after: &after,
        };
        let masked: Vec<Change> = diff(&before, &after)
            .into_iter()
            .map(|change| mask_change(change, &sides, &is_secret))
            .collect();
        (format!("{masked:?}"), masked.len())
    }

    #[test]
    fn a_change_of_a_secret_is_told_without_its_values() {
        let (told, count) = told(
            r#"{"a":{"password":"one"},"tags":[{"name":"api_token","value":"x"},{"name":"env","value":"dev"}]}"#,
            r#"{"a":{"password":"two"},"tags":[{"name":"api_token","value":"y"},{"name":"env","value":"prod"}],"b":{"password":"three"}}"#,
        );
        assert!(
            !["one", "two", "three", "\"x\"", "\"y\""]
                .iter()
                .any(|secret| told.contains(secret)),
            "{told}"
        );
        assert!(told.contains("prod") && count == 4, "{told}");
    }

    #[test]
    fn a_patch_is_masked_although_it_does_not_hold_the_name_of_the_secret() {
        let json = |text: &str| text.parse::<Json>().unwrap();
        let before = json(r#"{"login":{"name":"my_token","value":"x"},"n":1}"#);
        let patch = json(r#"{"login":{"value":"hunter2"},"n":2,"more":[{"key":"a_token","value":"y"}]}"#);
        let is_secret = |path: &[&str]| path.last().is_some_and(|name| name.contains("token"));
        assert_eq!(
            mask_patch(&patch, &[&before], &is_secret).to_string(),
            r#"{"login":{"value":"********"},"n":2,"more":[{"key":"a_token","value":"********"}]}"#
        );
    }

    #[test]
    fn a_secret_is_told_by_the_name_beside_it_on_either_side() {
        let lists = [
            // A name stands twice: the elements are told by their places.
            (
                r#"[{"name":"log","value":"slf4j"},{"name":"a","value":"1"},{"name":"a","value":"1"}]"#,
                r#"[{"name":"my.password","value":"hunter2"},{"name":"log","value":"slf4j"},{"name":"a","value":"1"},{"name":"a","value":"1"}]"#,
            ),
            (
                r#"[{"name":"my.password","value":"hunter2"},{"name":"a","value":"1"},{"name":"a","value":"1"}]"#,
                r#"[{"name":"log","value":"slf4j"},{"name":"a","value":"1"},{"name":"a","value":"1"}]"#,
            ),
            (
                r#"[{"key":"my.password","value":"x"}]"#,
                r#"[{"key":"my.password","value":"hunter2"}]"#,
            ),
            (
                r#"{"name":"my.password","value":{"deep":["x"]}}"#,
                r#"{"name":"my.password","value":{"deep":["hunter2"]}}"#,
            ),
            (
                r#"{"key":"my.password"}"#,
                r#"{"key":"my.password","value":"hunter2"}"#,
            ),
        ];
        for (before, after) in lists {
            let (told, count) = told(
                &format!(r#"{{"properties":{before}}}"#),
                &format!(r#"{{"properties":{after}}}"#),
            );
            assert!(count > 0 && !told.contains("hunter2"), "{told}");
        }
    }
}
