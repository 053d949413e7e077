//! JSON and YAML: the manager's own documents untouched but for secrets, and rows as objects.

use std::io::{self, Write};

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use crate::cli::trouble::Trouble;
use crate::resource::{Cause, Cell, Event, Kind, Row};
use crate::transport::Redactor;

use super::format::Format;

/// Masks a document's secrets, unless they are wanted.
#[derive(Debug, Clone)]
pub enum Masking {
    Redacted(Redactor),
    /// `--show-secrets`.
    AsSent,
}

impl Masking {
    pub fn apply(&self, document: &str) -> String {
        match self {
            Self::Redacted(redactor) => redactor.redact_json(document),
            Self::AsSent => document.to_owned(),
        }
    }
}

/// Writes documents as one JSON array; every byte of each stays as it is.
///
/// # Errors
/// Those of `out`.
pub fn write_array(
    out: &mut impl Write,
    documents: impl IntoIterator<Item = impl AsRef<str>>,
) -> io::Result<()> {
    let mut is_first = true;
    for document in documents {
        out.write_all(if is_first { b"[\n" } else { b",\n" })?;
        out.write_all(document.as_ref().as_bytes())?;
        is_first = false;
    }
    out.write_all(if is_first { b"[]\n" } else { b"\n]\n" })
}

/// A JSON document as YAML, its keys in the same order.
///
/// # Errors
/// The parser's or the writer's words.
pub fn to_yaml(document: &str) -> Result<String, String> {
    let value: Value = serde_json::from_str(document).map_err(|error| error.to_string())?;
    let mut yaml = serde_saphyr::to_string(&value).map_err(|error| error.to_string())?;
    if !yaml.ends_with('\n') {
        yaml.push('\n');
    }
    Ok(yaml)
}

/// An object of ours as JSON on several lines, or as YAML.
///
/// # Errors
/// It cannot be said in YAML.
pub fn text_of(value: &Value, format: Format) -> Result<String, Trouble> {
    if format != Format::Yaml {
        return Ok(format!("{value:#}\n"));
    }
    to_yaml(&value.to_string()).map_err(|why| {
        Trouble::usage(
            format!("it cannot be written as YAML: {why}"),
            "-o json prints it",
        )
    })
}

/// A row as an object: its id, and each column under its name.
pub fn of_row(kind: &Kind, row: &Row) -> Value {
    let mut object = Map::new();
    object.insert("id".into(), Value::from(&*row.id));
    for (index, column) in kind.columns.iter().enumerate() {
        object.insert(column.id.into(), of_cell(row.cell(index)));
    }
    Value::Object(object)
}

/// An event as an object.
pub fn of_event(event: &Event) -> Value {
    let time = event.at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    let mut object = Map::new();
    object.insert("time".into(), Value::from(time));
    object.insert("level".into(), Value::from(&*event.level.text));
    object.insert("source".into(), Value::from(&*event.source));
    object.insert("message".into(), Value::from(&*event.message));
    for field in &event.fields {
        // What every event has keeps its name.
        object.entry(field.label).or_insert_with(|| of_cell(&field.value));
    }
    let cause = |cause: &Cause| {
        json!({
            "type": &*cause.kind,
            "message": &*cause.message,
            "traceback": &*cause.traceback,
        })
    };
    if !event.causes.is_empty() {
        object.insert("causes".into(), event.causes.iter().map(cause).collect());
    }
    Value::Object(object)
}

fn of_cell(cell: &Cell) -> Value {
    match cell {
        Cell::Empty | Cell::Unreadable => Value::Null,
        Cell::Text(text) => Value::from(&**text),
        Cell::Number(number) | Cell::Version(number) => Value::from(*number),
        Cell::State(state) => Value::from(&*state.text),
        Cell::Health(mark) => Value::from(&*mark.text),
        Cell::Ratio { ok, total } => json!({ "ok": ok, "total": total }),
        Cell::Progress(progress) => json!({ "current": progress.current, "total": progress.total }),
        Cell::Event(level, message) => json!({ "level": &*level.text, "message": &**message }),
        Cell::Time(time) => Value::from(time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_keeps_every_byte_of_its_documents() {
        let mut out = Vec::new();
        write_array(&mut out, ["{ \"b\": 1.50,\n\"a\":[] }", "7"]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "[\n{ \"b\": 1.50,\n\"a\":[] },\n7\n]\n"
        );
        let mut empty = Vec::new();
        write_array(&mut empty, [""; 0]).unwrap();
        assert_eq!(empty, b"[]\n");
    }

    #[test]
    fn yaml_keeps_the_order_of_keys_and_what_looks_like_another_type() {
        let yaml = to_yaml(r#"{"z":"no","a":{"list":[1,"2024-01-01"]},"m":null}"#).unwrap();
        let places: Vec<_> = ["z:", "a:", "list:", "m:"].map(|key| yaml.find(key)).into();
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{yaml}");
        assert!(!yaml.contains("z: no\n"), "{yaml}");
    }

    #[test]
    fn secrets_are_masked_unless_they_are_wanted() {
        let document = r#"{"password":"hunter2"}"#;
        assert!(
            !Masking::Redacted(Redactor::default())
                .apply(document)
                .contains("hunter2")
        );
        assert_eq!(Masking::AsSent.apply(document), document);
    }
}
