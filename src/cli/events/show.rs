//! One event as text, JSON or YAML.

use std::io::Write;
use std::sync::Arc;

use crate::cli::output::document::{Masking, of_event, to_yaml, write_array};
use crate::cli::output::table::style_of;
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::resource::text::visible;
use crate::resource::{Cell, Event};
use crate::transport::Redactor;

use super::request::Form;

/// How events are printed.
pub(super) struct Show<'a> {
    pub(super) form: Form,
    /// Whether others follow, so that no array can be closed.
    pub(super) is_stream: bool,
    pub(super) with_traceback: bool,
    pub(super) surface: &'a Surface,
    pub(super) redactor: Redactor,
}

/// Cells at least for the level and the source, so that lines that come one by one stand in columns.
const LEVEL: usize = 8;
const SOURCE: usize = 10;

impl Show<'_> {
    /// Prints events; flushing is up to the caller.
    pub(super) fn all(&self, events: &[Arc<Event>], out: &mut impl Write) -> Result<(), Trouble> {
        match (self.form, self.is_stream) {
            (Form::Text, _) => {
                for event in events {
                    out.write_all(self.text(event).as_bytes())?;
                }
            }
            (Form::Json, false) => {
                write_array(out, events.iter().map(|event| self.document(event)))?;
            }
            (Form::Json, true) => {
                for event in events {
                    writeln!(out, "{}", self.document(event))?;
                }
            }
            (Form::Yaml, false) => {
                let mut array = Vec::new();
                write_array(&mut array, events.iter().map(|event| self.document(event)))?;
                out.write_all(yaml(&String::from_utf8_lossy(&array))?.as_bytes())?;
            }
            (Form::Yaml, true) => {
                for event in events {
                    write!(out, "---\n{}", yaml(&self.document(event))?)?;
                }
            }
        }
        Ok(())
    }

    fn document(&self, event: &Event) -> String {
        Masking::Redacted(self.redactor.clone()).apply(&of_event(event).to_string())
    }

    /// Its line, and what caused it below.
    fn text(&self, event: &Event) -> String {
        let time = event.at.map_or_else(
            || "-".to_owned(),
            |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        );
        let level = visible(&event.level.text);
        let gap = " ".repeat(LEVEL.saturating_sub(level.chars().count()));
        let style = style_of(&Cell::Event(event.level.clone(), Box::default()));
        let level = if self.surface.has_colour {
            format!("{style}{level}{style:#}{gap}")
        } else {
            format!("{level}{gap}")
        };
        let source = visible(&event.source);
        let mut text = format!("{time:<20}  {level}  {source:<SOURCE$}  ");
        // A message of several lines stays one event: the others are indented.
        let message = self.redactor.redact_text(&event.message);
        for (nth, line) in message.lines().enumerate() {
            let indent = if nth == 0 { "" } else { "    " };
            text.push_str(&format!("{indent}{}\n", visible(line)));
        }
        if message.is_empty() {
            text.push('\n');
        }
        for line in event.causes_as_lines(self.with_traceback) {
            let line = self.redactor.redact_text(&line);
            text.push_str(&format!("    {}\n", visible(line.trim_end())));
        }
        text
    }
}

fn yaml(document: &str) -> Result<String, Trouble> {
    to_yaml(document).map_err(|why| {
        Trouble::usage(
            format!("an event cannot be written as YAML: {why}"),
            "-o json prints it",
        )
    })
}
