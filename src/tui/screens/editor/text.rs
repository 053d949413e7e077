//! A text in the editor, with what its keys need besides it: the clipboard, the lines typed below it, the user's own
//! editor. Whatever the text is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::resource::Notice;
use crate::spec::{Path, Place};
use crate::tui::keymap::Command;
use crate::tui::msg::{EditedText, Effect, Question};
use crate::tui::screens::Request;
use crate::tui::screens::line::Purpose;
use crate::tui::theme::Theme;
use crate::tui::widgets::editor::{Editor, TooLarge};
use crate::tui::widgets::spans::{self, Pen};

/// Said below a text that holds [`MASK`](crate::spec::secret::MASK).
pub const MASK_MEANS: &str =
    "******** stands for a secret that is kept as it is; type another value to change it";

/// State of the text.
#[derive(Debug)]
pub struct Text {
    pub editor: Editor,
    clipboard: Unshown,
    /// What was searched for last is replaced by this.
    replacement: Unshown,
    /// Whether the user's own editor has it.
    is_outside: bool,
}

/// A text that `Debug` leaves out: it may be secret.
#[derive(Default)]
struct Unshown(String);

impl std::fmt::Debug for Unshown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unshown")
    }
}

impl Text {
    /// A text, shown in this area.
    ///
    /// # Errors
    /// If it is too large to be edited here.
    pub fn new(text: &str, area: Rect) -> Result<Self, TooLarge> {
        let mut editor = Editor::new(text)?;
        editor.resize(area);
        Ok(Self {
            editor,
            clipboard: Unshown::default(),
            replacement: Unshown::default(),
            is_outside: false,
        })
    }

    /// Runs a command on the text; `None` if it means nothing to a text alone.
    pub fn run(&mut self, command: Command) -> Option<Vec<Request>> {
        let requests = match command {
            Command::Search => vec![Request::Type(
                Purpose::Search,
                self.editor.query().unwrap_or_default().to_owned(),
            )],
            Command::JumpToPath => vec![Request::Type(Purpose::Path, String::new())],
            Command::ReplaceText | Command::ReplaceAll if self.editor.query().is_none() => {
                said("Search first: what is found is replaced")
            }
            Command::ReplaceText => vec![Request::Type(Purpose::Replace, self.replacement.0.clone())],
            Command::ReplaceAll => vec![Request::Type(Purpose::ReplaceAll, self.replacement.0.clone())],
            Command::FormatDocument => match self.editor.format() {
                Ok(()) => Vec::new(),
                Err(error) => vec![Request::Notify(Notice::warning(format!(
                    "Cannot format: {error}"
                )))],
            },
            Command::EditOutside => {
                self.is_outside = true;
                vec![Request::Ask(Question::EditOutside(self.editor.text()))]
            }
            Command::CutText | Command::CopyText => {
                let taken = match (command, self.editor.selection().is_some()) {
                    (Command::CutText, true) => self.editor.cut(),
                    (Command::CutText, false) => {
                        let line = self.line_at_cursor();
                        self.editor.delete_line();
                        Some(line)
                    }
                    (_, true) => self.editor.copy(),
                    (_, false) => Some(self.line_at_cursor()),
                };
                self.clipboard = Unshown(taken.unwrap_or_default());
                vec![Request::Do(Effect::Copy(self.clipboard.0.clone()))]
            }
            Command::PasteText => {
                let text = self.clipboard.0.clone();
                self.paste(&text)
            }
            other => match self.editor.run(other) {
                true => Vec::new(),
                false => return None,
            },
        };
        Some(requests)
    }

    pub fn paste(&mut self, text: &str) -> Vec<Request> {
        let refused = self.editor.paste(text).err();
        refused
            .map(|error| Request::Notify(Notice::warning(error.to_string())))
            .into_iter()
            .collect()
    }

    /// A line that was typed below.
    pub fn line(&mut self, purpose: Purpose, text: &str) -> Vec<Request> {
        let words = match purpose {
            Purpose::Search => {
                self.editor.search(text);
                None
            }
            Purpose::Path => self.go_to(text),
            Purpose::Replace => {
                text.clone_into(&mut self.replacement.0);
                (!self.editor.replace_current(text))
                    .then(|| "The cursor is at no match: go to one first".to_owned())
            }
            Purpose::ReplaceAll => {
                text.clone_into(&mut self.replacement.0);
                let count = self.editor.replace_all(text);
                Some(format!("{count} replaced; undo takes it back"))
            }
            _ => None,
        };
        words.map_or_else(Vec::new, |words| said(&words))
    }

    /// Puts what the user's own editor saved in place of the text, and says so; `None` if it had another one.
    pub fn take_over(&mut self, edited: &EditedText) -> Option<Notice> {
        if !std::mem::take(&mut self.is_outside) {
            return None;
        }
        let EditedText { text, trouble } = edited;
        let as_before = "The text is as it was before";
        let Some(text) = text else {
            return Some(trouble.clone().unwrap_or_else(|| Notice::info(as_before)));
        };
        let is_news = *text != self.editor.text();
        Some(match trouble {
            None if !is_news => Notice::info(as_before),
            // An editor that failed may have left anything: nothing at all was hardly meant.
            Some(trouble) if !is_news || text.trim().is_empty() => {
                trouble.clone().with_hint("the text is as it was before")
            }
            trouble => match (self.editor.replace_text(text), trouble) {
                (Err(error), _) => Notice::error(error.to_string()),
                (Ok(()), None) => Notice::info("The text was taken over; undo takes it back"),
                (Ok(()), Some(trouble)) => trouble
                    .clone()
                    .with_hint("what it saved was taken over; undo takes it back"),
            },
        })
    }

    /// Leaves a selection, or else a search; says whether there was one.
    pub fn back(&mut self) -> bool {
        if self.editor.unselect() {
            return true;
        }
        let has_search = self.editor.query().is_some();
        if has_search {
            self.editor.clear_search();
        }
        has_search
    }

    /// A line with the path and the place of the cursor; more can be written behind the path.
    pub fn view_place<'b>(&self, theme: &'b Theme, area: Rect, buf: &'b mut Buffer) -> Pen<'b> {
        spans::line(buf, area, theme.glyphs.horizontal, theme.rule);
        let path = self.editor.path_at_cursor();
        let cursor = self.editor.cursor();
        let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
        pen.skip(2);
        let place = format!(" {}:{} ", cursor.line + 1, cursor.column + 1);
        pen.write_right(&place, theme.dim);
        if !path.is_empty() {
            pen.write(&format!(" {path} "), theme.title);
        }
        pen
    }

    fn go_to(&mut self, text: &str) -> Option<String> {
        let text = text.trim();
        if let Ok(line) = text.parse::<usize>() {
            self.editor.jump_to(line.max(1), 1);
            return None;
        }
        if text.is_empty() {
            return None;
        }
        // What everybody means is found without its first step, too.
        let candidates = [text.to_owned(), format!("spec.{text}")];
        let is_there = candidates.iter().any(|path| self.editor.jump_to_path(path));
        (!is_there).then(|| format!("There is no {}; this is the nearest to it", Path::read(text)))
    }

    fn line_at_cursor(&self) -> String {
        let line = self.editor.lines().get(self.editor.cursor().line);
        format!("{}\n", line.map_or("", String::as_str))
    }
}

/// "Line 3, column 5: a comma is missing", as every notice about a place begins.
pub fn at_place(place: Place, words: &str) -> String {
    format!("Line {}, column {}: {words}", place.line, place.column)
}

fn said(words: &str) -> Vec<Request> {
    vec![Request::Notify(Notice::info(words))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::secret::MASK;

    #[test]
    fn what_is_said_of_a_mask_begins_with_one() {
        assert!(MASK_MEANS.starts_with(MASK));
    }

    #[test]
    fn what_the_users_own_editor_saved_goes_to_the_text_it_was_given() {
        let text = || Text::new("{}", Rect::new(0, 0, 40, 10)).unwrap();
        let (mut given, mut other) = (text(), text());
        given.run(Command::EditOutside).unwrap();
        let edited = EditedText {
            text: Some("[]".into()),
            trouble: None,
        };
        assert!(given.take_over(&edited).is_some() && other.take_over(&edited).is_none());
        assert_eq!(
            (given.editor.text(), other.editor.text()),
            ("[]".into(), "{}".into())
        );
    }
}
