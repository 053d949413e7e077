//! One field of a form.

use std::sync::Arc;
use std::time::Duration;

use crate::tui::keymap::Command;
use crate::tui::widgets::input::LineInput;

use super::completion::{Completion, Extent};
use super::secret::SecretInput;

/// One field: what it is called, and what is in it.
#[derive(Debug)]
pub struct Field {
    /// What the form's owner knows it by.
    pub name: String,
    pub label: String,
    /// One sentence for whoever fills it in.
    pub help: String,
    pub is_required: bool,
    /// Shown only while all conditions of one of these hold; always if there are none.
    pub places: Vec<Vec<Condition>>,
    pub(super) value: Value,
    /// What is wrong with it.
    pub(super) mistake: Option<String>,
}

/// Another field that has a say in whether a field is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub field: String,
    pub values: Vec<String>,
}

/// One of the values that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// What the form's owner knows it by.
    pub value: String,
    pub label: String,
}

/// What a text must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Check {
    #[default]
    Anything,
    /// A name of letters, digits, `-`, `_` and `.`.
    Name,
    /// A length of time such as `15s`.
    Duration,
    /// A whole number from the first to the second.
    Number(i64, i64),
}

#[derive(Debug)]
pub(super) enum Value {
    Text {
        input: Box<LineInput>,
        check: Check,
        /// Said while nothing is typed: what then applies.
        placeholder: String,
        completion: Completion,
    },
    Secret(SecretInput),
    Choice {
        picks: Vec<Pick>,
        chosen: usize,
    },
    YesNo(bool),
}

impl Condition {
    pub fn new(field: &str, values: &[String]) -> Self {
        Self {
            field: field.to_owned(),
            values: values.to_vec(),
        }
    }
}

impl Pick {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

impl Check {
    /// What is wrong with a text that is not empty.
    fn mistake(self, text: &str) -> Option<String> {
        match self {
            Self::Anything => None,
            Self::Name => {
                let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
                (!text.chars().all(fits)).then(|| "letters, digits, -, _ and . only".into())
            }
            Self::Duration => match humantime::parse_duration(text) {
                Ok(Duration::ZERO) => Some("a time above zero, such as 15s or 2m".into()),
                Ok(_) => None,
                Err(_) => Some("a length of time, such as 15s or 2m".into()),
            },
            Self::Number(least, most) => match text.parse::<i64>() {
                Ok(number) if (least..=most).contains(&number) => None,
                _ => Some(format!("a whole number from {least} to {most}")),
            },
        }
    }
}

impl Field {
    fn new(name: &str, label: &str, value: Value) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            help: String::new(),
            is_required: false,
            places: Vec::new(),
            value,
            mistake: None,
        }
    }

    pub fn text(name: &str, label: &str, text: &str) -> Self {
        let value = Value::Text {
            input: Box::new(LineInput::with_text(text)),
            check: Check::Anything,
            placeholder: String::new(),
            completion: Completion::default(),
        };
        Self::new(name, label, value)
    }

    pub fn secret(name: &str, label: &str) -> Self {
        Self::new(name, label, Value::Secret(SecretInput::default()))
    }

    /// A choice; the first is chosen if none has the value `chosen`.
    pub fn choice(name: &str, label: &str, picks: Vec<Pick>, chosen: &str) -> Self {
        let chosen = picks.iter().position(|pick| pick.value == chosen).unwrap_or(0);
        Self::new(name, label, Value::Choice { picks, chosen })
    }

    pub fn yes_no(name: &str, label: &str, yes: bool) -> Self {
        Self::new(name, label, Value::YesNo(yes))
    }

    #[must_use]
    pub fn with_help(mut self, words: impl Into<String>) -> Self {
        self.help = words.into();
        self
    }

    #[must_use]
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// A text field that is filled in before anything is typed.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        if let Value::Text { input, .. } = &mut self.value {
            **input = LineInput::with_text(text);
        }
        self
    }

    /// Said in an empty text field.
    #[must_use]
    pub fn with_placeholder(mut self, words: &str) -> Self {
        if let Value::Text { placeholder, .. } = &mut self.value {
            words.clone_into(placeholder);
        }
        self
    }

    #[must_use]
    pub fn checked(mut self, wanted: Check) -> Self {
        if let Value::Text { check, .. } = &mut self.value {
            *check = wanted;
        }
        self
    }

    #[must_use]
    pub fn shown_if(mut self, field: &str, values: &[&str]) -> Self {
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        self.places = vec![vec![Condition::new(field, &values)]];
        self
    }

    /// Shown only while all conditions of one of these hold.
    #[must_use]
    pub fn shown_where(mut self, places: Vec<Vec<Condition>>) -> Self {
        self.places = places;
        self
    }

    /// What is in it, as the form's owner reads it; of a secret nothing.
    pub fn value(&self) -> &str {
        match &self.value {
            Value::Text { input, .. } => input.text().trim(),
            Value::Secret(_) => "",
            Value::Choice { picks, chosen } => picks.get(*chosen).map_or("", |pick| &pick.value),
            Value::YesNo(true) => "true",
            Value::YesNo(false) => "false",
        }
    }

    /// Takes over what was filled in, if the sort of field is the same.
    pub(super) fn take_over(&mut self, old: Self) {
        match (&mut self.value, old.value) {
            (
                Value::Text {
                    input, completion, ..
                },
                Value::Text {
                    input: typed,
                    completion: offered,
                    ..
                },
            ) => (*input, *completion) = (typed, offered),
            (Value::Secret(secret), Value::Secret(typed)) => *secret = typed,
            (
                Value::Choice { picks, chosen },
                Value::Choice {
                    picks: others,
                    chosen: at,
                },
            ) => {
                let value = others.get(at).map(|pick| &pick.value);
                let place = picks.iter().position(|pick| Some(&pick.value) == value);
                *chosen = place.unwrap_or(*chosen);
            }
            (Value::YesNo(yes), Value::YesNo(was)) => *yes = was,
            _ => return,
        }
        self.mistake = old.mistake;
    }

    /// What is known to be possible in a text field, the likeliest first.
    pub(super) fn offer(&mut self, values: Vec<Arc<str>>, extent: Extent) {
        if let Value::Text { completion, .. } = &mut self.value {
            completion.offer(values, extent);
        }
    }

    /// Whether [`Command::CompleteField`] does something.
    pub fn completes(&self) -> bool {
        match &self.value {
            Value::Text { completion, .. } => completion.has_values(),
            Value::Secret(_) => false,
            Value::Choice { .. } | Value::YesNo(_) => true,
        }
    }

    /// The word of a text field that is completed, as it was typed.
    pub(super) fn word(&self) -> &str {
        match &self.value {
            Value::Text {
                input, completion, ..
            } => completion.typed(input.text()).trim(),
            Value::Secret(_) | Value::Choice { .. } | Value::YesNo(_) => "",
        }
    }

    /// Gives the secret away that was typed.
    pub(super) fn take_secret(&mut self) -> Option<secrecy::SecretString> {
        match &mut self.value {
            Value::Secret(secret) if !secret.is_empty() => Some(secret.take()),
            _ => None,
        }
    }

    /// Runs a command of the line being typed; says whether something changed.
    pub(super) fn run(&mut self, command: Command) -> bool {
        match &mut self.value {
            Value::Text {
                input, completion, ..
            } if command == Command::CompleteField => {
                let completed = completion.next(input.text());
                completed.inspect(|text| input.set_text(text)).is_some()
            }
            Value::Text { input, .. } => {
                let before = input.text().to_owned();
                input.run(command);
                before != input.text()
            }
            Value::Secret(secret) => match command {
                Command::Backspace | Command::EraseWord | Command::ClearLine if secret.is_empty() => false,
                Command::Backspace => {
                    secret.backspace();
                    true
                }
                Command::EraseWord | Command::ClearLine => {
                    secret.clear();
                    true
                }
                _ => false,
            },
            Value::Choice { .. } | Value::YesNo(_) => match command {
                Command::CursorRight | Command::CompleteField => self.step(true),
                Command::CursorLeft => self.step(false),
                _ => false,
            },
        }
    }

    /// Fills a text field anew; says whether something changed.
    pub(super) fn fill(&mut self, text: &str) -> bool {
        match &mut self.value {
            Value::Text { input, .. } if input.text() != text => {
                input.set_text(text);
                true
            }
            Value::Text { .. } | Value::Secret(_) | Value::Choice { .. } | Value::YesNo(_) => false,
        }
    }

    /// Types a character; says whether something changed.
    pub(super) fn insert(&mut self, letter: char) -> bool {
        match &mut self.value {
            Value::Text { input, .. } => input.insert_char(letter),
            Value::Secret(secret) => secret.insert_char(letter),
            Value::Choice { .. } | Value::YesNo(_) if letter == ' ' => return self.step(true),
            // A letter is rather the begin of a text that was meant for another field.
            Value::Choice { .. } | Value::YesNo(_) => return false,
        }
        true
    }

    /// Takes pasted text; says whether something changed.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        match &mut self.value {
            Value::Text { input, .. } => input.paste(text),
            Value::Secret(secret) => secret.paste(text),
            Value::Choice { .. } | Value::YesNo(_) => return false,
        }
        true
    }

    /// Chooses the next value, or the one before.
    pub(super) fn step(&mut self, forward: bool) -> bool {
        match &mut self.value {
            Value::Choice { picks, chosen } => {
                let count = picks.len().max(1);
                *chosen = (*chosen + if forward { 1 } else { count - 1 }) % count;
                true
            }
            Value::YesNo(yes) => {
                *yes = !*yes;
                true
            }
            Value::Text { .. } | Value::Secret(_) => false,
        }
    }

    /// Chooses a value by its place in the list.
    pub(super) fn pick(&mut self, at: usize) {
        match &mut self.value {
            Value::Choice { picks, chosen } if at < picks.len() => *chosen = at,
            Value::YesNo(yes) => *yes = at == 0,
            _ => {}
        }
    }

    /// Looks whether what is in it can be taken as it is; keeps what is wrong.
    pub(super) fn check(&mut self) -> bool {
        self.mistake = match &self.value {
            Value::Text { input, .. } if input.text().trim().is_empty() && self.is_required => {
                Some(format!("{} is needed", self.label))
            }
            Value::Text { input, .. } if input.text().trim().is_empty() => None,
            Value::Text { input, check, .. } => check.mistake(input.text().trim()),
            Value::Secret(secret) if secret.is_empty() && self.is_required => {
                Some(format!("type or paste the {}", self.label))
            }
            Value::Secret(_) | Value::Choice { .. } | Value::YesNo(_) => None,
        };
        self.mistake.is_none()
    }
}
