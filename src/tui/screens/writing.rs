//! Exactly what would be written into a file, before it is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;

use crate::resource::{CommandLine, ContextChange};
use crate::tui::book::Preview;
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::msg::{Answer, Question};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};

use super::page::{News, Page};
use super::{Look, Request};

/// State of the screen.
#[derive(Debug)]
pub struct WritingScreen {
    change: ContextChange,
    preview: Preview,
    /// The first line in sight.
    top: usize,
    /// Whether it was on the screen: what nobody can have read is not written.
    was_painted: bool,
    stage: Stage,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Reading,
    Asked,
    Failed(String),
    Done,
}

/// The rule, the file's name and a blank line.
const ABOVE: usize = 3;

impl WritingScreen {
    pub fn new(change: ContextChange, preview: Preview) -> Self {
        Self {
            change,
            preview,
            top: 0,
            was_painted: false,
            stage: Stage::Reading,
        }
    }

    fn warning_lines(&self, width: u16) -> Vec<String> {
        let warning = self.preview.warning.as_deref();
        warning.map_or_else(Vec::new, |words| wrap(words, width.saturating_sub(4)))
    }

    fn scroll_by(&mut self, lines: isize, size: Size) {
        let body = layout::frame(size).body;
        let above = self.warning_lines(body.width).len() + ABOVE;
        let height = usize::from(body.height).saturating_sub(above);
        let last = self.preview.lines.len().saturating_sub(height.max(1));
        self.top = self.top.saturating_add_signed(lines).min(last);
    }
}

impl Page for WritingScreen {
    fn crumb(&self) -> String {
        "review".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Writing, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![Command::WriteFile]
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        Some(CommandLine::context(&self.change))
    }

    fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let page = isize::try_from(look.size.height / 2).unwrap_or(1);
        match command {
            Command::WriteFile if !self.was_painted || self.stage == Stage::Asked => {}
            Command::WriteFile => {
                self.stage = Stage::Asked;
                return Some(vec![Request::Ask(Question::WriteContext(self.change.clone()))]);
            }
            Command::MoveDown => self.scroll_by(1, look.size),
            Command::MoveUp => self.scroll_by(-1, look.size),
            Command::PageDown | Command::HalfPageDown => self.scroll_by(page, look.size),
            Command::PageUp | Command::HalfPageUp => self.scroll_by(-page, look.size),
            Command::MoveToTop => self.top = 0,
            Command::MoveToBottom => self.scroll_by(isize::MAX, look.size),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn scroll(&mut self, lines: isize, look: Look<'_>) {
        self.scroll_by(lines, look.size);
    }

    fn painted(&mut self) {
        self.was_painted = true;
    }

    fn refill(&mut self, news: News<'_>, _look: Look<'_>) -> Vec<Request> {
        if let News::Answer(Answer::ContextWritten { change, written }) = news
            && *change == self.change
        {
            self.stage = match written {
                Ok(_) => Stage::Done,
                Err(notice) => Stage::Failed(notice.line()),
            };
        }
        Vec::new()
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let pane = layout::pane(layout::frame(look.size).body);
        Rule {
            title: &self.change.words(),
            has_focus: true,
            important: "",
            middle: "",
            fresh: (String::new(), Style::new()),
        }
        .render(theme, pane.rule, buf);
        let mut rows = pane.content.rows();
        let write = |row: Option<Rect>, text: &str, style: Style, buf: &mut Buffer| {
            if let Some(row) = row {
                Pen::new(buf, row, theme.glyphs.ellipsis)
                    .skip(2)
                    .write(text, style);
            }
        };
        let (words, style) = match &self.stage {
            Stage::Asked => (format!("writing {}", self.preview.path), theme.dim),
            Stage::Failed(why) => (why.clone(), theme.error),
            Stage::Reading | Stage::Done if self.preview.is_new => {
                (format!("a new file: {}", self.preview.path), theme.text)
            }
            Stage::Reading | Stage::Done => (self.preview.path.clone(), theme.text),
        };
        write(rows.next(), &words, style, buf);
        for line in self.warning_lines(pane.content.width) {
            write(rows.next(), &line, theme.warning, buf);
        }
        rows.next();
        for (row, line) in rows.zip(self.preview.lines.iter().skip(self.top)) {
            let style = match line.chars().next() {
                Some('+') => theme.added,
                Some('-') => theme.removed,
                _ => theme.dim,
            };
            write(Some(row), line, style, buf);
        }
    }
}
