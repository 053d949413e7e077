//! From text to a document that knows where each of its values stands.

use std::ops::Range;
use std::str::FromStr;

use jsonc_parser::ast::Value as Node;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions};

use super::json::{Json, Number, Object};
use super::path::Path;

/// A document, and where each of its values stands in the text.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub json: Json,
    top: Span,
    /// Keys that stand more than once in their object; the last one counts.
    pub repeated: Vec<(Path, Range<usize>)>,
}

/// Why a text is no JSON document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {message}", .at.line, .at.column)]
pub struct SyntaxError {
    pub at: Place,
    pub message: String,
}

/// A place in a text as an editor counts: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Where a value stands, in bytes; its children in the order of the document.
#[derive(Debug, Clone)]
struct Span {
    key: Option<Range<usize>>,
    value: Range<usize>,
    children: Vec<Span>,
}

impl Parsed {
    /// Reads a document.
    ///
    /// # Errors
    /// The first mistake: behind it, a text that is not closed says nothing certain.
    pub fn read(text: &str) -> Result<Self, SyntaxError> {
        // The judge of what is JSON; the other parser is more lenient, and knows the places.
        serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| {
            let message = error.to_string();
            let words = plain(message.split(" at line ").next().unwrap_or_default());
            SyntaxError {
                at: Place::of_byte_column(text, error.line(), error.column()),
                message: if text.trim().is_empty() {
                    "the document is empty".into()
                } else {
                    words.to_owned()
                },
            }
        })?;
        let collect = CollectOptions {
            comments: CommentCollectionStrategy::Off,
            tokens: false,
        };
        let node = jsonc_parser::parse_to_ast(text, &collect, &strict())
            .ok()
            .and_then(|result| result.value)
            .ok_or_else(|| SyntaxError {
                at: Place { line: 1, column: 1 },
                message: "the document cannot be read".into(),
            })?;
        let mut repeated = Vec::new();
        let (json, top) = build(&node, None, &Path::top(), &mut repeated);
        Ok(Self { json, top, repeated })
    }

    /// The bytes of the value at `path`.
    pub fn value_at(&self, path: &Path) -> Option<Range<usize>> {
        self.span(path).map(|span| span.value.clone())
    }

    /// The bytes of the key of the member at `path`; for an element of an array, of its value.
    pub fn key_at(&self, path: &Path) -> Option<Range<usize>> {
        let span = self.span(path)?;
        Some(span.key.clone().unwrap_or_else(|| span.value.clone()))
    }

    /// The bytes of the nearest value on the way to `path`: for a mistake of a field that is not there.
    pub fn nearest(&self, path: &Path) -> Range<usize> {
        let mut path = path.clone();
        loop {
            if let Some(range) = self.key_at(&path) {
                return range;
            }
            match path.parent() {
                Some(parent) => path = parent,
                None => return 0..0,
            }
        }
    }

    fn span(&self, path: &Path) -> Option<&Span> {
        let mut value = &self.json;
        let mut span = &self.top;
        for step in path.steps() {
            span = span.children.get(step.position(value)?)?;
            value = step.child(value)?;
        }
        Some(span)
    }
}

impl FromStr for Json {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        Parsed::read(text).map(|parsed| parsed.json)
    }
}

impl Place {
    /// The place of a byte of `text`.
    pub fn of_byte(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(start..).map_or(0, |line| line.chars().count()) + 1,
        }
    }

    /// `serde_json` counts columns in bytes, and names the last one it read.
    fn of_byte_column(text: &str, line: usize, column: usize) -> Self {
        let start: usize = text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let byte = (start + column.saturating_sub(1)).min(text.len());
        let byte = (0..=byte)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        Self::of_byte(text, byte)
    }
}

/// What the parser says, in the words of somebody who writes the document.
fn plain(words: &str) -> &str {
    match words {
        _ if words.starts_with("control character") => "a text is not closed with a quote on its line",
        "key must be a string" => "a key in quotes is missing here",
        "expected value" => "a value is missing here, or it is none: a text needs quotes",
        "expected `:`" => "a colon is missing behind the key",
        "expected `,` or `}`" => "a comma or the closing } is missing before this",
        "expected `,` or `]`" => "a comma or the closing ] is missing before this",
        "trailing comma" => "a comma stands before the end",
        "trailing characters" => "something stands behind the end of the document",
        "EOF while parsing an object" => "the document ends before an object is closed with }",
        "EOF while parsing a list" => "the document ends before a list is closed with ]",
        "EOF while parsing a string" => "the document ends before a text is closed with a quote",
        "EOF while parsing a value" => "the document ends where a value is missing",
        other => other,
    }
}

/// JSON as it is sent: no comments, no trailing commas, nothing of JavaScript.
fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_extended_string_escapes: false,
        allow_non_finite_numbers: false,
    }
}

fn build(
    node: &Node<'_>,
    key: Option<Range<usize>>,
    path: &Path,
    repeated: &mut Vec<(Path, Range<usize>)>,
) -> (Json, Span) {
    let mut children = Vec::new();
    let json = match node {
        Node::NullKeyword(_) => Json::Null,
        Node::BooleanLit(literal) => Json::Bool(literal.value),
        Node::NumberLit(literal) => Json::Number(Number::from_text(literal.value)),
        Node::StringLit(literal) => Json::String(literal.value.as_ref().into()),
        Node::Array(array) => {
            let mut items = Vec::with_capacity(array.elements.len());
            for (at, element) in array.elements.iter().enumerate() {
                let (item, span) = build(element, None, &path.index(at), repeated);
                items.push(item);
                children.push(span);
            }
            Json::Array(items)
        }
        Node::Object(object) => {
            let mut members = Object::default();
            for property in &object.properties {
                let name = property.name.as_str();
                let key = property.name.start()..property.name.end();
                let path = path.field(name);
                let (value, span) = build(&property.value, Some(key.clone()), &path, repeated);
                match members.position(name) {
                    // The last one counts, as for every reader of the document.
                    Some(at) => {
                        repeated.push((path, key));
                        if let Some(slot) = children.get_mut(at) {
                            *slot = span;
                        }
                    }
                    None => children.push(span),
                }
                members.insert(name, value);
            }
            Json::Object(members)
        }
    };
    let span = Span {
        key,
        value: node.start()..node.end(),
        children,
    };
    (json, span)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"spec\": {\n    \"tags\": [{ \"name\": \"é\", \"value\": 1.50 }]\n  }\n}";

    #[test]
    fn every_value_is_found_in_the_text() {
        let parsed = Parsed::read(TEXT).unwrap();
        let value = |path: &str| parsed.value_at(&Path::read(path)).map(|range| &TEXT[range]);
        assert_eq!(value("spec.tags[0].value"), Some("1.50"));
        assert_eq!(value("spec.tags[é].name"), Some("\"é\""));
        assert_eq!(value("spec.none"), None);
        assert_eq!(
            &TEXT[parsed.key_at(&Path::read("spec.tags")).unwrap()],
            "\"tags\""
        );
    }

    #[test]
    fn the_nearest_place_of_a_missing_field_is_what_it_is_missing_in() {
        let parsed = Parsed::read(TEXT).unwrap();
        assert_eq!(
            &TEXT[parsed.nearest(&Path::read("spec.pivot.accessMode"))],
            "\"spec\""
        );
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_column() {
        let cases = [
            ("", (1, 1)),
            ("{\n  \"a\": 1,\n}", (3, 1)),
            ("{\"é\": x}", (1, 7)),
            ("{\"a\": 1", (1, 7)),
            ("{\"a\": 01}", (1, 8)),
            ("{'a': 1}", (1, 2)),
            ("{} {}", (1, 4)),
            ("[1] // no", (1, 5)),
        ];
        for (text, (line, column)) in cases {
            let error = Parsed::read(text).unwrap_err();
            assert_eq!(
                (error.at.line, error.at.column),
                (line, column),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_noted_and_the_last_one_counts() {
        let text = r#"{"a":1,"b":2,"a":3}"#;
        let parsed = Parsed::read(text).unwrap();
        assert_eq!(parsed.json.to_string(), r#"{"a":3,"b":2}"#);
        assert_eq!(parsed.repeated, [(Path::read("a"), 13..16)]);
        assert_eq!(&text[parsed.value_at(&Path::read("a")).unwrap()], "3");
    }

    #[test]
    fn a_document_without_end_of_depth_is_refused_and_not_followed() {
        let text = "[".repeat(100_000);
        assert!(Parsed::read(&text).is_err());
    }
}
