//! How much care a context demands: the strictest of flag, configuration and the manager's answer.

/// Protection of a context, the strictest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Protection {
    #[default]
    Normal,
    /// Every change is confirmed by typing the cluster's name.
    Protected,
    /// No change is sent.
    ReadOnly,
}

impl Protection {
    pub const ALL: [Self; 3] = [Self::Normal, Self::Protected, Self::ReadOnly];

    /// The word for it, as the configuration spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Protected => "protected",
            Self::ReadOnly => "read-only",
        }
    }

    /// The protection of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protection| protection.name() == name)
    }

    pub fn strictest(self, other: Self) -> Self {
        self.max(other)
    }

    /// The badge shown beside the context's name.
    pub fn badge(self) -> Option<&'static str> {
        match self {
            Self::Normal => None,
            Self::Protected => Some("PROTECTED"),
            Self::ReadOnly => Some("READ-ONLY"),
        }
    }
}
