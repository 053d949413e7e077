//! How the header of an object looks.

use std::sync::Arc;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::resource::freshness::coarse_age;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Cell, Detail, Field, Row};
use crate::tui::known::KnownObject;
use crate::tui::screens::{Look, singular};
use crate::tui::theme::Theme;
use crate::tui::widgets::gauge;
use crate::tui::widgets::spans::{self, Pen};
use crate::tui::widgets::table::cell_style;

use super::screen::ObjectScreen;

const GAUGE: u16 = 20;
/// Cells before the first field, and between two.
const MARGIN: u16 = 1;
const GAP: u16 = 3;
/// A label without so much of its value says nothing.
const LEAST: u16 = 6;
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
            let was_read = object.is_some_and(|object| object.detail.is_some());
            let words = match was_read || look.known.row(&self.key).is_some() {
                true => format!(
                    "deleted or gone since {} UTC: esc goes back",
                    failure.at.format("%H:%M:%S")
                ),
                false => format!(
                    "there is no {} {}: esc goes back",
                    singular(&self.key, look),
                    self.key.id
                ),
            };
            Pen::new(buf, line(0), theme.glyphs.ellipsis)
                .skip(MARGIN)
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
        let cells = columns.iter().zip(&row.cells).skip(1);
        let cells = cells.map(|(column, cell)| Field::new(column.id, cell.clone()));
        let detail = object.and_then(|object| object.detail.as_ref());
        let of_tab = self.answers(look).and_then(|state| state.failure.as_ref());
        let of_object = object.and_then(|object| object.state.failure.as_ref());
        // That there is no such thing is said in the tab, where it would be.
        let failure = of_tab.or(of_object).filter(|failure| !failure.is_not_offered);
        let is_changing = row.state.class.is_busy() || row.progress.is_some();
        let has_news = failure.is_some() || is_changing;
        let mut put_on = |at: u16, fields: &[Field]| {
            let mut pen = Pen::new(buf, line(at), theme.glyphs.ellipsis);
            pen.skip(MARGIN);
            for field in fields {
                if pen.left() < spans::width(field.label) + 1 + LEAST {
                    break;
                }
                let style = cell_style(&field.value, theme.text, theme);
                put(&mut pen, field.label, &field.value, style, theme);
            }
        };
        // The third line belongs to news, while there are any.
        let last = if has_news { 1 } else { 2 };
        if self.key.kind == CLUSTERS {
            let fields = detail.map_or(&[][..], |detail| &detail.fields);
            let cells: Vec<Field> = cells.take(CELLS).collect();
            put_on(0, &cells);
            fill_lines(1..=last, fields, area.width, &mut put_on);
        } else {
            // Its facts have a tab of their own.
            let mut fields: Vec<Field> = cells.collect();
            if *row.name != *row.id && !fields.iter().any(|field| field.label == "id") {
                fields.push(Field::new("id", Cell::text_of(&row.id)));
            }
            fill_lines(0..=last, &fields, area.width, &mut put_on);
        }
        let mut pen = Pen::new(buf, line(2), theme.glyphs.ellipsis);
        pen.skip(MARGIN);
        if let Some(failure) = failure {
            pen.write(&failure.notice.line(), theme.stale);
        } else if is_changing {
            view_progress(row, detail, object, look, &mut pen);
        }
    }
}

/// Puts fields on lines, each whole as far as there is room; what is too much is cut on the last.
fn fill_lines(
    lines: std::ops::RangeInclusive<u16>,
    fields: &[Field],
    room: u16,
    put_on: &mut dyn FnMut(u16, &[Field]),
) {
    let last = *lines.end();
    let mut rest = fields;
    for at in lines {
        let (here, behind) = rest.split_at(fitting(rest, room));
        put_on(at, if at == last { rest } else { here });
        rest = behind;
    }
}

/// How many of the fields fit into a line, whole; at least one.
fn fitting(fields: &[Field], room: u16) -> usize {
    let mut end = MARGIN;
    let fits = |field: &&Field| {
        if field.value != Cell::Empty {
            end += spans::width(field.label) + 1 + spans::width(&field.value.shown());
        }
        let fits = end <= room;
        end += GAP;
        fits
    };
    fields.iter().take_while(fits).count().max(1).min(fields.len())
}

fn put(pen: &mut Pen<'_>, label: &str, value: &Cell, style: Style, theme: &Theme) {
    if *value != Cell::Empty {
        pen.write(label, theme.dim)
            .skip(1)
            .write(&value.shown(), style)
            .skip(GAP);
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
    // Of what runs on meanwhile the state says nothing about the change, nor since when it goes on.
    let is_its_state = row.state.class.is_busy();
    let words = if is_its_state {
        row.state.text.to_lowercase()
    } else {
        "changing".into()
    };
    pen.write(&words, theme.busy).skip(1);
    if let Some(progress) = row.progress {
        gauge::write(pen, progress, GAUGE, theme);
        pen.skip(1);
    }
    let told = detail.and_then(|detail| detail.busy_since);
    let seen = object
        .and_then(|object| object.state_since)
        .filter(|_| is_its_state);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_does_not_fit_stands_whole_on_the_next_line() {
        let facts = [
            ("type", "a long type of a node"),
            ("planned", "1"),
            ("limits", "1 to 8"),
            ("host", "vm"),
        ];
        let facts = facts.map(|(label, value)| Field::new(label, Cell::text_of(value)));
        let mut lines = Vec::new();
        fill_lines(0..=1, &facts, 30, &mut |at, fields| {
            let labels: Vec<&str> = fields.iter().map(|field| field.label).collect();
            lines.push((at, labels.join(" ")));
        });
        let expected = [(0, "type".to_owned()), (1, "planned limits host".to_owned())];
        assert_eq!(lines, expected);
    }
}
