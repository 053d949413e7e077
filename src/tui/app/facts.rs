//! What answers and changes from outside do to the model.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::resource::action::DOWNLOAD;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Activity, ActivityId, Intent, Key, KindId, Notice, Step};
use crate::tui::msg::{Effect, Msg};
use crate::tui::screens::following::is_followed;
use crate::tui::screens::page::News;
use crate::tui::subscriptions::{Wanted, shown_events, shown_parts};
use crate::tui::verbs;

use super::{Model, arrange};

impl Model {
    /// Takes one fact from outside. Facts that change nothing visible ask for no frame.
    pub(super) fn fact(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Listed {
                context,
                kind,
                listing,
                answered,
            } => {
                self.known.listed(&context, kind, listing, answered);
                self.contexts_changed();
                let mut effects = self.rows_changed(kind);
                effects.extend(self.resume_asked(&context));
                return effects;
            }
            Msg::ListConfirmed {
                context,
                kind,
                answered,
            } => {
                let confirmed = self.known.list_confirmed(&context, kind, answered);
                let resumed = self.resume_asked(&context);
                let shows_times = self.navigation.top().is_some_and(|page| page.shows_times());
                if confirmed.words_changed || confirmed.rows_changed || shows_times {
                    self.contexts_changed();
                }
                let mut effects = resumed;
                if confirmed.rows_changed {
                    effects.extend(self.rows_changed(kind));
                }
                return effects;
            }
            Msg::ListFailed {
                context,
                kind,
                failure,
            } => {
                self.known.list_failed(&context, kind, failure);
                self.contexts_changed();
            }
            Msg::Read {
                key,
                detail,
                answered,
            } => {
                let row_changed = self.known.read(&key, &detail, answered);
                let mut effects = self.object_changed(&key);
                if row_changed {
                    effects.extend(self.rows_changed(key.kind));
                }
                return effects;
            }
            Msg::ReadConfirmed { key, answered } => {
                let was_stale = self.known.read_confirmed(&key, answered);
                if was_stale || self.dialog.is_some() {
                    return self.object_changed(&key);
                }
            }
            Msg::ReadFailed { key, failure } => {
                self.known.read_failed(&key, failure);
                return self.object_changed(&key);
            }
            Msg::PartsListed {
                key,
                part,
                listing,
                answered,
            } => {
                self.known.parts_listed(&key, part, listing, answered);
                return self.object_changed(&key);
            }
            Msg::PartsConfirmed { key, part, answered } => {
                let was_stale = self.known.parts_confirmed(&key, part, answered);
                if was_stale || self.dialog.is_some() {
                    return self.object_changed(&key);
                }
            }
            Msg::PartsFailed { key, part, failure } => {
                self.known.parts_failed(&key, part, failure);
                return self.object_changed(&key);
            }
            Msg::EventsListed {
                key,
                filter,
                listing,
                answered,
            } => {
                self.known.events_listed(&key, filter, listing, answered);
                return self.object_changed(&key);
            }
            Msg::EventsConfirmed {
                key,
                filter,
                answered,
            } => {
                let was_stale = self.known.events_confirmed(&key, &filter, answered);
                if was_stale || self.dialog.is_some() {
                    return self.object_changed(&key);
                }
            }
            Msg::EventsFailed { key, filter, failure } => {
                self.known.events_failed(&key, filter, failure);
                return self.object_changed(&key);
            }
            Msg::Standing { context, standing } => self.stands(&context, standing),
            Msg::Waiting { context, waiting } => self.known.waits(&context, waiting),
            Msg::Named { activity, key } => {
                let named = self.activities.iter_mut();
                if let Some(known) = named.into_iter().find(|known| known.intent.activity == activity) {
                    known.intent.key = key;
                }
            }
            Msg::Transferring {
                activity,
                transferred,
            } => self.transferring(activity, transferred),
            Msg::Stepped { activity, step, at } => return self.stepped(activity, step, at),
            Msg::Arranged { ticket, arranged } => {
                let look = look!(self);
                self.fleet.arranged(ticket, Arc::clone(&arranged), look);
                return self.tell(News::Arranged(ticket, &arranged));
            }
            // The rest are no answers: `update` has taken them.
            _ => {}
        }
        Vec::new()
    }

    /// Rows of a kind are not as they were: the fleet's, or those of screens above it.
    fn rows_changed(&mut self, kind: KindId) -> Vec<Effect> {
        if kind != CLUSTERS {
            return self.tell(News::Rows(kind));
        }
        let look = look!(self);
        arrange(self.fleet.rows_changed(look))
    }

    /// How it stands with some context is not as it was, also on screens below the top one.
    pub(super) fn contexts_changed(&mut self) {
        let _nothing = self.tell(News::Contexts);
    }

    /// Keeps in mind what was asked for just now.
    pub(super) fn asked_for(&mut self, intents: &[Intent]) {
        let now = self.now;
        let begun = intents.iter().map(|intent| Activity {
            intent: intent.clone(),
            asked: now,
            at: now,
            step: Step::Queued,
            transferred: None,
        });
        self.activities.extend(begun);
        self.activities_changed();
    }

    /// A change was asked for, or has come further.
    pub(super) fn activities_changed(&mut self) {
        let _nothing = self.tell(News::Activities);
    }

    pub(super) fn object_changed(&mut self, key: &Key) -> Vec<Effect> {
        self.is_dirty = true;
        let look = look!(self);
        self.fleet.object_changed(key, look);
        let mut effects = self.tell(News::Object(key));
        let look = look!(self);
        if let Some(dialog) = &mut self.dialog {
            dialog.refill(look);
        }
        effects.extend(self.remind(key));
        effects
    }

    fn stepped(&mut self, id: ActivityId, step: Step, at: chrono::DateTime<chrono::Utc>) -> Vec<Effect> {
        self.is_dirty = true;
        let Some(activity) = self
            .activities
            .iter_mut()
            .find(|activity| activity.intent.activity == id)
        else {
            return Vec::new();
        };
        let was_taken = matches!(activity.step, Step::Accepted(_));
        let is_turn = step.is_final() || (!was_taken && matches!(step, Step::Accepted(_)));
        activity.step = step.clone();
        activity.at = at;
        let intent = activity.intent.clone();
        if self.notice_about == Some(id) {
            self.notice = None;
            self.notice_about = None;
        }
        if let Some(notice) = self.outcome(&intent, &step) {
            self.notify(notice.clone());
            self.notice_about = (self.notice.as_ref() == Some(&notice)).then_some(id);
        }
        self.note_unsent(&intent, &step);
        let alert = alert(&intent, &step);
        self.activities_changed();
        let mut edited = Vec::new();
        if is_followed(intent.action) {
            edited = self.edit_stepped(&intent, &step);
        } else if let Step::Changed(differences) = step {
            edited = self.asked_too_late(&intent, differences);
        }
        if intent.action == DOWNLOAD {
            // Nothing was changed.
            return Vec::new();
        }
        let mut effects = self.looks_again(&intent, is_turn);
        effects.extend(alert);
        effects.extend(edited);
        effects
    }

    /// Whatever became of a change, the next look should show it; `is_turn` says that it was taken just now, or ended.
    fn looks_again(&self, intent: &Intent, is_turn: bool) -> Vec<Effect> {
        let list = |kind| {
            Effect::LookAgain(Wanted::List {
                context: Arc::clone(&intent.key.context),
                kind,
            })
        };
        let mut effects = vec![
            Effect::LookAgain(Wanted::Object {
                key: intent.key.clone(),
            }),
            list(intent.key.kind),
        ];
        // A change of one thing may make another: a deployment of a blueprint, an execution on a cluster.
        let others = [Some(CLUSTERS), self.shown_kind()].into_iter().flatten();
        let others: BTreeSet<KindId> = others
            .filter(|kind| is_turn && *kind != intent.key.kind)
            .collect();
        effects.extend(others.into_iter().map(list));
        // Also a change of the whole cluster may show in them: what it adds is one of its parts.
        let is_near = |key: &Key| *key == intent.key || (is_turn && key.context == intent.key.context);
        let of_it = shown_parts(self).into_iter().filter(|(key, _)| is_near(key));
        effects.extend(of_it.map(|(key, part)| Effect::LookAgain(Wanted::Parts { key, part })));
        let events = shown_events(self);
        let is_of_it = |wanted: &Wanted| matches!(wanted, Wanted::Events { key, .. } if *key == intent.key);
        effects.extend(events.filter(is_of_it).map(Effect::LookAgain));
        effects
    }

    fn outcome(&self, intent: &Intent, step: &Step) -> Option<Notice> {
        let past = || {
            let about = self.known.context(&intent.key.context)?.about;
            intent
                .action
                .past()
                .or_else(|| Some(about.action(intent.action, intent.key.kind)?.past))
        };
        match step {
            Step::Queued | Step::Sending | Step::Accepted(_) | Step::Changed(_) => None,
            Step::Done(words) if intent.action == DOWNLOAD => {
                Some(Notice::info(format!("{} is downloaded: {words}", intent.name)))
            }
            Step::Failed(words) if intent.action == DOWNLOAD => Some(Notice::error(words.clone())),
            Step::Done(words) => {
                let past = past().unwrap_or("done");
                let subject = match &intent.part {
                    Some(part) => format!("{part} of {}", intent.name),
                    None => intent.name.to_string(),
                };
                Some(Notice::info(format!("{subject} is {past}: {words}")))
            }
            Step::Differs(words) => Some(Notice::warning(format!("{}: {words}", intent.name))),
            Step::Failed(words) => Some(Notice::error(format!(
                "{} {}: it was accepted, then failed: {words}",
                intent.action, intent.name
            ))),
            Step::Rejected(notice)
            | Step::Unknown(notice)
            | Step::NotSent(notice)
            | Step::NoCredential(notice) => {
                let mut notice = notice.clone();
                if !notice.text.contains(&*intent.name) {
                    notice.text = format!("{} {}: {}", intent.action, intent.name, notice.text);
                }
                Some(notice)
            }
        }
    }

    /// Whether nothing is being typed or asked.
    pub(super) fn is_at_rest(&self) -> bool {
        self.dialog.is_none() && self.palette.is_none() && self.line.is_none() && self.typed().is_empty()
    }

    /// The dialog again: what it said was not so any more when it was to be sent.
    fn asked_too_late(&mut self, intent: &Intent, differences: Vec<String>) -> Vec<Effect> {
        let targets = verbs::aimed_before(intent, &self.known);
        let told = &intent.arguments;
        let is_offered = verbs::availability(intent.action, &targets, told, &self.known).is_offered();
        // Never under the fingers of somebody who is typing something else.
        if is_offered && self.is_at_rest() {
            return self.ask_again(intent, differences);
        }
        let words = format!(
            "{} {} was not sent: {}",
            intent.action,
            intent.name,
            differences.join("; ")
        );
        self.notify(Notice::warning(words));
        Vec::new()
    }
}

/// Calls the user once a change of a configuration has ended: it takes long enough to look elsewhere.
fn alert(intent: &Intent, step: &Step) -> Option<Effect> {
    let is_end = matches!(step, Step::Done(_) | Step::Differs(_) | Step::Failed(_));
    (is_end && is_followed(intent.action)).then(|| {
        let words = format!(
            "{} {} {}: {}",
            intent.action,
            intent.name,
            step.word(),
            step.story()
        );
        Effect::Alert(visible(&words).into_owned())
    })
}
