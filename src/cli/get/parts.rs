//! `qd get servers CLUSTER`, `qd get events CLUSTER`: what is read with its cluster.

use std::io::Write;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::output::document::{of_event, of_row};
use crate::cli::output::{Format, Place, columns};
use crate::cli::resolve::{self, Care};
use crate::cli::surface::{self, Surface};
use crate::cli::trouble::Trouble;
use crate::managers::About;
use crate::resource::kind::{CLUSTERS, EVENTS};
use crate::resource::{KindId, Notice};

use super::kinds::singular;
use super::request::{Get, names, read};

impl Get {
    pub(super) async fn parts(
        &self,
        kind: KindId,
        meant: &Meant,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let Some(name) = &self.name else {
            return Err(Trouble::usage(
                format!("{kind} belong to a cluster: which one?"),
                format!("qd get {kind} CLUSTER; over all clusters it would mean to read each of them"),
            ));
        };
        if kind == EVENTS && self.output == Format::Name {
            return Err(Trouble::usage(
                "events have no names",
                "qd get events CLUSTER -o json",
            ));
        }
        let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
        let (session, row) = resolve::find(&fleet, singular(CLUSTERS), name, Care::Look)?;
        fleet.tell_unasked();
        let declared = session.about().kind(kind);
        // Events need no kind: where none are reported there is nothing to show, which is no mistake.
        if declared.is_none() && kind != EVENTS {
            let title = session.about().title;
            return Err(Trouble::usage(
                format!("{title} has no {kind}"),
                format!("qd describe {name}"),
            ));
        }
        let detail = read(session, CLUSTERS, row).await?;
        if kind == EVENTS
            && let Some(notice) = unfed(session.about())
        {
            surface::tell(&notice);
        }
        let place = Place::of(session);
        let parts = detail.children_of(kind);
        match self.output {
            Format::Table | Format::Wide => {
                let table = match declared {
                    Some(declared) if kind != EVENTS => {
                        let rows = parts.iter().map(|row| &**row);
                        columns::of_parts(declared, &place, rows, self.output == Format::Wide)
                    }
                    _ => columns::of_events(&place, &detail.events),
                };
                out.write_all(table.render(surface, "").as_bytes())?;
            }
            Format::Name => {
                let rows: Vec<_> = parts.iter().map(|row| &**row).collect();
                out.write_all(names(&rows).as_bytes())?;
            }
            Format::Json | Format::Yaml => {
                let masking = self.masking(session);
                let objects: Vec<_> = match declared {
                    Some(declared) if kind != EVENTS => {
                        parts.iter().map(|row| of_row(declared, row)).collect()
                    }
                    _ => detail.events.iter().map(of_event).collect(),
                };
                let documents = objects.iter().map(|object| masking.apply(&object.to_string()));
                self.documents(documents, out)?;
            }
        }
        Ok(Exit::Success)
    }
}

/// Why there is nothing to see of events, if the manager reports none: one process sees one answer.
fn unfed(about: &About) -> Option<Notice> {
    (!about.event_feed).then(|| {
        Notice::info(format!("{} has no event feed", about.title))
            .with_hint("the console, `qd`, observes what changes for as long as it runs")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managers::registry::REGISTRY;

    #[test]
    fn a_manager_without_a_feed_has_its_events_observed_elsewhere() {
        let fed = REGISTRY[0].about;
        assert_eq!(unfed(fed), None);
        let about = About {
            event_feed: false,
            title: "Some Manager",
            ..*fed
        };
        insta::assert_snapshot!(
            unfed(&about).unwrap().line(),
            @"Some Manager has no event feed (the console, `qd`, observes what changes for as long as it runs)"
        );
    }
}
