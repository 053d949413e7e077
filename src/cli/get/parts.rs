//! `qd get servers CLUSTER`, `qd get events CLUSTER`: what is part of a cluster, read with it or listed alone.

use std::io::Write;
use std::sync::Arc;

use serde_json::Value;

use crate::cli::contexts::Meant;
use crate::cli::events::newest;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, cut_words, limited};
use crate::cli::output::document::{of_event, of_row};
use crate::cli::output::{Format, Place, columns};
use crate::cli::resolve::{self, Care};
use crate::cli::surface::{self, Surface};
use crate::cli::trouble::Trouble;
use crate::managers::{About, EventLog};
use crate::resource::kind::{CLUSTERS, EVENTS};
use crate::resource::text::{grouped, visible};
use crate::resource::{Kind, KindId, Notice, Row};
use crate::session::{Priority, Session};

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
        let fleet = Fleet::ask_for(meant, CLUSTERS, &[name]).await;
        let (session, row) = resolve::find(&fleet, singular(CLUSTERS), name, Care::Look)?;
        fleet.tell_unasked();
        self.parts_of(kind, session, row, surface, out).await
    }

    /// The same of a kind that is listed as a whole too; `None` if no cluster is called `name`, which may be that of an
    /// object then.
    pub(super) async fn of_cluster(
        &self,
        kind: KindId,
        name: &str,
        meant: &Meant,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Option<Result<Exit, Trouble>> {
        let fleet = Fleet::ask_for(meant, CLUSTERS, &[name]).await;
        match resolve::find(&fleet, singular(CLUSTERS), name, Care::Look) {
            Ok((session, row)) => {
                let declared = session.about().kind(kind);
                // Of another manager it may be listed as a whole only.
                if !declared.is_some_and(Kind::is_per_cluster) {
                    return None;
                }
                Some(self.parts_of(kind, session, row, surface, out).await)
            }
            Err(trouble) if matches!(trouble.exit, Exit::NotFound | Exit::NoAnswer) => None,
            Err(trouble) => Some(Err(trouble)),
        }
    }

    async fn parts_of(
        &self,
        kind: KindId,
        session: &Session,
        row: &Row,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let name = visible(&row.name);
        let declared = session.about().kind(kind);
        // Events need no kind: where none are reported there is nothing to show, which is no mistake.
        if declared.is_none() && kind != EVENTS {
            let title = session.about().title;
            return Err(Trouble::usage(
                format!("{title} has no {kind}"),
                format!("qd describe {name}"),
            ));
        }
        if let Some(declared) = declared
            && declared.is_per_cluster()
        {
            let parts = session
                .parts(kind, &row.id, self.limit(), Priority::UserRead)
                .await;
            let attempt = format!("list the {kind} of {name}");
            let parts = parts.map_err(|error| Trouble::read(&attempt, &error))?;
            let total = parts.total.unwrap_or(parts.rows.len() as u64);
            return self.rows(session, declared, (&parts.rows, total), surface, out);
        }
        let mut detail = read(session, CLUSTERS, row).await?;
        if let Some(declared) = declared
            && kind != EVENTS
        {
            let parts = detail.children_of(kind);
            return self.rows(session, declared, (parts, parts.len() as u64), surface, out);
        }
        let wanted = self.limit.unwrap_or(EventLog::AT_FIRST);
        if let Some(listing) = newest(session, CLUSTERS, &row.id, wanted).await? {
            if listing.has_older() {
                let (read, total) = (grouped(listing.read), grouped(listing.total));
                let notice = Notice::info(format!("the newest {read} of {total}"));
                surface::tell(&notice.with_hint("`qd events` shows more, and follows them"));
            }
            let older = listing.events.len().saturating_sub(wanted);
            let newest = listing.events.into_iter().skip(older);
            detail.events = newest.map(Arc::unwrap_or_clone).collect();
        } else if let Some(notice) = unfed(session.about()) {
            surface::tell(&notice);
        }
        match self.output {
            // That they have no names was said before.
            Format::Table | Format::Wide | Format::Name => {
                let table = columns::of_events(&Place::of(session), &detail.events);
                out.write_all(table.render(surface, "").as_bytes())?;
            }
            Format::Json | Format::Yaml => self.objects(session, detail.events.iter().map(of_event), out)?,
        }
        Ok(Exit::Success)
    }

    /// Shows a cluster's parts of one kind, of which there are so many.
    fn rows(
        &self,
        session: &Session,
        kind: &Kind,
        (parts, total): (&[Arc<Row>], u64),
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let shown = parts.len().min(self.limit());
        if let Some(words) = cut_words(shown, total, kind.id.0) {
            surface::tell(&limited(&words));
        }
        let rows = parts.iter().take(shown).map(|row| &**row);
        match self.output {
            Format::Table | Format::Wide => {
                let is_wide = self.output == Format::Wide;
                let table = columns::of_parts(kind, &Place::of(session), rows, is_wide);
                out.write_all(table.render(surface, "").as_bytes())?;
            }
            Format::Name => out.write_all(names(&rows.collect::<Vec<_>>()).as_bytes())?,
            Format::Json | Format::Yaml => self.objects(session, rows.map(|row| of_row(kind, row)), out)?,
        }
        Ok(Exit::Success)
    }

    fn objects(
        &self,
        session: &Session,
        objects: impl Iterator<Item = Value>,
        out: &mut impl Write,
    ) -> Result<(), Trouble> {
        let masking = self.masking(session);
        self.documents(objects.map(|object| masking.apply(&object.to_string())), out)
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
            event_log: None,
            title: "Some Manager",
            ..*fed
        };
        insta::assert_snapshot!(
            unfed(&about).unwrap().line(),
            @"Some Manager has no event feed (the console, `qd`, observes what changes for as long as it runs)"
        );
    }
}
