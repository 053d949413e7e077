//! When an answer counts as the recorded one: by shape and by value, but for what cannot be equal.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::sandbox::seed::parse_uuid;

/// Which id of the simulated manager stands for which recorded one.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids {
    known: HashMap<String, String>,
    token: Option<String>,
}

/// Members that tell of the machine, or of the types that came with it.
const OF_THE_MACHINE: [&str; 16] = [
    "config",
    "api_token",
    "logger",
    "_storage_id",
    "execution_group_id",
    "operations",
    "source_operations",
    "target_operations",
    "total_operations",
    "finished_operations",
    "latest_execution_total_operations",
    "latest_execution_finished_operations",
    "plugins",
    "plugins_to_install",
    "deployment_plugins_to_install",
    "workflow_plugins_to_install",
];

/// What the recorder wrote instead of what it kept to itself.
const LEFT_OUT: [&str; 6] = [
    "<redacted>",
    "<prefix>",
    "<path>",
    "<certificate>",
    "<token>",
    " bytes>",
];

impl Ids {
    pub(super) fn token(&self) -> String {
        self.token.clone().unwrap_or_default()
    }

    /// A text with the ids of the simulated manager.
    pub(super) fn translated(&self, text: &str) -> String {
        let words = words(text);
        words
            .into_iter()
            .map(|word| self.known.get(word).map_or(word, String::as_str))
            .collect()
    }

    /// Compares an answer with the recorded one, and learns the ids that are new in it.
    ///
    /// # Errors
    /// What is different, and where.
    pub(super) fn compare(&mut self, recorded: &Value, seen: &Value, at: &str) -> Result<(), String> {
        match (recorded, seen) {
            (Value::Object(recorded), Value::Object(seen)) => self.compare_members(recorded, seen, at),
            (Value::Array(recorded), Value::Array(seen)) => self.compare_lists(recorded, seen, at),
            (Value::String(recorded), seen) => self.compare_text(recorded, seen, at),
            (recorded, seen) if recorded == seen => Ok(()),
            (recorded, seen) => Err(format!("{at} is {seen}, not {recorded}")),
        }
    }

    /// All members, even if one differs: the ids in the others are worth knowing.
    fn compare_members(
        &mut self,
        recorded: &Map<String, Value>,
        seen: &Map<String, Value>,
        at: &str,
    ) -> Result<(), String> {
        let mut outcome = Ok(());
        let names = recorded
            .keys()
            .chain(seen.keys().filter(|name| !recorded.contains_key(*name)));
        for name in names.filter(|name| !OF_THE_MACHINE.contains(&name.as_str())) {
            let at = format!("{at}/{name}");
            let compared = match (recorded.get(name), seen.get(name)) {
                (Some(recorded), Some(seen)) => self.compare(recorded, seen, &at),
                (_, None) => Err(format!("{at} is missing")),
                (None, _) => Err(format!("{at} is too much")),
            };
            outcome = outcome.and(compared);
        }
        outcome
    }

    /// Elements in the same order, or in another one where none was asked for.
    fn compare_lists(&mut self, recorded: &[Value], seen: &[Value], at: &str) -> Result<(), String> {
        let elided = recorded.iter().find_map(|value| {
            let text = value.as_str()?.strip_prefix("<elided: ")?;
            text.strip_suffix(" more>")?.parse::<usize>().ok()
        });
        let shown: Vec<&Value> = match elided {
            Some(_) => recorded
                .iter()
                .filter(|value| !value.as_str().is_some_and(|text| text.starts_with("<elided")))
                .collect(),
            None => recorded.iter().collect(),
        };
        let count = shown.len() + elided.unwrap_or(0);
        if count != seen.len() {
            return Err(format!("{at} has {} elements, not {count}", seen.len()));
        }
        let mut left: Vec<&Value> = seen.iter().collect();
        for (place, value) in shown.into_iter().enumerate() {
            let fits =
                |trial: &mut Self, other: &Value| trial.compare(value, other, &format!("{at}/{place}"));
            let mut first = None;
            let found = left.iter().position(|other| {
                let mut trial = self.clone();
                match fits(&mut trial, other) {
                    Ok(()) => {
                        *self = trial;
                        true
                    }
                    Err(why) => {
                        first.get_or_insert(why);
                        false
                    }
                }
            });
            match found {
                Some(found) => {
                    left.remove(found);
                }
                None => return Err(first.unwrap_or_default()),
            }
        }
        Ok(())
    }

    fn compare_text(&mut self, recorded: &str, seen: &Value, at: &str) -> Result<(), String> {
        let different = || Err(format!("{at} is {seen}, not \"{recorded}\""));
        if recorded == "<elided: object>" {
            return if seen.is_object() { Ok(()) } else { different() };
        }
        let Some(text) = seen.as_str() else {
            return different();
        };
        if recorded == "<token>" {
            self.token = Some(text.to_owned());
        }
        let is_left_out = LEFT_OUT.iter().any(|mark| recorded.contains(mark))
            || (recorded == "<traceback text>" && !text.is_empty())
            || (is_time(recorded) && is_time(text))
            || ["gAAAAAB", "ctok-"]
                .iter()
                .any(|start| recorded.starts_with(start) && text.starts_with(start));
        if is_left_out {
            return Ok(());
        }
        let (old, new) = (words(recorded), words(text));
        if old.len() != new.len() {
            return different();
        }
        for (old, new) in old.into_iter().zip(new) {
            let is_same = match (is_id(old), is_id(new)) {
                (true, true) => self.binds(old, new),
                _ => old == new,
            };
            if !is_same {
                return different();
            }
        }
        Ok(())
    }

    /// Lets an id stand for a recorded one.
    pub(super) fn binds(&mut self, recorded: &str, seen: &str) -> bool {
        match self.known.get(recorded) {
            Some(known) => known == seen,
            None if self.known.values().any(|known| known == seen) => false,
            None => {
                self.known.insert(recorded.to_owned(), seen.to_owned());
                true
            }
        }
    }
}

/// Words of letters, digits, `-` and `_`, and what stands between them.
fn words(text: &str) -> Vec<&str> {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = is_of_word(first);
        let end = rest
            .find(|letter| is_of_word(letter) != kind)
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// What a manager makes up: a UUID, a node with six letters or digits, the id of a token.
fn is_id(word: &str) -> bool {
    let of_instance = word
        .rsplit_once('_')
        .is_some_and(|(node, suffix)| matches!(node, "vm" | "web" | "web_group") && suffix.len() == 6);
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    let of_token = word.len() == 10
        && word.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && (capitals > 1 || word.bytes().any(|letter| letter.is_ascii_digit()));
    parse_uuid(word).is_some() || of_instance || of_token
}

fn is_time(text: &str) -> bool {
    text.ends_with('Z') && text.parse::<chrono::DateTime<chrono::Utc>>().is_ok()
}
