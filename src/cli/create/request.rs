//! `qd create`: from files, or from the manager's template in the editor.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::cli::apply::Verb;
use crate::cli::apply::request::send;
use crate::cli::change::Manner;
use crate::cli::contexts::Meant;
use crate::cli::drift::compare::Schemas;
use crate::cli::drift::prospect::label;
use crate::cli::drift::subject::only_session;
use crate::cli::drift::{Drift, Failed, Prospect};
use crate::cli::edit::Desk;
use crate::cli::edit::request::{new_course, writable};
use crate::cli::exit::Exit;
use crate::cli::files::{Written, gather};
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::resolve;
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::resource::Notice;
use crate::resource::kind::CLUSTERS;
use crate::session::Session;
use crate::spec::desired::with_name;
use crate::spec::{self, Draft, DraftId, DraftTarget, Editing, Extent, Json, Way};

/// Create clusters
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
#[group(id = "source", args = ["files", "template"], required = true)]
pub struct Create {
    /// A file or a directory of documents (.json, .yaml, .yml), one cluster each; - is standard input
    #[arg(long = "file", short = 'f', value_name = "FILE|DIR")]
    pub files: Vec<PathBuf>,
    /// Begin with the manager's template, in $VISUAL or $EDITOR
    #[arg(long, conflicts_with = "files")]
    pub template: bool,
    /// Print the template, and create nothing
    #[arg(long, requires = "template")]
    pub print: bool,
    /// The name of the new cluster, instead of the one in the document
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub manner: Manner,
}

const EXAMPLES: &str = "Examples:
  qd create -c stage -f orders.yaml --wait
  qd create -c stage --template --name orders
  qd create -c stage --template --print > orders.json";

impl Create {
    /// Checks, asks, creates, and stays if that is wanted.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let session = only_session(meant)?;
        if self.template {
            return self.begin_with_template(session, meant, surface, out).await;
        }
        let (written, troubles) = gather(&self.files);
        if let Some((last, others)) = troubles.split_last() {
            others.iter().for_each(tell);
            return Err(Trouble::new(
                Exit::Usage,
                last.clone().with_hint("nothing was sent"),
            ));
        }
        if self.name.is_some() && written.len() > 1 {
            return Err(Trouble::usage(
                "--name names one cluster, and these are several",
                "nothing was sent",
            ));
        }
        let drift = new_ones(session, meant, written, self.name.as_deref()).await?;
        send(&drift, &self.manner, Verb::CREATE, surface, out).await
    }

    async fn begin_with_template(
        &self,
        session: &Arc<Session>,
        meant: &Meant,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let editing = session
            .editing(CLUSTERS)
            .map_err(|error| Trouble::read("begin with a template", &error))?;
        let template: Json = (editing.template.parse())
            .map_err(|error: spec::SyntaxError| Trouble::unusable("read the template", &error))?;
        let document = match &self.name {
            Some(name) => with_name(editing, &template, name),
            None => template,
        };
        if self.print {
            writeln!(out, "{}", document.pretty())?;
            return Ok(Exit::Success);
        }
        let desk = Desk::of_user(meant, surface)?;
        let draft = new_draft(session, editing, &document, "template");
        new_course(&desk, session, draft, &self.manner)?
            .run(surface, out)
            .await
    }
}

/// A draft of a new cluster, before anything was written.
pub fn new_draft(session: &Session, editing: &Editing, document: &Json, origin: &str) -> Draft {
    let now = session.now();
    Draft {
        id: DraftId::of_new(session.name(), CLUSTERS, &now.to_rfc3339()),
        context: Arc::clone(session.name()),
        kind: CLUSTERS.0.to_owned(),
        target: DraftTarget::New {
            name_hint: editing.name_in(document).unwrap_or("new").to_owned(),
            origin: origin.to_owned(),
        },
        text: document.pretty(),
        cursor: (0, 0),
        begun: now,
        saved: now,
    }
}

/// What documents of new clusters come to in one context.
///
/// # Errors
/// The context is read-only, or its list cannot be read.
pub async fn new_ones(
    session: &Arc<Session>,
    meant: &Meant,
    written: Vec<Written>,
    name: Option<&str>,
) -> Result<Drift, Trouble> {
    let editing = writable(session)?;
    let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
    if let Some(unasked) = fleet.unasked.first() {
        return Err(Trouble::new(Exit::NoAnswer, unasked.clone()));
    }
    let mut schemas = Schemas::default();
    let mut drift = Drift::default();
    for mut written in written {
        let origin = written.origin.clone();
        // An id belongs to one cluster alone.
        written.document = spec::desired::without_foreign(editing, &written.document);
        if let Some(name) = name {
            written.document = with_name(editing, &written.document, name);
        }
        let prospect = not_there_yet(&fleet, session, editing, &written).and_then(|()| {
            let way = spec::Manner {
                way: Way::Create,
                force: false,
            };
            let means = (editing, schemas.of(editing));
            Prospect::of(written, session, means, None, Extent::Whole, way)
        });
        match prospect {
            Ok(prospect) => drift.prospects.push(prospect),
            Err(trouble) => drift.failed.push(Failed { origin, trouble }),
        }
    }
    Ok(drift)
}

fn not_there_yet(
    fleet: &Fleet,
    session: &Session,
    editing: &Editing,
    written: &Written,
) -> Result<(), Trouble> {
    let Some(name) = editing.name_in(&written.document) else {
        return Ok(());
    };
    let mut here = fleet.all().filter(|(of, _)| of.name() == session.name());
    if !here.any(|(_, element)| resolve::is_meant(&element.row, name)) {
        return Ok(());
    }
    let notice = Notice::error(format!("{} is there already", label(session, name)));
    Err(Trouble::new(
        Exit::Failure,
        notice.with_hint("`qd apply -f` changes it"),
    ))
}
