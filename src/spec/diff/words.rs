//! A change in few words.

use super::{Change, ChangeKind};
use crate::spec::json::{Json, quoted};
use crate::spec::path::{Path, Step};
use crate::spec::secret::MASK;

/// What is said in place of the two values of a changed secret.
pub const ANOTHER_SECRET: &str = "another secret";

/// How many characters of a value a summary shows.
const LONGEST: usize = 32;

impl Change {
    /// The change in one short line: "replicas 3 -> 5", "tier2 removed", "env added: prod".
    ///
    /// The place is told by its last name alone, which is not always unique, and long values are cut.
    pub fn summary(&self) -> String {
        let place = short_place(&self.path);
        match &self.kind {
            ChangeKind::Added(value) => format!("{place} added: {}", short_value(inner_value(value))),
            ChangeKind::Removed(_) => format!("{place} removed"),
            ChangeKind::Changed { .. } if self.kind.is_of_secret() => format!("{place}: {ANOTHER_SECRET}"),
            ChangeKind::Changed { before, after } => {
                format!("{place} {} -> {}", short_value(before), short_value(after))
            }
            ChangeKind::Reordered { .. } => format!("{place} reordered"),
        }
    }
}

impl ChangeKind {
    /// One character for the margin.
    pub fn sign(&self) -> char {
        match self {
            Self::Added(_) => '+',
            Self::Removed(_) => '-',
            Self::Changed { .. } | Self::Reordered { .. } => '~',
        }
    }

    /// Whether one secret, masked, became another: their values say nothing.
    pub fn is_of_secret(&self) -> bool {
        let is_mask = |value: &Json| value.as_str() == Some(MASK);
        matches!(self, Self::Changed { before, after } if is_mask(before) && is_mask(after))
    }

    pub fn word(&self) -> &'static str {
        match self {
            Self::Added(_) => "add",
            Self::Removed(_) => "remove",
            Self::Changed { .. } => "change",
            Self::Reordered { .. } => "reorder",
        }
    }
}

/// The end of a path that says what is meant: `replicas`, `env` for `tags[env].value`, `extensions[2]`.
fn short_place(path: &Path) -> String {
    match path.steps() {
        [] => "document".to_owned(),
        [.., Step::Name(name), Step::Field(field)] if &**field == "value" => name.to_string(),
        [.., Step::Name(name), Step::Field(field)] => format!("{name}.{field}"),
        [.., Step::Name(last) | Step::Field(last)] => last.to_string(),
        steps @ [.., Step::Index(_)] => {
            let is_index = |step: &&Step| matches!(step, Step::Index(_));
            let length = steps.iter().rev().take_while(is_index).count() + 1;
            let end: Path = (steps.iter().skip(steps.len().saturating_sub(length)))
                .cloned()
                .collect();
            end.to_string()
        }
    }
}

/// Of a pair of name and value, the value: the name is told by the path.
fn inner_value(value: &Json) -> &Json {
    let is_pair = value.as_object().is_some_and(|object| object.len() == 2);
    (value.get("name").filter(|_| is_pair))
        .and_then(|_| value.get("value"))
        .unwrap_or(value)
}

fn short_value(value: &Json) -> String {
    let text = match value {
        Json::String(text) if is_plain(text) => text.to_string(),
        _ => value.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some(_) => text.chars().take(LONGEST - 3).chain("...".chars()).collect(),
    }
}

/// Whether a text cannot be taken for another value, nor for a part of the sentence, without its quotes.
fn is_plain(text: &str) -> bool {
    let is_a_word = !text.is_empty() && text.trim() == text && !text.contains(" -> ");
    is_a_word && quoted(text).len() == text.len() + 2 && text.parse::<Json>().is_err()
}
