//! A small schema with everything in it that ours use.

use super::*;
use crate::spec::Gravity;

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["spec"],
  "properties": {
    "spec": {
      "type": "object",
      "required": ["version"],
      "properties": {
        "version": {"type": "string", "description": "Which release.", "examples": ["1.0"]},
        "replicas": {"type": "integer", "minimum": 1, "default": 3},
        "mode": {"type": "string", "enum": ["PROXIED", "NATIVE"], "x-open": true},
        "size": {"enum": ["S", "M"]},
        "encrypt": {"type": "boolean"},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}},
        "first": {"$ref": "#/$defs/tag", "description": "The first one."},
        "free": {"type": "object"},
        "limits": {"type": "object", "additionalProperties": {"type": "integer", "maximum": 9}}
      }
    }
  },
  "$defs": {
    "tag": {
      "type": "object",
      "description": "A tag.",
      "required": ["name"],
      "properties": {"name": {"type": "string"}, "value": {"description": "Any."}}
    }
  }
}"##;

fn schema() -> Schema {
    let schema = Schema::read(SCHEMA);
    assert_eq!(schema.fault(), None);
    schema
}

/// Path, gravity and words of all findings.
fn findings(document: &str) -> Vec<(String, Gravity, String)> {
    let findings = schema().validate(&Parsed::read(document).unwrap()).into_iter();
    findings
        .map(|finding| (finding.path.to_string(), finding.gravity, finding.message))
        .collect()
}

/// The one finding of a `spec` with this in it.
fn finding(members: &str) -> (String, Gravity, String) {
    let mut findings = findings(&format!(r#"{{"spec": {{"version": "1", {members}}}}}"#));
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0)
}

#[test]
fn a_sound_document_has_no_findings() {
    let text = r#"{"spec": {"version": "1", "replicas": 1, "mode": "NATIVE", "size": "S", "encrypt": false,
        "tags": [{"name": "a", "value": {"x": 1}}], "free": {"y": 2}, "limits": {"z": 3}}}"#;
    assert_eq!(findings(text), []);
}

#[test]
fn every_error_is_told_with_its_place_in_plain_words() {
    use Gravity::Error;
    for (members, path, message) in [
        (
            r#""replicas": 0"#,
            "spec.replicas",
            "must be a whole number, at least 1",
        ),
        (
            r#""replicas": "3""#,
            "spec.replicas",
            "must be a whole number, at least 1",
        ),
        (
            r#""replicas": null"#,
            "spec.replicas",
            "must be a whole number, at least 1; to set nothing, leave the field out",
        ),
        (r#""size": "L""#, "spec.size", "must be one of S, M"),
        (r#""mode": 5"#, "spec.mode", "must be one of PROXIED, NATIVE"),
        (r#""encrypt": 1"#, "spec.encrypt", "must be true or false"),
        (r#""free": []"#, "spec.free", "must be an object"),
        (r#""tags": {}"#, "spec.tags", "must be a list of {name, value}"),
        (r#""tags": [{}]"#, "spec.tags[0]", "the field `name` is missing"),
        (r#""tags": [{"name": 1}]"#, "spec.tags[0].name", "must be text"),
        (
            r#""limits": {"0": 10}"#,
            r#"spec.0"#,
            "must be a whole number, at most 9",
        ),
    ] {
        let path = path.replace("spec.0", "spec.limits.0");
        assert_eq!(finding(members), (path, Error, message.to_owned()), "{members}");
    }
    let missing = findings(r#"{"spec": {}}"#);
    assert_eq!(
        missing,
        [("spec".into(), Error, "the field `version` is missing".into())]
    );
    assert_eq!(findings("[]")[0].2, "must be an object");
}

#[test]
fn a_field_that_is_not_known_is_a_warning_at_its_key() {
    let (path, gravity, message) = finding(r#""replica": 1"#);
    assert_eq!((&*path, gravity), ("spec.replica", Gravity::Warning));
    assert_eq!(
        message,
        "not a field this build knows: sent as it is; did you mean `replicas`?"
    );
    let (path, _, message) = finding(r#""tags": [{"name": "a", "colour": 1}]"#);
    assert_eq!(path, "spec.tags[0].colour");
    assert_eq!(message, "not a field this build knows: sent as it is");
}

#[test]
fn a_value_that_is_not_known_is_a_warning_where_the_list_is_open() {
    let (path, gravity, message) = finding(r#""mode": "NATIV""#);
    assert_eq!((&*path, gravity), ("spec.mode", Gravity::Warning));
    assert_eq!(
        message,
        "not a value this build knows: sent as it is; did you mean NATIVE?"
    );
    let (_, _, message) = finding(r#""mode": "KERBEROS""#);
    assert!(message.ends_with("known are PROXIED, NATIVE"), "{message}");
}

#[test]
fn a_field_is_described_through_references_and_lists() {
    let schema = schema();
    let help = |path: &str| schema.describe(&Path::read(path));
    let replicas = help("spec.replicas").unwrap();
    assert_eq!(replicas.type_words, "whole number, at least 1");
    assert_eq!(replicas.default.as_deref(), Some("3"));
    assert_eq!(help("spec.mode").unwrap().values, ["PROXIED", "NATIVE"]);
    assert_eq!(help("spec.tags[0]").unwrap().description, "A tag.");
    assert_eq!(help("spec.tags[env].value"), help("spec.tags[7].value"));
    assert_eq!(help("spec.tags[env].value").unwrap().type_words, "anything");
    assert_eq!(help("spec.first").unwrap().description, "The first one.");
    assert_eq!(
        help("spec.limits.any").unwrap().type_words,
        "whole number, at most 9"
    );
    assert_eq!(help("spec.none"), None);
    assert_eq!(help("spec.version[0]"), None);
}

#[test]
fn keys_and_values_are_offered_in_the_order_of_the_schema() {
    let schema = schema();
    let keys = |path: &str| {
        let keys = schema.keys_at(&Path::read(path)).into_iter();
        keys.map(|(key, _)| key).collect::<Vec<_>>()
    };
    assert_eq!(keys("spec")[..3], ["version", "replicas", "mode"]);
    assert_eq!(keys("spec.tags[0]"), ["name", "value"]);
    assert_eq!(keys("spec.version"), Vec::<String>::new());
    let values = |path: &str| schema.values_at(&Path::read(path));
    assert_eq!(values("spec.mode"), [r#""PROXIED""#, r#""NATIVE""#]);
    assert_eq!(values("spec.encrypt"), ["true", "false"]);
    assert_eq!(values("spec.version"), [r#""1.0""#]);
    assert_eq!(values("spec.replicas"), Vec::<String>::new());
}

#[test]
fn a_schema_that_is_none_says_so_and_allows_everything() {
    for text in [
        "{",
        r#"{"type": 5}"#,
        r#"{"$ref": "https://example.com/other.json"}"#,
    ] {
        let schema = Schema::read(text);
        assert!(schema.fault().is_some(), "{text}");
        assert_eq!(schema.validate(&Parsed::read("{}").unwrap()), []);
    }
}

#[test]
fn a_reference_that_leads_to_itself_comes_to_an_end() {
    let schema = Schema::read(r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}"##);
    assert_eq!(schema.describe(&Path::read("x")), None);
}
