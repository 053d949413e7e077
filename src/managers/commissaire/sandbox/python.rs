//! JSON as Python's `json.dumps` writes it: `", "` and `": "` between things, everything else than ASCII escaped.

use std::io;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// Writes a document.
pub fn dumps(document: &Value) -> Vec<u8> {
    let mut text = Vec::new();
    // Writing to memory does not fail, and a document of `Value`s has only text as keys.
    let _ = document.serialize(&mut Serializer::with_formatter(&mut text, Python));
    text
}

struct Python;

impl Formatter for Python {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        separate(writer, first)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for c in fragment.chars() {
            if matches!(c, ' '..='~') {
                write!(writer, "{c}")?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

fn separate<W: ?Sized + io::Write>(writer: &mut W, first: bool) -> io::Result<()> {
    if first { Ok(()) } else { writer.write_all(b", ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_looks_as_python_writes_it() {
        let document = json!({"a": [1, "ü\n\"😀\u{7f}"], "b": {}, "c": []});
        assert_eq!(
            String::from_utf8(dumps(&document)).unwrap(),
            r#"{"a": [1, "\u00fc\n\"\ud83d\ude00\u007f"], "b": {}, "c": []}"#
        );
    }
}
