//! What every screen above home gives the root: commands in, requests out, a view.

use std::fmt::Debug;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use secrecy::SecretString;

use crate::resource::{ActivityId, Arranged, CommandLine, ContextName, Key, KindId};
use crate::spec::{Base, Draft, Json};
use crate::tui::keymap::{Command, Key as TypedKey, Scope};
use crate::tui::msg::{Answer, EditId, Wire};
use crate::tui::widgets::events::EventWish;
use crate::tui::widgets::table::{Arranging, Ticket};

use super::line::Purpose;
use super::object::Tab;
use super::short_list::ShortList;
use super::{Aim, Look, Request, described};

/// One screen above home. The root delegates to it without knowing which one it is.
pub trait Page: Debug {
    /// The word for it in the breadcrumbs.
    fn crumb(&self) -> String;

    /// Where keys are looked up while it is shown, the innermost first.
    fn scopes(&self) -> Vec<Scope>;

    /// The commands its footer names, the likeliest first.
    fn likely(&self, look: Look<'_>) -> Vec<Command>;

    /// Runs a command; `None` if this screen knows nothing of it.
    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>>;

    fn view(&self, look: Look<'_>, buf: &mut Buffer);

    /// The frame that shows it is on the screen, and nothing lies over it.
    fn painted(&mut self) {}

    /// Something is known that was not, or something changed.
    fn refill(&mut self, _news: News<'_>, _look: Look<'_>) -> Vec<Request> {
        Vec::new()
    }

    /// The short table that is all of it, if it is one: sizes, the mouse and filters are for that.
    fn list_mut(&mut self) -> Option<&mut ShortList> {
        None
    }

    /// Lists that it looks names up in: kept fresh while it is shown, beside what it shows.
    fn needed(&self) -> Vec<(ContextName, KindId)> {
        Vec::new()
    }

    /// The terminal has another size; `look` has the new one.
    fn resize(&mut self, look: Look<'_>) {
        if let Some(list) = self.list_mut() {
            list.resize(look.size);
        }
    }

    /// Too many rows to be ordered at once, if there are such since it was last asked.
    fn to_arrange(&mut self) -> Option<Arranging> {
        None
    }

    /// Whether the cursor came near the end of what was read, of a list that is longer, since it was last asked.
    fn reads_on(&mut self) -> bool {
        false
    }

    /// Whether it shows when each context answered last.
    fn shows_times(&self) -> bool {
        false
    }

    /// The kind whose lists are kept fresh while it is shown: of [`Page::context`], or of all contexts.
    fn listed(&self) -> Option<KindId> {
        None
    }

    /// The object that is kept fresh while it is shown.
    fn watched(&self) -> Option<&Key> {
        None
    }

    /// The kind of parts of [`Page::watched`] that is kept fresh with it, where they are listed alone.
    fn watched_part(&self) -> Option<KindId> {
        None
    }

    /// The events of [`Page::watched`] that are kept fresh with it, where its manager keeps a log of them.
    fn watched_events(&self) -> Option<EventWish> {
        None
    }

    /// Shows another tab of the object that it is about; false if it has no such tab.
    fn show(&mut self, _object: &Key, _tab: Tab, _look: Look<'_>) -> bool {
        false
    }

    /// The only context it is about.
    fn context(&self) -> Option<&ContextName> {
        self.watched().map(|key| &key.context)
    }

    /// The context under the cursor, where the screen is about contexts.
    fn context_meant(&self) -> Option<ContextName> {
        self.context().cloned()
    }

    /// The activity under the cursor, where the screen is about activities.
    fn activity_meant(&self) -> Option<ActivityId> {
        None
    }

    /// Whether it has done what it is for: it is taken away.
    fn is_done(&self) -> bool {
        false
    }

    /// The dialog over it was confirmed: whether what it asked for still stands. If not, the page says why.
    fn still_stands(&mut self, _look: Look<'_>) -> bool {
        true
    }

    /// What was marked has been asked for.
    fn unmark_all(&mut self) {}

    /// What a verb would be aimed at.
    fn aim(&self) -> Aim {
        Aim::default()
    }

    /// What the copy command takes.
    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        None
    }

    /// Where the copy command takes all of a text: the text, which may be secret, and what to call it.
    fn text_to_copy(&self) -> Option<(SecretString, String)> {
        None
    }

    /// The command that shows the same.
    fn command_line(&self, look: Look<'_>) -> Option<CommandLine> {
        self.watched().map(|key| described(key, look))
    }

    /// The request that asks the same, where it is not just reading [`Page::watched`].
    fn wire(&self) -> Option<(ContextName, Wire)> {
        None
    }

    /// Whether letters that are bound to nothing are text here.
    fn takes_text(&self) -> bool {
        false
    }

    /// A key that is bound to nothing, where letters are text.
    fn typed(&mut self, _key: TypedKey, _look: Look<'_>) -> Vec<Request> {
        Vec::new()
    }

    /// Pasted text; `None` if nothing is being typed here.
    fn pasted(&mut self, _text: &str, _look: Look<'_>) -> Option<Vec<Request>> {
        None
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        if let Some(list) = self.list_mut() {
            list.press(at, look.size);
        }
        Vec::new()
    }

    /// The mouse's wheel was turned: what has a cursor moves it.
    fn scroll(&mut self, lines: isize, look: Look<'_>) {
        if let Some(list) = self.list_mut() {
            list.scroll(lines);
            return;
        }
        let command = if lines > 0 {
            Command::MoveDown
        } else {
            Command::MoveUp
        };
        for _ in 0..lines.unsigned_abs() {
            let _nothing = self.run(command, look);
        }
    }

    /// The filter is being typed.
    fn filter(&mut self, text: &str, _look: Look<'_>) {
        if let Some(list) = self.list_mut() {
            list.filter(text);
        }
    }

    /// What of the filter means nothing.
    fn filter_problem(&self) -> Option<&str> {
        None
    }

    /// A line was typed to its end.
    fn line(&mut self, _purpose: Purpose, _text: &str, _look: Look<'_>) -> Vec<Request> {
        Vec::new()
    }

    /// Whether Esc has something to leave here before the screen is left.
    fn back(&mut self, _look: Look<'_>) -> bool {
        self.list_mut().is_some_and(ShortList::back)
    }

    /// It is left for good: what must not be lost goes with the requests.
    fn leave(&mut self, _look: Look<'_>) -> Vec<Request> {
        Vec::new()
    }

    /// The edit that is under way here, and a number that grows with each change of its text: 0 as long as
    /// there is nothing that is not on disk.
    fn unsaved(&self) -> Option<(EditId, u64)> {
        None
    }

    /// What is kept of the edit that is under way here.
    fn draft(&self) -> Option<Draft> {
        None
    }

    /// When [`Page::tick`] is wanted.
    fn next_wake(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// Time has passed.
    fn tick(&mut self, _look: Look<'_>) -> Vec<Request> {
        Vec::new()
    }
}

/// What a screen may want to look at again.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// How it stands with some context.
    Contexts,
    /// Rows of a kind are not as they were, in some context.
    Rows(KindId),
    /// Some table's rows in order.
    Arranged(Ticket, &'a Arc<Arranged>),
    /// A change was asked for, or has come further.
    Activities,
    /// The journal says more than before, or the user wants it read again.
    Journal,
    /// An object was read, or could not be read.
    Object(&'a Key),
    /// A change was not sent, for its base does not hold any more.
    Expired(&'a Key),
    /// What is being written has a new base, and a new text with it: what both changed is decided.
    Rebased {
        base: &'a Arc<Base>,
        document: &'a Arc<Json>,
    },
    /// The answer to a question of some screen, which knows its own again by what it is about.
    Answer(&'a Answer),
}
