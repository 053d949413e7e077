//! One cell of a table: typed, so that it sorts by meaning and is painted by meaning.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use super::{HealthMark, LevelMark, State};

/// A cell's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// The manager says nothing here; shown as `-`.
    Empty,
    Text(Box<str>),
    Number(i64),
    /// A version counter, shown as `v42`.
    Version(i64),
    State(State),
    Health(HealthMark),
    /// How many of how many are well.
    Ratio {
        ok: u32,
        total: u32,
    },
    Progress(Progress),
    /// A level and the event's message, shown as `WARN  text`.
    Event(LevelMark, Box<str>),
    Time(DateTime<Utc>),
    /// A field that could not be read, shown as `?`.
    Unreadable,
}

/// How far a change has come, in the manager's own counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Progress {
    pub current: u32,
    /// At least 1.
    pub total: u32,
}

impl Progress {
    /// `None` where a manager says that there is nothing to show (no stages).
    pub fn new(current: i64, total: i64) -> Option<Self> {
        let total = u32::try_from(total).ok().filter(|&total| total > 0)?;
        let current = u32::try_from(current.max(0)).unwrap_or(u32::MAX);
        Some(Self { current, total })
    }

    /// Between 0 and 1.
    pub fn ratio(self) -> f64 {
        (f64::from(self.current) / f64::from(self.total)).clamp(0.0, 1.0)
    }
}

impl Cell {
    /// A text cell; empty text is an empty cell.
    pub fn text_of(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.into())
        }
    }

    /// What the cell says, without decoration; empty for [`Cell::Empty`]: what a filter reads.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Version(number) => Cow::Owned(format!("v{number}")),
            Self::State(state) => Cow::Borrowed(&state.text),
            Self::Health(mark) => Cow::Borrowed(&mark.text),
            Self::Ratio { ok, total } => Cow::Owned(format!("{ok}/{total}")),
            Self::Progress(progress) => Cow::Owned(format!("{}/{}", progress.current, progress.total)),
            Self::Event(level, message) => Cow::Owned(format!("{:<5} {message}", level.text)),
            Self::Time(time) => Cow::Owned(time.format("%Y-%m-%d %H:%M:%S").to_string()),
            Self::Unreadable => Cow::Borrowed("?"),
        }
    }

    /// What a table prints: as [`Cell::text`], and `-` where there is nothing.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed("-"),
            other => other.text(),
        }
    }

    /// Orders by meaning: states and health worst first, ratios by what is missing, empty last.
    pub fn compare(&self, other: &Self) -> Ordering {
        use Cell::*;
        match (self, other) {
            (Empty, Empty) => Ordering::Equal,
            (Empty, _) => Ordering::Greater,
            (_, Empty) => Ordering::Less,
            (Text(a), Text(b)) => compare_text(a, b),
            (Number(a), Number(b)) | (Version(a), Version(b)) => a.cmp(b),
            (State(a), State(b)) => a.class.cmp(&b.class).then_with(|| a.text.cmp(&b.text)),
            (Health(a), Health(b)) => a.health.cmp(&b.health).then_with(|| a.text.cmp(&b.text)),
            (Ratio { ok: a, total: b }, Ratio { ok: c, total: d }) => {
                let missing = |ok: &u32, total: &u32| total.saturating_sub(*ok);
                missing(c, d).cmp(&missing(a, b)).then_with(|| b.cmp(d))
            }
            (Progress(a), Progress(b)) => a.ratio().total_cmp(&b.ratio()),
            (Event(a, m), Event(b, n)) => b.level.cmp(&a.level).then_with(|| m.cmp(n)),
            (Time(a), Time(b)) => a.cmp(b),
            (a, b) => compare_text(&a.text(), &b.text()),
        }
    }
}

/// Orders text without regard to ASCII case, then by bytes so that the order is total.
pub fn compare_text(a: &str, b: &str) -> Ordering {
    let folded = a
        .bytes()
        .map(|c| c.to_ascii_lowercase())
        .cmp(b.bytes().map(|c| c.to_ascii_lowercase()));
    folded.then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Health, HealthMark};

    #[test]
    fn the_worst_health_sorts_first_and_nothing_sorts_last() {
        let mut cells = [
            Cell::Empty,
            Cell::Health(HealthMark::new("OK", Health::Ok)),
            Cell::Health(HealthMark::new("ERROR", Health::Error)),
            Cell::Health(HealthMark::new("WARNING", Health::Warning)),
        ];
        cells.sort_by(Cell::compare);
        let words: Vec<_> = cells.iter().map(|cell| cell.shown().into_owned()).collect();
        assert_eq!(words, ["ERROR", "WARNING", "OK", "-"]);
    }

    #[test]
    fn a_ratio_sorts_by_what_is_missing() {
        let all = Cell::Ratio { ok: 24, total: 24 };
        let two_missing = Cell::Ratio { ok: 1, total: 3 };
        assert_eq!(two_missing.compare(&all), Ordering::Less);
    }

    #[test]
    fn no_stages_means_no_progress() {
        assert_eq!(Progress::new(0, 0), None);
        assert_eq!(Progress::new(3, -1), None);
        assert_eq!(Progress::new(14, 12).map(Progress::ratio), Some(1.0));
    }
}
