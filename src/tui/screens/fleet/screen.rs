//! The screen of the fleet: its state, and what it does on a command.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::layout::{Position, Size};

use crate::managers::About;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::query::Field;
use crate::resource::{Arranged, Cell, Column, ContextName, Health, Key, StateClass, cluster};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::widgets::events::{EventWish, Events};
use crate::tui::widgets::table::{Arranging, Table, Ticket};

use crate::tui::screens::event::EventPage;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::object::{self, Tab};
use crate::tui::screens::{Aim, Look, Request};

/// State of the home screen.
#[derive(Debug)]
pub struct Fleet {
    pub(super) table: Table,
    pub(super) servers: Table,
    pub(super) events: Events,
    pub(super) focus: Pane,
    pub(super) narrowed: Option<ContextName>,
    /// The cluster whose servers and events are shown.
    pub(super) watched: Option<Key>,
    /// The cluster under the cursor, until it has rested long enough.
    next: Option<(Key, DateTime<Utc>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    Clusters,
    Servers,
    Events,
}

/// How long the cursor rests on a cluster before its servers and events are asked for.
const REST: Duration = Duration::from_millis(150);

/// The columns that tell the contexts of a table apart.
pub(in crate::tui::screens) const CONTEXT: Column = Column::left("context", "CONTEXT", (7, 14), 5);
pub(in crate::tui::screens) const MANAGER: Column = Column::left("manager", "MANAGER", (7, 12), 8);

/// The columns of the clusters of all contexts; or of one alone, whose manager this is.
fn columns(only: Option<&About>) -> Vec<(Field, Column)> {
    let mut columns: Vec<(Field, Column)> = cluster::COLUMNS
        .iter()
        .enumerate()
        .map(|(index, column)| (Field::Cell(index), *column))
        .collect();
    match only {
        None => drop(columns.splice(1..1, [(Field::Context, CONTEXT), (Field::Manager, MANAGER)])),
        // Where no configuration is kept, none of the clusters has a version of one.
        Some(about) if about.editing.is_none() => columns.retain(|(_, column)| column.id != "config"),
        Some(_) => {}
    }
    columns
}

impl Default for Fleet {
    fn default() -> Self {
        Self {
            table: Table::new(columns(None)),
            servers: Table::default(),
            events: Events::default(),
            focus: Pane::Clusters,
            narrowed: None,
            watched: None,
            next: None,
        }
    }
}

impl Fleet {
    /// New rows of some context.
    pub fn rows_changed(&mut self, look: Look<'_>) -> Option<Arranging> {
        let only = match (&self.narrowed, look.known.contexts()) {
            (Some(name), _) => look.known.context(name),
            // Nobody needs to be told which one it is.
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        self.table.set_columns(columns(only.map(|context| context.about)));
        let sources = look.known.sources(CLUSTERS, self.narrowed.as_ref());
        let arranging = self.table.show(sources);
        self.cursor_moved(look);
        arranging
    }

    pub fn arranged(&mut self, ticket: Ticket, rows: Arc<Arranged>, look: Look<'_>) {
        self.table.arranged(ticket, rows);
        self.cursor_moved(look);
    }

    /// Something new is known of one cluster.
    pub fn object_changed(&mut self, key: &Key, look: Look<'_>) {
        if self.watched.as_ref() == Some(key) {
            self.fill_panes(look);
        }
    }

    /// The cluster whose servers and events are shown, and must be fresh.
    pub fn watched(&self) -> Option<&Key> {
        self.watched.as_ref()
    }

    /// The events of it that must be fresh, where its manager keeps a log of them.
    pub fn watched_events(&self) -> Option<(&Key, EventWish)> {
        Some((self.watched.as_ref()?, self.events.wish()?))
    }

    /// When [`Fleet::tick`] has something to do.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        self.next.as_ref().map(|(_, at)| *at)
    }

    /// Time has passed: the cursor may have rested long enough.
    pub fn tick(&mut self, look: Look<'_>) -> bool {
        match self.next.take_if(|(_, at)| *at <= look.now) {
            None => false,
            Some((key, _)) => {
                self.watch(key, look);
                true
            }
        }
    }

    fn cursor_moved(&mut self, look: Look<'_>) {
        let Some(key) = self.selected() else {
            return;
        };
        if self.watched.is_none() {
            self.watch(key, look);
        } else if self.watched.as_ref() == Some(&key) {
            self.next = None;
        } else if self.next.as_ref().is_none_or(|(next, _)| *next != key) {
            self.next = Some((key, look.now + REST));
        }
    }

    fn watch(&mut self, key: Key, look: Look<'_>) {
        self.watched = Some(key);
        self.next = None;
        self.servers = Table::default();
        self.fill_panes(look);
    }

    fn fill_panes(&mut self, look: Look<'_>) {
        let Some(key) = &self.watched else { return };
        object::fill_at_once(&mut self.servers, SERVERS, key, look);
        object::fill_events(&mut self.events, key, look);
        self.resize(look.size);
    }

    /// A cluster that was not read and that the filter may name.
    fn sought(&self) -> Option<Key> {
        let (context, id) = self.table.sought()?;
        Some(Key::new(context, CLUSTERS, &id.into()))
    }

    /// The cluster under the cursor.
    pub fn selected(&self) -> Option<Key> {
        let (source, row) = self.table.selected()?;
        Some(Key::new(&source.context, CLUSTERS, &row.id))
    }

    /// What a verb would be aimed at.
    pub fn aim(&self) -> Aim {
        if self.focus == Pane::Servers {
            let part = self
                .servers
                .selected()
                .map(|(_, row)| (SERVERS, Arc::clone(&row.id)));
            return Aim {
                targets: self.watched.iter().cloned().collect(),
                part,
                ..Aim::default()
            };
        }
        Aim::at(&self.table, CLUSTERS)
    }

    /// Whether the cursor came near the end of the clusters that were read, since this was last asked.
    pub fn reads_on(&mut self) -> bool {
        self.table.reads_on()
    }

    pub fn unmark_all(&mut self) {
        self.table.unmark_all();
    }

    pub fn narrowed(&self) -> Option<&ContextName> {
        self.narrowed.as_ref()
    }

    /// Shows only one context's clusters, or all of them again.
    pub fn narrow(&mut self, context: Option<ContextName>, look: Look<'_>) -> Option<Arranging> {
        self.narrowed = context;
        self.rows_changed(look)
    }

    pub fn filter(&mut self, text: &str, look: Look<'_>) -> Option<Arranging> {
        let arranging = self.table.filter(text, &cluster::COLUMNS);
        self.cursor_moved(look);
        arranging
    }

    pub fn filter_text(&self) -> &str {
        self.table.query().text()
    }

    pub fn filter_problem(&self) -> Option<&str> {
        self.table.query().problem()
    }

    pub fn scopes(&self) -> Vec<Scope> {
        match self.focus {
            Pane::Clusters => vec![Scope::Fleet, Scope::Table, Scope::Motion, Scope::Global],
            Pane::Servers => vec![
                Scope::Servers,
                Scope::Fleet,
                Scope::Table,
                Scope::Motion,
                Scope::Global,
            ],
            Pane::Events => vec![Scope::Events, Scope::Fleet, Scope::Motion, Scope::Global],
        }
    }

    /// Whether Esc has something to leave here before the console is left.
    pub fn back(&mut self, look: Look<'_>) -> (bool, Option<Arranging>) {
        if self.focus != Pane::Clusters {
            self.focus = Pane::Clusters;
            return (true, None);
        }
        if !self.table.query().text().is_empty() {
            return (true, self.filter("", look));
        }
        if self.narrowed.is_some() {
            return (true, self.narrow(None, look));
        }
        if !self.table.marks().is_empty() {
            self.table.unmark_all();
            return (true, None);
        }
        (false, None)
    }

    /// Runs a command; `None` if the fleet knows nothing of it.
    pub fn run(&mut self, command: Command, look: Look<'_>) -> Option<(Vec<Request>, Option<Arranging>)> {
        let done = Some((Vec::new(), None));
        match (command, self.focus) {
            (Command::NextPane | Command::PreviousPane, _) => {
                self.move_focus(command == Command::NextPane, look.size);
                done
            }
            (Command::Open, Pane::Events) if self.events.selected().is_some() => {
                let event = self.watched.as_ref().zip(self.events.selected());
                let page = event.map(|(key, event)| EventPage::new(key, event));
                let push = page.map(|page| Request::Push(Box::new(page)));
                Some((push.into_iter().collect(), None))
            }
            (Command::Open, focus) => {
                let tab = if focus == Pane::Events {
                    Tab::Events
                } else {
                    Tab::SERVERS
                };
                let key = if focus == Pane::Clusters {
                    self.selected().or_else(|| self.sought())
                } else {
                    self.watched.clone()
                };
                Some((key.into_iter().map(|key| Request::Open(key, tab)).collect(), None))
            }
            (Command::Filter, _) => {
                // The filter is about the clusters: the line and the table it narrows belong together.
                self.focus = Pane::Clusters;
                let text = self.filter_text().to_owned();
                Some((vec![Request::Type(Purpose::Filter, text)], None))
            }
            (command @ Command::ClearFilter, Pane::Events) | (command, Pane::Clusters) => {
                let arranging = self.table.run(command)?;
                self.cursor_moved(look);
                Some((Vec::new(), arranging))
            }
            (command, Pane::Servers) => self.servers.run(command).and(done),
            (command, Pane::Events) => self.events.run(command).then_some((Vec::new(), None)),
        }
    }

    fn move_focus(&mut self, forward: bool, size: Size) {
        if !layout::fleet_has_panes(size) {
            return;
        }
        self.keep_cluster();
        self.focus = match (self.focus, forward) {
            (Pane::Clusters, true) | (Pane::Events, false) => Pane::Servers,
            (Pane::Servers, true) | (Pane::Clusters, false) => Pane::Events,
            (Pane::Events, true) | (Pane::Servers, false) => Pane::Clusters,
        };
    }

    /// Whoever goes to the lower panes means this cluster: another first row must not replace it.
    fn keep_cluster(&mut self) {
        if let Some(key) = self.table.selected_key().cloned() {
            self.table.select(&key);
        }
    }

    /// The terminal has another size.
    pub fn resize(&mut self, size: Size) {
        let areas = layout::fleet(size);
        self.table
            .set_height(areas.clusters.content.height.saturating_sub(1));
        match areas.lower {
            Some((servers, events)) => {
                self.servers.set_height(servers.content.height.saturating_sub(1));
                self.events.set_height(events.content.height);
            }
            None => self.focus = Pane::Clusters,
        }
    }

    /// A press of the mouse: on a heading it sorts, on a row it selects, on the selected one it opens.
    pub fn press(&mut self, at: Position, look: Look<'_>) -> (Vec<Request>, Option<Arranging>) {
        let areas = layout::fleet(look.size);
        let content = areas.clusters.content;
        if content.contains(at) {
            self.focus = Pane::Clusters;
            if at.y == content.y {
                let field = self.table.heading_at(content.width, at.x - content.x);
                return (Vec::new(), field.and_then(|field| self.table.sort_field(field)));
            }
            let before = self.selected();
            if self.table.press_line(at.y - content.y - 1) {
                self.cursor_moved(look);
                if before.is_some() && before == self.selected() {
                    return (
                        before
                            .into_iter()
                            .map(|key| Request::Open(key, Tab::SERVERS))
                            .collect(),
                        None,
                    );
                }
            }
        } else if let Some((servers, events)) = areas.lower {
            self.keep_cluster();
            if servers.content.contains(at) {
                self.focus = Pane::Servers;
                self.servers
                    .press_line((at.y - servers.content.y).saturating_sub(1));
            } else if events.content.contains(at) {
                self.focus = Pane::Events;
                self.events.press_line(at.y - events.content.y);
            }
        }
        (Vec::new(), None)
    }

    /// The wheel moves what is under it by this many lines.
    pub fn scroll(&mut self, at: Position, lines: isize, look: Look<'_>) {
        let step = if lines > 0 {
            Command::MoveDown
        } else {
            Command::MoveUp
        };
        match layout::fleet(look.size).lower {
            Some((servers, _)) if servers.content.contains(at) => self.servers.move_by(lines),
            Some((_, events)) if events.content.contains(at) => {
                for _ in 0..lines.unsigned_abs() {
                    self.events.run(step);
                }
            }
            _ => {
                self.table.move_by(lines);
                self.cursor_moved(look);
            }
        }
    }

    /// How many clusters there are, and how many of them want a look.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            total: self.table.rows().total(),
            unread: self.table.unread(),
            ..Counts::default()
        };
        // A very large fleet is not counted anew with every frame.
        if counts.total > crate::resource::arrange::INLINE_ROWS {
            return counts;
        }
        for (_, row) in self.table.rows().all() {
            let health = match row.cell(cluster::HEALTH) {
                Cell::Health(mark) => Some(mark.health),
                _ => None,
            };
            counts.changing += usize::from(row.state.class.is_busy());
            // What has failed says so by its state or by its health; it is one cluster either way.
            if row.state.class == StateClass::Bad || health == Some(Health::Error) {
                counts.failed += 1;
            } else if health == Some(Health::Warning) {
                counts.warning += 1;
            }
        }
        counts
    }
}

/// Counts for the status line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub total: usize,
    /// Those beside `total` that were not read.
    pub unread: u64,
    pub changing: usize,
    pub warning: usize,
    pub failed: usize,
}
