//! What a form is for.

use std::fmt::Debug;

use crate::resource::{CommandLine, ContextName, Key, KindId, Notice, Parameter};
use crate::spec::Json;
use crate::tui::msg::Question;
use crate::tui::screens::page::News;
use crate::tui::screens::{Look, Request};
use crate::tui::widgets::form::Form;

/// What is wrong, by the name of the field; an empty name means the form as a whole.
pub type Mistakes = Vec<(String, String)>;

/// What became of a form that was sent.
#[derive(Debug)]
pub enum Sent {
    /// Nothing is known yet.
    Waiting,
    /// What it leads to is shown; the form stays below it as it is.
    Shown(Vec<Request>),
    /// It was not taken: it can be mended and sent again.
    Refused(Mistakes),
    /// It has done what it is for.
    Done(Vec<Request>),
}

/// A document that a field takes.
#[derive(Debug)]
pub struct Document {
    pub parameter: Parameter,
    /// Behind the label of the field: "of web_x7".
    pub of: String,
    /// What there is now, its secrets masked; only what says nothing yet begins with it.
    pub current: Option<Json>,
}

/// Why a field is not written in the editor.
pub fn one_line() -> Notice {
    Notice::info("Only a document is written in the editor")
}

/// What a form is for.
pub trait FormSubject: Debug {
    /// The word for it in the breadcrumbs.
    fn crumb(&self) -> String;

    fn title(&self, look: Look<'_>) -> String;

    /// What is known and not asked for: a label, and words.
    fn facts(&self, look: Look<'_>) -> Vec<(&'static str, String)>;

    /// The only context it is about.
    fn context(&self) -> Option<&ContextName> {
        None
    }

    /// The command that does what the form asks for, as far as it is filled in.
    fn command_line(&self, _form: &Form) -> Option<CommandLine> {
        None
    }

    /// The object that is read while the form is shown, for what it wants to be told depends on it.
    fn watched(&self) -> Option<&Key> {
        None
    }

    /// Lists that names are looked up in while the form is shown.
    fn needed(&self) -> Vec<(ContextName, KindId)> {
        Vec::new()
    }

    /// More is known than before: what the fields say of themselves may be more, too.
    fn refresh(&mut self, _form: &mut Form, _look: Look<'_>) {}

    /// What the fields would be completed from and is not known yet.
    fn asks(&mut self, _form: &Form) -> Vec<Question> {
        Vec::new()
    }

    /// Whether a field takes a document, which is written in the editor.
    fn takes_document(&self, _field: &str) -> bool {
        false
    }

    /// What is to be written into the field that has the focus.
    ///
    /// # Errors
    /// Why nothing can be, in words for the user.
    fn document(&mut self, _form: &Form, _look: Look<'_>) -> Result<Document, Notice> {
        Err(one_line())
    }

    /// The form was filled in.
    ///
    /// # Errors
    /// What the fields alone cannot tell to be wrong.
    fn send(&mut self, form: &mut Form, look: Look<'_>) -> Result<(Sent, Vec<Request>), Mistakes>;

    /// What speaks against it by the time that it is confirmed.
    fn objections(&self, _form: &Form, _look: Look<'_>) -> Mistakes {
        Mistakes::new()
    }

    /// Something is known since it was sent.
    fn told(&mut self, _news: News<'_>, _look: Look<'_>) -> Sent {
        Sent::Waiting
    }
}
