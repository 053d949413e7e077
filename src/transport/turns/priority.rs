//! How urgent a request is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// How urgent a request is, the most urgent last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Nobody looks at it.
    Background,
    /// Something visible is kept fresh.
    Visible,
    /// A change that was sent is looked after.
    Check,
    /// The user waits for it.
    UserRead,
    /// The user changes something.
    Mutation,
}

/// A request's priority, which may rise while it waits; clones share it.
#[derive(Debug, Clone)]
pub struct Urgency(Arc<AtomicU8>);

const ALL: [Priority; 5] = [
    Priority::Background,
    Priority::Visible,
    Priority::Check,
    Priority::UserRead,
    Priority::Mutation,
];

impl Urgency {
    pub fn now(&self) -> Priority {
        let level = usize::from(self.0.load(Ordering::Relaxed));
        ALL.get(level).copied().unwrap_or(Priority::Background)
    }

    /// Makes it at least as urgent; whoever raises what waits tells the queue of it.
    pub(super) fn raise(&self, to: Priority) {
        self.0.fetch_max(to as u8, Ordering::Relaxed);
    }
}

impl From<Priority> for Urgency {
    fn from(priority: Priority) -> Self {
        Self(Arc::new(AtomicU8::new(priority as u8)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_and_never_falls() {
        for priority in ALL {
            assert_eq!(Urgency::from(priority).now(), priority);
        }
        let urgency = Urgency::from(Priority::Visible);
        urgency.clone().raise(Priority::UserRead);
        urgency.raise(Priority::Background);
        assert_eq!(urgency.now(), Priority::UserRead);
    }
}
