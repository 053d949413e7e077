//! The edits that are open on some screen: the keeper has each of their texts, and learns when one is left.

use std::collections::{HashMap, HashSet};

use crate::spec::DraftId;
use crate::tui::msg::EditId;
use crate::tui::screens::page::Page;

use super::keeper::{Job, Keeper};

/// What the keeper knows of the screens.
pub(super) struct OpenEdits {
    keeper: Keeper,
    /// The edits that were seen open, and the revision of their text that the keeper has.
    noted: HashMap<EditId, u64>,
}

impl OpenEdits {
    pub(super) fn new(keeper: Keeper) -> Self {
        Self {
            keeper,
            noted: HashMap::new(),
        }
    }

    /// Hands over what changed. Called after each fact: the next one may close the screen.
    pub(super) fn note<'a>(&mut self, pages: impl Iterator<Item = &'a dyn Page>) {
        for page in pages {
            let Some((edit, revision)) = page.unsaved() else {
                continue;
            };
            let known = self.noted.get(&edit).copied().unwrap_or_default();
            if revision != known
                && let Some(draft) = page.draft()
            {
                self.keeper.note(draft);
            }
            self.noted.insert(edit, revision);
        }
    }

    /// Lets go of what is on no screen any more, however that came.
    pub(super) fn release_left<'a>(&mut self, pages: impl Iterator<Item = &'a dyn Page>) {
        let mut is_any_page = false;
        let open: HashSet<EditId> = pages
            .inspect(|_| is_any_page = true)
            .filter_map(|page| page.unsaved().map(|(edit, _)| edit))
            .collect();
        let left: Vec<EditId> = self
            .noted
            .extract_if(|edit, _| !open.contains(edit))
            .map(|(edit, _)| edit)
            .collect();
        let is_news = !left.is_empty() && is_any_page;
        for edit in left {
            self.keeper.ask(Job::Release(edit));
        }
        if is_news {
            // A screen may show them.
            self.list();
        }
    }

    pub(super) fn list(&self) {
        self.keeper.ask(Job::List(self.noted.keys().cloned().collect()));
    }

    pub(super) fn remove(&self, edit: EditId) {
        self.keeper.ask(Job::Remove(edit));
    }

    pub(super) fn release(&self, edit: EditId) {
        self.keeper.ask(Job::Release(edit));
    }

    pub(super) fn discard(&self, name: DraftId) {
        self.keeper.ask(Job::Discard(name));
    }
}

#[cfg(test)]
mod tests;
