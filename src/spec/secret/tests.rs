use proptest::prelude::*;

use super::*;
use crate::spec::random::{document_and_change, documents};

fn json(text: &str) -> Json {
    text.parse().unwrap()
}

fn is_secret_here(path: &[&str]) -> bool {
    is_secret(&["pivot.options", "pin"], path)
}

fn masked(text: &str) -> String {
    mask(&json(text), &is_secret_here).to_string()
}

/// What an edited document becomes, and the places of masks that stand for nothing.
fn unmasked(edited: &str, base: &str) -> (String, Vec<String>) {
    let (document, findings) = unmask(&json(edited), &json(base), &is_secret_here);
    let paths = findings.iter().map(|finding| finding.path.to_string());
    (document.to_string(), paths.collect())
}

fn stays(edited: &str, base: &str, becomes: &str) {
    assert_eq!(unmasked(edited, base), (becomes.to_owned(), Vec::new()));
}

#[test]
fn only_secrets_are_masked() {
    assert_eq!(
        masked(
            r#"{"initialDruidPassword":"pearl","n":1.0,"pivot":{"options":"a: pearl","accessMode":"X"},"options":"y"}"#
        ),
        r#"{"initialDruidPassword":"********","n":1.0,"pivot":{"options":"********","accessMode":"X"},"options":"y"}"#
    );
}

#[test]
fn a_secret_object_is_masked_throughout() {
    assert_eq!(
        masked(r#"{"credentials":{"user":"pearl","pin":1234,"is_on":true,"more":["pearl",{"a":null}]}}"#),
        r#"{"credentials":{"user":"********","pin":"********","is_on":true,"more":["********",{"a":null}]}}"#
    );
}

#[test]
fn the_value_of_a_pair_with_a_secret_name_is_masked() {
    assert_eq!(
        masked(
            r#"[{"name":"db_password","value":"pearl"},{"value":7,"key":"apiKey"},{"name":"a","value":"b"}]"#
        ),
        r#"[{"name":"db_password","value":"********"},{"value":"********","key":"apiKey"},{"name":"a","value":"b"}]"#
    );
}

#[test]
fn what_was_not_touched_is_put_back_and_what_was_typed_is_kept() {
    stays(
        r#"{"new":1,"pin":"********","token":"typed","t":[{"name":"b","value":2},{"name":"db_password","value":"********"}]}"#,
        r#"{"token":"old","pin":1.0,"t":[{"name":"db_password","value":"pearl"}]}"#,
        r#"{"new":1,"pin":1.0,"token":"typed","t":[{"name":"b","value":2},{"name":"db_password","value":"pearl"}]}"#,
    );
}

#[test]
fn a_mask_that_stands_for_nothing_is_an_error() {
    let edited = r#"{"token":"********","pin":"********","a":["********"],"t":[{"name":"my_token","value":"********"},{"name":"x","value":"********"}]}"#;
    let base =
        r#"{"pin":null,"a":["x"],"t":[{"name":"your_token","value":"pearl"},{"name":"x","value":"y"}]}"#;
    let (document, findings) = unmask(&json(edited), &json(base), &is_secret_here);
    assert_eq!(document, json(edited));
    let paths: Vec<_> = findings.iter().map(|finding| finding.path.to_string()).collect();
    assert_eq!(paths, ["token", "pin", "a[0]", "t[my_token].value", "t[x].value"]);
    assert_eq!(
        findings[0].message,
        "this is a mask, not a value: it would be stored as it stands"
    );
}

#[test]
fn elements_without_names_are_found_by_what_can_be_seen_of_them() {
    let base = r#"[{"id":1,"pin":"one"},{"id":2,"pin":"two"}]"#;
    stays(
        r#"[{"id":2,"pin":"********"},{"id":1,"pin":"********"}]"#,
        base,
        r#"[{"id":2,"pin":"two"},{"id":1,"pin":"one"}]"#,
    );
    stays(
        r#"[{"id":2,"pin":"********"}]"#,
        base,
        r#"[{"id":2,"pin":"two"}]"#,
    );
    stays(
        r#"[{"id":9,"pin":"********"},{"id":2,"pin":"********"}]"#,
        base,
        r#"[{"id":9,"pin":"one"},{"id":2,"pin":"two"}]"#,
    );
}

#[test]
fn a_mask_is_never_given_a_value_that_may_be_of_another() {
    let base = r#"{"credentials":["one","two"]}"#;
    stays(
        r#"{"credentials":["********","typed"]}"#,
        base,
        r#"{"credentials":["one","typed"]}"#,
    );
    stays(
        r#"{"credentials":["first","********","********"]}"#,
        base,
        r#"{"credentials":["first","one","two"]}"#,
    );
    assert_eq!(
        unmasked(r#"{"credentials":["********"]}"#, base).1,
        ["credentials[0]"]
    );
}

#[test]
fn names_within_a_secret_are_masked_and_put_back() {
    let base = r#"{"credentials":[{"name":"a","value":"x"}]}"#;
    assert_eq!(
        masked(base),
        r#"{"credentials":[{"name":"********","value":"********"}]}"#
    );
    stays(&masked(base), base, base);
}

/// Short names are secret here, so that random documents have many.
fn is_secret_by_letter(path: &[&str]) -> bool {
    path.last()
        .is_some_and(|name| ["a", "c", "p", "q"].contains(name))
}

#[test]
fn a_mask_of_a_mask_and_what_was_left_out_in_print_are_errors() {
    let base = r#"{"token":"********","note":"[redacted]","n":1}"#;
    let edited = r#"{"token":"********","note":"[redacted]","list":["[redacted]"],"password":"[redacted]"}"#;
    let (becomes, places) = unmasked(edited, base);
    assert_eq!(
        (becomes.as_str(), places),
        (
            edited,
            vec!["token".to_owned(), "list[0]".into(), "password".into()]
        )
    );
    assert_eq!(
        without_masks(&json(
            r#"{"token":"********","a":["********",{"pin":"********","n":1}]}"#
        ))
        .to_string(),
        r#"{"a":[{"n":1}]}"#
    );
}

#[test]
fn only_a_secret_that_the_base_has_there_is_masked_as_known() {
    let base =
        json(r#"{"token":"old","pin":1,"t":[{"name":"b_password","value":"same"}],"credentials":["a","b"]}"#);
    let document = json(
        r#"{"token":"typed","pin":1,"t":[{"name":"new_password","value":"mine"},{"name":"b_password","value":"same"}],"credentials":["a","b"]}"#,
    );
    let known = mask_known(&document, &base, &is_secret_here);
    assert_eq!(
        known.to_string(),
        r#"{"token":"typed","pin":"********","t":[{"name":"new_password","value":"mine"},{"name":"b_password","value":"********"}],"credentials":["********","********"]}"#
    );
    assert_eq!(unmask(&known, &base, &is_secret_here), (document, Vec::new()));
}

proptest! {
    #[test]
    fn what_is_masked_as_known_is_put_back((document, base) in document_and_change()) {
        let known = mask_known(&document, &base, &is_secret_by_letter);
        let (unmasked, findings) = unmask(&known, &base, &is_secret_by_letter);
        prop_assert_eq!(unmasked, document);
        prop_assert_eq!(findings, []);
    }

    #[test]
    fn what_is_masked_is_put_back_as_it_was(document in documents()) {
        let masked = mask(&document, &is_secret_by_letter);
        let (unmasked, findings) = unmask(&masked, &document, &is_secret_by_letter);
        prop_assert_eq!(unmasked.to_string(), document.to_string());
        prop_assert_eq!(findings, []);
    }

    #[test]
    fn a_mask_is_put_back_or_reported((document, _) in document_and_change(), (_, other) in document_and_change()) {
        let masked = mask(&document, &is_secret_by_letter);
        let (unmasked, findings) = unmask(&masked, &other, &is_secret_by_letter);
        let left = unmasked.to_string().matches(MASK).count();
        prop_assert_eq!(left, findings.len());
        for finding in findings {
            prop_assert_eq!(finding.path.in_document(&unmasked).and_then(Json::as_str), Some(MASK));
        }
    }
}
