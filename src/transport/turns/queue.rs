//! Whose turn it is: decided from what is known at a moment, without a clock and without waiting.

use std::time::Duration;

use tokio::time::Instant;

use super::{Pace, Priority, Urgency};

/// So many times in a row may others be passed over for what is more urgent, before one that has waited
/// long is served.
const TIMES_PASSED_OVER: u32 = 4;

/// How long a start that the other processes have given stays good: they count the spacing from then on.
const PAID_FOR: Duration = Duration::from_millis(50);

/// Those who wait for a host, and what it allows.
#[derive(Debug)]
pub(super) struct Queue {
    pace: Pace,
    under_way: usize,
    arrivals: u64,
    waiting: Vec<Waiting>,
    /// The earliest start of the next request after those of this process.
    next_start: Option<Instant>,
    /// The same, as the other processes say.
    held_until: Option<Instant>,
    /// When the other processes gave the next start to this one: it is used at once or not at all.
    paid: Option<Instant>,
    /// No request starts before this: the host asked for quiet.
    quiet_until: Option<Instant>,
    /// How often in a row the host has said that it is too much.
    refusals: u32,
    /// How often in a row somebody was served while somebody less urgent waited.
    passed_over: u32,
}

#[derive(Debug)]
struct Waiting {
    arrival: u64,
    urgency: Urgency,
    since: Instant,
}

/// What one who waits is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is its turn.
    Now,
    /// It is next, at this time.
    At(Instant),
    /// Others go first, or as many are under way as may be.
    Later,
}

/// How it looks for those who wait, for the status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outlook {
    /// How many requests wait.
    pub waiting: usize,
    /// When the next of them starts at the earliest.
    pub next: Option<Instant>,
    /// Whether the host said that it is too much.
    pub is_limited: bool,
}

impl Queue {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            under_way: 0,
            arrivals: 0,
            waiting: Vec::new(),
            next_start: None,
            held_until: None,
            paid: None,
            quiet_until: None,
            refusals: 0,
            passed_over: 0,
        }
    }

    /// Allows no more than this either.
    pub(super) fn restrict(&mut self, pace: Pace) {
        self.pace.spacing = self.pace.spacing.max(pace.spacing);
        self.pace.concurrent = self.pace.concurrent.min(pace.concurrent);
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    /// Takes one more in, as the last of its class; one that comes again, under the number that it had.
    pub(super) fn join(&mut self, urgency: Urgency, again: Option<u64>, now: Instant) -> u64 {
        let arrival = again.unwrap_or_else(|| {
            self.arrivals += 1;
            self.arrivals
        });
        self.waiting.push(Waiting {
            arrival,
            urgency,
            since: now,
        });
        arrival
    }

    /// One that does not wait any more.
    pub(super) fn leave(&mut self, arrival: u64) {
        self.waiting.retain(|waiting| waiting.arrival != arrival);
    }

    /// Whose turn is next.
    pub(super) fn chosen(&self, now: Instant) -> Option<(u64, Priority)> {
        let most_urgent = self
            .waiting
            .iter()
            .map(|waiting| (waiting.urgency.now(), std::cmp::Reverse(waiting.arrival)))
            .max()?;
        let (priority, std::cmp::Reverse(arrival)) = most_urgent;
        if priority == Priority::Mutation || self.passed_over < TIMES_PASSED_OVER {
            return Some((arrival, priority));
        }
        let longest = self.waiting.iter().min_by_key(|waiting| waiting.since)?;
        if now.saturating_duration_since(longest.since) < self.pace.patience() {
            return Some((arrival, priority));
        }
        Some((longest.arrival, longest.urgency.now()))
    }

    /// What this one is to do now.
    pub(super) fn decide(&self, arrival: u64, now: Instant) -> Decision {
        if self.under_way >= self.pace.concurrent.max(1) {
            return Decision::Later;
        }
        match (self.chosen(now), self.earliest(now)) {
            (Some((chosen, _)), _) if chosen != arrival => Decision::Later,
            (_, Some(earliest)) if earliest > now => Decision::At(earliest),
            _ => Decision::Now,
        }
    }

    /// It starts.
    pub(super) fn start(&mut self, arrival: u64, now: Instant) {
        let started = self.waiting.iter().find(|waiting| waiting.arrival == arrival);
        let priority = started.map(|waiting| waiting.urgency.now());
        self.leave(arrival);
        let passes_over = |waiting: &Waiting| Some(waiting.urgency.now()) < priority;
        if self.waiting.iter().any(passes_over) {
            self.passed_over += 1;
        } else {
            self.passed_over = 0;
        }
        self.under_way += 1;
        self.paid = None;
        self.started(now);
    }

    /// A request went out now: the next keeps its distance.
    pub(super) fn started(&mut self, now: Instant) {
        self.next_start = self
            .pace
            .spacing
            .map(|spacing| now + spacing)
            .max(self.next_start);
    }

    pub(super) fn end(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// The other processes leave the next start to this one.
    pub(super) fn pay(&mut self, now: Instant) {
        self.paid = Some(now);
    }

    pub(super) fn is_paid(&self, now: Instant) -> bool {
        self.paid
            .is_some_and(|paid| now.saturating_duration_since(paid) < PAID_FOR)
    }

    /// Nobody starts before this: another process was served, or is to be.
    pub(super) fn hold_until(&mut self, until: Instant) {
        self.held_until = Some(until);
    }

    /// The host said that it is too much; gives the pause it gets. An earlier, longer quiet stays.
    pub(super) fn refused(&mut self, asked_for: Option<Duration>, chance: f64, now: Instant) -> Duration {
        self.refusals += 1;
        let pause = self.pace.pause(self.refusals, asked_for, chance);
        self.quiet_until = self.quiet_until.max(Some(now + pause));
        pause
    }

    /// The host took a request.
    pub(super) fn taken(&mut self) {
        self.refusals = 0;
    }

    pub(super) fn quiet_until(&self) -> Option<Instant> {
        self.quiet_until
    }

    /// When the next request may start.
    fn earliest(&self, now: Instant) -> Option<Instant> {
        let held_until = self.held_until.filter(|_| !self.is_paid(now));
        self.next_start.max(held_until).max(self.quiet_until)
    }

    pub(super) fn outlook(&self, now: Instant) -> Outlook {
        Outlook {
            waiting: self.waiting.len(),
            next: self.earliest(now).filter(|_| !self.waiting.is_empty()),
            is_limited: self.quiet_until.is_some_and(|until| until > now),
        }
    }
}
