//! What a command does: global ones here, the others on the screen that is shown.

use std::sync::Arc;

use crate::resource::kind::CLUSTERS;
use crate::resource::{Activity, KindId, Notice, Step};
use crate::tui::keymap::{Command, Scope};
use crate::tui::known::KnownContext;
use crate::tui::msg::{Effect, Question};
use crate::tui::screens::Request;
use crate::tui::screens::activity::ActivityScreen;
use crate::tui::screens::contexts::ContextsScreen;
use crate::tui::screens::drafts::DraftsScreen;
use crate::tui::screens::help::HelpScreen;
use crate::tui::screens::journal::JournalScreen;
use crate::tui::screens::kind::KindScreen;
use crate::tui::screens::line::{Line, Purpose};
use crate::tui::screens::object::{ObjectScreen, Tab};
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::palette;
use crate::tui::screens::plan::PlanWanted;
use crate::tui::screens::versions::VersionsScreen;
use crate::tui::subscriptions::{shown_events, shown_parts};

use super::book::ContextDeed;
use super::{Model, arrange, is_global};

/// Said until an answer comes.
const ASKED_AGAIN: &str = "Asked again";

impl Model {
    /// Carries out a command, by a key or from the palette.
    pub fn run(&mut self, command: Command) -> Vec<Effect> {
        // The palette is only the way to the next command.
        if !matches!(command, Command::LogOut | Command::Palette) {
            self.not_logging_out();
        }
        if let Some(action) = palette::action_of(command) {
            return self.ask(action);
        }
        if is_global(command) {
            return self.run_global(command);
        }
        let look = look!(self);
        let (requests, arranging) = match self.navigation.top_mut() {
            None => match self.fleet.run(command, look) {
                Some((requests, arranging)) => (Some(requests), arranging),
                None => (None, None),
            },
            Some(page) => (page.run(command, look), None),
        };
        let mut effects = arrange(arranging);
        match requests {
            Some(requests) => effects.extend(self.requested(requests)),
            None => effects.extend(self.run_elsewhere(command)),
        }
        effects
    }

    /// A command that this screen does not know: tabs open the selected object, others say so.
    fn run_elsewhere(&mut self, command: Command) -> Vec<Effect> {
        let tab = match command {
            Command::ShowFacts => Tab::Facts,
            Command::ShowServers => Tab::SERVERS,
            Command::ShowEvents => Tab::Events,
            Command::ShowSpec => Tab::Spec,
            Command::ShowRaw => Tab::Raw,
            _ => {
                self.notify(Notice::info(format!("\"{}\" does nothing here", command.name())));
                return Vec::new();
            }
        };
        match self.aim().targets.first().cloned() {
            Some(key) => self.requested(vec![Request::Open(key, tab)]),
            None => {
                self.notify(Notice::info("Select a cluster first"));
                Vec::new()
            }
        }
    }

    fn run_global(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Quit => return self.quit(),
            Command::Suspend => return vec![Effect::Suspend],
            Command::Redraw => return vec![Effect::Repaint],
            Command::Back => return self.back(),
            Command::Refresh => return self.refresh(),
            Command::Help => self.show_help(),
            Command::Palette => self.open_palette(),
            Command::Actions => self.open_actions(),
            Command::Activity => self.open(Box::new(ActivityScreen::new(self.look()))),
            Command::Journal => {
                let (screen, requests) = JournalScreen::new(look!(self));
                self.open(Box::new(screen));
                return self.requested(requests);
            }
            Command::Contexts => self.open(Box::new(ContextsScreen::new(self.look()))),
            Command::AddContext => return vec![Effect::Ask(Question::ContextFields(None))],
            Command::EditContext => return self.change_context(ContextDeed::Edit),
            Command::RemoveContext => return self.change_context(ContextDeed::Remove),
            Command::RenameContext => return self.change_context(ContextDeed::Rename),
            Command::UseContext => return self.change_context(ContextDeed::Use),
            Command::LogIn => return self.log_in(None),
            Command::LogOut => return self.log_out(None),
            Command::NextTheme => {
                if let Some(theme) = self.themes.after(&self.theme.name).cloned() {
                    let name = theme.name.clone();
                    self.theme = self.choice.fit(theme);
                    self.theme.name.clone_from(&name);
                    self.notify(Notice::info(format!("Theme {name}")));
                }
            }
            Command::Copy => return self.copy(),
            Command::CopyCommand => return self.copy_command(),
            Command::CopyCurl => return self.copy_curl(),
            Command::ToggleMouse => {
                self.mouse_is_captured = !self.mouse_is_captured;
                let words = if self.mouse_is_captured {
                    "The mouse works here"
                } else {
                    "The mouse is the terminal's"
                };
                self.notify(Notice::info(words));
                return vec![Effect::CaptureMouse(self.mouse_is_captured)];
            }
            Command::CancelTransfer => return self.cancel_transfer(),
            Command::SwitchScope => return self.switch_to_selected(),
            Command::Dismiss => self.notice = None,
            Command::Edit => return self.edit(),
            Command::Versions => return self.versions(),
            Command::Create => return self.create(),
            Command::Clone => return self.clone_selected(),
            Command::CreateFromFile => {
                return self.requested(vec![Request::Type(Purpose::File, String::new())]);
            }
            Command::Drafts => {
                let (screen, requests) = DraftsScreen::new(look!(self));
                self.open(Box::new(screen));
                return self.requested(requests);
            }
            #[expect(clippy::panic, reason = "debug builds only: a crash on purpose")]
            Command::Panic => panic!("a crash that was asked for"),
            _ => {}
        }
        Vec::new()
    }

    /// Leaves, but not silently over a change that was asked for and not sent yet.
    fn quit(&mut self) -> Vec<Effect> {
        let is_unsent = |activity: &&Activity| matches!(activity.step, Step::Queued | Step::Sending);
        let unsent = self.activities.iter().filter(is_unsent).count();
        if unsent == 0 || self.was_warned_of_unsent {
            return vec![Effect::Quit];
        }
        self.was_warned_of_unsent = true;
        let words = match unsent {
            _ if self.transfers().next().is_some() => {
                "A file is on its way: leaving stops it, and no half file is kept here".to_owned()
            }
            1 => "A change that you asked for has no answer yet: leaving may drop it".to_owned(),
            many => format!("{many} changes that you asked for have no answer yet: leaving may drop them"),
        };
        self.notify(Notice::warning(words).with_hint("once more leaves all the same"));
        Vec::new()
    }

    /// Opens a screen, once: coming from itself it is only shown again.
    pub(super) fn open(&mut self, page: Box<dyn Page>) {
        let is_shown = |shown: &dyn Page| shown.crumb() == page.crumb() && shown.scopes() == page.scopes();
        if self.navigation.top().is_some_and(is_shown) {
            self.navigation.back();
        }
        self.navigation.push(page);
    }

    /// Shows all objects of a kind, of the context that is shown alone or of all.
    pub(super) fn show_kind(&mut self, kind: KindId) {
        let narrowed = self.fleet.narrowed().cloned();
        if let Some(context) = &narrowed
            && self.known.with_list(kind, Some(context)).next().is_none()
        {
            let words = format!("{context} has no {kind}");
            self.notify(Notice::warning(words).with_hint(":context all goes to all contexts"));
            return;
        }
        self.opened_tables += 1;
        let screen = KindScreen::new(kind, narrowed, self.opened_tables, self.look());
        self.open(Box::new(screen));
    }

    fn show_help(&mut self) {
        let scopes = self.scopes();
        if scopes.first() == Some(&Scope::Help) {
            self.navigation.back();
            return;
        }
        let about = self
            .navigation
            .top()
            .map_or_else(|| "clusters".into(), Page::crumb);
        self.open(Box::new(HelpScreen::new(scopes, about)));
    }

    fn back(&mut self) -> Vec<Effect> {
        let look = look!(self);
        if let Some(page) = self.navigation.top_mut() {
            if page.back(look) {
                return Vec::new();
            }
            return self.leave();
        }
        if self.notice.take().is_some() {
            return Vec::new();
        }
        let (had_something, arranging) = self.fleet.back(look);
        if !had_something {
            let quit = self
                .keymap
                .label_of(Command::Quit, &self.scopes())
                .unwrap_or_else(|| ":quit".into());
            self.notify(Notice::info(format!("This is home; {quit} leaves the console")));
        }
        arrange(arranging)
    }

    /// Leaves the screen that is shown.
    fn leave(&mut self) -> Vec<Effect> {
        let look = look!(self);
        let requests = match self.navigation.back() {
            Some(mut page) => page.leave(look),
            None => Vec::new(),
        };
        self.requested(requests)
    }

    fn refresh(&mut self) -> Vec<Effect> {
        // What is forgotten is on the screens before anybody asks what they want.
        let shown = self.shown_object();
        let unsaid = shown.filter(|key| self.known.ask_events_again(key));
        let changed = unsaid.map(|key| self.object_changed(&key));
        let refresh = |context: &KnownContext, kind| Effect::RefreshList(Arc::clone(&context.name), kind);
        let mut effects: Vec<Effect> = match self.shown_kind() {
            Some(kind) => self
                .shown_lists(kind)
                .map(|context| refresh(context, kind))
                .collect(),
            None => self
                .known
                .with_list(CLUSTERS, self.fleet.narrowed())
                .map(|context| refresh(context, CLUSTERS))
                .collect(),
        };
        effects.extend(changed.into_iter().flatten());
        effects.extend(self.shown_object().map(Effect::RefreshObject));
        effects.extend(
            shown_parts(self)
                .into_iter()
                .map(|(key, part)| Effect::RefreshParts(key, part)),
        );
        effects.extend(shown_events(self).map(Effect::RefreshEvents));
        effects.extend(self.tell(News::Journal));
        self.notify(Notice::info(ASKED_AGAIN));
        effects
    }

    /// An answer came: that it was asked for needs no saying any more.
    pub(super) fn answer_came(&mut self) {
        if self
            .notice
            .as_ref()
            .is_some_and(|notice| notice.text == ASKED_AGAIN)
        {
            self.notice = None;
            self.is_dirty = true;
        }
    }

    pub(super) fn requested(&mut self, requests: Vec<Request>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for request in requests {
            match request {
                Request::Open(key, tab) => {
                    let number = self.opened_tables + 1;
                    let context = self.known.context(&key.context);
                    self.opened_tables += context.map_or(0, |context| context.about.kinds.len() as u64);
                    let screen = ObjectScreen::new(key, tab, number, self.look());
                    self.navigation.push(Box::new(screen));
                }
                Request::Type(purpose, text) => {
                    self.notice = self.notice.take().filter(|_| purpose == Purpose::Search);
                    self.line = Some(Line::new(purpose, text));
                }
                Request::Narrow(context) => {
                    self.navigation.home();
                    let look = look!(self);
                    effects.extend(arrange(self.fleet.narrow(context, look)));
                }
                Request::Notify(notice) => self.notify(notice),
                Request::Do(effect) => effects.push(effect),
                Request::Act(action) => effects.extend(self.ask(action)),
                Request::Confirm {
                    action,
                    targets,
                    arguments,
                } => effects.extend(self.confirm(action, targets, arguments)),
                Request::LogIn(context) => effects.extend(self.log_in(Some(context))),
                Request::Download(key, name, saving) => effects.extend(self.download(key, &name, saving)),
                Request::Push(page) => self.navigation.push(page),
                Request::Leave => effects.extend(self.leave()),
                Request::Ask(question) => effects.push(Effect::Ask(question)),
                Request::Rebase(base, document) => {
                    effects.extend(self.tell(News::Rebased {
                        base: &base,
                        document: &document,
                    }));
                }
                Request::Restore {
                    key,
                    number,
                    document,
                } => {
                    self.notify(Notice::info(format!(
                        "Reading it again, to plan the way back to v{number}"
                    )));
                    self.restoring = Some((key.clone(), document));
                    effects.push(Effect::Ask(Question::Base(key)));
                }
                Request::Blame(key, path) => {
                    let (screen, requests) = VersionsScreen::blaming(key, path, self.look());
                    self.open(Box::new(screen));
                    effects.extend(self.requested(requests));
                }
                Request::Plan {
                    context,
                    editing,
                    base,
                    target,
                    verb,
                } => {
                    let named = editing.name_in(&target).unwrap_or("new");
                    let name = base.as_ref().map_or(named, |base| &base.name).to_owned();
                    effects.extend(self.show_plan(PlanWanted {
                        context,
                        editing,
                        base,
                        target: (*target).clone(),
                        verb,
                        name: name.into(),
                    }));
                }
                Request::Resume(draft) => effects.extend(self.resume(draft)),
                Request::Repaint => self.is_dirty = true,
                Request::Apply(plan, context, verb) => self.ask_for_plan(plan, context, verb),
            }
        }
        effects
    }
}
