//! Masks the values of secret fields, in JSON and in any other text.

use crate::resource::SecretNames;

use super::{json, text};

/// Masks the values of secret fields: those of [`SecretNames`]. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    names: SecretNames,
}

impl Redactor {
    /// Makes a redactor that knows these names besides the general ones.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            names: SecretNames::new(names),
        }
    }

    /// This redactor with more names.
    pub fn and<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            names: self.names.and(names),
        }
    }

    /// Says whether the value at this path of field names (outermost first) is secret.
    pub fn is_secret(&self, path: &[&str]) -> bool {
        self.names.is_secret(path)
    }

    /// Says whether the value of this name is secret wherever it stands.
    pub fn is_secret_name(&self, name: &str) -> bool {
        self.names.is_secret_name(name)
    }

    /// Masks the secrets in a JSON text; key order, numbers, white space and all else stay as they are.
    ///
    /// The text need not be whole. From where it stops being JSON on, it is treated as
    /// [`redact_text`](Self::redact_text) does.
    pub fn redact_json(&self, text: &str) -> String {
        json::redact(self, text)
    }

    /// Masks the values after `key=` and `key:` in any text, bearer tokens, and users in addresses.
    pub fn redact_text(&self, text: &str) -> String {
        text::redact(self, text, text::Colons::AnyKey)
    }
}
