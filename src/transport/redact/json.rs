//! Masking in JSON, token by token.

use std::ops::Range;

use super::Redactor;
use super::{MASK, text};
use crate::resource::text::MASK as KEPT;

/// Masks the secrets of a JSON text, whole or torn off, and nothing else.
pub(super) fn redact(redactor: &Redactor, text: &str) -> String {
    let mut scan = Scan {
        redactor,
        text,
        at: 0,
        out: String::with_capacity(text.len()),
        open: Vec::new(),
    };
    while scan.at < text.len() {
        if scan.token().is_none() {
            scan.give_up();
            break;
        }
    }
    scan.out
}

struct Scan<'a> {
    redactor: &'a Redactor,
    text: &'a str,
    /// How far `text` has been read; always at the start of a token.
    at: usize,
    out: String,
    /// The containers around this place, outermost first.
    open: Vec<Container>,
}

enum Container {
    Object(Object),
    Array { is_secret: bool },
}

#[derive(Default)]
struct Object {
    is_secret: bool,
    key: String,
    /// The key has been read and a colon after it.
    is_at_value: bool,
    value_is_secret: bool,
    /// In `{"name": …, "value": …}`: the name is a secret's.
    name_is_secret: bool,
    /// In the same: where the value stands in the output.
    value_at: Option<Range<usize>>,
}

impl<'a> Scan<'a> {
    /// Copies or masks the next token; `None` if what comes is not JSON.
    fn token(&mut self) -> Option<()> {
        let rest = self.rest();
        match rest.bytes().next()? {
            b' ' | b'\t' | b'\r' | b'\n' => {
                self.copy(rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len());
            }
            b'{' => self.begin(|is_secret| {
                Container::Object(Object {
                    is_secret,
                    ..Object::default()
                })
            }),
            b'[' => self.begin(|is_secret| Container::Array { is_secret }),
            b'}' => matches!(self.open.pop()?, Container::Object(_)).then(|| self.copy(1))?,
            b']' => matches!(self.open.pop()?, Container::Array { .. }).then(|| self.copy(1))?,
            b',' => {
                if let Container::Object(object) = self.open.last_mut()? {
                    object.is_at_value = false;
                }
                self.copy(1);
            }
            b':' => self.colon()?,
            b'"' => self.string(),
            _ => self.word()?,
        }
        Some(())
    }

    fn colon(&mut self) -> Option<()> {
        let path: Vec<&str> = self
            .open
            .iter()
            .filter_map(|container| match container {
                Container::Object(object) => Some(object.key.as_str()),
                Container::Array { .. } => None,
            })
            .collect();
        let is_secret = self.redactor.is_secret(&path);
        match self.open.last_mut()? {
            Container::Object(object) if !object.is_at_value => {
                object.is_at_value = true;
                object.value_is_secret = object.is_secret || is_secret;
            }
            _ => return None,
        }
        self.copy(1);
        Some(())
    }

    fn string(&mut self) {
        let token = self.rest().get(..string_len(self.rest())).unwrap_or_default();
        if let Some(Container::Object(object)) = self.open.last_mut()
            && !object.is_at_value
        {
            object.key = decoded(token);
            self.copy(token.len());
            return;
        }
        let is_kept = token.strip_prefix('"').and_then(|token| token.strip_suffix('"')) == Some(KEPT);
        if self.value_is_secret() && !is_kept {
            self.scalar(token, &quoted_mask());
        } else {
            let checked = self.checked(token);
            self.scalar(token, checked.as_deref().unwrap_or(token));
        }
    }

    /// A number, `true`, `false` or `null`. Numbers may be secrets; the others say nothing worth hiding.
    fn word(&mut self) -> Option<()> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')));
        let token = rest
            .get(..end.unwrap_or(rest.len()))
            .filter(|token| !token.is_empty())?;
        let is_number = token.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        // A torn-off text may end within a word.
        let is_literal = ["true", "false", "null"].into_iter().any(|word| {
            if end.is_none() {
                word.starts_with(token)
            } else {
                word == token
            }
        });
        if !is_number && !is_literal {
            return None;
        }
        if is_number && self.value_is_secret() {
            self.scalar(token, &quoted_mask());
        } else {
            self.scalar(token, token);
        }
        Some(())
    }

    /// Writes a value that is no container, and remembers it for `{"name": …, "value": …}`.
    fn scalar(&mut self, token: &'a str, written: &str) {
        let start = self.out.len();
        self.out.push_str(written);
        self.at += token.len();
        let Some(Container::Object(object)) = self.open.last_mut() else {
            return;
        };
        match object.key.as_str() {
            "name" | "key" => {
                object.name_is_secret |= self.redactor.is_secret_name(&decoded(token));
            }
            "value" => object.value_at = Some(start..self.out.len()),
            _ => return,
        }
        if object.name_is_secret
            && let Some(value_at) = object.value_at.take()
        {
            self.out.replace_range(value_at, &quoted_mask());
        }
    }

    /// A string that holds a document or a message of its own, masked; `None` if nothing was secret in it.
    fn checked(&self, token: &str) -> Option<String> {
        if !token.contains([':', '=']) && !token.contains("earer") {
            return None;
        }
        let content = decoded(token);
        let masked = if content.trim_start().starts_with(['{', '[']) {
            redact(self.redactor, &content)
        } else {
            // In one line, "password: too short" is a message, and its words are wanted.
            let colons = if content.contains('\n') {
                text::Colons::AnyKey
            } else {
                text::Colons::QuotedKeys
            };
            text::redact(self.redactor, &content, colons)
        };
        (masked != content).then(|| serde_json::Value::String(masked).to_string())
    }

    fn value_is_secret(&self) -> bool {
        match self.open.last() {
            Some(Container::Object(object)) => object.value_is_secret,
            Some(Container::Array { is_secret }) => *is_secret,
            None => false,
        }
    }

    fn begin(&mut self, container: impl FnOnce(bool) -> Container) {
        let container = container(self.value_is_secret());
        self.open.push(container);
        self.copy(1);
    }

    /// Deals with the rest of a text that is not JSON: inside a secret nothing of it is shown.
    fn give_up(&mut self) {
        if self.value_is_secret() {
            self.out.push_str(MASK);
        } else {
            let rest = text::redact(self.redactor, self.rest(), text::Colons::AnyKey);
            self.out.push_str(&rest);
        }
    }

    fn copy(&mut self, len: usize) {
        let token = self.rest().get(..len).unwrap_or_default();
        self.out.push_str(token);
        self.at += len;
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn quoted_mask() -> String {
    format!("\"{MASK}\"")
}

/// The length of the string token a text starts with, to its closing quote or the text's end.
fn string_len(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at + 1,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    text.len()
}

/// What a string token says; as it stands where it cannot be decoded.
fn decoded(token: &str) -> String {
    serde_json::from_str(token).unwrap_or_else(|_| token.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn redacted(text: &str) -> String {
        Redactor::new(["pivot.options", "credentials"]).redact_json(text)
    }

    #[test]
    fn only_the_secret_values_change() {
        let text = "{ \"b\" : 1.10,\n\t\"initialDruidPassword\":\"pe\\\"arl\", \"a\":[true,{\"token\" :null}], \"x\":\"\\u00e9\"}";
        assert_eq!(
            redacted(text),
            "{ \"b\" : 1.10,\n\t\"initialDruidPassword\":\"[redacted]\", \"a\":[true,{\"token\" :null}], \"x\":\"\\u00e9\"}"
        );
    }

    #[test]
    fn a_document_under_a_secret_name_is_masked_throughout() {
        assert_eq!(
            redacted(r#"{"credentials":{"user":"pearl","pin":1234,"more":["pearl",{"a":"pearl"}]},"n":1}"#),
            r#"{"credentials":{"user":"[redacted]","pin":"[redacted]","more":["[redacted]",{"a":"[redacted]"}]},"n":1}"#
        );
    }

    #[test]
    fn a_dotted_name_masks_text_only_where_its_path_ends_so() {
        assert_eq!(
            redacted(r#"{"spec":{"pivot":{"options":"bind: pearl"},"other":{"options":"x"}}}"#),
            r#"{"spec":{"pivot":{"options":"[redacted]"},"other":{"options":"x"}}}"#
        );
    }

    #[test]
    fn a_pair_of_name_and_value_is_masked_in_either_order() {
        assert_eq!(
            redacted(
                r#"[{"name":"db_password","value":"pearl"},{"value":"pearl","key":"apiKey"},{"name":"a","value":"b"}]"#
            ),
            r#"[{"name":"db_password","value":"[redacted]"},{"value":"[redacted]","key":"apiKey"},{"name":"a","value":"b"}]"#
        );
    }

    #[test]
    fn documents_and_properties_inside_strings_are_masked_too() {
        assert_eq!(
            redacted(r#"{"a":"{\"clientSecret\":\"pearl\"}","b":"x.y=1\ndb.password=pearl white\nz=2"}"#),
            r#"{"a":"{\"clientSecret\":\"[redacted]\"}","b":"x.y=1\ndb.password=[redacted]\nz=2"}"#
        );
    }

    #[test]
    fn a_managers_words_about_a_password_stay() {
        let text = r#"{"message":"Invalid password: must be longer","details":[{"target":"spec.password"}]}"#;
        assert_eq!(redacted(text), text);
    }

    #[test]
    fn what_is_not_json_is_masked_as_text() {
        assert_eq!(redacted("[error] password=pearl"), "[error] password=[redacted]");
        assert_eq!(redacted("{'token': 'pearl'}"), "{'token': '[redacted]'}");
        assert_eq!(
            redacted(r#"{"credentials":{"a": pearl}}"#),
            r#"{"credentials":{"a": [redacted]"#
        );
        assert_eq!(redacted("<html>token: pearl"), "<html>token: [redacted]");
        assert_eq!(
            redacted("{\"a\":1}\n{\"token\":\"pearl\"}"),
            "{\"a\":1}\n{\"token\":\"[redacted]\"}"
        );
        assert_eq!(redacted(""), "");
    }

    const PEARL: &str = "p34rl";

    /// A document, and the same with its secrets masked. Names that begin with `secret` hide strings that hold [`PEARL`].
    fn documents() -> impl Strategy<Value = (Value, Value)> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(|b| (json!(b), json!(b))),
            any::<f64>().prop_map(|n| (json!(n), json!(n))),
            "[a-z \"\\\\{}\\[\\],é\n]{0,8}".prop_map(|s| (json!(s), json!(s))),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(|items| {
                    let (plain, masked): (Vec<_>, Vec<_>) = items.into_iter().unzip();
                    (json!(plain), json!(masked))
                }),
                (
                    proptest::collection::vec(("[a-m]{1,3}", inner), 0..4),
                    "[ \"\\\\,:{}é\n]{0,6}",
                    "(client_)?[sS]ecret"
                )
                    .prop_map(|(fields, noise, secret_name)| {
                        let mut plain = serde_json::Map::new();
                        let mut masked = serde_json::Map::new();
                        plain.insert(secret_name.clone(), json!(format!("{noise}{PEARL}{noise}")));
                        masked.insert(secret_name, json!(MASK));
                        for (name, (value, masked_value)) in fields {
                            plain.insert(name.clone(), value);
                            masked.insert(name, masked_value);
                        }
                        (json!(plain), json!(masked))
                    }),
            ]
        })
    }

    proptest! {
        #[test]
        fn all_secrets_go_and_all_else_stays((plain, masked) in documents(), is_pretty: bool) {
            let write = |value: &Value| {
                if is_pretty { format!("{value:#}") } else { value.to_string() }
            };
            prop_assert_eq!(redacted(&write(&plain)), write(&masked));
        }

        #[test]
        fn no_secret_shows_wherever_a_text_was_torn_off((plain, _) in documents(), cut in 0.0..1.0_f64) {
            let text = plain.to_string();
            let mut end = (text.len() as f64 * cut) as usize;
            while !text.is_char_boundary(end) { end -= 1; }
            prop_assert!(!redacted(&text[..end]).contains(PEARL));
        }

        #[test]
        fn any_text_without_a_secret_name_stays(text in "[a-m0-9 \\[\\]{}\",:=\\\\\n\té.-]{0,60}") {
            prop_assert_eq!(redacted(&text), text.clone());
            prop_assert_eq!(Redactor::default().redact_text(&text), text);
        }
    }
}
