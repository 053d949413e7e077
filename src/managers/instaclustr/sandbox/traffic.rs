//! Which requests came when, and which of them too soon ("Rate limit").

use std::collections::VecDeque;
use std::time::Duration;

/// As many times are kept; the counts go on.
const KEPT: usize = 100_000;

/// The requests that reached a simulated service so far.
#[derive(Debug, Clone, Default)]
pub struct Traffic {
    arrivals: VecDeque<Duration>,
    count: usize,
    refused: usize,
    smallest_gap: Option<Duration>,
    last_accepted: Option<Duration>,
}

impl Traffic {
    /// How many requests came, refused ones included.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many of them came too soon (429).
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// When each of the latest came, in real time since the clock began; the oldest first.
    pub fn arrivals(&self) -> impl Iterator<Item = Duration> {
        self.arrivals.iter().copied()
    }

    /// The least time between two requests that followed each other, refused ones included.
    pub fn smallest_gap(&self) -> Option<Duration> {
        self.smallest_gap
    }

    /// Takes note of a request, and whether it is accepted: a refused one does not extend the window.
    pub(super) fn arrive(&mut self, at: Duration, window: Option<Duration>) -> bool {
        if let Some(before) = self.arrivals.back() {
            let gap = at.saturating_sub(*before);
            self.smallest_gap = Some(self.smallest_gap.map_or(gap, |smallest| smallest.min(gap)));
        }
        if self.arrivals.len() == KEPT {
            self.arrivals.pop_front();
        }
        self.arrivals.push_back(at);
        self.count += 1;
        let passed = self.last_accepted.map(|last| at.saturating_sub(last));
        let is_accepted = match (window, passed) {
            (Some(window), Some(passed)) => passed >= window,
            _ => true,
        };
        if is_accepted {
            self.last_accepted = Some(at);
        } else {
            self.refused += 1;
        }
        is_accepted
    }
}
