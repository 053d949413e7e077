//! From an edited document to the request that changes what runs into it, and what that does.

use std::sync::Arc;

use crate::resource::action::RESTORE;
use crate::resource::proof::Proof;
use crate::resource::{ActionId, Id, Protection};

use super::base::{Base, Edit};
use super::diff::{Change, diff};
use super::editing::Editing;
use super::json::{Json, Object};
use super::merge_patch::{self, Order, Unsayable};
use super::request::{SpecRequest, Way};
use super::risk::{Assessment, Risk, Sides};
use super::secret;

/// What is to be sent, and what it does. It holds for its base alone: another version, another plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub base: Option<Arc<Base>>,
    /// The document that must run in the end, with its secrets.
    pub target: Json,
    /// Without the values of secrets.
    pub changes: Vec<Planned>,
    pub request: SpecRequest,
    /// The name of a new object.
    name: Box<str>,
}

/// One change of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub change: Change,
    pub assessment: Assessment,
}

/// How a plan is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    pub way: Way,
    pub force: bool,
}

/// Why no plan can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPlan {
    /// What is asked for is what is there.
    #[error("no change: what is asked for is what is there")]
    NoChange,
    /// The elements of a `{name, …}` array stand in another order: it is what is there, too.
    #[error("only the order of a list differs, which is no change")]
    OnlyOrder,
    #[error(transparent)]
    Unsayable(#[from] Unsayable),
}

impl NoPlan {
    /// Whether what is asked for is there already.
    pub fn is_there_already(&self) -> bool {
        match self {
            Self::NoChange | Self::OnlyOrder => true,
            Self::Unsayable(_) => false,
        }
    }
}

impl Plan {
    /// A plan that changes `base` into `target`.
    ///
    /// What a patch does not say is not in the plan: lists of which only the order differs stay as they are.
    ///
    /// # Errors
    /// [`NoPlan`] if nothing is to be sent, or no patch can say it.
    pub fn edit(editing: &Editing, base: &Arc<Base>, target: &Json, manner: Manner) -> Result<Self, NoPlan> {
        let target = merge_patch::strip_nulls(target);
        let patch = merge_patch::diff(&base.document, &target, Order::IgnoredIfNamed);
        let (body, target) = match (patch, manner.way) {
            (Ok(None), _) if diff(&base.document, &target).is_empty() => return Err(NoPlan::NoChange),
            (Ok(None), _) => return Err(NoPlan::OnlyOrder),
            (Err(unsayable), Way::Patch) => return Err(unsayable.into()),
            (Ok(Some(patch)), Way::Patch) => {
                let target = merge_patch::apply(&merge_patch::strip_nulls(&base.document), &patch);
                (patch, target)
            }
            // What no patch can say, the whole document can.
            (Ok(Some(_)) | Err(_), Way::Create | Way::Overwrite) => (target.clone(), target),
        };
        let request = SpecRequest {
            kind: editing.kind,
            id: Some(Id::clone(&base.key.id)),
            way: manner.way,
            body,
            force: manner.force && editing.force,
        };
        let changes = planned(editing, &base.document, &target);
        Ok(Self {
            base: Some(Arc::clone(base)),
            target,
            changes,
            request,
            name: base.name.clone(),
        })
    }

    /// A plan that creates an object.
    pub fn create(editing: &Editing, target: &Json) -> Self {
        let target = merge_patch::strip_nulls(target);
        Self {
            base: None,
            name: editing.name_in(&target).unwrap_or_default().into(),
            changes: members(editing, &target),
            request: SpecRequest {
                kind: editing.kind,
                id: None,
                way: Way::Create,
                body: target.clone(),
                force: false,
            },
            target,
        }
    }

    /// The gravest of its changes.
    pub fn risk(&self) -> Risk {
        let risks = self.changes.iter().map(|planned| planned.assessment.risk);
        risks.max().unwrap_or(Risk::InPlace)
    }

    /// How many changes there are of each risk, the gravest first: "1 removes, 2 rolling".
    pub fn counts(&self) -> String {
        let of = |risk: Risk| {
            self.changes
                .iter()
                .filter(|planned| planned.assessment.risk == risk)
                .count()
        };
        let all = [
            Risk::Refused,
            Risk::Removes,
            Risk::Hard,
            Risk::Rolling,
            Risk::InPlace,
        ];
        let counted = all
            .into_iter()
            .map(|risk| (of(risk), risk))
            .filter(|(count, _)| *count > 0);
        let words: Vec<String> = counted
            .map(|(count, risk)| format!("{count} {}", risk.word()))
            .collect();
        words.join(", ")
    }

    /// The name of what would be there in the end.
    pub fn name(&self) -> &str {
        match &self.base {
            Some(base) => &base.name,
            None => &self.name,
        }
    }

    pub fn edit_of(&self) -> Edit {
        Edit {
            request: self.request.clone(),
            base: self.base.clone(),
            expected: self.target.clone(),
        }
    }

    /// What must be typed to have it carried out: friction grows with the damage.
    ///
    /// `verb` is what is typed for a change that goes on step by step.
    pub fn proof(&self, verb: ActionId, protection: Protection) -> Proof {
        let is_grave = self.request.force
            || self.request.way == Way::Overwrite
            || verb == RESTORE
            || self.risk() >= Risk::Removes
            || protection >= Protection::Protected;
        if is_grave {
            Proof::Words {
                words: self.name().to_owned(),
                what: "the name",
            }
        } else {
            Proof::Words {
                words: verb.0.to_owned(),
                what: "the verb",
            }
        }
    }
}

/// The members of a new object, part by part: nothing runs yet that they could disturb.
fn members(editing: &Editing, target: &Json) -> Vec<Planned> {
    let is_secret = |path: &[&str]| secret::is_secret(editing.secrets, path);
    let emptied = |part: &Json| match part {
        Json::Object(_) => Json::object(),
        other => other.clone(),
    };
    let parts = target.as_object().into_iter().flat_map(Object::iter);
    let frame = Json::Object(parts.map(|(key, part)| (key, emptied(part))).collect());
    let sides = Sides {
        before: &frame,
        after: target,
    };
    diff(&frame, target)
        .into_iter()
        .map(|change| Planned {
            change: secret::mask_change(change, &sides, &is_secret),
            assessment: Assessment {
                risk: Risk::InPlace,
                words: String::new(),
            },
        })
        .collect()
}

fn planned(editing: &Editing, before: &Json, after: &Json) -> Vec<Planned> {
    let is_secret = |path: &[&str]| secret::is_secret(editing.secrets, path);
    let sides = Sides { before, after };
    // Judged with their values, shown without those that are secret.
    let judged = diff(before, after);
    judged
        .into_iter()
        .map(|change| Planned {
            assessment: (editing.risk)(&change, &sides),
            change: secret::mask_change(change, &sides, &is_secret),
        })
        .collect()
}
