//! A plan, the request it comes to, and what the manager says of that request.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::resource::ContextName;
use crate::spec::{
    Base, Editing, Finding, Gravity, Json, Manner, NoPlan, Path, Plan, RequestText, Risk, Submission,
    Verdict, Way, forgive,
};
use crate::tui::msg::{Answer, Question};
use crate::tui::screens::Request;

/// What is to be made of what, and how it is to be sent; from that, everything else is made anew.
#[derive(Debug)]
pub struct Proposal {
    pub context: ContextName,
    pub editing: &'static Editing,
    /// `None` for a new object.
    pub base: Option<Arc<Base>>,
    /// What must run in the end, with its secrets.
    pub target: Json,
    pub way: Way,
    pub force: bool,
    pub plan: Result<Arc<Plan>, NoPlan>,
    /// What was asked about last; `None` without a plan.
    pub submission: Option<Arc<Submission>>,
    pub preview: Preview,
    pub check: Check,
    /// What stands in the way of sending, by the manager's rules as far as they are known here.
    pub errors: Vec<Finding>,
}

/// The request as it would go over the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum Preview {
    Asked,
    Known(RequestText),
    /// The manager cannot tell.
    None,
}

/// What the manager says of the request.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// It checks no request without carrying it out, or there is none.
    NotOffered,
    Asked,
    Said {
        verdict: Verdict,
        at: DateTime<Utc>,
    },
}

impl Proposal {
    pub fn new(
        context: ContextName,
        editing: &'static Editing,
        base: Option<Arc<Base>>,
        target: Json,
    ) -> Self {
        Self {
            context,
            editing,
            way: if base.is_some() { Way::Patch } else { Way::Create },
            base,
            target,
            force: false,
            plan: Err(NoPlan::NoChange),
            submission: None,
            preview: Preview::None,
            check: Check::NotOffered,
            errors: Vec::new(),
        }
    }

    /// Plans anew, and asks for what is to be known of the new request.
    pub fn plan_anew(&mut self) -> Vec<Request> {
        let manner = Manner {
            way: self.way,
            force: self.force,
        };
        let plan = match &self.base {
            Some(base) => Plan::edit(self.editing, base, &self.target, manner),
            None => Ok(Plan::create(self.editing, &self.target)),
        };
        self.plan = plan.map(Arc::new);
        let mut findings = (self.editing.rules)(&self.target, self.way);
        if let Some(base) = &self.base {
            forgive(&mut findings, &(self.editing.rules)(&base.document, Way::Patch));
        }
        self.errors = findings
            .into_iter()
            .filter(|finding| finding.gravity == Gravity::Error)
            .collect();
        self.submission = self.plan.as_ref().ok().map(|plan| {
            Arc::new(Submission {
                context: Arc::clone(&self.context),
                request: plan.request.clone(),
            })
        });
        let Some(submission) = &self.submission else {
            (self.preview, self.check) = (Preview::None, Check::NotOffered);
            return Vec::new();
        };
        self.preview = Preview::Asked;
        let mut requests = vec![Request::Ask(Question::Preview(Arc::clone(submission)))];
        requests.extend(self.check_again());
        requests
    }

    /// Has the manager check the request, if it does that.
    pub fn check_again(&mut self) -> Option<Request> {
        let submission = self.submission.as_ref().filter(|_| self.editing.dry_run)?;
        self.check = Check::Asked;
        Some(Request::Ask(Question::DryRun(Arc::clone(submission))))
    }

    /// Takes an answer that is about its own request; says whether it was one.
    pub fn heard(&mut self, answer: &Answer, now: DateTime<Utc>) -> bool {
        match answer {
            Answer::Preview { submission, text } if self.is_own(submission) => {
                self.preview = text.clone().map_or(Preview::None, Preview::Known);
                true
            }
            Answer::DryRun { submission, verdict } if self.is_own(submission) => {
                self.check = Check::Said {
                    verdict: verdict.clone(),
                    at: now,
                };
                true
            }
            _ => false,
        }
    }

    /// Whether the manager refuses fields of the request, which force might change. Force does not help where
    /// it refuses for another reason: another change that is under way, a right that lacks.
    pub fn may_need_force(&self) -> bool {
        let is_refused = !self.said_of_fields().is_empty();
        let is_possible = (self.plan.as_ref()).is_ok_and(|plan| plan.risk() < Risk::Refused);
        is_refused && is_possible && self.editing.force && !self.force && self.way != Way::Create
    }

    /// What the manager says of single fields.
    pub fn said_of_fields(&self) -> &[(Path, String)] {
        match &self.check {
            Check::Said {
                verdict: Verdict::Refused { fields, .. },
                ..
            } => fields,
            _ => &[],
        }
    }

    fn is_own(&self, submission: &Arc<Submission>) -> bool {
        self.submission
            .as_ref()
            .is_some_and(|own| Arc::ptr_eq(own, submission))
    }
}
