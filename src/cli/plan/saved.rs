//! A plan on disk.
//!
//! It says what is to be changed (`changes`, for reading), into what (`target`) and from what (`base`), with every
//! secret masked: those of the cluster are put back when it is applied, and a secret that is new cannot be saved.

use std::path::Path as FilePath;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cli::drift::prospect::masked;
use crate::cli::drift::{Drift, Prospect};
use crate::cli::exit::Exit;
use crate::cli::trouble::Trouble;
use crate::resource::Notice;
use crate::resource::text::visible;
use crate::spec::{Json, Manner, Plan, Way, secret};
use crate::store::private_file;

use super::show::of_change;

/// The number of the format in which plans are written.
const FORMAT: u32 = 1;
/// The most that is read as one plan.
const LIMIT_BYTES: u64 = 256 << 20;

/// A plan as it is on disk.
#[derive(Debug, Serialize, Deserialize)]
pub struct Saved {
    format: u32,
    pub(super) plans: Vec<One>,
}

/// The plan of one cluster.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct One {
    pub(super) context: String,
    pub(super) name: String,
    pub(super) file: String,
    /// `None`: it is new.
    pub(super) id: Option<String>,
    pub(super) base_version: Option<i64>,
    way: Sending,
    force: bool,
    risk: String,
    /// For reading only.
    changes: Vec<Value>,
    /// What it began from; `None` for a new object.
    pub(super) base: Option<Box<RawValue>>,
    pub(super) target: Box<RawValue>,
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

    pub(super) fn manner(&self) -> Manner {
        Manner {
            way: match self.way {
                Sending::Create => Way::Create,
                Sending::Patch => Way::Patch,
                Sending::Overwrite => Way::Overwrite,
            },
            force: self.force,
        }
    }
}
