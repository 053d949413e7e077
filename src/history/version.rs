//! One saved state of a desired state.

use chrono::{DateTime, Utc};

use crate::spec::Json;

/// One version of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// As the manager counts; the first is 0 or 1.
    pub number: i64,
    /// What of it may be edited, without what the manager alone sets.
    pub document: Json,
    /// Since when it is, or was, the current one.
    pub since: Option<When>,
}

/// What is known of a version that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum VersionState {
    Known(Version),
    /// The manager does not keep it, or there never was one of this number.
    Missing,
}

/// When a version began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The manager told so.
    Happened(DateTime<Utc>),
    /// It was there when somebody looked; it may have been there for long.
    Seen(DateTime<Utc>),
}

impl When {
    pub fn at(self) -> DateTime<Utc> {
        match self {
            Self::Happened(at) | Self::Seen(at) => at,
        }
    }

    /// The better of two things known of one version: what the manager told; of two of a kind, the earlier.
    #[must_use]
    pub fn better(self, other: Self) -> Self {
        let rank = |when: Self| (matches!(when, Self::Seen(_)), when.at());
        if rank(other) < rank(self) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_manager_told_beats_what_was_seen_and_the_earlier_the_later() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let told = When::Happened(at(50));
        let (seen, seen_later) = (When::Seen(at(20)), When::Seen(at(60)));
        for (one, other, better) in [
            (told, seen, told),
            (seen, seen_later, seen),
            (told, seen_later, told),
        ] {
            assert_eq!((one.better(other), other.better(one)), (better, better));
        }
    }
}
