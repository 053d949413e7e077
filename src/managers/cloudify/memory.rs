//! What is remembered of a manager: of which generation it is.

use std::sync::atomic::{AtomicU32, Ordering};

use super::wire::Version;

/// Nothing but the first number of its version, once it was asked for. Cheap to ask.
#[derive(Debug, Default)]
pub struct Memory {
    /// 0 while nobody knows.
    major: AtomicU32,
}

/// Which of the API's two generations answers (§1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation {
    major: u32,
}

impl Memory {
    pub fn generation(&self) -> Option<Generation> {
        let major = self.major.load(Ordering::Relaxed);
        (major > 0).then_some(Generation { major })
    }

    pub fn saw(&self, version: &Version) -> Generation {
        let generation = Generation::of(version);
        self.major.store(generation.major, Ordering::Relaxed);
        generation
    }
}

impl Generation {
    /// What is assumed of a manager that does not say.
    pub const OLDEST: Self = Self { major: 4 };

    fn of(version: &Version) -> Self {
        let first = version
            .version
            .split('.')
            .next()
            .and_then(|first| first.parse().ok());
        first.map_or(Self::OLDEST, |major: u32| Self { major: major.max(1) })
    }

    /// Whether lists know the members that are confirmed of 7.x, and v3 has neither status nor tokens any more.
    pub fn is_newer(self) -> bool {
        self.major >= 7
    }

    /// Whether a cluster has managers, brokers and database nodes in place of `/cluster`.
    pub fn has_machines(self) -> bool {
        self.major >= 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_says_which_generation_answers() {
        let of = |text: &str| {
            Generation::of(&Version {
                version: text.into(),
                ..Version::default()
            })
        };
        assert!(of("7.1.0.dev1").is_newer() && of("7.1.0.dev1").has_machines());
        assert!(!of("5.0.5").is_newer() && of("5.0.5").has_machines());
        assert_eq!(of("4.2"), Generation::OLDEST);
        assert_eq!(of("unknown"), Generation::OLDEST);
    }
}
