//! `qd drafts`: what was written and not yet sent, in the console or with `qd edit`.

use std::collections::HashMap;
use std::io::Write;

use chrono::SecondsFormat;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::resource::freshness::elapsed;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Align, Notice};
use crate::spec::{Draft, DraftId, DraftTarget};
use crate::store::Drafts as Store;

use super::contexts::Meant;
use super::edit::desk::{drafts_directory, store_trouble};
use super::exit::Exit;
use super::fleet::{Fleet, Keep};
use super::output::document::text_of;
use super::output::table::Text;
use super::output::{Format, Table};
use super::surface::{Surface, tell};
use super::trouble::Trouble;

/// List what was written and not yet sent, show it, or discard it
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Drafts {
    #[command(subcommand)]
    pub what: Option<OfOne>,
    /// The form of the output
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Format,
}

/// What to do with one draft.
#[derive(Debug, Clone, Subcommand)]
pub enum OfOne {
    /// Print the text of a draft, character by character
    #[command(after_help = "Examples:\n  qd drafts show ID > orders.json; qd plan -f orders.json")]
    Show {
        /// Its name, as `qd drafts` lists it
        id: String,
    },
    /// Delete a draft for good
    #[command(after_help = "Examples:\n  qd drafts discard ID")]
    Discard {
        /// Its name, as `qd drafts` lists it
        id: String,
    },
}

const EXAMPLES: &str = "Examples:
  qd drafts                                name, age, and whether what it began from is still current
  qd drafts show ID
  qd edit --draft ID                       go on with it";

/// What became of what a draft began from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Current,
    Changed,
    Gone,
    /// The draft is of something new.
    None,
    /// Its context is not open, or did not answer.
    NotKnown,
}

impl Base {
    fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::None => "new",
            Self::NotKnown => "not-known",
        }
    }
}

impl Drafts {
    /// Lists, shows or discards.
    ///
    /// # Errors
    /// [`Trouble`] if there is no such draft, or it cannot be used.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let store = Store::in_directory(drafts_directory(meant)?);
        match &self.what {
            None => self.list(&store, meant, surface, out).await,
            Some(OfOne::Show { id }) => {
                let draft = one(&store, id)?;
                writeln!(out, "{}", draft.text)?;
                Ok(Exit::Success)
            }
            Some(OfOne::Discard { id }) => {
                let draft = one(&store, id)?;
                let removed = store.remove(&draft.id);
                removed.map_err(|error| store_trouble("discard the draft", &error))?;
                writeln!(out, "{}: discarded", draft.id)?;
                Ok(Exit::Success)
            }
        }
    }

    async fn list(
        &self,
        store: &Store,
        meant: &Meant,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let (drafts, problems) = store.list();
        for problem in &problems {
            tell(&Notice::failure("read a draft", problem, Some(problem.hint())));
        }
        let bases = if drafts.is_empty() {
            if problems.is_empty() {
                let notice = Notice::info("there are no drafts");
                tell(
                    &notice
                        .with_hint("`qd edit CLUSTER` leaves one where it is not sent; so does the console"),
                );
            }
            HashMap::new()
        } else {
            bases(&drafts, meant).await
        };
        let rows = drafts.iter().map(|draft| {
            let base = bases.get(&draft.id).copied().unwrap_or(Base::NotKnown);
            (draft, base)
        });
        match self.output {
            Format::Table | Format::Wide => {
                out.write_all(table(rows, store).render(surface, "").as_bytes())?;
            }
            Format::Name => {
                for (draft, _) in rows {
                    writeln!(out, "{}", draft.id)?;
                }
            }
            Format::Json | Format::Yaml => {
                let all: Value = rows.map(|(draft, base)| of(draft, base, store)).collect();
                out.write_all(text_of(&all, self.output)?.as_bytes())?;
            }
        }
        Ok(if problems.is_empty() {
            Exit::Success
        } else {
            Exit::Failure
        })
    }
}

fn one(store: &Store, id: &str) -> Result<Draft, Trouble> {
    let none = || {
        let notice = Notice::error(format!("there is no draft {}", visible(id)));
        Trouble::new(Exit::NotFound, notice.with_hint("`qd drafts` lists them"))
    };
    let id: DraftId = id.parse().map_err(|_| none())?;
    let draft = store
        .load(&id)
        .map_err(|error| store_trouble("read the draft", &error))?;
    draft.ok_or_else(none)
}

/// What became of what each draft began from: one list for each context.
async fn bases(drafts: &[Draft], meant: &Meant) -> HashMap<DraftId, Base> {
    let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
    let answered = |context: &str| {
        fleet
            .answers
            .iter()
            .any(|answer| **answer.session.name() == *context)
    };
    let base_of = |draft: &Draft| match &draft.target {
        DraftTarget::New { .. } => Base::None,
        DraftTarget::Existing { id, base_version, .. } => {
            let mut all = fleet
                .all()
                .filter(|(session, _)| *session.name() == draft.context);
            match all.find(|(_, element)| element.row.id == *id) {
                Some((_, element)) if element.row.version == *base_version => Base::Current,
                Some(_) => Base::Changed,
                None if answered(&draft.context) => Base::Gone,
                None => Base::NotKnown,
            }
        }
    };
    drafts
        .iter()
        .map(|draft| (draft.id.clone(), base_of(draft)))
        .collect()
}

fn table<'a>(rows: impl Iterator<Item = (&'a Draft, Base)>, store: &Store) -> Table {
    let titles = ["ID", "NAME", "CONTEXT", "BEGAN FROM", "THAT IS", "SAVED", "OPEN"];
    let mut table = Table::new(titles.map(|title| (title, Align::Left)));
    let now = chrono::Utc::now();
    for (draft, base) in rows {
        let age = (now - draft.saved).to_std().unwrap_or_default();
        let cells = [
            draft.id.to_string(),
            visible(draft.name()).into_owned(),
            visible(&draft.context).into_owned(),
            began_from(draft),
            base.word().to_owned(),
            format!("{} ago", elapsed(age)),
            if store.is_open_elsewhere(&draft.id) {
                "elsewhere"
            } else {
                "-"
            }
            .to_owned(),
        ];
        table.push(cells.into_iter().map(Text::plain).collect());
    }
    table
}

fn began_from(draft: &Draft) -> String {
    match &draft.target {
        DraftTarget::Existing { base_version, .. } => {
            base_version.map_or_else(|| "-".to_owned(), |version| format!("v{version}"))
        }
        DraftTarget::New { origin, .. } => visible(origin).into_owned(),
    }
}

fn of(draft: &Draft, base: Base, store: &Store) -> Value {
    let (id, version, origin) = match &draft.target {
        DraftTarget::Existing { id, base_version, .. } => (Some(&**id), *base_version, None),
        DraftTarget::New { origin, .. } => (None, None, Some(origin.as_str())),
    };
    json!({
        "draft": draft.id.as_str(),
        "name": draft.name(),
        "context": &*draft.context,
        "id": id,
        "baseVersion": version,
        "origin": origin,
        "base": base.word(),
        "begun": draft.begun.to_rfc3339_opts(SecondsFormat::Secs, true),
        "saved": draft.saved.to_rfc3339_opts(SecondsFormat::Secs, true),
        "openElsewhere": store.is_open_elsewhere(&draft.id),
    })
}
