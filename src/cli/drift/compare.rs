//! Every document read against its cluster: one list for each context, then only the clusters that are named,
//! several at once.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::join_all;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::files::Written;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::trouble::Trouble;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Key, Notice, Row};
use crate::session::Session;
use crate::spec::{Editing, Extent, Manner, Schema, Way};

use super::prospect::{Prospect, label};
use super::subject::{Subject, only_session, subject};

/// What documents come to, in their order.
#[derive(Debug, Default)]
pub struct Drift {
    pub prospects: Vec<Prospect>,
    pub failed: Vec<Failed>,
}

/// A document that cannot be compared.
#[derive(Debug)]
pub struct Failed {
    pub origin: String,
    pub trouble: Trouble,
}

/// How documents are compared.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub extent: Extent,
    pub manner: Manner,
    /// Whether a document of something that is not there makes it.
    pub create: bool,
}

/// The schemas of the managers, each read once.
#[derive(Debug, Default)]
pub struct Schemas(HashMap<&'static str, Schema>);

impl Schemas {
    pub fn of(&mut self, editing: &'static Editing) -> &Schema {
        self.0
            .entry(editing.schema)
            .or_insert_with(|| Schema::read(editing.schema))
    }
}

/// A document with what it is about.
struct Aimed<'a> {
    written: Written,
    session: &'a Arc<Session>,
    editing: &'static Editing,
    /// `None`: it is new.
    row: Option<&'a Row>,
}

impl Drift {
    /// Reads what the documents are about, and judges each.
    pub async fn of(written: Vec<Written>, meant: &Meant, terms: Terms) -> Self {
        let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
        let mut drift = Self::default();
        let mut aimed: Vec<Aimed<'_>> = Vec::new();
        for written in written {
            let origin = written.origin.clone();
            let found = aim(written, &fleet, meant, terms).and_then(|found| match twin(&aimed, &found) {
                Some(other) => Err(Trouble::usage(
                    format!("{other} is about the same cluster"),
                    "one document for each cluster",
                )),
                None => Ok(found),
            });
            match found {
                Ok(found) => aimed.push(found),
                Err(trouble) => drift.fail(&origin, trouble),
            }
        }
        let bases = join_all(aimed.iter().map(|aimed| async move {
            match aimed.row {
                Some(row) => {
                    let key = Key::new(aimed.session.name(), CLUSTERS, &row.id);
                    aimed.session.base(&key).await.map(|base| Some(Arc::new(base)))
                }
                None => Ok(None),
            }
        }));
        let mut schemas = Schemas::default();
        for (base, aimed) in bases.await.into_iter().zip(aimed) {
            let origin = aimed.written.origin.clone();
            let what = aimed
                .row
                .map_or_else(String::new, |row| label(aimed.session, &row.name));
            let manner = match aimed.row {
                Some(_) => terms.manner,
                None => Manner {
                    way: Way::Create,
                    ..terms.manner
                },
            };
            let prospect = base
                .map_err(|error| Trouble::read(&format!("read {what}"), &error))
                .and_then(|base| {
                    let means = (aimed.editing, schemas.of(aimed.editing));
                    Prospect::of(
                        aimed.written,
                        aimed.session,
                        means,
                        base.as_ref(),
                        terms.extent,
                        manner,
                    )
                });
            match prospect {
                Ok(prospect) => drift.prospects.push(prospect),
                Err(trouble) => drift.fail(&origin, trouble),
            }
        }
        drift
    }

    fn fail(&mut self, origin: &str, trouble: Trouble) {
        self.failed.push(Failed {
            origin: origin.to_owned(),
            trouble,
        });
    }
}

impl Failed {
    /// What is wrong, with the name of the file in front unless it is there already.
    pub fn trouble(&self) -> Trouble {
        let mut trouble = self.trouble.clone();
        if let Some(notice) = &mut trouble.notice
            && !notice.text.starts_with(&self.origin)
        {
            notice.text = format!("{}: {}", self.origin, notice.text);
        }
        trouble
    }

    /// The same in one text.
    pub fn words(&self) -> String {
        let trouble = self.trouble();
        let notice = trouble.notice.as_ref().map(Notice::line);
        trouble
            .lines
            .into_iter()
            .chain(notice)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn aim<'a>(written: Written, fleet: &'a Fleet, meant: &'a Meant, terms: Terms) -> Result<Aimed<'a>, Trouble> {
    let (session, row) = match subject(fleet, &written.document)? {
        Subject::Existing(session, row) => (session, Some(row)),
        Subject::New(_) if terms.create => (only_session(meant)?, None),
        Subject::New(name) => {
            let near = fleet.all().map(|(_, element)| &*element.row.name);
            let near = crate::cli::resolve::near(near, &name);
            let mut hint = "--create makes it".to_owned();
            if let Some(near) = near.first() {
                hint = format!("did you mean {near}? {hint}");
            }
            let text = format!("no cluster is called {}", crate::resource::text::visible(&name));
            return Err(Trouble::new(Exit::NotFound, Notice::error(text).with_hint(hint)));
        }
    };
    let editing = session
        .editing(CLUSTERS)
        .map_err(|error| Trouble::read("compare it", &error))?;
    if !editing.ways.contains(&terms.manner.way) {
        let title = session.about().title;
        let text = format!("{title} does not take {}", terms.manner.way.word());
        return Err(Trouble::usage(text, "nothing was sent"));
    }
    Ok(Aimed {
        written,
        session,
        editing,
        row,
    })
}

/// The document before this one that is about the same cluster.
fn twin(aimed: &[Aimed<'_>], found: &Aimed<'_>) -> Option<String> {
    let is_same = |other: &&Aimed<'_>| match (other.row, found.row) {
        (Some(one), Some(other_row)) => {
            other.session.name() == found.session.name() && one.id == other_row.id
        }
        (None, None) => {
            found.editing.name_in(&other.written.document) == found.editing.name_in(&found.written.document)
        }
        _ => false,
    };
    aimed
        .iter()
        .find(is_same)
        .map(|other| other.written.origin.clone())
}
