//! What a schema demands, in plain words.

use serde_json::Value;

use super::node::Node;

/// "whole number, at least 1": for help.
pub(super) fn type_words(node: &Node<'_>) -> String {
    let types: Vec<String> = node
        .types()
        .into_iter()
        .map(|name| one_type(name, node))
        .collect();
    match types.as_slice() {
        [] if !node.values().is_empty() => "one of a list".into(),
        [] => "anything".into(),
        _ => types.join(" or "),
    }
}

/// "must be a whole number, at least 1": for a value that is not.
pub(super) fn demand(node: &Node<'_>) -> String {
    let values = values(node);
    if !values.is_empty() {
        return format!("must be one of {}", values.join(", "));
    }
    let words = type_words(node);
    let article = match words.as_str() {
        words if words.starts_with("text") || words.starts_with("true") || words.starts_with("anything") => {
            ""
        }
        words if words.starts_with('o') => "an ",
        _ => "a ",
    };
    format!("must be {article}{words}")
}

/// The listed values as a reader says them: words without quotes.
pub(super) fn values(node: &Node<'_>) -> Vec<String> {
    let say = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    node.values().iter().map(say).collect()
}

fn one_type(name: &str, node: &Node<'_>) -> String {
    match name {
        "string" => "text".into(),
        "integer" => format!("whole number{}", bounds(node)),
        "number" => format!("number{}", bounds(node)),
        "boolean" => "true or false".into(),
        "array" => node.element().map_or_else(
            || "list".into(),
            |element| format!("list of {}", several(&element)),
        ),
        other => other.into(),
    }
}

fn several(element: &Node<'_>) -> String {
    match element.types().as_slice() {
        ["string"] => "texts".into(),
        ["integer"] => "whole numbers".into(),
        ["object"] if !element.keys().is_empty() => format!("{{{}}}", element.keys().join(", ")),
        [] => "anything".into(),
        _ => "values".into(),
    }
}

fn bounds(node: &Node<'_>) -> String {
    match (node.get("minimum"), node.get("maximum")) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        (Some(least), None) => format!(", at least {least}"),
        (None, Some(most)) => format!(", at most {most}"),
        (None, None) => String::new(),
    }
}
