//! The two panes of the screen of versions.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::resource::StateClass;
use crate::spec::{Change, ChangeKind, Json};
use crate::tui::keymap::Command;
use crate::tui::layout::{self, Pane};
use crate::tui::screens::Look;
use crate::tui::screens::page::Page;
use crate::tui::theme::Theme;
use crate::tui::widgets::rule::{self, Rule};
use crate::tui::widgets::spans::{Pen, width};

use super::reading::{Reading, Standing};
use super::screen::{Focus, VersionsScreen};
use super::words;

/// Cells before the first column: marker, mark, gap.
const MARGIN: u16 = 3;
/// "running", "current".
const STATUS: u16 = 7;
/// Narrower lists leave the times out.
const WITH_TIMES: u16 = 60;

impl VersionsScreen {
    pub(super) fn paint(&self, look: Look<'_>, buf: &mut Buffer) {
        let areas = layout::versions(look.size);
        self.paint_list_rule(look, areas.list.rule, buf);
        match &self.reading {
            Some(reading) => self.paint_list(reading, look, areas.list.content, buf),
            None => self.paint_nothing(look, areas.list.content, buf),
        }
        if areas.changes.rule.height > 0 {
            self.paint_changes(look, areas.changes, buf);
        }
    }

    fn paint_list_rule(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let object = look.known.object(&self.key);
        let important = match (&self.blamed, self.marked) {
            (Some(path), _) => {
                let read = self.reading.as_ref().map_or(0, Reading::count_read);
                format!("looking who set {path}: {read} read")
            }
            (None, Some(marked)) => format!("compared with v{marked}"),
            (None, None) => String::new(),
        };
        let middle = match &self.reading {
            Some(reading) if reading.has_end() => format!("v{} to v{}", reading.oldest(), reading.current()),
            Some(reading) => format!("{} read so far", reading.count_read()),
            None => String::new(),
        };
        Rule {
            title: &format!("{}: versions", self.name),
            has_focus: self.focus == Focus::List,
            important: &important,
            middle: &middle,
            fresh: object.map_or_else(
                || (String::new(), look.theme.dim),
                |object| rule::freshness(&object.state, look.now, look.theme),
            ),
        }
        .render(look.theme, area, buf);
    }

    fn paint_nothing(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let failure = look
            .known
            .object(&self.key)
            .and_then(|object| object.state.failure.as_ref());
        let (words, style) = match (failure, look.known.detail(&self.key)) {
            (Some(failure), _) => (failure.notice.line(), look.theme.error),
            (None, Some(_)) => ("its manager counts no versions".to_owned(), look.theme.dim),
            (None, None) => ("asking".to_owned(), look.theme.dim),
        };
        say(&words, style, look.theme, area, buf);
    }

    fn paint_list(&self, reading: &Reading, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let numbers = (reading.oldest()..=reading.current()).rev();
        let mut lines = area.y..area.bottom();
        let shown = numbers.skip(self.list.shown().start);
        for (number, y) in shown.zip(lines.by_ref()) {
            self.paint_version(number, reading, look, Rect { y, height: 1, ..area }, buf);
        }
        if let (Some(y), true) = (lines.next(), reading.has_end()) {
            let words = match reading.oldest() {
                0 => "there are no older versions",
                _ => "older versions are not kept",
            };
            let line = Rect { y, height: 1, ..area };
            say(words, look.theme.dim, look.theme, line, buf);
        }
    }

    fn paint_version(&self, number: i64, reading: &Reading, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let theme = look.theme;
        let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
        let is_selected = self.selected() == Some(number);
        paint_marker(&mut pen, is_selected, self.focus == Focus::List, theme);
        let mark = if self.marked == Some(number) {
            theme.glyphs.mark
        } else {
            " "
        };
        let text = if is_selected { theme.selected } else { theme.text };
        let number_width = reading.current().to_string().len() + 1;
        pen.write(mark, theme.marked)
            .skip(1)
            .write(&format!("{:<number_width$}", format!("v{number}")), text)
            .skip(2);
        let row = look.known.row(&self.key).filter(|_| number == reading.current());
        match row.map(|row| row.state.class) {
            Some(StateClass::Up) => pen.write("running", theme.ok),
            Some(_) => pen.write("current", theme.text),
            None => pen.skip(STATUS),
        };
        pen.skip(2);
        if area.width >= WITH_TIMES {
            let time = reading.since(number).map(|when| words::time(when, look.now));
            let time = format!("{:<1$}", time.unwrap_or_default(), usize::from(words::TIME));
            pen.write(&time, theme.dim).skip(2);
        }
        match reading.standing(number) {
            Standing::Failed(notice) => pen.write(&notice.line(), theme.error),
            Standing::OnItsWay => pen.write("reading", theme.dim),
            Standing::Known => pen.write(&reading.summary(number), theme.text),
            Standing::Missing | Standing::NotRead => pen.write(&reading.summary(number), theme.dim),
        };
    }

    fn paint_changes(&self, look: Look<'_>, pane: Pane, buf: &mut Buffer) {
        let theme = look.theme;
        let Some(((before, after), reading)) = self.compared().zip(self.reading.as_ref()) else {
            return;
        };
        let comparison = self.comparison.as_ref();
        let count = match comparison.map(|comparison| comparison.changes.len()) {
            None => String::new(),
            Some(1) => "1 change".to_owned(),
            Some(count) => format!("{count} changes"),
        };
        let title = if before < 0 {
            format!("v{after}")
        } else {
            format!("v{before} -> v{after}")
        };
        Rule {
            title: &title,
            has_focus: self.focus == Focus::Changes,
            important: "",
            middle: &count,
            fresh: (String::new(), theme.dim),
        }
        .render(theme, pane.rule, buf);
        let Some(comparison) = comparison else {
            let mut reason = words::not_compared(before, after, reading);
            let failed = self.has_failed();
            if failed {
                let key = look.keymap.label_of(Command::Open, &self.scopes());
                let again = key.map_or_else(String::new, |key| format!("; {key} tries again"));
                reason.push_str(&again);
            }
            let style = if failed { theme.error } else { theme.dim };
            say(&reason, style, theme, pane.content, buf);
            return;
        };
        if let Some(lines) = self.lines.as_ref().filter(|lines| !lines.is_same()) {
            lines.view(theme, pane.content, buf);
            return;
        }
        if comparison.changes.is_empty() {
            say("no change", theme.dim, theme, pane.content, buf);
            return;
        }
        let paths: Vec<String> = comparison.changes.iter().map(place).collect();
        let widest = paths.iter().map(|path| width(path)).max().unwrap_or(0);
        let path_width = widest.min(pane.content.width / 2);
        let lines = (pane.content.y..pane.content.bottom()).zip(self.changes.shown());
        for (y, at) in lines {
            let (Some(change), Some(path)) = (comparison.changes.get(at), paths.get(at)) else {
                break;
            };
            let line = Rect {
                y,
                height: 1,
                ..pane.content
            };
            let is_selected = at == self.changes.at() && self.focus == Focus::Changes;
            paint_change(change, path, path_width, is_selected, theme, line, buf);
        }
    }
}

fn place(change: &Change) -> String {
    if change.path.is_empty() {
        "document".to_owned()
    } else {
        change.path.to_string()
    }
}

fn paint_change(
    change: &Change,
    path: &str,
    path_width: u16,
    is_selected: bool,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let style = match &change.kind {
        ChangeKind::Added(_) => theme.added,
        ChangeKind::Removed(_) => theme.removed,
        ChangeKind::Changed { .. } | ChangeKind::Reordered { .. } => theme.busy,
    };
    let text = if is_selected {
        theme.text.add_modifier(Modifier::BOLD)
    } else {
        theme.text
    };
    let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
    paint_marker(&mut pen, is_selected, true, theme);
    pen.skip(1).write(&change.kind.sign().to_string(), style).skip(1);
    let before = pen.left();
    pen.write(&words::end_of(path, path_width, theme.glyphs.ellipsis), text);
    let taken = before.saturating_sub(pen.left());
    pen.skip(path_width.saturating_sub(taken) + 2);
    let value = |value: &Json| value.to_string();
    match &change.kind {
        ChangeKind::Added(added) => pen.write(&value(added), theme.text),
        ChangeKind::Removed(removed) => pen
            .write("removed: ", theme.dim)
            .write(&value(removed), theme.dim),
        ChangeKind::Changed { before, after } if before == after => pen.write("another secret", theme.text),
        ChangeKind::Changed { before, after } => pen
            .write(&value(before), theme.dim)
            .write(" -> ", theme.dim)
            .write(&value(after), theme.text),
        ChangeKind::Reordered { .. } => pen.write("the same in another order", theme.dim),
    };
}

fn paint_marker(pen: &mut Pen<'_>, is_selected: bool, has_focus: bool, theme: &Theme) {
    let style = if has_focus {
        theme.selected_marker
    } else {
        theme.dim
    };
    let marker = if is_selected { theme.glyphs.marker } else { " " };
    pen.write(marker, style);
}

/// One line of words in place of lines that are not there.
fn say(words: &str, style: Style, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.height > 0 {
        let line = Rect {
            x: area.x + MARGIN.min(area.width),
            width: area.width.saturating_sub(MARGIN),
            height: 1,
            ..area
        };
        Pen::new(buf, line, theme.glyphs.ellipsis).write(words, style);
    }
}
