//! The arguments of `qd edit`, and from a name or a draft to what is to be edited.

use std::io::Write;
use std::sync::Arc;

use clap::Args;

use crate::cli::apply::Verb;
use crate::cli::change::Manner;
use crate::cli::contexts::Meant;
use crate::cli::drift::prospect::masked;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::get::singular;
use crate::cli::resolve::{self, Care};
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Key, Notice};
use crate::session::Session;
use crate::spec::{self, Base, Draft, DraftId, DraftTarget, Editing, Json, Way, three_way};

use super::course::Course;
use super::desk::{Desk, store_trouble};

/// Edit a cluster's configuration with $VISUAL or $EDITOR
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
#[group(id = "edited", args = ["name", "draft"], required = true)]
pub struct Edit {
    /// The cluster, by name or id
    #[arg(value_name = "CLUSTER", conflicts_with = "draft")]
    pub name: Option<String>,
    /// Go on with a draft; `qd drafts` lists them
    #[arg(long, value_name = "ID")]
    pub draft: Option<String>,
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
  qd edit orders                           edit, check, dry run, ask, send
  EDITOR='code --wait' qd edit orders --wait
  qd edit --draft ID                       go on with what was kept

Secrets are masked; where the mask stays, the secret stays. What was written is kept as a draft
until what runs is what was asked for.";

impl Edit {
    /// Edits until it is sent, given up, or kept.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent; what was written is kept.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let desk = Desk::of_user(meant, surface)?;
        let way = spec::Manner {
            way: if self.overwrite {
                Way::Overwrite
            } else {
                Way::Patch
            },
            force: self.hard,
        };
        match (&self.draft, &self.name) {
            (Some(id), _) => {
                let draft = kept(&desk, id)?;
                let session = session_of(meant, &draft)?;
                match draft.target.clone() {
                    DraftTarget::Existing { id, base, .. } => {
                        let key = Key::new(session.name(), CLUSTERS, &id);
                        let subject = Subject::read(session, key).await?;
                        let (masked, draft) = (subject.masked(), rebased(draft, &base, &subject)?);
                        subject
                            .course(&desk, draft, &masked, way, &self.manner)
                            .run(surface, out)
                            .await
                    }
                    DraftTarget::New { .. } => {
                        let course = new_course(&desk, session, draft, &self.manner)?;
                        course.run(surface, out).await
                    }
                }
            }
            (None, name) => {
                let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
                let name = name.as_deref().unwrap_or_default();
                let (session, row) = resolve::find(&fleet, singular(CLUSTERS), name, Care::Change)?;
                let subject = Subject::read(session, Key::new(session.name(), CLUSTERS, &row.id)).await?;
                let masked = subject.masked();
                let draft = subject.draft(&masked);
                subject
                    .course(&desk, draft, &masked, way, &self.manner)
                    .run(surface, out)
                    .await
            }
        }
    }
}

/// A cluster that is there, read to be edited.
struct Subject<'a> {
    session: &'a Arc<Session>,
    editing: &'static Editing,
    base: Arc<Base>,
}

impl<'a> Subject<'a> {
    async fn read(session: &'a Arc<Session>, key: Key) -> Result<Self, Trouble> {
        let editing = writable(session)?;
        let base = session.base(&key).await;
        let base = base.map_err(|error| Trouble::read("read it for editing", &error))?;
        if let Some(busy) = &base.busy {
            tell(&Notice::warning(format!(
                "{} takes no change at the moment: {}",
                visible(&base.name),
                visible(busy)
            )));
        }
        Ok(Self {
            session,
            editing,
            base: Arc::new(base),
        })
    }

    fn masked(&self) -> String {
        masked(self.editing, &self.base.document).pretty()
    }

    fn draft(&self, masked: &str) -> Draft {
        let key = &self.base.key;
        let now = self.session.now();
        Draft {
            id: DraftId::of_existing(&key.context, key.kind, &key.id, self.base.version),
            context: Arc::clone(&key.context),
            kind: key.kind.0.to_owned(),
            target: DraftTarget::Existing {
                id: Arc::clone(&key.id),
                name: self.base.name.to_string(),
                base_version: self.base.version,
                base: masked.to_owned(),
            },
            text: masked.to_owned(),
            cursor: (0, 0),
            begun: now,
            saved: now,
        }
    }

    fn course(
        self,
        desk: &'a Desk,
        draft: Draft,
        masked: &str,
        way: spec::Manner,
        manner: &'a Manner,
    ) -> Course<'a> {
        Course {
            desk,
            session: self.session,
            editing: self.editing,
            base: Some(self.base),
            verb: Verb::EDIT,
            way,
            manner,
            draft,
            untouched: masked.to_owned(),
        }
    }
}

/// The course of a cluster that is still to be made.
///
/// # Errors
/// Nothing can be created in the context.
pub fn new_course<'a>(
    desk: &'a Desk,
    session: &'a Arc<Session>,
    draft: Draft,
    manner: &'a Manner,
) -> Result<Course<'a>, Trouble> {
    Ok(Course {
        desk,
        session,
        editing: writable(session)?,
        base: None,
        verb: Verb::CREATE,
        way: spec::Manner {
            way: Way::Create,
            force: false,
        },
        manner,
        draft,
        // A template that is not touched is a document, too.
        untouched: String::new(),
    })
}

/// What may be edited in a context.
///
/// # Errors
/// It is read-only, or its manager lets nothing be edited.
pub fn writable(session: &Session) -> Result<&'static Editing, Trouble> {
    if let Some(notice) = session.read_only() {
        return Err(Trouble::new(Exit::NotConfirmed, notice));
    }
    let editing = session.editing(CLUSTERS);
    editing.map_err(|error| Trouble::read("edit it", &error))
}

fn kept(desk: &Desk, id: &str) -> Result<Draft, Trouble> {
    let none = || {
        let notice = Notice::error(format!("there is no draft {}", visible(id)));
        Trouble::new(Exit::NotFound, notice.with_hint("`qd drafts` lists them"))
    };
    let id: DraftId = id.parse().map_err(|_| none())?;
    let draft = desk.drafts.load(&id);
    draft
        .map_err(|error| store_trouble("read the draft", &error))?
        .ok_or_else(none)
}

fn session_of<'a>(meant: &'a Meant, draft: &Draft) -> Result<&'a Arc<Session>, Trouble> {
    let sessions = meant.sessions.iter().map(|(session, _)| session);
    let found = sessions
        .into_iter()
        .find(|session| *session.name() == draft.context);
    found.ok_or_else(|| {
        let text = format!(
            "the draft is for the context {}, which is not open",
            visible(&draft.context)
        );
        Trouble::usage(text, "`qd get contexts` lists those that are")
    })
}

/// The draft for what is there now: where that changed since, both are merged if nothing contradicts.
fn rebased(draft: Draft, base: &str, subject: &Subject<'_>) -> Result<Draft, Trouble> {
    let DraftTarget::Existing { base_version, .. } = &draft.target else {
        return Ok(draft);
    };
    if *base_version == subject.base.version {
        return Ok(draft);
    }
    let fresh = subject.draft(&subject.masked());
    let now = masked(subject.editing, &subject.base.document);
    let (Ok(base), Ok(mine)) = (base.parse::<Json>(), draft.text.parse::<Json>()) else {
        let text = format!(
            "{} changed since, and the draft is no document: it is shown as it is",
            visible(draft.name())
        );
        tell(&Notice::warning(text));
        return Ok(draft);
    };
    let merged = three_way::merge(&base, &mine, &now);
    if !merged.conflicts.is_empty() {
        let paths: Vec<_> = merged
            .conflicts
            .iter()
            .map(|conflict| conflict.path.to_string())
            .collect();
        let text = format!(
            "{} changed since, also where the draft changes it: {}",
            visible(draft.name()),
            visible(&paths.join(", "))
        );
        let notice =
            Notice::error(text).with_hint("the console merges them, place by place; the draft is kept");
        return Err(Trouble::new(Exit::Failure, notice));
    }
    tell(&Notice::info(format!(
        "{} changed since; the draft is on top of that now",
        visible(draft.name())
    )));
    Ok(Draft {
        // Under its old name: one draft, not two.
        id: draft.id,
        begun: draft.begun,
        text: merged.document.pretty(),
        ..fresh
    })
}
