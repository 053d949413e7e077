//! The value under the cursor, to be copied: also one that is masked, which is not shown by that.

use std::fmt;
use std::ops::Range;

use secrecy::SecretString;

use super::layout::Role;
use super::state::Document;

/// A value of a document.
#[derive(Debug, Clone)]
pub struct Value {
    /// As people want it pasted: a string without quotes and escapes, anything else as JSON.
    pub text: SecretString,
    /// Where it is; empty for the document itself, and in what is not JSON.
    path: String,
    hidden: Hidden,
}

/// How much of a value is masked on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Nothing,
    /// Secrets in it.
    Parts,
    All,
}

impl Document {
    /// The value that the cursor is on, with its secrets.
    pub fn value_at_cursor(&self) -> Option<Value> {
        let at = self.line_at(self.cursor)?;
        let first = match self.line(at)?.role {
            Role::Close { open } => open,
            Role::Leaf | Role::Open { .. } => at,
        };
        let (begin, last) = (self.line(first)?, self.last_line_of(first)?);
        // Behind the key stand a colon and a blank.
        let from = match &begin.key {
            Some(key) => key.end + 2,
            None => begin.range.start,
        };
        let range = from..last;
        let laid = self.laid.text.get(range.clone())?;
        let text = if self.problem().is_some() {
            laid
        } else {
            laid.trim_start().trim_end_matches(',')
        };
        let text = match begin.role {
            Role::Open { .. } => without_indent(text, indent(self.laid.text.get(begin.range.clone())?)),
            Role::Leaf | Role::Close { .. } => {
                serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned())
            }
        };
        Some(Value {
            text: text.into(),
            path: self.path_at_cursor(),
            hidden: self.hidden_in(&range, begin.role),
        })
    }

    fn last_line_of(&self, first: usize) -> Option<usize> {
        let last = match self.line(first)?.role {
            Role::Open { close, .. } => self.line(close)?,
            Role::Leaf | Role::Close { .. } => self.line(first)?,
        };
        Some(last.range.end)
    }

    fn hidden_in(&self, range: &Range<usize>, role: Role) -> Hidden {
        if self.is_revealed() || self.secrets_in(range).is_empty() {
            Hidden::Nothing
        } else if role == Role::Leaf {
            Hidden::All
        } else {
            Hidden::Parts
        }
    }
}

/// What was copied, without it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str("the text under the cursor")?,
            path => write!(f, "the value of {path}")?,
        }
        f.write_str(match self.hidden {
            Hidden::Nothing => "",
            Hidden::Parts => "; the secrets in it were not shown",
            Hidden::All => "; it was not shown",
        })
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Lines that stand at the left again; in JSON no string goes over the end of a line.
fn without_indent(text: &str, indent: usize) -> String {
    let lines = text.lines().map(|line| {
        let blanks = indent.min(line.len() - line.trim_start().len());
        line.get(blanks..).unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}
