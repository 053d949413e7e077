//! `qd history`: which versions there are, what each changed, and which one runs.

use std::io::Write;

use chrono::SecondsFormat;
use clap::Args;
use serde_json::{Value, json};

use crate::cli::apply::words::difference;
use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::output::document::text_of;
use crate::cli::output::table::Text;
use crate::cli::output::{Format, Table};
use crate::cli::plan::show::change_only;
use crate::cli::resolve::Care;
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::history::timeline::summarize;
use crate::history::{Version, When};
use crate::resource::Align;
use crate::resource::text::visible;

use super::archive::Archive;

/// Show the versions of a cluster's configuration, and what each changed
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct History {
    /// The cluster, by name or id
    #[arg(value_name = "CLUSTER")]
    pub name: String,
    /// So many versions, the newest first; 0 means all that are kept
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: u32,
    /// The form of the output; wide shows each change
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Format,
}

const EXAMPLES: &str = "Examples:
  qd history orders
  qd history orders --limit 0 -o json | jq '.[] | select(.changes[]?.path == \"spec.version\")'
  qd diff orders --from 12 --to 14; qd restore orders --to 12";

impl History {
    /// Lists the versions.
    ///
    /// # Errors
    /// [`Trouble`] if there is no such cluster, or a version cannot be read.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let mut archive = Archive::open(meant, &self.name, Care::Look).await?;
        let current = archive.timeline.current();
        let last = match self.limit {
            0 => 0,
            // One more: the last one shown is compared with it.
            limit => (current - i64::from(limit)).max(0),
        };
        archive.read_down_to(last).await?;
        let shown = if self.limit == 0 {
            usize::MAX
        } else {
            self.limit as usize
        };
        let versions: Vec<&Version> = archive.timeline.known().take(shown).collect();
        match self.output {
            Format::Table | Format::Wide => {
                let text = table(&archive, &versions).render(surface, "");
                out.write_all(text.as_bytes())?;
                if self.output == Format::Wide {
                    out.write_all(each_change(&archive, &versions).as_bytes())?;
                }
            }
            Format::Name => {
                for version in versions {
                    writeln!(out, "{}", version.number)?;
                }
            }
            Format::Json | Format::Yaml => {
                out.write_all(text_of(&all(&archive, &versions), self.output)?.as_bytes())?;
            }
        }
        Ok(Exit::Success)
    }
}

fn table(archive: &Archive, versions: &[&Version]) -> Table {
    let left = |title| (title, Align::Left);
    let headings = [
        ("VERSION", Align::Right),
        left("SINCE"),
        left("NOW"),
        ("CHANGES", Align::Right),
        left("WHAT"),
    ];
    let mut table = Table::new(headings);
    for version in versions {
        let number = version.number;
        let changes = archive.changes_in(number);
        let what = match changes.as_deref() {
            Some(changes @ [_, ..]) => summarize(changes),
            _ => archive.timeline.summary(number),
        };
        let cells = [
            format!("v{number}"),
            since(version).map_or_else(|| "-".to_owned(), |(at, _)| at),
            now(archive, number).unwrap_or("-").to_owned(),
            changes.map_or_else(|| "-".to_owned(), |changes| changes.len().to_string()),
            visible(&what).into_owned(),
        ];
        table.push(cells.into_iter().map(Text::plain).collect());
    }
    table
}

fn each_change(archive: &Archive, versions: &[&Version]) -> String {
    let mut text = String::new();
    for version in versions {
        let changes = archive.changes_in(version.number).unwrap_or_default();
        if changes.is_empty() {
            continue;
        }
        text.push_str(&format!("\nv{}\n", version.number));
        for change in &changes {
            text.push_str(&format!("  {}\n", difference(change)));
        }
    }
    text
}

/// What of the present a version is.
fn now(archive: &Archive, number: i64) -> Option<&'static str> {
    (number == archive.timeline.current()).then_some(if archive.is_busy { "under-way" } else { "runs" })
}

/// When it began, and how that is known.
fn since(version: &Version) -> Option<(String, &'static str)> {
    let word = |when: When| {
        let at = when.at().to_rfc3339_opts(SecondsFormat::Secs, true);
        match when {
            When::Happened(_) => (at, "happened"),
            When::Seen(_) => (at, "seen"),
        }
    };
    version.since.map(word)
}

fn all(archive: &Archive, versions: &[&Version]) -> Value {
    let of = |version: &&Version| {
        let number = version.number;
        let changes = archive.changes_in(number);
        json!({
            "version": number,
            "since": since(version).map(|(at, _)| at),
            "sinceIs": since(version).map(|(_, how)| how),
            "now": now(archive, number),
            "changes": changes.map(|changes| changes.iter().map(change_only).collect::<Vec<_>>()),
        })
    };
    versions.iter().map(of).collect()
}
