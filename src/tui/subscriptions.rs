//! What must be fresh now: nothing off screen is polled, except the list of clusters.

use crate::resource::kind::CLUSTERS;
use crate::resource::{ContextName, Key, KindId};

use super::app::Model;
use super::known::KnownContext;
use super::layout;

/// Something that is kept fresh while it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wanted {
    List { context: ContextName, kind: KindId },
    Object { key: Key },
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
    wanted
}
