//! How the header of an object looks.

use std::sync::Arc;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::resource::freshness::coarse_age;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Cell, Detail, Row};
use crate::tui::known::KnownObject;
use crate::tui::screens::Look;
use crate::tui::theme::Theme;
use crate::tui::widgets::gauge;
use crate::tui::widgets::spans::Pen;
use crate::tui::widgets::table::cell_style;

use super::screen::ObjectScreen;

const GAUGE: u16 = 20;
/// Cells of a row that stand in the header beside the name.
const CELLS: usize = 4;

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
        let of_tab = self.answers(look).and_then(|state| state.failure.as_ref());
        let of_object = object.and_then(|object| object.state.failure.as_ref());
        if let Some(failure) = of_tab.or(of_object) {
            pen.write(&failure.notice.line(), theme.stale);
        } else if row.state.class.is_busy() {
            view_progress(row, detail, object, look, &mut pen);
        }
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
