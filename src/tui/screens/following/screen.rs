//! The screen of a change on its way.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};

use crate::resource::action::{CREATE, EDIT, RESTORE};
use crate::resource::kind::SERVERS;
use crate::resource::{
    ActionId, Activity, ActivityId, ContextName, Event, Key, Level, Listing, Source, StateClass,
};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Aim, Look, Request, object};
use crate::tui::widgets::events::{EventWish, Events};
use crate::tui::widgets::table::Table;

/// State of the screen: the change itself is among the model's activities.
#[derive(Debug)]
pub struct FollowingScreen {
    pub(super) activity: ActivityId,
    key: Key,
    crumb: String,
    /// What went wrong since the change was asked for, the newest first.
    pub(super) warnings: Vec<Event>,
    /// The servers that do not run.
    pub(super) servers: Table,
    pub(super) events: Events,
}

/// Warnings that are pinned.
const PINNED: usize = 5;
/// A manager's clock may be behind this one by so much.
const LEEWAY: TimeDelta = TimeDelta::seconds(5);

/// Whether a change of this kind has a screen of its own, and its end is told also to who looks elsewhere.
pub fn is_followed(action: ActionId) -> bool {
    [EDIT, CREATE, RESTORE].contains(&action)
}

impl FollowingScreen {
    /// The change with this number; it may have ended.
    pub fn new(activity: ActivityId, look: Look<'_>) -> Self {
        let found = find(activity, look);
        let key = found.map_or_else(
            || Key::new(&"".into(), crate::resource::kind::CLUSTERS, &"".into()),
            |found| found.intent.key.clone(),
        );
        let context = look.known.context(&key.context);
        let servers = context.and_then(|context| context.about.kind(SERVERS));
        let mut screen = Self {
            activity,
            key,
            crumb: "following".to_owned(),
            warnings: Vec::new(),
            servers: Table::of(servers.map_or(&[], |kind| kind.columns)),
            events: found.map_or_else(Events::default, |found| Events::since(begin(found))),
        };
        screen.fill(look);
        screen
    }

    /// Takes over what is known of the change and of its object.
    fn fill(&mut self, look: Look<'_>) {
        let Some(activity) = self.of(look) else { return };
        // What is being created gets its id later.
        self.key = activity.intent.key.clone();
        self.crumb = format!("{} {}", activity.intent.action, activity.intent.name);
        let since = begin(activity);
        object::fill_events(&mut self.events, &self.key, look);
        let is_warning =
            |event: &&Event| event.level.level >= Level::Warning && event.at.is_some_and(|at| at >= since);
        let warnings = self.events.all().rev().filter(is_warning);
        self.warnings = warnings.take(PINNED).cloned().collect();
        if let Some(detail) = look.known.detail(&self.key) {
            let servers = detail.children_of(SERVERS).iter();
            let moving = servers.filter(|server| server.state.class != StateClass::Up);
            let listing = Listing::whole(moving.cloned().collect());
            self.servers.show(vec![Source {
                context: Arc::clone(&self.key.context),
                manager: "",
                listing: Arc::new(listing),
            }]);
        }
        self.fit(look.size);
    }

    fn fit(&mut self, size: Size) {
        let areas = self.areas(size);
        self.servers
            .set_height(areas.servers.content.height.saturating_sub(1));
        self.events.set_height(areas.events.content.height);
    }

    pub(super) fn areas(&self, size: Size) -> layout::Following {
        let lines = |count: usize| u16::try_from(count).unwrap_or(u16::MAX - 2);
        layout::following(
            size,
            lines(self.warnings.len()),
            lines(self.servers.rows().total()),
        )
    }

    /// The change itself.
    pub(super) fn of<'a>(&self, look: Look<'a>) -> Option<&'a Activity> {
        find(self.activity, look)
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }
}

fn find(id: ActivityId, look: Look<'_>) -> Option<&Activity> {
    look.activities
        .iter()
        .find(|activity| activity.intent.activity == id)
}

/// From when on events may be of the change.
fn begin(activity: &Activity) -> DateTime<Utc> {
    activity
        .asked
        .checked_sub_signed(LEEWAY)
        .unwrap_or(activity.asked)
}

impl Page for FollowingScreen {
    fn crumb(&self) -> String {
        self.crumb.clone()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Following, Scope::Events, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        use Command::*;
        vec![Activity, Follow, LevelFilter]
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        object::run_events(&mut self.events, &self.key, command, look)
    }

    fn filter(&mut self, text: &str, look: Look<'_>) {
        self.events.filter(text, look.now);
    }

    fn filter_problem(&self) -> Option<&str> {
        self.events.filter_problem()
    }

    fn back(&mut self, look: Look<'_>) -> bool {
        let has_filter = !self.events.filter_text().is_empty();
        if has_filter {
            self.events.filter("", look.now);
        }
        has_filter
    }

    fn watched_events(&self) -> Option<EventWish> {
        self.events.wish()
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        let is_about_it = match news {
            News::Activities => true,
            News::Object(key) => *key == self.key,
            _ => false,
        };
        if is_about_it {
            self.fill(look);
        }
        Vec::new()
    }

    fn resize(&mut self, look: Look<'_>) {
        self.fit(look.size);
    }

    /// Nothing, as long as what is being created has no id.
    fn watched(&self) -> Option<&Key> {
        Some(&self.key).filter(|key| !key.id.is_empty())
    }

    fn context(&self) -> Option<&ContextName> {
        Some(&self.key.context)
    }

    fn aim(&self) -> Aim {
        Aim {
            targets: self.watched().cloned().into_iter().collect(),
            ..Aim::default()
        }
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        self.events.selected().map(|event| event.message.to_string())
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        let content = self.areas(look.size).events.content;
        if content.contains(at) {
            self.events.press_line(at.y - content.y);
        }
        Vec::new()
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        self.paint(look, buf);
    }
}
