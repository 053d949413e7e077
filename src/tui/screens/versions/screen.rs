//! The screen of versions: state and commands.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};

use crate::history::When;
use crate::resource::{Key, Notice};
use crate::spec::{Change, Path};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::msg::{Answer, Question};
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Aim, Look, Request};

use super::cursor::Cursor;
use super::reading::{Reading, Standing};
use super::words;

/// State of the screen.
#[derive(Debug)]
pub struct VersionsScreen {
    pub(super) key: Key,
    pub(super) name: String,
    /// `None` until the number of the current version is known.
    pub(super) reading: Option<Reading>,
    /// In the list of versions, the newest first.
    pub(super) list: Cursor,
    pub(super) focus: Focus,
    /// The version that the one under the cursor is compared with, instead of the one before it.
    pub(super) marked: Option<i64>,
    /// What is shown below, as far as both versions are known.
    pub(super) comparison: Option<Comparison>,
    pub(super) changes: Cursor,
    /// The field whose version is being looked for.
    pub(super) blamed: Option<Path>,
    /// Other versions have come into sight, and are to be asked for.
    wake: Option<DateTime<Utc>>,
}

/// The pane that commands go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    List,
    Changes,
}

/// What differs between two versions, without secrets.
#[derive(Debug, PartialEq)]
pub struct Comparison {
    pub before: i64,
    pub after: i64,
    pub changes: Vec<Change>,
}

/// How many older versions are asked for ahead of the one that is needed to find out who set a field.
const AHEAD: i64 = 3;

impl VersionsScreen {
    /// The versions of an object, at the current one.
    pub fn new(key: Key, look: Look<'_>) -> (Self, Vec<Request>) {
        let mut screen = Self {
            name: look
                .known
                .row(&key)
                .map_or_else(|| key.id.to_string(), |row| row.name.to_string()),
            key,
            reading: None,
            list: Cursor::default(),
            focus: Focus::List,
            marked: None,
            comparison: None,
            changes: Cursor::default(),
            blamed: None,
            wake: None,
        };
        let requests = screen.catch_up(look);
        (screen, requests)
    }

    /// The versions of an object, looking for the one that gave a field its value.
    pub fn blaming(key: Key, path: Path, look: Look<'_>) -> (Self, Vec<Request>) {
        let (mut screen, mut requests) = Self::new(key, look);
        requests.extend(screen.blame(path, look));
        (screen, requests)
    }

    /// The version under the cursor.
    pub fn selected(&self) -> Option<i64> {
        let reading = self.reading.as_ref()?;
        Some(reading.current() - i64::try_from(self.list.at()).unwrap_or(0))
    }

    /// The two versions that are compared, the older first.
    pub fn compared(&self) -> Option<(i64, i64)> {
        let selected = self.selected()?;
        Some(match self.marked {
            Some(marked) if marked != selected => (marked.min(selected), marked.max(selected)),
            _ => (selected - 1, selected),
        })
    }

    /// The change under the cursor of the lower pane.
    pub fn selected_change(&self) -> Option<&Change> {
        self.comparison.as_ref()?.changes.get(self.changes.at())
    }

    /// Takes over what is known of the object, and asks for what is to be seen.
    fn catch_up(&mut self, look: Look<'_>) -> Vec<Request> {
        let Some(row) = look.known.row(&self.key) else {
            return Vec::new();
        };
        self.name = row.name.to_string();
        let Some(current) = row.version.filter(|version| *version >= 0) else {
            return Vec::new();
        };
        match &mut self.reading {
            None => {
                let context = look.known.context(&self.key.context);
                let editing = context.and_then(|context| context.about.editing);
                self.reading = Some(Reading::new(
                    current,
                    editing.map_or(&[], |editing| editing.secrets),
                ));
            }
            Some(reading) => {
                let new = reading.advance_to(current);
                if new > 0 {
                    reading.note(current, When::Seen(look.now));
                    self.list.pushed_down(new, reading.count());
                }
            }
        }
        if let (Some(reading), Some(detail)) = (&mut self.reading, look.known.detail(&self.key)) {
            reading.hear(&detail.events);
        }
        self.settle(look)
    }

    /// After any change: compares what is to be compared, and asks for what is not known.
    fn settle(&mut self, look: Look<'_>) -> Vec<Request> {
        self.fit(look.size);
        self.compare();
        let mut requests = self.go_on_blaming(look);
        requests.extend(self.ask());
        requests
    }

    fn fit(&mut self, size: Size) {
        let areas = layout::versions(size);
        let count = self.count();
        self.list.set_height(areas.list.content.height, count);
        let changes = self.changes_count();
        self.changes.set_height(areas.changes.content.height, changes);
    }

    fn count(&self) -> usize {
        self.reading.as_ref().map_or(0, Reading::count)
    }

    fn changes_count(&self) -> usize {
        self.comparison
            .as_ref()
            .map_or(0, |comparison| comparison.changes.len())
    }

    fn compare(&mut self) {
        let compared = self.compared();
        let is_shown = |shown: &Comparison| Some((shown.before, shown.after)) == compared;
        if self.comparison.as_ref().is_some_and(is_shown) {
            return;
        }
        self.comparison = compared.and_then(|(before, after)| {
            let changes = self.reading.as_ref()?.changes(before, after)?;
            Some(Comparison {
                before,
                after,
                changes,
            })
        });
        self.changes.move_to(0, self.changes_count());
    }

    /// Asks for what is to be seen: few at once, the most wanted first.
    fn ask(&mut self) -> Vec<Request> {
        let Some((before, after)) = self.compared() else {
            return Vec::new();
        };
        let shown = self.list.shown();
        let Some(reading) = &mut self.reading else {
            return Vec::new();
        };
        let needed = self.blamed.as_ref().and_then(|path| needed(reading, path));
        let ahead = needed
            .into_iter()
            .flat_map(|needed| (needed - AHEAD..=needed).rev());
        let first = reading.current() - i64::try_from(shown.start).unwrap_or(0);
        // One more than is seen: what the last one changed is told by the one before it.
        let last = first - i64::try_from(shown.len()).unwrap_or(0);
        let wanted = ahead.chain([after, before]).chain((last..=first).rev());
        let numbers = reading.next(wanted);
        let question = |number| Request::Ask(Question::Version(self.key.clone(), number));
        numbers.into_iter().map(question).collect()
    }

    /// Begins to look for the version that gave a field its value.
    fn blame(&mut self, path: Path, look: Look<'_>) -> Vec<Request> {
        if let Some(reading) = &mut self.reading {
            reading.forget_failures();
        }
        self.blamed = Some(path);
        self.settle(look)
    }

    /// Tells who set the field, once that is known.
    fn go_on_blaming(&mut self, look: Look<'_>) -> Vec<Request> {
        let (Some(path), Some(reading)) = (&self.blamed, &self.reading) else {
            return Vec::new();
        };
        match words::blame(path, reading, look.now) {
            Some(notice) => {
                self.blamed = None;
                vec![Request::Notify(notice)]
            }
            None => Vec::new(),
        }
    }

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

    /// Tries again what could not be read; with nothing to try, goes to the changes.
    fn open(&mut self) {
        let tries_again = self.reading.as_mut().is_some_and(Reading::forget_failures);
        if !tries_again && self.focus == Focus::List {
            self.focus = Focus::Changes;
        }
    }

    /// The lines below are another pane's: moving there does not ask for more.
    fn move_cursor(&mut self, command: Command) -> bool {
        match self.focus {
            Focus::List => self.list.run(command, self.count()),
            Focus::Changes => self.changes.run(command, self.changes_count()),
        }
    }
}

/// The version that has to be read next to find out who set a field.
fn needed(reading: &Reading, path: &Path) -> Option<i64> {
    match reading.blame(path) {
        crate::history::Blame::NotReadYet { needs } => Some(needs),
        _ => None,
    }
}

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
            Focus::List => vec![OlderVersion, NewerVersion, Compare, Restore, Blame, NextPane],
            Focus::Changes => vec![Blame, OlderVersion, NewerVersion, Restore, NextPane],
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
            Command::Open => self.open(),
            Command::Blame => {
                let path = self.selected_change().map(|change| change.path.clone());
                match path {
                    Some(path) if self.focus == Focus::Changes => requests = self.blame(path, look),
                    path => {
                        let text = path.map(|path| path.to_string()).unwrap_or_default();
                        requests.push(Request::Type(Purpose::Field, text));
                    }
                }
            }
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
                let (selected, had_failed) = (self.selected(), document.is_err());
                if let Some(reading) = &mut self.reading {
                    reading.answered(*number, document);
                }
                // A list that has become shorter leaves the cursor on the last line it has.
                if selected.is_some() {
                    self.fit(look.size);
                }
                self.compare();
                let mut requests = self.go_on_blaming(look);
                if !had_failed {
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
            clusters: vec![self.key.clone()],
            ..Aim::default()
        }
    }

    /// The path of the change under the cursor, or the number of the version.
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
            Focus::Changes => self.changes.move_by(lines, self.changes_count()),
        }
        self.compare();
        self.wake = Some(look.now);
    }

    /// Esc stops looking, then leaves the lower pane, then the mark.
    fn back(&mut self, _look: Look<'_>) -> bool {
        if self.blamed.take().is_some() {
            return true;
        }
        if self.focus == Focus::Changes {
            self.focus = Focus::List;
            return true;
        }
        let had_mark = self.marked.take().is_some();
        self.compare();
        had_mark
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        self.paint(look, buf);
    }
}

impl VersionsScreen {
    /// Whether the version under the cursor, or the one it is compared with, could not be read.
    pub(super) fn has_failed(&self) -> bool {
        let (Some(reading), Some((before, after))) = (&self.reading, self.compared()) else {
            return false;
        };
        [before, after]
            .into_iter()
            .any(|number| matches!(reading.standing(number), Standing::Failed(_)))
    }
}
