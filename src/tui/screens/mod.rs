//! The screens: one file each, with its state, what it does on a command, and its view.
//!
//! - [`page`]: what every screen above home gives the root.
//! - [`fleet`]: every context's clusters; [`object`]: one of them, or one object of any other kind.
//! - [`kind`]: all objects of another kind; [`lists`]: how it stands with what is listed.
//! - [`activity`]: changes asked for; [`contexts`]: the connections; both on a [`short_list`].
//! - [`journal`]: what was asked for in every run; [`drafts`]: what was written and not applied.
//! - [`event`]: one event in full.
//! - [`following`]: one change of a configuration on its way.
//! - [`versions`]: the versions of one configuration.
//! - [`plan`]: what a change of a configuration would do; [`merge`]: what two parties changed in one.
//! - [`action_form`]: what an action wants to be told; [`offers`]: its fields, and what is known to be possible in them.
//! - [`download_form`]: where a file goes that is fetched; `paths`: what a path that is typed could become.
//! - [`note`]: a text that is written on this machine. `window`: what is in sight of a text that is only read.
//! - [`form`]: several fields to fill in, whatever for; [`login`]: the secret of a context;
//!   [`contexts_form`]: its settings; [`writing`]: exactly what would be written into a file.
//! - [`help`]: the keys.
//! - [`editor`]: a configuration being written.
//! - [`confirm`]: the dialog before a change; [`palette`]: `:`; [`mod@line`]: filter and search.
//!
//! **Invariant:** a screen asks for things with [`Request`]s; only the root carries them out.

pub mod action_form;
pub mod activity;
pub mod confirm;
pub mod contexts;
pub mod contexts_form;
pub mod download_form;
pub mod drafts;
pub mod editor;
pub mod event;
pub mod fleet;
pub mod following;
pub mod form;
pub mod help;
pub mod journal;
pub mod kind;
pub mod line;
pub mod lists;
pub mod login;
pub mod merge;
pub mod note;
pub mod object;
mod offers;
pub mod page;
pub mod palette;
mod paths;
pub mod plan;
pub mod short_list;
pub mod versions;
mod window;
pub mod writing;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::layout::Size;

use crate::resource::kind::CLUSTERS;
use crate::resource::{
    Action, ActionId, Activity, Arguments, CommandLine, ContextName, Id, Key, KindId, Notice, Row,
};
use crate::spec::{Base, Draft, Editing, Json, Path, Plan};

use super::keymap::Keymap;
use super::known::Known;
use super::msg::{Effect, Question, Saving};
use super::theme::Theme;
use super::verbs::Aimed;
use super::widgets::table::{RowKey, Table};

/// What a screen may look at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub known: &'a Known,
    pub activities: &'a [Activity],
    pub keymap: &'a Keymap,
    pub theme: &'a Theme,
    pub size: Size,
    pub now: DateTime<Utc>,
}

/// What a screen asks the root for.
#[derive(Debug)]
pub enum Request {
    /// Show an object at this tab, or at its first one if it has no such tab.
    Open(Key, object::Tab),
    /// Type a line: a filter or a search, starting from this text.
    Type(line::Purpose, String),
    /// Show only this context's clusters.
    Narrow(Option<ContextName>),
    Notify(Notice),
    /// Show another screen on top of this one.
    Push(Box<dyn page::Page>),
    /// Leave this screen.
    Leave,
    /// Show what a change would do.
    Plan {
        context: ContextName,
        editing: &'static Editing,
        base: Option<Arc<Base>>,
        /// With its secrets.
        target: Arc<Json>,
        verb: ActionId,
    },
    /// Go on with a draft.
    Resume(Arc<Draft>),
    /// Tell which version set a field.
    Blame(Key, Path),
    /// What is on the screen changed.
    Repaint,
    /// Ask for a planned change, after a question; the action is its verb.
    Apply(Arc<Plan>, ContextName, ActionId),
    /// Plan to go back to a version; `document` is that version as it is, with its secrets.
    Restore {
        key: Key,
        number: i64,
        document: Arc<Json>,
    },
    /// The desired state that is being written has a new base, and the text with it.
    Rebase(Arc<Base>, Arc<Json>),
    /// Ask for something that comes back as [`page::News::Answer`].
    Ask(Question),
    Do(Effect),
    /// Ask for an action on what is selected, as its key does.
    Act(ActionId),
    /// Ask whether an action is meant, told what it wants to be told.
    Confirm {
        action: &'static Action,
        targets: Vec<Aimed>,
        arguments: Arguments,
    },
    /// Fill in the secret of a context.
    LogIn(ContextName),
    /// Fetch the file of an object of this name.
    Download(Key, Arc<str>, Saving),
}

/// What a verb is aimed at: objects of any kind, or one part of one object.
#[derive(Debug, Clone, Default)]
pub struct Aim {
    pub targets: Vec<Key>,
    /// The row of the only object, where the screen has it at hand.
    pub row: Option<Arc<Row>>,
    /// Objects among them that are not shown at the moment.
    pub hidden: Vec<Key>,
    /// The part of the only object that is under the cursor.
    pub part: Option<(KindId, Id)>,
}

impl Aim {
    /// What is marked in a table of objects of this kind, or else what is under the cursor.
    fn at(table: &Table, kind: KindId) -> Self {
        let key = |(context, id): &RowKey| Key::new(context, kind, id);
        if table.marks().is_empty() {
            let selected = table.selected();
            return Self {
                targets: selected
                    .map(|(source, row)| Key::new(&source.context, kind, &row.id))
                    .into_iter()
                    .collect(),
                row: selected.map(|(_, row)| Arc::clone(row)),
                ..Self::default()
            };
        }
        let rows = table.rows();
        let shown: HashSet<(&str, &str)> = (0..rows.len())
            .filter_map(|index| rows.get(index))
            .map(|(source, row)| (&*source.context, &*row.id))
            .collect();
        let targets = table.targets();
        let is_hidden = |(context, id): &&RowKey| !shown.contains(&(&**context, &**id));
        Self {
            targets: targets.iter().map(key).collect(),
            hidden: targets.iter().filter(is_hidden).map(key).collect(),
            ..Self::default()
        }
    }
}

/// What one object of the kind is called.
fn singular(key: &Key, look: Look<'_>) -> &'static str {
    let context = look.known.context(&key.context);
    let kind = context.and_then(|context| context.about.kind(key.kind));
    kind.map_or(key.kind.0, |kind| kind.singular)
}

/// The command that tells everything about an object.
fn described(key: &Key, look: Look<'_>) -> CommandLine {
    let name = look.known.row(key).map_or(&*key.id, |row| &*row.name);
    let line = if key.kind == CLUSTERS {
        CommandLine::describe(name)
    } else {
        CommandLine::describe_one(singular(key, look), name)
    };
    line.in_context(&key.context)
}
