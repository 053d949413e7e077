//! The screen around a form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::resource::{CommandLine, ContextName, Key, KindId, Notice};
use crate::tui::keymap::{Command, Key as TypedKey, Scope};
use crate::tui::layout;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Look, Request};
use crate::tui::widgets::form::{Field, Form, Outcome, paint};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};

use super::subject::{FormSubject, Mistakes, Sent};
use super::value::{self, ValueEditor};

/// State of the screen.
#[derive(Debug)]
pub struct FormScreen<S> {
    subject: S,
    form: Form,
    stage: Stage,
    /// Said below the fields.
    remark: Option<Remark>,
    /// The value of a field that is written in the editor, over the form.
    writing: Option<Box<ValueEditor>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Filling,
    /// The user was told that leaving drops what was typed.
    Leaving,
    Waiting,
    Done,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Remark {
    words: String,
    is_mistake: bool,
}

/// Where its parts are.
struct Areas {
    rule: Rect,
    facts: Rect,
    form: Rect,
    remark: Rect,
}

/// The widest line that is easily read.
const WIDTH: u16 = 110;
/// Cells of the labels of what is known.
const LABEL: u16 = 15;
/// The form gets at least so many lines, before what is known.
const FORM: u16 = 7;
const REMARK: u16 = 2;

impl<S: FormSubject> FormScreen<S> {
    pub fn new(subject: S, form: Form) -> Self {
        Self {
            subject,
            form,
            stage: Stage::Filling,
            remark: None,
            writing: None,
        }
    }

    /// Opens the editor with the value of the field that has the focus.
    fn write(&mut self, look: Look<'_>) -> Vec<Request> {
        let Some(field) = self.form.focused() else {
            return Vec::new();
        };
        let opened = self.subject.document(&self.form, look).and_then(|document| {
            ValueEditor::open(&document, field, look).map_err(|error| Notice::warning(error.to_string()))
        });
        match opened {
            Ok(writing) => {
                self.writing = Some(Box::new(writing));
                Vec::new()
            }
            Err(notice) => vec![Request::Notify(notice)],
        }
    }

    /// Puts the value that was written into its field, if it can be taken.
    fn take(&mut self, look: Look<'_>) -> Vec<Request> {
        let Some(writing) = &mut self.writing else {
            return Vec::new();
        };
        match writing.take() {
            Ok(line) if self.form.fill(writing.field(), &line) => {
                self.writing = None;
                self.refreshed(look)
            }
            Ok(_) => {
                let words = format!("{} is not asked for any more", writing.title());
                vec![Request::Notify(Notice::warning(words))]
            }
            Err(notice) => vec![Request::Notify(notice)],
        }
    }

    fn send(&mut self, look: Look<'_>) -> Vec<Request> {
        match self.subject.send(&mut self.form, look) {
            Ok((sent, mut requests)) => {
                self.stage = Stage::Waiting;
                self.remark = Some(Remark {
                    words: "sent; no answer yet".into(),
                    is_mistake: false,
                });
                requests.extend(self.became(sent));
                requests
            }
            Err(mistakes) => {
                self.refused(mistakes);
                Vec::new()
            }
        }
    }

    /// The fields say what they can, and what they want to know is asked.
    fn refreshed(&mut self, look: Look<'_>) -> Vec<Request> {
        self.subject.refresh(&mut self.form, look);
        let asks = self.subject.asks(&self.form);
        asks.into_iter().map(Request::Ask).collect()
    }

    fn became(&mut self, sent: Sent) -> Vec<Request> {
        match sent {
            Sent::Waiting => Vec::new(),
            Sent::Shown(requests) => {
                self.stage = Stage::Filling;
                self.remark = None;
                requests
            }
            Sent::Refused(mistakes) => {
                self.refused(mistakes);
                Vec::new()
            }
            Sent::Done(requests) => {
                self.stage = Stage::Done;
                requests
            }
        }
    }

    fn refused(&mut self, mistakes: Mistakes) {
        self.stage = Stage::Filling;
        let words = self.form.mistaken(mistakes).join("; ");
        self.remark = (!words.is_empty()).then_some(Remark {
            words,
            is_mistake: true,
        });
    }

    /// Whether keys are for the fields; what was said before is read by then.
    fn is_filling(&mut self) -> bool {
        if self.stage == Stage::Leaving {
            self.stage = Stage::Filling;
        }
        let is_filling = self.stage == Stage::Filling;
        if is_filling {
            self.remark = None;
        }
        is_filling
    }

    /// What is said before something is dropped that was typed and not sent, or taken.
    fn warning(&self, not: &str, look: Look<'_>) -> String {
        let key = look
            .keymap
            .label_of(Command::Back, &self.scopes())
            .unwrap_or_else(|| "once more".into());
        format!("What you typed is not {not}: {key} drops it, any other key goes on")
    }

    fn areas(&self, look: Look<'_>) -> Areas {
        let pane = layout::pane(layout::frame(look.size).body);
        let content = Rect {
            width: pane.content.width.min(WIDTH),
            ..pane.content
        };
        let lines = u16::try_from(self.lines(look).len()).unwrap_or(u16::MAX);
        let has_remark = self.remark.is_some() && content.height > FORM;
        let remark = if has_remark { REMARK } else { 0 };
        let gap = u16::from(content.height > lines + FORM + remark);
        let facts = lines.min(content.height.saturating_sub(FORM + remark));
        let top = facts + gap * 2;
        let wanted = paint::height(&self.form, content.width);
        let form = wanted.min(content.height.saturating_sub(top + remark)).max(1);
        let facts = Rect {
            y: content.y + gap,
            height: facts,
            ..content
        };
        let form = Rect {
            y: content.y + top,
            height: form,
            ..content
        };
        let remark = Rect {
            y: form.bottom(),
            height: remark.min(content.bottom().saturating_sub(form.bottom())),
            ..content
        };
        Areas {
            rule: pane.rule,
            facts,
            form,
            remark,
        }
    }

    fn has_labels(&self, look: Look<'_>) -> bool {
        self.subject
            .facts(look)
            .iter()
            .any(|(label, _)| !label.is_empty())
    }

    /// What is known, as it is broken into lines: a label at the first line of each text.
    fn lines(&self, look: Look<'_>) -> Vec<(&'static str, String)> {
        let label = if self.has_labels(look) { LABEL } else { 0 };
        let room = look.size.width.min(WIDTH).saturating_sub(label + 4).max(1);
        let mut lines = Vec::new();
        for (label, words) in self.subject.facts(look) {
            let labels = std::iter::once(label).chain(std::iter::repeat(""));
            lines.extend(labels.zip(wrap(&words, room)));
        }
        lines
    }
}

impl<S: FormSubject> Page for FormScreen<S> {
    fn crumb(&self) -> String {
        self.subject.crumb()
    }

    fn scopes(&self) -> Vec<Scope> {
        match self.writing {
            Some(_) => value::SCOPES.to_vec(),
            None => vec![Scope::Form],
        }
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        if self.writing.is_some() {
            return ValueEditor::likely();
        }
        let mut likely = vec![Command::GoOn, Command::SendForm, Command::NextField];
        let focused = self.form.focused();
        if focused.is_some_and(Field::completes) {
            likely.insert(0, Command::CompleteField);
        }
        if focused.is_some_and(|field| self.subject.takes_document(&field.name)) {
            likely.insert(0, Command::EditField);
        }
        likely
    }

    fn context(&self) -> Option<&ContextName> {
        self.subject.context()
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        self.subject.command_line(&self.form)
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn still_stands(&mut self, look: Look<'_>) -> bool {
        let objections = self.subject.objections(&self.form, look);
        let stands = objections.is_empty();
        if !stands {
            self.refused(objections);
        }
        stands
    }

    fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    fn needed(&self) -> Vec<(ContextName, KindId)> {
        self.subject.needed()
    }

    fn watched(&self) -> Option<&Key> {
        self.subject.watched()
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        let sent = self.subject.told(news, look);
        let mut requests = self.became(sent);
        requests.extend(self.refreshed(look));
        if let Some(writing) = &mut self.writing {
            requests.extend(writing.told(news));
        }
        requests
    }

    fn resize(&mut self, look: Look<'_>) {
        if let Some(writing) = &mut self.writing {
            writing.resize(look);
        }
    }

    fn line(&mut self, purpose: Purpose, text: &str, _look: Look<'_>) -> Vec<Request> {
        let writing = self.writing.as_mut();
        writing.map_or_else(Vec::new, |writing| writing.line(purpose, text))
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        match (&mut self.writing, command) {
            (Some(_), Command::TakeValue) => return Some(self.take(look)),
            (Some(writing), command) => return writing.run(command),
            (None, _) => {}
        }
        if !self.is_filling() {
            return Some(Vec::new());
        }
        if command == Command::EditField {
            return Some(self.write(look));
        }
        match self.form.run(command)? {
            Outcome::Stay => Some(self.refreshed(look)),
            Outcome::Send => Some(self.send(look)),
        }
    }

    fn typed(&mut self, key: TypedKey, look: Look<'_>) -> Vec<Request> {
        if let Some(writing) = &mut self.writing {
            writing.typed(key);
            return Vec::new();
        }
        if !self.is_filling() {
            return Vec::new();
        }
        self.form.typed(key);
        self.refreshed(look)
    }

    fn pasted(&mut self, text: &str, look: Look<'_>) -> Option<Vec<Request>> {
        if let Some(writing) = &mut self.writing {
            return Some(writing.pasted(text));
        }
        if !self.is_filling() {
            return Some(Vec::new());
        }
        self.form.pasted(text);
        Some(self.refreshed(look))
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        if let Some(writing) = &mut self.writing {
            writing.press(at);
            return Vec::new();
        }
        // Where it is painted: what is said below it goes with the press.
        let area = self.areas(look).form;
        if self.is_filling() {
            self.form.press(at, area);
            self.subject.refresh(&mut self.form, look);
        }
        Vec::new()
    }

    fn scroll(&mut self, lines: isize, _look: Look<'_>) {
        if let Some(writing) = &mut self.writing {
            writing.scroll(lines);
        } else if self.is_filling() {
            let command = if lines > 0 {
                Command::NextField
            } else {
                Command::PreviousField
            };
            self.form.run(command);
        }
    }

    fn back(&mut self, look: Look<'_>) -> bool {
        let unsaid = if self.writing.is_some() { "taken" } else { "sent" };
        let warning = self.warning(unsaid, look);
        if let Some(writing) = &mut self.writing {
            if !writing.back(warning) {
                self.writing = None;
            }
            return true;
        }
        if self.stage != Stage::Filling || !self.form.was_touched() {
            return false;
        }
        self.stage = Stage::Leaving;
        self.remark = Some(Remark {
            words: warning,
            is_mistake: true,
        });
        true
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        if let Some(writing) = &self.writing {
            return writing.view(look, buf);
        }
        let theme = look.theme;
        let areas = self.areas(look);
        Rule {
            title: &self.subject.title(look),
            has_focus: true,
            important: "",
            middle: "",
            fresh: (String::new(), Style::new()),
        }
        .render(theme, areas.rule, buf);
        let has_labels = self.has_labels(look);
        for (y, (label, words)) in (areas.facts.y..areas.facts.bottom()).zip(self.lines(look)) {
            let row = Rect {
                y,
                height: 1,
                ..areas.facts
            };
            let mut pen = Pen::new(buf, row, theme.glyphs.ellipsis);
            pen.skip(3);
            if has_labels {
                pen.write(&format!("{label:<width$}", width = usize::from(LABEL)), theme.dim);
            }
            pen.write(&words, theme.text);
        }
        paint::view(&self.form, theme, areas.form, buf);
        if let Some(remark) = &self.remark {
            let style = if remark.is_mistake {
                theme.warning
            } else {
                theme.dim
            };
            let room = areas.remark.width.saturating_sub(4);
            for (y, line) in (areas.remark.y..areas.remark.bottom()).zip(wrap(&remark.words, room)) {
                let row = Rect {
                    y,
                    height: 1,
                    ..areas.remark
                };
                Pen::new(buf, row, theme.glyphs.ellipsis)
                    .skip(3)
                    .write(&line, style);
            }
        }
    }
}
