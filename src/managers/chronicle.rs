//! A made-up manager with a log of a million events, for tests of what reads such a log.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

use super::{
    About, ActionRequest, ElementSink, EventLog, EventPage, EventQuery, EventWord, Manager, ManagerError,
    RefusedChange, Remark,
};
use crate::resource::cluster::{self, Summary};
use crate::resource::event_filter::TYPE;
use crate::resource::kind::CLUSTERS;
use crate::resource::{
    Cause, Cell, Detail, Event, EventFilter, Field, Found, Id, Kind, KindId, Level, LevelMark, Row, State,
    StateClass,
};

/// Operations, which have events of their own.
pub const RUNS: KindId = KindId("runs");

/// What its log knows.
pub static LOG: EventLog = EventLog {
    kinds: &[RUNS],
    levels: &[
        EventWord {
            word: "info",
            level: Level::Normal,
        },
        EventWord {
            word: "error",
            level: Level::Error,
        },
    ],
    types: &[EventWord {
        word: "step",
        level: Level::Normal,
    }],
    message: true,
    times: true,
};

static KINDS: [Kind; 2] = [
    cluster::KIND,
    Kind {
        id: RUNS,
        singular: "run",
        columns: &cluster::COLUMNS,
        found: Found::Listed,
        listed_as: None,
    },
];

static ABOUT: About = DECLARED;

const DECLARED: About = About {
    name: "chronicle",
    title: "Chronicle",
    kinds: &KINDS,
    event_feed: true,
    event_log: Some(&LOG),
    refused_change: RefusedChange::All,
    ..About::MADE_UP
};

/// The same without a log: its last five events are read with an object.
static WITHOUT_LOG: About = About {
    title: "Diary",
    event_feed: false,
    event_log: None,
    ..DECLARED
};

/// The manager; a test turns its log and its one object.
pub struct Chronicle {
    has_log: bool,
    /// Times in seconds, and numbers, in the order of the log.
    entries: Mutex<Vec<(i64, u64)>>,
    /// What was asked of the log.
    pub asked: Mutex<Vec<EventQuery>>,
    /// What every question about the log is answered with, if it is not answered.
    pub refusal: Mutex<Option<fn() -> ManagerError>>,
    /// So many events more are counted than there are.
    pub counted_in_vain: Mutex<u64>,
    /// What the objects are; with each reading the next, the last again and again.
    pub states: Mutex<Vec<(&'static str, StateClass)>>,
}

impl Chronicle {
    pub fn new(events: u64) -> Arc<Self> {
        Self::of(events, true)
    }

    /// One that keeps no log.
    pub fn without_log(events: u64) -> Arc<Self> {
        Self::of(events, false)
    }

    fn of(events: u64, has_log: bool) -> Arc<Self> {
        Arc::new(Self {
            has_log,
            entries: Mutex::new((0..events).map(|number| (number as i64, number)).collect()),
            asked: Mutex::default(),
            refusal: Mutex::default(),
            counted_in_vain: Mutex::default(),
            states: Mutex::new(vec![("started", StateClass::Up)]),
        })
    }

    /// More events, each a second after the one before.
    pub fn go_on(&self, events: u64) {
        let mut entries = self.entries.lock().unwrap();
        let (mut at, mut number) = entries.last().copied().unwrap_or_default();
        for _ in 0..events {
            (at, number) = (at + 1, number + 1);
            entries.push((at, number));
        }
    }

    /// One event that comes now, and says that it was so many seconds before the newest.
    pub fn come_late(&self, seconds: i64) {
        let mut entries = self.entries.lock().unwrap();
        let at = entries.last().unwrap().0 - seconds;
        let number = entries.iter().map(|(_, number)| number).max().unwrap() + 1;
        let place = entries.partition_point(|(of, _)| *of <= at);
        entries.insert(place, (at, number));
    }

    /// All but the oldest are deleted.
    pub fn cut(&self, left: usize) {
        self.entries.lock().unwrap().truncate(left);
    }

    /// What was asked for, in words.
    pub fn questions(&self) -> Vec<String> {
        let words = |query: &EventQuery| match (query.offset, query.until) {
            (Some(offset), _) => format!("{} from {offset}", query.newest),
            (None, Some(until)) => format!(
                "{} until {}",
                query.newest,
                until.timestamp() - begin().timestamp()
            ),
            (None, None) => format!("newest {}", query.newest),
        };
        self.asked
            .lock()
            .unwrap()
            .drain(..)
            .map(|query| words(&query))
            .collect()
    }

    fn detail(&self, id: &Id) -> Detail {
        let mut states = self.states.lock().unwrap();
        let state = if states.len() > 1 {
            states.remove(0)
        } else {
            states[0]
        };
        let mut events = Vec::new();
        if !self.has_log {
            let entries = self.entries.lock().unwrap();
            events.extend(entries.iter().rev().take(5).rev().map(event));
        }
        Detail {
            row: Arc::new(row(id, state)),
            events,
            ..Detail::of_nothing(id)
        }
    }

    fn page(&self, query: &EventQuery) -> EventPage {
        let filter = EventFilter {
            since: query.since,
            until: query.until,
            message: query.message.clone(),
            levels: query.levels.clone(),
            types: query.types.clone(),
        };
        let entries = self.entries.lock().unwrap();
        let is_all = filter.is_empty();
        let passing: Vec<_> = if is_all {
            entries.clone()
        } else {
            let is_in_time = |(at, _): &&(i64, u64)| {
                let at = begin() + TimeDelta::seconds(*at);
                query.since.is_none_or(|since| at >= since) && query.until.is_none_or(|until| at <= until)
            };
            let entries = entries.iter().filter(is_in_time);
            let is_of_time_only =
                filter.message.is_none() && filter.levels.is_empty() && filter.types.is_empty();
            entries
                .filter(|entry| is_of_time_only || filter.passes(&event(entry)))
                .copied()
                .collect()
        };
        let from = match query.offset {
            Some(offset) => (offset as usize).min(passing.len()),
            None => passing.len().saturating_sub(query.newest),
        };
        let events: Vec<_> = passing[from..].iter().take(query.newest).map(event).collect();
        EventPage {
            total: passing.len() as u64 + *self.counted_in_vain.lock().unwrap(),
            next: (from + events.len()) as u64,
            events,
        }
    }
}

/// When the first event was.
pub fn begin() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// Every hundredth is an error with a cause.
fn event((at, number): &(i64, u64)) -> Event {
    let at = Some(begin() + TimeDelta::seconds(*at));
    if number % 100 != 0 {
        let event = Event::reported(
            at,
            LevelMark::new("info", Level::Normal),
            "agent",
            format!("event {number}"),
        );
        return Event {
            fields: Box::new([Field::new(TYPE, Cell::text_of("step"))]),
            ..event
        };
    }
    let event = Event::reported(
        at,
        LevelMark::new("error", Level::Error),
        "agent",
        format!("event {number}"),
    );
    Event {
        causes: Box::new([Cause {
            kind: "Refused".into(),
            message: "no route to host".into(),
            traceback: "File \"install.py\", line 7\n  connect()".into(),
        }]),
        ..event
    }
}

fn row(id: &Id, (word, class): (&str, StateClass)) -> Row {
    let summary = Summary {
        id: Arc::clone(id),
        name: "analytics".into(),
        state: State::new(word, class),
        health: None,
        servers: None,
        version: None,
        progress: None,
        last_event: None,
    };
    summary.into_row()
}

impl Manager for Chronicle {
    fn about(&self) -> &'static About {
        if self.has_log { &ABOUT } else { &WITHOUT_LOG }
    }

    fn list<'a>(
        &'a self,
        _: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        sink.element("c-1", |raw| row(&raw.into(), ("started", StateClass::Up)));
        ready(Ok(())).boxed()
    }

    fn read<'a>(&'a self, kind: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        let is_there = kind == CLUSTERS || **id == *"r-1";
        let missing = || ManagerError::NotFound {
            message: format!("there is no {id}"),
        };
        ready(is_there.then(|| self.detail(id)).ok_or_else(missing)).boxed()
    }

    fn events<'a>(&'a self, query: &'a EventQuery) -> BoxFuture<'a, Result<EventPage, ManagerError>> {
        self.asked.lock().unwrap().push(query.clone());
        let refusal = *self.refusal.lock().unwrap();
        ready(refusal.map_or_else(|| Ok(self.page(query)), |why| Err(why()))).boxed()
    }

    fn act<'a>(&'a self, _: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        ready(Ok(None)).boxed()
    }
}
