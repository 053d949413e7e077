//! What the plan makes of what it hears: a verdict, another version, a base that was read again.

use std::sync::Arc;

use super::screen::{PlanScreen, read_again};
use super::standing::{Holds, Learnt, Standing, version_word};
use crate::resource::{Key, Notice};
use crate::spec::{Base, Change, Json, NoPlan, three_way};
use crate::tui::keymap::Command;
use crate::tui::msg::Answer;
use crate::tui::screens::merge::{MergeScreen, MergeWanted};
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Look, Request};

/// Paths that a note names.
const NAMED: usize = 6;

impl PlanScreen {
    pub(super) fn hear(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Object(key) if self.is_about(key) => self.learn(look),
            News::Expired(key) if self.is_about(key) => self.expired(),
            News::Rebased { base, document } if self.is_about(&base.key) => {
                self.take_over(base, document, look)
            }
            News::Answer(Answer::Base { key, base }) if self.is_about(key) => match base {
                Ok(base) => self.compare(base, look),
                Err(notice) => {
                    if let Some(standing) = &mut self.standing {
                        standing.is_reading = false;
                    }
                    vec![Request::Notify(notice.clone())]
                }
            },
            News::Answer(answer) => {
                if self.proposal.heard(answer, look.now) {
                    self.sort_remarks();
                }
                Vec::new()
            }
            News::Object(_)
            | News::Expired(_)
            | News::Rebased { .. }
            | News::Contexts
            | News::Rows(_)
            | News::Arranged(..)
            | News::Activities
            | News::Journal => Vec::new(),
        }
    }

    fn is_about(&self, key: &Key) -> bool {
        self.standing
            .as_ref()
            .is_some_and(|standing| standing.key == *key)
    }

    /// Something was read of the object.
    pub(super) fn learn(&mut self, look: Look<'_>) -> Vec<Request> {
        let Some(standing) = &mut self.standing else {
            return Vec::new();
        };
        match standing.compare(look.known) {
            Learnt::Nothing => Vec::new(),
            Learnt::Expired => vec![read_again(standing)],
            Learnt::IsFree => {
                let mut requests = vec![self.reminder(look)];
                requests.extend(self.proposal.check_again());
                self.sort_remarks();
                requests
            }
        }
    }

    /// A change is taken again; nothing is sent by itself.
    fn reminder(&self, look: Look<'_>) -> Request {
        let notice = Notice::info(format!("{} takes changes again", self.name));
        Request::Notify(match look.keymap.label_of(Command::Apply, &self.scopes()) {
            Some(key) => notice.with_hint(format!("{key}: apply the plan")),
            None => notice,
        })
    }

    fn expired(&mut self) -> Vec<Request> {
        let Some(standing) = &mut self.standing else {
            return Vec::new();
        };
        // What is being decided is compared with what is there then.
        if standing.holds == Holds::Undecided {
            return Vec::new();
        }
        standing.holds = Holds::Expired { version: None };
        vec![read_again(standing)]
    }

    /// The base was read again.
    fn compare(&mut self, fresh: &Arc<Base>, look: Look<'_>) -> Vec<Request> {
        let (Some(standing), Some(base)) = (&mut self.standing, &self.proposal.base) else {
            return Vec::new();
        };
        // The answer to an older question, or one that came while the user decides.
        if fresh.read < base.read || standing.holds == Holds::Undecided {
            return Vec::new();
        }
        if fresh.version != base.version || fresh.document != base.document {
            let base = Arc::clone(base);
            return self.merge(&base, fresh, look);
        }
        let was_busy = standing.busy.is_some();
        *standing = Standing::of(fresh);
        // What is known may be newer still; that is read when the user asks for it.
        let _known = standing.compare(look.known);
        if !was_busy || standing.busy.is_some() {
            return Vec::new();
        }
        let mut requests = vec![self.reminder(look)];
        requests.extend(self.proposal.check_again());
        self.sort_remarks();
        requests
    }

    /// Brings together what was wanted here and what another party did meanwhile.
    fn merge(&mut self, base: &Arc<Base>, fresh: &Arc<Base>, look: Look<'_>) -> Vec<Request> {
        let merged = three_way::merge(&base.document, &self.proposal.target, &fresh.document);
        if !merged.conflicts.is_empty() {
            if let Some(standing) = &mut self.standing {
                standing.holds = Holds::Undecided;
                standing.is_reading = false;
            }
            let wanted = MergeWanted {
                base: Arc::clone(base),
                mine: self.proposal.target.clone(),
                now: Arc::clone(fresh),
                editing: self.proposal.editing,
                name: self.name.clone(),
            };
            return vec![Request::Push(Box::new(MergeScreen::new(wanted, look)))];
        }
        let document = Arc::new(merged.document);
        let mut requests = self.start_from(fresh, &document, look);
        let version = version_word(fresh.version);
        self.note = Some(
            if (self.proposal.plan.as_ref()).is_err_and(NoPlan::is_there_already) {
                format!("{version} came meanwhile; it is what was asked for")
            } else {
                format!(
                    "{version} came meanwhile, and the plan was made anew from it: {}",
                    what_changed(&merged.theirs)
                )
            },
        );
        requests.push(Request::Rebase(Arc::clone(fresh), document));
        requests
    }

    /// What both changed was decided.
    fn take_over(&mut self, base: &Arc<Base>, document: &Arc<Json>, look: Look<'_>) -> Vec<Request> {
        let is_own = self
            .proposal
            .base
            .as_ref()
            .is_some_and(|own| Arc::ptr_eq(own, base));
        if is_own && self.proposal.target == **document {
            return Vec::new();
        }
        let requests = self.start_from(base, document, look);
        self.note = Some(format!(
            "what both changed is decided; the plan was made anew from {}",
            version_word(base.version)
        ));
        requests
    }

    /// Makes the plan anew from another base.
    fn start_from(&mut self, base: &Arc<Base>, document: &Arc<Json>, look: Look<'_>) -> Vec<Request> {
        let was_busy = self
            .standing
            .as_ref()
            .is_some_and(|standing| standing.busy.is_some());
        self.standing = Some(Standing::of(base));
        self.proposal.base = Some(Arc::clone(base));
        self.proposal.target = Json::clone(document);
        let mut requests = self.plan_anew();
        requests.extend(self.learn(look));
        let is_free = self
            .standing
            .as_ref()
            .is_some_and(|standing| standing.busy.is_none());
        if was_busy && is_free && self.proposal.plan.is_ok() {
            requests.push(self.reminder(look));
        }
        requests
    }
}

/// What the other party changed, by path.
fn what_changed(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "nothing differs that may be edited".into();
    }
    let paths: Vec<String> = (changes.iter().take(NAMED))
        .map(|change| change.path.to_string())
        .collect();
    let more = match changes.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("it changed {}{more}", paths.join(", "))
}
