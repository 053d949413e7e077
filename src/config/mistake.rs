//! One thing that is wrong in the file, at its place.

use std::fmt;
use std::sync::Arc;

use crate::resource::text::visible;

/// One thing that is wrong. Nothing in it repeats a value that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: usize,
    /// Where what is wrong ends; the same as `line` but for texts of several lines.
    pub last_line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    pub whose: Whose,
    pub key: Option<String>,
    /// A sentence without the key.
    pub message: String,
    /// The line may hold a secret: it is never shown.
    pub hides: bool,
}

/// What a mistake is in the way of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// No section that is known.
    File,
    Console,
    Context(String),
}

impl Mistake {
    /// The context that cannot be opened because of it.
    pub fn context(&self) -> Option<&str> {
        match &self.whose {
            Whose::Context(name) => Some(name),
            Whose::File | Whose::Console => None,
        }
    }

    /// The key and what is wrong, without the place; safe for a terminal.
    pub fn sentence(&self) -> String {
        visible(&self.words()).into_owned()
    }

    fn words(&self) -> String {
        let path = match (&self.whose, &self.key) {
            (Whose::File, None) => return self.message.clone(),
            (Whose::File, Some(key)) => key.clone(),
            (Whose::Console, None) => "console".to_owned(),
            (Whose::Console, Some(key)) => format!("console.{key}"),
            (Whose::Context(name), None) => format!("contexts.{name}"),
            (Whose::Context(name), Some(key)) => format!("contexts.{name}.{key}"),
        };
        format!("{path}: {}", self.message)
    }
}

/// `FILE:LINE:COLUMN: KEY: sentence`, as editors read it.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file, line, column, ..
        } = self;
        write!(f, "{}:{line}:{column}: {}", visible(file), self.sentence())
    }
}

/// Line and column of a byte, counted from 1.
pub fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}
