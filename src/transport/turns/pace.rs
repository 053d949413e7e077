//! How fast and how many at once.

use std::time::Duration;

/// What a host allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The least time between the starts of two requests.
    pub spacing: Option<Duration>,
    /// How many requests may be under way at once; at least one.
    pub concurrent: usize,
}

/// The first pause after a host without a spacing said that it is too much.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// No pause of our own choice is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The longest pause that a host can ask for: a slip in its header must not end all asking.
const LONGEST_ASKED_FOR: Duration = Duration::from_secs(3600);
/// How much longer than chosen a pause may be, by chance: those who were refused together come back apart.
const JITTER: f64 = 0.2;
/// How long a request waits before it is no longer passed over for ever.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a request that a spaced host did not take is sent in all.
const TRIES: usize = 6;

impl Default for Pace {
    fn default() -> Self {
        Self {
            spacing: None,
            concurrent: 8,
        }
    }
}

impl Pace {
    /// How long to leave a host in peace that has said "too much" so many times in a row, at least once.
    ///
    /// `chance` is between 0 and 1.
    pub(super) fn pause(&self, refusals: u32, asked_for: Option<Duration>, chance: f64) -> Duration {
        let first = self.spacing.unwrap_or(FIRST_PAUSE);
        let doubled = first.saturating_mul(2_u32.saturating_pow(refusals.saturating_sub(1).min(16)));
        let chosen = doubled.min(LONGEST_PAUSE).mul_f64(1.0 + JITTER * chance);
        chosen.max(asked_for.unwrap_or_default().min(LONGEST_ASKED_FOR))
    }

    /// How often a request is sent in all that the host does not take because it is too much (429).
    ///
    /// A host that is known to refuse whoever comes too early has not looked at what it refused: that may be
    /// sent again, a change as well.
    pub fn tries(&self) -> usize {
        self.spacing.map_or(1, |_| TRIES)
    }

    pub(super) fn patience(&self) -> Duration {
        PATIENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_one_spacing_to_a_minute_and_vary_by_a_fifth() {
        let pace = Pace {
            spacing: Some(Duration::from_millis(2_600)),
            concurrent: 1,
        };
        let pauses: Vec<_> = (1..=7)
            .map(|refusals| pace.pause(refusals, None, 0.0).as_millis())
            .collect();
        assert_eq!(pauses, [2_600, 5_200, 10_400, 20_800, 41_600, 60_000, 60_000]);
        assert_eq!(pace.pause(1, None, 1.0).as_millis(), 3_120);
    }

    #[test]
    fn a_host_that_asks_for_a_pause_gets_it_within_reason() {
        let asked_for = |seconds| Pace::default().pause(1, Some(Duration::from_secs(seconds)), 0.0);
        assert_eq!(asked_for(90).as_secs(), 90);
        assert_eq!(asked_for(u64::MAX).as_secs(), 3_600);
    }
}
