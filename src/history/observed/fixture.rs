//! Rows for tests.

use std::sync::Arc;

use crate::resource::{Cell, Health, HealthMark, Id, Row, State, StateClass, cluster};

pub(super) fn state(word: &str) -> State {
    let class = match word {
        "UP" => StateClass::Up,
        "DOWN" => StateClass::Down,
        "STOPPING" => StateClass::GoingDown,
        "UPDATING" | "PENDING" => StateClass::Busy,
        "FAILED" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// The line of a cluster of which little is said.
pub(super) fn summary(word: &str) -> cluster::Summary {
    cluster::Summary {
        id: "c-1".into(),
        name: "orders".into(),
        state: state(word),
        health: None,
        servers: None,
        version: None,
        progress: None,
        last_event: None,
    }
}

pub(super) fn health(word: &str) -> Option<HealthMark> {
    let health = match word {
        "OK" => Health::Ok,
        "WARNING" => Health::Warning,
        "ERROR" => Health::Error,
        _ => Health::Unknown,
    };
    Some(HealthMark::new(word, health))
}

/// A part, or any other row of which only the state is known.
pub(super) fn row(id: &str, word: &str) -> Arc<Row> {
    let id: Id = id.into();
    Arc::new(Row {
        name: Arc::clone(&id),
        id,
        state: state(word),
        progress: None,
        version: None,
        cells: [Cell::State(state(word))].into(),
    })
}

pub(super) fn unreadable(id: &str) -> Arc<Row> {
    Arc::new(Row::unreadable(id, 2, "not an object"))
}
