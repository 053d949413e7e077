//! Everything that is to be said of a text before it is sent: one list, in the order of the text.

use std::collections::HashMap;
use std::ops::Range;

use super::editing::Editing;
use super::finding::{Finding, Gravity};
use super::json::Json;
use super::parse::{Parsed, Place, SyntaxError};
use super::path::{Path, name_of};
use super::request::Way;
use super::schema::Schema;

/// A text that was checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The document; `None` if the text is none.
    pub parsed: Option<Parsed>,
    /// By place in the text; of one place, the gravest first.
    pub findings: Vec<Finding>,
}

/// Checks a whole document against the schema and the rules of its manager.
///
/// `schema` is [`Editing::schema`], read once. The document is always the whole one: also where only a patch of
/// it will be sent.
pub fn check(text: &str, editing: &Editing, schema: &Schema, way: Way) -> Checked {
    let parsed = match Parsed::read(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            return Checked {
                parsed: None,
                findings: vec![broken(text, error)],
            };
        }
    };
    let mut findings = schema.validate(&parsed);
    findings.extend((editing.rules)(&parsed.json, way));
    repeated_names(&parsed.json, &Path::top(), &mut findings);
    for finding in &mut findings {
        finding.range = parsed.nearest(&finding.path);
    }
    findings.extend(repeated_keys(&parsed));
    findings.sort_by_key(|finding| (finding.range.start, std::cmp::Reverse(finding.gravity)));
    Checked {
        parsed: Some(parsed),
        findings,
    }
}

/// Makes a mistake a warning that the document an edit begins with has already: it stood there before, so
/// it stands in the way of no other change.
///
/// `of_base` is what is said of that document as it runs, for [`Way::Patch`]: what an overwrite needs besides,
/// it needs whatever was there.
pub fn forgive(findings: &mut [Finding], of_base: &[Finding]) {
    let is_old = |finding: &Finding| {
        let is_same = |old: &Finding| (&old.path, &old.message) == (&finding.path, &finding.message);
        of_base.iter().any(is_same)
    };
    for finding in findings {
        if finding.gravity == Gravity::Error && is_old(finding) {
            finding.gravity = Gravity::Warning;
        }
    }
}

impl Checked {
    /// What stands in the way of sending.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.gravity == Gravity::Error)
    }

    pub fn can_be_sent(&self) -> bool {
        self.parsed.is_some() && self.errors().next().is_none()
    }
}

fn broken(text: &str, error: SyntaxError) -> Finding {
    Finding {
        range: character_at(text, error.at),
        ..Finding::error(Path::top(), error.message)
    }
}

/// The bytes of the character at a place; empty behind the end of its line.
fn character_at(text: &str, at: Place) -> Range<usize> {
    let start: usize = text
        .split_inclusive('\n')
        .take(at.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let line = text.get(start..).unwrap_or_default();
    let line = line.split('\n').next().unwrap_or_default();
    let mut characters = line.char_indices().skip(at.column.saturating_sub(1));
    characters
        .next()
        .map_or(start + line.len()..start + line.len(), |(byte, character)| {
            start + byte..start + byte + character.len_utf8()
        })
}

fn repeated_keys(parsed: &Parsed) -> impl Iterator<Item = Finding> {
    parsed.repeated.iter().map(|(path, range)| Finding {
        range: range.clone(),
        ..Finding::warning(
            path.clone(),
            "this key stands twice in its object: the last one counts",
        )
    })
}

/// What it means if two elements of a list have one name, no manager says.
fn repeated_names(value: &Json, path: &Path, findings: &mut Vec<Finding>) {
    match value {
        Json::Object(object) => {
            for (key, value) in object.iter() {
                repeated_names(value, &path.field(key), findings);
            }
        }
        Json::Array(items) => {
            let mut first = HashMap::new();
            for (at, item) in items.iter().enumerate() {
                let path = path.index(at);
                if let Some(name) = name_of(item)
                    && let Some(before) = first.insert(name, at)
                {
                    first.insert(name, before);
                    let message = format!(
                        "the name `{name}` stands twice in this list, first as number {}: which one counts is \
                         not known",
                        before + 1
                    );
                    findings.push(Finding::warning(path.clone(), message));
                }
                repeated_names(item, &path, findings);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::kind::CLUSTERS;
    use crate::spec::{Assessment, Risk};

    fn no_rules(document: &Json, _way: Way) -> Vec<Finding> {
        let name = Path::read("name");
        match name.in_document(document).and_then(Json::as_str) {
            Some("") => vec![Finding::error(name, "must be given")],
            _ => Vec::new(),
        }
    }

    const EDITING: Editing = Editing {
        name_at: "metadata.name",
        kind: CLUSTERS,
        schema: r#"{"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string"}, "count": {"type": "integer", "minimum": 1}, "tags": {}}}"#,
        template: "{}",
        editable: Json::clone,
        copied: Json::clone,
        restored: |old, _| old.clone(),
        rules: no_rules,
        risk: |_, _| Assessment {
            risk: Risk::InPlace,
            words: String::new(),
        },
        ways: &[Way::Create],
        dry_run: false,
        force: false,
        versions: false,
        secrets: &[],
    };

    fn checked(text: &str) -> Checked {
        check(text, &EDITING, &Schema::read(EDITING.schema), Way::Create)
    }

    /// The text that each finding is about, and its words.
    fn said(text: &str) -> Vec<(String, String)> {
        let findings = checked(text).findings.into_iter();
        findings
            .map(|finding| (text[finding.range].to_owned(), finding.message))
            .collect()
    }

    #[test]
    fn all_is_said_at_once_in_the_order_of_the_text() {
        let text = r#"{"nam": 1, "count": 0, "name": "", "count": 0, "tags": [{"name":"a"}, {"name":"a"}]}"#;
        let said = said(text);
        let places: Vec<&str> = said.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(
            places,
            [
                r#""nam""#,
                r#""name""#,
                r#""count""#,
                r#""count""#,
                r#"{"name":"a"}"#
            ],
            "{said:?}"
        );
        assert_eq!(checked(text).errors().count(), 2);
        assert!(!checked(text).can_be_sent());
    }

    #[test]
    fn warnings_do_not_stand_in_the_way() {
        let checked = checked(r#"{"name": "x", "new": 1}"#);
        assert!(checked.can_be_sent() && checked.findings.len() == 1);
    }

    #[test]
    fn a_mistake_of_the_base_is_a_warning_and_a_new_one_is_not() {
        let of_base = checked(r#"{"name": "x", "count": 0}"#).findings;
        let mut findings = checked(r#"{"name": "", "count": 0}"#).findings;
        forgive(&mut findings, &of_base);
        let gravities: Vec<_> = findings
            .iter()
            .map(|finding| (finding.path.to_string(), finding.gravity))
            .collect();
        assert_eq!(
            gravities,
            [
                ("name".to_owned(), Gravity::Error),
                ("count".to_owned(), Gravity::Warning)
            ]
        );
    }

    #[test]
    fn a_text_that_is_no_document_gives_one_finding_at_its_place() {
        assert_eq!(said("{\n  \"é\": x\n}")[0].0, "x");
        assert_eq!(said("{\"name\": \"x\"").len(), 1);
        assert_eq!(said("")[0].1, "the document is empty");
        assert!(!checked("").can_be_sent());
    }

    #[test]
    fn a_name_that_stands_three_times_is_said_of_the_second_and_the_third() {
        let said = said(r#"{"name": "x", "tags": [{"name":"a"},{"name":"a","v":1},{"name":"a","v":2}]}"#);
        let places: Vec<&str> = said.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, [r#"{"name":"a","v":1}"#, r#"{"name":"a","v":2}"#]);
        assert!(said[1].1.contains("first as number 1"), "{said:?}");
    }
}
