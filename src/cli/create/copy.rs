//! `qd clone`: a new cluster with the configuration of one that is there.

use std::io::Write;

use clap::Args;

use crate::cli::apply::Verb;
use crate::cli::apply::request::send;
use crate::cli::change::Manner;
use crate::cli::contexts::Meant;
use crate::cli::edit::request::writable;
use crate::cli::exit::Exit;
use crate::cli::files::Written;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::get::singular;
use crate::cli::resolve::{self, Care};
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::resource::Key;
use crate::resource::kind::CLUSTERS;
use crate::spec::desired::with_name;

use super::request::new_ones;

/// Create a cluster with the configuration of another one, in the same context
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Clone {
    /// The cluster to copy, by name or id
    #[arg(value_name = "CLUSTER")]
    pub source: String,
    /// The name of the new cluster
    #[arg(long, value_name = "NEW")]
    pub name: String,
    #[command(flatten)]
    pub manner: Manner,
}

const EXAMPLES: &str = "Examples:
  qd clone orders --name orders-2          check, ask, create
  qd clone orders --name orders-2 --yes --wait";

impl Clone {
    /// Copies, checks, asks, creates, and stays if that is wanted.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
        let (session, row) = resolve::find(&fleet, singular(CLUSTERS), &self.source, Care::Look)?;
        let editing = writable(session)?;
        let base = session.base(&Key::new(session.name(), CLUSTERS, &row.id)).await;
        let base = base.map_err(|error| Trouble::read("read what is to be copied", &error))?;
        let document = with_name(editing, &(editing.copied)(&base.document), &self.name);
        let written = Written::of_yaml(&format!("copy of {}", base.name), document);
        // Only this context is asked again: it is the one that must not have the name.
        let here = Meant {
            sessions: vec![(std::sync::Arc::clone(session), String::new())],
            ..Meant::default()
        };
        let drift = new_ones(session, &here, vec![written], None).await?;
        send(&drift, &self.manner, Verb::CREATE, surface, out).await
    }
}
