//! The mode in which the manager takes no work ("Maintenance mode").

use chrono::{DateTime, Utc};

/// Whether the manager is in maintenance mode, or on its way there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Maintenance {
    /// Who asked for it, and when.
    pub requested: Option<(String, DateTime<Utc>)>,
    /// Since when no execution is left.
    pub activated_at: Option<DateTime<Utc>>,
}

impl Maintenance {
    pub fn is_requested(&self) -> bool {
        self.requested.is_some()
    }

    pub fn is_activated(&self) -> bool {
        self.requested.is_some() && self.activated_at.is_some()
    }
}
