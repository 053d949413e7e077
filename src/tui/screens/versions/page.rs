//! What the screen of versions gives the root.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::resource::{CommandLine, Key, Notice};
use crate::spec::Path;
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::msg::Answer;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Aim, Look, Request};

use super::reading::Reading;
use super::screen::{Focus, VersionsScreen};

impl Page for VersionsScreen {
    fn crumb(&self) -> String {
        "versions".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Versions, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        use Command::*;
        match self.focus {
            Focus::List => vec![OlderVersion, NewerVersion, Compare, Restore, Blame, ToggleDiff],
            Focus::Changes => vec![Blame, ToggleDiff, OlderVersion, NewerVersion, Restore],
        }
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let mut requests = Vec::new();
        match command {
            Command::OlderVersion => self.list.move_by(1, self.count()),
            Command::NewerVersion => self.list.move_by(-1, self.count()),
            Command::NextPane | Command::PreviousPane => {
                self.focus = match self.focus {
                    Focus::List => Focus::Changes,
                    Focus::Changes => Focus::List,
                };
            }
            Command::Compare => self.toggle_mark(),
            Command::Restore => requests = self.restore(),
            Command::Open => self.open(look),
            Command::ToggleDiff => self.toggle_lines(look),
            Command::Blame => requests = self.blame_here(look),
            command => {
                if !self.move_cursor(command) {
                    return None;
                }
            }
        }
        requests.extend(self.settle(look));
        Some(requests)
    }

    fn line(&mut self, purpose: Purpose, text: &str, look: Look<'_>) -> Vec<Request> {
        if purpose == Purpose::Field && !text.trim().is_empty() {
            return self.blame(Path::read(text), look);
        }
        Vec::new()
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Object(key) if *key == self.key => self.catch_up(look),
            News::Answer(Answer::Version {
                key,
                number,
                document,
            }) if *key == self.key => {
                let has_failed = document.is_err();
                if let Some(reading) = &mut self.reading {
                    reading.answered(*number, document);
                }
                self.compare(look.size);
                let mut requests = self.go_on_blaming(look);
                if !has_failed {
                    // After a failure nothing more is asked for until the user moves on.
                    requests.extend(self.ask());
                }
                requests
            }
            _ => Vec::new(),
        }
    }

    fn resize(&mut self, look: Look<'_>) {
        self.fit(look.size);
        self.wake = Some(look.now);
    }

    fn next_wake(&self) -> Option<DateTime<Utc>> {
        self.wake
    }

    fn tick(&mut self, look: Look<'_>) -> Vec<Request> {
        self.wake = None;
        self.settle(look)
    }

    fn watched(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn aim(&self) -> Aim {
        Aim {
            targets: vec![self.key.clone()],
            ..Aim::default()
        }
    }

    /// The path of the change under the cursor, or the number of the version.
    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        let line = match (self.marked, self.compared()) {
            (Some(_), Some((before, after))) => CommandLine::diff(&self.name, before, after),
            _ => CommandLine::history(&self.name),
        };
        Some(line.in_context(&self.key.context))
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        match self.focus {
            Focus::List => Some(self.selected()?.to_string()),
            Focus::Changes => Some(self.selected_change()?.path.to_string()),
        }
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        let areas = layout::versions(look.size);
        if areas.list.content.contains(at) {
            self.focus = Focus::List;
            let line = usize::from(at.y - areas.list.content.y) + self.list.shown().start;
            self.list.move_to(line, self.count());
        } else if areas.changes.content.contains(at) {
            self.focus = Focus::Changes;
            let line = usize::from(at.y - areas.changes.content.y) + self.changes.shown().start;
            self.changes.move_to(line, self.changes_count());
        }
        self.settle(look)
    }

    fn scroll(&mut self, lines: isize, look: Look<'_>) {
        match self.focus {
            Focus::List => self.list.move_by(lines, self.count()),
            Focus::Changes => match &mut self.lines {
                Some(shown) => shown.move_by(lines),
                None => self.changes.move_by(lines, self.changes_count()),
            },
        }
        self.compare(look.size);
        self.wake = Some(look.now);
    }

    /// Esc stops looking, then leaves the lower pane, then the mark.
    fn back(&mut self, look: Look<'_>) -> bool {
        if self.blamed.take().is_some() {
            return true;
        }
        if self.focus == Focus::Changes {
            self.focus = Focus::List;
            return true;
        }
        let had_mark = self.marked.take().is_some();
        self.compare(look.size);
        had_mark
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        self.paint(look, buf);
    }
}

impl VersionsScreen {
    fn toggle_mark(&mut self) {
        let selected = self.selected();
        self.marked = if self.marked == selected { None } else { selected };
    }

    fn restore(&self) -> Vec<Request> {
        let (Some(reading), Some(number)) = (&self.reading, self.selected()) else {
            return Vec::new();
        };
        let cannot = |words: String| vec![Request::Notify(Notice::info(words))];
        if number == reading.current() {
            return cannot(format!("v{number} is the current version: select an older one"));
        }
        match reading.whole_document(number) {
            None => cannot(format!("v{number} is not read yet")),
            Some(document) => vec![Request::Restore {
                key: self.key.clone(),
                number,
                document: Arc::new(document.clone()),
            }],
        }
    }

    /// Tries again what could not be read; with nothing to try, goes to the changes, and into them.
    fn open(&mut self, look: Look<'_>) {
        let tries_again = self.reading.as_mut().is_some_and(Reading::forget_failures);
        match self.focus {
            _ if tries_again => {}
            Focus::List => self.focus = Focus::Changes,
            Focus::Changes => self.toggle_lines(look),
        }
    }

    fn toggle_lines(&mut self, look: Look<'_>) {
        self.shows_lines = !self.shows_lines;
        self.compare_lines(look.size);
    }

    fn move_cursor(&mut self, command: Command) -> bool {
        match self.focus {
            Focus::List => self.list.run(command, self.count()),
            Focus::Changes => match &mut self.lines {
                Some(lines) => lines.run(command),
                None => self.changes.run(command, self.changes_count()),
            },
        }
    }

    /// Who set the field of the change under the cursor; in other panes, a field to be typed.
    fn blame_here(&mut self, look: Look<'_>) -> Vec<Request> {
        let path = self.selected_change().map(|change| change.path.clone());
        match path.filter(|_| self.focus == Focus::Changes) {
            Some(path) if self.lines.is_none() => self.blame(path, look),
            path => {
                let text = path.map(|path| path.to_string()).unwrap_or_default();
                vec![Request::Type(Purpose::Field, text)]
            }
        }
    }
}
