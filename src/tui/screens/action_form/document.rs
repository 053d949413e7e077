//! Documents in fields: begun with what the target has, and refused if that is another by the time they are sent.

use crate::resource::{Notice, Parameter};
use crate::spec::Json;
use crate::tui::screens::Look;
use crate::tui::screens::form::{Document, one_line};
use crate::tui::screens::offers::{current, field_name};
use crate::tui::widgets::form::{Field, Form};

use super::ActionForm;

impl ActionForm {
    /// What is to be written into the field that has the focus: what the target has for it, if it says nothing yet.
    ///
    /// # Errors
    /// Why nothing can be, in words for the user.
    pub(super) fn begin(&mut self, form: &Form, look: Look<'_>) -> Result<Document, Notice> {
        let field = form.focused();
        let parameter = field.and_then(|field| self.parameter(&field.name)).copied();
        let parameter = parameter.filter(|parameter| parameter.takes.is_document());
        let parameter = parameter.ok_or_else(one_line)?;
        let said = field.map_or("", Field::value);
        let current = match said.is_empty() {
            true => self.current(&parameter, form, look)?,
            false => None,
        };
        if let Some(current) = &current {
            self.begun.retain(|(begun, _)| begun.name != parameter.name);
            self.begun.push((parameter, current.clone()));
        }
        let of = match self.name() {
            name if name.is_empty() => format!("({})", self.action.title),
            name => format!("of{name}"),
        };
        Ok(Document {
            parameter,
            of,
            current,
        })
    }

    /// What the target has now for a parameter, its secrets masked.
    ///
    /// # Errors
    /// If it has not been read yet.
    fn current(&self, parameter: &Parameter, form: &Form, look: Look<'_>) -> Result<Option<Json>, Notice> {
        // What several have now is not one value.
        let ([one], Some(_)) = (self.targets.as_slice(), parameter.current) else {
            return Ok(None);
        };
        let Some(detail) = look.known.detail_for(&one.key, self.action) else {
            let words = format!("{} is being read: wait a moment", self.name().trim());
            return Err(Notice::info(words));
        };
        let told = self.arguments(form);
        Ok(current(
            parameter,
            &one.with(Some(&detail), &told),
            &one.key.context,
            look,
        ))
    }

    /// What was written from a value that is not the target's any more: sent, it would undo another's change.
    pub(super) fn overtaken(&self, form: &Form, look: Look<'_>) -> Option<(String, String)> {
        let is_overtaken = |(parameter, begun): &&(Parameter, Json)| {
            let is_said = !form.value(&field_name(parameter)).is_empty();
            let now = self.current(parameter, form, look).ok().flatten();
            is_said && now.is_some_and(|now| now != *begun)
        };
        let (parameter, _) = self.begun.iter().find(is_overtaken)?;
        let why = "it was changed there since you began: clear the field, and begin with what it is now";
        Some((field_name(parameter), why.to_owned()))
    }
}
