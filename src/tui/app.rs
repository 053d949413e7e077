//! The model and its one `update`: facts in, state changed, effects out. It delegates to the screens.

/// What screens may look at, borrowed field by field so that a screen may change meanwhile.
macro_rules! look {
    ($model:expr) => {
        $crate::tui::screens::Look {
            known: &$model.known,
            activities: &$model.activities,
            keymap: &$model.keymap,
            theme: &$model.theme,
            size: $model.size,
            now: $model.now,
        }
    };
}

mod access;
mod asking;
mod book;
mod commands;
mod copying;
mod edits;
mod facts;
mod note;
mod scope;
mod shell;
#[cfg(test)]
mod tests;
mod transfers;
mod typing;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::layout::Size;
use secrecy::zeroize::Zeroizing;

use crate::resource::kind::CLUSTERS;
use crate::resource::{Activity, ActivityId, ContextName, Key as ResourceKey, KindId, Notice, Severity};

use crate::spec::Json;

use self::access::Access;
use self::edits::{Reminder, SentEdit};
use super::keymap::{Command, Key, Keymap, Lookup, Scope};
use super::known::{Answers, Known, KnownContext};
use super::msg::{Effect, Mouse, Msg};
use super::navigation::Navigation;
use super::screens::confirm::{self, Confirm};
use super::screens::fleet::Fleet;
use super::screens::line::{Line, Purpose};
use super::screens::page::{News, Page};
use super::screens::palette::Palette;
use super::screens::{Aim, Look, Request};
use super::theme::{Choice, Theme, Themes};
use super::widgets::table::Arranging;

/// All state of the console.
#[derive(Debug)]
pub struct Model {
    pub size: Size,
    pub now: DateTime<Utc>,
    pub known: Known,
    pub fleet: Fleet,
    pub navigation: Navigation,
    pub dialog: Option<Confirm>,
    pub palette: Option<Palette>,
    pub line: Option<Line>,
    pub activities: Vec<Activity>,
    pub notice: Option<Notice>,
    pub theme: Theme,
    pub keymap: Keymap,
    /// Said at the right of the first line: that nothing is real.
    pub banner: Option<&'static str>,
    themes: Themes,
    choice: Choice,
    /// Keys of a sequence that is not complete yet.
    typed: Vec<Key>,
    mouse_is_captured: bool,
    reduced_motion: bool,
    next_activity: u64,
    /// Tells the tables of screens above home apart.
    opened_tables: u64,
    /// Changes of configurations that were sent, as long as they are not done.
    sent_edits: HashMap<ActivityId, SentEdit>,
    /// Objects that took no change when one was asked for: the user is told when they do.
    reminders: Vec<Reminder>,
    /// A version to go back to, while the desired state of its object is read again.
    restoring: Option<(ResourceKey, Arc<Json>)>,
    /// Credentials: what was refused for want of one, and what is shown of them.
    access: Access,
    /// Whether the user was told that leaving drops changes.
    was_warned_of_unsent: bool,
    /// Whether the screen differs from what was painted last.
    is_dirty: bool,
    /// The change that the notice is about: what becomes known of it later takes its place.
    notice_about: Option<ActivityId>,
    /// Whether a key was typed since the notice came.
    notice_was_read: bool,
}

/// What the console is opened with.
#[derive(Debug)]
pub struct Options {
    pub size: Size,
    pub now: DateTime<Utc>,
    pub contexts: Vec<KnownContext>,
    /// The context that is shown alone at first, if it is open.
    pub narrow_to: Option<ContextName>,
    pub themes: Themes,
    pub theme: Theme,
    pub choice: Choice,
    pub keymap: Keymap,
    pub banner: Option<&'static str>,
    pub mouse: bool,
    /// No moving parts: a countdown is not drawn second by second.
    pub reduced_motion: bool,
    /// Something to read at once: what is wrong with the user's files.
    pub notice: Option<Notice>,
}

impl Model {
    pub fn new(options: Options) -> Self {
        let mut model = Self {
            size: options.size,
            now: options.now,
            known: Known::new(options.contexts),
            fleet: Fleet::default(),
            navigation: Navigation::default(),
            dialog: None,
            palette: None,
            line: None,
            activities: Vec::new(),
            notice: options.notice,
            theme: options.theme,
            keymap: options.keymap,
            banner: options.banner,
            themes: options.themes,
            choice: options.choice,
            typed: Vec::new(),
            mouse_is_captured: options.mouse,
            reduced_motion: options.reduced_motion,
            next_activity: 1,
            opened_tables: 0,
            sent_edits: HashMap::new(),
            reminders: Vec::new(),
            restoring: None,
            access: Access::default(),
            notice_about: None,
            was_warned_of_unsent: false,
            is_dirty: true,
            notice_was_read: false,
        };
        model.fleet.resize(model.size);
        let narrow_to = options.narrow_to;
        let wanted = narrow_to.filter(|name| model.known.context(name).is_some());
        let look = look!(model);
        // There are no rows yet that would have to be arranged.
        let _nothing = model.fleet.narrow(wanted, look);
        model
    }

    /// Reacts to one fact. Never waits, never does I/O: what must happen outside is returned.
    pub fn update(&mut self, msg: Msg, now: DateTime<Utc>) -> Vec<Effect> {
        self.now = now;
        let mut effects = self.react(msg);
        self.read_on();
        let tables = self.navigation.pages_mut().filter_map(Page::to_arrange);
        effects.extend(tables.map(Effect::from));
        effects
    }

    /// The next rows are wanted of what is shown, if the cursor came near the end of those that were read.
    fn read_on(&mut self) {
        let Some(page) = self.navigation.top_mut() else {
            if self.fleet.reads_on() {
                self.known.read_on(CLUSTERS, self.fleet.narrowed());
            }
            return;
        };
        if !page.reads_on() {
            return;
        }
        if let Some(kind) = page.listed() {
            self.known.read_on(kind, page.context());
        } else if let (Some(key), Some(part)) = (page.watched(), page.watched_part()) {
            self.known.read_on_parts(key, part);
        }
    }

    fn react(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(key, at) => {
                self.is_dirty = true;
                self.key(key, at)
            }
            Msg::Paste(text) => {
                // It may be a secret: nothing of it stays in memory but what a field takes.
                let text = Zeroizing::new(text);
                self.is_dirty = true;
                self.paste(&text)
            }
            Msg::Mouse(mouse) => {
                self.is_dirty = true;
                self.mouse(mouse)
            }
            Msg::Resized(size) => {
                self.is_dirty = true;
                self.resize(size);
                Vec::new()
            }
            Msg::Resumed => {
                self.is_dirty = true;
                self.dialog_was_hidden();
                vec![Effect::Repaint]
            }
            Msg::Painted => {
                if !confirm::fits(self.size) {
                    return Vec::new();
                }
                if let Some(dialog) = &mut self.dialog {
                    dialog.painted(self.now);
                } else if self.palette.is_none()
                    && let Some(page) = self.navigation.top_mut()
                {
                    page.painted();
                }
                Vec::new()
            }
            Msg::Tick => self.tick(),
            Msg::Noticed(notice) => {
                self.notify(notice);
                Vec::new()
            }
            Msg::Recorded(trouble) => {
                if let Some(notice) = trouble {
                    self.notify(notice);
                }
                self.tell(News::Journal)
            }
            Msg::Answered(answer) => {
                let mut effects = self.restore(&answer);
                effects.extend(self.access_answered(&answer));
                effects.extend(self.curl_answered(&answer));
                effects.extend(self.shell_answered(&answer));
                self.book_answered(&answer);
                effects.extend(self.tell(News::Answer(&answer)));
                effects
            }
            Msg::ContextOpened(context) => self.context_opened(*context),
            Msg::ContextClosed(name) => self.context_closed(&name),
            fact => {
                if matches!(
                    fact,
                    Msg::Listed { .. } | Msg::ListConfirmed { .. } | Msg::ListFailed { .. }
                ) {
                    self.answer_came();
                }
                self.fact(fact)
            }
        }
    }

    /// Whether the screen differs from what was painted last.
    pub fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Whether a frame is due; asking takes the answer back.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.is_dirty)
    }

    /// When [`Msg::Tick`] is wanted: for what changes by time alone.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        let lists = self
            .shown_answers()
            .filter_map(|state| state.next_change(self.now));
        let object = self
            .shown_object()
            .and_then(|key| self.known.object(&key)?.state.next_change(self.now));
        let parts = self.shown_parts().and_then(|state| state.next_change(self.now));
        let dialog = self.dialog.as_ref().and_then(Confirm::next_wake);
        lists
            .chain(object)
            .chain(parts)
            .chain(dialog)
            .chain(self.next_minute_of_change())
            .chain(self.fleet.next_wake())
            .chain(self.next_change_of_access())
            .chain(self.navigation.pages().filter_map(|page| page.next_wake()))
            .min()
    }

    /// What screens may look at.
    pub fn look(&self) -> Look<'_> {
        Look {
            known: &self.known,
            activities: &self.activities,
            keymap: &self.keymap,
            theme: &self.theme,
            size: self.size,
            now: self.now,
        }
    }

    /// Where keys are looked up now, the innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        if self.dialog.is_some() {
            return vec![Scope::Confirm];
        }
        if self.palette.is_some() || self.line.is_some() {
            return vec![Scope::Input];
        }
        self.scopes_of_screen()
    }

    /// The keys of an unfinished sequence, for the footer.
    pub fn typed(&self) -> &[Key] {
        &self.typed
    }

    /// Where the keys of the screen are looked up, whatever lies over it.
    pub(super) fn scopes_of_screen(&self) -> Vec<Scope> {
        match self.navigation.top() {
            None => self.fleet.scopes(),
            Some(page) => page.scopes(),
        }
    }

    /// Tells every screen above home what is new, also those below the top one.
    pub(super) fn tell(&mut self, news: News<'_>) -> Vec<Effect> {
        self.is_dirty = true;
        let look = look!(self);
        let pages = self.navigation.pages_mut();
        let requests: Vec<Request> = pages.flat_map(|page| page.refill(news, look)).collect();
        self.navigation.drop_done();
        self.requested(requests)
    }

    /// Objects whose next rest is waited for.
    pub fn reminders(&self) -> impl Iterator<Item = &ResourceKey> {
        self.reminders.iter().map(|reminder| &reminder.key)
    }

    /// What a verb would be aimed at.
    pub fn aim(&self) -> Aim {
        match self.navigation.top() {
            None => self.fleet.aim(),
            Some(page) => page.aim(),
        }
    }

    /// The kind whose lists are shown, besides that of clusters.
    pub(super) fn shown_kind(&self) -> Option<KindId> {
        self.navigation.top().and_then(Page::listed)
    }

    /// The contexts whose lists of the kind are shown.
    pub(super) fn shown_lists(&self, kind: KindId) -> impl Iterator<Item = &KnownContext> {
        let only = self.navigation.top().and_then(Page::context);
        self.known.with_list(kind, only)
    }

    /// How it stands with every list that is shown; that of clusters always is, in the status line.
    fn shown_answers(&self) -> impl Iterator<Item = &Answers> {
        let clusters = self.known.contexts().iter();
        let kind = self.shown_kind().into_iter();
        let lists = kind.flat_map(|kind| {
            self.shown_lists(kind)
                .map(move |context| &context.lists.of(kind).state)
        });
        clusters.map(|context| &context.clusters().state).chain(lists)
    }

    pub(super) fn shown_object(&self) -> Option<ResourceKey> {
        match self.navigation.top() {
            None => self.fleet.watched().cloned(),
            Some(page) => page.watched().cloned(),
        }
    }

    /// How it stands with the parts that the screen shows and that are listed alone.
    fn shown_parts(&self) -> Option<&Answers> {
        let page = self.navigation.top()?;
        Some(&self.known.parts(page.watched()?, page.watched_part()?).state)
    }

    /// Whether a running change with its elapsed minutes is on the screen.
    fn shown_busy(&self) -> bool {
        let watched = self.navigation.top().and_then(|page| page.watched());
        watched
            .and_then(|key| self.known.row(key))
            .is_some_and(|row| row.state.class.is_busy())
    }

    /// When the elapsed minutes of a running change that is shown are one more.
    fn next_minute_of_change(&self) -> Option<DateTime<Utc>> {
        let object = self
            .known
            .object(&self.shown_object().filter(|_| self.shown_busy())?)?;
        let told = object.detail.as_ref().and_then(|detail| detail.busy_since);
        let since = told.or(object.state_since)?;
        let minutes = (self.now - since).num_minutes().max(0);
        // A manager's time may lie anywhere: without a next minute there is nothing to wait for.
        since.checked_add_signed(chrono::TimeDelta::try_minutes(minutes.checked_add(1)?)?)
    }

    fn tick(&mut self) -> Vec<Effect> {
        let look = look!(self);
        let moved = self.fleet.tick(look);
        let is_overdue = self.shown_answers().any(|state| state.is_stale(self.now));
        if is_overdue || self.access_words_changed() {
            self.contexts_changed();
        }
        self.is_dirty |= moved || self.shown_busy() || (self.dialog.is_some() && !self.reduced_motion);
        self.is_dirty |= self
            .shown_object()
            .and_then(|key| self.known.object(&key))
            .is_some_and(|object| object.state.is_stale(self.now));
        self.is_dirty |= self.shown_parts().is_some_and(|state| state.is_stale(self.now));
        let mut effects = match self.dialog.as_mut().map(|dialog| dialog.tick(self.now)) {
            Some(answer) => self.answered(answer),
            None => Vec::new(),
        };
        let look = look!(self);
        let is_due = |page: &&mut (dyn Page + 'static)| page.next_wake().is_some_and(|at| at <= look.now);
        let due = self.navigation.pages_mut().filter(is_due);
        let requests: Vec<Request> = due.flat_map(|page| page.tick(look)).collect();
        self.is_dirty |= !requests.is_empty();
        effects.extend(self.requested(requests));
        effects
    }

    fn key(&mut self, key: Key, at: DateTime<Utc>) -> Vec<Effect> {
        self.forget_notice_that_was_read();
        let scopes = self.scopes();
        self.typed.push(key);
        let lookup = self.keymap.lookup(&scopes, &self.typed);
        if lookup == Lookup::Pending {
            if let Some(dialog) = &mut self.dialog {
                dialog.stop_countdown();
            }
            return Vec::new();
        }
        self.typed.clear();
        let command = match lookup {
            Lookup::Run(command) => Some(command),
            Lookup::Pending | Lookup::Unbound => None,
        };
        // Whatever is open: the way to the shell, and a clean screen.
        if let Some(
            command @ (Command::Suspend | Command::Redraw | Command::CopyCommand | Command::CopyCurl),
        ) = command
        {
            return self.run(command);
        }
        if let Some(dialog) = &mut self.dialog {
            let answer = dialog.key(key, command, at);
            return self.answered(answer);
        }
        if self.palette.is_some() {
            return self.palette_key(key, command);
        }
        if self.line.is_some() {
            return self.line_key(key, command);
        }
        match command {
            Some(command) => self.run(command),
            None => {
                let look = look!(self);
                let requests = match self.navigation.top_mut() {
                    Some(page) if page.takes_text() => page.typed(key, look),
                    _ => Vec::new(),
                };
                self.requested(requests)
            }
        }
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        if let Some(dialog) = &mut self.dialog {
            dialog.pasted();
        } else if let Some(palette) = &mut self.palette {
            palette.input.paste(text);
            palette.typed();
        } else if let Some(line) = &mut self.line {
            line.input.paste(text);
            return self.line_typed();
        } else {
            let look = look!(self);
            let taken = self.navigation.top_mut().and_then(|page| page.pasted(text, look));
            match taken {
                Some(requests) => return self.requested(requests),
                None => self.notify(Notice::info(
                    "Pasted text was not taken: nothing is being typed here",
                )),
            }
        }
        Vec::new()
    }

    fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        let look = look!(self);
        if let Some(dialog) = &mut self.dialog {
            let Mouse::Pressed(at) = mouse else {
                return Vec::new();
            };
            let answer = dialog.mouse(at, self.now, look);
            return self.answered(answer);
        }
        if self.palette.is_some() || self.line.is_some() {
            return Vec::new();
        }
        let (at, lines) = match mouse {
            Mouse::Pressed(at) => (at, 0),
            Mouse::ScrolledDown(at) => (at, 3),
            Mouse::ScrolledUp(at) => (at, -3),
        };
        let (mut requests, mut arranging) = (Vec::new(), None);
        match (self.navigation.top_mut(), lines) {
            (None, 0) => (requests, arranging) = self.fleet.press(at, look),
            (None, lines) => self.fleet.scroll(at, lines, look),
            (Some(page), 0) => requests = page.press(at, look),
            (Some(page), lines) => page.scroll(lines, look),
        }
        let mut effects = arrange(arranging);
        effects.extend(self.requested(requests));
        effects
    }

    /// The dialog was not on the screen, or is not where it was: it must be read again.
    fn dialog_was_hidden(&mut self) {
        if let Some(dialog) = &mut self.dialog {
            dialog.hidden();
        }
    }

    fn resize(&mut self, size: Size) {
        self.size = size;
        self.dialog_was_hidden();
        self.fleet.resize(size);
        let look = look!(self);
        for page in self.navigation.pages_mut() {
            page.resize(look);
        }
    }

    /// Shows a notice; a graver one is not covered by a lighter one before it was read.
    pub fn notify(&mut self, notice: Notice) {
        let covers = self
            .notice
            .as_ref()
            .is_none_or(|shown| self.notice_was_read || shown.severity <= notice.severity);
        if covers {
            self.notice = Some(notice);
            self.notice_about = None;
            self.notice_was_read = false;
            self.is_dirty = true;
        }
    }

    /// What was only information goes with the next key; trouble stays until it is dismissed.
    fn forget_notice_that_was_read(&mut self) {
        self.notice_was_read = true;
        if self
            .notice
            .as_ref()
            .is_some_and(|notice| notice.severity == Severity::Info)
        {
            self.notice = None;
        }
    }
}

/// The request of a table with too many rows, as an effect.
fn arrange(arranging: Option<Arranging>) -> Vec<Effect> {
    arranging.into_iter().map(Effect::from).collect()
}

/// The purpose of the line being typed decides what each change of it does.
fn is_filter(line: &Line) -> bool {
    matches!(line.purpose, Purpose::Filter | Purpose::Events)
}

/// Commands that the root itself carries out, whatever the screen.
fn is_global(command: Command) -> bool {
    matches!(
        command.group(),
        super::keymap::Group::Console | super::keymap::Group::Verbs | super::keymap::Group::Configuration
    )
}
