//! Virtual time: as fast as asked for, or moved by hand.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// The clock of a simulated world; clones tell the same time.
#[derive(Clone)]
pub struct VirtualClock {
    shared: Arc<Shared>,
}

struct Shared {
    start: DateTime<Utc>,
    speed: f64,
    origin: Duration,
    monotonic: Box<dyn Fn() -> Duration + Send + Sync>,
    /// Time added by hand, on top of what has passed by itself.
    skipped: Mutex<Duration>,
}

impl VirtualClock {
    /// Starts a clock that reads `start` now and then runs `speed` times as fast as `monotonic`.
    ///
    /// `monotonic` is real time since some fixed moment. A speed that is negative or not a number counts as 0.
    pub fn new(
        start: DateTime<Utc>,
        speed: f64,
        monotonic: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        let speed = if speed.is_finite() { speed.max(0.0) } else { 0.0 };
        let shared = Shared {
            start,
            speed,
            origin: monotonic(),
            monotonic: Box::new(monotonic),
            skipped: Mutex::new(Duration::ZERO),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Makes a clock that stands still until [`advance`](Self::advance) moves it.
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self::new(start, 0.0, || Duration::ZERO)
    }

    /// Moves the clock forward by hand; a running clock then goes on from there.
    pub fn advance(&self, by: Duration) {
        let mut skipped = self.shared.skipped.lock().unwrap_or_else(PoisonError::into_inner);
        *skipped = skipped.saturating_add(by);
    }

    /// The virtual time.
    pub fn now(&self) -> DateTime<Utc> {
        let shared = &self.shared;
        let scaled = Duration::try_from_secs_f64(self.real_elapsed().as_secs_f64() * shared.speed);
        after(
            shared.start,
            scaled.unwrap_or(Duration::MAX).saturating_add(self.skipped()),
        )
    }

    /// How long a visitor from outside has waited: real time, not scaled, plus what was moved by hand.
    ///
    /// For what the outside counts in real seconds, as the lifetime of a token.
    pub fn elapsed(&self) -> Duration {
        self.real_elapsed().saturating_add(self.skipped())
    }

    /// How many virtual seconds pass in one real second.
    pub fn speed(&self) -> f64 {
        self.shared.speed
    }

    fn real_elapsed(&self) -> Duration {
        (self.shared.monotonic)().saturating_sub(self.shared.origin)
    }

    fn skipped(&self) -> Duration {
        *self.shared.skipped.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for VirtualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualClock")
            .field("now", &self.now())
            .field("speed", &self.shared.speed)
            .finish()
    }
}

/// The time `by` after `at`; stays at the end of the calendar instead of overflowing.
pub fn after(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|delta| at.checked_add_signed(delta))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-11-20T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let clock = VirtualClock::manual(start());
        let twin = clock.clone();
        assert_eq!(clock.now(), start());
        clock.advance(Duration::from_secs(90));
        assert_eq!(twin.now().to_rfc3339(), "2026-11-20T12:01:30+00:00");
    }

    #[test]
    fn a_running_clock_scales_what_passes_and_can_be_moved_as_well() {
        let seconds = Arc::new(AtomicU64::new(1_000));
        let source = Arc::clone(&seconds);
        let clock = VirtualClock::new(start(), 60.0, move || {
            Duration::from_secs(source.load(Ordering::Relaxed))
        });
        assert_eq!(clock.now(), start());
        seconds.store(1_002, Ordering::Relaxed);
        assert_eq!(clock.now() - start(), TimeDelta::minutes(2));
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.now() - start(), TimeDelta::minutes(3));
        assert_eq!(clock.elapsed(), Duration::from_secs(62));
    }

    #[test]
    fn absurd_speeds_and_jumps_stay_on_the_calendar() {
        let clock = VirtualClock::new(start(), f64::NAN, || Duration::ZERO);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), DateTime::<Utc>::MAX_UTC);
    }
}
