//! The arguments of `qd get`; lists, and single objects, in any form.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;

use clap::Args;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::output::document::{Masking, to_yaml, write_array};
use crate::cli::output::{Format, Place, columns};
use crate::cli::resolve::{self, Care};
use crate::cli::surface::{self, Surface};
use crate::cli::trouble::Trouble;
use crate::resource::kind::EVENTS;
use crate::resource::text::visible;
use crate::resource::{Detail, KindId, Notice, Row};
use crate::session::{Priority, Session};

use super::kinds::{Wanted, declared, is_listed, is_per_cluster, kinds, require, singular};

/// List objects, or show one
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Get {
    /// What to list; parts of a cluster (servers, events) are listed for one cluster
    #[arg(value_name = "KIND", value_parser = kinds())]
    pub kind: Wanted,
    /// Only this object, by its name or id; of what is listed for each cluster: that cluster
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// No more than the first so many of each context
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// The form of the output
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Format,
    /// Print passwords and the like in documents as they are
    #[arg(long)]
    pub show_secrets: bool,
}

const EXAMPLES: &str = "Examples:
  qd get clusters                          of all contexts; exit code 7 if one fails
  qd get clusters -c prod -o wide
  qd get clusters --limit 100              no more is read, and how many there are is said
  qd get cluster analytics -o json         the manager's own document, secrets masked
  qd get servers analytics
  qd get events analytics -o json | jq '.[] | select(.level == \"ERROR\")'
  qd get clusters -o name | xargs -I{} qd describe {}";

impl Get {
    /// Lists what is wanted.
    ///
    /// # Errors
    /// [`Trouble`] if nothing can be shown; of several contexts, some may fail ([`Exit::Partial`]).
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        match self.kind {
            Wanted::Contexts => self.contexts(meant, surface, out),
            Wanted::Kind(kind) => {
                require(kind, meant, |_| true)?;
                match &self.name {
                    _ if kind == EVENTS || !is_listed(kind, meant) => {
                        self.parts(kind, meant, surface, out).await
                    }
                    Some(name) => {
                        if is_per_cluster(kind, meant)
                            && let Some(done) = self.of_cluster(kind, name, meant, surface, out).await
                        {
                            return done;
                        }
                        self.one(kind, name, meant, surface, out).await
                    }
                    None => self.list(kind, meant, surface, out).await,
                }
            }
        }
    }

    /// How many are wanted, the first ones.
    pub(super) fn limit(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }

    async fn list(
        &self,
        kind: KindId,
        meant: &Meant,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let keep = match self.output {
            Format::Json | Format::Yaml => Keep::Documents,
            Format::Table | Format::Wide | Format::Name => Keep::Rows,
        };
        let fleet = Fleet::ask_first(meant, kind, keep, self.limit()).await;
        fleet.tell_unasked();
        if let Some(notice) = fleet.left_out(kind) {
            surface::tell(&notice);
        }
        if fleet.exit() == Exit::NoAnswer {
            return Ok(Exit::NoAnswer);
        }
        match self.output {
            Format::Table | Format::Wide => {
                let rows = fleet
                    .all()
                    .map(|(session, element)| (&**session, &element.row))
                    .collect();
                self.table(kind, rows, surface, out)?;
            }
            Format::Name => {
                let rows: Vec<_> = fleet.all().map(|(_, element)| &element.row).collect();
                out.write_all(names(&rows).as_bytes())?;
            }
            Format::Json | Format::Yaml => {
                let documents = fleet.answers.iter().flat_map(|answer| {
                    let masking = self.masking(&answer.session);
                    let elements = answer.elements.iter();
                    elements.map(move |element| masking.apply(&element.raw))
                });
                self.documents(documents, out)?;
            }
        }
        Ok(fleet.exit())
    }

    async fn one(
        &self,
        kind: KindId,
        name: &str,
        meant: &Meant,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let fleet = Fleet::ask_for(meant, kind, &[name]).await;
        let (session, row) = resolve::find(&fleet, singular(kind), name, Care::Look)?;
        fleet.tell_unasked();
        match self.output {
            Format::Table | Format::Wide => self.table(kind, vec![(session, row)], surface, out)?,
            Format::Name => out.write_all(names(&[row]).as_bytes())?,
            Format::Json | Format::Yaml => {
                let detail = read(session, kind, row).await?;
                let document = self.masking(session).apply(&detail.document);
                if self.output == Format::Yaml {
                    out.write_all(yaml(&document)?.as_bytes())?;
                } else {
                    out.write_all(document.as_bytes())?;
                    if !document.ends_with('\n') {
                        out.write_all(b"\n")?;
                    }
                }
            }
        }
        Ok(Exit::Success)
    }

    fn table(
        &self,
        kind: KindId,
        rows: Vec<(&Session, &Row)>,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<(), Trouble> {
        // The columns of a kind are those of the first manager that has it.
        let Some(declared) = rows
            .iter()
            .find_map(|(session, _)| session.about().kind(kind))
            .or_else(|| declared().find(|declared| declared.id == kind))
        else {
            return Ok(());
        };
        let mut places: HashMap<&str, Place> = HashMap::new();
        for (session, _) in &rows {
            places.entry(session.name()).or_insert_with(|| Place::of(session));
        }
        // Another manager's rows go by the names of its columns.
        let fitted: Vec<(&Session, Cow<'_, Row>)> = rows
            .iter()
            .map(|(session, row)| match session.about().kind(kind) {
                Some(own) if !own.has_columns(declared.columns) => {
                    (*session, Cow::Owned(row.under(own.columns, declared.columns)))
                }
                _ => (*session, Cow::Borrowed(*row)),
            })
            .collect();
        let placed = fitted
            .iter()
            .filter_map(|(session, row)| Some((places.get(&**session.name())?, &**row)));
        let table = columns::of_list(declared, placed, self.output == Format::Wide);
        Ok(out.write_all(table.render(surface, "").as_bytes())?)
    }

    pub(super) fn documents(
        &self,
        documents: impl Iterator<Item = impl AsRef<str>>,
        out: &mut impl Write,
    ) -> Result<(), Trouble> {
        if self.output == Format::Json {
            return Ok(write_array(out, documents)?);
        }
        let mut array = Vec::new();
        write_array(&mut array, documents)?;
        Ok(out.write_all(yaml(&String::from_utf8_lossy(&array))?.as_bytes())?)
    }

    pub(super) fn masking(&self, session: &Session) -> Masking {
        if self.show_secrets {
            Masking::AsSent
        } else {
            Masking::Redacted(session.about().redactor())
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least 1 must be wanted".into()),
        Ok(limit) => Ok(limit),
        Err(_) => Err("it is no number".into()),
    }
}

/// Reads one object of a list in full.
///
/// # Errors
/// [`Trouble::read`].
pub async fn read(session: &Session, kind: KindId, row: &Row) -> Result<Detail, Trouble> {
    let read = session.read(kind, &row.id, Priority::UserRead).await;
    read.map_err(|error| Trouble::read(&format!("read {}", visible(&row.name)), &error))
}

/// A JSON document as YAML.
///
/// # Errors
/// The document is no JSON, or cannot be said in YAML.
pub(super) fn yaml(document: &str) -> Result<String, Trouble> {
    to_yaml(document).map_err(|why| {
        let notice = Notice::error(format!("the document cannot be written as YAML: {why}"));
        Trouble::new(Exit::NoAnswer, notice.with_hint("-o json prints it as it is"))
    })
}

/// One line for each: its name, or its id where the name is not unique or is of no use in a line.
pub(super) fn names(rows: &[&Row]) -> String {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        *count.entry(&row.name).or_default() += 1;
    }
    let is_usable = |name: &str| {
        count.get(name) == Some(&1) && !name.is_empty() && !name.contains(|c: char| c.is_control())
    };
    rows.iter()
        .map(|row| if is_usable(&row.name) { &row.name } else { &row.id })
        .map(|name| format!("{}\n", visible(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{State, StateClass};

    fn row(name: &str, id: &str) -> Row {
        Row {
            id: id.into(),
            name: name.into(),
            state: State::new("", StateClass::Neutral),
            progress: None,
            version: None,
            cells: Box::default(),
        }
    }

    #[test]
    fn names_can_be_fed_back_so_one_that_two_objects_have_gives_ids() {
        let rows = [
            row("orders", "1"),
            row("billing", "2"),
            row("orders", "3"),
            row("two\nlines", "4"),
        ];
        let rows: Vec<_> = rows.iter().collect();
        assert_eq!(names(&rows), "1\nbilling\n3\n4\n");
    }
}
