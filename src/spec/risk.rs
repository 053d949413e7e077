//! What a change does to what runs.

use super::json::Json;

/// How much a change disturbs; the gravest of several counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing restarts.
    InPlace,
    /// Servers are added, or restarted one by one; service goes on.
    Rolling,
    /// Everything stops and starts again.
    Hard,
    /// Servers go, and what is only on them.
    Removes,
    /// The manager refuses it.
    Refused,
}

/// The risk of one change, and what it does in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub risk: Risk,
    /// "adds 2 QUERY servers".
    pub words: String,
}

/// Both sides of a change in full: the risk of a part may depend on the rest.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    pub before: &'a Json,
    pub after: &'a Json,
}

impl Risk {
    /// One word for a table.
    pub fn word(self) -> &'static str {
        match self {
            Self::InPlace => "in place",
            Self::Rolling => "rolling",
            Self::Hard => "hard",
            Self::Removes => "removes",
            Self::Refused => "refused",
        }
    }
}
