//! Random documents, and random changes of them, for the tests of properties.

use proptest::collection::vec;
use proptest::prelude::*;

use super::json::{Json, Object};

/// Documents like those of managers: an object of objects, of lists, and of `{name, …}` arrays.
pub(super) fn documents() -> impl Strategy<Value = Json> {
    vec(("[a-f]", values()), 0..5).prop_map(|members| Json::Object(members.into_iter().collect()))
}

/// A document, and the same with some changes.
pub(super) fn document_and_change() -> impl Strategy<Value = (Json, Json)> {
    (documents(), dice()).prop_map(|(document, dice)| {
        let changed = Dice::new(&dice).changed(&document);
        (document, changed)
    })
}

/// A document, and what two parties made of it.
pub(super) fn document_and_two_changes() -> impl Strategy<Value = (Json, Json, Json)> {
    (documents(), dice(), dice()).prop_map(|(document, one, other)| {
        let one = Dice::new(&one).changed(&document);
        let other = Dice::new(&other).changed(&document);
        (document, one, other)
    })
}

fn values() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (0_i64..4).prop_map(|number| Json::Number(number.into())),
        "[x-z]{0,2}".prop_map(Json::string),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            2 => vec(("[a-f]", inner.clone()), 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
            1 => vec(inner.clone(), 0..4).prop_map(Json::Array),
            2 => vec(("[p-u]", inner), 0..5).prop_map(named_elements),
        ]
    })
}

fn named_elements(elements: Vec<(String, Json)>) -> Json {
    let unique: Object = elements.into_iter().collect();
    let element = |(name, value): (&str, &Json)| named_element(name, value.clone());
    Json::Array(unique.iter().map(element).collect())
}

fn named_element(name: &str, value: Json) -> Json {
    Json::Object(
        [("name", Json::string(name)), ("value", value)]
            .into_iter()
            .collect(),
    )
}

fn dice() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 1..40)
}

/// Decides what is changed; zero leaves things as they are, so that a failure shrinks to few changes.
struct Dice<'a>(std::iter::Cycle<std::slice::Iter<'a, u8>>);

impl<'a> Dice<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter().cycle())
    }

    fn roll(&mut self, sides: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % sides)
    }

    fn scalar(&mut self) -> Json {
        Json::Number(i64::from(4 + self.roll(3)).into())
    }

    fn changed(&mut self, value: &Json) -> Json {
        match value {
            Json::Object(object) => {
                let mut changed = Object::default();
                for (key, member) in object.iter() {
                    if let Some(member) = self.kept_or_not(member) {
                        changed.insert(key, member);
                    }
                }
                if self.roll(5) == 4 {
                    let key = char::from(b'a' + self.roll(9)).to_string();
                    let scalar = self.scalar();
                    changed.insert(key, scalar);
                }
                Json::Object(changed)
            }
            Json::Array(items) => {
                let mut changed: Vec<Json> = items.iter().filter_map(|item| self.kept_or_not(item)).collect();
                if self.roll(5) == 4 {
                    let name = char::from(b'v' + self.roll(4)).to_string();
                    let place = usize::from(self.roll(4)).min(changed.len());
                    let scalar = self.scalar();
                    changed.insert(place, named_element(&name, scalar));
                }
                if self.roll(8) == 7 {
                    changed.reverse();
                }
                Json::Array(changed)
            }
            Json::String(_) if self.roll(4) == 3 => self.scalar(),
            Json::String(_) => value.clone(),
            _ => self.scalar(),
        }
    }

    fn kept_or_not(&mut self, value: &Json) -> Option<Json> {
        match self.roll(8) {
            5 | 6 => Some(self.changed(value)),
            7 if self.roll(2) == 0 => None,
            7 => Some(self.scalar()),
            _ if matches!(value, Json::Object(_) | Json::Array(_)) => Some(self.changed(value)),
            _ => Some(value.clone()),
        }
    }
}
