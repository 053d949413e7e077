//! What a document may hold: judged by a JSON Schema, and looked up in it for help and completion.
//!
//! What a schema says here beyond the standard (2020-12):
//! - A field that it does not name is a warning, never an error: managers get new fields, and what is not known
//!   is sent as it is. So a schema of ours never says `additionalProperties: false`.
//! - `"x-open": true` beside an `enum`: other values may come with a newer manager, so they are a warning too.
//! - Help is what `description`, `default`, `enum` and `examples` say; beside a `$ref`, they go before those of its target.

mod node;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use self::node::Node;
use crate::resource::nearest;

use super::finding::Finding;
use super::json::Json;
use super::parse::Parsed;
use super::path::{Path, Step};

/// A schema, read once and asked often.
#[derive(Debug)]
pub struct Schema {
    top: Value,
    /// What makes it unusable as a judge, if anything does.
    judge: Result<Validator, String>,
}

/// What a schema says of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldHelp {
    /// "whole number, at least 1".
    pub type_words: String,
    /// Empty if there is none.
    pub description: String,
    /// The words it may be, where they are listed.
    pub values: Vec<String>,
    /// As JSON.
    pub default: Option<String>,
}

impl Schema {
    /// Reads a schema; one that cannot be read says so by [`Schema::fault`], and then allows everything.
    pub fn read(text: &str) -> Self {
        let (top, judge) = match serde_json::from_str(text) {
            Ok(top) => {
                let judge = jsonschema::validator_for(&top).map_err(|error| error.to_string());
                (top, judge)
            }
            Err(error) => (Value::Null, Err(error.to_string())),
        };
        Self { top, judge }
    }

    /// Why the schema itself is of no use, if so.
    pub fn fault(&self) -> Option<&str> {
        self.judge.as_ref().err().map(String::as_str)
    }

    /// Everything that is wrong with a document, and every field of it that is not known.
    pub fn validate(&self, parsed: &Parsed) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Ok(judge) = &self.judge {
            let document = parsed.json.to_value();
            let errors: Vec<_> = judge.iter_errors(&document).collect();
            let of_wrong_type: HashSet<_> = errors
                .iter()
                .filter(|error| matches!(error.kind(), ValidationErrorKind::Type { .. }))
                .map(|error| error.instance_path().as_str())
                .collect();
            let mut said = HashSet::new();
            for error in &errors {
                // A value of the wrong type is not in a list of words either: that is said once.
                if matches!(error.kind(), ValidationErrorKind::Enum { .. })
                    && of_wrong_type.contains(error.instance_path().as_str())
                {
                    continue;
                }
                let finding = self.finding(error, &parsed.json);
                if said.insert((finding.path.clone(), finding.message.clone())) {
                    findings.push(finding);
                }
            }
        }
        unknown_fields(&Node::top(&self.top), &parsed.json, &Path::top(), &mut findings);
        findings
    }

    /// What the schema says of the field at `path`.
    pub fn describe(&self, path: &Path) -> Option<FieldHelp> {
        self.node(path).map(|node| help(&node))
    }

    /// The keys that an object at `path` may hold, in the order of the schema.
    pub fn keys_at(&self, path: &Path) -> Vec<(String, FieldHelp)> {
        let Some(node) = self.node(path) else {
            return Vec::new();
        };
        let keys = node.keys().into_iter();
        keys.filter_map(|key| Some((key.to_owned(), help(&node.member(key)?))))
            .collect()
    }

    /// The values that can be offered for the field at `path`, as JSON: those that are listed, or are examples.
    pub fn values_at(&self, path: &Path) -> Vec<String> {
        let Some(node) = self.node(path) else {
            return Vec::new();
        };
        match node.values() {
            [] if node.types().contains(&"boolean") => {
                vec!["true".into(), "false".into()]
            }
            [] => node.examples().iter().map(ToString::to_string).collect(),
            values => values.iter().map(ToString::to_string).collect(),
        }
    }

    fn node(&self, path: &Path) -> Option<Node<'_>> {
        let top = Node::top(&self.top);
        path.steps().iter().try_fold(top, |node, step| match step {
            Step::Field(name) => node.member(name),
            Step::Index(_) | Step::Name(_) => node.element(),
        })
    }

    fn finding(&self, error: &ValidationError<'_>, document: &Json) -> Finding {
        use ValidationErrorKind as Kind;
        let path = path_of(error, document);
        let node = self.node(&path);
        let rule = || {
            node.as_ref()
                .map_or_else(|| "has another form".into(), words::demand)
        };
        match error.kind() {
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                Finding::error(path, format!("the field `{name}` is missing"))
            }
            Kind::Type { .. } if path.in_document(document).is_some_and(Json::is_null) => {
                let message = format!("{}; to set nothing, leave the field out", rule());
                Finding::error(path, message)
            }
            Kind::Enum { .. } if node.as_ref().is_some_and(Node::is_open) => {
                let message = unknown_value(path.in_document(document), node.as_ref());
                Finding::warning(path, message)
            }
            Kind::Type { .. }
            | Kind::Enum { .. }
            | Kind::Minimum { .. }
            | Kind::Maximum { .. }
            | Kind::ExclusiveMinimum { .. }
            | Kind::ExclusiveMaximum { .. } => Finding::error(path, rule()),
            Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } => {
                Finding::error(path, "must not be empty")
            }
            Kind::UniqueItems => Finding::error(path, "holds the same value twice"),
            // The crate's own words, without the value: it may be a secret.
            _ => Finding::error(path, error.masked().to_string()),
        }
    }
}

/// A key may look like a place in an array: the document tells which it is.
fn path_of(error: &ValidationError<'_>, document: &Json) -> Path {
    let mut path = Path::top();
    let mut value = Some(document);
    for segment in error.instance_path().segments() {
        let step = match (segment, value) {
            (LocationSegment::Index(at), Some(Json::Array(_))) => Step::Index(at),
            (LocationSegment::Index(at), _) => Step::Field(at.to_string().into()),
            (LocationSegment::Property(name), _) => Step::Field(name.into()),
        };
        value = value.and_then(|value| step.child(value));
        path = path.then(step);
    }
    path
}

fn unknown_value(value: Option<&Json>, node: Option<&Node<'_>>) -> String {
    let values = node.map(words::values).unwrap_or_default();
    let word = value.and_then(Json::as_str).unwrap_or_default();
    let advice = match nearest(word, values.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known are {}", values.join(", ")),
    };
    format!("not a value this build knows: sent as it is; {advice}")
}

fn unknown_fields(node: &Node<'_>, value: &Json, path: &Path, findings: &mut Vec<Finding>) {
    match value {
        Json::Object(object) => {
            for (key, value) in object.iter() {
                let path = path.field(key);
                match node.member(key) {
                    Some(member) => unknown_fields(&member, value, &path, findings),
                    None if node.names_its_keys() => {
                        findings.push(Finding::warning(path, unknown_field(key, node)));
                    }
                    None => {}
                }
            }
        }
        Json::Array(items) => {
            let Some(element) = node.element() else { return };
            for (at, item) in items.iter().enumerate() {
                unknown_fields(&element, item, &path.index(at), findings);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn unknown_field(key: &str, node: &Node<'_>) -> String {
    let message = "not a field this build knows: sent as it is";
    match nearest(key, node.keys()) {
        Some(near) => format!("{message}; did you mean `{near}`?"),
        None => message.into(),
    }
}

fn help(node: &Node<'_>) -> FieldHelp {
    FieldHelp {
        type_words: words::type_words(node),
        description: node.text("description").unwrap_or_default().to_owned(),
        values: words::values(node),
        default: node.get("default").map(ToString::to_string),
    }
}
