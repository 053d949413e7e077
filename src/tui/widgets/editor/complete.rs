//! What can be typed at the cursor, and putting it there.

use std::ops::Range;

use super::outline::{Outline, Slot, name_of};
use super::place::outline_above;
use super::spot::{Spot, byte_of, column_of};
use super::state::Editor;
use crate::spec::{Path, json};
use crate::tui::widgets::tokens::{Token, TokenKind, Tokens};

/// What is being typed at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletionContext {
    pub typed: Typed,
    /// The object or list it is in.
    pub container: Path,
    /// What is there of it before the cursor, without a quote.
    pub prefix: String,
    /// The other keys of that object, in their order; none for a list.
    pub taken: Vec<String>,
}

/// What a completion would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// The key of a member.
    Key,
    /// The value at this path.
    Value(Path),
}

/// The word at the cursor, by bytes of its line.
struct Word {
    range: Range<usize>,
    prefix: String,
    has_colon: bool,
}

impl Editor {
    /// What is being typed at the cursor; `None` where neither a key nor a value can stand.
    pub fn completion_context(&self) -> Option<CompletionContext> {
        let cursor = self.cursor();
        let word = self.word_at_cursor()?;
        let line = self.buffer.line(cursor.line);
        let mut outline = outline_above(self.lines(), cursor.line);
        let mut is_new_line = true;
        for token in Tokens::new(line).take_while(|token| token.range.end <= word.range.start) {
            outline.step(&token, line.get(token.range.clone()).unwrap_or_default());
            is_new_line = false;
        }
        let inner = outline.open.last()?;
        let container = outline.path_of_inner();
        let typed = match inner.slot {
            Slot::Empty if !inner.is_object => Typed::Value(container.index(inner.index)),
            Slot::Colon if !word.has_colon => Typed::Value(outline.path()),
            Slot::Empty => Typed::Key,
            // The comma or the value on the line above is still missing.
            _ if inner.is_object && is_new_line => Typed::Key,
            _ => return None,
        };
        let taken = self.keys_besides(&word, outline);
        Some(CompletionContext {
            typed,
            container,
            prefix: word.prefix,
            taken,
        })
    }

    /// Puts a completion in the place of the word at the cursor, as one step: a key with its quotes and a
    /// colon, a value as it is given.
    pub fn complete(&mut self, text: &str) {
        let (Some(context), Some(word)) = (self.completion_context(), self.word_at_cursor()) else {
            return;
        };
        let text = match context.typed {
            Typed::Key if word.has_colon => json::quoted(text),
            Typed::Key => format!("{}: ", json::quoted(text)),
            Typed::Value(_) => text.to_owned(),
        };
        let line = self.cursor().line;
        let place = |byte: usize| Spot::new(line, column_of(self.buffer.line(line), byte));
        let range = place(word.range.start)..place(word.range.end);
        self.edit(range, &text);
    }

    /// The word the cursor is in or right behind; an empty one between tokens. `None` before the start of
    /// one, and behind a string that is closed.
    fn word_at_cursor(&self) -> Option<Word> {
        let cursor = self.cursor();
        let line = self.buffer.line(cursor.line);
        let byte = byte_of(line, cursor.column);
        let is_word = |token: &Token| {
            matches!(
                token.kind,
                TokenKind::String | TokenKind::Number | TokenKind::Literal
            )
        };
        let mut tokens = Tokens::new(line)
            .skip_while(|token| token.range.end < byte)
            .peekable();
        // Of two that touch the cursor, the word is meant.
        if tokens
            .peek()
            .is_some_and(|token| token.range.end == byte && !is_word(token))
        {
            tokens.next();
        }
        let touched = tokens.next_if(|token| token.range.start <= byte);
        let Some(token) = touched else {
            let has_colon = tokens.peek().is_some_and(|token| token.kind == TokenKind::Colon);
            return Some(Word {
                range: byte..byte,
                prefix: String::new(),
                has_colon,
            });
        };
        if !is_word(&token) {
            // Before a bracket, comma or colon.
            return Some(Word {
                range: byte..byte,
                prefix: String::new(),
                has_colon: false,
            });
        }
        let text = line.get(token.range.clone()).unwrap_or_default();
        let is_string = token.kind == TokenKind::String;
        let is_closed = is_string && serde_json::from_str::<String>(text).is_ok();
        if token.range.start == byte || (is_closed && token.range.end == byte) {
            return None;
        }
        let before = line.get(token.range.start..byte).unwrap_or_default();
        // A string without an end goes on to the end of the line, but not what is being typed.
        let end = if is_string && !is_closed {
            byte
        } else {
            token.range.end
        };
        Some(Word {
            range: token.range.start..end,
            prefix: before.strip_prefix('"').unwrap_or(before).to_owned(),
            has_colon: tokens.peek().is_some_and(|token| token.kind == TokenKind::Colon),
        })
    }

    /// All keys of the innermost object but the one being typed; `outline` is what is open before that.
    fn keys_besides<'a>(&'a self, typed: &Word, mut outline: Outline<'a>) -> Vec<String> {
        let cursor = self.cursor();
        let depth = outline.open.len();
        let rest = self.lines().iter().enumerate().skip(cursor.line);
        'object: for (at, line) in rest {
            let start = if at == cursor.line { typed.range.start } else { 0 };
            for token in Tokens::new(line).skip_while(|token| token.range.end <= start) {
                if token.kind == TokenKind::Close && outline.open.len() == depth {
                    break 'object;
                }
                let is_typed = at == cursor.line && token.range.start < typed.range.end;
                match line.get(token.range.clone()) {
                    // Its colon and value need a key to belong to.
                    Some(_) if is_typed && typed.has_colon => outline.step(&token, ""),
                    Some(_) if is_typed => {}
                    word => outline.step(&token, word.unwrap_or_default()),
                }
            }
        }
        let inner = depth.checked_sub(1).and_then(|inner| outline.open.get(inner));
        let keys = inner.map_or(&[][..], |inner| inner.keys.as_slice());
        let others = keys.iter().filter(|key| !key.is_empty());
        others.map(|key| name_of(key)).collect()
    }
}
