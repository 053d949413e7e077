//! How the header and the tabs of a cluster look.

use std::sync::Arc;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::resource::freshness::coarse_age;
use crate::resource::{Cell, Detail, Row};
use crate::tui::known::KnownObject;
use crate::tui::screens::Look;
use crate::tui::widgets::document::Document;
use crate::tui::widgets::spans::{self, Pen};
use crate::tui::widgets::table::cell_style;
use crate::tui::widgets::{gauge, rule};

use super::screen::{ClusterScreen, GAUGE, Tab};

impl ClusterScreen {
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
        let mut pen = Pen::new(buf, line(0), theme.glyphs.ellipsis);
        pen.skip(1);
        for (column, cell) in crate::resource::cluster::COLUMNS
            .iter()
            .zip(&row.cells)
            .skip(1)
            .take(4)
        {
            if *cell != Cell::Empty {
                pen.write(column.id, theme.dim)
                    .skip(1)
                    .write(&cell.shown(), cell_style(cell, theme.text, theme))
                    .skip(3);
            }
        }
        let detail = object.and_then(|object| object.detail.as_ref());
        let mut pen = Pen::new(buf, line(1), theme.glyphs.ellipsis);
        pen.skip(1);
        for field in detail.map_or(&[][..], |detail| &detail.fields) {
            if field.value != Cell::Empty {
                pen.write(field.label, theme.dim)
                    .skip(1)
                    .write(&field.value.shown(), theme.text)
                    .skip(3);
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
        for (number, tab) in (1..).zip(Tab::ALL) {
            let style = if tab == self.tab {
                theme.tab_active
            } else {
                theme.tab
            };
            pen.write(&format!(" {number} {} ", tab.title()), style).skip(1);
        }
        let mut words = match self.tab {
            Tab::Servers if !self.servers.query().text().is_empty() => {
                format!("filter: {} ", self.servers.query().text())
            }
            Tab::Events => self.events.words(),
            Tab::Spec | Tab::Raw => {
                let document = self.document();
                let search = document.and_then(Document::search_status);
                search
                    .or_else(|| document.map(Document::path_at_cursor))
                    .unwrap_or_default()
            }
            Tab::Servers => String::new(),
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
