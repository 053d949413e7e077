//! `qd restore`: back to an older version, by the same way as any other change.

use std::io::Write;
use std::sync::Arc;

use clap::Args;

use crate::cli::apply::Verb;
use crate::cli::apply::request::send;
use crate::cli::change::Manner;
use crate::cli::contexts::Meant;
use crate::cli::drift::{Drift, Prospect};
use crate::cli::edit::request::writable;
use crate::cli::exit::Exit;
use crate::cli::files::Written;
use crate::cli::resolve::Care;
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::spec::{self, Extent, Schema, Way};

use super::archive::{Archive, number};

/// Change a cluster's configuration back to what it was at a version
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Restore {
    /// The cluster, by name or id
    #[arg(value_name = "CLUSTER")]
    pub name: String,
    /// The version; `qd history` lists them
    #[arg(long, value_name = "N", value_parser = number)]
    pub to: i64,
    /// Send the whole document in place of the old one, instead of what differs
    #[arg(long)]
    pub overwrite: bool,
    /// Let the manager stop everything for the change, if it must
    // Not `force`: that is the id of --sandbox.
    #[arg(long = "force")]
    pub hard: bool,
    #[command(flatten)]
    pub manner: Manner,
}

const EXAMPLES: &str = "Examples:
  qd diff orders --from 14 --to 12         what it would change
  qd restore orders --to 12                plan, dry run, ask for the name, send
  qd restore orders --to 12 --confirm orders --wait";

impl Restore {
    /// Plans, has it checked, asks, sends, and stays if that is wanted.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let mut archive = Archive::open(meant, &self.name, Care::Change).await?;
        let editing = writable(&archive.session)?;
        let document = archive.document(self.to).await?;
        let base = archive.session.base(&archive.key).await;
        let base = Arc::new(base.map_err(|error| Trouble::read("read what is there now", &error))?);
        let way = spec::Manner {
            way: if self.overwrite {
                Way::Overwrite
            } else {
                Way::Patch
            },
            force: self.hard,
        };
        let document = (editing.restored)(&document, &base.document);
        let written = Written::of_yaml(&format!("version {}", self.to), document);
        let schema = Schema::read(editing.schema);
        let means = (editing, &schema);
        let prospect = Prospect::of(written, &archive.session, means, Some(&base), Extent::Whole, way)?;
        let drift = Drift {
            prospects: vec![prospect],
            failed: Vec::new(),
        };
        send(&drift, &self.manner, Verb::RESTORE, surface, out).await
    }
}
