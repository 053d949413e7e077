//! `qd describe`: everything about one object, for people.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use clap::Args;

use crate::cli::events::newest;
use crate::resource::cluster::KIND;
use crate::resource::freshness::elapsed;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::{MASK, grouped, visible};
use crate::resource::{Cell, Detail, Kind, KindId};
use crate::session::Session;

use super::contexts::Meant;
use super::exit::Exit;
use super::fleet::Fleet;
use super::get::{declared, read, reference, require};
use super::output::columns::{self, words};
use super::output::{Place, Table};
use super::resolve::{self, Care};
use super::surface::Surface;
use super::trouble::Trouble;

/// Show one object with its parts and last events, for people
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Describe {
    /// A cluster, by its name or id; an object of another kind as KIND/NAME, such as host/10.2.0.1
    #[arg(value_name = "NAME")]
    pub name: String,
}

const EXAMPLES: &str = "Examples:
  qd describe analytics
  qd describe -c prod analytics
  qd describe cluster/a/b                  a cluster that is called a/b
  qd get cluster analytics -o json         for programs";

/// How many events are shown, the latest ones.
const LAST_EVENTS: usize = 20;
/// Cells for the labels, at least, so that they stand in one column over all objects but a few.
const LABEL: usize = 16;

impl Describe {
    /// Describes the object.
    ///
    /// # Errors
    /// [`Trouble`] if it is not there, or cannot be read.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let (kind, name) = reference(&self.name, declared()).unwrap_or((&KIND, &self.name));
        if !kind.is_listed() {
            return Err(Trouble::usage(
                format!("{} are described with the cluster that they belong to", kind.id),
                format!("qd describe CLUSTER, or qd get {} CLUSTER", kind.id),
            ));
        }
        if name.is_empty() {
            let hint = format!(
                "qd describe {}/NAME; `qd get {}` lists them",
                kind.singular, kind.id
            );
            return Err(Trouble::usage(format!("which {}?", kind.singular), hint));
        }
        require(kind.id, meant, Kind::is_listed)?;
        let fleet = Fleet::ask_for(meant, kind.id, &[name]).await;
        let (session, row) = resolve::find(&fleet, kind.singular, name, Care::Look)?;
        fleet.tell_unasked();
        let mut detail = read(session, kind.id, row).await?;
        let log = newest(session, kind.id, &row.id, LAST_EVENTS).await?;
        let total = log.map(|log| {
            detail.events = log.events.into_iter().map(Arc::unwrap_or_clone).collect();
            log.total
        });
        let total = total.unwrap_or(detail.events.len() as u64);
        out.write_all(text(session, kind.id, &detail, total, surface).as_bytes())?;
        Ok(Exit::Success)
    }
}

fn text(session: &Session, kind: KindId, detail: &Detail, events: u64, surface: &Surface) -> String {
    let place = Place::of(session);
    let mut text = format!("{}\n", visible(&detail.row.name));
    let mut header = header(session, detail, &place);
    header.extend(facts(session.about().kind(kind), detail, &place));
    header.retain(|(_, value)| !value.is_empty());
    let width = header.iter().map(|(label, _)| label.chars().count()).max();
    let width = width.unwrap_or_default().max(LABEL);
    for (label, value) in header {
        text.push_str(&format!("  {label:<width$} {value}\n"));
    }
    for children in &detail.children {
        let Some(kind) = session.about().kind(children.kind) else {
            continue;
        };
        let rows = children.rows.iter().map(|row| &**row);
        let table = columns::of_parts(kind, &place, rows, true);
        let heading = format!("{} ({})", capitalised(kind.id.0), children.rows.len());
        push_section(&mut text, &heading, &table, surface);
    }
    // Of a cluster it is news that there are none.
    if detail.events.is_empty() && kind != CLUSTERS {
        return text;
    }
    if detail.events.is_empty() && !session.about().event_feed {
        text.push_str(
            "\nEvents\n  this manager has no event feed: the console, `qd`, observes what changes\n",
        );
        return text;
    }
    let shown = detail.events.len().saturating_sub(LAST_EVENTS);
    let last = detail.events.get(shown..).unwrap_or_default();
    let heading = if events == last.len() as u64 {
        format!("Events ({events})")
    } else {
        format!("Events (the last {} of {})", last.len(), grouped(events))
    };
    push_section(&mut text, &heading, &columns::of_events(&place, last), surface);
    text
}

fn push_section(text: &mut String, heading: &str, table: &Table, surface: &Surface) {
    text.push_str(&format!("\n{heading}\n"));
    if !table.is_empty() {
        text.push_str(&table.render(surface, "  "));
    }
}

/// Where it is and how it is; an empty value is not shown.
fn header(session: &Session, detail: &Detail, place: &Place) -> Vec<(Cow<'static, str>, String)> {
    let row = &detail.row;
    let badge = session
        .protection()
        .badge()
        .map_or_else(String::new, |badge| format!(", {badge}"));
    let since = detail.busy_since.map_or_else(String::new, |since| {
        let busy = (session.now() - since).to_std().unwrap_or_default();
        format!(", for {}", elapsed(busy))
    });
    let stage = row.progress.map_or_else(String::new, |stage| {
        format!(", stage {} of {}", stage.current, stage.total)
    });
    vec![
        (
            "context".into(),
            format!("{} ({}{badge})", visible(&place.context), session.about().title),
        ),
        ("id".into(), visible(&row.id).into_owned()),
        (
            "state".into(),
            format!("{}{stage}{since}", visible(&row.state.text)),
        ),
    ]
}

/// What the row says beside the header, and the facts of the object itself.
fn facts(kind: Option<&Kind>, detail: &Detail, place: &Place) -> Vec<(Cow<'static, str>, String)> {
    let columns = kind.map_or(&[][..], |kind| kind.columns).iter().zip(0..);
    let cells = columns.map(|(column, at)| (column.id, detail.row.cell(at)));
    // Name, state and stage stand in the header, whatever the columns with them are called.
    let is_told = |id: &'static str, cell: &Cell| {
        let is_field = detail
            .fields
            .iter()
            .any(|field| label_of(field.label) == label_of(id));
        let is_in_header = match cell {
            Cell::State(state) => *state == detail.row.state,
            Cell::Progress(progress) => Some(*progress) == detail.row.progress,
            other => other.text() == *detail.row.name || (id == "id" && other.text() == *detail.row.id),
        };
        is_field || is_in_header
    };
    let of_row = cells.filter(|(id, cell)| !is_told(id, cell));
    let fields = detail.fields.iter().map(|field| (field.label, &field.value));
    of_row
        .chain(fields)
        .map(|(label, cell)| (label_of(label), said(label, cell, place)))
        .collect()
}

fn said(label: &str, cell: &Cell, place: &Place) -> String {
    if *cell == Cell::Empty {
        return String::new();
    }
    if place.redactor.is_secret(&[label]) {
        return MASK.into();
    }
    words(cell, &place.redactor)
}

/// A column's id in words.
fn label_of(id: &'static str) -> Cow<'static, str> {
    match id {
        "config" => "configuration".into(),
        other if other.contains('-') => other.replace('-', " ").into(),
        other => other.into(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
