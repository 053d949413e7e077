//! Activity: the changes that were asked for in this run, each with its outcome, newest first.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::resource::query::Field;
use crate::resource::{Activity, Cell, Column, Id, Key, Listing, Row, Source, State, StateClass, Step};
use crate::tui::keymap::Command;
use crate::tui::layout::{self, Pane};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};
use crate::tui::widgets::table::{RowLook, Table};

use super::cluster::Tab;
use super::line::Purpose;
use super::{Look, Request};

/// State of the screen: a table, made from the model's activities.
#[derive(Debug)]
pub struct ActivityScreen {
    table: Table,
}

const COLUMNS: [Column; 6] = [
    Column::left("asked", "ASKED", (8, 8), 2),
    Column::left("verb", "VERB", (6, 15), 0),
    Column::left("target", "TARGET", (10, 30), 0),
    Column::left("context", "CONTEXT", (7, 12), 3),
    Column::left("outcome", "OUTCOME", (8, 9), 1),
    Column::left("story", "WHAT IS SEEN", (20, 200), 4),
];
/// The cell behind the columns: the number of the change.
const NUMBER: Field = Field::Cell(COLUMNS.len());
/// Lines for the whole story of the selected change.
const STORY: u16 = 5;

impl ActivityScreen {
    pub fn new(look: Look<'_>) -> Self {
        let mut screen = Self {
            table: Table::of(&COLUMNS),
        };
        screen.refill(look);
        // In the order of asking, which the time of day is not: midnight comes between.
        screen.table.sort_field(NUMBER);
        screen.table.run(Command::ReverseSort);
        screen
    }

    /// A change has come further.
    pub fn refill(&mut self, look: Look<'_>) {
        let rows = look
            .activities
            .iter()
            .map(|activity| Arc::new(row(activity)))
            .collect();
        let listing = Arc::new(Listing { rows, complete: true });
        // A run's changes are few: they are always arranged at once.
        self.table.show(vec![Source {
            context: "".into(),
            manager: "",
            listing,
        }]);
        self.resize(look.size);
    }

    pub fn resize(&mut self, size: Size) {
        self.table
            .set_height(areas(size).0.content.height.saturating_sub(1));
    }

    fn selected<'a>(&self, look: Look<'a>) -> Option<&'a Activity> {
        let (_, row) = self.table.selected()?;
        look.activities.iter().find(|activity| *id(activity) == *row.id)
    }

    pub fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        if command == Command::Open {
            let key: Option<Key> = self.selected(look).map(|activity| activity.intent.key.clone());
            return Some(
                key.into_iter()
                    .map(|key| Request::Open(key, Tab::Events))
                    .collect(),
            );
        }
        if command == Command::Filter {
            let text = self.table.query().text().to_owned();
            return Some(vec![Request::Type(Purpose::Filter, text)]);
        }
        self.table.run(command).map(|_| Vec::new())
    }

    pub fn filter(&mut self, text: &str) {
        // Few rows: they are always arranged at once.
        self.table.filter(text, &COLUMNS);
    }

    /// Whether Esc has a filter to leave before the screen is left.
    pub fn back(&mut self) -> bool {
        let had_filter = !self.table.query().text().is_empty();
        self.filter("");
        had_filter
    }

    pub fn press(&mut self, at: Position, look: Look<'_>) {
        let content = areas(look.size).0.content;
        if content.contains(at) && at.y > content.y {
            self.table.press_line(at.y - content.y - 1);
        }
    }

    pub fn scroll(&mut self, lines: isize) {
        self.table.move_by(lines);
    }

    pub fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let (pane, story) = areas(look.size);
        let running = look
            .activities
            .iter()
            .filter(|activity| !activity.step.is_final())
            .count();
        let mut middle = Vec::new();
        if !self.table.query().text().is_empty() {
            middle.push(format!("filter: {}", self.table.query().text()));
        }
        if running > 0 {
            middle.push(format!("{running} running"));
        }
        Rule {
            title: "Activity",
            has_focus: true,
            important: "",
            middle: &middle.join(&format!(" {} ", look.theme.glyphs.separator)),
            fresh: (String::new(), look.theme.dim),
        }
        .render(look.theme, pane.rule, buf);
        let row_look = RowLook {
            has_focus: true,
            is_stale: &|_| false,
        };
        let empty = if look.activities.is_empty() {
            "nothing was asked for in this run"
        } else {
            "no change passes the filter"
        };
        self.table.view(&row_look, empty, look.theme, pane.content, buf);
        if let Some(activity) = self.selected(look) {
            let room = story.width.saturating_sub(2);
            for (y, line) in (story.y..story.bottom()).zip(wrap(&activity.step.story(), room)) {
                let line_area = Rect {
                    x: story.x + 2,
                    y,
                    width: room,
                    height: 1,
                };
                Pen::new(buf, line_area, look.theme.glyphs.ellipsis).write(&line, look.theme.text);
            }
        }
    }
}

fn areas(size: Size) -> (Pane, Rect) {
    let body = layout::frame(size).body;
    let story = if body.height >= 14 { STORY } else { 0 };
    let table = Rect {
        height: body.height - story,
        ..body
    };
    (
        layout::pane(table),
        Rect {
            y: table.bottom(),
            height: story,
            ..body
        },
    )
}

fn id(activity: &Activity) -> Id {
    activity.intent.activity.0.to_string().into()
}

fn row(activity: &Activity) -> Row {
    let class = match &activity.step {
        Step::Queued | Step::Sending | Step::Accepted(_) => StateClass::Busy,
        Step::Done(_) => StateClass::Up,
        Step::Failed(_) | Step::Rejected(_) => StateClass::Bad,
        Step::Unknown(_) => StateClass::GoingDown,
        Step::NotSent(_) | Step::Changed(_) => StateClass::Down,
    };
    let state = State::new(activity.step.word(), class);
    let target = match &activity.intent.part {
        Some(part) => format!("{} {part}", activity.intent.name),
        None => activity.intent.name.to_string(),
    };
    Row {
        id: id(activity),
        name: id(activity),
        progress: None,
        version: None,
        cells: Box::new([
            Cell::Text(activity.asked.format("%H:%M:%S").to_string().into()),
            Cell::text_of(activity.intent.action.0),
            Cell::text_of(&target),
            Cell::text_of(&activity.intent.key.context),
            Cell::State(state.clone()),
            Cell::text_of(&activity.step.story()),
            Cell::Number(i64::try_from(activity.intent.activity.0).unwrap_or(i64::MAX)),
        ]),
        state,
    }
}
