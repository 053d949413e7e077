//! Which element of one array is which element of another: by name, else by what it means.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::{FixedState, RandomState};
use indexmap::IndexMap;

use super::json::{Json, Number};
use super::path::name_of;

/// The elements of a `{name, …}` array by their names, in their order.
pub type Named<'a> = IndexMap<&'a str, &'a Json, RandomState>;

/// A value as the key of a map: equal to what means the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meaning<'a>(pub &'a Json);

/// The elements by name, if each is an object with a name of its own; so are those of an empty array.
pub fn named(items: &[Json]) -> Option<Named<'_>> {
    let mut elements = Named::with_capacity_and_hasher(items.len(), RandomState::default());
    for item in items {
        if elements.insert(name_of(item)?, item).is_some() {
            return None;
        }
    }
    Some(elements)
}

/// Whether both are `{name, …}` arrays with the same elements, in whatever order.
pub fn same_in_any_order(one: &[Json], other: &[Json]) -> bool {
    one.len() == other.len()
        && named(one).zip(named(other)).is_some_and(|(one, other)| {
            one.iter()
                .all(|(name, element)| other.get(name).is_some_and(|found| found == element))
        })
}

/// For each element of `before`, the place of the element of `after` that means the same; each is taken once.
///
/// What both begin and end with is paired first, so that an element taken out or put in moves no other.
pub fn pair_alike(before: &[Json], after: &[Json]) -> Vec<Option<usize>> {
    let shorter = before.len().min(after.len());
    let same = |(one, other): &(&Json, &Json)| one == other;
    let head = before.iter().zip(after).take_while(same).count();
    let tail = (before.iter().rev())
        .zip(after.iter().rev())
        .take(shorter - head)
        .take_while(same)
        .count();
    let end = before.len() - tail;

    let mut places: HashMap<Meaning<'_>, VecDeque<usize>, RandomState> = HashMap::default();
    let middle_of_after = after.iter().enumerate().take(after.len() - tail).skip(head);
    for (place, item) in middle_of_after {
        places.entry(Meaning(item)).or_default().push_back(place);
    }
    let mut pairs = Vec::with_capacity(before.len());
    for (place, item) in before.iter().enumerate() {
        pairs.push(if place < head {
            Some(place)
        } else if place >= end {
            Some(place + after.len() - before.len())
        } else {
            places.get_mut(&Meaning(item)).and_then(VecDeque::pop_front)
        });
    }
    pairs
}

impl Eq for Meaning<'_> {}

impl Hash for Meaning<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self.0).hash(state);
        match self.0 {
            Json::Null => {}
            Json::Bool(value) => value.hash(state),
            Json::Number(number) => nearest(number).hash(state),
            Json::String(text) => text.hash(state),
            Json::Array(items) => items.iter().for_each(|item| Meaning(item).hash(state)),
            // The order of members does not count: neither in this sum.
            Json::Object(object) => object
                .iter()
                .map(|(key, value)| FixedState::default().hash_one((key, Meaning(value))))
                .fold(0_u64, u64::wrapping_add)
                .hash(state),
        }
    }
}

/// The same for all numbers that are equal, in whatever way they are written.
fn nearest(number: &Number) -> u64 {
    let value: f64 = number.text().parse().unwrap_or_default();
    // Zero has two signs.
    (value + 0.0).to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<Json> {
        let document: Json = text.parse().unwrap();
        document.as_array().unwrap().to_vec()
    }

    #[test]
    fn names_count_if_every_element_has_its_own() {
        let names = |text: &str| named(&items(text)).map(|found| found.keys().copied().collect::<String>());
        assert_eq!(
            names(r#"[{"name":"b"},{"name":"a","value":1}]"#).as_deref(),
            Some("ba")
        );
        assert_eq!(names("[]").as_deref(), Some(""));
        for unnamed in [
            r#"[{"name":"a"},{"name":"a"}]"#,
            r#"[{"name":"a"},{}]"#,
            r#"[{"name":1}]"#,
            "[1]",
        ] {
            assert_eq!(names(unnamed), None, "{unnamed}");
        }
    }

    #[test]
    fn elements_that_mean_the_same_are_paired_however_they_are_written() {
        let pairs = |one: &str, other: &str| pair_alike(&items(one), &items(other));
        assert_eq!(
            pairs(
                r#"[1, -0.0, {"a":1,"b":[2]}, "x"]"#,
                r#"["y", {"b":[2.0],"a":1}, 0, 10e-1]"#
            ),
            [Some(3), Some(2), Some(1), None]
        );
        assert_eq!(pairs("[1,2,1]", "[2,1]"), [None, Some(0), Some(1)]);
        assert_eq!(pairs("[1,1]", "[1,1,1]"), [Some(0), Some(1)]);
        assert_eq!(pairs("[1,2]", "[1,3,2]"), [Some(0), Some(2)]);
    }
}
