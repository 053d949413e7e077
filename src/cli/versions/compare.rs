//! `qd diff`: two versions of a configuration, by path and line by line.

use std::io::Write;

use clap::Args;
use serde_json::json;
use similar::TextDiff;

use crate::cli::apply::words::difference;
use crate::cli::contexts::Meant;
use crate::cli::drift::prospect::{label, masked};
use crate::cli::exit::Exit;
use crate::cli::output::Format;
use crate::cli::output::document::text_of;
use crate::cli::plan::show::change_only;
use crate::cli::resolve::Care;
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::resource::text::visible;
use crate::spec::{Sides, diff};

use super::archive::{Archive, number};

/// Show what differs between two versions of a cluster's configuration
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Diff {
    /// The cluster, by name or id
    #[arg(value_name = "CLUSTER")]
    pub name: String,
    /// The version to begin with
    #[arg(long, value_name = "N", value_parser = number)]
    pub from: i64,
    /// The version to end with; the current one without it
    #[arg(long, value_name = "M", value_parser = number)]
    pub to: Option<i64>,
    /// The form of the output; name prints the paths alone
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Format,
}

const EXAMPLES: &str = "Examples:
  qd diff orders --from 12                 against the current version
  qd diff orders --from 12 --to 14 -o json";

impl Diff {
    /// Compares the two.
    ///
    /// # Errors
    /// [`Trouble`] if there is no such cluster, or a version is not kept.
    pub async fn run(
        &self,
        meant: &Meant,
        _surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let mut archive = Archive::open(meant, &self.name, Care::Look).await?;
        let to = self.to.unwrap_or(archive.timeline.current());
        let (before, after) = (archive.document(self.from).await?, archive.document(to).await?);
        let changes = archive.without_secrets(
            diff(&before, &after),
            &Sides {
                before: &before,
                after: &after,
            },
        );
        match self.output {
            Format::Table | Format::Wide => {
                let name = label(&archive.session, &archive.name);
                let count = changes.len();
                let words = if count == 1 { "difference" } else { "differences" };
                writeln!(out, "{name}: {count} {words} from v{} to v{to}", self.from)?;
                for change in &changes {
                    writeln!(out, "  {}", difference(change))?;
                }
                let text = |document| format!("{}\n", masked(archive.editing, document).pretty());
                let (before, after) = (text(&before), text(&after));
                let lines = TextDiff::from_lines(&before, &after);
                let mut unified = lines.unified_diff();
                let unified = unified.header(&format!("{name} v{}", self.from), &format!("{name} v{to}"));
                let unified = unified.to_string();
                if !unified.is_empty() {
                    writeln!(out)?;
                    for line in unified.lines() {
                        writeln!(out, "{}", visible(line))?;
                    }
                }
            }
            Format::Name => {
                for change in &changes {
                    writeln!(out, "{}", visible(&change.path.to_string()))?;
                }
            }
            Format::Json | Format::Yaml => {
                let object = json!({
                    "name": archive.name,
                    "context": &**archive.session.name(),
                    "from": self.from,
                    "to": to,
                    "changes": changes.iter().map(change_only).collect::<Vec<_>>(),
                });
                out.write_all(text_of(&object, self.output)?.as_bytes())?;
            }
        }
        Ok(Exit::Success)
    }
}
