//! `qd describe`: everything about one cluster, for people.

use std::io::Write;

use clap::Args;

use crate::resource::freshness::elapsed;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Cell, Detail, Kind};
use crate::session::Session;

use super::contexts::Meant;
use super::exit::Exit;
use super::fleet::{Fleet, Keep};
use super::get::{read, singular};
use super::output::columns::{self, words};
use super::output::{Place, Table};
use super::resolve::{self, Care};
use super::surface::Surface;
use super::trouble::Trouble;

/// Show one cluster with its servers and last events, for people
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Describe {
    /// The cluster, by its name or id
    #[arg(value_name = "CLUSTER")]
    pub name: String,
}

const EXAMPLES: &str = "Examples:
  qd describe analytics
  qd describe -c prod analytics
  qd get cluster analytics -o json         for programs";

/// How many events are shown, the latest ones.
const LAST_EVENTS: usize = 20;

impl Describe {
    /// Describes the cluster.
    ///
    /// # Errors
    /// [`Trouble`] if it is not there, or cannot be read.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
        let (session, row) = resolve::find(&fleet, singular(CLUSTERS), &self.name, Care::Look)?;
        fleet.tell_unasked();
        let detail = read(session, CLUSTERS, row).await?;
        out.write_all(text(session, &detail, surface).as_bytes())?;
        Ok(Exit::Success)
    }
}

fn text(session: &Session, detail: &Detail, surface: &Surface) -> String {
    let place = Place::of(session);
    let mut text = format!("{}\n", visible(&detail.row.name));
    for (label, value) in header(session, detail, &place) {
        if !value.is_empty() {
            text.push_str(&format!("  {label:<16} {value}\n"));
        }
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
    if detail.events.is_empty() && !session.about().event_feed {
        text.push_str(
            "\nEvents\n  this manager has no event feed: the console, `qd`, observes what changes\n",
        );
        return text;
    }
    let shown = detail.events.len().saturating_sub(LAST_EVENTS);
    let last = detail.events.get(shown..).unwrap_or_default();
    let heading = if shown == 0 {
        format!("Events ({})", last.len())
    } else {
        format!("Events (the last {} of {})", last.len(), detail.events.len())
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

/// The facts above the tables; an empty value is not shown.
fn header(session: &Session, detail: &Detail, place: &Place) -> Vec<(&'static str, String)> {
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
    let mut header = vec![
        (
            "context",
            format!("{} ({}{badge})", visible(&place.context), session.about().title),
        ),
        ("id", visible(&row.id).into_owned()),
        ("state", format!("{}{stage}{since}", visible(&row.state.text))),
    ];
    if let Some(kind) = session.about().kind(CLUSTERS) {
        let named = ["health", "servers", "config", "last-event"];
        header.extend(named.map(|id| {
            let cell = cell_of(kind, detail, id).unwrap_or(&Cell::Empty);
            (label_of(id), said(cell, place))
        }));
    }
    header.extend(
        detail
            .fields
            .iter()
            .map(|field| (field.label, said(&field.value, place))),
    );
    header
}

fn said(cell: &Cell, place: &Place) -> String {
    if *cell == Cell::Empty {
        return String::new();
    }
    words(cell, &place.redactor)
}

fn label_of(id: &'static str) -> &'static str {
    match id {
        "config" => "configuration",
        "last-event" => "last event",
        other => other,
    }
}

fn cell_of<'a>(kind: &Kind, detail: &'a Detail, id: &str) -> Option<&'a Cell> {
    let index = kind.columns.iter().position(|column| column.id == id)?;
    Some(detail.row.cell(index))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
