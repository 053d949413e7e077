//! Which version gave a field the value it has now.

use super::timeline::Timeline;
use crate::spec::elements::named;
use crate::spec::path::name_of;
use crate::spec::{Json, Path, Step, diff};

/// Which version gave a field its present value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// This version set it; the one before it had another value, or none.
    SetIn(i64),
    /// It has been so since this version, the oldest that is kept, or longer.
    AtLeast(i64),
    /// It has been so as far as versions were read; this one has to be read next.
    NotReadYet { needs: i64 },
    /// The current version has no such field.
    Absent,
}

impl Timeline {
    /// Which version gave the field at `path` of the current version its value.
    ///
    /// An element of a `{name, …}` array is followed by its name, also if `path` gives its place; of other
    /// arrays, what stood at the same place is compared.
    pub fn blame(&self, path: &Path) -> Blame {
        let mut number = self.current();
        let Some(current) = self.document(number) else {
            return if self.is_missing(number) {
                Blame::AtLeast(number)
            } else {
                Blame::NotReadYet { needs: number }
            };
        };
        let path = by_names(path, current);
        let Some(value) = value_at(&path, current) else {
            return Blame::Absent;
        };
        loop {
            if number <= 0 {
                return Blame::SetIn(number);
            }
            let Some(before) = self.document(number - 1) else {
                return if self.has_none_before(number) {
                    Blame::AtLeast(number)
                } else {
                    Blame::NotReadYet { needs: number - 1 }
                };
            };
            if !value_at(&path, before).is_some_and(|before| diff(before, value).is_empty()) {
                return Blame::SetIn(number);
            }
            number -= 1;
        }
    }
}

/// The value there; a null is none.
fn value_at<'a>(path: &Path, document: &'a Json) -> Option<&'a Json> {
    path.in_document(document).filter(|value| !value.is_null())
}

/// The same path, with names for the places in `{name, …}` arrays.
fn by_names(path: &Path, document: &Json) -> Path {
    let mut value = Some(document);
    let steps = path.steps().iter().map(|step| {
        let here = value;
        value = here.and_then(|here| step.child(here));
        match (step, here, value.and_then(name_of)) {
            (Step::Index(_), Some(Json::Array(items)), Some(name)) if named(items).is_some() => {
                Step::Name(name.into())
            }
            _ => step.clone(),
        }
    });
    steps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Version, VersionState};

    /// The versions up to the last given one; `None` is one that was not read.
    fn timeline(first: i64, documents: &[Option<&str>]) -> Timeline {
        let numbered = || (first..).zip(documents);
        let mut timeline = Timeline::new(numbered().last().unwrap().0);
        for (number, text) in numbered() {
            if let Some(text) = text {
                let document = text.parse().unwrap();
                let since = None;
                timeline.insert(
                    number,
                    VersionState::Known(Version {
                        number,
                        document,
                        since,
                    }),
                );
            }
        }
        timeline
    }

    fn blame(timeline: &Timeline, path: &str) -> Blame {
        timeline.blame(&Path::read(path))
    }

    #[test]
    fn a_field_is_traced_to_the_version_that_set_it() {
        let timeline = timeline(
            0,
            &[
                Some(r#"{"old":1}"#),
                Some(r#"{"old":1.0,"s":{"b":2}}"#),
                Some(r#"{"s":{"a":1,"b":2},"old":1,"gone":1}"#),
                Some(r#"{"s":{"a":1,"b":2},"old":1,"null":null}"#),
            ],
        );
        assert_eq!(blame(&timeline, "old"), Blame::SetIn(0));
        assert_eq!(blame(&timeline, "s.b"), Blame::SetIn(1));
        assert_eq!(blame(&timeline, "s.a"), Blame::SetIn(2));
        assert_eq!(
            blame(&timeline, "s"),
            Blame::SetIn(2),
            "a part of it was set there"
        );
        for absent in ["gone", "null", "never", "s.a.b", "old[0]"] {
            assert_eq!(blame(&timeline, absent), Blame::Absent, "{absent}");
        }
    }

    #[test]
    fn a_field_that_was_removed_and_set_again_counts_from_there() {
        let timeline = timeline(
            1,
            &[
                Some(r#"{"a":1}"#),
                Some("{}"),
                Some(r#"{"a":1}"#),
                Some(r#"{"a":1}"#),
            ],
        );
        assert_eq!(blame(&timeline, "a"), Blame::SetIn(3));
    }

    #[test]
    fn elements_are_followed_by_name_wherever_they_stand() {
        let timeline = timeline(
            1,
            &[
                Some(r#"{"t":[{"name":"a","v":1},{"name":"b","v":1}]}"#),
                Some(r#"{"t":[{"name":"a","v":1},{"name":"b","v":2}]}"#),
                Some(r#"{"t":[{"name":"b","v":2},{"name":"new","v":2},{"name":"a","v":1}]}"#),
            ],
        );
        assert_eq!(blame(&timeline, "t[b].v"), Blame::SetIn(2));
        assert_eq!(blame(&timeline, "t[0].v"), Blame::SetIn(2), "by its place now");
        assert_eq!(blame(&timeline, "t[1].v"), Blame::SetIn(3));
        assert_eq!(blame(&timeline, "t[2].name"), Blame::NotReadYet { needs: 0 });
        assert_eq!(blame(&timeline, "t[9].v"), Blame::Absent);
    }

    #[test]
    fn elements_without_names_are_compared_at_their_place() {
        let timeline = timeline(0, &[Some("[1,2]"), Some("[1,3]")]);
        assert_eq!(blame(&timeline, "[0]"), Blame::SetIn(0));
        assert_eq!(blame(&timeline, "[1]"), Blame::SetIn(1));
    }

    #[test]
    fn what_is_not_known_is_said() {
        let mut timeline = timeline(3, &[Some(r#"{"a":1}"#), None, Some(r#"{"a":1,"b":1}"#)]);
        assert_eq!(blame(&timeline, "a"), Blame::NotReadYet { needs: 4 });
        assert_eq!(blame(&timeline, "none"), Blame::Absent);
        timeline.insert(4, VersionState::Missing);
        assert_eq!(blame(&timeline, "a"), Blame::AtLeast(5));
        timeline.advance_to(6);
        assert_eq!(blame(&timeline, "a"), Blame::NotReadYet { needs: 6 });
        timeline.insert(6, VersionState::Missing);
        assert_eq!(blame(&timeline, "a"), Blame::AtLeast(6));
    }

    #[test]
    fn the_first_version_is_not_taken_for_the_one_that_set_a_field_unless_it_is_0() {
        let mut one = timeline(1, &[Some(r#"{"a":1}"#)]);
        one.insert(0, VersionState::Missing);
        assert_eq!(blame(&one, "a"), Blame::AtLeast(1));
    }
}
