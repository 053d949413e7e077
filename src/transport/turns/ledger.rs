//! What the processes of one machine tell each other about a host: when it was asked last, and who waits.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Priority;

/// Kept for one host; times are milliseconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Ledger {
    /// The last start of a request.
    started: i64,
    /// The host asked for quiet until then.
    quiet_until: i64,
    waiting: Vec<Waiting>,
}

/// The most urgent request that a process has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    process: String,
    /// The place of its [`Priority`] among all, the most urgent last.
    level: u8,
    since: i64,
    /// It has ended, or gave up, if it has not asked again by then.
    good_until: i64,
}

/// No pause that is written down is longer: a clock that was set back must not stop anybody.
const LONGEST: i64 = 3_600_000;
/// Who has waited for so long is passed over for nothing but a change, and for who has waited longer.
const PATIENCE: i64 = 30_000;
const CHANGE: u8 = Priority::Mutation as u8;
/// How much later than it said a process may come back.
const LATE: i64 = 1_000;

impl Ledger {
    /// A process asks whether its most urgent request may start now, which is then taken to be so.
    ///
    /// # Errors
    /// How long it is to wait before it asks again.
    pub(super) fn ask(
        &mut self,
        process: &str,
        priority: Priority,
        spacing: Duration,
        now: i64,
    ) -> Result<(), Duration> {
        let spacing = millis(spacing);
        self.started = self.started.min(now);
        // After a clock was set back: what lies far ahead was told by one that was wrong.
        self.quiet_until = self.quiet_until.min(now + LONGEST);
        self.waiting.retain(|other| {
            other.good_until >= now && other.good_until <= now + LONGEST && other.since <= now
        });
        let place = self.waiting.iter().position(|other| other.process == process);
        let own = place.map(|place| self.waiting.swap_remove(place));
        let level = priority as u8;
        // Who has become more urgent queues anew.
        let since = own.filter(|own| own.level >= level).map_or(now, |own| own.since);
        let free_from = (self.started + spacing).max(self.quiet_until);
        // As urgent as what a user waits for, once it has waited long; never as urgent as a change.
        let rank = |level: u8, since: i64| match now - since >= PATIENCE {
            true => (level.max(CHANGE - 1), std::cmp::Reverse(since)),
            false => (level, std::cmp::Reverse(since)),
        };
        let goes_first = |other: &Waiting| rank(other.level, other.since) > rank(level, since);
        let pause = if free_from > now {
            free_from - now
        } else if self.waiting.iter().any(goes_first) && now - free_from < spacing {
            // It is left to the other, for a while.
            (spacing / 8).max(1)
        } else {
            self.started = now;
            return Ok(());
        };
        self.waiting.push(Waiting {
            process: process.to_owned(),
            level,
            since,
            good_until: now + pause + LATE,
        });
        Err(Duration::from_millis(pause.unsigned_abs()))
    }

    /// The host asked for quiet; an earlier, longer quiet stays.
    pub(super) fn quiet_for(&mut self, pause: Duration, now: i64) {
        self.quiet_until = self.quiet_until.max(now + millis(pause).min(LONGEST));
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis())
        .unwrap_or(LONGEST)
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACING: Duration = Duration::from_millis(2_600);
    const START: i64 = 1_800_000_000_000;

    fn pause_of(asked: Result<(), Duration>) -> Option<u64> {
        asked.err().map(|pause| pause.as_millis() as u64)
    }

    #[test]
    fn the_second_process_waits_for_the_spacing() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.ask("a", Priority::Visible, SPACING, START), Ok(()));
        let soon = ledger.ask("b", Priority::Visible, SPACING, START + 600);
        assert_eq!(pause_of(soon), Some(2_000));
        assert_eq!(ledger.ask("b", Priority::Visible, SPACING, START + 2_600), Ok(()));
    }

    #[test]
    fn who_is_more_urgent_in_another_process_goes_first_and_among_equals_the_first_to_come() {
        let mut ledger = Ledger::default();
        assert!(ledger.ask("a", Priority::Visible, SPACING, START).is_ok());
        assert!(ledger.ask("a", Priority::Visible, SPACING, START + 100).is_err());
        assert!(ledger.ask("b", Priority::Mutation, SPACING, START + 200).is_err());
        assert!(ledger.ask("c", Priority::Visible, SPACING, START + 300).is_err());
        let left_to_b = ledger.ask("a", Priority::Visible, SPACING, START + 2_600);
        assert_eq!(pause_of(left_to_b), Some(325));
        assert!(
            ledger
                .ask("b", Priority::Mutation, SPACING, START + 2_601)
                .is_ok()
        );
        assert!(
            ledger
                .ask("a", Priority::Visible, SPACING, START + 2_925)
                .is_err()
        );
        assert!(
            ledger
                .ask("c", Priority::Visible, SPACING, START + 2_926)
                .is_err()
        );
        let left_to_a = ledger.ask("c", Priority::Visible, SPACING, START + 5_201);
        assert!(left_to_a.is_err() && ledger.ask("a", Priority::Visible, SPACING, START + 5_202).is_ok());
    }

    #[test]
    fn a_process_that_has_died_holds_up_nobody() {
        let mut ledger = Ledger::default();
        assert!(ledger.ask("a", Priority::Visible, SPACING, START).is_ok());
        assert!(
            ledger
                .ask("dead", Priority::Mutation, SPACING, START + 1)
                .is_err()
        );
        let mut now = START + 2_600;
        while let Err(pause) = ledger.ask("a", Priority::Visible, SPACING, now) {
            now += pause.as_millis() as i64;
        }
        assert!(now <= START + 2_600 + 1_325, "served after {} ms", now - START);
    }

    #[test]
    fn who_has_waited_long_is_passed_over_for_a_change_alone() {
        for (other, is_passed_over) in [(Priority::UserRead, false), (Priority::Mutation, true)] {
            let mut ledger = Ledger::default();
            let mut ask = |process, priority, now| ledger.ask(process, priority, SPACING, now);
            assert!(ask("console", Priority::Visible, START).is_ok());
            let mut was_served = false;
            for now in (START + 100..START + 60_000).step_by(200) {
                let _served = ask("verb", other, now);
                was_served |= ask("console", Priority::Visible, now + 1).is_ok();
                // It always wants more.
                let _waits = ask("verb", other, now + 2);
            }
            assert_eq!(was_served, !is_passed_over, "{other:?}");
        }
    }

    #[test]
    fn quiet_is_kept_by_all_and_a_clock_that_was_set_back_stops_nobody() {
        let mut ledger = Ledger::default();
        ledger.quiet_for(Duration::from_secs(10), START);
        ledger.quiet_for(Duration::from_secs(1), START);
        assert_eq!(
            pause_of(ledger.ask("a", Priority::Mutation, SPACING, START)),
            Some(10_000)
        );
        assert!(
            ledger
                .ask("a", Priority::Mutation, SPACING, START + 10_000)
                .is_ok()
        );
        let set_back = START - 86_400_000;
        let pause = pause_of(ledger.ask("a", Priority::Mutation, SPACING, set_back));
        assert!(pause <= Some(LONGEST.unsigned_abs()), "{pause:?}");
        let after_it = set_back + LONGEST + 1;
        assert!(ledger.ask("a", Priority::Mutation, SPACING, after_it).is_ok());
    }
}
