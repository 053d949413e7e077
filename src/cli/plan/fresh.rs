//! Whether a saved plan still holds: compared with what is there now.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::cli::contexts::Meant;
use crate::cli::drift::compare::Schemas;
use crate::cli::drift::prospect::{label, masked};
use crate::cli::drift::subject::{Subject, subject};
use crate::cli::drift::{Drift, Failed, Prospect};
use crate::cli::exit::Exit;
use crate::cli::files::Written;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::trouble::Trouble;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Key, Notice};
use crate::session::Session;
use crate::spec::{Base, Editing, Extent, Json, diff};

use super::saved::{One, Saved};

/// Differences named when a plan does not hold any more.
const NAMED: usize = 4;

impl Saved {
    /// Compares the plan with what is there now; what does not hold any more is among the failed.
    pub async fn compare(self, meant: &Meant) -> Drift {
        let creates = self.plans.iter().any(|one| one.id.is_none());
        let fleet = if creates {
            Some(Fleet::ask(meant, CLUSTERS, Keep::Rows).await)
        } else {
            None
        };
        let mut schemas = Schemas::default();
        let mut drift = Drift::default();
        let found = join_all(self.plans.iter().map(|one| async {
            let session = session_of(meant, &one.context)?;
            let editing = session
                .editing(CLUSTERS)
                .map_err(|error| Trouble::read("carry out the plan", &error))?;
            let base = one.fresh_base(session, editing).await?;
            Ok((session, editing, base))
        }));
        for (found, one) in found.await.into_iter().zip(&self.plans) {
            let prospect = found.and_then(|(session, editing, base)| {
                let document: Json = (one.target.get().parse())
                    .map_err(|error: crate::spec::SyntaxError| Trouble::unusable("read the plan", &error))?;
                if let (None, Some(fleet)) = (&base, &fleet)
                    && let Subject::Existing(session, row) = subject(fleet, &document)?
                {
                    let text = format!("the plan is stale: {} is there by now", label(session, &row.name));
                    return Err(Trouble::new(
                        Exit::Failure,
                        Notice::error(text).with_hint("plan again"),
                    ));
                }
                let written = Written::of_yaml(&one.file, document);
                let means = (editing, schemas.of(editing));
                Prospect::of(
                    written,
                    session,
                    means,
                    base.as_ref(),
                    Extent::Whole,
                    one.manner(),
                )
            });
            match prospect {
                Ok(prospect) => drift.prospects.push(prospect),
                Err(trouble) => drift.failed.push(Failed {
                    origin: one.file.clone(),
                    trouble,
                }),
            }
        }
        drift
    }
}

fn session_of<'a>(meant: &'a Meant, context: &str) -> Result<&'a Arc<Session>, Trouble> {
    let sessions = meant.sessions.iter().map(|(session, _)| session);
    let found = sessions.into_iter().find(|session| **session.name() == *context);
    found.ok_or_else(|| {
        Trouble::usage(
            format!(
                "the plan is for the context {}, which is not open",
                visible(context)
            ),
            "`qd get contexts` lists those that are",
        )
    })
}

impl One {
    /// The cluster as it is now, if it is as it was when this was planned.
    async fn fresh_base(
        &self,
        session: &Arc<Session>,
        editing: &Editing,
    ) -> Result<Option<Arc<Base>>, Trouble> {
        let Some(id) = &self.id else { return Ok(None) };
        let key = Key::new(session.name(), CLUSTERS, &id.as_str().into());
        let what = label(session, &self.name);
        let base = session.base(&key).await;
        let base = base.map_err(|error| Trouble::read(&format!("read {what}"), &error))?;
        let mut differences = Vec::new();
        if base.version != self.base_version {
            let word = |version: Option<i64>| version.map_or_else(|| "none".to_owned(), |v| format!("v{v}"));
            differences.push(format!(
                "its version was {}, now it is {}",
                word(self.base_version),
                word(base.version)
            ));
        }
        let then = self
            .base
            .as_ref()
            .and_then(|base| base.get().parse::<Json>().ok());
        let now = masked(editing, &base.document);
        let changes = diff(&then.unwrap_or_else(Json::object), &now);
        differences.extend(
            changes
                .iter()
                .take(NAMED)
                .map(|change| format!("{} changed", change.path)),
        );
        if differences.is_empty() {
            return Ok(Some(Arc::new(base)));
        }
        let text = format!(
            "the plan of {what} is stale: {}",
            visible(&differences.join("; "))
        );
        Err(Trouble::new(
            Exit::Failure,
            Notice::error(text).with_hint("plan again"),
        ))
    }
}
