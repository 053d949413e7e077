//! A line being typed at the bottom of the screen: a filter that applies while it is typed, a search, a value.

use crate::tui::widgets::input::LineInput;

/// What the line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Filter,
    /// A filter of events.
    Events,
    Search,
    /// Where to go in a document.
    Path,
    /// A field whose version is looked for.
    Field,
    /// What the match that was found is replaced with.
    Replace,
    ReplaceAll,
    /// A file to read.
    File,
    /// The value of one field, as JSON.
    Value,
}

/// The line and what it replaces.
#[derive(Debug)]
pub struct Line {
    pub purpose: Purpose,
    pub input: LineInput,
    /// What applied before: restored when the line is cancelled.
    pub before: String,
}

impl Line {
    pub fn new(purpose: Purpose, text: String) -> Self {
        let mut input = LineInput::default();
        input.set_text(&text);
        Self {
            purpose,
            input,
            before: text,
        }
    }

    pub fn prompt(&self) -> &'static str {
        match self.purpose {
            Purpose::Filter => "filter: ",
            Purpose::Events => "events: ",
            Purpose::Search => "search: ",
            Purpose::Path => "go to: ",
            Purpose::Field => "who set: ",
            Purpose::Replace => "replace with: ",
            Purpose::ReplaceAll => "replace all with: ",
            Purpose::File => "file: ",
            Purpose::Value => "value: ",
        }
    }

    /// What may be typed here, for an empty line.
    pub fn placeholder(&self) -> &'static str {
        match self.purpose {
            Purpose::Filter => "word  !word  column:value   (enter keeps it, esc cancels)",
            Purpose::Events => "words of the message  level:error  type:name  since:1h  until:2026-11-20",
            Purpose::Path => "a field such as query.replicas, or a line number",
            Purpose::Field => "a field such as spec.query.replicas",
            Purpose::Replace | Purpose::ReplaceAll => "nothing: what was found is erased",
            Purpose::File => "path of a JSON file",
            Purpose::Search => "text to find   (enter goes there, esc cancels)",
            Purpose::Value => "a value as JSON, null for none   (enter takes it, esc cancels)",
        }
    }
}
