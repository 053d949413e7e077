//! The manager's bytes laid out in lines: two blanks a level, one field or element a line.
//!
//! Only white space changes: the order of keys, the text of numbers and the escapes in strings stay
//! as they were sent. Characters that would move the cursor or turn the writing round are written as
//! JSON escapes, which mean the same.

use std::fmt::{self, Write as _};
use std::ops::Range;

use crate::tui::widgets::tokens::{TokenKind, Tokens};

/// What a line is to the lines around it. Numbers are indices of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A field or element of its own.
    Leaf,
    /// Opens an object or list of this many fields or elements.
    Open { close: usize, children: usize },
    /// Closes what was opened there.
    Close { open: usize },
}

/// One line of the laid-out text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// In bytes of [`Laid::text`], without the line's end.
    pub range: Range<usize>,
    pub role: Role,
    /// The line that opens the object or list this one is in.
    pub parent: Option<usize>,
    /// The field's name with its quotes, in bytes of [`Laid::text`].
    pub key: Option<Range<usize>>,
    /// Which element or field of its parent it is, from 0.
    pub position: usize,
}

/// A document laid out in lines.
#[derive(Clone, PartialEq, Eq)]
pub struct Laid {
    pub text: String,
    pub lines: Vec<Line>,
    /// Where the values of secrets stand in the text, in its order, with their quotes.
    pub secrets: Vec<Range<usize>>,
    /// Why it is shown as plain text, if it is not JSON.
    pub problem: Option<String>,
}

/// Without the text: it may hold secrets, and debug output ends in logs.
impl fmt::Debug for Laid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Laid")
            .field("lines", &self.lines.len())
            .field("secrets", &self.secrets.len())
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

/// Whether the field at this path (names from the outside in) holds a secret.
pub type IsSecret<'a> = &'a dyn Fn(&[&str]) -> bool;

/// Lays out a document; what is not JSON stays as it is.
pub fn lay_out(raw: &str, is_secret: IsSecret<'_>) -> Laid {
    let raw = raw.trim_start_matches('\u{feff}');
    match serde_json::from_str::<serde::de::IgnoredAny>(raw) {
        Ok(_) => Indenter::new(raw, is_secret).run(),
        Err(error) => plain(raw, is_secret, format!("not JSON ({error}): shown as it is")),
    }
}

struct Container {
    /// The line that opens it.
    line: usize,
    children: usize,
    is_secret: bool,
    /// The field it is the value of; nothing for an element of a list.
    name: Option<String>,
}

/// Walks the tokens of valid JSON once and writes the lines.
struct Indenter<'a> {
    raw: &'a str,
    is_secret: IsSecret<'a>,
    out: Laid,
    open: Vec<Container>,
    line_start: usize,
    key: Option<Range<usize>>,
    /// The field being read holds a secret.
    key_is_secret: bool,
    key_name: Option<String>,
}

impl<'a> Indenter<'a> {
    fn new(raw: &'a str, is_secret: IsSecret<'a>) -> Self {
        let out = Laid {
            text: String::with_capacity(raw.len() * 2),
            lines: Vec::new(),
            secrets: Vec::new(),
            problem: None,
        };
        Self {
            raw,
            is_secret,
            out,
            open: Vec::new(),
            line_start: 0,
            key: None,
            key_is_secret: false,
            key_name: None,
        }
    }

    fn run(mut self) -> Laid {
        let mut tokens = Tokens::new(self.raw).peekable();
        while let Some(token) = tokens.next() {
            let word = self.raw.get(token.range).unwrap_or_default();
            let next = tokens.peek().map(|token| token.kind);
            match token.kind {
                TokenKind::Open if next == Some(TokenKind::Close) => {
                    self.write(word);
                    self.write(if word == "{" { "}" } else { "]" });
                    tokens.next();
                    self.end_value(Role::Leaf, tokens.peek().map(|token| token.kind));
                }
                TokenKind::Open => self.open(word),
                TokenKind::Close => self.close(word, next),
                TokenKind::Colon => self.write(": "),
                // Written by the value before it, so that it stands at the line's end.
                TokenKind::Comma => {}
                TokenKind::String if next == Some(TokenKind::Colon) => self.key(word),
                TokenKind::String | TokenKind::Number | TokenKind::Literal => {
                    let start = self.out.text.len();
                    self.write(word);
                    let is_hidden = self.is_in_secret() && token.kind != TokenKind::Literal && word != "\"\"";
                    if is_hidden {
                        self.out.secrets.push(start..self.out.text.len());
                    }
                    self.end_value(Role::Leaf, next);
                }
            }
        }
        self.out
    }

    fn open(&mut self, sign: &str) {
        self.write(sign);
        let is_secret = self.is_in_secret();
        let name = self.key_name.take();
        let line = self.out.lines.len();
        self.end_line(Role::Open {
            close: line,
            children: 0,
        });
        self.open.push(Container {
            line,
            children: 0,
            is_secret,
            name,
        });
        self.start_line();
    }

    fn close(&mut self, sign: &str, next: Option<TokenKind>) {
        let Some(container) = self.open.pop() else { return };
        // The line was begun for another child: begin it again, one level up.
        self.out.text.truncate(self.line_start);
        self.start_line();
        self.write(sign);
        let close = self.out.lines.len();
        if let Some(line) = self.out.lines.get_mut(container.line) {
            line.role = Role::Open {
                close,
                children: container.children,
            };
        }
        self.end_value(Role::Close { open: container.line }, next);
    }

    fn key(&mut self, word: &str) {
        let start = self.out.text.len();
        self.write(word);
        self.key = Some(start..self.out.text.len());
        let name = key_name(word);
        let outer = self.open.iter().filter_map(|container| container.name.as_deref());
        let path: Vec<&str> = outer.chain([name.as_str()]).collect();
        self.key_is_secret = (self.is_secret)(&path);
        self.key_name = Some(name);
    }

    /// Ends the line of a whole value and begins that of the next one.
    fn end_value(&mut self, role: Role, next: Option<TokenKind>) {
        if next == Some(TokenKind::Comma) {
            self.write(",");
        }
        self.end_line(role);
        if next.is_some() {
            self.start_line();
        }
    }

    fn end_line(&mut self, role: Role) {
        let range = self.line_start..self.out.text.len();
        self.out.text.push('\n');
        let parent = self.open.last_mut();
        let (parent, position) = match (parent, role) {
            // A closing line stands for the child that its opening line began.
            (parent, Role::Close { open }) => (
                parent.map(|p| p.line),
                self.out.lines.get(open).map_or(0, |line| line.position),
            ),
            (Some(parent), _) => {
                parent.children += 1;
                (Some(parent.line), parent.children - 1)
            }
            (None, _) => (None, 0),
        };
        self.out.lines.push(Line {
            range,
            role,
            parent,
            key: self.key.take(),
            position,
        });
        self.key_is_secret = false;
        self.key_name = None;
        self.line_start = self.out.text.len();
    }

    fn start_line(&mut self) {
        self.line_start = self.out.text.len();
        for _ in &self.open {
            self.out.text.push_str("  ");
        }
    }

    fn is_in_secret(&self) -> bool {
        self.key_is_secret || self.open.last().is_some_and(|container| container.is_secret)
    }

    fn write(&mut self, word: &str) {
        push_visible(&mut self.out.text, word, |text, c| {
            // Two escapes for what JSON counts as two units.
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        });
    }
}

fn plain(raw: &str, is_secret: IsSecret<'_>, problem: String) -> Laid {
    let mut out = Laid {
        text: String::new(),
        lines: Vec::new(),
        secrets: Vec::new(),
        problem: Some(problem),
    };
    for (position, line) in raw.lines().enumerate() {
        let start = out.text.len();
        push_visible(&mut out.text, &line.replace('\t', "    "), |text, c| {
            let _ = write!(text, "\\u{{{:x}}}", u32::from(c));
        });
        let range = start..out.text.len();
        out.text.push('\n');
        out.lines.push(Line {
            range,
            role: Role::Leaf,
            parent: None,
            key: None,
            position,
        });
    }
    out.secrets = secrets_in_broken_text(&out.text, is_secret);
    out
}

/// Where a broken document seems to hold secrets: it may be a good one that was cut off.
fn secrets_in_broken_text(text: &str, is_secret: IsSecret<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    // How deep in the text the outermost secret object or list was opened.
    let mut secret_since = None;
    let mut key_is_secret = false;
    let mut tokens = Tokens::new(text).peekable();
    while let Some(token) = tokens.next() {
        let word = text.get(token.range.clone()).unwrap_or_default();
        let is_key = tokens.peek().is_some_and(|next| next.kind == TokenKind::Colon);
        match token.kind {
            TokenKind::Colon => {}
            TokenKind::Comma => key_is_secret = false,
            TokenKind::Open => {
                depth += 1;
                if std::mem::take(&mut key_is_secret) && secret_since.is_none() {
                    secret_since = Some(depth);
                }
            }
            TokenKind::Close => {
                if secret_since == Some(depth) {
                    secret_since = None;
                }
                depth = depth.saturating_sub(1);
            }
            TokenKind::String | TokenKind::Number | TokenKind::Literal if is_key => {
                key_is_secret = is_secret(&[&key_name(word)]);
            }
            TokenKind::String | TokenKind::Number | TokenKind::Literal => {
                let is_in_secret = std::mem::take(&mut key_is_secret) || secret_since.is_some();
                if is_in_secret && !matches!(word, "true" | "false" | "null" | "\"\"") {
                    found.push(token.range);
                }
            }
        }
    }
    found
}

fn key_name(word: &str) -> String {
    serde_json::from_str::<String>(word).unwrap_or_else(|_| word.trim_matches('"').to_owned())
}

/// Appends a word; what a terminal would obey rather than show is written by `escape`.
fn push_visible(text: &mut String, word: &str, escape: impl Fn(&mut String, char)) {
    if word.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.push_str(word);
    }
    for c in word.chars() {
        if is_hidden(c) {
            escape(text, c);
        } else {
            text.push(c);
        }
    }
}

/// Controls, and characters without a glyph that change how others are shown: directions of writing,
/// joiners, tags.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
pub(in crate::tui::widgets) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(raw: &str) -> String {
        lay_out(raw, &|_| false).text
    }

    #[test]
    fn only_white_space_changes() {
        insta::assert_snapshot!(text(r#"{"b":1.50,"a":[1E5,{}, [ ] ,{"x":null}],"b":"é\u00e9\/"}"#), @r#"
        {
          "b": 1.50,
          "a": [
            1E5,
            {},
            [],
            {
              "x": null
            }
          ],
          "b": "é\u00e9\/"
        }
        "#);
    }

    #[test]
    fn a_lone_value_is_a_document() {
        assert_eq!(text(" 1.0 "), "1.0\n");
        assert_eq!(text("[]"), "[]\n");
    }

    #[test]
    fn lines_know_their_partner_their_parent_and_their_place() {
        let laid = lay_out(r#"{"a":[7,8],"b":1}"#, &|_| false);
        let of = |line: usize| {
            (
                laid.lines[line].role,
                laid.lines[line].parent,
                laid.lines[line].position,
            )
        };
        assert_eq!(
            of(0),
            (
                Role::Open {
                    close: 6,
                    children: 2
                },
                None,
                0
            )
        );
        assert_eq!(
            of(1),
            (
                Role::Open {
                    close: 4,
                    children: 2
                },
                Some(0),
                0
            )
        );
        assert_eq!(of(3), (Role::Leaf, Some(1), 1));
        assert_eq!(of(4), (Role::Close { open: 1 }, Some(0), 0));
        assert_eq!(of(5), (Role::Leaf, Some(0), 1));
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_as_an_escape() {
        assert_eq!(
            text("[\"a\u{202e}b\u{7f}\u{9b}\u{e0041}\"]"),
            "[\n  \"a\\u202eb\\u007f\\u009b\\udb40\\udc41\"\n]\n"
        );
        assert_eq!(text("no\u{1b}[31m"), "no\\u{1b}[31m\n");
    }

    #[test]
    fn secrets_are_found_by_name_also_inside_of_them() {
        let raw = r#"{"password":"p","n":{"password":7,"empty":""},"credentials":{"user":"u","on":true,"list":["x"]}}"#;
        let laid = lay_out(raw, &|key| {
            key.ends_with(&["password"]) || key.ends_with(&["credentials"])
        });
        let hidden: Vec<&str> = laid
            .secrets
            .iter()
            .map(|range| &laid.text[range.clone()])
            .collect();
        assert_eq!(hidden, ["\"p\"", "7", "\"u\"", "\"x\""]);
    }

    #[test]
    fn a_broken_document_says_why_and_still_hides_secrets() {
        let raw = "<html>\n{\"password\": \"p\", \"password\": {\"a\":\n[5, \"q\"], \"on\": true}, \"b\": 1, password: \"cut off";
        let laid = lay_out(raw, &|key| key.ends_with(&["password"]));
        assert!(
            laid.problem
                .as_ref()
                .is_some_and(|problem| problem.contains("line 1 column 1"))
        );
        let hidden: Vec<&str> = laid
            .secrets
            .iter()
            .map(|range| &laid.text[range.clone()])
            .collect();
        assert_eq!(hidden, ["\"p\"", "5", "\"q\"", "\"cut off"]);
        assert_eq!(laid.lines.len(), 3);
    }

    #[test]
    fn debug_output_does_not_hold_the_text() {
        let laid = lay_out(r#"{"password":"hunter2"}"#, &|_| true);
        assert!(!format!("{laid:?}").contains("hunter2"));
    }

    pub(in crate::tui::widgets) fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_laid_out_document_means_the_same_and_its_lines_are_its_text(value in json()) {
            let laid = lay_out(&value.to_string(), &|_| false);
            prop_assert_eq!(laid.problem, None);
            prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&laid.text).unwrap(), &value);
            let lines: Vec<&str> = laid.lines.iter().map(|line| &laid.text[line.range.clone()]).collect();
            prop_assert_eq!(lines, laid.text.lines().collect::<Vec<_>>());
        }
    }
}
