//! A plan on disk, and whether it still holds.
//!
//! It says what is to be changed (`changes`, for reading), into what (`target`) and from what (`base`), with every
//! secret masked: those of the cluster are put back when it is applied, and a secret that is new cannot be saved.

use std::path::Path as FilePath;
use std::sync::Arc;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cli::contexts::Meant;
use crate::cli::drift::drift::Schemas;
use crate::cli::drift::prospect::label;
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
use crate::spec::{Base, Editing, Extent, Json, Manner, Plan, Way, diff, secret};
use crate::store::private_file;

use super::show::of_change;

/// The number of the format in which plans are written.
const FORMAT: u32 = 1;
/// The most that is read as one plan.
const LIMIT_BYTES: u64 = 256 << 20;
/// Differences named when a plan does not hold any more.
const NAMED: usize = 4;

/// A plan as it is on disk.
#[derive(Debug, Serialize, Deserialize)]
pub struct Saved {
    format: u32,
    plans: Vec<One>,
}

/// The plan of one cluster.
#[derive(Debug, Serialize, Deserialize)]
struct One {
    context: String,
    name: String,
    file: String,
    /// `None`: it is new.
    id: Option<String>,
    base_version: Option<i64>,
    way: Sending,
    force: bool,
    risk: String,
    /// For reading only.
    changes: Vec<Value>,
    /// What it began from; `None` for a new object.
    base: Option<Box<RawValue>>,
    target: Box<RawValue>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sending {
    Create,
    Patch,
    Overwrite,
}

/// Saves what documents come to, for the eyes of its owner alone (0600).
///
/// # Errors
/// A document holds a secret of its own, or the file cannot be written.
pub fn write(file: &FilePath, drift: &Drift) -> Result<(), Trouble> {
    let plans = drift
        .prospects
        .iter()
        .filter_map(|prospect| Some((prospect, prospect.plan()?)));
    let plans = plans
        .map(|(prospect, plan)| One::of(prospect, plan))
        .collect::<Result<_, _>>()?;
    let saved = Saved {
        format: FORMAT,
        plans,
    };
    let failed = |error: &(dyn std::error::Error + 'static)| {
        Trouble::new(Exit::Failure, Notice::failure("save the plan", error, None))
    };
    let text = serde_json::to_string_pretty(&saved).map_err(|error| failed(&error))?;
    private_file::replace(file, &text).map_err(|error| failed(&error))
}

/// Reads a plan.
///
/// # Errors
/// It is none, or of a newer format.
pub fn read(file: &FilePath) -> Result<Saved, Trouble> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let shown = visible(&file.display().to_string()).into_owned();
    let hint = "`qd plan --out` saves one; -f names a file of a desired state";
    let no_plan = |words: String| Trouble::usage(format!("{shown} is no saved plan{words}"), hint);
    let text = private_file::read(file, LIMIT_BYTES)
        .map_err(|error| {
            Trouble::new(
                Exit::Usage,
                Notice::failure(&format!("read {shown}"), &error, None),
            )
        })?
        .ok_or_else(|| Trouble::usage(format!("there is no file {shown}"), hint))?;
    let head: Head = serde_json::from_str(&text).map_err(|_| no_plan(String::new()))?;
    if head.format > FORMAT {
        let text = format!("{shown} was saved by a newer version of this program");
        return Err(Trouble::usage(text, "plan again with this one"));
    }
    serde_json::from_str(&text).map_err(|error| no_plan(format!(": {error}")))
}

impl One {
    fn of(prospect: &Prospect, plan: &Plan) -> Result<Self, Trouble> {
        let editing = prospect.editing;
        let target = masked(editing, &plan.target);
        let nothing = Json::object();
        let before = plan.base.as_ref().map_or(&nothing, |base| &base.document);
        let (restored, lost) = secret::unmask(&target, before, &|path: &[&str]| {
            secret::is_secret(editing.secrets, path)
        });
        if !lost.is_empty() || restored != plan.target {
            let text = format!(
                "{} brings a new secret: a saved plan holds none",
                prospect.label()
            );
            return Err(Trouble::new(
                Exit::Failure,
                Notice::error(text).with_hint("the plan is not saved; `qd apply -f` sends the file itself"),
            ));
        }
        let raw = |document: &Json| {
            RawValue::from_string(document.to_string())
                .map_err(|error| Trouble::new(Exit::Failure, Notice::failure("save the plan", &error, None)))
        };
        let base = plan
            .base
            .as_ref()
            .map(|base| raw(&masked(editing, &base.document)));
        Ok(Self {
            context: prospect.session.name().to_string(),
            name: prospect.name.clone(),
            file: prospect.written.origin.clone(),
            id: plan.request.id.as_deref().map(str::to_owned),
            base_version: plan.base.as_ref().and_then(|base| base.version),
            way: match plan.request.way {
                Way::Create => Sending::Create,
                Way::Patch => Sending::Patch,
                Way::Overwrite => Sending::Overwrite,
            },
            force: plan.request.force,
            risk: plan.risk().word().to_owned(),
            changes: plan.changes.iter().map(of_change).collect(),
            base: base.transpose()?,
            target: raw(&target)?,
        })
    }

    fn manner(&self) -> Manner {
        Manner {
            way: match self.way {
                Sending::Create => Way::Create,
                Sending::Patch => Way::Patch,
                Sending::Overwrite => Way::Overwrite,
            },
            force: self.force,
        }
    }

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

fn masked(editing: &Editing, document: &Json) -> Json {
    secret::mask(document, &|path: &[&str]| {
        secret::is_secret(editing.secrets, path)
    })
}
