//! What a command does to a configuration's text beyond the text: completion, findings, plan.

use std::sync::Arc;

use crate::resource::Notice;
use crate::resource::action::{CREATE, EDIT};
use crate::tui::keymap::Command;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::{Look, Request};

use super::completion::Completion;
use super::screen::{EditorScreen, Stage};
use super::text::at_place;
use super::writing::{Wanted, Writing};

impl EditorScreen {
    /// Runs a command on the text; `None` if it means nothing here.
    pub(super) fn run_writing(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let schema = &self.schema;
        let Stage::Writing(writing) = &mut self.stage else {
            return None;
        };
        if let Some(requests) = complete(writing, command) {
            writing.touched(look.now);
            return Some(requests);
        }
        let requests = match command {
            Command::Plan => return Some(self.plan()),
            Command::CompleteField => {
                writing.completion = Completion::at_cursor(&writing.text.editor, schema);
                if writing.completion.is_none() {
                    return said(Completion::why_none(&writing.text.editor, schema));
                }
                // The only one there is needs no choice.
                if let Some(Completion { entries, .. }) = &writing.completion
                    && let [only] = entries.as_slice()
                {
                    let text = only.text.clone();
                    writing.completion = None;
                    writing.text.editor.complete(&text);
                }
                Vec::new()
            }
            Command::NextFinding | Command::PreviousFinding => {
                if !writing.go_to_finding(command == Command::NextFinding) {
                    return said("There is no finding");
                }
                Vec::new()
            }
            other => writing.text.run(other)?,
        };
        writing.touched(look.now);
        Some(requests)
    }

    /// A line that was typed below.
    pub(super) fn line_typed(&mut self, purpose: Purpose, text: &str, look: Look<'_>) -> Vec<Request> {
        let Some(writing) = self.writing_mut() else {
            return Vec::new();
        };
        let requests = writing.text.line(purpose, text);
        writing.touched(look.now);
        requests
    }

    /// Goes on to the plan, if nothing stands in the way.
    fn plan(&mut self) -> Vec<Request> {
        let (editing, schema) = (self.editing, &self.schema);
        let Stage::Writing(writing) = &mut self.stage else {
            return Vec::new();
        };
        writing.completion = None;
        match writing.wanted(editing, schema) {
            Wanted::InTheWay(finding, count) => {
                let place = writing.place_of(&finding);
                writing.go_into(finding.range.clone());
                let more = if count > 1 {
                    format!("; {} more", count - 1)
                } else {
                    String::new()
                };
                let words = at_place(place, &format!("{}{more}", finding.message));
                vec![Request::Notify(
                    Notice::warning(words).with_hint("mend what is in the way, then plan again"),
                )]
            }
            Wanted::Document(target) => {
                let base = writing.base.clone();
                let verb = if base.is_some() { EDIT } else { CREATE };
                vec![Request::Plan {
                    context: Arc::clone(&self.context),
                    editing,
                    base,
                    target: Arc::new(target),
                    verb,
                }]
            }
        }
    }
}

/// What a command does while the list of completions is open; `None` if nothing.
fn complete(writing: &mut Writing, command: Command) -> Option<Vec<Request>> {
    let completion = writing.completion.as_mut()?;
    match command {
        Command::CursorDown | Command::NextEntry => completion.step(true),
        Command::CursorUp | Command::PreviousEntry => completion.step(false),
        Command::NewLine | Command::Indent | Command::CompleteField => {
            let text = completion.chosen().map(|entry| entry.text.clone());
            writing.completion = None;
            if let Some(text) = text {
                writing.text.editor.complete(&text);
            }
        }
        Command::Back => writing.completion = None,
        _ => {
            writing.completion = None;
            return None;
        }
    }
    Some(Vec::new())
}

fn said(words: &str) -> Option<Vec<Request>> {
    Some(vec![Request::Notify(Notice::info(words))])
}
