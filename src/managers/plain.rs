//! Rows, cells and kinds with nothing special to them: what most lists of most managers are made of.

use crate::resource::{Cell, Column, Found, Kind, KindId, Row, State, StateClass};

/// A kind whose objects are nothing else besides.
pub const fn kind(id: KindId, singular: &'static str, columns: &'static [Column], found: Found) -> Kind {
    Kind {
        id,
        singular,
        columns,
        found,
        listed_as: None,
    }
}

/// A row of something without a change under way and without versions.
pub fn row<const N: usize>(id: &str, name: &str, state: State, cells: [Cell; N]) -> Row {
    Row {
        id: id.into(),
        name: name.into(),
        state,
        progress: None,
        version: None,
        cells: Box::new(cells),
    }
}

/// The state of what has no life cycle.
pub fn stateless() -> State {
    State::new("", StateClass::Neutral)
}

/// A state as a cell; one without a word is empty.
pub fn state_cell(state: &State) -> Cell {
    if state.text.is_empty() {
        Cell::Empty
    } else {
        Cell::State(state.clone())
    }
}

/// A number of things as the console counts them.
pub fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
