//! The facts about an object, one a line, in the order in which its manager tells them.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::resource::query::Field as TableField;
use crate::resource::text::MASK;
use crate::resource::{Cell, Column, Detail, Field, Kind, Listing, Row, Source, State, StateClass};
use crate::tui::theme::Theme;
use crate::tui::widgets::spans::{Pen, width, wrap};
use crate::tui::widgets::table::Table;

const COLUMNS: [Column; 2] = [
    Column::left("fact", "FACT", (8, 24), 0),
    Column::left("value", "VALUE", (12, 200), 0),
];
/// The cell behind the columns: the place of the fact in its manager's order.
const PLACE: usize = COLUMNS.len();
/// Cells of a line that no value has: the margin, and the gap between two columns.
const OVERHEAD: u16 = 5;

/// State of the tab: a table, made from the detail.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) table: Table,
    /// The widest label and the widest value.
    widths: (u16, u16),
}

impl Default for Facts {
    fn default() -> Self {
        let mut table = Table::of(&COLUMNS);
        table.sort_field(TableField::Cell(PLACE));
        Self {
            table,
            widths: (0, 0),
        }
    }
}

impl Facts {
    /// Shows an object's own facts; those of its row where it has none beside them.
    /// Of one whose name is that of a secret, the value stays hidden.
    pub(super) fn show(&mut self, detail: &Detail, kind: Option<&Kind>, is_secret: &dyn Fn(&str) -> bool) {
        let columns = || {
            let columns = kind.map_or(&[][..], |kind| kind.columns).iter().zip(0..);
            columns.map(|(column, at)| Field::new(column.id, detail.row.cell(at).clone()))
        };
        let mut facts: Vec<Field> = match detail.fields.as_slice() {
            [] => columns().collect(),
            fields => fields.to_vec(),
        };
        for fact in &mut facts {
            if fact.value != Cell::Empty && is_secret(fact.label) {
                fact.value = Cell::text_of(MASK);
            }
        }
        let widest = |text: &dyn Fn(&Field) -> u16| facts.iter().map(text).max().unwrap_or(0);
        self.widths = (
            widest(&|fact| width(fact.label)),
            widest(&|fact| width(&fact.value.shown())),
        );
        let rows = facts.iter().zip(0..).map(|(fact, at)| Arc::new(row(fact, at)));
        let listing = Listing::whole(rows.collect());
        // They are few: they are always arranged at once.
        self.table.show(vec![Source {
            context: "".into(),
            manager: "",
            listing: Arc::new(listing),
        }]);
    }

    pub(super) fn filter(&mut self, text: &str) {
        self.table.filter(text, &COLUMNS);
    }

    /// Whether some value is cut on a line of this width: then the one under the cursor is told in full.
    pub(super) fn are_cut(&self, room: u16) -> bool {
        let (label, value) = self.widths;
        let (_, most) = COLUMNS[0].width;
        label.min(most) + value + OVERHEAD > room
    }

    /// The value under the cursor.
    pub(super) fn value(&self) -> Option<&Cell> {
        self.table.selected().map(|(_, row)| row.cell(1))
    }

    /// Paints the fact under the cursor in full, as far as the area goes.
    pub(super) fn view_selected(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some((_, row)) = self.table.selected() else {
            return;
        };
        let room = area.width.saturating_sub(2);
        let lines = std::iter::once(row.name.to_string()).chain(wrap(&row.cell(1).shown(), room));
        for (y, (at, line)) in (area.y..area.bottom()).zip(lines.enumerate()) {
            let line_area = Rect {
                x: area.x + 2,
                y,
                width: room,
                height: 1,
            };
            let style = if at == 0 { theme.label } else { theme.text };
            Pen::new(buf, line_area, theme.glyphs.ellipsis).write(&line, style);
        }
    }
}

fn row(fact: &Field, place: i64) -> Row {
    Row {
        id: place.to_string().into(),
        name: fact.label.into(),
        state: State::new("", StateClass::Neutral),
        progress: None,
        version: None,
        cells: Box::new([Cell::text_of(fact.label), fact.value.clone(), Cell::Number(place)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detail(fields: Vec<Field>) -> Detail {
        let row = Row {
            cells: ["10.2.0.1", "fedora"].map(Cell::text_of).into(),
            ..Row::unreadable("10.2.0.1", 2, "")
        };
        Detail {
            row: Arc::new(row),
            busy_since: None,
            fields,
            children: Vec::new(),
            events: Vec::new(),
            document: "{}".into(),
            spec: None,
        }
    }

    fn shown(fields: Vec<Field>) -> Vec<String> {
        const HOST: [Column; 2] = [
            Column::left("address", "ADDRESS", (4, 9), 0),
            Column::left("os", "OS", (4, 9), 1),
        ];
        let kind = Kind {
            columns: &HOST,
            ..crate::resource::cluster::KIND
        };
        let mut facts = Facts::default();
        facts.show(&detail(fields), Some(&kind), &|label| label.ends_with("key"));
        let rows = facts.table.rows();
        let rows = (0..rows.len()).filter_map(|at| rows.get(at));
        rows.map(|(_, row)| format!("{} {}", row.cell(0).shown(), row.cell(1).shown()))
            .collect()
    }

    #[test]
    fn facts_stand_in_their_managers_order_and_a_secret_stays_hidden() {
        let fields = vec![
            Field::new("source", Cell::text_of("bootstrap")),
            Field::new("ssh key", Cell::text_of("dGVzdA==")),
            Field::new("api key", Cell::Empty),
            Field::new("cpus", Cell::Number(4)),
        ];
        let expected = ["source bootstrap", "ssh key ********", "api key -", "cpus 4"];
        assert_eq!(shown(fields), expected);
    }

    #[test]
    fn without_facts_of_its_own_an_object_has_those_of_its_row() {
        assert_eq!(shown(Vec::new()), ["address 10.2.0.1", "os fedora"]);
    }

    #[test]
    fn a_value_that_does_not_fit_is_told_in_full_below() {
        let mut facts = Facts::default();
        let long = vec![Field::new("source", Cell::text_of(&"word ".repeat(30)))];
        facts.show(&detail(long), None, &|_| false);
        assert!(facts.are_cut(80) && !facts.are_cut(200));
    }
}
