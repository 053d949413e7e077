//! Changes of configurations: from the cluster that is meant to the editor, and from a plan to the manager.

use std::sync::Arc;

use crate::resource::action::RESTORE;
use crate::resource::text::visible;
use crate::resource::{
    ActionId, ActivityId, Arguments, ContextName, Id, Intent, Key, Notice, Seen, Step, Transfer,
};
use crate::spec::{Draft, DraftTarget, Editing, Plan, Way};
use crate::tui::keymap::Scope;
use crate::tui::msg::{Answer, EditId, Effect, Question};
use crate::tui::screens::Request;
use crate::tui::screens::confirm::{self, Confirm, PlanSubject, Subject};
use crate::tui::screens::editor::{EditorScreen, Origin};
use crate::tui::screens::following::FollowingScreen;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::plan::{PlanScreen, PlanWanted};
use crate::tui::screens::versions::VersionsScreen;

use super::Model;

/// A change of a configuration that was sent.
#[derive(Debug)]
pub(super) struct SentEdit {
    /// The edit it was written in.
    draft: Option<EditId>,
    /// Whether its way is shown instead of its plan.
    is_followed: bool,
}

/// An object that took no change.
#[derive(Debug)]
pub(super) struct Reminder {
    pub(super) key: Key,
    /// Whether an answer since then said that something runs there.
    was_busy: bool,
}

impl Model {
    /// Edits the configuration of the cluster that is selected.
    pub(super) fn edit(&mut self) -> Vec<Effect> {
        let Some((key, name, editing)) = self.editable() else {
            return Vec::new();
        };
        let (screen, requests) = EditorScreen::edit(key, name, editing);
        self.push_editor(screen, requests)
    }

    /// Shows the versions of the configuration of the cluster that is selected.
    pub(super) fn versions(&mut self) -> Vec<Effect> {
        let Some((key, _, editing)) = self.editable() else {
            return Vec::new();
        };
        if !editing.versions {
            self.notify(Notice::warning("This manager keeps no versions"));
            return Vec::new();
        }
        let (screen, requests) = VersionsScreen::new(key, self.look());
        self.navigation.push(Box::new(screen));
        self.requested(requests)
    }

    /// Goes on with going back to a version, once what is there was read again.
    pub(super) fn restore(&mut self, answer: &Answer) -> Vec<Effect> {
        let Answer::Base { key, base } = answer else {
            return Vec::new();
        };
        let Some((_, old)) = self.restoring.take_if(|(of, _)| of == key) else {
            return Vec::new();
        };
        let base = match base {
            Ok(base) => Arc::clone(base),
            Err(notice) => {
                self.notify(notice.clone());
                return Vec::new();
            }
        };
        let editing = self
            .known
            .context(&key.context)
            .and_then(|context| context.about.editing);
        let Some(editing) = editing else {
            return Vec::new();
        };
        let target = (editing.restored)(&old, &base.document);
        self.show_plan(PlanWanted {
            context: Arc::clone(&key.context),
            editing,
            name: base.name.clone(),
            base: Some(base),
            target,
            verb: RESTORE,
        })
    }

    /// Writes a new cluster, from the one that is selected.
    pub(super) fn clone_selected(&mut self) -> Vec<Effect> {
        let Some((key, name, editing)) = self.editable() else {
            return Vec::new();
        };
        let context = Arc::clone(&key.context);
        let (screen, requests) =
            EditorScreen::create(context, Origin::CopyOf(key, name), editing, self.look());
        self.push_editor(screen, requests)
    }

    /// Writes a new cluster, from the manager's template.
    pub(super) fn create(&mut self) -> Vec<Effect> {
        self.create_from(Origin::Template)
    }

    pub(super) fn create_from_file(&mut self, path: String) -> Vec<Effect> {
        if path.trim().is_empty() {
            return Vec::new();
        }
        self.create_from(Origin::File(path))
    }

    fn create_from(&mut self, origin: Origin) -> Vec<Effect> {
        let Some((context, editing)) = self.context_for_new() else {
            self.notify(Notice::warning("No open context lets a cluster be written here"));
            return Vec::new();
        };
        let (screen, requests) = EditorScreen::create(context, origin, editing, self.look());
        self.push_editor(screen, requests)
    }

    /// Goes on with a draft.
    pub(super) fn resume(&mut self, draft: Arc<Draft>) -> Vec<Effect> {
        let context = self.known.context(&draft.context);
        let editing = context
            .and_then(|context| context.about.editing)
            .filter(|editing| draft.is_of(editing.kind));
        let Some(editing) = editing else {
            let words = format!("{} is not open, or lets nothing be edited", draft.context);
            self.notify(Notice::warning(words).with_hint("open the context to go on with the draft"));
            return Vec::new();
        };
        let key = match &draft.target {
            DraftTarget::Existing { id, .. } => Some(Key {
                context: Arc::clone(&draft.context),
                kind: editing.kind,
                id: Arc::clone(id),
            }),
            DraftTarget::New { .. } => None,
        };
        let (screen, requests) = EditorScreen::resume(draft, key, editing, self.look());
        self.push_editor(screen, requests)
    }

    /// The cluster that is selected, if its configuration can be edited; says why if it cannot.
    fn editable(&mut self) -> Option<(Key, String, &'static Editing)> {
        let Some(key) = self.aim().targets.first().cloned() else {
            self.notify(Notice::info("Select a cluster first"));
            return None;
        };
        let context = self.known.context(&key.context)?;
        let editing = context.about.editing.filter(|editing| editing.kind == key.kind);
        let Some(editing) = editing else {
            let words = format!("{} has no configuration that can be edited", context.about.title);
            self.notify(Notice::warning(words));
            return None;
        };
        let name = self
            .known
            .row(&key)
            .map_or_else(|| key.id.to_string(), |row| row.name.to_string());
        Some((key, name, editing))
    }

    /// The context of what is selected, or the first that lets clusters be written.
    fn context_for_new(&self) -> Option<(ContextName, &'static Editing)> {
        let selected = self.aim().targets.first().map(|key| Arc::clone(&key.context));
        let wanted = selected.or_else(|| self.fleet.narrowed().cloned());
        let known = self.known.contexts().iter();
        let creatable = |editing: &&'static Editing| editing.ways.contains(&Way::Create);
        let mut able = known.filter_map(|context| {
            let editing = context.about.editing.filter(creatable)?;
            Some((Arc::clone(&context.name), editing))
        });
        match wanted {
            Some(wanted) => able.find(|(name, _)| *name == wanted),
            None => able.next(),
        }
    }

    fn push_editor(&mut self, mut screen: EditorScreen, requests: Vec<Request>) -> Vec<Effect> {
        screen.resize(self.look());
        self.notice = None;
        self.navigation.push(Box::new(screen));
        self.requested(requests)
    }

    /// Shows what a change would do.
    pub(super) fn show_plan(&mut self, wanted: PlanWanted) -> Vec<Effect> {
        let (screen, requests) = PlanScreen::new(wanted, self.look());
        self.notice = None;
        self.navigation.push(Box::new(screen));
        self.requested(requests)
    }

    /// A change of a configuration has come further.
    pub(super) fn edit_stepped(&mut self, intent: &Intent, step: &Step) -> Vec<Effect> {
        match step {
            Step::Queued | Step::Sending => Vec::new(),
            Step::Accepted(_) => {
                self.follow(intent);
                Vec::new()
            }
            // What is there is what was written: the draft has done its work.
            Step::Done(_) => {
                let sent = self.sent_edits.remove(&intent.activity);
                let draft = sent.and_then(|sent| sent.draft);
                // Somebody who went on writing in it meanwhile has it still open.
                let is_open = |edit: &EditId| {
                    let mut open = self.navigation.pages().filter_map(Page::draft);
                    open.any(|open| open.id == edit.draft && open.begun == edit.begun)
                };
                let done = draft.filter(|edit| !is_open(edit));
                done.map(|edit| Effect::Ask(Question::RemoveDraft(edit)))
                    .into_iter()
                    .collect()
            }
            Step::Changed(differences) => {
                let words = format!(
                    "{} {} was not sent: {}",
                    intent.action,
                    intent.name,
                    differences.join("; ")
                );
                self.notify(Notice::warning(words).with_hint("the plan is made anew"));
                self.tell(News::Expired(&intent.key))
            }
            Step::Rejected(_) | Step::NotSent(_) | Step::NoCredential(_) => {
                // Whether something runs there, the next answer tells.
                if !self.reminders.iter().any(|reminder| reminder.key == intent.key) {
                    self.reminders.push(Reminder {
                        key: intent.key.clone(),
                        was_busy: false,
                    });
                }
                Vec::new()
            }
            Step::Differs(_) | Step::Failed(_) | Step::Unknown(_) => Vec::new(),
        }
    }

    /// Leaves the plan of a change that was taken, and shows how it goes.
    fn follow(&mut self, intent: &Intent) {
        let Some(sent) = self.sent_edits.get_mut(&intent.activity) else {
            return;
        };
        if std::mem::replace(&mut sent.is_followed, true) {
            return;
        }
        // Somebody who went elsewhere meanwhile, or plans something else, stays there.
        let is_its_plan = |page: &dyn Page| {
            let is_plan = page.scopes().first() == Some(&Scope::Plan);
            is_plan && page.watched().is_none_or(|key| *key == intent.key)
        };
        if !self.navigation.top().is_some_and(is_its_plan) {
            return;
        }
        let is_of_it = |page: &dyn Page| {
            matches!(
                page.scopes().first(),
                Some(Scope::Plan | Scope::Editor | Scope::Merge)
            )
        };
        while self.navigation.top().is_some_and(is_of_it) {
            self.navigation.back();
        }
        let screen = FollowingScreen::new(intent.activity, self.look());
        self.navigation.push(Box::new(screen));
    }

    /// An object was read: perhaps it takes changes again, for which somebody waits.
    pub(super) fn remind(&mut self, key: &Key) -> Option<Effect> {
        let at = self.reminders.iter().position(|reminder| reminder.key == *key)?;
        let row = self.known.row(key)?;
        let reminder = self.reminders.get_mut(at)?;
        if row.state.class.is_busy() {
            reminder.was_busy = true;
            return None;
        }
        if !reminder.was_busy {
            // It was refused for another reason.
            self.reminders.remove(at);
            return None;
        }
        let words = format!("{} takes changes again: it is {}", row.name, row.state.text);
        self.reminders.remove(at);
        self.notify(Notice::info(words.clone()).with_hint("the draft is kept: plan it again"));
        Some(Effect::Alert(visible(&words).into_owned()))
    }

    /// The draft that the plan on top was made of.
    fn draft_of_plan(&self) -> Option<EditId> {
        let pages: Vec<&dyn Page> = self.navigation.pages().collect();
        let is_plan = |page: &&&dyn Page| matches!(page.scopes().first(), Some(Scope::Plan | Scope::Merge));
        let below = pages.iter().rev().find(|page| !is_plan(page))?;
        let draft = below.draft()?;
        Some(EditId {
            draft: draft.id,
            begun: draft.begun,
        })
    }

    /// Opens the dialog before a planned change is sent.
    pub(super) fn ask_for_plan(&mut self, plan: Arc<Plan>, context: ContextName, verb: ActionId) {
        let Some(known) = self.known.context(&context) else {
            return;
        };
        let protection = known.protection();
        if let Some(why) = known.why_read_only() {
            self.notify(Notice::warning(format!("Cannot {verb}: {why}")));
            return;
        }
        if !confirm::fits(self.size) {
            self.notify(Notice::warning(
                "The terminal is too small to show what would be done: enlarge it",
            ));
            return;
        }
        let proof = plan.proof(verb, protection);
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
            arguments: Arguments::default(),
            transfer: Transfer::default(),
        };
        self.next_activity += 1;
        self.sent_edits.insert(
            intent.activity,
            SentEdit {
                draft: self.draft_of_plan(),
                is_followed: false,
            },
        );
        self.asked_for(std::slice::from_ref(&intent));
        vec![Effect::Apply(intent, Arc::new(plan.edit_of()))]
    }
}
