//! The screen of versions: its state, what it asks for, and what it compares.

use chrono::{DateTime, Utc};
use ratatui::layout::Size;

use crate::history::{Blame, When};
use crate::resource::Key;
use crate::spec::parse::{Parsed, Place};
use crate::spec::{Change, ChangeKind, Path};
use crate::tui::layout;
use crate::tui::msg::Question;
use crate::tui::screens::{Look, Request};
use crate::tui::widgets::diff::{DiffView, Side};

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
    /// Whether whole documents are compared below, line by line.
    pub(super) shows_lines: bool,
    pub(super) lines: Option<DiffView>,
    /// The field whose version is being looked for.
    pub(super) blamed: Option<Path>,
    /// Other versions have come into sight, and are to be asked for.
    pub(super) wake: Option<DateTime<Utc>>,
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
            shows_lines: false,
            lines: None,
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

    /// Whether the version under the cursor, or the one it is compared with, could not be read.
    pub(super) fn has_failed(&self) -> bool {
        let (Some(reading), Some((before, after))) = (&self.reading, self.compared()) else {
            return false;
        };
        [before, after]
            .into_iter()
            .any(|number| matches!(reading.standing(number), Standing::Failed(_)))
    }

    /// Takes over what is known of the object, and asks for what is to be seen.
    pub(super) fn catch_up(&mut self, look: Look<'_>) -> Vec<Request> {
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
    pub(super) fn settle(&mut self, look: Look<'_>) -> Vec<Request> {
        self.compare(look.size);
        let mut requests = self.go_on_blaming(look);
        requests.extend(self.ask());
        requests
    }

    pub(super) fn fit(&mut self, size: Size) {
        let areas = layout::versions(size);
        let count = self.count();
        self.list.set_height(areas.list.content.height, count);
        let changes = self.changes_count();
        self.changes.set_height(areas.changes.content.height, changes);
        if let Some(lines) = &mut self.lines {
            lines.resize(areas.changes.content.as_size());
        }
    }

    pub(super) fn count(&self) -> usize {
        self.reading.as_ref().map_or(0, Reading::count)
    }

    pub(super) fn changes_count(&self) -> usize {
        self.comparison
            .as_ref()
            .map_or(0, |comparison| comparison.changes.len())
    }

    /// Compares what is to be compared, unless that is shown already.
    pub(super) fn compare(&mut self, size: Size) {
        self.fit(size);
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
        self.compare_lines(size);
    }

    /// Compares the documents line by line, if that is wanted, at the change under the cursor.
    pub(super) fn compare_lines(&mut self, size: Size) {
        let texts = self.compared().filter(|_| self.shows_lines);
        let texts = texts.and_then(|(before, after)| self.reading.as_ref()?.texts(before, after));
        let place = texts.as_ref().zip(self.selected_change()).and_then(line_of);
        self.lines = texts.map(|(before, after)| DiffView::new(&before, &after));
        self.fit(size);
        if let (Some(lines), Some((side, line))) = (&mut self.lines, place) {
            lines.go_to(side, line);
        }
    }

    /// Asks for what is to be seen: few at once, the most wanted first.
    pub(super) fn ask(&mut self) -> Vec<Request> {
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
    pub(super) fn blame(&mut self, path: Path, look: Look<'_>) -> Vec<Request> {
        if let Some(reading) = &mut self.reading {
            reading.forget_failures();
        }
        self.blamed = Some(path);
        self.settle(look)
    }

    /// Tells who set the field, once that is known.
    pub(super) fn go_on_blaming(&mut self, look: Look<'_>) -> Vec<Request> {
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
}

/// On which side and line, from 0, a change is to be seen.
fn line_of(((before, after), change): (&(String, String), &Change)) -> Option<(Side, usize)> {
    let (side, text) = if matches!(change.kind, ChangeKind::Removed(_)) {
        (Side::Before, before)
    } else {
        (Side::After, after)
    };
    let place = Parsed::read(text).ok()?.nearest(&change.path);
    Some((side, Place::of_byte(text, place.start).line - 1))
}

/// The version that has to be read next to find out who set a field.
fn needed(reading: &Reading, path: &Path) -> Option<i64> {
    match reading.blame(path) {
        Blame::NotReadYet { needs } => Some(needs),
        Blame::SetIn(_) | Blame::AtLeast(_) | Blame::Absent => None,
    }
}
