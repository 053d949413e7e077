//! The states of a node instance, and the order in which it goes through them ("Node instance sequences").

pub const UNINITIALIZED: &str = "uninitialized";
pub const STARTED: &str = "started";
pub const DELETED: &str = "deleted";

/// A step up: the state that is entered, and the operation that ends with it.
const UP: [(&str, Option<&str>); 7] = [
    ("initializing", None),
    ("creating", None),
    ("created", Some("create")),
    ("configuring", None),
    ("configured", Some("configure")),
    ("starting", None),
    (STARTED, Some("start")),
];

/// A step down.
const DOWN: [(&str, Option<&str>); 4] = [
    ("stopping", None),
    ("stopped", Some("stop")),
    ("deleting", None),
    (DELETED, Some("delete")),
];

/// A state on the way, and the operation that ends when it is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub state: &'static str,
    pub operation: Option<&'static str>,
}

/// Which way an instance is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

impl Way {
    fn steps(self) -> &'static [(&'static str, Option<&'static str>)] {
        match self {
            Self::Up => &UP,
            Self::Down => &DOWN,
        }
    }

    /// How many steps there are at most.
    pub fn length(self) -> usize {
        self.steps().len()
    }

    /// The steps that an instance in this state has still to take: it goes on from where it is.
    pub fn left(self, state: &str) -> impl Iterator<Item = (usize, Step)> {
        let passed = self.steps().iter().position(|(known, _)| *known == state);
        let is_done = self == Self::Down && state == UNINITIALIZED;
        let first = match passed {
            Some(place) => place + 1,
            None if is_done => self.length(),
            None => 0,
        };
        let steps = self.steps().iter().enumerate().skip(first);
        steps.map(|(place, &(state, operation))| (place, Step { state, operation }))
    }
}

/// Whether an instance is there, in whatever state ("live").
pub fn is_live(state: &str) -> bool {
    state != UNINITIALIZED && state != DELETED
}

/// The operation that runs while an instance is in this state.
pub fn operation_in(state: &str) -> Option<&'static str> {
    match state {
        "creating" => Some("create"),
        "configuring" => Some("configure"),
        "starting" => Some("start"),
        "stopping" => Some("stop"),
        "deleting" => Some("delete"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(way: Way, state: &str) -> Vec<&'static str> {
        way.left(state).map(|(_, step)| step.state).collect()
    }

    #[test]
    fn a_way_goes_on_from_where_an_instance_is() {
        assert_eq!(left(Way::Up, UNINITIALIZED).len(), 7);
        assert_eq!(left(Way::Up, DELETED).len(), 7);
        assert_eq!(left(Way::Up, "starting"), [STARTED]);
        assert!(left(Way::Up, STARTED).is_empty());
        assert_eq!(left(Way::Down, "creating").len(), 4);
        assert_eq!(left(Way::Down, "stopped"), ["deleting", DELETED]);
        assert!(left(Way::Down, UNINITIALIZED).is_empty());
        assert!(left(Way::Down, DELETED).is_empty());
    }
}
