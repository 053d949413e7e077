//! The screen of one cluster: its state, what it does on a command, its tabs.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::managers::About;
use crate::resource::kind::{EVENTS, SERVERS};
use crate::resource::{CommandLine, Key, Row};
use crate::spec::Path;
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::widgets::document::Document;
use crate::tui::widgets::events::Events;
use crate::tui::widgets::spans::width;
use crate::tui::widgets::spans::{self, Pen};
use crate::tui::widgets::table::{RowLook, Table};

use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Aim, Look, Request};

/// State of the screen.
#[derive(Debug)]
pub struct ClusterScreen {
    pub(super) key: Key,
    name: String,
    pub(super) tab: Tab,
    pub(super) servers: Table,
    pub(super) events: Events,
    spec: Sheet,
    raw: Sheet,
    is_revealed: bool,
}

/// The parts of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Servers,
    Events,
    Spec,
    Raw,
}

/// A document tab: laid out when it is first looked at, and again when the document changed.
#[derive(Debug, Default)]
struct Sheet {
    text: Option<Arc<str>>,
    document: Option<Document>,
}

pub(super) const GAUGE: u16 = 20;
const SCROLL_COLUMNS: usize = 8;

impl Tab {
    pub const ALL: [Self; 4] = [Self::Servers, Self::Events, Self::Spec, Self::Raw];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Servers => "servers",
            Self::Events => "events",
            Self::Spec => "spec",
            Self::Raw => "raw",
        }
    }

    fn step(self, forward: bool) -> Self {
        let at = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        let next = if forward { at + 1 } else { at + Self::ALL.len() - 1 };
        Self::ALL.get(next % Self::ALL.len()).copied().unwrap_or(self)
    }
}

impl Sheet {
    fn show(&mut self, text: Option<&Arc<str>>, about: &About, is_revealed: bool) {
        let Some(text) = text else { return };
        if self
            .text
            .as_ref()
            .is_some_and(|shown| Arc::ptr_eq(shown, text) || shown == text)
        {
            return;
        }
        let redactor = about.redactor();
        let is_secret = |path: &[&str]| redactor.is_secret(path);
        match &mut self.document {
            Some(document) => document.replace(text, &is_secret),
            None => self.document = Some(Document::new(text, &is_secret)),
        }
        if let Some(document) = &mut self.document {
            document.reveal(is_revealed);
        }
        self.text = Some(Arc::clone(text));
    }
}

impl ClusterScreen {
    pub fn new(key: Key, tab: Tab, look: Look<'_>) -> Self {
        let mut screen = Self {
            name: look
                .known
                .row(&key)
                .map_or_else(|| key.id.to_string(), |row| row.name.to_string()),
            key,
            tab,
            servers: Table::default(),
            events: Events::default(),
            spec: Sheet::default(),
            raw: Sheet::default(),
            is_revealed: false,
        };
        screen.fill(look);
        screen
    }

    /// Takes over what is known of this cluster.
    fn fill(&mut self, look: Look<'_>) {
        if let Some(row) = look.known.row(&self.key) {
            self.name = row.name.to_string();
        }
        crate::tui::screens::fleet::fill(&mut self.servers, &mut self.events, &self.key, look);
        if let (Some(detail), Some(context)) = (
            look.known.detail(&self.key),
            look.known.context(&self.key.context),
        ) {
            match self.tab {
                Tab::Spec => self
                    .spec
                    .show(detail.spec.as_ref(), context.about, self.is_revealed),
                Tab::Raw => self
                    .raw
                    .show(Some(&detail.document), context.about, self.is_revealed),
                Tab::Servers | Tab::Events => {}
            }
        }
        self.fit(look.size);
    }

    fn fit(&mut self, size: Size) {
        let areas = self.areas(size);
        self.servers.set_height(areas.content.height.saturating_sub(1));
        self.events.set_height(areas.content.height);
        if let Some(document) = self.document_mut() {
            document.resize(areas.content);
        }
    }

    fn areas(&self, size: Size) -> layout::Cluster {
        layout::cluster(size, self.tab == Tab::Events)
    }

    fn document_mut(&mut self) -> Option<&mut Document> {
        match self.tab {
            Tab::Spec => self.spec.document.as_mut(),
            Tab::Raw => self.raw.document.as_mut(),
            Tab::Servers | Tab::Events => None,
        }
    }

    pub(super) fn document(&self) -> Option<&Document> {
        match self.tab {
            Tab::Spec => self.spec.document.as_ref(),
            Tab::Raw => self.raw.document.as_ref(),
            Tab::Servers | Tab::Events => None,
        }
    }

    /// The row of the server under the cursor.
    pub fn selected_server(&self) -> Option<&Arc<Row>> {
        if self.tab == Tab::Servers {
            self.servers.selected().map(|(_, row)| row)
        } else {
            None
        }
    }

    fn show_tab(&mut self, tab: Tab, look: Look<'_>) {
        self.tab = tab;
        self.fill(look);
    }

    fn tab_at(&self, x: u16) -> Option<Tab> {
        let mut left = 1;
        Tab::ALL.into_iter().find(|tab| {
            let hit = x >= left && x < left + width(tab.title()) + 4;
            left += width(tab.title()) + 5;
            hit
        })
    }
}

impl Page for ClusterScreen {
    fn crumb(&self) -> String {
        self.name.clone()
    }

    fn scopes(&self) -> Vec<Scope> {
        match self.tab {
            Tab::Servers => vec![
                Scope::Servers,
                Scope::Cluster,
                Scope::Table,
                Scope::Motion,
                Scope::Global,
            ],
            Tab::Events => vec![Scope::Events, Scope::Cluster, Scope::Motion, Scope::Global],
            Tab::Spec | Tab::Raw => vec![Scope::Document, Scope::Cluster, Scope::Motion, Scope::Global],
        }
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        use Command::*;
        vec![
            NextTab,
            Stop,
            Start,
            ReplaceServer,
            Edit,
            Versions,
            Follow,
            LevelFilter,
            Search,
            FoldToggle,
        ]
    }

    fn watched(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        if matches!(news, News::Object(key) if *key == self.key) {
            self.fill(look);
        }
        Vec::new()
    }

    fn resize(&mut self, look: Look<'_>) {
        self.fit(look.size);
    }

    /// What a verb would be aimed at: the cluster, and the server under the cursor.
    fn aim(&self) -> Aim {
        Aim {
            clusters: vec![self.key.clone()],
            part: self.selected_server().map(|server| Arc::clone(&server.id)),
            ..Aim::default()
        }
    }

    /// What the copy command takes: what is under the cursor.
    fn command_line(&self, look: Look<'_>) -> Option<CommandLine> {
        let name = look.known.row(&self.key).map_or(&*self.key.id, |row| &*row.name);
        let line = match self.tab {
            Tab::Servers => CommandLine::get(SERVERS.0, Some(name)),
            Tab::Events => CommandLine::get(EVENTS.0, Some(name)),
            Tab::Spec | Tab::Raw => CommandLine::document(name),
        };
        Some(line.in_context(&self.key.context))
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        Some(match self.tab {
            Tab::Servers => self
                .selected_server()
                .map_or_else(|| self.key.id.to_string(), |server| server.id.to_string()),
            Tab::Events => self
                .events
                .selected()
                .map(|event| event.message.to_string())
                .unwrap_or_default(),
            Tab::Spec | Tab::Raw => self.document().map(Document::path_at_cursor).unwrap_or_default(),
        })
    }

    fn line(&mut self, purpose: Purpose, text: &str, _look: Look<'_>) -> Vec<Request> {
        if purpose == Purpose::Search
            && let Some(document) = self.document_mut()
        {
            document.search(text);
        }
        Vec::new()
    }

    fn filter(&mut self, text: &str, look: Look<'_>) {
        let columns = look
            .known
            .context(&self.key.context)
            .and_then(|context| context.about.kind(SERVERS));
        // A cluster's servers are few: they are always arranged at once.
        self.servers
            .filter(text, columns.map_or(&[], |kind| kind.columns));
    }

    /// Whether Esc has something to leave here before the screen is left.
    fn back(&mut self, _look: Look<'_>) -> bool {
        if self.tab == Tab::Servers && !self.servers.query().text().is_empty() {
            self.servers.filter("", &[]);
            return true;
        }
        match self.document_mut() {
            Some(document) if document.query().is_some() => {
                document.clear_search();
                true
            }
            _ => false,
        }
    }

    /// Runs a command; `None` if this screen knows nothing of it.
    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let tab = match command {
            Command::NextTab => Some(self.tab.step(true)),
            Command::PreviousTab => Some(self.tab.step(false)),
            Command::ShowServers => Some(Tab::Servers),
            Command::ShowEvents => Some(Tab::Events),
            Command::ShowSpec => Some(Tab::Spec),
            Command::ShowRaw => Some(Tab::Raw),
            _ => None,
        };
        if let Some(tab) = tab {
            self.show_tab(tab, look);
            return Some(Vec::new());
        }
        match (self.tab, command) {
            (Tab::Servers, Command::Filter) => Some(vec![Request::Type(
                Purpose::Filter,
                self.servers.query().text().to_owned(),
            )]),
            (Tab::Servers, command) => self.servers.run(command).map(|_| Vec::new()),
            (Tab::Events, command) => self.events.run(command).then(Vec::new),
            (Tab::Spec | Tab::Raw, Command::Search) => {
                Some(vec![Request::Type(Purpose::Search, String::new())])
            }
            (Tab::Spec | Tab::Raw, Command::Blame) => {
                let path = self.document()?.path_at_cursor();
                let path = match self.tab {
                    // The tab shows a part of the document.
                    Tab::Spec => format!("spec.{path}"),
                    _ => path,
                };
                Some(vec![Request::Blame(self.key.clone(), Path::read(&path))])
            }
            (Tab::Spec | Tab::Raw, Command::RevealSecrets) => {
                self.is_revealed = !self.is_revealed;
                for page in [&mut self.spec, &mut self.raw] {
                    if let Some(document) = &mut page.document {
                        document.reveal(self.is_revealed);
                    }
                }
                Some(Vec::new())
            }
            (Tab::Spec | Tab::Raw, command) => {
                let document = self.document_mut()?;
                run_document(document, command).then(Vec::new)
            }
        }
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        let areas = self.areas(look.size);
        if areas.tabs.contains(at) {
            if let Some(tab) = self.tab_at(at.x - areas.tabs.x) {
                self.show_tab(tab, look);
            }
        } else if areas.content.contains(at) {
            let line = at.y - areas.content.y;
            match self.tab {
                Tab::Servers if line == 0 => {
                    if let Some(field) = self.servers.heading_at(areas.content.width, at.x) {
                        self.servers.sort_field(field);
                    }
                }
                Tab::Servers => {
                    self.servers.press_line(line - 1);
                }
                Tab::Events => self.events.press_line(line),
                Tab::Spec | Tab::Raw => {
                    if let Some(document) = self.document_mut() {
                        document.move_to_row(line);
                    }
                }
            }
        }
        Vec::new()
    }

    fn scroll(&mut self, lines: isize, look: Look<'_>) {
        let command = if lines > 0 {
            Command::MoveDown
        } else {
            Command::MoveUp
        };
        for _ in 0..lines.unsigned_abs() {
            self.run(command, look);
        }
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let areas = self.areas(look.size);
        let object = look.known.object(&self.key);
        let is_stale = object.is_some_and(|object| object.state.is_stale(look.now));
        self.view_header(look, object, areas.header, buf);
        self.view_tabs(look, object, areas.tabs, buf);
        let failure = object.and_then(|object| object.state.failure.as_ref());
        let nothing = match (object.and_then(|object| object.detail.as_ref()), failure) {
            (None, Some(failure)) if failure.is_gone => "it is gone: esc goes back",
            (None, Some(_)) => "it could not be read",
            (None, None) => "asking",
            (Some(_), _) => "no servers",
        };
        match self.tab {
            Tab::Servers => {
                let row_look = RowLook {
                    has_focus: true,
                    is_stale: &|_| is_stale,
                };
                self.servers
                    .view(&row_look, nothing, look.theme, areas.content, buf);
            }
            Tab::Events => {
                self.events
                    .view(true, is_stale, look.now, look.theme, areas.content, buf);
                if areas.full_text.height > 0 {
                    spans::line(
                        buf,
                        areas.full_text,
                        look.theme.glyphs.horizontal,
                        look.theme.rule,
                    );
                    let text = Rect {
                        y: areas.full_text.y + 1,
                        height: areas.full_text.height - 1,
                        ..areas.full_text
                    };
                    self.events.view_selected(look.theme, text, buf);
                }
            }
            Tab::Spec | Tab::Raw => match self.document() {
                Some(document) => document.view(look.theme, areas.content, buf),
                None => {
                    let line = Rect {
                        x: 3,
                        width: areas.content.width.saturating_sub(3),
                        ..areas.content
                    };
                    let words = if self.tab == Tab::Spec && nothing == "no servers" {
                        "this document has no spec"
                    } else {
                        nothing
                    };
                    Pen::new(buf, line, look.theme.glyphs.ellipsis).write(words, look.theme.dim);
                }
            },
        }
    }
}

fn run_document(document: &mut Document, command: Command) -> bool {
    match command {
        Command::MoveDown => document.move_down(1),
        Command::MoveUp => document.move_up(1),
        Command::PageDown => document.page_down(),
        Command::PageUp => document.page_up(),
        Command::HalfPageDown => document.half_page_down(),
        Command::HalfPageUp => document.half_page_up(),
        Command::MoveToTop => document.move_to_top(),
        Command::MoveToBottom => document.move_to_bottom(),
        Command::ScrollLeft => document.scroll_left(SCROLL_COLUMNS),
        Command::ScrollRight => document.scroll_right(SCROLL_COLUMNS),
        Command::SearchNext => document.search_next(),
        Command::SearchPrevious => document.search_previous(),
        Command::FoldToggle => document.toggle_fold(),
        Command::FoldAll => document.fold_all(),
        Command::UnfoldAll => document.unfold_all(),
        _ => return false,
    }
    true
}
