//! How the header and the tabs of an object look.

use std::sync::Arc;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::resource::freshness::coarse_age;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Cell, Detail, Row};
use crate::tui::keymap::Command;
use crate::tui::known::KnownObject;
use crate::tui::screens::Look;
use crate::tui::screens::page::Page;
use crate::tui::theme::Theme;
use crate::tui::widgets::document::Document;
use crate::tui::widgets::spans::{self, Pen};
use crate::tui::widgets::table::cell_style;
use crate::tui::widgets::{gauge, rule};

use super::screen::ObjectScreen;
use super::tab::Tab;

const GAUGE: u16 = 20;
/// Cells of a row that stand in the header beside the name.
const CELLS: usize = 4;
/// Cells between two tabs.
const GAP: u16 = 1;

impl ObjectScreen {
    pub(super) fn view_header(
        &self,
        look: Look<'_>,
        object: Option<&KnownObject>,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let line = |at: u16| Rect {
            y: area.y + at,
            height: u16::from(at < area.height),
            ..area
        };
        let theme = look.theme;
        let gone = object
            .and_then(|object| object.state.failure.as_ref())
            .filter(|failure| failure.is_gone);
        if let Some(failure) = gone {
            let words = format!(
                "deleted or gone since {} UTC: esc goes back",
                failure.at.format("%H:%M:%S")
            );
            Pen::new(buf, line(0), theme.glyphs.ellipsis)
                .skip(1)
                .write(&words, theme.error);
            return;
        }
        let Some(row) = look.known.row(&self.key) else {
            if let Some(failure) = object.and_then(|object| object.state.failure.as_ref()) {
                Pen::new(buf, line(0), theme.glyphs.ellipsis)
                    .skip(1)
                    .write(&failure.notice.line(), theme.error);
            }
            return;
        };
        let columns = self
            .declared(self.key.kind, look)
            .map_or(&[][..], |kind| kind.columns);
        let mut cells = columns.iter().zip(&row.cells).skip(1);
        let mut pen = Pen::new(buf, line(0), theme.glyphs.ellipsis);
        pen.skip(1);
        for (column, cell) in cells.by_ref().take(CELLS) {
            put(
                &mut pen,
                column.id,
                cell,
                cell_style(cell, theme.text, theme),
                theme,
            );
        }
        let detail = object.and_then(|object| object.detail.as_ref());
        let mut pen = Pen::new(buf, line(1), theme.glyphs.ellipsis);
        pen.skip(1);
        if self.key.kind == CLUSTERS {
            for field in detail.map_or(&[][..], |detail| &detail.fields) {
                put(&mut pen, field.label, &field.value, theme.text, theme);
            }
        } else {
            // Its facts have a tab of their own.
            for (column, cell) in cells {
                put(
                    &mut pen,
                    column.id,
                    cell,
                    cell_style(cell, theme.text, theme),
                    theme,
                );
            }
            if *row.name != *row.id {
                put(&mut pen, "id", &Cell::text_of(&row.id), theme.text, theme);
            }
        }
        let mut pen = Pen::new(buf, line(2), theme.glyphs.ellipsis);
        pen.skip(1);
        if let Some(failure) = object.and_then(|object| object.state.failure.as_ref()) {
            pen.write(&failure.notice.line(), theme.stale);
        } else if row.state.class.is_busy() {
            view_progress(row, detail, object, look, &mut pen);
        }
    }

    pub(super) fn view_tabs(
        &self,
        look: Look<'_>,
        object: Option<&KnownObject>,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let theme = look.theme;
        if area.height == 0 {
            return;
        }
        spans::line(buf, area, theme.glyphs.horizontal, theme.rule);
        let mut pen = Pen::new(
            buf,
            Rect {
                x: area.x + 1,
                width: area.width.saturating_sub(2),
                ..area
            },
            "",
        );
        for (tab, label) in self.labels(look) {
            let style = if tab == self.tab() {
                theme.tab_active
            } else {
                theme.tab
            };
            pen.write(&label, style).skip(GAP);
        }
        let mut words = match self.tab() {
            Tab::Facts | Tab::Parts(_) => match self.table().map_or("", |table| table.query().text()) {
                "" => String::new(),
                filter => format!("filter: {filter} "),
            },
            Tab::Events => self.events.words(),
            Tab::Spec | Tab::Raw => {
                let document = self.document();
                let search = document.and_then(Document::search_status);
                search
                    .or_else(|| document.map(Document::path_at_cursor))
                    .unwrap_or_default()
            }
        };
        if !words.is_empty() {
            words = format!(" {} ", words.trim());
        }
        if let Some(object) = object {
            let (fresh, style) = rule::freshness(&object.state, look.now, theme);
            pen.write_right(&format!(" {fresh} "), style);
        }
        let room = pen.left();
        pen.write_right(
            &spans::cut(&words, room.saturating_sub(2), theme.glyphs.ellipsis),
            theme.dim,
        );
    }
    /// What stands on each tab: the key that shows it, and its name.
    fn labels(&self, look: Look<'_>) -> Vec<(Tab, String)> {
        let scopes = self.scopes();
        let mut named: Vec<Command> = Vec::new();
        let label = |tab: &Tab| {
            let command = tab.command();
            // The key of parts goes from one kind of them to the next: it stands on the first.
            let is_first = !named.contains(&command);
            named.push(command);
            let key = look
                .keymap
                .label_of(command, &scopes)
                .filter(|_| is_first)
                .map_or_else(String::new, |key| format!("{key} "));
            (*tab, format!(" {key}{} ", tab.title()))
        };
        self.tabs.iter().map(label).collect()
    }

    /// The tab at a column of the line of tabs.
    pub(super) fn tab_at(&self, x: u16, look: Look<'_>) -> Option<Tab> {
        let mut left = GAP;
        self.labels(look).into_iter().find_map(|(tab, label)| {
            let width = spans::width(&label);
            let hit = x >= left && x < left + width;
            left += width + GAP;
            hit.then_some(tab)
        })
    }
}

fn put(pen: &mut Pen<'_>, label: &str, value: &Cell, style: Style, theme: &Theme) {
    if *value != Cell::Empty {
        pen.write(label, theme.dim)
            .skip(1)
            .write(&value.shown(), style)
            .skip(3);
    }
}

/// The running change: a bar with the manager's stages, and how long it has been going on.
pub(in crate::tui::screens) fn view_progress(
    row: &Row,
    detail: Option<&Arc<Detail>>,
    object: Option<&KnownObject>,
    look: Look<'_>,
    pen: &mut Pen<'_>,
) {
    let theme = look.theme;
    pen.write(&row.state.text.to_lowercase(), theme.busy).skip(1);
    if let Some(progress) = row.progress {
        gauge::write(pen, progress, GAUGE, theme);
        pen.skip(1);
    }
    let told = detail.and_then(|detail| detail.busy_since);
    let seen = object.and_then(|object| object.state_since);
    let age = |since: chrono::DateTime<chrono::Utc>| {
        // In whole minutes: a clock that runs would paint every second.
        let age = (look.now - since).to_std().unwrap_or_default();
        if age < Duration::from_secs(60) {
            "less than a minute".into()
        } else {
            coarse_age(age)
        }
    };
    match (told, seen) {
        (Some(since), _) => pen.write(&format!("for {}", age(since)), theme.dim),
        (None, Some(since)) => pen.write(&format!("seen for {}", age(since)), theme.dim),
        (None, None) => pen,
    };
}
