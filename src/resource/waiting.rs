//! Requests that wait for their turn, as the status line tells them.

use chrono::{DateTime, Utc};

/// A queue that is longer than a user would guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many requests wait.
    pub requests: usize,
    /// When the next of them starts at the earliest.
    pub next: DateTime<Utc>,
    /// When this was so.
    pub told: DateTime<Utc>,
    /// Whether the host said that it is too much, so that nothing is sent until then.
    pub is_limited: bool,
}

impl Waiting {
    /// The same where there is little room.
    pub fn short_words(&self) -> String {
        format!("{} queued", self.requests)
    }

    /// "3 queued, next in 2s"; of a host that wants quiet the time until which it gets it.
    pub fn words(&self) -> String {
        if self.is_limited {
            return format!(
                "rate limited: {} queued until {}",
                self.requests,
                self.next.format("%H:%M:%S")
            );
        }
        let left = (self.next - self.told).num_milliseconds().max(0);
        match (left + 500) / 1000 {
            0 => format!("{} queued, next now", self.requests),
            seconds => format!("{} queued, next in {seconds}s", self.requests),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn it_says_how_many_wait_and_for_how_long() {
        let told = "2026-11-20T12:00:00Z".parse().unwrap();
        let waiting = |millis, is_limited| Waiting {
            requests: 3,
            next: told + TimeDelta::milliseconds(millis),
            told,
            is_limited,
        };
        assert_eq!(waiting(2_600, false).words(), "3 queued, next in 3s");
        assert_eq!(waiting(-10, false).words(), "3 queued, next now");
        assert_eq!(
            waiting(41_000, true).words(),
            "rate limited: 3 queued until 12:00:41"
        );
    }
}
