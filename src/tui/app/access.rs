//! Credentials: logging in and out, what waits for it, and what the header says of it.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::resource::{Availability, ContextName, Intent, Need, Notice, Standing, Step};
use crate::tui::known::KnownContext;
use crate::tui::msg::{Answer, Effect};
use crate::tui::screens::login::Login;
use crate::tui::screens::page::Page;
use crate::tui::subscriptions::Wanted;
use crate::tui::verbs;

use super::Model;

/// What is remembered of credentials.
#[derive(Debug, Default)]
pub(super) struct Access {
    /// A change that was not sent for want of a credential: asked for again after a login.
    waiting: Option<Intent>,
    /// The contexts whose next answer shows that the login was good.
    logged_in: HashSet<ContextName>,
    /// The context that the next `logout` forgets the secret of.
    doomed: Option<ContextName>,
    /// What the header said last.
    shown: Option<String>,
}

/// What the header says of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessWords {
    pub words: String,
    pub is_trouble: bool,
}

/// Of several contexts, an end that is further off than this is no news.
const SOON: TimeDelta = TimeDelta::days(7);

impl Model {
    /// What the header says: of the context that is shown what is left, of several the worst.
    pub fn access_words(&self) -> Option<AccessWords> {
        let contexts = self.known.contexts();
        let only = self.context_shown().and_then(|name| self.known.context(name));
        let trouble = |known: &KnownContext| {
            let word = known.access_trouble(self.now)?;
            Some(format!("{}: {word}", known.name))
        };
        let told = |words: String| AccessWords {
            words,
            is_trouble: false,
        };
        if let Some(only) = only {
            return match trouble(only) {
                Some(words) => Some(AccessWords {
                    words,
                    is_trouble: true,
                }),
                None => only
                    .standing
                    .ends_in(self.now)
                    .map(|left| told(format!("token {left}"))),
            };
        }
        let mut troubles = contexts.iter().filter_map(trouble);
        if let Some(first) = troubles.next() {
            let words = match troubles.count() {
                0 => first,
                more => format!("{first}, +{more}"),
            };
            return Some(AccessWords {
                words,
                is_trouble: true,
            });
        }
        let soonest = self.soonest_end()?;
        let left = soonest.standing.ends_in(self.now)?;
        Some(told(format!("{} token {left}", soonest.name)))
    }

    /// The only context that is looked at.
    fn context_shown(&self) -> Option<&ContextName> {
        let top = self.navigation.top();
        let of_page = top.and_then(Page::context);
        of_page
            .or_else(|| self.fleet.narrowed())
            .or(match self.known.contexts() {
                [only] => Some(&only.name),
                _ => None,
            })
    }

    /// Of the credentials that are not renewed by themselves, the one that ends first.
    fn soonest_end(&self) -> Option<&KnownContext> {
        let ending = self.known.contexts().iter().filter(|known| {
            let soon = |expires: DateTime<Utc>| expires - self.now <= SOON;
            !known.standing.is_renewed && known.standing.expires.is_some_and(soon)
        });
        ending.min_by_key(|known| known.standing.expires)
    }

    /// When what is said of credentials changes by time alone.
    pub(super) fn next_change_of_access(&self) -> Option<DateTime<Utc>> {
        let shows_all = self.navigation.top().is_some_and(Page::shows_times);
        let only = self.context_shown();
        let contexts =
            self.known.contexts().iter().filter(|known| {
                shows_all || only.map_or(!known.standing.is_renewed, |only| *only == known.name)
            });
        contexts
            .filter_map(|known| {
                let is_told = shows_all || only.is_some();
                let next = known.standing.next_change(self.now)?;
                let told_from = known
                    .standing
                    .expires
                    .filter(|_| !is_told)
                    .map(|expires| expires - SOON);
                Some(next.max(told_from.unwrap_or(next)))
            })
            .min()
    }

    /// Whether the header says something else than it did.
    pub(super) fn access_words_changed(&mut self) -> bool {
        let words = self.access_words().map(|words| words.words);
        let shows_all = self.navigation.top().is_some_and(Page::shows_times);
        let has_changed = words != self.access.shown;
        self.access.shown = words;
        has_changed
            || (shows_all
                && self
                    .known
                    .contexts()
                    .iter()
                    .any(|known| known.standing.expires.is_some()))
    }

    /// How it stands with a credential has changed.
    pub(super) fn stands(&mut self, context: &ContextName, standing: Standing) {
        if !self.known.stands(context, standing) {
            return;
        }
        self.access_words_changed();
        self.contexts_changed();
    }

    /// A change has come to a step: if it was not sent for want of a credential, it waits for a login.
    pub(super) fn note_unsent(&mut self, intent: &Intent, step: &Step) {
        let waits = |waiting: &mut Intent| waiting.key == intent.key && waiting.action == intent.action;
        match step {
            Step::NoCredential(_) => self.access.waiting = Some(intent.clone()),
            Step::Queued => {}
            // It was asked for again, and a login is not what it wants.
            Step::Sending
            | Step::Accepted(_)
            | Step::Done(_)
            | Step::Differs(_)
            | Step::Failed(_)
            | Step::Rejected(_)
            | Step::Unknown(_)
            | Step::NotSent(_)
            | Step::Changed(_) => drop(self.access.waiting.take_if(waits)),
        }
    }

    /// Opens the form for the secret of a context: the one that is named or meant.
    pub(super) fn log_in(&mut self, named: Option<ContextName>) -> Vec<Effect> {
        let Some(context) = named.or_else(|| self.context_for_login()) else {
            let words = "Several contexts take a secret: choose one";
            self.notify(Notice::info(words).with_hint("on the screen of contexts, or: login NAME"));
            return Vec::new();
        };
        let Some(known) = self.known.context(&context) else {
            return Vec::new();
        };
        if !known.standing.takes_login {
            let notice = no_login(known);
            self.notify(notice);
            return Vec::new();
        }
        let waiting = self.access.waiting.as_ref();
        let resumes = waiting
            .filter(|intent| intent.key.context == context)
            .map(|intent| format!("{} {}", intent.action, intent.name));
        let screen = Login::screen(known, resumes);
        self.notice = None;
        self.open(Box::new(screen));
        Vec::new()
    }

    /// The context under the cursor, the one shown, or the only one that needs it.
    fn context_for_login(&self) -> Option<ContextName> {
        let page = self.navigation.top();
        let meant = page.and_then(Page::context_meant);
        if let Some(meant) = meant.or_else(|| self.context_shown().cloned()) {
            return Some(meant);
        }
        let only = |wanted: &dyn Fn(&KnownContext) -> bool| {
            let mut all = self.known.contexts().iter().filter(|known| wanted(known));
            let first = all.next()?;
            all.next().is_none().then(|| Arc::clone(&first.name))
        };
        let under_cursor = self.aim().targets.first().and_then(|key| {
            let known = self.known.context(&key.context)?;
            known.access_trouble(self.now).map(|_| Arc::clone(&known.name))
        });
        only(&|known| known.access_trouble(self.now).is_some())
            .or(under_cursor)
            .or_else(|| only(&|known| known.standing.takes_login))
    }

    /// Forgets the secret of a context, once it was asked for twice.
    pub(super) fn log_out(&mut self, named: Option<ContextName>) -> Vec<Effect> {
        let Some(context) = named.or_else(|| self.context_for_login()) else {
            let words = "Which context is meant is not clear: choose one on the screen of contexts";
            self.notify(Notice::info(words));
            return Vec::new();
        };
        let takes_login = |known: &KnownContext| known.standing.takes_login;
        let Some(known) = self.known.context(&context).filter(|known| takes_login(known)) else {
            let notice = self.known.context(&context).map(no_login);
            notice.into_iter().for_each(|notice| self.notify(notice));
            return Vec::new();
        };
        if self.access.doomed.as_ref() != Some(&context) {
            let also = if known.standing.can_keep {
                ", in the keyring too"
            } else {
                ""
            };
            let words = format!("The secret of {context} is forgotten{also}: logout once more does it");
            self.access.doomed = Some(context);
            self.notify(Notice::warning(words));
            return Vec::new();
        }
        self.access.doomed = None;
        vec![Effect::LogOut(context)]
    }

    /// A secret was taken, or forgotten.
    pub(super) fn access_answered(&mut self, answer: &Answer) -> Vec<Effect> {
        match answer {
            Answer::LoggedIn {
                context,
                kept: Ok(kept),
            } => {
                self.notice = None;
                self.notify(Notice::info(format!("{context}: {kept}; asked again with it")));
                self.access.logged_in.insert(Arc::clone(context));
                // Who waits for the credential asks by itself. Only what waits for an answer here wants another one: the
                // first may have come while the secret was put into the keyring.
                let waiting = self.access.waiting.as_ref();
                let look = waiting.filter(|intent| intent.key.context == *context);
                let list = look.map(|intent| Wanted::List {
                    context: Arc::clone(context),
                    kind: intent.key.kind,
                });
                list.map(Effect::LookAgain).into_iter().collect()
            }
            Answer::LoggedOut { context, forgotten } => {
                self.notice = None;
                self.notify(match forgotten {
                    Ok(words) => Notice::info(format!("{context}: {words}")),
                    Err(notice) => notice.clone(),
                });
                self.access.logged_in.remove(context);
                Vec::new()
            }
            // The form says why; the rest is of something else.
            Answer::LoggedIn { kept: Err(_), .. }
            | Answer::Base { .. }
            | Answer::DryRun { .. }
            | Answer::Preview { .. }
            | Answer::Version { .. }
            | Answer::EditedOutside(_)
            | Answer::Drafts { .. }
            | Answer::DraftSaved { .. }
            | Answer::DraftTrouble(_)
            | Answer::Note { .. }
            | Answer::Shell { .. }
            | Answer::Curl(_)
            | Answer::ContextFields { .. }
            | Answer::ContextPreview { .. }
            | Answer::ContextWritten { .. }
            | Answer::File { .. }
            | Answer::Paths { .. }
            | Answer::Journal(_) => Vec::new(),
        }
    }

    /// The user does something else: what was asked for once is not meant any more.
    pub(super) fn not_logging_out(&mut self) {
        self.access.doomed = None;
    }

    /// The context answered after a login: what could not be asked for without it is asked about again.
    pub(super) fn resume_asked(&mut self, context: &ContextName) -> Vec<Effect> {
        if !self.access.logged_in.remove(context) {
            return Vec::new();
        }
        let waits = |intent: &mut Intent| intent.key.context == *context;
        let Some(intent) = self.access.waiting.take_if(waits) else {
            return Vec::new();
        };
        if !self.is_at_rest() {
            let words = format!(
                "{context} answers again: {} {} was not sent",
                intent.action, intent.name
            );
            self.notify(Notice::info(words));
            return Vec::new();
        }
        let targets = verbs::aimed_before(&intent, &self.known);
        match verbs::availability(intent.action, &targets, &intent.arguments, &self.known) {
            Availability::Offered => self.ask_again(&intent, Vec::new()),
            Availability::OnlyWith { reason, .. } | Availability::NotNow(reason) => {
                self.cannot(intent.action, &reason)
            }
        }
    }
}

/// Where the secret of a context that takes none from here comes from.
fn no_login(known: &KnownContext) -> Notice {
    let Standing {
        form,
        place,
        advice,
        need,
        ..
    } = &known.standing;
    let words = match (&**form, need) {
        ("none", Need::Nothing) => return Notice::info(format!("{} asks for no secret", known.name)),
        ("none", _) => format!("{} is shown no credential", known.name),
        _ => format!("{} has its secret from elsewhere: {place}", known.name),
    };
    Notice::info(words).with_hint(&**advice)
}
