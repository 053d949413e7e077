//! The keys and values that can stand at the cursor.

use crate::spec::Schema;
use crate::spec::schema::FieldHelp;
use crate::tui::widgets::editor::{Editor, Typed};

/// A list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub entries: Vec<Entry>,
    pub chosen: usize,
}

/// One key or value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As [`Editor::complete`] takes it.
    pub text: String,
    /// What kind of value it takes, or what it means.
    pub about: String,
}

impl Completion {
    /// What can be typed at the cursor; `None` if nothing is known of it.
    pub fn at_cursor(editor: &Editor, schema: &Schema) -> Option<Self> {
        let context = editor.completion_context()?;
        let prefix = context.prefix.to_lowercase();
        let begins = |word: &str| word.trim_matches('"').to_lowercase().starts_with(&prefix);
        let mut entries: Vec<Entry> = match &context.typed {
            Typed::Key => schema
                .keys_at(&context.container)
                .into_iter()
                .filter(|(key, _)| !context.taken.contains(key))
                .map(|(key, help)| Entry {
                    text: key,
                    about: about(&help),
                })
                .collect(),
            Typed::Value(path) => schema
                .values_at(path)
                .into_iter()
                .map(|text| Entry {
                    text,
                    about: String::new(),
                })
                .collect(),
        };
        entries.retain(|entry| begins(&entry.text));
        (!entries.is_empty()).then_some(Self { entries, chosen: 0 })
    }

    /// Why there is nothing to choose from.
    pub fn why_none(editor: &Editor, schema: &Schema) -> &'static str {
        match editor.completion_context() {
            None => "Neither a key nor a value can stand here",
            Some(context) if context.typed == Typed::Key => {
                let known = schema.keys_at(&context.container);
                if known.iter().all(|(key, _)| context.taken.contains(key)) && !known.is_empty() {
                    "Every key that is known here is there already"
                } else {
                    "No key that is known here begins like this"
                }
            }
            Some(_) => "No words are known for this value",
        }
    }

    pub fn step(&mut self, forward: bool) {
        let count = self.entries.len().max(1);
        let step = if forward { 1 } else { count - 1 };
        self.chosen = (self.chosen + step) % count;
    }

    pub fn chosen(&self) -> Option<&Entry> {
        self.entries.get(self.chosen)
    }
}

fn about(help: &FieldHelp) -> String {
    if help.description.is_empty() {
        return help.type_words.clone();
    }
    format!("{}: {}", help.type_words, help.description)
}
