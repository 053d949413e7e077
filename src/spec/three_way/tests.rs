use proptest::prelude::*;

use super::*;
use crate::spec::diff::ChangeKind;
use crate::spec::path::name_of;
use crate::spec::random::{document_and_change, document_and_two_changes};

fn json(text: &str) -> Json {
    text.parse().unwrap()
}

fn merged(base: &str, mine: &str, theirs: &str) -> Merged {
    merge(&json(base), &json(mine), &json(theirs))
}

fn conflicts(merged: &Merged) -> Vec<String> {
    let paths = merged.conflicts.iter().map(|conflict| conflict.path.to_string());
    paths.collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn changes_in_different_places_are_brought_together() {
    let merged = merged(
        r#"{"q":{"replicas":1,"size":"s"},"gone":1,"e":[1]}"#,
        r#"{"q":{"replicas":3,"size":"s"},"mine":{"a":null},"e":[1]}"#,
        r#"{"first":0,"q":{"replicas":1,"size":"l"},"gone":1,"theirs":1,"e":[1,2]}"#,
    );
    assert_eq!(
        merged.document.to_string(),
        r#"{"first":0,"q":{"replicas":3,"size":"l"},"theirs":1,"mine":{},"e":[1,2]}"#
    );
    assert_eq!(conflicts(&merged), NOTHING);
    let summaries = |changes: &[Change]| changes.iter().map(Change::summary).collect::<Vec<_>>();
    assert_eq!(
        summaries(&merged.mine),
        ["replicas 1 -> 3", "gone removed", "mine added: {}"]
    );
    assert_eq!(
        summaries(&merged.theirs),
        [
            "size s -> l",
            "e[1] added: 2",
            "first added: 0",
            "theirs added: 1"
        ]
    );
}

#[test]
fn named_elements_are_merged_one_by_one() {
    let merged = merged(
        r#"[{"name":"a","v":1},{"name":"b","v":1},{"name":"c","v":1}]"#,
        r#"[{"name":"a","v":2},{"name":"b","v":1},{"name":"mine"},{"name":"c","v":1}]"#,
        r#"[{"name":"c","v":3},{"name":"theirs"},{"name":"a","v":1}]"#,
    );
    assert_eq!(
        merged.document.to_string(),
        r#"[{"name":"c","v":3},{"name":"theirs"},{"name":"a","v":2},{"name":"mine"}]"#
    );
    assert_eq!(conflicts(&merged), NOTHING);
}

#[test]
fn the_same_change_on_both_sides_is_no_conflict() {
    let merged = merged(
        r#"{"a":1,"b":1,"l":[1]}"#,
        r#"{"a":2,"c":{"x":1},"l":[2]}"#,
        r#"{"l":[2.0],"c":{"x":1.0},"a":2.0}"#,
    );
    assert_eq!(conflicts(&merged), NOTHING);
    assert_eq!(merged.document, json(r#"{"a":2,"c":{"x":1},"l":[2]}"#));
}

#[test]
fn different_changes_of_one_place_are_a_conflict_with_all_three_sides() {
    let merged = merged(r#"{"a":1,"b":0}"#, r#"{"a":2,"b":0}"#, r#"{"a":3,"b":1}"#);
    assert_eq!(merged.document, json(r#"{"a":2,"b":1}"#));
    assert_eq!(
        merged.conflicts,
        [Conflict {
            path: Path::read("a"),
            base: Some(json("1")),
            mine: Some(json("2")),
            theirs: Some(json("3")),
        }]
    );
}

#[test]
fn a_removal_conflicts_with_a_change_inside_what_is_removed() {
    let merged = merged(
        r#"{"tier2":{"replicas":1,"size":"s"},"t":[{"name":"a","v":1}]}"#,
        r#"{"t":[{"name":"a","v":2}]}"#,
        r#"{"tier2":{"replicas":2,"size":"l"},"t":[]}"#,
    );
    assert_eq!(conflicts(&merged), ["tier2", "t[a]"]);
    assert_eq!(merged.document, json(r#"{"t":[{"name":"a","v":2}]}"#));
}

#[test]
fn what_both_added_differently_and_arrays_without_names_conflict_as_a_whole() {
    let of_additions = merged("{}", r#"{"a":{"x":1}}"#, r#"{"a":{"y":1}}"#);
    assert_eq!(conflicts(&of_additions), ["a"]);
    let of_lists = merged(r#"{"l":[1,2]}"#, r#"{"l":[1,2,3]}"#, r#"{"l":[0,1,2]}"#);
    assert_eq!(conflicts(&of_lists), ["l"]);
}

#[test]
fn an_order_conflicts_only_with_another_order() {
    let base = r#"[{"name":"a"},{"name":"b"},{"name":"c"}]"#;
    let one = r#"[{"name":"b"},{"name":"a"},{"name":"c"}]"#;
    let other = r#"[{"name":"a"},{"name":"c"},{"name":"b"}]"#;
    assert_eq!(conflicts(&merged(base, one, other)), [""]);
    assert_eq!(conflicts(&merged(base, one, one)), NOTHING);
    let with_a_change = merged(base, one, r#"[{"name":"a","v":1},{"name":"b"},{"name":"c"}]"#);
    assert_eq!(
        with_a_change.document.to_string(),
        r#"[{"name":"b"},{"name":"a","v":1},{"name":"c"}]"#
    );
}

#[test]
fn nothing_is_chosen_by_default() {
    let merged = merged(r#"{"a":1,"b":1}"#, r#"{"a":2,"b":2}"#, r#"{"a":3,"b":3}"#);
    let (a, b) = (Path::read("a"), Path::read("b"));
    assert_eq!(merged.resolve(&[]), Err(vec![a.clone(), b.clone()]));
    assert_eq!(merged.resolve(&[(a, Choice::Mine)]), Err(vec![b]));
}

#[test]
fn each_conflict_is_decided_on_its_own() {
    let merged = merged(
        r#"{"a":1,"b":1,"c":1,"gone":1,"t":[{"name":"x","v":1},{"name":"y","v":1},{"name":"z","v":1}]}"#,
        r#"{"a":2,"b":2,"c":2,"t":[{"name":"x","v":2},{"name":"z","v":2}]}"#,
        r#"{"a":3,"b":3,"c":3,"gone":2,"t":[{"name":"y","v":3},{"name":"z","v":3}]}"#,
    );
    let choices = [
        ("a", Choice::Theirs),
        ("b", Choice::Edited(Some(json("[4]")))),
        ("c", Choice::Edited(None)),
        ("gone", Choice::Theirs),
        ("t[x]", Choice::Theirs),
        ("t[y]", Choice::Theirs),
        ("t[z].v", Choice::Mine),
    ]
    .map(|(path, choice)| (Path::read(path), choice));
    assert_eq!(
        merged.resolve(&choices).map(|document| document.to_string()),
        Ok(r#"{"a":3,"b":[4],"t":[{"name":"z","v":2},{"name":"y","v":3}],"gone":2}"#.to_owned())
    );
}

#[test]
fn an_element_that_is_given_the_name_of_another_is_not_taken_for_it() {
    let merged = merged(
        r#"[{"name":"a","v":1},{"name":"b","v":1}]"#,
        r#"[{"name":"a","v":2},{"name":"b","v":2}]"#,
        r#"[]"#,
    );
    let other_name = Choice::Edited(Some(json(r#"{"name":"b","v":9}"#)));
    assert_eq!(
        merged.resolve(&[
            (Path::read("[a]"), other_name),
            (Path::read("[b]"), Choice::Theirs)
        ]),
        Ok(json(r#"[{"name":"b","v":9}]"#))
    );
}

#[test]
fn a_conflict_of_the_whole_document_is_decided_like_any_other() {
    let merged = merged("1", "2", "3");
    assert_eq!(merged.resolve(&[(Path::top(), Choice::Theirs)]), Ok(json("3")));
}

/// The document with its `{name, …}` arrays in the order of their names.
fn as_maps(document: &Json) -> Json {
    match document {
        Json::Object(object) => {
            Json::Object(object.iter().map(|(key, value)| (key, as_maps(value))).collect())
        }
        Json::Array(items) => {
            let mut sorted: Vec<Json> = items.iter().map(as_maps).collect();
            if named(items).is_some() {
                sorted.sort_by(|one, other| name_of(one).cmp(&name_of(other)));
            }
            Json::Array(sorted)
        }
        scalar => scalar.clone(),
    }
}

/// Whether a change that led to `side` holds in `result` as well.
fn holds(change: &Change, side: &Json, result: &Json) -> bool {
    // Arrays that are not merged by name are taken as a whole.
    let whole = |step: &&Step| !matches!(step, Step::Index(_));
    let path: Path = change.path.steps().iter().take_while(whole).cloned().collect();
    let (wanted, found) = (path.in_document(side), path.in_document(result));
    match &change.kind {
        // Elements that the other side added or removed may stand between.
        ChangeKind::Reordered { .. } if wanted.and_then(Json::as_array).and_then(named).is_some() => {
            let names = |value: Option<&Json>, other: Option<&Json>| -> Vec<String> {
                let other = other.and_then(Json::as_array).and_then(named).unwrap_or_default();
                let items = value.and_then(Json::as_array).unwrap_or_default();
                let names = items.iter().filter_map(name_of);
                names
                    .filter(|name| other.contains_key(name))
                    .map(str::to_owned)
                    .collect()
            };
            names(wanted, found) == names(found, wanted)
        }
        _ if path != change.path => wanted == found,
        ChangeKind::Added(value) | ChangeKind::Changed { after: value, .. } => found == Some(value),
        ChangeKind::Removed(_) => found.is_none(),
        ChangeKind::Reordered { .. } => wanted == found,
    }
}

proptest! {
    #[test]
    fn without_conflict_a_merge_commutes_and_loses_nothing((base, one, other) in document_and_two_changes()) {
        let merged = merge(&base, &one, &other);
        let turned = merge(&base, &other, &one);
        let paths = |merged: &Merged| {
            let mut paths = conflicts(merged);
            paths.sort();
            paths
        };
        prop_assert_eq!(paths(&merged), paths(&turned));
        if merged.conflicts.is_empty() {
            prop_assert_eq!(as_maps(&merged.document), as_maps(&turned.document));
        }
        let (one, other) = (strip_nulls(&one), strip_nulls(&other));
        for (changes, side) in [(&merged.mine, &one), (&merged.theirs, &other)] {
            for change in changes {
                let in_conflict = merged.conflicts.iter().any(|conflict| {
                    change.path.is_within(&conflict.path) || conflict.path.is_within(&change.path)
                });
                prop_assert!(in_conflict || holds(change, side, &merged.document), "{:?} in {}", change, merged.document);
            }
        }
    }

    #[test]
    fn what_one_side_alone_changed_is_taken_as_it_is((base, changed) in document_and_change()) {
        let (base, changed) = (strip_nulls(&base), strip_nulls(&changed));
        for (mine, theirs) in [(&changed, &base), (&base, &changed), (&changed, &changed)] {
            let merged = merge(&base, mine, theirs);
            prop_assert_eq!(&merged.document, &changed);
            prop_assert!(merged.conflicts.is_empty());
        }
    }

    #[test]
    fn whatever_is_chosen_is_in_the_document((base, one, other) in document_and_two_changes(), is_mine in proptest::collection::vec(any::<bool>(), 40)) {
        let merged = merge(&base, &one, &other);
        let choice = |is_mine: &bool| if *is_mine { Choice::Mine } else { Choice::Theirs };
        let choices: Vec<_> = merged.conflicts.iter().zip(&is_mine)
            .map(|(conflict, is_mine)| (conflict.path.clone(), choice(is_mine)))
            .collect();
        let document = merged.resolve(&choices).unwrap();
        for (conflict, is_mine) in merged.conflicts.iter().zip(&is_mine) {
            let wanted = if *is_mine { &conflict.mine } else { &conflict.theirs };
            prop_assert_eq!(conflict.path.in_document(&document), wanted.as_ref());
        }
    }
}
