//! Secrets of a document: masked before anybody sees it, put back before it is sent.
//!
//! What is edited, kept as a draft, compared and planned is masked; only the manager's own document and the
//! request hold secrets. A secret that is typed anew stands where the mask stood and is kept as typed.
//!
//! Texts are masked whole or not at all: a secret in the middle of a text is not looked for.

mod change;
mod names;
mod unmask;

pub use change::{mask_at, mask_change, mask_patch};
pub use names::{is_secret, is_secret_below};
pub use unmask::{mask_known, unmask, without_masks};

use super::json::{Json, Object};
pub use crate::resource::text::MASK;

/// Says of the names of fields on the way to a value, outermost first, whether the value is secret.
pub type IsSecret<'s> = dyn Fn(&[&str]) -> bool + 's;

/// The document with [`MASK`] in place of every text and number that is secret.
///
/// All within a secret value is secret, and so is the `value` of an object whose `name` (or `key`) is that of
/// a secret. Other values say nothing worth hiding.
pub fn mask(document: &Json, is_secret: &IsSecret<'_>) -> Json {
    Way::new(is_secret).masked(document, false)
}

/// The names of the fields on the way to a value.
struct Way<'a> {
    is_secret: &'a IsSecret<'a>,
    fields: Vec<&'a str>,
}

impl<'a> Way<'a> {
    fn new(is_secret: &'a IsSecret<'a>) -> Self {
        Self {
            is_secret,
            fields: Vec::new(),
        }
    }

    fn masked(&mut self, value: &'a Json, is_secret: bool) -> Json {
        match value {
            Json::Object(object) => {
                let masked = object.iter().map(|(key, member)| {
                    let is_secret = self.enter(object, key) || is_secret;
                    let masked = self.masked(member, is_secret);
                    self.leave();
                    (key, masked)
                });
                Json::Object(masked.collect())
            }
            Json::Array(items) => {
                Json::Array(items.iter().map(|item| self.masked(item, is_secret)).collect())
            }
            Json::String(_) | Json::Number(_) if is_secret => Json::string(MASK),
            Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => value.clone(),
        }
    }

    /// Goes to a member, and says whether it is secret by itself.
    fn enter(&mut self, object: &Object, key: &'a str) -> bool {
        self.fields.push(key);
        (self.is_secret)(&self.fields) || (key == "value" && has_name_of_secret(object, self.is_secret))
    }

    fn leave(&mut self) {
        self.fields.pop();
    }
}

fn has_name_of_secret(object: &Object, is_secret: &IsSecret<'_>) -> bool {
    let mut names = ["name", "key"]
        .into_iter()
        .filter_map(|key| object.get(key)?.as_str());
    names.any(|name| is_secret(&[name]))
}

#[cfg(test)]
mod tests;
