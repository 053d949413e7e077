//! The arguments of `qd apply`, and the course of events.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::change::Manner;
use crate::cli::contexts::Meant;
use crate::cli::drift::{Drift, Outcome, Terms};
use crate::cli::exit::Exit;
use crate::cli::files::gather;
use crate::cli::plan::{Comparison, saved};
use crate::cli::surface::{Surface, tell, tell_line};
use crate::cli::trouble::Trouble;
use crate::resource::Notice;

use super::batch::{Batch, Ready, Verb};

/// Change clusters to what files say, or carry out a saved plan
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
#[group(id = "what", args = ["files", "plan"], required = true)]
pub struct Apply {
    /// A plan that `qd plan --out` saved; refused if its clusters changed since
    #[arg(value_name = "PLAN", conflicts_with_all = ["files", "exact", "overwrite", "hard", "create"])]
    pub plan: Option<PathBuf>,
    /// A file or a directory of documents (.json, .yaml, .yml); - is standard input; may be given several times
    #[arg(long = "file", short = 'f', value_name = "FILE|DIR")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub comparison: Comparison,
    #[command(flatten)]
    pub manner: Manner,
}

const EXAMPLES: &str = "Examples:
  qd apply -f orders.yaml                  plan, dry run, ask, send
  qd apply -f specs/ --yes --wait          one after the other; stops at the first that fails
  qd plan -f specs/ --out plan.json; qd apply plan.json --yes --wait
  qd apply -f orders.yaml --confirm orders --force --wait

Every change is checked by the manager before any is sent. --yes is not enough where servers go,
with --force or --overwrite, and in a protected context: that takes --confirm NAME.
Exit code 0: accepted, or with --wait, done; or no change; all are in `qd --help`.";

impl Apply {
    /// Compares, has it checked, asks, sends, and stays if that is wanted.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent; what came of what was sent is in the exit code.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let drift = match &self.plan {
            Some(plan) => saved::read(plan)?.compare(meant).await,
            None => {
                let (written, troubles) = gather(&self.files);
                if let Some((last, others)) = troubles.split_last() {
                    others.iter().for_each(tell);
                    return Err(Trouble::new(
                        Exit::Usage,
                        last.clone().with_hint("nothing was sent"),
                    ));
                }
                Drift::of(written, meant, Terms::from(self.comparison)).await
            }
        };
        send(&drift, &self.manner, Verb::APPLY, surface, out).await
    }
}

/// Sends what documents come to, if all of them can be compared.
///
/// # Errors
/// As [`Apply::run`].
pub async fn send(
    drift: &Drift,
    manner: &Manner,
    verb: Verb,
    surface: &Surface,
    out: &mut impl Write,
) -> Result<Exit, Trouble> {
    for warning in drift.prospects.iter().flat_map(|prospect| &prospect.warnings) {
        tell_line(warning);
    }
    if let Some(last) = drift.failed.last() {
        drift.failed.iter().for_each(|failed| failed.trouble().tell());
        return Err(Trouble::new(last.trouble.exit, Notice::error("nothing was sent")));
    }
    for prospect in &drift.prospects {
        if matches!(prospect.outcome, Outcome::NoChange) {
            writeln!(out, "{}: no change", prospect.label())?;
        }
    }
    out.flush()?;
    let changes = drift.prospects.iter().filter_map(|prospect| {
        Some(Ready {
            session: &prospect.session,
            plan: prospect.plan()?,
            written: Some(&prospect.written),
            dry_run: prospect.editing.dry_run,
        })
    });
    let batch = Batch {
        verb,
        changes: changes.collect(),
        manner,
    };
    if batch.changes.is_empty() {
        return Ok(Exit::Success);
    }
    Ok(batch.send(surface, out).await?.exit)
}
