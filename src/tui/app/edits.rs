//! Changes of configurations: from the cluster that is meant to the editor, and from a plan to the manager.

use std::sync::Arc;

use crate::resource::{
    ActionId, Activity, ActivityId, ContextName, Id, Intent, Key, Notice, Protection, Seen, Step,
};
use crate::spec::Plan;
use crate::tui::msg::Effect;
use crate::tui::screens::confirm::{self, Confirm, PlanSubject, Subject};

use super::Model;

impl Model {
    /// Opens the dialog before a planned change is sent.
    pub(super) fn ask_for_plan(&mut self, plan: Arc<Plan>, context: ContextName, verb: ActionId) {
        let protection = self
            .known
            .context(&context)
            .map_or(Protection::ReadOnly, |known| known.protection);
        if protection == Protection::ReadOnly {
            self.notify(Notice::warning(format!("Cannot {verb}: {context} is read-only")));
            return;
        }
        if !confirm::fits(self.size) {
            self.notify(Notice::warning(
                "The terminal is too small to show what would be done: enlarge it",
            ));
            return;
        }
        let proof = plan.proof(verb.0, protection);
        self.notice = None;
        let subject = Subject::Plan(PlanSubject { plan, context, verb });
        self.dialog = Some(Confirm::new(subject, proof));
    }

    /// Sends a planned change that was confirmed.
    pub(super) fn send_plan(&mut self, subject: &PlanSubject) -> Vec<Effect> {
        let plan = &subject.plan;
        let base = plan.base.as_ref();
        let key = base.map_or_else(
            || Key {
                context: Arc::clone(&subject.context),
                kind: plan.request.kind,
                id: Id::from(""),
            },
            |base| base.key.clone(),
        );
        let row = self.known.row(&key);
        let intent = Intent {
            activity: ActivityId(self.next_activity),
            action: subject.verb,
            seen: Seen {
                state: row.map_or_else(Box::default, |row| row.state.text.clone()),
                version: base.and_then(|base| base.version),
                part_state: None,
            },
            key,
            name: plan.name().into(),
            part: None,
        };
        self.next_activity += 1;
        self.activities.push(Activity {
            intent: intent.clone(),
            asked: self.now,
            at: self.now,
            step: Step::Queued,
        });
        self.activities_changed();
        vec![Effect::Apply(intent, Arc::new(plan.edit_of()))]
    }
}
