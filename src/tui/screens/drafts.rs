//! Drafts: what was written and not applied yet, of every context and every run.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::resource::freshness::coarse_age;
use crate::resource::{Cell, Column, CommandLine, Id, Key, Notice, Row, State, StateClass};
use crate::spec::{Draft, DraftId, DraftTarget};
use crate::tui::keymap::{Command, Scope};
use crate::tui::msg::{Answer, Kept, Question};

use super::page::{News, Page};
use super::short_list::{Frame, ShortList};
use super::{Look, Request};

/// State of the screen.
#[derive(Debug)]
pub struct DraftsScreen {
    list: ShortList,
    drafts: Vec<Kept>,
    has_answer: bool,
    /// The draft that the next press removes.
    doomed: Option<DraftId>,
}

const COLUMNS: [Column; 5] = [
    Column::left("name", "NAME", (12, 34), 0),
    Column::left("context", "CONTEXT", (7, 14), 2),
    Column::left("saved", "SAVED", (16, 16), 1),
    Column::left("age", "AGE", (6, 12), 3),
    Column::left("base", "BEGUN FROM", (16, 60), 0),
];
/// The height of the body from which on there is room for text below.
const ROOMY: u16 = 14;

impl DraftsScreen {
    pub fn new(look: Look<'_>) -> (Self, Vec<Request>) {
        let mut screen = Self {
            list: ShortList::new(&COLUMNS, ROOMY),
            drafts: Vec::new(),
            has_answer: false,
            doomed: None,
        };
        screen.fill(look);
        (screen, vec![Request::Ask(Question::Drafts)])
    }

    fn fill(&mut self, look: Look<'_>) {
        self.list
            .show(self.drafts.iter().map(|kept| row(kept, look)), look.size);
    }

    fn selected(&self) -> Option<&Kept> {
        let selected = self.list.selected()?;
        self.drafts.iter().find(|kept| kept.draft.id.as_str() == selected)
    }
}

impl Page for DraftsScreen {
    fn crumb(&self) -> String {
        "drafts".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Drafts, Scope::Table, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![Command::Open, Command::DiscardDraft, Command::Filter]
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Answer(Answer::Drafts { drafts, problems }) => {
                self.has_answer = true;
                self.drafts.clone_from(drafts);
                self.fill(look);
                problems
                    .first()
                    .cloned()
                    .map(Request::Notify)
                    .into_iter()
                    .collect()
            }
            // What was written meanwhile, here or in a screen above.
            News::Answer(Answer::DraftSaved { .. }) => vec![Request::Ask(Question::Drafts)],
            _ => Vec::new(),
        }
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        Some(CommandLine::drafts())
    }

    fn resize(&mut self, look: Look<'_>) {
        self.list.resize(look.size);
    }

    fn run(&mut self, command: Command, _look: Look<'_>) -> Option<Vec<Request>> {
        let selected = self.selected();
        match (command, selected) {
            (Command::Open | Command::DiscardDraft, Some(kept)) if kept.is_open_elsewhere => {
                Some(vec![Request::Notify(is_open())])
            }
            (Command::Open, Some(kept)) => Some(vec![Request::Resume(Arc::clone(&kept.draft))]),
            (Command::DiscardDraft, Some(kept)) if self.doomed.as_ref() != Some(&kept.draft.id) => {
                let words = format!(
                    "The draft of {} goes for good: once more removes it",
                    kept.draft.name()
                );
                self.doomed = Some(kept.draft.id.clone());
                Some(vec![Request::Notify(Notice::warning(words))])
            }
            (Command::DiscardDraft, Some(kept)) => {
                let id = kept.draft.id.clone();
                let words = format!("The draft of {} is removed", kept.draft.name());
                self.doomed = None;
                Some(vec![
                    Request::Ask(Question::DiscardDraft(id)),
                    Request::Ask(Question::Drafts),
                    Request::Notify(Notice::info(words)),
                ])
            }
            (Command::Open | Command::DiscardDraft, None) => Some(Vec::new()),
            (command, _) => {
                self.doomed = None;
                self.list.run(command)
            }
        }
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let empty = if self.has_answer {
            "nothing was written that is not applied"
        } else {
            "looking"
        };
        let text = self.selected().map(|kept| (about(&kept.draft), look.theme.dim));
        let frame = Frame {
            title: "Drafts",
            middle: None,
            empty: (empty, "no draft passes the filter"),
            text,
        };
        self.list.view(frame, look, buf);
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        self.list.press(at, look.size);
        Vec::new()
    }

    fn scroll(&mut self, lines: isize, _look: Look<'_>) {
        self.list.scroll(lines);
    }

    fn filter(&mut self, text: &str, _look: Look<'_>) {
        self.list.filter(text);
    }

    fn back(&mut self, _look: Look<'_>) -> bool {
        self.list.back()
    }
}

/// Why a draft is not to be had.
pub fn is_open() -> Notice {
    Notice::warning("That draft is being written already")
        .with_hint("in another window, or on a screen of this one")
}

fn about(draft: &Draft) -> String {
    let lines = draft.text.lines().count();
    match &draft.target {
        DraftTarget::Existing { name, .. } => format!("{lines} lines for {name}; enter goes on with it"),
        DraftTarget::New { origin, .. } => {
            format!("{lines} lines for a new cluster, begun from {origin}; enter goes on with it")
        }
    }
}

fn row(kept: &Kept, look: Look<'_>) -> Row {
    let draft = &kept.draft;
    let age = (look.now - draft.saved).to_std().unwrap_or_default();
    let name: Id = draft.name().into();
    Row {
        id: draft.id.as_str().into(),
        name,
        progress: None,
        version: None,
        cells: Box::new([
            Cell::text_of(draft.name()),
            Cell::text_of(&draft.context),
            Cell::Text(draft.saved.format("%Y-%m-%d %H:%M").to_string().into()),
            Cell::text_of(&coarse_age(age)),
            Cell::text_of(&base_words(kept, look)),
        ]),
        state: State::new("draft", StateClass::Down),
    }
}

/// What the draft was begun from, and whether that is still what is there.
fn base_words(kept: &Kept, look: Look<'_>) -> String {
    let elsewhere = if kept.is_open_elsewhere {
        "; being written now"
    } else {
        ""
    };
    let words = match &kept.draft.target {
        DraftTarget::New { origin, .. } => origin.clone(),
        DraftTarget::Existing { id, base_version, .. } => {
            let context = look.known.context(&kept.draft.context);
            let kind = context
                .and_then(|context| context.about.editing)
                .map(|editing| editing.kind);
            let row = kind.and_then(|kind| {
                look.known.row(&Key {
                    context: Arc::clone(&kept.draft.context),
                    kind,
                    id: id.clone(),
                })
            });
            match (base_version, row.and_then(|row| row.version)) {
                _ if context.is_none() => "its context is not open".to_owned(),
                (Some(base), Some(now)) if *base == now => format!("v{base}, still current"),
                (Some(base), Some(now)) => format!("v{base}; v{now} is there now"),
                (Some(base), None) => format!("v{base}; not listed at the moment"),
                (None, _) => String::new(),
            }
        }
    };
    format!("{words}{elsewhere}")
}
