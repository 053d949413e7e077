//! Help: the keys that work on the screen it was opened from, by subject, filterable.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::tui::keymap::{Command, HelpEntry, Scope};
use crate::tui::layout;
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, width};

use super::line::Purpose;
use super::page::Page;
use super::{Look, Request};

/// State of the screen.
#[derive(Debug)]
pub struct HelpScreen {
    /// Where it was opened: the keys shown are those that work there.
    scopes: Vec<Scope>,
    about: String,
    filter: String,
    offset: usize,
}

enum Line {
    Heading(&'static str),
    Entry(HelpEntry),
    Unbound(Command),
    Words(&'static str),
    Gap,
}

/// Facts that no key carries.
const WORDS: [&str; 5] = [
    "Filter: word  !word  column:value  !column:value; also letters of a name in order.",
    "The time in a pane's title: since when the answers have been the same. STALE: the last refresh failed.",
    "Copy uses OSC 52; in tmux it needs: set -g set-clipboard on",
    "Several clusters: mark them with space, then press the verb. One after the other, until one fails.",
    "Change keys in keymap.toml in the configuration directory; assets/keymap.toml is the manual.",
];

impl HelpScreen {
    pub fn new(scopes: Vec<Scope>, about: String) -> Self {
        Self {
            scopes,
            about,
            filter: String::new(),
            offset: 0,
        }
    }

    fn lines(&self, look: Look<'_>) -> Vec<Line> {
        let needle = self.filter.to_lowercase();
        let found = |words: &str| needle.is_empty() || words.to_lowercase().contains(&needle);
        let mut lines = Vec::new();
        let mut group = None;
        for entry in look.keymap.help(&self.scopes) {
            if !found(&format!(
                "{} {} {}",
                entry.keys,
                entry.command.name(),
                entry.help()
            )) {
                continue;
            }
            if group != Some(entry.group()) {
                if group.is_some() {
                    lines.push(Line::Gap);
                }
                group = Some(entry.group());
                lines.push(Line::Heading(entry.group().title()));
            }
            lines.push(Line::Entry(entry));
        }
        let unbound: Vec<_> = Command::all()
            .filter(|command| command.is_in_palette() && Command::UNBOUND.contains(command))
            .filter(|command| found(&format!("{} {}", command.name(), command.help())))
            .collect();
        if !unbound.is_empty() {
            lines.push(Line::Gap);
            lines.push(Line::Heading("Only in the palette"));
            lines.extend(unbound.into_iter().map(Line::Unbound));
        }
        let words: Vec<_> = WORDS.into_iter().filter(|words| found(words)).collect();
        if !words.is_empty() {
            lines.push(Line::Gap);
            lines.push(Line::Heading("Good to know"));
            lines.extend(words.into_iter().map(Line::Words));
        }
        lines
    }
}

impl Page for HelpScreen {
    fn crumb(&self) -> String {
        "help".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Help, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![Command::Filter]
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let page = usize::from(content(look.size).height.saturating_sub(1)).max(1);
        let last = self.lines(look).len().saturating_sub(page);
        self.offset = match command {
            Command::MoveDown => self.offset + 1,
            Command::MoveUp => self.offset.saturating_sub(1),
            Command::PageDown | Command::HalfPageDown => self.offset + page,
            Command::PageUp | Command::HalfPageUp => self.offset.saturating_sub(page),
            Command::MoveToTop => 0,
            Command::MoveToBottom => last,
            Command::Filter => return Some(vec![Request::Type(Purpose::Filter, self.filter.clone())]),
            Command::ClearFilter => {
                self.filter.clear();
                0
            }
            _ => return None,
        }
        .min(last);
        Some(Vec::new())
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let pane = layout::pane(layout::frame(look.size).body);
        let lines = self.lines(look);
        let page = usize::from(pane.content.height);
        let middle = if self.filter.is_empty() {
            String::new()
        } else {
            format!("filter: {}", self.filter)
        };
        let position = if lines.len() > page {
            format!(
                "{}-{} of {}",
                self.offset + 1,
                (self.offset + page).min(lines.len()),
                lines.len()
            )
        } else {
            String::new()
        };
        let title = format!("Help: {}", self.about);
        Rule {
            title: &title,
            has_focus: true,
            important: "",
            middle: &middle,
            fresh: (position, look.theme.dim),
        }
        .render(look.theme, pane.rule, buf);
        let theme = look.theme;
        let keys_width = lines.iter().map(keys_width).max().unwrap_or(0).min(24);
        for (y, line) in (pane.content.y..pane.content.bottom()).zip(lines.iter().skip(self.offset)) {
            let area = Rect {
                y,
                height: 1,
                ..pane.content
            };
            let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
            match line {
                Line::Gap => {}
                Line::Heading(title) => {
                    pen.skip(1).write(title, theme.title);
                }
                Line::Words(words) => {
                    pen.skip(3).write(words, theme.text);
                }
                Line::Entry(entry) => {
                    pen.skip(3).write(&entry.keys, theme.key);
                    let used = width(&entry.keys).min(keys_width);
                    pen.skip(keys_width.saturating_sub(used) + 2)
                        .write(entry.help(), theme.text);
                    // The name for the palette, where it does not run into the words.
                    if pen.left() > width(entry.command.name()) + 1 {
                        pen.write_right(entry.command.name(), theme.dim);
                    }
                }
                Line::Unbound(command) => {
                    pen.skip(3).write(&format!(":{}", command.name()), theme.key);
                    let used = width(command.name()) + 1;
                    pen.skip(keys_width.saturating_sub(used) + 2)
                        .write(command.help(), theme.text);
                }
            }
        }
        if lines.is_empty() {
            let area = Rect {
                height: pane.content.height.min(1),
                ..pane.content
            };
            Pen::new(buf, area, theme.glyphs.ellipsis)
                .skip(3)
                .write("nothing is found", theme.dim);
        }
    }

    fn filter(&mut self, text: &str, _look: Look<'_>) {
        text.clone_into(&mut self.filter);
        self.offset = 0;
    }

    /// Whether Esc has a filter to leave before the screen is left.
    fn back(&mut self, _look: Look<'_>) -> bool {
        let had_filter = !self.filter.is_empty();
        self.filter.clear();
        had_filter
    }
}

fn content(size: Size) -> Rect {
    layout::pane(layout::frame(size).body).content
}

fn keys_width(line: &Line) -> u16 {
    match line {
        Line::Entry(entry) => width(&entry.keys),
        Line::Unbound(command) => width(command.name()) + 1,
        Line::Heading(_) | Line::Words(_) | Line::Gap => 0,
    }
}
