//! A text that is written on this machine: what it wants to be told as a form, and the page that shows it.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use secrecy::{ExposeSecret as _, SecretString};

use crate::resource::text::visible;
use crate::resource::{Arguments, CommandLine, ContextName, Note};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::msg::{Answer, Question};
use crate::tui::widgets::form::{Field, Form, Pick};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::Pen;

use super::form::{FormScreen, FormSubject, Mistakes, Sent};
use super::offers::field;
use super::page::{News, Page};
use super::window::{Extent, Window};
use super::{Look, Request};

/// What the form is for.
#[derive(Debug)]
pub struct NoteForm {
    note: &'static Note,
    /// The contexts that it could be about, the likeliest first; none where it is the same everywhere.
    contexts: Vec<ContextName>,
    /// What it was told when it was sent, without what is secret.
    sent: Option<CommandLine>,
}

/// The field for what is no parameter: none is called so.
const CONTEXT: &str = "(context)";

impl NoteForm {
    /// The form of a note about one of these contexts.
    pub fn screen(note: &'static Note, contexts: Vec<ContextName>) -> FormScreen<Self> {
        let mut fields = Vec::new();
        if let [first, _, ..] = contexts.as_slice() {
            let picks = contexts.iter().map(|name| Pick::new(&**name, &**name)).collect();
            fields.push(Field::choice(CONTEXT, "context", picks, first));
        }
        let parameters = note.parameters.iter();
        fields.extend(parameters.map(field));
        let subject = Self {
            note,
            contexts,
            sent: None,
        };
        FormScreen::new(subject, Form::new(fields))
    }

    fn context_of(&self, form: &Form) -> Option<ContextName> {
        let chosen = form.value(CONTEXT);
        let named = self.contexts.iter().find(|name| ***name == *chosen);
        named.or_else(|| self.contexts.first()).cloned()
    }

    /// What the fields say that are not secret.
    fn plain(&self, form: &Form) -> Arguments {
        let parameters = self.note.parameters.iter();
        parameters.fold(Arguments::default(), |arguments, parameter| {
            arguments.with(parameter.name, form.value(parameter.name))
        })
    }
}

impl FormSubject for NoteForm {
    fn crumb(&self) -> String {
        self.note.id.to_string()
    }

    fn title(&self, _look: Look<'_>) -> String {
        self.note.title.to_owned()
    }

    fn facts(&self, _look: Look<'_>) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        if let [context] = self.contexts.as_slice() {
            facts.push(("context", context.to_string()));
        }
        let words = "It is written on this machine, and shown; nothing is sent.";
        facts.push(("", words.to_owned()));
        facts
    }

    fn context(&self) -> Option<&ContextName> {
        self.contexts.first().filter(|_| self.contexts.len() == 1)
    }

    fn command_line(&self, form: &Form) -> Option<CommandLine> {
        let line = CommandLine::note(self.note.id).told(&self.plain(form));
        Some(match self.context_of(form) {
            Some(context) => line.in_context(&context),
            None => line,
        })
    }

    fn send(&mut self, form: &mut Form, _look: Look<'_>) -> Result<(Sent, Vec<Request>), Mistakes> {
        let mut arguments = self.plain(form);
        let mut mistakes = Mistakes::new();
        for parameter in self.note.parameters {
            if let Some(secret) = form.take_secret(parameter.name) {
                arguments = arguments.with_secret(parameter.name, secret);
            }
            let value = arguments.get(parameter.name).unwrap_or_default();
            if let Err(why) = parameter.judge(value) {
                mistakes.push((parameter.name.to_owned(), why));
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        self.sent = self.command_line(form);
        let question = Question::Note {
            context: self.context_of(form),
            note: self.note,
            arguments,
        };
        Ok((Sent::Waiting, vec![Request::Ask(question)]))
    }

    fn told(&mut self, news: News<'_>, _look: Look<'_>) -> Sent {
        match news {
            News::Answer(Answer::Note { note, text }) if note.id == self.note.id && self.sent.is_some() => {
                let line = self.sent.take();
                match text {
                    Ok(text) => {
                        let page = NotePage::new(self.note, Arc::clone(text), line);
                        Sent::Done(vec![Request::Push(Box::new(page))])
                    }
                    Err(notice) => Sent::Refused(vec![(String::new(), notice.line())]),
                }
            }
            _ => Sent::Waiting,
        }
    }
}

/// The page that shows a written note. It may hold secrets: it was asked for, so it is shown as it is.
#[derive(Debug)]
pub struct NotePage {
    note: &'static Note,
    text: Arc<SecretString>,
    command_line: Option<CommandLine>,
    window: Window,
}

impl NotePage {
    pub fn new(note: &'static Note, text: Arc<SecretString>, command_line: Option<CommandLine>) -> Self {
        Self {
            note,
            text,
            command_line,
            window: Window::default(),
        }
    }

    fn extent(&self) -> Extent {
        let lines = self.text.expose_secret().lines();
        Extent {
            lines: lines.clone().count(),
            longest: lines.map(|line| line.chars().count()).max().unwrap_or(0),
        }
    }
}

impl Page for NotePage {
    fn crumb(&self) -> String {
        self.note.id.to_string()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![Command::Copy, Command::CopyCommand]
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        self.command_line.clone()
    }

    fn text_to_copy(&self) -> Option<(SecretString, String)> {
        Some((SecretString::clone(&self.text), self.note.id.to_string()))
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let extent = self.extent();
        self.window.run(command, look.size, extent).then(Vec::new)
    }

    fn scroll(&mut self, lines: isize, look: Look<'_>) {
        let extent = self.extent();
        self.window.scroll_by(lines, look.size, extent);
    }

    fn resize(&mut self, look: Look<'_>) {
        self.scroll(0, look);
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let pane = layout::pane(layout::frame(look.size).body);
        Rule {
            title: self.note.title,
            has_focus: true,
            important: "",
            middle: "",
            fresh: (String::new(), Style::new()),
        }
        .render(theme, pane.rule, buf);
        let lines = self.text.expose_secret().lines().skip(self.window.top);
        for (row, line) in pane.content.rows().zip(lines) {
            let shown: String = line.chars().skip(self.window.left).collect();
            let is_remark = line.trim_start().starts_with('#');
            let style = if is_remark { theme.dim } else { theme.text };
            Pen::new(buf, Rect { height: 1, ..row }, theme.glyphs.ellipsis)
                .skip(2)
                .write(&visible(&shown), style);
        }
    }
}
