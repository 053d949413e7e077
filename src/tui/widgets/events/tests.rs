//! What the list shows, and what it asks for.

use std::sync::Arc;

use chrono::DateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::resource::cluster::Summary;
use crate::resource::{
    Cause, Detail, Event, EventListing, EventLog, EventWord, Id, Level, LevelMark, Origin, State, StateClass,
};
use crate::tui::keymap::Command;
use crate::tui::known::{Feed, KnownEvents};
use crate::tui::theme::Theme;

fn event(second: i64, level: Level, source: &str, message: &str) -> Event {
    let word = match level {
        Level::Normal => "INFO",
        Level::Warning => "WARN",
        Level::Error => "ERROR",
    };
    Event {
        at: DateTime::from_timestamp(1_800_000_000 + second, 0),
        level: LevelMark::new(word, level),
        origin: Origin::Manager,
        source: source.into(),
        message: message.into(),
        fields: Box::default(),
        causes: Box::default(),
    }
}

fn detail(events: Vec<Event>) -> Arc<Detail> {
    let row = Summary {
        id: "id".into(),
        name: "name".into(),
        state: State::new("RUNNING", StateClass::Up),
        health: None,
        servers: None,
        version: None,
        progress: None,
        last_event: None,
    };
    Arc::new(Detail {
        row: Arc::new(row.into_row()),
        busy_since: None,
        fields: Vec::new(),
        children: Vec::new(),
        events,
        document: "{}".into(),
        spec: None,
    })
}

const FEED: Feed = Feed {
    is_reported: true,
    seen_since: None,
};

/// As of a manager that reports nothing itself, looked at since 08:00:00.
const SILENT: Feed = Feed {
    is_reported: false,
    seen_since: DateTime::from_timestamp(1_800_000_000, 0),
};

fn observed(second: i64, message: &str) -> Event {
    let at = DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap();
    Event::observed(at, Level::Normal, message)
}

/// What the pane shows, without a colour.
fn picture(events: &mut Events, width: u16, theme: &Theme) -> String {
    let area = Rect::new(0, 0, width, 3);
    events.set_height(area.height);
    let now = DateTime::from_timestamp(1_800_000_100, 0).unwrap();
    let mut buf = Buffer::empty(area);
    events.view(true, false, now, theme, area, &mut buf);
    let line = |y| (0..width).map(|x| buf[(x, y)].symbol()).collect::<String>();
    let lines: Vec<String> = (0..area.height).map(|y| line(y).trim_end().to_owned()).collect();
    lines.join("\n").trim_end().to_owned()
}

fn three() -> Vec<Event> {
    vec![
        event(1, Level::Normal, "USER", "asked"),
        event(2, Level::Warning, "SERVER", "slow"),
        event(3, Level::Normal, "MANAGER", "done"),
    ]
}

#[test]
fn the_newest_event_is_followed_until_the_cursor_leaves_it() {
    let mut events = Events::default();
    events.show(Some(&detail(three())), FEED);
    assert_eq!(events.selected().map(|event| &*event.message), Some("done"));
    let mut more = three();
    more.push(event(4, Level::Normal, "MANAGER", "again"));
    events.show(Some(&detail(more.clone())), FEED);
    assert_eq!(events.selected().map(|event| &*event.message), Some("again"));
    events.run(Command::MoveDown);
    more.push(event(5, Level::Error, "SERVER", "crash"));
    events.show(Some(&detail(more)), FEED);
    assert_eq!(
        events.selected().map(|event| &*event.message),
        Some("done"),
        "an older event stays selected"
    );
    assert_eq!(events.words(), "not following");
}

#[test]
fn levels_and_sources_filter_one_after_the_other() {
    let mut events = Events::default();
    events.show(Some(&detail(three())), FEED);
    events.run(Command::LevelFilter);
    assert_eq!(
        (events.len(), events.words().as_str()),
        (1, "warnings and errors")
    );
    events.run(Command::LevelFilter);
    assert!(events.is_empty());
    events.run(Command::LevelFilter);
    events.run(Command::SourceFilter);
    assert_eq!((events.len(), events.words().as_str()), (1, "from MANAGER"));
    events.run(Command::SourceFilter);
    events.run(Command::SourceFilter);
    assert_eq!(events.words(), "from USER");
    events.run(Command::SourceFilter);
    assert_eq!(events.len(), 3);
}

#[test]
fn an_observed_event_says_so_also_where_there_is_no_room_for_its_source() {
    let ascii = Theme::plain().with_glyphs(crate::tui::theme::Glyphs::ASCII);
    let mut events = Events::default();
    events.show(
        Some(&detail(vec![
            event(1, Level::Warning, "USER", "stop requested"),
            observed(2, "state RUNNING -> STOPPING"),
        ])),
        FEED,
    );
    insta::assert_snapshot!(picture(&mut events, 70, &ascii), @r"
    > 08:00:02    INFO  observed state RUNNING -> STOPPING
      08:00:01    WARN  USER     stop requested
    ");
    insta::assert_snapshot!(picture(&mut events, 56, &ascii), @r"
    > 08:00:02    INFO  observed: state RUNNING -> STOPPING
      08:00:01    WARN  stop requested
    ");
    assert_eq!(events.words(), "");
    events.run(Command::SourceFilter);
    events.run(Command::SourceFilter);
    assert_eq!((events.len(), events.words().as_str()), (1, "from observed"));
}

#[test]
fn of_a_manager_that_reports_nothing_the_pane_says_who_looks_and_since_when() {
    let mut events = Events::default();
    events.show(Some(&detail(Vec::new())), SILENT);
    insta::assert_snapshot!(picture(&mut events, 60, &Theme::plain()), @r"
    nothing has changed since 08:00:00; this manager has no
    event feed: what changes is observed here
    ");
    events.show(Some(&detail(vec![observed(2, "version v1 -> v2")])), SILENT);
    assert_eq!(events.words(), "observed by this console since 08:00:00");
    events.show(Some(&detail(Vec::new())), FEED);
    assert_eq!(picture(&mut events, 60, &Theme::plain()), "  no events");
}

static LOG: EventLog = EventLog {
    kinds: &[],
    levels: &[
        word("INFO", Level::Normal),
        word("WARN", Level::Warning),
        word("ERROR", Level::Error),
    ],
    types: &[word("started", Level::Normal), word("failed", Level::Error)],
    message: true,
    times: true,
};

const fn word(word: &'static str, level: Level) -> EventWord {
    EventWord { word, level }
}

/// A log of twenty thousand, of which so many of the newest were read.
fn read(events: &Events, count: i64) -> KnownEvents {
    let all = (20_312 - count..20_312).map(|at| event(at, Level::Normal, "AGENT", &format!("event {at}")));
    KnownEvents {
        filter: events.wish().map(|wish| wish.filter).unwrap_or_default(),
        listing: Some(Arc::new(EventListing {
            events: all.map(Arc::new).collect(),
            read: count as u64,
            total: 20_312,
        })),
        state: Default::default(),
    }
}

fn show(events: &mut Events, known: Option<&KnownEvents>) {
    let of: Id = "id".into();
    let log = LogShown {
        of: &of,
        log: &LOG,
        known,
    };
    events.show_log(log, FEED);
}

#[test]
fn of_a_long_log_the_title_says_how_much_was_read_and_its_end_reads_more() {
    let mut events = Events::default();
    show(&mut events, None);
    assert_eq!(picture(&mut events, 40, &Theme::plain()), "  asking");
    let known = read(&events, 100);
    show(&mut events, Some(&known));
    assert_eq!(events.words(), "newest 100 of 20,312");
    assert_eq!(events.wish().map(|wish| wish.rows), Some(100));
    events.run(Command::MoveToBottom);
    assert_eq!(events.wish().map(|wish| wish.rows), Some(200));
    assert_eq!(events.words(), "reading more of 20,312, not following");
    // Nothing more is wanted before that came.
    events.run(Command::MoveToBottom);
    assert_eq!(events.wish().map(|wish| wish.rows), Some(200));
    let known = read(&events, 200);
    show(&mut events, Some(&known));
    let selected = events.selected().map(|event| event.message.to_string());
    assert_eq!(
        selected.as_deref(),
        Some("event 20212"),
        "the cursor stays where it was"
    );
    assert_eq!(events.words(), "newest 200 of 20,312, not following");
}

#[test]
fn the_manager_is_asked_for_levels_and_words_that_its_log_knows() {
    let now = DateTime::from_timestamp(1_800_000_100, 0).unwrap();
    let mut events = Events::default();
    show(&mut events, None);
    let known = read(&events, 100);
    show(&mut events, Some(&known));
    let levels = |events: &Events| {
        let filter = events.wish().unwrap().filter;
        (filter.levels.join(" "), filter.types.join(" "))
    };
    events.run(Command::LevelFilter);
    assert_eq!(levels(&events), ("".into(), "started failed".into()));
    events.run(Command::LevelFilter);
    events.run(Command::LevelFilter);
    assert_eq!(levels(&events), ("ERROR".into(), "failed".into()));
    assert_eq!(picture(&mut events, 40, &Theme::plain()), "  asking");
    show(&mut events, Some(&known));
    assert!(events.is_empty(), "what was read before does not pass");
    let known = KnownEvents {
        listing: Some(Arc::default()),
        ..read(&events, 0)
    };
    show(&mut events, Some(&known));
    assert_eq!(
        picture(&mut events, 40, &Theme::plain()),
        "  no event passes the filter"
    );
    events.run(Command::LevelFilter);
    events.filter("lost since:1h", now);
    let filter = events.wish().unwrap().filter;
    assert_eq!(
        (filter.message.as_deref(), filter.since.is_some()),
        (Some("lost"), true)
    );
    events.filter("level:loud", now);
    assert_eq!(
        events.filter_problem(),
        Some("there is no level loud: INFO, WARN, ERROR")
    );
}

#[test]
fn an_error_tells_its_first_cause_in_its_line_and_all_of_them_below() {
    let cause = |kind: &str, message: &str| Cause {
        kind: kind.into(),
        message: message.into(),
        traceback: "File x".into(),
    };
    let failed = Event {
        causes: Box::new([cause("Refused", "no route"), cause("Timeout", "")]),
        ..event(1, Level::Error, "AGENT", "create failed")
    };
    let mut events = Events::default();
    events.show(Some(&detail(vec![failed])), FEED);
    insta::assert_snapshot!(
        picture(&mut events, 70, &Theme::plain().with_glyphs(crate::tui::theme::Glyphs::ASCII)),
        @"> 08:00:01    ERROR AGENT create failed <- Refused: no route"
    );
}
