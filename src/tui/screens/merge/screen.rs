//! The screen of a merge, and what it does on a command.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::resource::{ContextName, Key, Notice};
use crate::spec::secret::{mask_at, mask_change, unmask};
use crate::spec::{Base, Change, Choice, Conflict, Editing, Json, Merged, Path, Sides, secret, three_way};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::Page;
use crate::tui::screens::{Look, Request};

/// What is to be merged.
#[derive(Debug)]
pub struct MergeWanted {
    /// What both began from.
    pub base: Arc<Base>,
    /// What is wanted here, with its secrets.
    pub mine: Json,
    /// What is there now.
    pub now: Arc<Base>,
    pub editing: &'static Editing,
    /// What people call the object.
    pub name: Box<str>,
}

/// State of the screen.
#[derive(Debug)]
pub struct MergeScreen {
    pub(super) base: Arc<Base>,
    pub(super) now: Arc<Base>,
    pub(super) editing: &'static Editing,
    pub(super) name: Box<str>,
    pub(super) merged: Merged,
    /// For each conflict, how it is decided.
    pub(super) choices: Vec<Option<Choice>>,
    pub(super) cursor: usize,
    /// The first line in sight of the values in full.
    pub(super) top: usize,
}

/// The three values of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Before,
    Mine,
    Theirs,
}

impl MergeScreen {
    pub fn new(wanted: MergeWanted, _look: Look<'_>) -> Self {
        let MergeWanted {
            base,
            mine,
            now,
            editing,
            name,
        } = wanted;
        let merged = three_way::merge(&base.document, &mine, &now.document);
        Self {
            choices: vec![None; merged.conflicts.len()],
            base,
            now,
            editing,
            name,
            merged,
            cursor: 0,
            top: 0,
        }
    }

    pub(super) fn undecided(&self) -> usize {
        self.choices.iter().filter(|choice| choice.is_none()).count()
    }

    /// What the other party alone or both changed, without secrets.
    pub(super) fn theirs(&self) -> impl Iterator<Item = Change> {
        let theirs = self.merged.theirs.iter().cloned();
        let sides = Sides {
            before: &self.base.document,
            after: &self.now.document,
        };
        theirs.map(move |change| mask_change(change, &sides, &self.is_secret()))
    }

    /// A value at the place of a conflict as it may be shown.
    pub(super) fn shown(&self, path: &Path, value: &Json) -> Json {
        // The merged document is mine where both differ.
        let documents = [&self.base.document, &self.merged.document, &self.now.document];
        mask_at(path, value, &documents, &self.is_secret())
    }

    fn is_secret(&self) -> impl Fn(&[&str]) -> bool + 'static {
        let names = self.editing.secrets;
        move |path| secret::is_secret(names, path)
    }

    fn choose(&mut self, choice: Choice) {
        if let Some(slot) = self.choices.get_mut(self.cursor) {
            *slot = Some(choice);
        }
    }

    /// The text that a value of one's own starts from: what was chosen, or else mine.
    fn value_to_edit(&self) -> Option<String> {
        let conflict = self.merged.conflicts.get(self.cursor)?;
        let value = match self.choices.get(self.cursor)? {
            Some(Choice::Theirs) => conflict.theirs.as_ref(),
            Some(Choice::Edited(value)) => value.as_ref(),
            Some(Choice::Mine) | None => conflict.mine.as_ref(),
        };
        Some(value.map_or_else(
            || "null".to_owned(),
            |value| self.shown(&conflict.path, value).to_string(),
        ))
    }

    /// Everything decided, as one document.
    fn resolved(&self) -> Result<Json, Notice> {
        let decided = self.merged.conflicts.iter().zip(&self.choices);
        let choices: Vec<(Path, Choice)> = decided
            .filter_map(|(conflict, choice)| Some((conflict.path.clone(), choice.clone()?)))
            .collect();
        let document = self.merged.resolve(&choices).map_err(|undecided| {
            let paths: Vec<String> = undecided.iter().map(ToString::to_string).collect();
            let words = match undecided.len() {
                1 => format!("Not decided yet: {}", paths.join(", ")),
                many => format!("{many} are not decided yet: {}", paths.join(", ")),
            };
            Notice::warning(words)
        })?;
        // A value of one's own may hold masks of secrets.
        let (document, findings) = unmask(&document, &self.merged.document, &self.is_secret());
        match findings.first() {
            None => Ok(document),
            Some(finding) => Err(Notice::warning(format!("{}: {}", finding.path, finding.message))),
        }
    }

    fn finish(&mut self) -> Vec<Request> {
        match self.resolved() {
            Ok(document) => vec![
                Request::Rebase(Arc::clone(&self.now), Arc::new(document)),
                Request::Leave,
            ],
            Err(notice) => {
                // The next one to decide is at hand.
                let next = self.choices.iter().position(Option::is_none);
                self.select(next.unwrap_or(self.cursor));
                vec![Request::Notify(notice)]
            }
        }
    }

    fn select(&mut self, at: usize) {
        self.cursor = at.min(self.merged.conflicts.len().saturating_sub(1));
        self.top = 0;
    }

    /// The lines of one value in full.
    pub(super) fn lines_of(&self, conflict: &Conflict, party: Party) -> Vec<String> {
        let value = match party {
            Party::Before => &conflict.base,
            Party::Mine => &conflict.mine,
            Party::Theirs => &conflict.theirs,
        };
        match value {
            None => vec!["nothing there".into()],
            Some(value) => {
                let text = self.shown(&conflict.path, value).pretty();
                text.lines().map(str::to_owned).collect()
            }
        }
    }

    pub(super) fn areas(&self, look: Look<'_>) -> layout::Merge {
        let count = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        layout::merge(
            look.size,
            count(self.merged.theirs.len()),
            count(self.merged.conflicts.len()),
        )
    }

    fn scroll_values(&mut self, pages: isize, look: Look<'_>) {
        let height = usize::from(self.areas(look).values[0].content.height.max(1));
        let Some(conflict) = self.merged.conflicts.get(self.cursor) else {
            return;
        };
        let longest = [Party::Before, Party::Mine, Party::Theirs]
            .map(|party| self.lines_of(conflict, party).len())
            .into_iter()
            .max();
        let last = longest.unwrap_or(0).saturating_sub(height);
        let step = pages.saturating_mul(isize::try_from(height).unwrap_or(1));
        self.top = self.top.saturating_add_signed(step).min(last);
    }
}

impl Page for MergeScreen {
    fn crumb(&self) -> String {
        "merge".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Merge, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![
            Command::TakeMine,
            Command::TakeTheirs,
            Command::EditValue,
            Command::Plan,
        ]
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        match command {
            Command::TakeMine => self.choose(Choice::Mine),
            Command::TakeTheirs => self.choose(Choice::Theirs),
            Command::EditValue => {
                let text = self.value_to_edit();
                return Some(
                    text.into_iter()
                        .map(|text| Request::Type(Purpose::Value, text))
                        .collect(),
                );
            }
            Command::Plan => return Some(self.finish()),
            Command::MoveDown => self.select(self.cursor.saturating_add(1)),
            Command::MoveUp => self.select(self.cursor.saturating_sub(1)),
            Command::MoveToTop => self.select(0),
            Command::MoveToBottom => self.select(usize::MAX),
            Command::PageDown | Command::HalfPageDown => self.scroll_values(1, look),
            Command::PageUp | Command::HalfPageUp => self.scroll_values(-1, look),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn line(&mut self, purpose: Purpose, text: &str, _look: Look<'_>) -> Vec<Request> {
        if purpose != Purpose::Value {
            return Vec::new();
        }
        match text.parse::<Json>() {
            Ok(value) => {
                self.choose(Choice::Edited((!value.is_null()).then_some(value)));
                Vec::new()
            }
            // What was typed is there again, to be mended.
            Err(error) => vec![
                Request::Type(Purpose::Value, text.to_owned()),
                Request::Notify(Notice::warning(format!("This is no JSON: {error}"))),
            ],
        }
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        self.paint(look, buf);
    }

    fn watched(&self) -> Option<&Key> {
        Some(&self.now.key)
    }

    fn context(&self) -> Option<&ContextName> {
        Some(&self.now.key.context)
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        let conflict = self.merged.conflicts.get(self.cursor)?;
        Some(conflict.path.to_string())
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        let content = self.areas(look).conflicts.content;
        if content.contains(at) {
            self.select(self.first_conflict(content.height) + usize::from(at.y - content.y));
        }
        Vec::new()
    }

    fn scroll(&mut self, lines: isize, _look: Look<'_>) {
        self.select(self.cursor.saturating_add_signed(lines.signum()));
    }
}
