//! The arguments of `qd plan`, and the course of events.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::contexts::Meant;
use crate::cli::drift::{Drift, Outcome, Terms};
use crate::cli::exit::Exit;
use crate::cli::files::gather;
use crate::cli::output::Format;
use crate::cli::surface::{Surface, tell, tell_line};
use crate::cli::trouble::Trouble;
use crate::spec::{Extent, Manner, Way};

use super::{saved, show};

/// Show how far clusters are from what files say; nothing is sent
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Plan {
    /// A file or a directory of documents (.json, .yaml, .yml); - is standard input; may be given several times
    #[arg(long = "file", short = 'f', value_name = "FILE|DIR", required = true)]
    pub files: Vec<PathBuf>,
    /// Show each change, not only how many there are
    #[arg(long)]
    pub diff: bool,
    /// Save the plan, for `qd apply PLAN`; it holds no secrets
    #[arg(long, value_name = "PLAN")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub comparison: Comparison,
    /// The form of the output; wide shows each change, too
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Format,
}

const EXAMPLES: &str = "Examples:
  qd plan -f specs/                        one line for each cluster
  qd plan -f orders.yaml --diff
  qd plan -f specs/ --out plan.json        for `qd apply plan.json`
  qd get cluster orders -o yaml > orders.yaml

A file is a {metadata, spec} document of the manager's API, also as `qd get` prints it; a secret
that is masked stays as it is. It is about the cluster of its metadata.uid, else of its
metadata.name, in the contexts that are open.

Exit code of this command: 0 no change, 2 changes, 1 everything else.";

/// How documents are compared with what is there.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Comparison {
    /// Take the files for all there should be: what they do not name goes. Without it, what a file does not name
    /// stays as it is, and null takes away
    #[arg(long)]
    pub exact: bool,
    /// Send the whole document in place of the old one, instead of what differs
    #[arg(long)]
    pub overwrite: bool,
    /// Let the manager stop everything for the change, if it must
    // Not `force`: that is the id of --sandbox.
    #[arg(long = "force")]
    pub hard: bool,
    /// Create clusters that are not there
    #[arg(long)]
    pub create: bool,
}

impl Comparison {
    pub fn manner(self) -> Manner {
        Manner {
            way: if self.overwrite {
                Way::Overwrite
            } else {
                Way::Patch
            },
            force: self.hard,
        }
    }
}

impl From<Comparison> for Terms {
    fn from(comparison: Comparison) -> Self {
        Self {
            extent: if comparison.exact {
                Extent::Whole
            } else {
                Extent::Named
            },
            manner: comparison.manner(),
            create: comparison.create,
        }
    }
}

impl Plan {
    /// Compares and shows; every document is looked at, also if another cannot be used.
    ///
    /// # Errors
    /// The output or the saved plan cannot be written. Whatever it is, the exit code is 1.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let (written, troubles) = gather(&self.files);
        troubles.iter().for_each(tell);
        let drift = Drift::of(written, meant, Terms::from(self.comparison)).await;
        for warning in drift.prospects.iter().flat_map(|prospect| &prospect.warnings) {
            tell_line(warning);
        }
        drift.failed.iter().for_each(|failed| failed.trouble().tell());
        let shows_changes = self.diff || self.output == Format::Wide;
        out.write_all(show::text(&drift, self.output, shows_changes, surface)?.as_bytes())?;
        out.flush()?;
        let has_failed = !(troubles.is_empty() && drift.failed.is_empty());
        if let Some(file) = &self.out {
            if has_failed {
                return Err(Trouble::new(
                    Exit::Failure,
                    crate::resource::Notice::error("the plan is not saved: not everything could be compared"),
                ));
            }
            saved::write(file, &drift)?;
        }
        let has_changes = drift
            .prospects
            .iter()
            .any(|prospect| matches!(prospect.outcome, Outcome::Change(_)));
        Ok(match (has_failed, has_changes) {
            (true, _) => Exit::Failure,
            (false, true) => Exit::Changes,
            (false, false) => Exit::Success,
        })
    }
}
