//! How often a simulated world changes by itself: so many times in each virtual second, to measure with.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Scenario;
use super::clock::after;

/// As many changes are caught up on at once; after a longer pause the older ones never were.
const MOST_AT_ONCE: u32 = 50_000;
const SHORTEST: Duration = Duration::from_micros(1);

/// Changes at even distances.
#[derive(Debug, Clone)]
pub struct Rhythm {
    every: Duration,
    next: DateTime<Utc>,
}

impl Rhythm {
    /// As a scenario asks for; `None` if nothing is to change by itself.
    pub fn of(scenario: &Scenario, now: DateTime<Utc>) -> Option<Self> {
        let every = Duration::try_from_secs_f64(1.0 / scenario.change_rate).ok()?;
        let every = every.max(SHORTEST);
        (!scenario.quiet).then(|| Self {
            every,
            next: after(now, every),
        })
    }

    /// When a change was due by now, the first first; they then count as made.
    pub fn due(&mut self, now: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> + use<> {
        let every = self.every;
        let mut missed = (now - self.next).to_std().unwrap_or_default();
        let most = every.saturating_mul(MOST_AT_ONCE);
        if missed > most {
            self.next = after(self.next, missed - most);
            missed = most;
        }
        let first = self.next;
        let changes = match first <= now {
            true => u32::try_from(missed.as_nanos() / every.as_nanos()).unwrap_or(MOST_AT_ONCE) + 1,
            false => 0,
        };
        self.next = after(first, every.saturating_mul(changes));
        (0..changes).map(move |nth| after(first, every.saturating_mul(nth)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::VirtualClock;
    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-11-20T12:00:00Z".parse().unwrap()
    }

    fn scenario(change_rate: f64, quiet: bool) -> Scenario {
        Scenario {
            change_rate,
            quiet,
            ..Scenario::new(VirtualClock::manual(start()))
        }
    }

    #[test]
    fn changes_are_due_at_even_distances_and_once() {
        let mut rhythm = Rhythm::of(&scenario(4.0, false), start()).unwrap();
        let at = |millis| start() + TimeDelta::milliseconds(millis);
        assert_eq!(rhythm.due(at(249)).count(), 0);
        let due: Vec<_> = rhythm.due(at(750)).collect();
        assert_eq!(due, [at(250), at(500), at(750)]);
        assert_eq!(rhythm.due(at(750)).count(), 0);
        assert_eq!(rhythm.due(at(1_000)).collect::<Vec<_>>(), [at(1_000)]);
    }

    #[test]
    fn after_a_long_pause_the_older_ones_never_were() {
        let mut rhythm = Rhythm::of(&scenario(1_000.0, false), start()).unwrap();
        let late = start() + TimeDelta::days(1);
        assert_eq!(rhythm.due(late).count(), 50_001);
        assert_eq!(rhythm.due(late).count(), 0);
    }

    #[test]
    fn a_quiet_world_has_none_and_one_without_a_rate_neither() {
        assert!(Rhythm::of(&scenario(4.0, true), start()).is_none());
        assert!(Rhythm::of(&scenario(0.0, false), start()).is_none());
    }
}
