//! How fast and how many at once: one limiter per host, shared by every door to it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// What a host allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The least time between the starts of two requests.
    pub spacing: Option<Duration>,
    /// How many requests may be under way at once; at least one.
    pub concurrent: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            spacing: None,
            concurrent: 8,
        }
    }
}

/// Lets requests to one host through, first come, first served. Clones share the limit.
#[derive(Debug, Clone)]
pub struct Limiter {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    limits: Limits,
    slots: Arc<Semaphore>,
    /// The earliest start of the next request. The lock is the queue: held while waiting, so that a
    /// waiter that gives up has used no slot.
    next_start: tokio::sync::Mutex<Option<Instant>>,
    /// No request starts before this: the host asked for quiet.
    quiet_until: Mutex<Option<Instant>>,
    waiting: AtomicUsize,
}

/// The right to have one request under way; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    _slot: Option<OwnedSemaphorePermit>,
}

impl Limiter {
    /// Makes a limiter for one host.
    pub fn new(limits: Limits) -> Self {
        let shared = Shared {
            limits,
            slots: Arc::new(Semaphore::new(limits.concurrent.clamp(1, Semaphore::MAX_PERMITS))),
            next_start: tokio::sync::Mutex::new(None),
            quiet_until: Mutex::new(None),
            waiting: AtomicUsize::new(0),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Waits for a slot and for the spacing.
    ///
    /// Giving up while waiting costs nothing: neither a slot nor a turn.
    pub async fn permit(&self) -> Permit {
        let _waiting = Waiting::start(&self.shared.waiting);
        // The semaphore is never closed; were it, a request without a slot beats none at all.
        let slot = Arc::clone(&self.shared.slots).acquire_owned().await.ok();
        let mut next_start = self.shared.next_start.lock().await;
        loop {
            let now = Instant::now();
            let earliest = (*next_start).max(self.quiet_until());
            match earliest {
                Some(earliest) if earliest > now => sleep_until(earliest).await,
                _ => break,
            }
        }
        *next_start = self.shared.limits.spacing.map(|spacing| Instant::now() + spacing);
        Permit { _slot: slot }
    }

    /// Starts no request for a while: the host said that it is too much. An earlier, longer quiet stays.
    pub fn quiet_for(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut quiet_until = self
            .shared
            .quiet_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *quiet_until = (*quiet_until).max(Some(until));
    }

    /// How long the host wants quiet from now on, for the status line.
    pub fn quiet_left(&self) -> Option<Duration> {
        let left = self.quiet_until()?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// How many requests wait for their turn, for the status line.
    pub fn waiting(&self) -> usize {
        self.shared.waiting.load(Ordering::Relaxed)
    }

    /// What the host allows.
    pub fn limits(&self) -> Limits {
        self.shared.limits
    }

    fn quiet_until(&self) -> Option<Instant> {
        *self
            .shared
            .quiet_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Limiter {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

/// Counts one waiter for as long as it lives, also when its future is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn start(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    const SPACING: Duration = Duration::from_millis(2_500);

    fn spaced() -> Limiter {
        Limiter::new(Limits {
            spacing: Some(SPACING),
            concurrent: 8,
        })
    }

    fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
        future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[tokio::test(start_paused = true)]
    async fn starts_are_one_spacing_apart_however_many_wait() {
        let limiter = spaced();
        let start = Instant::now();
        let waiters = (0..4).map(|_| async {
            let _permit = limiter.permit().await;
            start.elapsed()
        });
        let mut starts = futures_util::future::join_all(waiters).await;
        starts.sort();
        // Tokio's timer rounds up to a millisecond.
        for (turn, at) in (0_u32..).zip(starts) {
            let due = SPACING * turn;
            assert!(
                at >= due && at <= due + Duration::from_millis(4 * 2),
                "turn {turn} at {at:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiter_that_gives_up_takes_no_turn() {
        let limiter = spaced();
        let start = Instant::now();
        drop(limiter.permit().await);
        {
            let mut given_up = pin!(limiter.permit());
            assert!(!poll_once(given_up.as_mut()));
            assert_eq!(limiter.waiting(), 1);
        }
        assert_eq!(limiter.waiting(), 0);
        drop(limiter.permit().await);
        assert!(start.elapsed() < SPACING * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_allowed_number_is_under_way() {
        let limiter = Limiter::new(Limits {
            spacing: None,
            concurrent: 1,
        });
        let first = limiter.permit().await;
        let mut second = pin!(limiter.permit());
        assert!(!poll_once(second.as_mut()));
        drop(first);
        second.await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_wants_quiet_gets_it_also_from_those_who_wait_already() {
        let limiter = spaced();
        let start = Instant::now();
        drop(limiter.permit().await);
        let mut waiting = pin!(limiter.permit());
        assert!(!poll_once(waiting.as_mut()));
        limiter.quiet_for(Duration::from_secs(10));
        limiter.quiet_for(Duration::from_secs(1));
        assert_eq!(limiter.quiet_left(), Some(Duration::from_secs(10)));
        waiting.await;
        assert!(start.elapsed() >= Duration::from_secs(10));
    }
}
