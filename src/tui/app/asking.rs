//! From a verb to its form or dialog, and from the answer to what is sent.

use std::sync::Arc;

use crate::resource::action::DOWNLOAD;
use crate::resource::shell::SSH;
use crate::resource::{Action, ActionId, Arguments, Availability, Intent, KindId, Notice, Protection};
use crate::tui::keymap::{Command, Key, Lookup};
use crate::tui::known::KnownContext;
use crate::tui::msg::Effect;
use crate::tui::screens::Aim;
use crate::tui::screens::action_form::ActionForm;
use crate::tui::screens::confirm::{self, ActionSubject, Answer, Confirm, Subject};
use crate::tui::screens::page::News;
use crate::tui::screens::palette;
use crate::tui::subscriptions::shown_parts;
use crate::tui::verbs::{self, Aimed};

use super::Model;

impl Model {
    fn aim_of(&self, action: ActionId) -> Aim {
        verbs::aim_of(action, &self.aim(), &self.known)
    }

    /// Whether the manager of what is selected has this action at all, or nothing is selected.
    pub fn is_declared(&self, action: ActionId) -> bool {
        let aim = self.aim_of(action);
        aim.targets.first().is_none_or(|key| {
            let context = self.known.context(&key.context);
            context.is_none_or(|context| match action {
                DOWNLOAD => context.about.download(key.kind).is_some(),
                action => context.about.action(action, key.kind).is_some(),
            })
        })
    }

    /// Whether what is selected has a desired state that can be edited, or nothing is selected.
    pub fn has_spec(&self) -> bool {
        let aim = self.aim();
        aim.targets.first().is_none_or(|key| {
            let editing = self
                .known
                .context(&key.context)
                .and_then(|context| context.about.editing);
            editing.is_some_and(|editing| editing.kind == key.kind)
        })
    }

    /// Why an action cannot be asked for now, of what is selected.
    pub fn not_now(&self, action: ActionId) -> Option<String> {
        if action == SSH {
            return self.machine().err();
        }
        if action == DOWNLOAD {
            return self.downloadable().err();
        }
        let mut makers = verbs::makers(action, self.kind_meant(), &self.known).peekable();
        if makers.peek().is_some() {
            let mut why: Vec<String> = Vec::new();
            for (context, _) in makers {
                why.push(context.why_read_only()?);
            }
            return Some(match why.as_slice() {
                [only] => only.clone(),
                _ => "every context that could is read-only".to_owned(),
            });
        }
        let targets = verbs::aimed(action, &self.aim_of(action), &self.known);
        match verbs::availability(action, &targets, &Arguments::default(), &self.known) {
            // What is in the way of the latter its form says.
            Availability::Offered | Availability::OnlyWith { .. } => None,
            Availability::NotNow(reason) => Some(reason),
        }
    }

    /// Opens the dialog of an action, or the form of what it wants to be told, or says why it cannot be asked for.
    pub(super) fn ask(&mut self, id: ActionId) -> Vec<Effect> {
        if id == SSH {
            return self.ask_for_shell();
        }
        if id == DOWNLOAD {
            return self.ask_for_download();
        }
        let aim = self.aim_of(id);
        let makes = verbs::makers(id, self.kind_meant(), &self.known).next().is_some();
        if makes {
            self.ask_to_make(id, &aim)
        } else {
            self.ask_about(id, &aim)
        }
    }

    /// Opens the form of an action that makes something: where the cursor is, if it can be made there.
    fn ask_to_make(&mut self, id: ActionId, aim: &Aim) -> Vec<Effect> {
        if let Some(reason) = self.not_now(id) {
            return self.cannot(id, &reason);
        }
        let at = aim.targets.first().map(|key| &key.context);
        let at = self.fleet.narrowed().or(at);
        let is_open = |(context, _): &(&KnownContext, _)| context.protection() != Protection::ReadOnly;
        let kind = self.kind_meant();
        let makers = verbs::makers(id, kind, &self.known).filter(is_open);
        let mut makers: Vec<_> = makers.collect();
        makers.sort_by_key(|(context, action)| (Some(action.on.kind()) != kind, Some(&context.name) != at));
        let Some((likeliest, action)) = makers.first().copied() else {
            return Vec::new();
        };
        // Another manager may want to be told other things.
        let is_same = |(context, made): &&(&KnownContext, &'static Action)| {
            context.about.name == likeliest.about.name && made.on.kind() == action.on.kind()
        };
        let contexts = makers.iter().filter(is_same);
        let contexts = contexts.map(|(context, _)| Arc::clone(&context.name)).collect();
        let form = ActionForm::making(action, contexts, look!(self));
        self.open(Box::new(form));
        // It may want to know more.
        self.tell(News::Activities)
    }

    /// The kind of what is selected, or else of what is listed.
    fn kind_meant(&self) -> Option<KindId> {
        let selected = self.aim().targets.first().map(|key| key.kind);
        selected.or_else(|| self.shown_kind())
    }

    pub(super) fn cannot(&mut self, id: ActionId, reason: &str) -> Vec<Effect> {
        let verb = id.0.replace('-', " ");
        self.notify(Notice::warning(format!("Cannot {verb}: {reason}")));
        Vec::new()
    }

    /// The same for what was asked for before, told what it was told then; differences since are told in the dialog.
    pub(super) fn ask_again(&mut self, intent: &Intent, differences: Vec<String>) -> Vec<Effect> {
        let targets = verbs::aimed_before(intent, &self.known);
        let Some(action) = verbs::action(intent.action, &targets, &self.known) else {
            return Vec::new();
        };
        let effects = self.confirm(action, targets, intent.arguments.clone());
        self.dialog = self.dialog.take().map(|dialog| dialog.with_changes(differences));
        effects
    }

    /// The same, aimed at what is named.
    fn ask_about(&mut self, id: ActionId, aim: &Aim) -> Vec<Effect> {
        let targets = verbs::aimed(id, aim, &self.known);
        let nothing = Arguments::default();
        let in_the_way = match verbs::availability(id, &targets, &nothing, &self.known) {
            Availability::Offered => None,
            Availability::OnlyWith { reason, .. } => Some(reason),
            Availability::NotNow(reason) => return self.cannot(id, &reason),
        };
        let Some(action) = verbs::action(id, &targets, &self.known) else {
            return Vec::new();
        };
        if in_the_way.is_none() && !action.wants_form() {
            return self.confirm(action, targets, nothing);
        }
        let part = aim.part.as_ref().and_then(|(kind, part)| {
            let row = self.known.part(aim.targets.first()?, *kind, part)?;
            Some((*kind, Arc::clone(&row.name)))
        });
        let form = ActionForm::on(action, targets, in_the_way, part, look!(self));
        self.open(Box::new(form));
        // It may want to know more.
        self.tell(News::Activities)
    }

    /// Opens the dialog of an action that was told what it wants to be told.
    pub(super) fn confirm(
        &mut self,
        action: &'static Action,
        targets: Vec<Aimed>,
        arguments: Arguments,
    ) -> Vec<Effect> {
        if !confirm::fits(self.size) {
            self.notify(Notice::warning(
                "The terminal is too small to show what would be done: enlarge it",
            ));
            return Vec::new();
        }
        let proof = verbs::proof(action, &targets, self.letter(action.id));
        self.notice = None;
        let context = targets
            .first()
            .and_then(|target| self.known.context(&target.key.context));
        let arguments = match context {
            Some(context) => {
                let parameters = verbs::parameters(action, targets.first(), &arguments, &self.known);
                context.about.masked(&parameters, arguments)
            }
            None => arguments,
        };
        let subject = ActionSubject::new(action, targets, look!(self)).told(arguments);
        let dialog = Confirm::new(Subject::Action(subject), proof);
        let mut effects: Vec<Effect> = dialog.keys().cloned().map(Effect::RefreshObject).collect();
        self.dialog = Some(dialog);
        // Only where they are listed alone: others are read with their object.
        let parts = shown_parts(self).into_iter();
        effects.extend(parts.map(|(key, part)| Effect::RefreshParts(key, part)));
        effects
    }

    /// The letter that confirms an action: not one that asks for it here.
    pub(super) fn letter(&self, id: ActionId) -> char {
        let scopes = self.scopes_of_screen();
        let asks = |letter: &char| match self.keymap.lookup(&scopes, &[Key::char(*letter)]) {
            Lookup::Run(command) => palette::action_of(command) == Some(id),
            Lookup::Pending | Lookup::Unbound => false,
        };
        let [yes, ..] = verbs::LETTERS;
        verbs::LETTERS
            .into_iter()
            .find(|letter| !asks(letter))
            .unwrap_or(yes)
    }

    /// The dialog was answered.
    pub(super) fn answered(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Stay => Vec::new(),
            Answer::Cancel => {
                self.is_dirty = true;
                self.dialog = None;
                Vec::new()
            }
            Answer::Go => {
                self.is_dirty = true;
                let Some(dialog) = self.dialog.take() else {
                    return Vec::new();
                };
                match dialog.into_subject() {
                    subject if subject.verb() == SSH => {
                        let machine = subject.keys().next().cloned();
                        machine.map_or_else(Vec::new, |key| self.fetch_key(key))
                    }
                    Subject::Action(subject) => {
                        let look = look!(self);
                        let form = self.navigation.top_mut();
                        if form.is_some_and(|form| !form.still_stands(look)) {
                            return Vec::new();
                        }
                        let intents = subject.intents(self.next_activity);
                        self.send(intents)
                    }
                    Subject::Plan(subject) => self.send_plan(&subject),
                }
            }
        }
    }

    fn send(&mut self, mut intents: Vec<Intent>) -> Vec<Effect> {
        self.next_activity += intents.len() as u64;
        match self.navigation.top_mut() {
            None => self.fleet.unmark_all(),
            Some(page) => page.unmark_all(),
        }
        self.asked_for(&intents);
        let first = intents.first().map(|intent| (intent.action, intent.name.clone()));
        if let Some((action, name)) = first {
            let words = if intents.len() == 1 {
                name.to_string()
            } else {
                format!("{} clusters", intents.len())
            };
            let key = self.keymap.label_of(Command::Activity, &self.scopes());
            let hint = key.map_or_else(String::new, |key| format!("; {key} shows how it goes"));
            self.notify(Notice::info(format!(
                "{action} {words}: read again, then sent{hint}"
            )));
        }
        match intents.len() {
            0 => Vec::new(),
            1 => intents.pop().map(Effect::Perform).into_iter().collect(),
            _ => vec![Effect::PerformAll(intents)],
        }
    }
}
