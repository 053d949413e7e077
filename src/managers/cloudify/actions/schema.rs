//! What a workflow or a blueprint declares becomes parameters of a form and of the command line.

use serde_json::Value;

use crate::resource::{JsonSort, Parameter, SecretNames, Takes, Target, word};

use super::super::wire::{Blueprint, Declared};
use super::known::declared;
use super::name;

/// What the workflow that is said wants to be told.
pub fn of_workflow(target: &Target<'_>) -> Vec<Parameter> {
    match target.arguments.get(name::WORKFLOW) {
        Some(workflow) => parameters(&declared(target, workflow)),
        None => Vec::new(),
    }
}

/// What `scale` wants to be told besides what its form asks for by itself.
pub fn of_scale(target: &Target<'_>) -> Vec<Parameter> {
    let mut declared = declared(target, "scale");
    declared.retain(|(name, _)| !["scalable_entity_name", "delta"].contains(&name.as_str()));
    parameters(&declared)
}

/// The inputs of a blueprint.
pub fn of_inputs(target: &Target<'_>) -> Vec<Parameter> {
    let document = target.detail.map_or("", |detail| &*detail.document);
    let blueprint: Blueprint = serde_json::from_str(document).unwrap_or_default();
    parameters(&blueprint.plan.inputs)
}

/// What is needed first, then the rest, each in the order of its declaration.
fn parameters(declared: &[(String, Declared)]) -> Vec<Parameter> {
    let needed = declared.iter().filter(|(_, it)| it.is_needed());
    let others = declared.iter().filter(|(_, it)| !it.is_needed());
    needed
        .chain(others)
        .filter_map(|(name, it)| parameter(name, it))
        .collect()
}

/// A parameter as declared; nothing where its name is longer than any can be.
pub fn parameter(name: &str, declared: &Declared) -> Option<Parameter> {
    let sort = sort(declared);
    let is_text = matches!(sort, JsonSort::Text | JsonSort::Any);
    let takes = match is_text && SecretNames::default().is_secret(&[name]) {
        true => Takes::Secret,
        false => Takes::Value(sort),
    };
    let description = declared.description.trim();
    let help = match (description, declared.type_name.as_str()) {
        ("", "") => format!("it takes {}", sort.words()),
        ("", type_name) => format!("of the type {type_name}: {}", sort.words()),
        (description, _) => description.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let default = declared.default.as_ref().filter(|_| takes != Takes::Secret);
    let parameter = Parameter {
        default: default
            .and_then(|value| word::word(&shown(value, sort)))
            .unwrap_or_default(),
        is_required: declared.is_needed(),
        ..Parameter::new(word::word(name)?, word::sentence(&help), takes).of_target()
    };
    Some(parameter)
}

/// The declared type; where none is, that of the default (§3, "Deployment").
fn sort(declared: &Declared) -> JsonSort {
    match declared.type_name.as_str() {
        "string" | "textarea" | "regex" => JsonSort::Text,
        "integer" => JsonSort::Integer,
        "float" => JsonSort::Number,
        "boolean" => JsonSort::Boolean,
        "list" => JsonSort::List,
        "dict" => JsonSort::Object,
        // The default of a type of the blueprint's own is no measure of what it takes: it may be a function.
        "" => match &declared.default {
            Some(Value::Object(members)) if is_function(members) => JsonSort::Any,
            Some(Value::String(text)) if text.is_empty() => JsonSort::Any,
            Some(value) => JsonSort::of(value),
            None => JsonSort::Any,
        },
        _ => JsonSort::Any,
    }
}

/// `{get_secret: key}` and the like stand for a value of any sort.
fn is_function(members: &serde_json::Map<String, Value>) -> bool {
    let names = [
        "get_secret",
        "get_input",
        "get_attribute",
        "get_property",
        "concat",
        "get_environment_capability",
    ];
    members.len() == 1 && members.keys().all(|name| names.contains(&name.as_str()))
}

/// A default as it would be typed.
fn shown(value: &Value, sort: JsonSort) -> String {
    match (value, sort) {
        (Value::Null, _) => String::new(),
        (Value::String(text), JsonSort::Text | JsonSort::Any) => text.clone(),
        // A function in place of a value: it is applied if nothing is said, and cannot be typed.
        (Value::Object(members), sort) if sort != JsonSort::Object || is_function(members) => String::new(),
        (value, _) => value.to_string(),
    }
}
