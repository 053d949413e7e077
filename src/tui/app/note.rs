//! Texts that are written on this machine: the form of one opens.

use std::sync::Arc;

use crate::resource::{ContextName, Note, NoteId};
use crate::tui::msg::Effect;
use crate::tui::screens::note::NoteForm;

use super::Model;

impl Model {
    /// Opens the form of a note: about the context where the cursor is, if that has it.
    pub(super) fn write_note(&mut self, id: NoteId) -> Vec<Effect> {
        let at = self.aim().targets.first().map(|key| Arc::clone(&key.context));
        let at = self.fleet.narrowed().cloned().or(at);
        let contexts = self.known.contexts().iter().filter_map(|context| {
            let note = context.about.notes.iter().find(|note| note.id == id)?;
            Some((Arc::clone(&context.name), note))
        });
        let mut having: Vec<(ContextName, &'static Note)> = contexts.collect();
        having.sort_by_key(|(name, _)| Some(name) != at.as_ref());
        let Some((_, note)) = having.first() else {
            return Vec::new();
        };
        let note = *note;
        let contexts = having.into_iter().map(|(name, _)| name);
        let contexts = contexts.filter(|_| note.is_of_context).collect();
        let form = NoteForm::screen(note, contexts);
        self.open(Box::new(form));
        Vec::new()
    }
}
