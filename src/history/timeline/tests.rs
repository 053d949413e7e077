use chrono::{DateTime, Utc};

use super::*;
use crate::spec::ChangeKind;

fn known(number: i64, text: &str) -> VersionState {
    VersionState::Known(Version {
        number,
        document: text.parse().unwrap(),
        since: None,
    })
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Reads what is asked for next until nothing is; versions below `first` are not kept.
fn filled(current: i64, first: i64, document: impl Fn(i64) -> String) -> (Timeline, Vec<i64>) {
    let mut timeline = Timeline::new(current);
    let mut asked = Vec::new();
    while let Some(number) = timeline.next_to_read() {
        asked.push(number);
        let state = if number < first {
            VersionState::Missing
        } else {
            known(number, &document(number))
        };
        timeline.insert(number, state);
    }
    (timeline, asked)
}

#[test]
fn versions_are_read_from_the_current_one_down_to_the_first_that_is_not_kept() {
    let (timeline, asked) = filled(5, 3, |number| number.to_string());
    assert_eq!(asked, [5, 4, 3, 2]);
    assert_eq!((timeline.first_known(), timeline.current()), (Some(3), 5));
    let numbers: Vec<i64> = timeline.known().map(|version| version.number).collect();
    assert_eq!(numbers, [5, 4, 3]);
}

#[test]
fn the_first_version_may_be_0_or_1() {
    let (timeline, asked) = filled(2, 0, |number| number.to_string());
    assert_eq!(asked, [2, 1, 0]);
    assert_eq!(timeline.summary(0), "the first that is kept");
    let (timeline, asked) = filled(2, 1, |number| number.to_string());
    assert_eq!(asked, [2, 1, 0]);
    assert_eq!(
        (timeline.summary(0).as_str(), timeline.summary(1).as_str()),
        ("not kept", "the first that is kept")
    );
    let (timeline, asked) = filled(0, 0, |number| number.to_string());
    assert_eq!((asked.as_slice(), timeline.first_known()), (&[0][..], Some(0)));
}

#[test]
fn versions_read_out_of_order_are_compared_as_soon_as_both_are_there() {
    let mut timeline = Timeline::new(9);
    timeline.insert(4, known(4, r#"{"a":1}"#));
    assert_eq!((timeline.next_to_read(), timeline.first_known()), (Some(9), None));
    assert_eq!(timeline.changes_in(4), None);
    assert_eq!(
        (timeline.summary(4).as_str(), timeline.summary(5).as_str()),
        ("not compared yet", "not read yet")
    );
    timeline.insert(6, known(6, r#"{"a":1,"b":1}"#));
    timeline.insert(5, known(5, r#"{"a":1}"#));
    assert_eq!(timeline.changes_in(5), Some(&[][..]));
    assert_eq!(timeline.summary(5), "no change");
    assert_eq!(timeline.changes_in(6).unwrap().len(), 1);
    timeline.insert(9, known(9, "{}"));
    assert_eq!(
        (timeline.next_to_read(), timeline.first_known()),
        (Some(8), Some(9))
    );
}

#[test]
fn a_newer_current_version_opens_a_gap_above_what_is_known() {
    let (mut timeline, _) = filled(3, 2, |number| number.to_string());
    assert_eq!(timeline.next_to_read(), None);
    timeline.advance_to(5);
    timeline.advance_to(4);
    assert_eq!((timeline.current(), timeline.next_to_read()), (5, Some(5)));
    timeline.insert(5, known(5, "5"));
    timeline.insert(4, known(4, "4"));
    assert_eq!((timeline.next_to_read(), timeline.first_known()), (None, Some(2)));
}

#[test]
fn a_known_version_stays_known_when_the_manager_no_longer_keeps_it() {
    let mut timeline = Timeline::new(2);
    timeline.insert(2, known(2, "2"));
    timeline.insert(2, VersionState::Missing);
    assert!(timeline.version(2).is_some());
    timeline.insert(1, VersionState::Missing);
    timeline.insert(1, known(1, "1"));
    assert_eq!(timeline.changes_in(2).map(<[Change]>::len), Some(1));
}

#[test]
fn a_current_version_that_is_not_kept_ends_the_walk() {
    let mut timeline = Timeline::new(4);
    timeline.insert(4, VersionState::Missing);
    assert_eq!((timeline.next_to_read(), timeline.first_known()), (None, None));
}

#[test]
fn any_two_known_versions_can_be_compared_in_either_direction() {
    let (timeline, _) = filled(4, 2, |number| format!(r#"{{"n":{number}}}"#));
    let kind = |before, after| timeline.between(before, after).unwrap().remove(0).kind;
    assert!(
        matches!(kind(2, 4), ChangeKind::Changed { before, after } if (before.as_i64(), after.as_i64()) == (Some(2), Some(4)))
    );
    assert!(
        matches!(kind(4, 2), ChangeKind::Changed { before, after } if (before.as_i64(), after.as_i64()) == (Some(4), Some(2)))
    );
    assert_eq!(timeline.between(3, 3), Some(Vec::new()));
    assert_eq!(timeline.between(1, 4), None);
}

#[test]
fn a_summary_names_a_few_changes_and_counts_the_rest() {
    let documents = [
        r#"{"replicas":3,"tier2":{},"a":1,"b":1,"c":1}"#,
        r#"{"replicas":5,"a":2,"b":2,"c":2}"#,
        r#"{"replicas":5,"a":3,"b":3,"c":3}"#,
        r#"{"replicas":5,"a":3,"b":3,"c":4}"#,
    ];
    let mut timeline = Timeline::new(3);
    for (number, text) in (0..).zip(documents) {
        timeline.insert(number, known(number, text));
    }
    assert_eq!(timeline.summary(1), "replicas 3 -> 5, tier2 removed, +3 more");
    assert_eq!(timeline.summary(2), "a 2 -> 3, b 2 -> 3, c 2 -> 3");
    assert_eq!(timeline.summary(3), "c 3 -> 4");
}

#[test]
fn times_are_kept_for_versions_that_are_read_later() {
    let mut timeline = Timeline::new(3);
    timeline.note(3, When::Seen(at(90)));
    timeline.note(3, When::Happened(at(70)));
    timeline.note(3, When::Seen(at(10)));
    assert_eq!(timeline.since(3), Some(When::Happened(at(70))));
    timeline.insert(3, known(3, "{}"));
    assert_eq!(timeline.version(3).unwrap().since, Some(When::Happened(at(70))));
    timeline.insert(2, known(2, "{}"));
    timeline.note(2, When::Seen(at(60)));
    timeline.insert(2, known(2, "{}"));
    assert_eq!(timeline.since(2), Some(When::Seen(at(60))));
    assert_eq!(timeline.since(1), None);
}
