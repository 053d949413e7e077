//! `_range`: from when to when entries are wanted ("Events").

use chrono::{DateTime, NaiveDateTime, Utc};

use super::answer::Refusal;
use super::profile::Profile;

/// A span of time, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

impl Range {
    /// Reads `timestamp,FROM,TO`; one of the ends may be empty.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn read(text: &str, profile: Profile) -> Result<Self, Refusal> {
        let badly_formed = || {
            Refusal::bad(
                "Range parameter should be formatted as follows: <field:str>,[<from:datetime>],[<to:datetime>]\n\
                 Where from/to are optional, but at least one of them must be passed",
            )
        };
        let parts: Vec<&str> = text.split(',').collect();
        let &[field, since, until] = parts.as_slice() else {
            return Err(match profile {
                Profile::V42 => badly_formed(),
                Profile::V71 => {
                    invalid("_range -> 0\n  range must contain exactly 3 fields (type=value_error)")
                }
            });
        };
        let end = |name: &str, text: &str| match (text, moment(text), profile) {
            ("", _, _) => Ok(None),
            (_, Some(at), _) => Ok(Some(at)),
            (_, None, Profile::V42) => Err(badly_formed()),
            (text, None, Profile::V71) => Err(invalid(&format!(
                "_range -> 0 -> {name}\n  Unknown string format: {text} (type=value_error.parser)"
            ))),
        };
        let range = Self {
            since: end("from_field", since)?,
            until: end("to_field", until)?,
        };
        if range.since.is_none() && range.until.is_none() {
            return Err(badly_formed());
        }
        match field.trim_start_matches('@') {
            "timestamp" | "reported_timestamp" => Ok(range),
            field => Err(Refusal::bad(format!("Unknown field to filter by range: {field}"))),
        }
    }
}

fn invalid(why: &str) -> Refusal {
    Refusal::Terse {
        code: "bad_parameters_error",
        message: format!("1 validation error for RangesList\n{why}"),
    }
}

/// A moment with or without an offset, which then is UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let with_offset = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let plain = || {
        let mut read = formats
            .iter()
            .filter_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
        read.next().map(|at| at.and_utc())
    };
    with_offset.ok().or_else(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_end_may_be_left_open_and_a_field_must_be_a_time() {
        let read = |text| Range::read(text, Profile::V42);
        let range = read("@timestamp,2026-11-20T19:58:02.000Z,").unwrap();
        assert!(range.since.is_some() && range.until.is_none());
        for wrong in [
            "timestamp",
            "timestamp,yesterday,",
            "timestamp,,",
            "bogus,2026-11-20T19:58:05.000Z,",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("reported_timestamp,,2026-11-20T19:58:02").is_ok());
    }
}
