//! The line of tabs: as many as fit, the one that is shown always among them, and how many there are on either side.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::keymap::Command;
use crate::tui::known::Extent;
use crate::tui::screens::Look;
use crate::tui::screens::page::Page;
use crate::tui::widgets::document::Document;
use crate::tui::widgets::rule;
use crate::tui::widgets::spans::{self, Pen};

use super::screen::ObjectScreen;
use super::tab::Tab;

/// Cells between two tabs.
const GAP: u16 = 1;
/// Cells that a mark takes which says how many tabs are out of sight: ` <12 `.
const MARK: u16 = 5;
/// Cells at least that are kept for how fresh it is, lest the tabs move when an answer comes.
const FRESH: u16 = 21;
/// Cells at most that are kept for what is said of the tab's content, where there are more tabs than fit.
const WORDS: u16 = 26;

/// A line of tabs, laid out.
struct Line {
    tabs: Vec<(Tab, String)>,
    /// Those in sight.
    shown: Range<usize>,
}

/// Something on the line, from left to right.
enum Piece<'a> {
    Tab(Tab, &'a str),
    /// Tabs out of sight; the nearest of them.
    Mark(Tab, String),
}

impl Line {
    fn pieces<'a>(&'a self, look: Look<'_>) -> Vec<Piece<'a>> {
        let glyphs = look.theme.glyphs;
        let (before, behind) = (self.shown.start, self.tabs.len() - self.shown.end);
        let mark = |at: Option<usize>, words: String| Some(Piece::Mark(self.tabs.get(at?)?.0, words));
        let left = mark(before.checked_sub(1), format!(" {}{before} ", glyphs.more_left));
        let right = mark(Some(self.shown.end), format!(" {behind}{} ", glyphs.more_right));
        let tabs = self.tabs.get(self.shown.clone()).unwrap_or_default().iter();
        let tabs = tabs.map(|(tab, label)| Piece::Tab(*tab, label));
        left.into_iter().chain(tabs).chain(right).collect()
    }
}

impl Piece<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Tab(_, text) => text,
            Self::Mark(_, text) => text,
        }
    }
}

impl ObjectScreen {
    pub(super) fn view_tabs(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let theme = look.theme;
        if area.height == 0 {
            return;
        }
        spans::line(buf, area, theme.glyphs.horizontal, theme.rule);
        let inner = Rect {
            x: area.x + GAP,
            width: area.width.saturating_sub(2 * GAP),
            ..area
        };
        let mut pen = Pen::new(buf, inner, "");
        for piece in self.tab_line(inner.width, look).pieces(look) {
            let style = match piece {
                Piece::Tab(tab, _) if tab == self.tab() => theme.tab_active,
                Piece::Tab(..) => theme.tab,
                Piece::Mark(..) => theme.dim,
            };
            pen.write(piece.text(), style).skip(GAP);
        }
        if let Some((fresh, style)) = self.freshness(look) {
            pen.write_right(&fresh, style);
        }
        let room = pen.left();
        let words = self.tab_words(look);
        let words = spans::cut(&words, room.saturating_sub(2), theme.glyphs.ellipsis);
        pen.write_right(&words, theme.dim);
    }

    /// The tab at a column of the line of tabs, which is so many cells wide; at a mark, the next one there.
    pub(super) fn tab_at(&self, x: u16, width: u16, look: Look<'_>) -> Option<Tab> {
        let mut left = GAP;
        let line = self.tab_line(width.saturating_sub(2 * GAP), look);
        line.pieces(look).into_iter().find_map(|piece| {
            let width = spans::width(piece.text());
            let is_hit = x >= left && x < left + width;
            left += width + GAP;
            let (Piece::Tab(tab, _) | Piece::Mark(tab, _)) = piece;
            is_hit.then_some(tab)
        })
    }

    fn tab_line(&self, room: u16, look: Look<'_>) -> Line {
        let tabs = self.labels(look);
        let widths: Vec<u16> = tabs.iter().map(|(_, label)| spans::width(label)).collect();
        let active = tabs.iter().position(|(tab, _)| *tab == self.tab()).unwrap_or(0);
        // How fresh it is, and a filter, must not be overlooked: of the tabs that are not shown fewer are in sight.
        let fresh = self.freshness(look).map_or(0, |(fresh, _)| spans::width(&fresh));
        let words = spans::width(&self.tab_words(look)).min(WORDS);
        let least = widths.get(active).map_or(0, |width| width + 2 * (MARK + GAP));
        let kept = (fresh.max(FRESH) + 2 + words).min(room.saturating_sub(least));
        Line {
            shown: in_sight(&widths, active, room - kept),
            tabs,
        }
    }

    /// How fresh the content of the tab is, and the style that says so.
    fn freshness(&self, look: Look<'_>) -> Option<(String, Style)> {
        let (fresh, style) = rule::freshness(self.answers(look)?, look.now, look.theme);
        // Of what the object cannot have there is nothing that could be fresh.
        (!fresh.is_empty()).then(|| (format!(" {fresh} "), style))
    }

    /// What is to be said of the content of the tab.
    fn tab_words(&self, look: Look<'_>) -> String {
        let words = match self.tab() {
            Tab::Facts | Tab::Parts(_) => self.table_words(look),
            Tab::Events => self.events.words(),
            Tab::Spec | Tab::Raw => {
                let document = self.document();
                let search = document.and_then(Document::search_status);
                search
                    .or_else(|| document.map(Document::path_at_cursor))
                    .unwrap_or_default()
            }
        };
        match words.trim() {
            "" => words,
            said => format!(" {said} "),
        }
    }

    /// What of the parts is not shown: those that a filter hides, and those that were not read.
    fn table_words(&self, look: Look<'_>) -> String {
        let Some(table) = self.table() else {
            return String::new();
        };
        let alone = self.watched_part();
        let extent = Extent::of(alone.map(|part| look.known.parts(&self.key, part)).into_iter());
        let extent = extent.words(look.theme.glyphs.ellipsis);
        match (table.query().text(), extent.as_str()) {
            ("", extent) => extent.to_owned(),
            (filter, "") => format!("filter: {filter} "),
            (filter, extent) => {
                let found = table.rows().len();
                let key = look.keymap.label_of(Command::MoveToBottom, &self.scopes());
                let key = key.map_or_else(String::new, |key| format!("; {key} reads on"));
                format!("filter: {filter} ({found} found in {extent}{key})")
            }
        }
    }

    /// What stands on each tab: the key that shows it, and its name.
    fn labels(&self, look: Look<'_>) -> Vec<(Tab, String)> {
        let scopes = self.scopes();
        // The key of parts goes from one kind of them to the next: it stands on the one that is shown, or else on
        // the first.
        let is_of_parts = |tab: &Tab| tab.command() == Command::ShowParts;
        let parts = Some(self.tab()).filter(is_of_parts);
        let parts = parts.or_else(|| self.tabs.iter().copied().find(is_of_parts));
        let label = |tab: &Tab| {
            let has_key = !is_of_parts(tab) || parts == Some(*tab);
            let key = look
                .keymap
                .label_of(tab.command(), &scopes)
                .filter(|_| has_key)
                .map_or_else(String::new, |key| format!("{key} "));
            (*tab, format!(" {key}{} ", tab.title()))
        };
        self.tabs.iter().map(label).collect()
    }
}

/// Which of the tabs are in sight: as many from the first one on as let the active one, and the one behind it, be
/// among them.
fn in_sight(widths: &[u16], active: usize, room: u16) -> Range<usize> {
    let count = widths.len();
    let fits = |run: Range<usize>| {
        let marks = u16::from(run.start > 0) + u16::from(run.end < count);
        let tabs = widths.get(run).unwrap_or_default();
        let cells: u16 = tabs.iter().map(|width| width + GAP).sum();
        (cells + marks * (MARK + GAP)).saturating_sub(GAP) <= room
    };
    let from = |start: usize, last: usize| {
        let ends = (last + 1..=count).rev();
        ends.map(|end| start..end).find(|run| fits(run.clone()))
    };
    let next = (active + 1).min(count.saturating_sub(1));
    let with_next = (0..=active).find_map(|start| from(start, next));
    let alone = || (0..=active).find_map(|start| from(start, active));
    with_next.or_else(alone).unwrap_or(active..active + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_that_fit_are_all_in_sight() {
        assert_eq!(in_sight(&[5, 5, 5], 1, 17), 0..3);
        assert_eq!(in_sight(&[5], 0, 5), 0..1);
    }

    #[test]
    fn the_tab_that_is_shown_and_the_next_are_in_sight_whichever_it_is() {
        let widths = [9; 12];
        for room in 9 + 2 * (MARK + GAP)..120 {
            for active in 0..12 {
                let run = in_sight(&widths, active, room);
                assert!(run.contains(&active), "{active} in {room}: {run:?}");
                let has_room_for_two = room >= 2 * 10 + 2 * (MARK + GAP);
                let next = (active + 1).min(11);
                assert!(
                    !has_room_for_two || run.contains(&next),
                    "{active} in {room}: {run:?}"
                );
            }
        }
    }

    #[test]
    fn the_line_does_not_move_before_it_must() {
        let run = |active| in_sight(&[9; 12], active, 46);
        assert_eq!([run(0), run(1), run(2), run(3)], [0..4, 0..4, 0..4, 2..5]);
        assert_eq!(run(11), 8..12);
    }

    #[test]
    fn where_not_even_one_fits_it_is_the_one_that_is_shown() {
        assert_eq!(in_sight(&[9, 9, 9], 1, 4), 1..2);
        assert_eq!(in_sight(&[9], 0, 0), 0..1);
    }
}
