//! Which objects and lists a place is in, told from the tokens before it: also while the text is broken.

use crate::spec::{Path, Step};
use crate::tui::widgets::tokens::{Token, TokenKind};

/// Walks over tokens from the start of a text and knows what is open.
#[derive(Debug, Clone, Default)]
pub struct Outline<'a> {
    pub open: Vec<Container<'a>>,
}

/// An object or list that is open.
#[derive(Debug, Clone)]
pub struct Container<'a> {
    pub is_object: bool,
    pub slot: Slot,
    /// The key of the present member, as it is written.
    pub key: Option<&'a str>,
    /// Which element is the present one.
    pub index: usize,
    /// The keys so far, as they are written.
    pub keys: Vec<&'a str>,
    /// The last value was a string: a key, if a colon follows after all.
    last_string: Option<&'a str>,
}

/// How far the present member or element has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Nothing of it is there.
    Empty,
    /// Its key.
    Key,
    /// Its key and colon.
    Colon,
    /// Its value.
    Value,
}

impl<'a> Outline<'a> {
    /// Goes over a token; `word` is its text.
    pub fn step(&mut self, token: &Token, word: &'a str) {
        match token.kind {
            TokenKind::Open => {
                self.begin_value(word);
                self.open.push(Container::new(word == "{"));
            }
            TokenKind::Close => self.close(word == "}"),
            TokenKind::Colon => {
                if let Some(inner) = self.open.last_mut().filter(|inner| inner.is_object) {
                    inner.colon();
                }
            }
            TokenKind::Comma => {
                if let Some(inner) = self.open.last_mut() {
                    inner.next();
                }
            }
            TokenKind::String | TokenKind::Number | TokenKind::Literal => self.begin_value(word),
        }
    }

    /// Notes that a value or key begins, without going into it.
    pub fn begin_value(&mut self, word: &'a str) {
        let Some(inner) = self.open.last_mut() else { return };
        let is_string = word.starts_with('"');
        match inner.slot {
            Slot::Colon => inner.slot = Slot::Value,
            Slot::Empty if !inner.is_object => inner.slot = Slot::Value,
            _ if !inner.is_object => {}
            // Not a key: something that went astray.
            _ if word == "{" || word == "[" => {}
            // Behind a key or a value, a comma or a colon is missing.
            Slot::Empty | Slot::Key | Slot::Value => return inner.begin_key(word),
        }
        inner.last_string = is_string.then_some(word);
    }

    /// The way to the present member or element; to what it would be in, if none has begun.
    pub fn path(&self) -> Path {
        self.open.iter().filter_map(Container::step).collect()
    }

    /// The way to the innermost open object or list.
    pub fn path_of_inner(&self) -> Path {
        let outer = self.open.len().saturating_sub(1);
        self.open.iter().take(outer).filter_map(Container::step).collect()
    }

    fn close(&mut self, is_object: bool) {
        // A bracket of the other kind closes nothing, unless its own kind is open further out.
        let partner = self.open.iter().rposition(|open| open.is_object == is_object);
        if let Some(partner) = partner {
            self.open.truncate(partner);
        }
    }
}

impl<'a> Container<'a> {
    fn new(is_object: bool) -> Self {
        Self {
            is_object,
            slot: Slot::Empty,
            key: None,
            index: 0,
            keys: Vec::new(),
            last_string: None,
        }
    }

    /// The step to the present member or element, if it has begun.
    pub fn step(&self) -> Option<Step> {
        if self.is_object {
            self.key.map(|key| Step::Field(name_of(key).into()))
        } else {
            (self.slot != Slot::Empty).then_some(Step::Index(self.index))
        }
    }

    /// Forgets the present member or element.
    pub fn rest(&mut self) {
        self.key = None;
        self.slot = Slot::Empty;
    }

    fn begin_key(&mut self, word: &'a str) {
        if self.slot != Slot::Empty {
            self.index += 1;
        }
        self.key = Some(word);
        self.keys.push(word);
        self.slot = Slot::Key;
    }

    fn colon(&mut self) {
        match (self.slot, self.last_string) {
            (Slot::Key, _) => self.slot = Slot::Colon,
            // What was taken for the value of the member before is the key of this one.
            (Slot::Value, Some(word)) => {
                self.begin_key(word);
                self.slot = Slot::Colon;
            }
            _ => {}
        }
    }

    fn next(&mut self) {
        self.rest();
        self.index += 1;
        self.last_string = None;
    }
}

/// The name that a key stands for.
pub fn name_of(key: &str) -> String {
    serde_json::from_str::<String>(key).unwrap_or_else(|_| key.trim_matches('"').to_owned())
}
