//! What each command does to the text.

use std::sync::Arc;

use crate::resource::Notice;
use crate::resource::action::{CREATE, EDIT};
use crate::spec::Path;
use crate::tui::keymap::Command;
use crate::tui::msg::{Effect, Question};
use crate::tui::screens::line::Purpose;
use crate::tui::screens::{Look, Request};

use super::completion::Completion;
use super::screen::{EditorScreen, Stage};
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
                writing.completion = Completion::at_cursor(&writing.editor, schema);
                if writing.completion.is_none() {
                    return said(Completion::why_none(&writing.editor, schema));
                }
                // The only one there is needs no choice.
                if let Some(Completion { entries, .. }) = &writing.completion
                    && let [only] = entries.as_slice()
                {
                    let text = only.text.clone();
                    writing.completion = None;
                    writing.editor.complete(&text);
                }
                Vec::new()
            }
            Command::Search => vec![Request::Type(
                Purpose::Search,
                writing.editor.query().unwrap_or_default().to_owned(),
            )],
            Command::JumpToPath => vec![Request::Type(Purpose::Path, String::new())],
            Command::ReplaceText | Command::ReplaceAll if writing.editor.query().is_none() => {
                return said("Search first: what is found is replaced");
            }
            Command::ReplaceText => vec![Request::Type(Purpose::Replace, writing.replacement.clone())],
            Command::ReplaceAll => vec![Request::Type(Purpose::ReplaceAll, writing.replacement.clone())],
            Command::NextFinding | Command::PreviousFinding => {
                if !writing.go_to_finding(command == Command::NextFinding) {
                    return said("There is no finding");
                }
                Vec::new()
            }
            Command::FormatDocument => match writing.editor.format() {
                Ok(()) => Vec::new(),
                Err(error) => vec![Request::Notify(Notice::warning(format!(
                    "Cannot format: {error}"
                )))],
            },
            Command::EditOutside => vec![Request::Ask(Question::EditOutside(writing.editor.text()))],
            Command::CutText | Command::CopyText => {
                let taken = match (command, writing.editor.selection().is_some()) {
                    (Command::CutText, true) => writing.editor.cut(),
                    (Command::CutText, false) => {
                        let line = line_at_cursor(writing);
                        writing.editor.delete_line();
                        Some(line)
                    }
                    (_, true) => writing.editor.copy(),
                    (_, false) => Some(line_at_cursor(writing)),
                };
                writing.clipboard = taken.unwrap_or_default();
                vec![Request::Do(Effect::Copy(writing.clipboard.clone()))]
            }
            Command::PasteText => {
                let text = writing.clipboard.clone();
                match writing.editor.paste(&text) {
                    Ok(()) => Vec::new(),
                    Err(error) => vec![Request::Notify(Notice::warning(error.to_string()))],
                }
            }
            other => {
                if !writing.editor.run(other) {
                    return None;
                }
                Vec::new()
            }
        };
        writing.touched(look.now);
        Some(requests)
    }

    /// A line that was typed below.
    pub(super) fn line_typed(&mut self, purpose: Purpose, text: &str, look: Look<'_>) -> Vec<Request> {
        let Some(writing) = self.writing_mut() else {
            return Vec::new();
        };
        let notice = match purpose {
            Purpose::Search => {
                writing.editor.search(text);
                None
            }
            Purpose::Path => go_to(writing, text),
            Purpose::Replace => {
                text.clone_into(&mut writing.replacement);
                (!writing.editor.replace_current(text))
                    .then(|| "The cursor is at no match: go to one first".to_owned())
            }
            Purpose::ReplaceAll => {
                text.clone_into(&mut writing.replacement);
                let count = writing.editor.replace_all(text);
                Some(format!("{count} replaced; undo takes it back"))
            }
            _ => None,
        };
        writing.touched(look.now);
        notice
            .map(|words| Request::Notify(Notice::info(words)))
            .into_iter()
            .collect()
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
                let words = format!(
                    "Line {}, column {}: {}{more}",
                    place.line, place.column, finding.message
                );
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
                writing.editor.complete(&text);
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

fn go_to(writing: &mut Writing, text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(line) = text.parse::<usize>() {
        writing.editor.jump_to(line.max(1), 1);
        return None;
    }
    if text.is_empty() {
        return None;
    }
    // What everybody means is found without its first step, too.
    let candidates = [text.to_owned(), format!("spec.{text}")];
    let is_there = candidates.iter().any(|path| writing.editor.jump_to_path(path));
    (!is_there).then(|| format!("There is no {}; this is the nearest to it", Path::read(text)))
}

fn line_at_cursor(writing: &Writing) -> String {
    let line = writing.editor.lines().get(writing.editor.cursor().line);
    format!("{}\n", line.map_or("", String::as_str))
}

fn said(words: &str) -> Option<Vec<Request>> {
    Some(vec![Request::Notify(Notice::info(words))])
}
