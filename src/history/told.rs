//! The times of versions, out of what a manager tells of an object.
//!
//! No manager's texts are documented, so none is matched word by word: a message counts that speaks of a
//! version and has two whole numbers around "to" or an arrow behind that word, the second being the greater.
//! Whatever says something else is passed over; a time is never guessed.

use chrono::{DateTime, Utc};

use crate::resource::Event;

/// When versions began, as events tell: a number and its time, in the order of the events.
pub fn times_of_versions<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<(i64, DateTime<Utc>)> {
    let told = |event: &Event| Some((version_begun(&event.message)?, event.at?));
    // What was only seen had begun some time before.
    let reported = events.into_iter().filter(|event| !event.is_observed());
    reported.filter_map(told).collect()
}

/// The version that began: 42 in "resource version 41 to 42".
fn version_begun(message: &str) -> Option<i64> {
    let words: Vec<&str> = words(message).collect();
    let speaks_of = words.iter().position(|word| is_version(word))?;
    let behind = words.get(speaks_of + 1..)?;
    let pair = |three: &[&str]| match three {
        [from, between, to] if is_arrow(between) => rising(from, to),
        _ => None,
    };
    behind.windows(3).find_map(pair)
}

/// Words without the punctuation around them; an arrow is a word also where no blanks set it apart.
fn words(message: &str) -> impl Iterator<Item = &str> {
    let parts = message.split_whitespace().flat_map(|word| {
        let arrow = ARROWS
            .iter()
            .find_map(|arrow| word.split_once(arrow).map(|(a, b)| (a, *arrow, b)));
        match arrow {
            Some((before, arrow, after)) => [before, arrow, after],
            None => [word, "", ""],
        }
    });
    parts
        .map(|word| {
            if ARROWS.contains(&word) {
                word
            } else {
                word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-')
            }
        })
        .filter(|word| !word.is_empty())
}

const ARROWS: [&str; 3] = ["->", "=>", "\u{2192}"];

fn is_arrow(word: &str) -> bool {
    ARROWS.contains(&word) || word.eq_ignore_ascii_case("to")
}

/// "version", "versions", "resourceVersion".
fn is_version(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.strip_suffix('s').unwrap_or(&word).ends_with("version")
}

/// The second of two whole numbers, if it is the greater.
fn rising(from: &str, to: &str) -> Option<i64> {
    // What has a point in it ("2021.05") is no number here.
    let number = |word: &str| word.parse::<i64>().ok().filter(|number| *number >= 0);
    number(from)
        .zip(number(to))
        .and_then(|(from, to)| (to > from).then_some(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Level, LevelMark, Origin};

    fn event(seconds: Option<i64>, message: &str) -> Event {
        Event {
            at: seconds.map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap()),
            level: LevelMark::new("INFO", Level::Normal),
            origin: Origin::Manager,
            source: "USER".into(),
            message: message.into(),
            fields: Box::default(),
            causes: Box::default(),
        }
    }

    #[test]
    fn a_message_that_names_a_step_of_versions_tells_which_one_began() {
        let told = [
            "Configuration change accepted, resource version 41 to 42",
            "Updated resourceVersion: 41 -> 42.",
            "version 41->42 (by admin)",
            "VERSIONS changed from \"41\" \u{2192} '42'",
            "new version: 40 was followed by 41 => 42",
        ];
        for message in told {
            assert_eq!(version_begun(message), Some(42), "{message}");
        }
    }

    #[test]
    fn whatever_says_something_else_is_passed_over() {
        let others = [
            "",
            "version",
            "version 42",
            "version to 42",
            "Replicas 3 to 5",
            "scaled 3 to 5 in version 42",
            "Upgrade of version 2021.05 to 2021.06",
            "Rolled back, version 42 to 41",
            "version 42 to 42",
            "version -1 to 2",
            "version 41 to 99999999999999999999",
            "version 41 to",
        ];
        for message in others {
            assert_eq!(version_begun(message), None, "{message}");
        }
    }

    #[test]
    fn events_without_a_time_tell_nothing() {
        let events = [
            event(Some(5), "resource version 1 to 2"),
            event(None, "resource version 2 to 3"),
            event(Some(9), "stage 3 of 12"),
            event(Some(10), "resource version 3 to 4"),
        ];
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        assert_eq!(times_of_versions(&events), [(2, at(5)), (4, at(10))]);
    }
}
