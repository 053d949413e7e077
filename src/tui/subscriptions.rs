//! What must be fresh now: nothing off screen is polled, except the list of clusters. Parts that are listed alone cost
//! requests of their own: only those of the tab that is shown, or of an open question.

use std::sync::Arc;

use crate::resource::kind::CLUSTERS;
use crate::resource::{ContextName, EventFilter, EventLog, Key, KindId};

use super::app::Model;
use super::known::{FIRST_ROWS, KnownContext};
use super::layout;
use super::widgets::events::EventWish;

/// Something that is kept fresh while it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wanted {
    List {
        context: ContextName,
        kind: KindId,
    },
    Object {
        key: Key,
    },
    /// The parts of a cluster that are of a kind which is listed alone.
    Parts {
        key: Key,
        part: KindId,
    },
    /// The newest events of an object in its manager's log that pass a filter.
    Events {
        key: Key,
        filter: Arc<EventFilter>,
    },
}

/// Everything the model's screens show.
pub fn subscriptions(model: &Model) -> Vec<Wanted> {
    let list = |context: &KnownContext, kind| Wanted::List {
        context: context.name.clone(),
        kind,
    };
    let contexts = model.known.contexts().iter();
    let mut wanted: Vec<Wanted> = contexts.map(|context| list(context, CLUSTERS)).collect();
    if let Some(kind) = model.shown_kind() {
        wanted.extend(model.shown_lists(kind).map(|context| list(context, kind)));
    }
    for (context, kind) in model
        .navigation
        .top()
        .map(|page| page.needed())
        .unwrap_or_default()
    {
        let needed = Wanted::List { context, kind };
        if !wanted.contains(&needed) {
            wanted.push(needed);
        }
    }
    let mut want = |key: &Key| {
        let object = Wanted::Object { key: key.clone() };
        if !wanted.contains(&object) {
            wanted.push(object);
        }
    };
    match model.navigation.top() {
        None if layout::fleet_has_panes(model.size) => {
            if let Some(key) = model.fleet.watched() {
                want(key);
            }
        }
        None => {}
        Some(page) => {
            if let Some(key) = page.watched() {
                want(key);
            }
        }
    }
    for key in model.reminders() {
        want(key);
    }
    if let Some(dialog) = &model.dialog {
        for key in dialog.keys() {
            want(key);
        }
    }
    wanted.extend(
        shown_parts(model)
            .into_iter()
            .map(|(key, part)| Wanted::Parts { key, part }),
    );
    wanted.extend(shown_events(model));
    wanted
}

/// Events of a manager's log that are shown.
pub fn shown_events(model: &Model) -> Option<Wanted> {
    let (key, EventWish { filter, .. }) = event_wish(model)?;
    let key = key.clone();
    Some(Wanted::Events { key, filter })
}

fn event_wish(model: &Model) -> Option<(&Key, EventWish)> {
    match model.navigation.top() {
        None if layout::fleet_has_panes(model.size) => model.fleet.watched_events(),
        None => None,
        Some(page) => page.watched().zip(page.watched_events()),
    }
}

/// The same, each with how many rows of it are wanted.
pub fn with_rows(model: &Model) -> Vec<(Wanted, usize)> {
    let wanted = subscriptions(model).into_iter();
    let with_rows = wanted.map(|wanted| {
        let rows = rows(model, &wanted);
        (wanted, rows)
    });
    with_rows.collect()
}

/// How many rows of it are wanted, counted from the first one: of a long list, ever more as the user comes near the end
/// of those that were read.
pub fn rows(model: &Model, wanted: &Wanted) -> usize {
    match wanted {
        Wanted::List { context, kind } => {
            let known = model.known.context(context);
            known.map_or(FIRST_ROWS, |known| known.lists.of(*kind).wanted())
        }
        Wanted::Parts { key, part } => model.known.parts(key, *part).wanted(),
        Wanted::Events { .. } => event_wish(model).map_or(EventLog::AT_FIRST, |(_, wish)| wish.rows),
        Wanted::Object { .. } => usize::MAX,
    }
}

/// Parts that are listed alone and shown, or asked about; each once.
pub fn shown_parts(model: &Model) -> Vec<(Key, KindId)> {
    let page = model.navigation.top();
    let of_page = page.and_then(|page| Some((page.watched()?.clone(), page.watched_part()?)));
    let of_dialog = model.dialog.as_ref().and_then(|dialog| dialog.part());
    let of_dialog = of_dialog.filter(|(key, part)| model.known.are_listed_alone(key, *part));
    let mut parts: Vec<(Key, KindId)> = of_page.into_iter().chain(of_dialog).collect();
    parts.dedup();
    parts
}
