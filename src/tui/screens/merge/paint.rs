//! The view of a merge.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::screen::{MergeScreen, Party};
use crate::spec::{Choice, Conflict, Json};
use crate::tui::keymap::Command;
use crate::tui::layout::Pane;
use crate::tui::screens::Look;
use crate::tui::screens::page::Page;
use crate::tui::screens::plan::standing::version_word;
use crate::tui::theme::Theme;
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, width};

impl MergeScreen {
    pub(super) fn paint(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let areas = self.areas(look);
        for (row, (text, style)) in areas.header.rows().zip(self.header(look)) {
            Pen::new(buf, row, theme.glyphs.ellipsis)
                .skip(1)
                .write(&text, style);
        }
        self.paint_theirs(areas.theirs, look, buf);
        self.paint_conflicts(areas.conflicts, look, buf);
        let Some(conflict) = self.merged.conflicts.get(self.cursor) else {
            return;
        };
        let parties = [
            (
                Party::Before,
                format!("Before ({})", version_word(self.base.version)),
            ),
            (Party::Mine, "Mine".to_owned()),
            (
                Party::Theirs,
                format!("Theirs ({})", version_word(self.now.version)),
            ),
        ];
        for (pane, (party, title)) in areas.values.into_iter().zip(parties) {
            let is_chosen = matches!(
                (party, self.choices.get(self.cursor)),
                (Party::Mine, Some(Some(Choice::Mine))) | (Party::Theirs, Some(Some(Choice::Theirs)))
            );
            let chosen = if is_chosen { "chosen" } else { "" };
            rule(&title, chosen, is_chosen, theme).render(theme, pane.rule, buf);
            let lines = self.lines_of(conflict, party);
            for (row, line) in pane.content.rows().zip(lines.iter().skip(self.top)) {
                Pen::new(buf, row, theme.glyphs.ellipsis)
                    .skip(1)
                    .write(line, theme.text);
            }
        }
    }

    fn header(&self, look: Look<'_>) -> [(String, Style); 2] {
        let theme = look.theme;
        let both = match self.merged.conflicts.len() {
            1 => "1 place".to_owned(),
            many => format!("{many} places"),
        };
        let first = format!(
            "{}: {} came meanwhile; you and another party both changed {both}",
            self.name,
            version_word(self.now.version),
        );
        let key = look
            .keymap
            .label_of(Command::Plan, &self.scopes())
            .unwrap_or_default();
        let second = match self.undecided() {
            0 => (
                format!(
                    "all decided; {key}: plan it on {}",
                    version_word(self.now.version)
                ),
                theme.ok,
            ),
            1 => (
                "1 is to be decided: nothing is chosen by itself".to_owned(),
                theme.warning,
            ),
            many => (
                format!("{many} are to be decided: nothing is chosen by itself"),
                theme.warning,
            ),
        };
        [(first, theme.text), second]
    }

    fn paint_theirs(&self, pane: Pane, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let count = self.merged.theirs.len().to_string();
        rule("Changed by the other party", &count, false, theme).render(theme, pane.rule, buf);
        let hidden = self
            .merged
            .theirs
            .len()
            .saturating_sub(usize::from(pane.content.height));
        for (at, (row, change)) in pane.content.rows().zip(self.theirs()).enumerate() {
            let mut pen = Pen::new(buf, row, theme.glyphs.ellipsis);
            pen.skip(3);
            if hidden > 0 && at + 1 == usize::from(pane.content.height) {
                pen.write(&format!("and {} more", hidden + 1), theme.dim);
                break;
            }
            let (path, summary) = (change.path.to_string(), change.summary());
            pen.write(&format!("{} {path}", change.kind.sign()), theme.text)
                .skip(3)
                .write(&summary, theme.dim);
        }
    }

    fn paint_conflicts(&self, pane: Pane, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let undecided = match self.undecided() {
            0 => String::new(),
            many => format!("{many} undecided"),
        };
        Rule {
            important: &undecided,
            ..rule("Changed by both", "", true, theme)
        }
        .render(theme, pane.rule, buf);
        let conflicts = self.merged.conflicts.iter().zip(&self.choices).enumerate();
        let paths = self
            .merged
            .conflicts
            .iter()
            .map(|conflict| width(&conflict.path.to_string()));
        let column = paths.max().unwrap_or(0).min(pane.content.width / 2);
        let shown = conflicts.skip(self.first_conflict(pane.content.height));
        for (row, (at, (conflict, choice))) in pane.content.rows().zip(shown) {
            self.paint_conflict(
                (conflict, choice.as_ref()),
                at == self.cursor,
                column,
                theme,
                row,
                buf,
            );
        }
    }

    fn paint_conflict(
        &self,
        (conflict, choice): (&Conflict, Option<&Choice>),
        is_selected: bool,
        column: u16,
        theme: &Theme,
        row: Rect,
        buf: &mut Buffer,
    ) {
        let (sign, words, style) = match choice {
            None => ("?", "undecided".to_owned(), theme.warning),
            Some(Choice::Mine) => (
                "m",
                format!("mine: {}", self.short(conflict, conflict.mine.as_ref())),
                theme.ok,
            ),
            Some(Choice::Theirs) => (
                "t",
                format!("theirs: {}", self.short(conflict, conflict.theirs.as_ref())),
                theme.ok,
            ),
            Some(Choice::Edited(value)) => (
                "e",
                format!("other value: {}", self.short(conflict, value.as_ref())),
                theme.ok,
            ),
        };
        let path = conflict.path.to_string();
        let gap = column.saturating_sub(width(&path)) + 2;
        let path_style = if is_selected { theme.selected } else { theme.text };
        let mut pen = Pen::new(buf, row, theme.glyphs.ellipsis);
        if is_selected {
            pen.skip(1)
                .write(theme.glyphs.marker, theme.selected_marker)
                .skip(1);
        } else {
            pen.skip(3);
        }
        pen.write(sign, style)
            .skip(1)
            .write(&path, path_style)
            .skip(gap)
            .write(&words, style);
    }

    /// A value in one line.
    fn short(&self, conflict: &Conflict, value: Option<&Json>) -> String {
        value.map_or_else(
            || "nothing there".into(),
            |value| self.shown(&conflict.path, value).to_string(),
        )
    }

    /// The first conflict in sight: the one under the cursor is.
    pub(super) fn first_conflict(&self, height: u16) -> usize {
        let height = usize::from(height);
        let last = self.merged.conflicts.len().saturating_sub(height);
        self.cursor.saturating_sub(height / 2).min(last)
    }
}

fn rule<'a>(title: &'a str, middle: &'a str, has_focus: bool, theme: &Theme) -> Rule<'a> {
    Rule {
        title,
        has_focus,
        important: "",
        middle,
        fresh: (String::new(), theme.dim),
    }
}
