//! `qd clone`: a new cluster with the configuration of one that is there.

use std::io::Write;
use std::sync::Arc;

use clap::Args;

use crate::cli::apply::Verb;
use crate::cli::apply::request::send;
use crate::cli::change::Manner;
use crate::cli::contexts::Meant;
use crate::cli::drift::prospect::masked;
use crate::cli::edit::Desk;
use crate::cli::edit::request::{new_course, writable};
use crate::cli::exit::Exit;
use crate::cli::files::Written;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::get::singular;
use crate::cli::resolve::{self, Care};
use crate::cli::surface::{Surface, tell_line};
use crate::cli::trouble::Trouble;
use crate::resource::Key;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::spec::desired::{with_name, with_value};
use crate::spec::{Json, Path};

use super::request::{new_draft, new_ones};

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
    /// A field of the copy that is another one, such as spec.query.replicas=3; may be given several times
    #[arg(long, value_name = "PATH=VALUE", value_parser = field)]
    pub with: Vec<(String, String)>,
    /// Begin with the copy in $VISUAL or $EDITOR
    #[arg(long)]
    pub edit: bool,
    #[command(flatten)]
    pub manner: Manner,
}

const EXAMPLES: &str = "Examples:
  qd clone orders --name orders-2 --edit   write what the copy must have of its own, check, ask, create
  qd clone orders --name orders-2 --with spec.query.replicas=3 --yes --wait

What belongs to one cluster alone is not copied: where it is missing, the check says so.";

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
        let copy = with_name(editing, &(editing.copied)(&base.document), &self.name);
        let document = self.with_fields(copy)?;
        let origin = format!("copy of {}", base.name);
        if self.edit {
            let desk = Desk::of_user(meant, surface)?;
            if masked(editing, &document) != document {
                tell_line("qd: secrets are not copied into an editor: write those of the new cluster");
            }
            let draft = new_draft(session, editing, &masked(editing, &document), &origin);
            return new_course(&desk, session, draft, &self.manner)?
                .run(surface, out)
                .await;
        }
        // Only this context is asked again: it is the one that must not have the name.
        let here = Meant {
            sessions: vec![(Arc::clone(session), String::new())],
            ..Meant::default()
        };
        let written = Written::of_yaml(&origin, document);
        let drift = new_ones(session, &here, vec![written], None).await?;
        let has_mistakes = drift.failed.iter().any(|failed| !failed.trouble.lines.is_empty());
        let sent = send(&drift, &self.manner, Verb::CREATE, surface, out).await;
        if has_mistakes {
            tell_line("qd: --with PATH=VALUE sets a field of the copy, --edit opens it in an editor");
        }
        sent
    }

    fn with_fields(&self, copy: Json) -> Result<Json, Trouble> {
        self.with.iter().try_fold(copy, |document, (path, value)| {
            // What is no JSON is a text.
            let value = value
                .parse::<Json>()
                .unwrap_or_else(|_| Json::string(value.as_str()));
            with_value(&document, &Path::read(path), value).ok_or_else(|| {
                let text = format!("{} leads into a list, which is set as a whole", visible(path));
                Trouble::usage(text, "nothing was sent")
            })
        })
    }
}

fn field(text: &str) -> Result<(String, String), String> {
    let (path, value) = text.split_once('=').ok_or("it has the form PATH=VALUE")?;
    Ok((path.trim().to_owned(), value.to_owned()))
}
