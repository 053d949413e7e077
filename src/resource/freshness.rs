//! When data was answered, and from when on it counts as overdue.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Notice;

/// When an answer came, and when the next one is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub at: DateTime<Utc>,
    /// How long the manager took.
    pub took: Duration,
    /// Until the next answer is asked for.
    pub interval: Duration,
}

/// A refresh that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What it comes to, in a word or two: "unreachable", "refused".
    pub word: &'static str,
    pub notice: Notice,
    pub at: DateTime<Utc>,
    /// `None`: it is not tried again until the user asks for it.
    pub next_try: Option<DateTime<Utc>>,
    /// The object is not there (any more).
    pub is_gone: bool,
    /// There is no such thing to read here, and there never will be: what is shown is not stale for it.
    pub is_not_offered: bool,
}

impl Failure {
    /// Why, without saying again what could not be done; the whole notice, if no cause is known.
    pub fn reason(&self) -> String {
        if self.notice.causes.is_empty() {
            self.notice.line()
        } else {
            self.notice.causes.join(": ")
        }
    }
}

/// How fresh a pane's data is. "Unchanged" answers move `answered` on without a repaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// When the manager last gave an answer.
    pub answered: DateTime<Utc>,
    /// When what is shown was first answered: later answers said the same.
    pub same_since: DateTime<Utc>,
    /// When the next answer should be here at the latest.
    pub due: DateTime<Utc>,
}

impl Freshness {
    /// Fresh data, the next answer of which is expected within `interval`.
    pub fn answered(now: DateTime<Utc>, interval: Duration) -> Self {
        Self {
            answered: now,
            same_since: now,
            due: now + grace(interval),
        }
    }

    /// The same data again.
    pub fn confirm(&mut self, now: DateTime<Utc>, interval: Duration) {
        self.answered = now;
        self.due = now + grace(interval);
    }

    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        now > self.due
    }

    /// The age in coarse steps, once overdue: `20s`, `1m`, `5m`, `2h`; `None` while in time.
    pub fn overdue_age(&self, now: DateTime<Utc>) -> Option<String> {
        self.is_overdue(now)
            .then(|| coarse_age((now - self.answered).to_std().unwrap_or_default()))
    }

    /// When the text of [`Freshness::overdue_age`] changes next.
    pub fn next_change(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        if !self.is_overdue(now) {
            return self.due + Duration::from_millis(1);
        }
        let age = (now - self.answered).to_std().unwrap_or_default().as_secs();
        self.answered + Duration::from_secs(age - age % step(age) + step(age))
    }
}

/// An answer may take a while: nothing is called overdue before twice its interval.
fn grace(interval: Duration) -> Duration {
    interval * 2 + Duration::from_secs(2)
}

/// The step in which an age of `seconds` is shown.
fn step(seconds: u64) -> u64 {
    match seconds {
        0..60 => 10,
        60..600 => 60,
        600..3600 => 300,
        _ => 3600,
    }
}

/// An age in the steps 10 s, 1 min, 5 min, 1 h.
pub fn coarse_age(age: Duration) -> String {
    let seconds = age.as_secs();
    let shown = seconds - seconds % step(seconds);
    match shown {
        0..60 => format!("{shown}s"),
        60..3600 => format!("{}m", shown / 60),
        3600..86_400 => format!("{}h", shown / 3600),
        _ => format!("{}d", shown / 86_400),
    }
}

/// An exact short duration for work in progress: `7s`, `4m 05s`, `2h 03m`.
pub fn elapsed(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn data_in_time_has_no_age() {
        let fresh = Freshness::answered(at(0), Duration::from_secs(10));
        assert_eq!(fresh.overdue_age(at(22)), None);
        assert_eq!(fresh.overdue_age(at(25)), Some("20s".into()));
    }

    #[test]
    fn an_age_changes_in_coarse_steps_only() {
        let fresh = Freshness::answered(at(0), Duration::from_secs(10));
        assert_eq!(fresh.next_change(at(31)), at(40));
        assert_eq!(fresh.next_change(at(61)), at(120));
        assert_eq!(fresh.overdue_age(at(119)), Some("1m".into()));
    }

    #[test]
    fn an_equal_answer_keeps_the_time_since_which_it_is_the_same() {
        let mut fresh = Freshness::answered(at(0), Duration::from_secs(10));
        fresh.confirm(at(10), Duration::from_secs(10));
        assert_eq!((fresh.same_since, fresh.answered), (at(0), at(10)));
    }
}
