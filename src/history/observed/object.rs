//! What changed of one object between two answers, in words.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::resource::{
    Cell, Children, Detail, Event, Field, Health, Kind, KindId, Level, Row, State, StateClass,
};

use super::rows::compare;

/// What only a read of the object itself says, kept to be compared with the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Its state at that time; a list may know a later one.
    state: State,
    fields: Vec<Field>,
    children: Vec<Children>,
}

/// So many parts are named; the rest are counted.
const NAMED: usize = 5;
/// A value is told up to this length, in characters.
const LONGEST: usize = 80;

impl Parts {
    pub fn of(detail: &Detail) -> Self {
        Self {
            state: detail.row.state.clone(),
            fields: detail.fields.clone(),
            children: detail.children.clone(),
        }
    }
}

/// What changed of an object that was read again; `before` are its last known row and, if it was read before, its parts.
///
/// The kind of the object and those of its parts are looked up in `kinds`; `at` is when the answer came.
pub fn changes(
    kinds: &[Kind],
    kind: KindId,
    before: (&Row, Option<&Parts>),
    now: &Detail,
    at: DateTime<Utc>,
) -> Vec<Event> {
    let (row, parts) = before;
    if row.is_unreadable() || now.row.is_unreadable() {
        return Vec::new();
    }
    let mut told = Told::new(at, row, &now.row);
    let Some(parts) = parts else {
        told.row(kinds, kind, row, &now.row, &[]);
        return told.events;
    };
    let mut of_parts = Told::new(at, row, &now.row);
    let mut in_detail = Vec::new();
    for children in &now.children {
        let before = parts.children.iter().find(|before| before.kind == children.kind);
        // Parts that one of the answers does not speak of have neither come nor gone.
        if before.is_some_and(|before| of_parts.children(kinds, before, children)) {
            in_detail.push(children.kind);
        }
    }
    told.row(kinds, kind, row, &now.row, &in_detail);
    told.fields(parts, now);
    told.events.append(&mut of_parts.events);
    told.events
}

/// What changed of an object, as far as a list tells.
pub fn changes_of_row(
    kinds: &[Kind],
    kind: KindId,
    before: &Row,
    now: &Row,
    at: DateTime<Utc>,
) -> Vec<Event> {
    if before.is_unreadable() || now.is_unreadable() {
        return Vec::new();
    }
    let mut told = Told::new(at, before, now);
    told.row(kinds, kind, before, now, &[]);
    told.events
}

/// The events so far of one comparison.
struct Told {
    at: DateTime<Utc>,
    /// Whether a change of the object is, or was, under way.
    is_moving: bool,
    /// Whether it was under way before and goes on: then numbers are its steps.
    goes_on: bool,
    is_down: bool,
    events: Vec<Event>,
}

impl Told {
    fn new(at: DateTime<Utc>, before: &Row, now: &Row) -> Self {
        Self {
            at,
            is_moving: before.state.class.is_busy() || now.state.class.is_busy(),
            goes_on: before.state.class.is_busy() && now.state.class.is_busy(),
            is_down: now.state.class == StateClass::Down,
            events: Vec::new(),
        }
    }

    fn tell(&mut self, level: Level, message: String) {
        self.events.push(Event::observed(self.at, level, message));
    }

    /// What a part lost is worth: nothing where parts come and go since the object does.
    fn loss(&self) -> Level {
        if self.is_moving || self.is_down {
            Level::Normal
        } else {
            Level::Warning
        }
    }

    /// `in_detail` are the kinds whose parts are told one by one, so that their number is no news.
    fn row(&mut self, kinds: &[Kind], kind: KindId, before: &Row, now: &Row, in_detail: &[KindId]) {
        if let (Some(old), Some(new)) = (before.version, now.version)
            && old != new
        {
            self.tell(Level::Normal, format!("version v{old} -> v{new}"));
        }
        if before.name != now.name && !before.name.is_empty() && !now.name.is_empty() {
            self.tell(Level::Normal, step("name", &before.name, &now.name));
        }
        if let Some(level) = of_state(&before.state, &now.state) {
            self.tell(level, step("state", &before.state.text, &now.state.text));
        }
        // Where a state says that a change is under way, it has told of it.
        if !self.is_moving {
            match (before.progress, now.progress) {
                (None, Some(stage)) => {
                    self.tell(Level::Normal, format!("change began, {} stages", stage.total));
                }
                (Some(_), None) => self.tell(Level::Normal, "change ended".to_owned()),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        let columns = kinds
            .iter()
            .find(|known| known.id == kind)
            .map_or(&[][..], |known| known.columns);
        for (column, cells) in columns.iter().zip(before.cells.iter().zip(&now.cells)) {
            let is_told = in_detail.iter().any(|parts| parts.0 == column.id)
                || is_state_of(cells, (&before.state, &now.state));
            if !is_told && let Some(level) = self.of_cells(cells) {
                self.tell(level, step(column.id, &cells.0.shown(), &cells.1.shown()));
            }
        }
    }

    /// Of a row's cells only those are worth an event that judge the object: the rest is text, which may be an age.
    fn of_cells(&self, cells: (&Cell, &Cell)) -> Option<Level> {
        match cells {
            (Cell::Health(old), Cell::Health(new)) if old != new => Some(of_health(new.health)),
            (Cell::State(old), Cell::State(new)) => of_state(old, new),
            (Cell::Ratio { .. }, Cell::Ratio { .. }) if self.goes_on => None,
            (Cell::Ratio { ok, total }, Cell::Ratio { ok: o, total: t }) if (ok, total) != (o, t) => {
                let is_less = t.saturating_sub(*o) > total.saturating_sub(*ok);
                Some(if is_less { self.loss() } else { Level::Normal })
            }
            _ => None,
        }
    }

    fn fields(&mut self, parts: &Parts, detail: &Detail) {
        let (before, now) = (&parts.fields, &detail.fields);
        let states = (&parts.state, &detail.row.state);
        let dropped = before
            .iter()
            .filter(|old| now.iter().all(|new| new.label != old.label));
        for label in now.iter().chain(dropped).map(|field| field.label) {
            let (Some(old), Some(new)) = (value_of(before, label), value_of(now, label)) else {
                continue;
            };
            let is_step = self.goes_on && matches!(new, Cell::Ratio { .. });
            let is_told = is_step || is_state_of((old, new), states);
            if old == new || !is_lasting(old) || !is_lasting(new) || is_told {
                continue;
            }
            let level = self.of_cells((old, new)).unwrap_or(Level::Normal);
            self.tell(level, step(label, &value(old), &value(new)));
        }
    }

    /// Tells of parts that came, went or changed their state; gives whether there was anything to tell.
    fn children(&mut self, kinds: &[Kind], before: &Children, now: &Children) -> bool {
        let known = self.events.len();
        let plural = now.kind.0;
        let kind = kinds.iter().find(|kind| kind.id == now.kind);
        let noun = |count: usize| match (count, kind) {
            (1, kind) => kind.map_or(plural, |kind| kind.singular).to_owned(),
            (many, _) => format!("{many} {plural}"),
        };
        let rows = compare(&before.rows, &now.rows);
        let mut moves: Vec<(&State, &State, Vec<&Row>)> = Vec::new();
        for (old, new) in rows.changed {
            if old.is_unreadable() || new.is_unreadable() || of_state(&old.state, &new.state).is_none() {
                continue;
            }
            let is_alike =
                |(from, to, _): &&mut (&State, &State, Vec<&Row>)| **from == old.state && **to == new.state;
            match moves.iter_mut().find(is_alike) {
                Some((_, _, parts)) => parts.push(new),
                None => moves.push((&old.state, &new.state, vec![new])),
            }
        }
        for (old, new, parts) in moves {
            let level = match of_state(old, new) {
                Some(Level::Warning) => self.loss(),
                other => other.unwrap_or(Level::Normal),
            };
            let what = format!("{} -> {}", short(&old.text), short(&new.text));
            self.parts(level, &noun(parts.len()), &what, &parts);
        }
        // Of parts that are listed alone, only some are read with an object: the others are not gone.
        let are_some = kind.is_some_and(Kind::is_per_cluster);
        if !rows.is_doubtful && !are_some {
            let gone: Vec<&Row> = rows.gone.iter().map(|row| &***row).collect();
            self.parts(self.loss(), &noun(gone.len()), "gone", &gone);
            let come: Vec<&Row> = rows.come.iter().map(|row| &***row).collect();
            self.parts(Level::Normal, &noun(come.len()), "new", &come);
        }
        self.events.len() > known
    }

    /// "server a gone"; "7 servers gone: a, b, c, d, e and 2 more".
    fn parts(&mut self, level: Level, noun: &str, what: &str, parts: &[&Row]) {
        match parts {
            [] => {}
            [part] => self.tell(level, format!("{noun} {} {what}", name_of(part))),
            parts => {
                // Instead of "and 1 more" the one is named.
                let named = if parts.len() == NAMED + 1 {
                    NAMED + 1
                } else {
                    NAMED
                };
                let names: Vec<_> = parts.iter().take(named).map(|part| name_of(part)).collect();
                let mut message = format!("{noun} {what}: {}", names.join(", "));
                if parts.len() > named {
                    message.push_str(&format!(" and {} more", parts.len() - named));
                }
                self.tell(level, message);
            }
        }
    }
}

/// What a change of state is worth; `None` if there is none, or one answer says nothing of it.
fn of_state(before: &State, now: &State) -> Option<Level> {
    if before == now || before.text.is_empty() || now.text.is_empty() {
        return None;
    }
    Some(match now.class {
        StateClass::Bad => Level::Error,
        StateClass::GoingDown => Level::Warning,
        // Nobody saw it being stopped.
        StateClass::Down if before.class == StateClass::Up => Level::Warning,
        StateClass::Down | StateClass::Up | StateClass::Busy | StateClass::Neutral => Level::Normal,
    })
}

fn of_health(now: Health) -> Level {
    match now {
        Health::Error => Level::Error,
        Health::Warning => Level::Warning,
        Health::Ok | Health::Unknown => Level::Normal,
    }
}

/// Whether cells repeat the states of their object, be it as text.
fn is_state_of(cells: (&Cell, &Cell), states: (&State, &State)) -> bool {
    cells.0.text() == *states.0.text && cells.1.text() == *states.1.text
}

/// What a field says; empty if there is none of that label, `None` if there are several, which cannot be told apart.
fn value_of<'a>(fields: &'a [Field], label: &str) -> Option<&'a Cell> {
    let mut labelled = fields.iter().filter(|field| field.label == label);
    match (labelled.next(), labelled.next()) {
        (None, _) => Some(&Cell::Empty),
        (Some(field), None) => Some(&field.value),
        (Some(_), Some(_)) => None,
    }
}

/// Whether a value stays as it is while nothing happens, and could be read.
fn is_lasting(cell: &Cell) -> bool {
    match cell {
        Cell::Empty
        | Cell::Text(_)
        | Cell::Number(_)
        | Cell::Version(_)
        | Cell::State(_)
        | Cell::Health(_)
        | Cell::Ratio { .. } => true,
        Cell::Time(_) | Cell::Progress(_) | Cell::Event(..) | Cell::Unreadable => false,
    }
}

fn value(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed("none"),
        other => other.text(),
    }
}

/// "network default -> flannel-a".
fn step(what: &str, before: &str, now: &str) -> String {
    format!("{what} {} -> {}", short(before), short(now))
}

fn name_of(part: &Row) -> Cow<'_, str> {
    short(if part.name.is_empty() {
        &part.id
    } else {
        &part.name
    })
}

fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}..", text.get(..end).unwrap_or(text))),
    }
}

#[cfg(test)]
mod tests;
