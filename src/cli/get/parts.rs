//! `qd get servers CLUSTER`, `qd get events CLUSTER`: what is read with its cluster.

use std::io::Write;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::output::document::{of_event, of_row};
use crate::cli::output::{Format, Place, columns};
use crate::cli::resolve::{self, Care};
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::resource::KindId;
use crate::resource::kind::{CLUSTERS, EVENTS};

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
        let Some(declared) = session.about().kind(kind) else {
            let title = session.about().title;
            return Err(Trouble::usage(
                format!("{title} has no {kind}"),
                format!("qd describe {name}"),
            ));
        };
        let detail = read(session, CLUSTERS, row).await?;
        let place = Place::of(session);
        let parts = detail.children_of(kind);
        match self.output {
            Format::Table | Format::Wide => {
                let table = if kind == EVENTS {
                    columns::of_events(&place, &detail.events)
                } else {
                    let rows = parts.iter().map(|row| &**row);
                    columns::of_parts(declared, &place, rows, self.output == Format::Wide)
                };
                out.write_all(table.render(surface, "").as_bytes())?;
            }
            Format::Name => {
                let rows: Vec<_> = parts.iter().map(|row| &**row).collect();
                out.write_all(names(&rows).as_bytes())?;
            }
            Format::Json | Format::Yaml => {
                let masking = self.masking(session);
                let objects: Vec<_> = if kind == EVENTS {
                    detail.events.iter().map(of_event).collect()
                } else {
                    parts.iter().map(|row| of_row(declared, row)).collect()
                };
                let documents = objects.iter().map(|object| masking.apply(&object.to_string()));
                self.documents(documents, out)?;
            }
        }
        Ok(Exit::Success)
    }
}
