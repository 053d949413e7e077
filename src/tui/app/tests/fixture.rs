//! A made-up manager with three contexts, and a driver that stands in for user, clock and sessions.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::managers::{About, RefusedChange};
use crate::resource::action::{self, Consequences, Following, Target};
use crate::resource::cluster::{self, Summary};
use crate::resource::kind::{CLUSTERS, Found, SERVERS};
use crate::resource::{
    Action, ActivityId, Answered, Availability, Cell, Children, Column, Danger, Detail, Event, Failure,
    Field, Health, HealthMark, Intent, Key, Kind, KindId, Level, LevelMark, Listing, Notice, On, Origin,
    Progress, Protection, Row, Standing, State, StateClass, Step,
};
use crate::tui::app::{Model, Options};
use crate::tui::keymap::{Key as TypedKey, Keymap};
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Effect, Mouse, Msg};
use crate::tui::theme::{Choice, ChosenBy, ColorDepth, Theme, Themes};
use crate::tui::view::view;

const SERVER_COLUMNS: [Column; 2] = [
    Column::left("instance", "INSTANCE", (10, 20), 0),
    Column::left("state", "STATE", (8, 14), 1),
];

/// Machines, which are listed beside the clusters.
pub(super) const HOSTS: KindId = KindId("hosts");

const HOST_COLUMNS: [Column; 3] = [
    Column::left("address", "ADDRESS", (10, 20), 0),
    Column::left("state", "STATE", (8, 14), 1),
    Column::left("os", "OS", (6, 12), 2),
];

static KINDS: [Kind; 3] = [
    cluster::KIND,
    Kind {
        id: HOSTS,
        singular: "host",
        columns: &HOST_COLUMNS,
        found: Found::Listed,
        listed_as: None,
    },
    Kind {
        id: SERVERS,
        singular: "server",
        columns: &SERVER_COLUMNS,
        found: Found::WithCluster,
        listed_as: None,
    },
];

static ACTIONS: [Action; 4] = [
    action("Start", "started", action::START, Danger::Low, can_start),
    action("Stop", "stopped", action::STOP, Danger::Service, can_stop),
    Action {
        on: On::Part {
            of: CLUSTERS,
            part: SERVERS,
        },
        bulk: false,
        ..action(
            "Replace server",
            "replaced",
            action::REPLACE_SERVER,
            Danger::Part,
            |_| Availability::Offered,
        )
    },
    Action {
        bulk: false,
        ..action("Delete", "deleted", action::DELETE, Danger::Destroys, |_| {
            Availability::Offered
        })
    },
];

static ABOUT: About = About {
    name: "sim",
    title: "Simulated Manager",
    kinds: &KINDS,
    actions: &ACTIONS,
    editing: Some(&crate::tui::screens::plan::sample::EDITING),
    shell: Some(HOSTS),
    notes: &super::note::NOTES,
    secrets: &["password"],
    event_feed: true,
    refused_change: RefusedChange::All,
    ..About::MADE_UP
};

const fn action(
    title: &'static str,
    past: &'static str,
    id: action::ActionId,
    danger: Danger,
    available: fn(&Target<'_>) -> Availability,
) -> Action {
    Action {
        id,
        title,
        past,
        danger,
        bulk: true,
        available,
        consequences: |_| Consequences {
            will: "do what its name says".into(),
            will_not: "touch anything else".into(),
            undo: "do the opposite".into(),
        },
        following: |_, now| Following::Running(now.row.state.text.to_string()),
        ..Action::PLAIN
    }
}

fn can_start(target: &Target<'_>) -> Availability {
    match target.row.state.class {
        StateClass::Down => Availability::Offered,
        _ => Availability::NotNow("it is not stopped".into()),
    }
}

fn can_stop(target: &Target<'_>) -> Availability {
    match target.row.state.class {
        StateClass::Up | StateClass::Bad => Availability::Offered,
        _ => Availability::NotNow("it is not running".into()),
    }
}

/// The contexts: protected, normal, read-only.
pub(super) const CONTEXTS: [(&str, Protection); 3] = [
    ("prod", Protection::Protected),
    ("stage", Protection::Normal),
    ("audit", Protection::ReadOnly),
];

/// What the console is driven with.
pub(super) struct Driver {
    pub(super) model: Model,
    pub(super) now: DateTime<Utc>,
}

impl Driver {
    /// A console that has not heard anything yet.
    pub(super) fn silent(width: u16, height: u16) -> Self {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let context = |(name, protection): (&str, Protection)| KnownContext {
            name: name.into(),
            about: &ABOUT,
            badge: None,
            standing: Standing::nothing(),
            waiting: None,
            own_address: Default::default(),
            scope: None,
            demanded: protection,
            title: format!("https://{name}.example.com"),
            lists: Lists::default(),
        };
        let model = Model::new(Options {
            narrow_to: None,
            size: Size::new(width, height),
            now,
            contexts: CONTEXTS.into_iter().map(context).collect(),
            themes: Themes::built_in(),
            theme: Theme::plain(),
            choice: Choice {
                theme: "mono".into(),
                chosen_by: ChosenBy::Flag,
                depth: ColorDepth::Mono,
                is_ascii: false,
            },
            keymap: Keymap::default_keys(),
            banner: None,
            mouse: true,
            reduced_motion: false,
            notice: None,
        });
        Self { model, now }
    }

    /// A console on which the fleet has arrived: two clusters per context.
    pub(super) fn sized(width: u16, height: u16) -> Self {
        let mut driver = Self::silent(width, height);
        driver.list("prod", &[("billing", "RUNNING"), ("orders", "RUNNING")]);
        driver.list("stage", &[("batch", "STOPPED"), ("web", "RUNNING")]);
        driver.list("audit", &[("ledger", "RUNNING"), ("trail", "STOPPED")]);
        driver.wait(200);
        driver
    }

    /// The usual terminal, with the lower panes.
    pub(super) fn new() -> Self {
        Self::sized(120, 40)
    }

    pub(super) fn tell(&mut self, msg: Msg) -> Vec<Effect> {
        self.model.update(msg, self.now)
    }

    /// Time that passes with the console awake: it is told of every part of it.
    pub(super) fn wait(&mut self, milliseconds: i64) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut left = milliseconds;
        while left > 0 {
            let step = left.min(250);
            left -= step;
            effects.extend(self.sleep(step));
        }
        effects
    }

    /// Time that passes unseen, as while the machine sleeps.
    pub(super) fn sleep(&mut self, milliseconds: i64) -> Vec<Effect> {
        self.now += TimeDelta::milliseconds(milliseconds);
        self.tell(Msg::Tick)
    }

    /// What the loop does when the screen differs.
    pub(super) fn paint(&mut self) -> String {
        self.model.take_dirty();
        let text = self.screen();
        self.tell(Msg::Painted);
        text
    }

    /// What is on the screen, as text.
    pub(super) fn screen(&self) -> String {
        let Size { width, height } = self.model.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(&self.model, &mut buffer);
        let line = |y| {
            let cells = (0..width).map(|x| buffer[(x, y)].symbol());
            cells.collect::<String>().trim_end().to_owned()
        };
        (0..height).map(line).collect::<Vec<_>>().join("\n")
    }

    /// Where words are on the screen.
    pub(super) fn place(&self, words: &str) -> Position {
        let screen = self.screen();
        let found = screen
            .lines()
            .zip(0..)
            .find_map(|(line, y)| Some((line.find(words).map(|at| line[..at].chars().count())?, y)));
        let (x, y) = found.unwrap_or_else(|| panic!("no {words:?} on\n{screen}"));
        Position::new(u16::try_from(x).unwrap(), y)
    }

    pub(super) fn press(&mut self, words: &str) -> Vec<Effect> {
        let at = self.place(words);
        self.tell(Msg::Mouse(Mouse::Pressed(at)))
    }

    /// Types keys as the key files write them; whoever types has read the screen before each.
    pub(super) fn keys(&mut self, keys: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for key in TypedKey::parse_sequence(keys).unwrap() {
            effects.extend(self.key(key));
        }
        effects
    }

    /// Types a text, letter by letter.
    pub(super) fn text(&mut self, text: &str) -> Vec<Effect> {
        text.chars()
            .flat_map(|letter| self.key(TypedKey::char(letter)))
            .collect()
    }

    fn key(&mut self, key: TypedKey) -> Vec<Effect> {
        self.paint();
        self.now += TimeDelta::milliseconds(400);
        self.tell(Msg::Key(key, self.now))
    }

    /// Types keys faster than anybody reads: no frame comes between.
    pub(super) fn rush(&mut self, keys: &str) -> Vec<Effect> {
        TypedKey::parse_sequence(keys)
            .unwrap()
            .into_iter()
            .flat_map(|key| self.tell(Msg::Key(key, self.now)))
            .collect()
    }

    pub(super) fn answered(&self) -> Answered {
        Answered {
            at: self.now,
            took: Duration::from_millis(30),
            interval: Duration::from_secs(10),
        }
    }

    /// A context's clusters are answered: names and states.
    pub(super) fn list(&mut self, context: &str, clusters: &[(&str, &str)]) -> Vec<Effect> {
        let rows = clusters
            .iter()
            .map(|(name, state)| row(context, name, state))
            .collect();
        self.tell(Msg::Listed {
            context: context.into(),
            kind: CLUSTERS,
            listing: Arc::new(Listing::whole(rows)),
            answered: self.answered(),
        })
    }

    pub(super) fn confirm_list(&mut self, context: &str) -> Vec<Effect> {
        let answered = self.answered();
        self.tell(Msg::ListConfirmed {
            context: context.into(),
            kind: CLUSTERS,
            answered,
        })
    }

    pub(super) fn fail_list(&mut self, context: &str) -> Vec<Effect> {
        let failure = self.failure();
        self.tell(Msg::ListFailed {
            context: context.into(),
            kind: CLUSTERS,
            failure,
        })
    }

    pub(super) fn failure(&self) -> Failure {
        Failure {
            word: "unreachable",
            notice: Notice::error("Could not list clusters: connection refused"),
            at: self.now,
            next_try: Some(self.now + TimeDelta::seconds(20)),
            is_gone: false,
            is_not_offered: false,
        }
    }

    /// A context's hosts are answered: addresses and states.
    pub(super) fn list_hosts(&mut self, context: &str, hosts: &[(&str, &str)]) -> Vec<Effect> {
        let rows = hosts.iter().map(|(address, word)| host(address, word)).collect();
        self.tell(Msg::Listed {
            context: context.into(),
            kind: HOSTS,
            listing: Arc::new(Listing::whole(rows)),
            answered: self.answered(),
        })
    }

    pub(super) fn fail_hosts(&mut self, context: &str) -> Vec<Effect> {
        let failure = Failure {
            notice: Notice::error("Could not list hosts: connection refused"),
            ..self.failure()
        };
        self.tell(Msg::ListFailed {
            context: context.into(),
            kind: HOSTS,
            failure,
        })
    }

    /// One host is read, with its facts and the clusters that it is a part of.
    pub(super) fn read_host(&mut self, context: &str, address: &str, word: &str, clusters: &[&str]) {
        let answered = self.answered();
        let children = Children {
            kind: CLUSTERS,
            rows: clusters
                .iter()
                .map(|name| row(context, name, "RUNNING"))
                .collect(),
        };
        let detail = Detail {
            row: host(address, word),
            busy_since: None,
            fields: vec![
                Field::new("source", Cell::text_of("bootstrap")),
                Field::new("cpus", Cell::Number(4)),
                Field::new("memory", Cell::text_of("2 of 8 GiB free")),
                Field::new("last check", Cell::Time(self.now)),
            ],
            children: if clusters.is_empty() {
                Vec::new()
            } else {
                vec![children]
            },
            events: Vec::new(),
            document: r#"{"address":"10.2.0.1","ssh_priv_key":"dGVzdAo=","remote_user":"root"}"#.into(),
            spec: None,
        };
        self.tell(Msg::Read {
            key: host_key(context, address),
            detail: Arc::new(detail),
            answered,
        });
    }

    /// One cluster is read, with the states of its servers.
    pub(super) fn read(&mut self, context: &str, name: &str, state: &str, servers: &[(&str, &str)]) {
        let answered = self.answered();
        let detail = Arc::new(detail(context, name, state, servers, self.now));
        self.tell(Msg::Read {
            key: key(context, name),
            detail,
            answered,
        });
    }

    /// One cluster runs, and all else about it is as `adjust` leaves it.
    pub(super) fn read_with(&mut self, context: &str, name: &str, adjust: impl FnOnce(&mut Detail)) {
        let answered = self.answered();
        let mut detail = detail(context, name, "RUNNING", &[], self.now);
        adjust(&mut detail);
        self.tell(Msg::Read {
            key: key(context, name),
            detail: Arc::new(detail),
            answered,
        });
    }

    pub(super) fn confirm_read(&mut self, context: &str, name: &str) {
        let answered = self.answered();
        self.tell(Msg::ReadConfirmed {
            key: key(context, name),
            answered,
        });
    }

    pub(super) fn fail_read(&mut self, context: &str, name: &str) {
        let failure = self.failure();
        self.tell(Msg::ReadFailed {
            key: key(context, name),
            failure,
        });
    }

    pub(super) fn step(&mut self, activity: u64, step: Step) -> Vec<Effect> {
        let at = self.now;
        self.tell(Msg::Stepped {
            activity: ActivityId(activity),
            step,
            at,
        })
    }

    /// Puts the cursor on a cluster.
    pub(super) fn select(&mut self, name: &str) {
        self.keys("home");
        for _ in 0..50 {
            if self.selected() == name {
                return;
            }
            self.keys("down");
        }
        panic!("{name} is not shown on\n{}", self.screen());
    }

    /// The name of the cluster under the cursor.
    pub(super) fn selected(&self) -> String {
        let key = self.model.fleet.selected();
        key.and_then(|key| Some(self.model.known.row(&key)?.name.to_string()))
            .unwrap_or_default()
    }

    pub(super) fn notice(&self) -> String {
        self.model.notice.as_ref().map(Notice::line).unwrap_or_default()
    }

    pub(super) fn has_dialog(&self) -> bool {
        self.model.dialog.is_some()
    }
}

pub(super) fn key(context: &str, name: &str) -> Key {
    Key::new(&context.into(), CLUSTERS, &id(context, name).into())
}

pub(super) fn host_key(context: &str, address: &str) -> Key {
    Key::new(&context.into(), HOSTS, &address.into())
}

pub(super) fn host(address: &str, word: &str) -> Arc<Row> {
    Arc::new(Row {
        id: address.into(),
        name: address.into(),
        state: state(word),
        progress: None,
        version: None,
        cells: Box::new([
            Cell::text_of(address),
            Cell::State(state(word)),
            Cell::text_of("fedora"),
        ]),
    })
}

fn id(context: &str, name: &str) -> String {
    format!("{context}-{name}-7f3a")
}

fn state(word: &str) -> State {
    let class = match word {
        "RUNNING" | "running" => StateClass::Up,
        "STOPPED" => StateClass::Down,
        "STOPPING" | "shutting-down" => StateClass::GoingDown,
        "STARTING" | "UPDATING" | "pending" => StateClass::Busy,
        "FAILED" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

pub(super) fn row(context: &str, name: &str, word: &str) -> Arc<Row> {
    let is_updating = word == "UPDATING";
    Arc::new(
        Summary {
            id: id(context, name).into(),
            name: name.into(),
            state: state(word),
            health: Some(HealthMark::new("ok", Health::Ok)),
            servers: Some((2, 2)),
            version: Some(3),
            progress: is_updating.then(|| Progress::new(5, 12).unwrap()),
            last_event: Some((LevelMark::new("INFO", Level::Normal), "all is well".into())),
        }
        .into_row(),
    )
}

fn detail(context: &str, name: &str, word: &str, servers: &[(&str, &str)], now: DateTime<Utc>) -> Detail {
    let server = |(id, word): &(&str, &str)| {
        Arc::new(Row {
            id: (*id).into(),
            name: (*id).into(),
            state: state(word),
            progress: None,
            version: None,
            cells: Box::new([Cell::text_of(id), Cell::State(state(word))]),
        })
    };
    let event = |seconds, level, word, message: &str| Event {
        at: Some(now - TimeDelta::seconds(seconds)),
        level: LevelMark::new(word, level),
        origin: Origin::Manager,
        source: "MANAGER".into(),
        message: message.into(),
        fields: Box::default(),
        causes: Box::default(),
    };
    Detail {
        row: row(context, name, word),
        busy_since: None,
        fields: Vec::new(),
        children: vec![Children {
            kind: SERVERS,
            rows: servers.iter().map(server).collect(),
        }],
        events: vec![
            event(60, Level::Normal, "INFO", "cluster is running"),
            event(30, Level::Warning, "WARN", "stage 5 is slow"),
        ],
        document: r#"{"id":"x","spec":{"replicas":3,"password":"hunter2"}}"#.into(),
        spec: Some(r#"{"replicas":3,"password":"hunter2"}"#.into()),
    }
}

/// A console with the dialog of a stop on the screen.
pub(super) fn stopping(name: &str) -> Driver {
    let mut driver = Driver::new();
    driver.select(name);
    driver.keys("s");
    assert!(driver.has_dialog(), "{}", driver.screen());
    driver
}

/// The intents among effects, in order.
pub(super) fn intents(effects: &[Effect]) -> Vec<Intent> {
    let of = |effect: &Effect| match effect {
        Effect::Perform(intent) => vec![intent.clone()],
        Effect::PerformAll(intents) => intents.clone(),
        _ => Vec::new(),
    };
    effects.iter().flat_map(of).collect()
}

/// The action and the name of each intent: `stop web`.
pub(super) fn asked(effects: &[Effect]) -> Vec<String> {
    intents(effects)
        .iter()
        .map(|intent| format!("{} {}", intent.action, intent.name))
        .collect()
}
