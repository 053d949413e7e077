use std::sync::Arc;

use super::*;
use crate::history::observed::fixture::{health, row, state, summary, unreadable};
use crate::resource::cluster::{self, Summary};
use crate::resource::kind::{CLUSTERS, Found, SERVERS};
use crate::resource::{LevelMark, Progress};

const KINDS: [Kind; 2] = [
    cluster::KIND,
    Kind {
        id: SERVERS,
        singular: "server",
        columns: &[],
        found: Found::WithCluster,
        listed_as: None,
    },
];

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// "! error", "? warning", "normal".
fn words(events: &[Event]) -> Vec<String> {
    let told = |event: &Event| {
        assert!(event.is_observed() && event.at == Some(at()), "{event:?}");
        let sign = match event.level.level {
            Level::Error => "! ",
            Level::Warning => "? ",
            Level::Normal => "",
        };
        format!("{sign}{}", event.message)
    };
    events.iter().map(told).collect()
}

fn of_rows(before: Summary, now: Summary) -> Vec<String> {
    let (before, now) = (before.into_row(), now.into_row());
    words(&changes_of_row(&KINDS, CLUSTERS, &before, &now, at()))
}

/// A detail of a cluster in a state, with fields, and servers by id and state.
fn detail(word: &str, fields: &[(&'static str, Cell)], servers: &[(&str, &str)]) -> Detail {
    let servers = servers.iter().map(|(id, word)| row(id, word)).collect();
    with_servers(word, fields, Some(servers))
}

fn with_servers(word: &str, fields: &[(&'static str, Cell)], servers: Option<Vec<Arc<Row>>>) -> Detail {
    let group = |rows| Children { kind: SERVERS, rows };
    Detail {
        row: Arc::new(summary(word).into_row()),
        busy_since: None,
        fields: fields
            .iter()
            .map(|(label, value)| Field::new(label, value.clone()))
            .collect(),
        children: servers.map(group).into_iter().collect(),
        events: Vec::new(),
        document: "{}".into(),
        spec: None,
    }
}

fn of_details(before: &Detail, now: &Detail) -> Vec<String> {
    let parts = Parts::of(before);
    words(&changes(&KINDS, CLUSTERS, (&before.row, Some(&parts)), now, at()))
}

fn text(text: &str) -> Cell {
    Cell::text_of(text)
}

#[test]
fn a_state_is_told_with_the_words_of_the_manager_and_as_loud_as_it_is() {
    let cases = [
        ("UP", "STOPPING", "? state UP -> STOPPING"),
        ("STOPPING", "DOWN", "state STOPPING -> DOWN"),
        ("UP", "DOWN", "? state UP -> DOWN"),
        ("UPDATING", "FAILED", "! state UPDATING -> FAILED"),
        ("FAILED", "UP", "state FAILED -> UP"),
        ("UP", "newer than this build", "state UP -> newer than this build"),
    ];
    for (before, now, told) in cases {
        assert_eq!(of_rows(summary(before), summary(now)), [told]);
    }
}

#[test]
fn what_is_the_same_is_no_event() {
    assert!(of_rows(summary("UP"), summary("UP")).is_empty());
    let detail = detail("UP", &[("network", text("default"))], &[("a", "UP")]);
    assert!(of_details(&detail, &detail.clone()).is_empty());
}

#[test]
fn health_is_as_loud_as_what_it_became() {
    let with = |word| Summary {
        health: health(word),
        ..summary("UP")
    };
    assert_eq!(of_rows(with("OK"), with("WARNING")), ["? health OK -> WARNING"]);
    assert_eq!(
        of_rows(with("WARNING"), with("ERROR")),
        ["! health WARNING -> ERROR"]
    );
    assert_eq!(of_rows(with("ERROR"), with("OK")), ["health ERROR -> OK"]);
    assert!(
        of_rows(summary("UP"), with("ERROR")).is_empty(),
        "before, nothing was said of it"
    );
}

#[test]
fn versions_names_and_numbers_of_servers_are_told() {
    let before = Summary {
        version: Some(41),
        servers: Some((3, 3)),
        ..summary("UP")
    };
    let now = Summary {
        version: Some(42),
        servers: Some((2, 3)),
        name: "orders-2".into(),
        ..summary("UP")
    };
    assert_eq!(
        of_rows(before.clone(), now.clone()),
        [
            "version v41 -> v42",
            "name orders -> orders-2",
            "? servers 3/3 -> 2/3"
        ]
    );
    let back = of_rows(now, before);
    assert_eq!(back.last().map(String::as_str), Some("servers 2/3 -> 3/3"));
}

#[test]
fn fewer_servers_are_no_alarm_while_a_change_runs_or_where_all_is_down() {
    let with = |word, servers| Summary {
        servers: Some(servers),
        ..summary(word)
    };
    assert_eq!(
        of_rows(with("DOWN", (3, 3)), with("DOWN", (2, 3))),
        ["servers 3/3 -> 2/3"]
    );
    assert_eq!(
        of_rows(with("UP", (3, 3)), with("UPDATING", (2, 3))),
        ["state UP -> UPDATING", "servers 3/3 -> 2/3"]
    );
    assert_eq!(
        of_rows(with("UPDATING", (3, 3)), with("UP", (2, 3))),
        ["state UPDATING -> UP", "servers 3/3 -> 2/3"]
    );
    assert!(
        of_rows(with("UPDATING", (3, 3)), with("UPDATING", (2, 3))).is_empty(),
        "a step of many"
    );
}

#[test]
fn stages_are_not_told_one_by_one_and_where_the_state_tells_not_at_all() {
    let with = |word, current| Summary {
        progress: Progress::new(current, 12),
        ..summary(word)
    };
    assert_eq!(of_rows(summary("UP"), with("UP", 1)), ["change began, 12 stages"]);
    assert!(of_rows(with("UP", 1), with("UP", 2)).is_empty());
    assert_eq!(of_rows(with("UP", 12), summary("UP")), ["change ended"]);
    assert_eq!(
        of_rows(summary("UP"), with("UPDATING", 1)),
        ["state UP -> UPDATING"]
    );
    assert!(of_rows(with("UPDATING", 1), with("UPDATING", 2)).is_empty());
}

#[test]
fn time_that_passes_and_the_last_event_of_the_manager_are_no_change() {
    let event = |message: &str| Summary {
        last_event: Some((LevelMark::new("INFO", Level::Normal), message.into())),
        ..summary("UP")
    };
    assert!(of_rows(event("one"), event("two")).is_empty());
    let seen = |seconds| {
        let time = Cell::Time(DateTime::from_timestamp(seconds, 0).unwrap());
        detail("UP", &[("last seen", time)], &[])
    };
    assert!(of_details(&seen(5), &seen(10)).is_empty());
    let never = detail("UP", &[("last seen", Cell::Empty)], &[]);
    assert!(of_details(&never, &seen(10)).is_empty());
}

#[test]
fn an_unreadable_answer_says_nothing() {
    let readable = summary("UP").into_row();
    let broken = Row::unreadable("c-1", cluster::COLUMNS.len(), "no JSON");
    assert!(changes_of_row(&KINDS, CLUSTERS, &readable, &broken, at()).is_empty());
    assert!(changes_of_row(&KINDS, CLUSTERS, &broken, &readable, at()).is_empty());
    let field = |value| detail("UP", &[("network", value)], &[]);
    assert!(of_details(&field(text("default")), &field(Cell::Unreadable)).is_empty());
}

#[test]
fn facts_of_the_header_are_told_with_their_labels() {
    let before = detail(
        "UP",
        &[("network", text("default")), ("desired", text("UP"))],
        &[],
    );
    let now = detail(
        "UP",
        &[("network", text("flannel-a")), ("address", text("10.0.0.1"))],
        &[],
    );
    assert_eq!(
        of_details(&before, &now),
        [
            "network default -> flannel-a",
            "address none -> 10.0.0.1",
            "desired UP -> none"
        ]
    );
}

#[test]
fn a_fact_that_repeats_the_state_or_the_label_of_another_is_not_told() {
    let with = |word| {
        detail(
            word,
            &[("phase", Cell::State(state(word))), ("status", text(word))],
            &[],
        )
    };
    assert_eq!(of_details(&with("UP"), &with("FAILED")), ["! state UP -> FAILED"]);
    let known = Parts::of(&with("UP"));
    let listed = with("FAILED").row;
    let told = changes(&KINDS, CLUSTERS, (&listed, Some(&known)), &with("FAILED"), at());
    assert!(told.is_empty(), "a list has told of it: {told:?}");
    let twice = |value| detail("UP", &[("address", text("a")), ("address", text(value))], &[]);
    assert!(of_details(&twice("b"), &twice("c")).is_empty());
}

#[test]
fn servers_come_go_and_change_their_state() {
    let before = detail("UP", &[], &[("a", "UP"), ("b", "UP"), ("c", "PENDING")]);
    let now = detail("UP", &[], &[("b", "STOPPING"), ("c", "UP"), ("d", "PENDING")]);
    assert_eq!(
        of_details(&before, &now),
        [
            "? server b UP -> STOPPING",
            "server c PENDING -> UP",
            "? server a gone",
            "server d new"
        ]
    );
    let failed = detail("UPDATING", &[], &[("a", "FAILED"), ("b", "UP")]);
    assert_eq!(
        of_details(&before, &failed),
        ["state UP -> UPDATING", "! server a UP -> FAILED", "server c gone"]
    );
}

#[test]
fn many_servers_at_once_are_one_event() {
    let names: Vec<String> = ('a'..='g').map(String::from).collect();
    let up: Vec<_> = names.iter().map(|name| (name.as_str(), "UP")).collect();
    let all = detail("UP", &[], &up);
    let none = detail("UP", &[], &[]);
    assert_eq!(
        of_details(&all, &none),
        ["? 7 servers gone: a, b, c, d, e and 2 more"]
    );
    let six = detail("UP", &[], &up[..6]);
    assert_eq!(of_details(&none, &six), ["6 servers new: a, b, c, d, e, f"]);
    let stopping: Vec<_> = up.iter().map(|(name, _)| (*name, "STOPPING")).collect();
    let stopping = detail("STOPPING", &[], &stopping);
    assert_eq!(
        of_details(&all, &stopping),
        [
            "? state UP -> STOPPING",
            "7 servers UP -> STOPPING: a, b, c, d, e and 2 more"
        ]
    );
}

#[test]
fn of_parts_that_are_listed_alone_only_some_are_read_with_an_object_so_that_none_is_gone() {
    let kinds = KINDS.map(|kind| Kind {
        found: if kind.id == SERVERS {
            Found::Everywhere
        } else {
            kind.found
        },
        ..kind
    });
    let before = detail("UP", &[], &[("a", "UP"), ("b", "UP")]);
    let now = detail("UP", &[], &[("b", "FAILED"), ("c", "UP")]);
    let parts = Parts::of(&before);
    let events = changes(&kinds, CLUSTERS, (&before.row, Some(&parts)), &now, at());
    assert_eq!(words(&events), ["! server b UP -> FAILED"]);
}

#[test]
fn servers_that_an_answer_does_not_speak_of_or_cannot_be_read_are_not_gone() {
    let two = detail("UP", &[], &[("a", "UP"), ("b", "UP")]);
    let silent = with_servers("UP", &[], None);
    assert!(of_details(&two, &silent).is_empty());
    assert!(of_details(&silent, &two).is_empty());
    let broken = with_servers("UP", &[], Some(vec![row("a", "UP"), unreadable("")]));
    assert_eq!(of_details(&two, &broken), ["? server b gone"]);
    let doubtful = with_servers("UP", &[], Some(vec![row("a", "UP"), unreadable("no-id-1")]));
    assert!(of_details(&two, &doubtful).is_empty());
}

#[test]
fn a_number_of_servers_is_no_news_where_they_are_told_one_by_one() {
    let with = |servers, group: &[(&str, &str)]| {
        let row = Summary {
            servers: Some(servers),
            ..summary("UP")
        };
        Detail {
            row: Arc::new(row.into_row()),
            ..detail("UP", &[], group)
        }
    };
    let before = with((2, 2), &[("a", "UP"), ("b", "UP")]);
    let now = with((1, 2), &[("a", "UP"), ("b", "FAILED")]);
    assert_eq!(of_details(&before, &now), ["! server b UP -> FAILED"]);
    let first = changes(&KINDS, CLUSTERS, (&before.row, None), &now, at());
    assert_eq!(words(&first), ["? servers 2/2 -> 1/2"]);
}

#[test]
fn an_endless_value_is_cut() {
    let long = "x".repeat(10_000);
    let before = detail("UP", &[("note", text("short"))], &[]);
    let now = detail("UP", &[("note", text(&long))], &[]);
    let told = of_details(&before, &now).concat();
    assert!(told.len() < 120 && told.ends_with("xx.."), "{told}");
}
