//! The contexts of the configuration: added, changed, removed; and what is open with them.

use crate::resource::ContextChange;
use crate::resource::{ContextName, KindId, Notice};
use crate::tui::keymap::{Command, Scope};
use crate::tui::known::KnownContext;
use crate::tui::msg::{Answer, Effect, Question};
use crate::tui::screens::contexts_form::ContextForm;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::writing::WritingScreen;

use super::{Model, arrange};

/// What is to be done with a context that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContextDeed {
    Edit,
    Remove,
    Rename,
    Use,
}

impl Model {
    /// Begins a change of the context that is meant, in the configuration.
    pub(super) fn change_context(&mut self, deed: ContextDeed) -> Vec<Effect> {
        let page = self.navigation.top();
        let meant = page
            .and_then(Page::context_meant)
            .or_else(|| self.fleet.narrowed().cloned());
        let Some(name) = meant.map(|context| context.to_string()) else {
            self.notify(Notice::info("Choose a context first").with_hint("on the screen of contexts"));
            return Vec::new();
        };
        let preview = |change| vec![Effect::Ask(Question::PreviewContext(change))];
        match deed {
            ContextDeed::Edit => vec![Effect::Ask(Question::ContextFields(Some(name)))],
            ContextDeed::Rename => {
                self.open(Box::new(ContextForm::renaming(&name)));
                Vec::new()
            }
            ContextDeed::Remove => preview(ContextChange::Remove { name }),
            ContextDeed::Use => preview(ContextChange::Use(Some(name))),
        }
    }

    /// The book of contexts answered.
    pub(super) fn book_answered(&mut self, answer: &Answer) {
        match answer {
            Answer::ContextFields {
                fields: Err(notice), ..
            } => self.notify(notice.clone()),
            Answer::ContextFields {
                of,
                fields: Ok(fields),
            } => {
                let screen = ContextForm::screen(of.as_deref(), fields.clone());
                self.notice = None;
                self.open(Box::new(screen));
            }
            // What was filled in is shown by its form; these have none.
            Answer::ContextPreview {
                change: change @ (ContextChange::Remove { .. } | ContextChange::Use(_)),
                preview,
            } => match preview {
                Ok(preview) => {
                    let screen = WritingScreen::new(change.clone(), preview.clone());
                    self.open(Box::new(screen));
                }
                Err(mistakes) => {
                    let words: Vec<&str> = mistakes.iter().map(|(_, words)| words.as_str()).collect();
                    self.notify(Notice::warning(words.join("; ")));
                }
            },
            Answer::ContextWritten {
                change,
                written: Ok(words),
            } => {
                self.notice = None;
                let notice = Notice::info(words.clone());
                self.notify(match self.login_hint(change) {
                    Some(hint) => notice.with_hint(hint),
                    None => notice,
                });
            }
            // These are told by the screen that asked.
            Answer::ContextPreview {
                change: ContextChange::Add { .. } | ContextChange::Edit { .. } | ContextChange::Rename { .. },
                ..
            }
            | Answer::ContextWritten { written: Err(_), .. } => {}
            // These are not of the book.
            Answer::Base { .. }
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
            | Answer::LoggedIn { .. }
            | Answer::LoggedOut { .. }
            | Answer::File { .. }
            | Answer::Paths { .. }
            | Answer::Journal(_) => {}
        }
    }

    /// How the context that was written gets the secret it waits for.
    fn login_hint(&self, change: &ContextChange) -> Option<String> {
        let known = self.known.context(&change.leads_to()?)?;
        let waits = known.standing.takes_login && known.access_trouble(self.now).is_some();
        // The key means the context under the cursor, which is the written one only where contexts are listed.
        let is_list = |page: &dyn Page| page.scopes().first() == Some(&Scope::Contexts);
        let key = self.navigation.pages().any(is_list).then(|| {
            let scopes = self.scopes_of_screen();
            self.keymap.label_of(Command::LogIn, &scopes)
        });
        let key = key.flatten().unwrap_or_else(|| format!(":login {}", known.name));
        waits.then(|| format!("{key} logs in"))
    }

    /// A context is open that was not, or is another now.
    pub(super) fn context_opened(&mut self, context: KnownContext) -> Vec<Effect> {
        let before = self.known.context(&context.name);
        if before.is_some_and(|before| before.scope != context.scope) {
            // What these screens are about is not in the part that is looked at now.
            self.navigation.drop_of(&context.name);
        }
        self.forget_context(&context.name.clone());
        self.known.open(context);
        self.contexts_are_others()
    }

    /// A context is not open any more: nothing of it stays on the screen.
    pub(super) fn context_closed(&mut self, name: &ContextName) -> Vec<Effect> {
        self.forget_context(name);
        self.navigation.drop_of(name);
        let narrowed = self.fleet.narrowed() == Some(name);
        let mut effects = Vec::new();
        if narrowed {
            let look = look!(self);
            effects.extend(arrange(self.fleet.narrow(None, look)));
        }
        effects.extend(self.contexts_are_others());
        effects
    }

    fn forget_context(&mut self, name: &ContextName) {
        self.known.close(name);
        self.reminders.retain(|reminder| reminder.key.context != *name);
        let concerns = |dialog: &super::Confirm| dialog.keys().any(|key| key.context == *name);
        if self.dialog.as_ref().is_some_and(concerns) {
            self.dialog = None;
            self.notify(Notice::warning(format!(
                "Nothing was sent: {name} is not the context any more that was asked about"
            )));
        }
    }

    fn contexts_are_others(&mut self) -> Vec<Effect> {
        self.contexts_changed();
        let kinds: Vec<KindId> = self.navigation.pages().filter_map(Page::listed).collect();
        let look = look!(self);
        let mut effects = arrange(self.fleet.rows_changed(look));
        effects.extend(kinds.into_iter().flat_map(|kind| self.tell(News::Rows(kind))));
        effects
    }
}
