//! The screen of one object: its state, what it does on a command.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};

use crate::resource::kind::{CLUSTERS, EVENTS};
use crate::resource::{CommandLine, Key, KindId, Notice};
use crate::spec::Path;
use crate::tui::keymap::{Command, Scope};
use crate::tui::known::Answers;
use crate::tui::layout;
use crate::tui::msg::Effect;
use crate::tui::widgets::document::Document;
use crate::tui::widgets::events::{EventWish, Events};
use crate::tui::widgets::table::{Arranging, Table};

use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Aim, Look, Request, described, singular};

use super::events;
use super::facts::Facts;
use super::parts;
use super::sheet::{self, Sheet};
use super::tab::Tab;

/// State of the screen.
#[derive(Debug)]
pub struct ObjectScreen {
    pub(super) key: Key,
    name: String,
    /// The tab that was asked for, and the tabs there are.
    wanted: Tab,
    pub(super) tabs: Vec<Tab>,
    /// Tells its tables from all others: the first of as many numbers as its manager has kinds.
    number: u64,
    /// Rows that are to be ordered elsewhere; the root fetches it after each fact.
    arranging: Option<Arranging>,
    /// Kinds of parts that are listed alone, each kept fresh while its tab is shown.
    alone: Vec<KindId>,
    pub(super) facts: Facts,
    parts: BTreeMap<KindId, Table>,
    pub(super) events: Events,
    spec: Sheet,
    raw: Sheet,
    is_revealed: bool,
}

impl ObjectScreen {
    /// An object at a tab, or at its first one if it has no such tab; `number` is the first of those that tell its
    /// tables from all others.
    pub fn new(key: Key, tab: Tab, number: u64, look: Look<'_>) -> Self {
        let mut screen = Self {
            name: look
                .known
                .row(&key)
                .map_or_else(|| key.id.to_string(), |row| row.name.to_string()),
            key,
            wanted: tab,
            tabs: vec![Tab::Raw],
            number,
            arranging: None,
            alone: Vec::new(),
            facts: Facts::default(),
            parts: BTreeMap::new(),
            events: Events::default(),
            spec: Sheet::default(),
            raw: Sheet::default(),
            is_revealed: false,
        };
        screen.fill(look);
        screen
    }

    /// The tab that is shown.
    pub(super) fn tab(&self) -> Tab {
        let first = self.tabs.first().copied().unwrap_or(Tab::Raw);
        let wanted = self.tabs.iter().copied().find(|tab| *tab == self.wanted);
        wanted.unwrap_or(first)
    }

    /// Takes over what is known of this object.
    fn fill(&mut self, look: Look<'_>) {
        if let Some(row) = look.known.row(&self.key) {
            self.name = row.name.to_string();
        }
        let detail = look.known.detail(&self.key);
        events::fill_events(&mut self.events, &self.key, look);
        if let Some(context) = look.known.context(&self.key.context) {
            let about = context.about;
            self.tabs = Tab::of(self.key.kind, about, detail.map(|detail| &**detail));
            let kinds = about.kinds.iter().map(|kind| kind.id);
            let alone = kinds.filter(|kind| look.known.are_listed_alone(&self.key, *kind));
            self.alone = alone.collect();
            let shown = self.tab();
            for tab in &self.tabs {
                let Tab::Parts(kind) = *tab else { continue };
                let place = about.kinds.iter().position(|declared| declared.id == kind);
                let number = self.number + place.unwrap_or_default() as u64;
                let table = self.parts.entry(kind).or_default();
                let arranging = parts::fill(table, number, kind, &self.key, look);
                // A tab is filled again when it is shown.
                if *tab == shown {
                    self.arranging = arranging;
                }
            }
            if let Some(detail) = detail {
                match self.tab() {
                    Tab::Facts => {
                        let redactor = about.redactor();
                        let is_secret = |label: &str| redactor.is_secret(&[label]);
                        self.facts.show(detail, about.kind(self.key.kind), &is_secret);
                    }
                    Tab::Spec => self.spec.show(detail.spec.as_ref(), about, self.is_revealed),
                    Tab::Raw => self.raw.show(Some(&detail.document), about, self.is_revealed),
                    Tab::Parts(_) | Tab::Events => {}
                }
            }
        }
        self.fit(look.size);
    }

    fn fit(&mut self, size: Size) {
        let areas = self.areas(size);
        let rows = areas.content.height.saturating_sub(1);
        self.facts.table.set_height(rows);
        for table in self.parts.values_mut() {
            table.set_height(rows);
        }
        self.events.set_height(areas.content.height);
        if let Some(document) = self.document_mut() {
            document.resize(areas.content);
        }
    }

    pub(super) fn areas(&self, size: Size) -> layout::Object {
        let with_text = match self.tab() {
            Tab::Events => true,
            Tab::Facts => self.facts.are_cut(size.width),
            Tab::Parts(_) | Tab::Spec | Tab::Raw => false,
        };
        layout::object(size, with_text)
    }

    fn document_mut(&mut self) -> Option<&mut Document> {
        match self.tab() {
            Tab::Spec => self.spec.document.as_mut(),
            Tab::Raw => self.raw.document.as_mut(),
            Tab::Facts | Tab::Parts(_) | Tab::Events => None,
        }
    }

    pub(super) fn document(&self) -> Option<&Document> {
        match self.tab() {
            Tab::Spec => self.spec.document.as_ref(),
            Tab::Raw => self.raw.document.as_ref(),
            Tab::Facts | Tab::Parts(_) | Tab::Events => None,
        }
    }

    /// The table that is shown, if it is one.
    pub(super) fn table(&self) -> Option<&Table> {
        match self.tab() {
            Tab::Facts => Some(&self.facts.table),
            Tab::Parts(kind) => self.parts.get(&kind),
            Tab::Events | Tab::Spec | Tab::Raw => None,
        }
    }

    fn table_mut(&mut self) -> Option<&mut Table> {
        match self.tab() {
            Tab::Facts => Some(&mut self.facts.table),
            Tab::Parts(kind) => self.parts.get_mut(&kind),
            Tab::Events | Tab::Spec | Tab::Raw => None,
        }
    }

    /// How it stands with what the tab shows.
    pub(super) fn answers<'a>(&self, look: Look<'a>) -> Option<&'a Answers> {
        let log = look
            .known
            .event_log(&self.key)
            .filter(|_| self.tab() == Tab::Events);
        match (self.watched_part(), log) {
            (Some(part), _) => Some(&look.known.parts(&self.key, part).state),
            (None, Some(_)) => Some(&look.known.events(&self.key)?.state),
            (None, None) => look.known.object(&self.key).map(|object| &object.state),
        }
    }

    fn show_tab(&mut self, tab: Tab, look: Look<'_>) {
        self.wanted = tab;
        self.fill(look);
    }

    fn filter_table(&mut self, text: &str, look: Look<'_>) {
        match self.tab() {
            Tab::Facts => self.facts.filter(text),
            Tab::Parts(kind) => {
                let columns = self.declared(kind, look).map_or(&[][..], |kind| kind.columns);
                if let Some(table) = self.parts.get_mut(&kind) {
                    self.arranging = table.filter(text, columns);
                }
            }
            Tab::Events => self.events.filter(text, look.now),
            Tab::Spec | Tab::Raw => {}
        }
    }

    /// Runs a command of a document.
    fn run_document(&mut self, command: Command) -> Option<Vec<Request>> {
        match command {
            Command::Search => Some(vec![Request::Type(Purpose::Search, String::new())]),
            Command::Blame if self.tabs.contains(&Tab::Spec) => {
                let path = self.document()?.path_at_cursor();
                let path = match self.tab() {
                    // The tab shows a part of the document.
                    Tab::Spec => format!("spec.{path}"),
                    _ => path,
                };
                Some(vec![Request::Blame(self.key.clone(), Path::read(&path))])
            }
            Command::CopyValue => {
                let value = self.document()?.value_at_cursor()?;
                let notice = Notice::info(format!("Copied {value}"));
                Some(vec![
                    Request::Do(Effect::CopySecret(value.text)),
                    Request::Notify(notice),
                ])
            }
            Command::RevealSecrets => {
                self.is_revealed = !self.is_revealed;
                self.spec.reveal(self.is_revealed);
                self.raw.reveal(self.is_revealed);
                Some(Vec::new())
            }
            command => {
                let document = self.document_mut()?;
                sheet::run(document, command).then(Vec::new)
            }
        }
    }
}

impl Page for ObjectScreen {
    fn crumb(&self) -> String {
        self.name.clone()
    }

    fn scopes(&self) -> Vec<Scope> {
        let whole = if self.key.kind == CLUSTERS {
            Scope::Cluster
        } else {
            Scope::Object
        };
        match self.tab() {
            Tab::SERVERS => vec![Scope::Servers, whole, Scope::Table, Scope::Motion, Scope::Global],
            Tab::Facts | Tab::Parts(_) => vec![whole, Scope::Table, Scope::Motion, Scope::Global],
            Tab::Events => vec![Scope::Events, whole, Scope::Motion, Scope::Global],
            Tab::Spec | Tab::Raw => vec![Scope::Document, whole, Scope::Motion, Scope::Global],
        }
    }

    fn likely(&self, look: Look<'_>) -> Vec<Command> {
        use Command::*;
        let mut likely = vec![
            NextTab,
            Stop,
            Start,
            ReplaceServer,
            Edit,
            Versions,
            Actions,
            Follow,
            LevelFilter,
            Search,
            FoldToggle,
        ];
        if self.tab() == Tab::Events {
            // What is done with events goes before what is done to the object.
            likely.retain(|command| ![LevelFilter, Follow].contains(command));
            likely.splice(0..0, [Open, Filter, LevelFilter, Follow]);
        } else {
            likely.push(Filter);
        }
        if self.part_as_object(look).is_some() || self.action_of_part(look).is_some() {
            likely.insert(0, Open);
        }
        if self.key.kind != CLUSTERS {
            // Many of them are opened for the sake of a value in their document.
            let at = likely.iter().position(|command| *command == Actions);
            likely.insert(at.unwrap_or_default(), RevealSecrets);
            likely.push(CopyValue);
        }
        likely
    }

    fn watched(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn show(&mut self, object: &Key, tab: Tab, look: Look<'_>) -> bool {
        let has_it = self.key == *object && self.tabs.contains(&tab);
        if has_it {
            self.show_tab(tab, look);
        }
        has_it
    }

    fn watched_part(&self) -> Option<KindId> {
        match self.tab() {
            Tab::Parts(kind) => Some(kind).filter(|kind| self.alone.contains(kind)),
            Tab::Facts | Tab::Events | Tab::Spec | Tab::Raw => None,
        }
    }

    fn watched_events(&self) -> Option<EventWish> {
        self.events.wish().filter(|_| self.tab() == Tab::Events)
    }

    fn filter_problem(&self) -> Option<&str> {
        self.events.filter_problem().filter(|_| self.tab() == Tab::Events)
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Object(key) if *key == self.key => self.fill(look),
            News::Arranged(ticket, rows) => {
                for table in self.parts.values_mut() {
                    table.arranged(ticket, Arc::clone(rows));
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn to_arrange(&mut self) -> Option<Arranging> {
        self.arranging.take()
    }

    fn reads_on(&mut self) -> bool {
        self.table_mut().is_some_and(Table::reads_on)
    }

    fn resize(&mut self, look: Look<'_>) {
        self.fit(look.size);
    }

    /// What a verb would be aimed at: the object, and the part under the cursor.
    fn aim(&self) -> Aim {
        Aim {
            targets: vec![self.key.clone()],
            part: match self.tab() {
                Tab::Parts(kind) => self.selected_part().map(|part| (kind, Arc::clone(&part.id))),
                Tab::Facts | Tab::Events | Tab::Spec | Tab::Raw => None,
            },
            ..Aim::default()
        }
    }

    fn command_line(&self, look: Look<'_>) -> Option<CommandLine> {
        let name = look.known.row(&self.key).map_or(&*self.key.id, |row| &*row.name);
        let line = match self.tab() {
            Tab::Parts(kind) if self.key.kind == CLUSTERS => CommandLine::get(kind.0, Some(name)),
            Tab::Events if look.known.event_log(&self.key).is_some() => {
                if self.key.kind == CLUSTERS {
                    CommandLine::events(name)
                } else {
                    CommandLine::events_of(singular(&self.key, look), &self.key.id)
                }
            }
            Tab::Events if self.key.kind == CLUSTERS => CommandLine::get(EVENTS.0, Some(name)),
            Tab::Facts | Tab::Parts(_) | Tab::Events => return Some(described(&self.key, look)),
            Tab::Spec | Tab::Raw => CommandLine::document(singular(&self.key, look), name),
        };
        Some(line.in_context(&self.key.context))
    }

    /// What the copy command takes: what is under the cursor.
    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        Some(match self.tab() {
            Tab::Facts => self
                .facts
                .value()
                .map_or_else(|| self.key.id.to_string(), |value| value.text().into_owned()),
            Tab::Parts(_) => self
                .selected_part()
                .map_or_else(|| self.key.id.to_string(), |part| part.id.to_string()),
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
        self.filter_table(text, look);
    }

    /// Whether Esc has something to leave here before the screen is left.
    fn back(&mut self, look: Look<'_>) -> bool {
        if self.table().is_some_and(|table| !table.query().text().is_empty()) {
            self.filter_table("", look);
            return true;
        }
        if self.tab() == Tab::Events && !self.events.filter_text().is_empty() {
            self.filter_table("", look);
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
        let shown = self.tab();
        let tab = match command {
            Command::NextTab => Some(shown.step(&self.tabs, true)),
            Command::PreviousTab => Some(shown.step(&self.tabs, false)),
            Command::ShowFacts
            | Command::ShowServers
            | Command::ShowParts
            | Command::ShowEvents
            | Command::ShowSpec
            | Command::ShowRaw => match Tab::shown_by(command, &self.tabs, shown) {
                Some(tab) => Some(tab),
                None => {
                    let words = format!("It has no {} tab", command.label());
                    return Some(vec![Request::Notify(Notice::info(words))]);
                }
            },
            _ => None,
        };
        if let Some(tab) = tab {
            self.show_tab(tab, look);
            return Some(Vec::new());
        }
        match (shown, command) {
            (Tab::Facts | Tab::Parts(_), Command::Filter) => {
                let text = self.table()?.query().text().to_owned();
                Some(vec![Request::Type(Purpose::Filter, text)])
            }
            (Tab::Parts(_), Command::Open) => {
                let open = self
                    .part_as_object(look)
                    .map(|key| Request::Open(key, Tab::Facts));
                let request = open.or_else(|| Some(Request::Act(self.action_of_part(look)?)))?;
                Some(vec![request])
            }
            // There is nothing that could be asked of several facts.
            (Tab::Facts, Command::Mark | Command::MarkAll) => None,
            (Tab::Facts | Tab::Parts(_), command) => {
                self.arranging = self.table_mut()?.run(command)?;
                Some(Vec::new())
            }
            (Tab::Events, command) => events::run_events(&mut self.events, &self.key, command, look),
            (Tab::Spec | Tab::Raw, command) => self.run_document(command),
        }
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        let areas = self.areas(look.size);
        if areas.tabs.contains(at) {
            if let Some(tab) = self.tab_at(at.x - areas.tabs.x, areas.tabs.width, look) {
                self.show_tab(tab, look);
            }
        } else if areas.content.contains(at) {
            let line = at.y - areas.content.y;
            match self.tab() {
                Tab::Facts | Tab::Parts(_) => {
                    let Some(table) = self.table_mut() else {
                        return Vec::new();
                    };
                    if line > 0 {
                        table.press_line(line - 1);
                    } else if let Some(field) = table.heading_at(areas.content.width, at.x) {
                        self.arranging = table.sort_field(field);
                    }
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

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        self.paint(look, buf);
    }
}
