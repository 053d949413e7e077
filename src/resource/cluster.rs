//! The home kind's columns: the same for every manager, so that one table can hold all of them.

use std::sync::Arc;

use super::kind::CLUSTERS;
use super::{Cell, Column, Found, HealthMark, Id, Kind, LevelMark, Progress, Row, State};

/// Columns of a cluster, in the order of [`Summary::into_row`].
pub const COLUMNS: [Column; 7] = [
    Column::left("name", "NAME", (12, 34), 0),
    Column::left("state", "STATE", (8, 24), 1),
    Column::left("health", "HEALTH", (7, 9), 2),
    Column::right("servers", "SERVERS", (7, 9), 3),
    Column::left("config", "CONFIG", (6, 7), 7),
    Column::left("update", "UPDATE", (6, 15), 4),
    Column::left("last-event", "LAST EVENT", (16, 60), 6),
];

/// Where the health stands among them.
pub const HEALTH: usize = 2;

/// The kind itself, as a manager declares it.
pub const KIND: Kind = Kind {
    id: CLUSTERS,
    singular: "cluster",
    columns: &COLUMNS,
    found: Found::Listed,
    listed_as: None,
};

/// What a manager's list says of one cluster.
#[derive(Debug, Clone)]
pub struct Summary {
    pub id: Id,
    pub name: Arc<str>,
    pub state: State,
    pub health: Option<HealthMark>,
    /// Servers that run, and all that are expected.
    pub servers: Option<(u32, u32)>,
    pub version: Option<i64>,
    pub progress: Option<Progress>,
    pub last_event: Option<(LevelMark, Box<str>)>,
}

impl Summary {
    pub fn into_row(self) -> Row {
        let cells = [
            Cell::text_of(&self.name),
            if self.state.text.is_empty() {
                Cell::Empty
            } else {
                Cell::State(self.state.clone())
            },
            self.health.map_or(Cell::Empty, Cell::Health),
            self.servers
                .map_or(Cell::Empty, |(ok, total)| Cell::Ratio { ok, total }),
            self.version.map_or(Cell::Empty, Cell::Version),
            self.progress.map_or(Cell::Empty, Cell::Progress),
            self.last_event
                .map_or(Cell::Empty, |(level, message)| Cell::Event(level, message)),
        ];
        Row {
            id: self.id,
            name: self.name,
            state: self.state,
            progress: self.progress,
            version: self.version,
            cells: cells.into(),
        }
    }
}
