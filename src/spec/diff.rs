//! What differs between two documents, by path.

use super::json::Json;
use super::path::Path;

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where; elements of `{name, …}` arrays by their name.
    pub path: Path,
    pub kind: ChangeKind,
}

/// What happened at a path.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeKind {
    Added(Json),
    Removed(Json),
    Changed {
        before: Json,
        after: Json,
    },
    /// An array holds the same elements in another order.
    Reordered {
        before: Json,
        after: Json,
    },
}
