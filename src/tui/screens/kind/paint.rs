//! How the objects of a kind look: the table, and below it what went wrong with a list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::keymap::Command;
use crate::tui::layout;
use crate::tui::screens::Look;
use crate::tui::screens::lists::{Answers, sought_words};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};
use crate::tui::widgets::table::RowLook;

use super::screen::{KindScreen, SCOPES};

/// Lists whose trouble is told one by one.
const TOLD: usize = 3;

impl KindScreen {
    pub(super) fn paint(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let troubles = self.troubles(look);
        let areas = layout::kind(look.size, troubles.len());
        let lists = self.lists(look);
        let reads_on = look.keymap.label_of(Command::MoveToBottom, &SCOPES);
        Rule {
            title: &lists.extent().titled(&self.title(), theme.glyphs.ellipsis),
            has_focus: true,
            important: &self.table.limits(theme.glyphs.separator, reads_on.as_deref()),
            middle: &self.table.order_words(self.columns),
            fresh: lists.freshness(),
        }
        .render(theme, areas.table.rule, buf);
        let is_stale = |context: &str| {
            look.known
                .context(context)
                .is_some_and(|known| known.is_stale(self.kind, look.now))
        };
        let row_look = RowLook {
            has_focus: true,
            is_stale: &is_stale,
        };
        let content = areas.table.content;
        self.table
            .view(&row_look, &self.empty_words(look), theme, content, buf);
        // Right below the last row, as far as the table does not fill its room.
        let rows = u16::try_from(self.table.rows().len().max(1)).unwrap_or(u16::MAX);
        let below = content.y.saturating_add(rows).saturating_add(2);
        let top = areas.troubles.y.min(below);
        for (y, (words, style)) in (top..areas.troubles.bottom()).zip(troubles) {
            let line = Rect {
                x: areas.troubles.x + 2,
                y,
                width: areas.troubles.width.saturating_sub(2),
                height: 1,
            };
            Pen::new(buf, line, theme.glyphs.ellipsis).write(&words, style);
        }
    }

    /// The lines about what went wrong with some list.
    pub(super) fn troubles(&self, look: Look<'_>) -> Vec<(String, Style)> {
        let troubles = self.lists(look).troubles(&SCOPES);
        let more = troubles.len().saturating_sub(TOLD);
        let told = troubles.into_iter().take(TOLD);
        let room = look.size.width.saturating_sub(3);
        let mut lines: Vec<(String, Style)> = told
            .flat_map(|(words, style)| wrap(&words, room).into_iter().map(move |line| (line, style)))
            .collect();
        if more > 0 {
            lines.push((format!("and {more} more"), look.theme.error));
        }
        lines
    }

    fn empty_words(&self, look: Look<'_>) -> String {
        let kind = self.kind;
        if self.table.rows().total() > 0 {
            return match self.table.sought() {
                Some(_) => sought_words(kind, look, &SCOPES),
                None => format!("none of the {kind} passes the filter"),
            };
        }
        let lists = self.lists(look);
        if lists.declared().next().is_none() {
            return format!("no open context has {kind}");
        }
        match lists.answers() {
            Answers::AllCame => format!("no {kind} yet"),
            Answers::InVain(_) => format!("the {kind} could not be read"),
            Answers::Waited => format!("asking for the {kind}"),
        }
    }

    /// The kind's name as a heading.
    fn title(&self) -> String {
        let words = self.kind.0.replace('-', " ");
        let mut letters = words.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
    }
}
