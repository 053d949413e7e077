//! A point in time as it is typed: a time ago, a day, or a day and a time of day.

use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// A point in time, before it is known what time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Ago(Duration),
    At(DateTime<Utc>),
}

impl Moment {
    pub fn before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Ago(ago) => TimeDelta::from_std(ago)
                .ok()
                .and_then(|ago| now.checked_sub_signed(ago))
                .unwrap_or(DateTime::<Utc>::MIN_UTC),
        }
    }
}

impl FromStr for Moment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(ago) = humantime::parse_duration(text) {
            return Ok(Self::Ago(ago));
        }
        if let Ok(at) = text.parse::<DateTime<Utc>>() {
            return Ok(Self::At(at));
        }
        let of_day = |day: NaiveDate| day.and_time(NaiveTime::MIN);
        let forms = [
            "%Y-%m-%d %H:%M",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%dT%H:%M:%S",
        ];
        forms
            .into_iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(of_day))
            .map(|at| Self::At(at.and_utc()))
            .ok_or("it is a time ago (8h, 2days), a day (2026-11-20), or a time in UTC (2026-11-20T15:00)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_ago_a_day_and_a_time_of_day_are_understood() {
        let now: DateTime<Utc> = "2026-11-20T15:00:00Z".parse().unwrap();
        let of = |text: &str| {
            text.parse::<Moment>()
                .map(|moment| moment.before(now).to_rfc3339())
        };
        assert_eq!(of("8h").unwrap(), "2026-11-20T07:00:00+00:00");
        assert_eq!(of("2026-11-19").unwrap(), "2026-11-19T00:00:00+00:00");
        assert_eq!(of("2026-11-19 07:30").unwrap(), "2026-11-19T07:30:00+00:00");
        assert_eq!(of("2026-11-19T07:30:05").unwrap(), "2026-11-19T07:30:05+00:00");
        assert_eq!(
            of("2026-11-19T07:30:00+02:00").unwrap(),
            "2026-11-19T05:30:00+00:00"
        );
        assert!(of("yesterday").is_err());
    }

    #[test]
    fn a_time_before_all_time_is_the_beginning() {
        let now: DateTime<Utc> = "2026-11-20T15:00:00Z".parse().unwrap();
        assert_eq!(Moment::Ago(Duration::MAX).before(now), DateTime::<Utc>::MIN_UTC);
    }
}
