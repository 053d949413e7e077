//! States, health and levels: a class the console can act on, plus the manager's own word.
//!
//! The word is always kept as sent: a value newer than this build shows as what it is, in the
//! neutral class, and never as an alarm.

/// Where in its life a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StateClass {
    Bad,
    Busy,
    GoingDown,
    Up,
    Down,
    /// A word this build does not know.
    Neutral,
}

/// A life-cycle state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub text: Box<str>,
    pub class: StateClass,
}

/// How well a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Health {
    Error,
    Warning,
    Ok,
    /// Not said, or a word this build does not know.
    Unknown,
}

/// A resource's health with the manager's word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthMark {
    pub text: Box<str>,
    pub health: Health,
}

/// How serious an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    Normal,
    Warning,
    Error,
}

/// An event's level with the manager's word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelMark {
    pub text: Box<str>,
    pub level: Level,
}

impl State {
    pub fn new(text: &str, class: StateClass) -> Self {
        Self {
            text: text.into(),
            class,
        }
    }
}

impl StateClass {
    /// Whether a change is under way, so that no other is accepted.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Busy | Self::GoingDown)
    }
}

impl HealthMark {
    pub fn new(text: &str, health: Health) -> Self {
        Self {
            text: text.into(),
            health,
        }
    }
}

impl LevelMark {
    pub fn new(text: &str, level: Level) -> Self {
        Self {
            text: text.into(),
            level,
        }
    }
}

/// The word in a form in which spelling habits do not matter: upper case, `-` and space as `_`.
///
/// Managers' enums are compared like this, so that `Shutting-down` and `SHUTTING_DOWN` are one.
pub fn canonical_word(word: &str) -> String {
    word.trim()
        .chars()
        .map(|c| {
            if c == '-' || c == ' ' {
                '_'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect()
}
