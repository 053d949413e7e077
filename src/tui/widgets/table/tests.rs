use std::sync::Arc;

use super::*;
use crate::resource::cluster::{self, Summary};
use crate::resource::query::Field;
use crate::resource::{Cell, Column, Listing, Role, Row, Source, State, StateClass};
use crate::tui::keymap::Command;

fn source(names: &[&str]) -> Source {
    let row = |name: &&str| {
        let summary = Summary {
            id: format!("id-{name}").into(),
            name: (*name).into(),
            state: State::new("RUNNING", StateClass::Up),
            health: None,
            servers: None,
            version: Some(name.len() as i64),
            progress: None,
            last_event: None,
        };
        Arc::new(summary.into_row())
    };
    let listing = Listing::whole(names.iter().map(row).collect());
    Source {
        context: "prod".into(),
        manager: "sim",
        listing: Arc::new(listing),
    }
}

fn table(names: &[&str]) -> Table {
    let mut table = Table::of(&cluster::COLUMNS);
    table.show(vec![source(names)]);
    table.set_height(3);
    table
}

fn name(table: &Table) -> String {
    table
        .selected()
        .map(|(_, row)| row.name.to_string())
        .unwrap_or_default()
}

#[test]
fn the_cursor_stays_on_its_row_when_rows_come_and_go() {
    let mut table = table(&["b", "d", "f"]);
    table.run(Command::MoveDown);
    assert_eq!(name(&table), "d");
    table.show(vec![source(&["a", "b", "c", "d", "f"])]);
    assert_eq!(name(&table), "d");
    table.run(Command::ReverseSort);
    assert_eq!(name(&table), "d");
}

#[test]
fn when_its_row_goes_the_cursor_takes_the_one_in_its_place() {
    let mut table = table(&["a", "b", "c"]);
    table.run(Command::MoveToBottom);
    table.show(vec![source(&["a", "b"])]);
    assert_eq!(name(&table), "b");
    table.show(vec![source(&[])]);
    assert_eq!(name(&table), "");
    assert!(table.run(Command::MoveDown).is_some());
}

#[test]
fn the_cursor_never_leaves_the_view() {
    let names: Vec<String> = (0..50).map(|n| format!("c{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut table = table(&names);
    for command in [
        Command::PageDown,
        Command::MoveDown,
        Command::HalfPageUp,
        Command::MoveToBottom,
        Command::PageUp,
    ] {
        table.run(command);
        assert!(
            table.index >= table.offset && table.index < table.offset + 3,
            "{command:?}"
        );
    }
    table.set_height(40);
    assert!(table.offset + 40 <= 50);
}

#[test]
fn marks_outlive_a_filter_and_go_with_their_rows() {
    let mut table = table(&["alpha", "beta", "gamma"]);
    table.run(Command::Mark);
    table.run(Command::Mark);
    assert_eq!(table.marks().len(), 2);
    table.filter("gamma", &cluster::COLUMNS);
    assert_eq!(table.targets().len(), 2, "hidden rows stay marked");
    table.show(vec![source(&["alpha", "gamma"])]);
    assert_eq!(table.marks().len(), 1);
}

#[test]
fn without_marks_the_row_under_the_cursor_is_meant() {
    let table = table(&["alpha", "beta"]);
    let targets = table.targets();
    assert_eq!((targets.len(), &*targets[0].1), (1, "id-alpha"));
}

#[test]
fn sorting_walks_over_the_columns_and_reverses() {
    let mut table = table(&["aaa", "b", "cc"]);
    for _ in 0..4 {
        table.run(Command::SortNextColumn);
    }
    assert_eq!(
        table.sort().field,
        Field::named("config", &cluster::COLUMNS).unwrap()
    );
    let first = |table: &Table| table.rows().get(0).map(|(_, row)| row.name.to_string());
    assert_eq!(first(&table).as_deref(), Some("b"));
    table.run(Command::ReverseSort);
    assert_eq!(first(&table).as_deref(), Some("aaa"));
}

#[test]
fn many_rows_are_arranged_elsewhere_and_only_the_latest_answer_counts() {
    let names: Vec<String> = (0..3_000).map(|n| format!("c{n:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut table = Table::of(&cluster::COLUMNS);
    let first = table
        .show(vec![source(&names)])
        .expect("too many to arrange at once");
    let second = table
        .filter("c0042", &cluster::COLUMNS)
        .expect("too many to arrange at once");
    let done = |request: &Arranging| {
        Arc::new(crate::resource::arrange(
            request.sources.clone(),
            &request.query,
            request.sort,
        ))
    };
    table.arranged(second.ticket, done(&second));
    table.arranged(first.ticket, done(&first));
    assert_eq!(table.rows().len(), 1);
}

#[test]
fn a_pressed_heading_names_its_column() {
    let table = table(&["alpha"]);
    assert_eq!(table.heading_at(120, 4), Some(Field::Cell(0)));
    assert_eq!(table.heading_at(120, 0), None);
}

/// What happens to things: of which it is, and when it happened.
const HAPPENINGS: [Column; 3] = [
    Column::left("what", "WHAT", (4, 9), 0),
    Column::left("of", "OF", (4, 9), 1).in_role(Role::Owner),
    Column::right("at", "AT", (4, 9), 2).in_role(Role::NewestFirst),
];

fn happenings(table: &mut Table) {
    let row = |(what, at): (&str, i64)| {
        Arc::new(Row {
            cells: Box::new([Cell::text_of(what), Cell::text_of("web"), Cell::Number(at)]),
            ..Row::unreadable(what, 3, "")
        })
    };
    let rows = [("install", 1), ("scale", 3), ("heal", 2)].map(row);
    table.show(vec![Source {
        context: "prod".into(),
        manager: "sim",
        listing: Arc::new(Listing::whole(rows.to_vec())),
    }]);
}

#[test]
fn what_happens_stands_with_the_newest_first() {
    let mut table = Table::of(&HAPPENINGS);
    happenings(&mut table);
    let order: Vec<_> = (0..3)
        .filter_map(|at| table.rows().get(at))
        .map(|(_, row)| row.cell(0).shown().into_owned())
        .collect();
    assert_eq!(order, ["scale", "heal", "install"]);
    assert_eq!(table.order_words(&HAPPENINGS), "newest first");
    table.run(Command::ReverseSort);
    assert_eq!(table.order_words(&HAPPENINGS), "by at");
}

#[test]
fn the_parts_of_an_object_do_not_name_it() {
    let titles =
        |table: &Table| -> Vec<&str> { table.columns.iter().map(|(_, column)| column.title).collect() };
    assert_eq!(titles(&Table::of_parts(&HAPPENINGS)), ["WHAT", "AT"]);
    assert_eq!(titles(&Table::of(&HAPPENINGS)), ["WHAT", "OF", "AT"]);
}
