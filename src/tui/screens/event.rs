//! One event in full: its message, what it is about, and its causes with their tracebacks.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;
use secrecy::SecretString;

use crate::resource::text::visible;
use crate::resource::{CommandLine, Event, Key};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::theme::Theme;
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};
use crate::tui::widgets::table::level_style;

use super::page::Page;
use super::window::{self, Extent, Window};
use super::{Look, Request, described};

/// State of the screen: the event as it was when it was opened.
#[derive(Debug)]
pub struct EventPage {
    /// What it is an event of.
    of: Key,
    event: Event,
    /// Only tracebacks go to the side.
    window: Window,
}

/// Fewest cells for the labels, and cells before everything.
const LABEL: usize = 12;
const MARGIN: u16 = 2;

/// One line of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Heading,
    Fact,
    Text,
    Error,
    /// Not wrapped: its columns say something.
    Traceback,
}

impl EventPage {
    pub fn new(of: &Key, event: &Event) -> Self {
        Self {
            of: of.clone(),
            event: event.clone(),
            window: Window::default(),
        }
    }

    fn lines(&self, width: u16) -> Vec<(LineKind, String)> {
        let room = width.saturating_sub(2 * MARGIN).max(1);
        let event = &self.event;
        let wrapped = |look: LineKind, text: &str| -> Vec<(LineKind, String)> {
            let lines = text.lines().flat_map(|line| wrap(&visible(line), room));
            lines.map(|line| (look, line)).collect()
        };
        let time = event.at.map_or_else(
            || "unknown".to_owned(),
            |at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        );
        let mut facts = vec![
            ("time", time),
            ("level", event.level.text.to_string()),
            ("source", event.source.to_string()),
        ];
        let fields = event.fields.iter();
        facts.extend(fields.map(|field| (field.label, field.value.shown().into_owned())));
        facts.retain(|(_, value)| !value.is_empty());
        let labels = facts.iter().map(|(label, _)| label.chars().count());
        let room_of_label = labels.fold(LABEL, usize::max);
        let mut lines: Vec<_> = facts
            .into_iter()
            .map(|(label, value)| {
                let line = format!("{label:<room_of_label$}  {}", visible(&value));
                (LineKind::Fact, line)
            })
            .collect();
        lines.push((LineKind::Text, String::new()));
        let of_message = if event.causes.is_empty() {
            LineKind::Text
        } else {
            LineKind::Error
        };
        lines.extend(wrapped(of_message, &event.message));
        for (cause, nth) in event.causes.iter().zip(1..) {
            lines.push((LineKind::Text, String::new()));
            let heading = match event.causes.len() {
                1 => "Caused by".to_owned(),
                all => format!("Cause {nth} of {all}"),
            };
            lines.push((LineKind::Heading, heading));
            lines.extend(wrapped(LineKind::Error, &cause.line()));
            let traceback = cause.traceback.lines();
            lines.extend(traceback.map(|line| {
                (
                    LineKind::Traceback,
                    visible(&line.replace('\t', "    ")).into_owned(),
                )
            }));
        }
        lines
    }

    fn extent(&self, size: Size) -> Extent {
        let tracebacks = self.event.causes.iter().flat_map(|cause| cause.traceback.lines());
        Extent {
            lines: self.lines(window::content(size).width).len(),
            longest: tracebacks.map(|line| line.chars().count()).max().unwrap_or(0),
        }
    }
}

impl LineKind {
    fn style(self, event: &Event, theme: &Theme) -> Style {
        match self {
            Self::Heading => theme.label,
            Self::Fact | Self::Traceback => theme.dim,
            Self::Text => theme.text,
            Self::Error => level_style(event.level.level, theme),
        }
    }
}

impl Page for EventPage {
    fn crumb(&self) -> String {
        "event".to_owned()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![Command::Copy, Command::MoveDown, Command::ScrollRight]
    }

    fn context_meant(&self) -> Option<crate::resource::ContextName> {
        Some(self.of.context.clone())
    }

    fn command_line(&self, look: Look<'_>) -> Option<CommandLine> {
        Some(described(&self.of, look))
    }

    fn text_to_copy(&self) -> Option<(SecretString, String)> {
        let lines: Vec<String> = self.lines(u16::MAX).into_iter().map(|(_, line)| line).collect();
        Some((lines.join("\n").into(), "the event".to_owned()))
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let extent = self.extent(look.size);
        self.window.run(command, look.size, extent).then(Vec::new)
    }

    fn scroll(&mut self, lines: isize, look: Look<'_>) {
        let extent = self.extent(look.size);
        self.window.scroll_by(lines, look.size, extent);
    }

    fn resize(&mut self, look: Look<'_>) {
        self.scroll(0, look);
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let pane = layout::pane(layout::frame(look.size).body);
        let name = look
            .known
            .row(&self.of)
            .map_or_else(|| self.of.id.to_string(), |row| row.name.to_string());
        Rule {
            title: &format!("An event of {name}"),
            has_focus: true,
            important: "",
            middle: "",
            fresh: (String::new(), Style::new()),
        }
        .render(theme, pane.rule, buf);
        let lines = self.lines(pane.content.width).into_iter().skip(self.window.top);
        for (row, (kind, line)) in pane.content.rows().zip(lines) {
            let shown: String = match kind {
                LineKind::Traceback => line.chars().skip(self.window.left).collect(),
                LineKind::Heading | LineKind::Fact | LineKind::Text | LineKind::Error => line,
            };
            Pen::new(buf, Rect { height: 1, ..row }, theme.glyphs.ellipsis)
                .skip(MARGIN)
                .write(&shown, kind.style(&self.event, theme));
        }
    }
}
