//! A made-up manager with one cluster that has versions, and what a screen looks at.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::managers::About;
use crate::resource::cluster::{self, Summary};
use crate::resource::kind::{CLUSTERS, Found, SERVERS};
use crate::resource::{
    Activity, Answered, Cell, Children, Column, Detail, Event, Failure, Key, Kind, Level, LevelMark, Notice,
    Origin, Progress, Protection, Row, State, StateClass,
};
use crate::spec::risk::{Assessment, Risk};
use crate::spec::{Editing, Json};
use crate::tui::keymap::Keymap;
use crate::tui::known::{Known, KnownContext, Lists};
use crate::tui::screens::Look;
use crate::tui::screens::page::Page;
use crate::tui::theme::Theme;

static EDITING: Editing = Editing {
    kind: CLUSTERS,
    schema: "{}",
    name_at: "name",
    template: "{}",
    editable: Json::clone,
    copied: Json::clone,
    restored: |old, _| old.clone(),
    rules: |_, _| Vec::new(),
    risk: |_, _| Assessment {
        risk: Risk::InPlace,
        words: String::new(),
    },
    ways: &[],
    dry_run: false,
    force: false,
    versions: true,
    secrets: &["password"],
};

const SERVER_COLUMNS: [Column; 3] = [
    Column::left("instance", "INSTANCE", (10, 20), 0),
    Column::left("type", "TYPE", (6, 12), 2),
    Column::left("state", "STATE", (8, 14), 1),
];

static KINDS: [Kind; 2] = [
    cluster::KIND,
    Kind {
        id: SERVERS,
        singular: "server",
        columns: &SERVER_COLUMNS,
        found: Found::WithCluster,
        listed_as: None,
    },
];

static ABOUT: About = About {
    name: "sim",
    title: "Simulated Manager",
    kinds: &KINDS,
    editing: Some(&EDITING),
    secrets: &["password"],
    event_feed: true,
    ..About::MADE_UP
};

/// What a screen looks at.
pub struct World {
    pub known: Known,
    pub activities: Vec<Activity>,
    pub size: Size,
    pub now: DateTime<Utc>,
    keymap: Keymap,
    theme: Theme,
}

/// How the cluster is when it is read.
#[derive(Clone)]
pub struct Reading<'a> {
    pub state: &'a str,
    pub version: Option<i64>,
    pub progress: Option<Progress>,
    /// Id, type and state of each server.
    pub servers: &'a [(&'a str, &'a str, &'a str)],
    /// Seconds after the start, level, message.
    pub events: &'a [(i64, Level, &'a str)],
}

impl Default for Reading<'_> {
    fn default() -> Self {
        Self {
            state: "RUNNING",
            version: Some(3),
            progress: None,
            servers: &[],
            events: &[],
        }
    }
}

impl World {
    pub fn new(width: u16, height: u16) -> Self {
        let context = KnownContext {
            name: "prod".into(),
            about: &ABOUT,
            badge: None,
            standing: crate::resource::Standing::nothing(),
            waiting: None,
            own_address: Default::default(),
            scope: None,
            demanded: Protection::Normal,
            title: "https://prod.example.com".into(),
            lists: Lists::default(),
        };
        Self {
            known: Known::new(vec![context]),
            activities: Vec::new(),
            size: Size::new(width, height),
            now: start(),
            keymap: Keymap::default_keys(),
            theme: Theme::plain(),
        }
    }

    pub fn look(&self) -> Look<'_> {
        Look {
            known: &self.known,
            activities: &self.activities,
            keymap: &self.keymap,
            theme: &self.theme,
            size: self.size,
            now: self.now,
        }
    }

    /// The cluster is read.
    pub fn read(&mut self, reading: Reading<'_>) {
        let state = |word: &str| {
            let class = match word {
                "RUNNING" | "running" => StateClass::Up,
                "UPDATING" | "pending" => StateClass::Busy,
                _ => StateClass::Bad,
            };
            State::new(word, class)
        };
        let row = Summary {
            id: key().id,
            name: "orders".into(),
            state: state(reading.state),
            health: None,
            servers: None,
            version: reading.version,
            progress: reading.progress,
            last_event: None,
        };
        let server = |(id, kind, word): &(&str, &str, &str)| {
            Arc::new(Row {
                id: (*id).into(),
                name: (*id).into(),
                state: state(word),
                progress: None,
                version: None,
                cells: Box::new([Cell::text_of(id), Cell::text_of(kind), Cell::State(state(word))]),
            })
        };
        let event = |(seconds, level, message): &(i64, Level, &str)| Event {
            at: Some(start() + chrono::TimeDelta::seconds(*seconds)),
            level: LevelMark::new(if *level == Level::Normal { "INFO" } else { "WARN" }, *level),
            origin: Origin::Manager,
            source: "MANAGER".into(),
            message: (*message).into(),
            fields: Box::default(),
            causes: Box::default(),
        };
        let detail = Detail {
            row: Arc::new(row.into_row()),
            busy_since: None,
            fields: Vec::new(),
            children: vec![Children {
                kind: SERVERS,
                rows: reading.servers.iter().map(server).collect(),
            }],
            events: reading.events.iter().map(event).collect(),
            document: "{}".into(),
            spec: None,
        };
        let answered = Answered {
            at: self.now,
            took: Duration::from_millis(30),
            interval: Duration::from_secs(10),
        };
        self.known.read(&key(), &Arc::new(detail), answered);
    }

    /// The cluster cannot be read.
    pub fn fail(&mut self, is_gone: bool) {
        let failure = Failure {
            word: "unreachable",
            notice: Notice::error("Could not read orders: connection refused"),
            at: self.now,
            next_try: None,
            is_gone,
            is_not_offered: false,
        };
        self.known.read_failed(&key(), failure);
    }

    /// The lines of a screen that have something on them.
    pub fn picture(&self, page: &dyn Page) -> String {
        let Size { width, height } = self.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        page.view(self.look(), &mut buffer);
        let line = |y| {
            let cells = (0..width).map(|x| buffer[(x, y)].symbol());
            cells.collect::<String>().trim_end().to_owned()
        };
        let lines: Vec<String> = (0..height).map(line).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    }
}

/// The cluster.
pub fn key() -> Key {
    Key::new(&"prod".into(), CLUSTERS, &"orders-7f3a".into())
}

/// When it all begins: 2027-01-15 08:00:00.
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}
