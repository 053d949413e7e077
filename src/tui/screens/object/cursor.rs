//! What is under the cursor of a tab of parts, and what opening it means.

use std::sync::Arc;

use crate::resource::{ActionId, Key, Kind, KindId, Row};
use crate::tui::screens::Look;

use super::screen::ObjectScreen;
use super::tab::Tab;

impl ObjectScreen {
    /// The row of the part under the cursor.
    pub(super) fn selected_part(&self) -> Option<&Arc<Row>> {
        let table = self.table().filter(|_| self.tab().is_parts())?;
        table.selected().map(|(_, row)| row)
    }

    /// The part under the cursor as an object of its own, if it is one.
    pub(super) fn part_as_object(&self, look: Look<'_>) -> Option<Key> {
        let Tab::Parts(kind) = self.tab() else { return None };
        look.known.as_object(&self.key, kind, &self.selected_part()?.id)
    }

    /// What the object is asked to do by naming the part under the cursor: such a part is opened by asking for it.
    pub(super) fn action_of_part(&self, look: Look<'_>) -> Option<ActionId> {
        let Tab::Parts(kind) = self.tab() else { return None };
        self.selected_part()?;
        let about = look.known.context(&self.key.context)?.about;
        let mut actions = about.actions_on(self.key.kind);
        actions
            .find(|action| action.names_part(kind))
            .map(|action| action.id)
    }

    /// A kind as this object's manager declares it.
    pub(super) fn declared(&self, kind: KindId, look: Look<'_>) -> Option<&'static Kind> {
        look.known.context(&self.key.context)?.about.kind(kind)
    }
}
