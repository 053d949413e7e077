//! Looking at another part of a manager's world: its context is opened anew, for this run.

use std::sync::Arc;

use crate::resource::{ContextName, Notice};
use crate::tui::known::KnownContext;
use crate::tui::msg::Effect;
use crate::tui::screens::page::Page;

use super::Model;

impl Model {
    /// The part under the cursor, if another one is looked at.
    pub(super) fn scope_selected(&self) -> Option<(ContextName, Arc<str>)> {
        let aim = self.aim();
        let [key] = aim.targets.as_slice() else {
            return None;
        };
        let known = self.known.context(&key.context)?;
        known.about.scope.filter(|scope| scope.kind == key.kind)?;
        let row = aim.row.as_ref().or_else(|| self.known.row(key));
        let part: Arc<str> = row.map_or_else(|| Arc::clone(&key.id), |row| Arc::from(&*row.name));
        (known.scope.as_ref() != Some(&part)).then(|| (Arc::clone(&key.context), part))
    }

    /// The part that was typed in the palette: `tenant NAME`.
    pub(super) fn scope_typed(&self, typed: &str) -> Option<(ContextName, Arc<str>)> {
        let page = self.navigation.top();
        let aimed = self.aim().targets.first().map(|key| Arc::clone(&key.context));
        let meant = page
            .and_then(Page::context_meant)
            .or_else(|| self.fleet.narrowed().cloned())
            .or(aimed);
        let names = |known: &&KnownContext| {
            let word = known.about.scope.map(|scope| scope.word);
            word.is_some_and(|word| part_of(typed, word).is_some())
        };
        let mut candidates: Vec<&KnownContext> = self.known.contexts().iter().filter(names).collect();
        // The one that is meant; without one, the only one that there is.
        candidates.sort_by_key(|known| Some(&known.name) != meant.as_ref());
        let known = candidates.first()?;
        let part = part_of(typed, known.about.scope?.word)?;
        Some((Arc::clone(&known.name), part.into()))
    }

    /// Looks at the part under the cursor.
    pub(super) fn switch_to_selected(&mut self) -> Vec<Effect> {
        match self.scope_selected() {
            Some((context, part)) => self.switch_scope(context, part),
            None => {
                let words = "Nothing under the cursor can be looked at instead";
                self.notify(Notice::info(words).with_hint("it is for a list of tenants or the like"));
                Vec::new()
            }
        }
    }

    pub(super) fn switch_scope(&mut self, context: ContextName, part: Arc<str>) -> Vec<Effect> {
        let known = self.known.context(&context);
        if known.is_some_and(|known| known.scope.as_ref() == Some(&part)) {
            self.notify(Notice::info(format!("{context} looks at {part} already")));
            return Vec::new();
        }
        vec![Effect::SwitchScope(context, part)]
    }
}

fn part_of<'a>(typed: &'a str, word: &str) -> Option<&'a str> {
    let part = typed.trim().strip_prefix(word)?.strip_prefix(' ')?.trim();
    (!part.is_empty()).then_some(part)
}
