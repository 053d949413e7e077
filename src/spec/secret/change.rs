//! The values of one change, without those that are secret.

use super::{IsSecret, Way};
use crate::spec::diff::{Change, ChangeKind};
use crate::spec::json::Json;
use crate::spec::path::{Path, Step};

/// The change with [`super::MASK`] in place of every text and number that is secret where it stands.
pub fn mask_change(change: Change, is_secret: &IsSecret<'_>) -> Change {
    let is_hidden = is_within_secret(&change.path, is_secret);
    let masked = |value: &Json| {
        let mut way = Way::new(is_secret);
        way.fields = change.path.fields();
        way.masked(value, is_hidden)
    };
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

/// Whether a value is secret by where it stands.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::diff::diff;

    #[test]
    fn a_change_of_a_secret_is_told_without_its_values() {
        let before: Json = r#"{"a":{"password":"one"},"tags":[{"name":"api_token","value":"x"},{"name":"env","value":"dev"}]}"#.parse().unwrap();
        let after: Json = r#"{"a":{"password":"two"},"tags":[{"name":"api_token","value":"y"},{"name":"env","value":"prod"}],"b":{"password":"three"}}"#.parse().unwrap();
        let is_secret = |path: &[&str]| {
            path.last()
                .is_some_and(|name| name.contains("password") || name.contains("token"))
        };
        let masked: Vec<Change> = diff(&before, &after)
            .into_iter()
            .map(|change| mask_change(change, &is_secret))
            .collect();
        let told = format!("{masked:?}");
        assert!(
            !["one", "two", "three", "\"x\"", "\"y\""]
                .iter()
                .any(|secret| told.contains(secret)),
            "{told}"
        );
        assert!(told.contains("prod") && masked.len() == 4, "{told}");
    }
}
