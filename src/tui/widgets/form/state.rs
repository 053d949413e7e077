//! The fields of a form, which of them has the focus, and what a key does.

use std::sync::Arc;

use ratatui::layout::{Position, Rect};
use secrecy::SecretString;

use crate::tui::keymap::{Command, Key};

use super::completion::Extent;
use super::field::{Condition, Field};
use super::paint;

/// A form being filled in.
#[derive(Debug)]
pub struct Form {
    fields: Vec<Field>,
    /// Those that are not wanted any more: what was filled in is kept while the form is open.
    gone: Vec<Field>,
    /// Among the fields that are shown.
    focus: usize,
    was_touched: bool,
}

/// What a command led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Stay,
    /// It is to be sent, and nothing is wrong with it as far as the form knows.
    Send,
}

impl Form {
    pub fn new(fields: Vec<Field>) -> Self {
        Self {
            fields,
            gone: Vec::new(),
            focus: 0,
            was_touched: false,
        }
    }

    /// Puts the focus on a field.
    #[must_use]
    pub fn at(mut self, name: &str) -> Self {
        self.focus_on(name);
        self
    }

    /// Whether something was typed or chosen.
    pub fn was_touched(&self) -> bool {
        self.was_touched
    }

    /// The fields that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| self.is_shown(field))
    }

    fn is_shown(&self, field: &Field) -> bool {
        let holds = |condition: &Condition| {
            let decides = self.fields.iter().find(|other| other.name == condition.field);
            decides.is_some_and(|other| condition.values.iter().any(|value| value == other.value()))
        };
        field.places.is_empty() || field.places.iter().any(|place| place.iter().all(holds))
    }

    /// The field that has the focus.
    pub fn focused(&self) -> Option<&Field> {
        self.shown().nth(self.focus)
    }

    pub(super) fn focus(&self) -> usize {
        self.focus
    }

    /// What is in a field, wherever it is shown; of a secret nothing.
    pub fn value(&self, name: &str) -> &str {
        self.shown()
            .find(|field| field.name == name)
            .map_or("", Field::value)
    }

    /// Other fields in place of those there are; what was filled in stays where a field of the same name and sort is
    /// among them, and comes back with it later.
    pub fn refit(&mut self, fields: Vec<Field>) {
        let focused = self.focused().map(|field| field.name.clone());
        let mut before: Vec<Field> = std::mem::take(&mut self.fields);
        before.append(&mut self.gone);
        self.fields = fields;
        for field in &mut self.fields {
            if let Some(at) = before.iter().position(|old| old.name == field.name) {
                field.take_over(before.swap_remove(at));
            }
        }
        self.gone = before;
        self.focus_on(&focused.unwrap_or_default());
    }

    /// Another sentence for whoever fills in a field.
    pub fn explain(&mut self, name: &str, words: String) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.help = words;
        }
    }

    /// Tells a text field what is known to be possible in it, the likeliest first.
    pub fn offer(&mut self, name: &str, values: Vec<Arc<str>>, extent: Extent) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.offer(values, extent);
        }
    }

    /// The word of a text field that would be completed, or is being completed, as it was typed.
    pub fn word(&self, name: &str) -> &str {
        self.shown()
            .find(|field| field.name == name)
            .map_or("", Field::word)
    }

    /// Gives the secret of a field away; the field is empty then.
    pub fn take_secret(&mut self, name: &str) -> Option<SecretString> {
        let field = self.fields.iter_mut().find(|field| field.name == name)?;
        let secret = field.take_secret()?;
        // It is on its way: nothing is lost with the form any more.
        self.was_touched = false;
        Some(secret)
    }

    /// Says what is wrong with fields, and goes to the first of them; what no field has is given back.
    pub fn mistaken(&mut self, mistakes: Vec<(String, String)>) -> Vec<String> {
        let mut others = Vec::new();
        for (name, words) in mistakes {
            match self.fields.iter_mut().find(|field| field.name == name) {
                Some(field) => field.mistake = Some(words),
                None if name.is_empty() => others.push(words),
                None => others.push(format!("{name}: {words}")),
            }
        }
        self.focus_first_mistake();
        others
    }

    /// Runs a command; `None` if the form knows nothing of it.
    pub fn run(&mut self, command: Command) -> Option<Outcome> {
        let last = self.shown().count().saturating_sub(1);
        match command {
            Command::GoOn if self.focus >= last => return Some(self.send()),
            Command::SendForm => return Some(self.send()),
            Command::GoOn | Command::NextField => {
                self.move_focus(if self.focus >= last { 0 } else { self.focus + 1 })
            }
            Command::PreviousField => self.move_focus(self.focus.checked_sub(1).unwrap_or(last)),
            Command::CursorLeft
            | Command::CursorRight
            | Command::CursorWordLeft
            | Command::CursorWordRight
            | Command::CursorHome
            | Command::CursorEnd
            | Command::Backspace
            | Command::EraseNext
            | Command::EraseWord
            | Command::EraseToEnd
            | Command::ClearLine
            | Command::CompleteField => self.edit(|field| field.run(command)),
            _ => return None,
        }
        Some(Outcome::Stay)
    }

    /// Types a key that is bound to nothing.
    pub fn typed(&mut self, key: Key) {
        if let Some(letter) = key.text() {
            self.edit(|field| field.insert(letter));
        }
    }

    /// Fills a text field anew, as if it was typed; false if no such field is shown.
    pub fn fill(&mut self, name: &str, text: &str) -> bool {
        let is_shown = self.shown().any(|field| field.name == name);
        if is_shown {
            self.focus_on(name);
            self.edit(|field| field.fill(text));
        }
        is_shown
    }

    pub fn pasted(&mut self, text: &str) {
        self.edit(|field| field.paste(text));
    }

    /// A press of the mouse: on a field, and on one of its choices.
    pub fn press(&mut self, at: Position, area: Rect) {
        let Some((field, pick)) = paint::hit(self, at, area) else {
            return;
        };
        self.move_focus(field);
        if let Some(pick) = pick {
            self.edit(|field| {
                field.pick(pick);
                true
            });
        }
    }

    fn edit(&mut self, change: impl FnOnce(&mut Field) -> bool) {
        let name = self.focused().map(|field| field.name.clone());
        let Some(field) = self
            .fields
            .iter_mut()
            .find(|field| Some(&field.name) == name.as_ref())
        else {
            return;
        };
        if change(field) {
            field.mistake = None;
            self.was_touched = true;
        }
    }

    /// Moves on; what was typed in the field before is looked at.
    fn move_focus(&mut self, to: usize) {
        let left = self.focused().map(|field| field.name.clone());
        let wanted = self.shown().nth(to).map(|field| field.name.clone());
        let left = self
            .fields
            .iter_mut()
            .find(|field| Some(&field.name) == left.as_ref());
        // An empty field is no mistake before the form is sent.
        if let Some(field) = left.filter(|field| !field.value().is_empty()) {
            field.check();
        }
        if let Some(wanted) = wanted {
            self.focus_on(&wanted);
        }
    }

    fn focus_on(&mut self, name: &str) {
        let at = self.shown().position(|field| field.name == name);
        self.focus = at.unwrap_or(0);
    }

    fn send(&mut self) -> Outcome {
        let shown: Vec<String> = self.shown().map(|field| field.name.clone()).collect();
        let mut is_well = true;
        for field in self.fields.iter_mut().filter(|field| shown.contains(&field.name)) {
            is_well &= field.check();
        }
        if is_well {
            return Outcome::Send;
        }
        self.focus_first_mistake();
        Outcome::Stay
    }

    fn focus_first_mistake(&mut self) {
        let mistaken = self.shown().position(|field| field.mistake.is_some());
        self.focus = mistaken.unwrap_or(self.focus);
    }
}
