//! Which columns a table has, and what their cells say.

use crate::resource::text::visible;
use crate::resource::{Align, Cell, Event, Kind, Row};
use crate::session::Session;
use crate::transport::Redactor;

use super::table::{Table, Text, style_of};

/// Where a row comes from: what the columns beside the kind's own say.
#[derive(Debug, Clone)]
pub struct Place {
    pub context: String,
    pub manager: &'static str,
    pub redactor: Redactor,
}

/// Columns of a lower rank than this are left to `-o wide`.
const USUAL_PRIORITY: u8 = 5;

impl Place {
    pub fn of(session: &Session) -> Self {
        Self {
            context: session.name().to_string(),
            manager: session.about().name,
            redactor: session.about().redactor(),
        }
    }

    /// What a cell says, safe for a terminal and without secrets.
    fn text(&self, cell: &Cell) -> Text {
        Text {
            words: words(cell, &self.redactor),
            style: style_of(cell),
        }
    }
}

/// A table of clusters, or of any kind that a manager lists: the kind's columns, and where each is.
pub fn of_list<'a>(
    kind: &Kind,
    rows: impl IntoIterator<Item = (&'a Place, &'a Row)>,
    is_wide: bool,
) -> Table {
    let columns: Vec<_> = chosen(kind, is_wide).collect();
    let mut headings = Vec::new();
    for (index, column) in columns.iter().map(|(_, column)| column).enumerate() {
        headings.push((column.title, column.align));
        if index == 0 {
            headings.push(("CONTEXT", Align::Left));
            if is_wide {
                headings.extend([("MANAGER", Align::Left), ("ID", Align::Left)]);
            }
        }
    }
    let mut table = Table::new(headings);
    for (place, row) in rows {
        let mut line = Vec::with_capacity(columns.len() + 3);
        for (nth, (index, _)) in columns.iter().enumerate() {
            line.push(place.text(row.cell(*index)));
            if nth == 0 {
                line.push(Text::plain(visible(&place.context)));
                if is_wide {
                    line.extend([Text::plain(place.manager), Text::plain(visible(&row.id))]);
                }
            }
        }
        table.push(line);
    }
    table
}

/// A table of the parts of one cluster.
pub fn of_parts<'a>(
    kind: &Kind,
    place: &Place,
    rows: impl IntoIterator<Item = &'a Row>,
    is_wide: bool,
) -> Table {
    let columns: Vec<_> = chosen(kind, is_wide).collect();
    let mut table = Table::new(columns.iter().map(|(_, column)| (column.title, column.align)));
    for row in rows {
        table.push(
            columns
                .iter()
                .map(|(index, _)| place.text(row.cell(*index)))
                .collect(),
        );
    }
    table
}

/// A table of events, in the order given.
pub fn of_events<'a>(place: &Place, events: impl IntoIterator<Item = &'a Event>) -> Table {
    let titles = ["TIME", "LEVEL", "SOURCE", "MESSAGE"];
    let mut table = Table::new(titles.map(|title| (title, Align::Left)));
    for event in events {
        let time = event.at.map_or(Cell::Empty, Cell::Time);
        let level = Text {
            style: style_of(&Cell::Event(event.level.clone(), Box::default())),
            ..Text::plain(visible(&event.level.text))
        };
        table.push(vec![
            place.text(&time),
            level,
            place.text(&Cell::text_of(&event.source)),
            place.text(&Cell::text_of(&event.message)),
        ]);
    }
    table
}

/// A table of open contexts: name, manager, protection, where it leads.
pub fn of_contexts<'a>(contexts: impl IntoIterator<Item = (&'a Session, &'a str)>) -> Table {
    let titles = ["CONTEXT", "MANAGER", "PROTECTION", "ADDRESS"];
    let mut table = Table::new(titles.map(|title| (title, Align::Left)));
    for (session, title) in contexts {
        table.push(vec![
            Text::plain(visible(session.name())),
            Text::plain(session.about().name),
            Text::plain(session.protection().name()),
            Text::plain(visible(title)),
        ]);
    }
    table
}

/// What a cell says in a table: one word where it can be, so that `awk` can count columns.
pub fn words(cell: &Cell, redactor: &Redactor) -> String {
    match cell {
        Cell::Time(time) => time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Cell::Text(_) | Cell::Event(..) => visible(&redactor.redact_text(&cell.text())).trim_end().to_owned(),
        other => visible(&other.shown()).into_owned(),
    }
}

fn chosen(kind: &Kind, is_wide: bool) -> impl Iterator<Item = (usize, &'static crate::resource::Column)> {
    let columns = kind.columns.iter().enumerate();
    columns.filter(move |(_, column)| is_wide || column.priority < USUAL_PRIORITY)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::cli::surface::Surface;
    use crate::resource::cluster::{KIND, Summary};
    use crate::resource::{Level, LevelMark, State, StateClass};

    fn place() -> Place {
        Place {
            context: "prod".into(),
            manager: "any",
            redactor: Redactor::default(),
        }
    }

    fn row(name: &str, event: &str) -> Row {
        Summary {
            id: Arc::from("1234"),
            name: name.into(),
            state: State::new("RUNNING", StateClass::Up),
            health: None,
            servers: Some((3, 7)),
            version: Some(4),
            progress: None,
            last_event: Some((LevelMark::new("ERROR", Level::Error), event.into())),
        }
        .into_row()
    }

    #[test]
    fn the_usual_columns_fit_and_wide_has_them_all() {
        let row = row("orders", "launch failed");
        let place = place();
        let usual = of_list(&KIND, [(&place, &row)], false).render(&Surface::PLAIN, "");
        insta::assert_snapshot!(usual, @r"
        NAME    CONTEXT  STATE    HEALTH  SERVERS  UPDATE
        orders  prod     RUNNING  -           3/7  -
        ");
        let wide = of_list(&KIND, [(&place, &row)], true).render(&Surface::PLAIN, "");
        insta::assert_snapshot!(wide, @r"
        NAME    CONTEXT  MANAGER  ID    STATE    HEALTH  SERVERS  CONFIG  UPDATE  LAST EVENT
        orders  prod     any      1234  RUNNING  -           3/7  v4      -       ERROR launch failed
        ");
    }

    #[test]
    fn text_of_a_manager_neither_moves_the_cursor_nor_tells_a_secret() {
        let row = row("or\u{1b}[2Jders", "started with password=hunter2");
        let table = of_list(&KIND, [(&place(), &row)], true).render(&Surface::PLAIN, "");
        assert!(table.contains("or^[[2Jders"), "{table}");
        assert!(!table.contains("hunter2"), "{table}");
    }

    #[test]
    fn a_time_is_one_word() {
        let time = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert_eq!(
            words(&Cell::Time(time), &Redactor::default()),
            "2027-01-15T08:00:00Z"
        );
    }
}
