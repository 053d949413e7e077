//! Fields that are read when they can be, and never lose the object they stand in.
//!
//! A null or a missing field is absent, a value of another type is unreadable: shown as `?`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A field's value as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lenient<T> {
    #[default]
    Absent,
    Read(T),
    /// There is a value, of a type that the reference does not give.
    Unreadable,
}

/// Text, borrowed from the document where it holds no escapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a>(pub Cow<'a, str>);

/// A whole number; `1.0` counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(pub i64);

/// An object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object<T>(pub T);

/// An array; elements of another type are unreadable one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elements<T>(pub Vec<Lenient<T>>);

impl<T> Lenient<T> {
    pub fn read(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Absent | Self::Unreadable => None,
        }
    }
}

impl Lenient<Word<'_>> {
    /// The text, `?` for another type, and nothing for nothing.
    pub fn shown(&self) -> &str {
        match self {
            Self::Read(word) => &word.0,
            Self::Absent => "",
            Self::Unreadable => "?",
        }
    }
}

impl<T> Lenient<Elements<T>> {
    /// The elements; none for an absent or unreadable array.
    pub fn elements(&self) -> &[Lenient<T>] {
        self.read().map_or(&[], |elements| &elements.0)
    }
}

/// What a value of each JSON type becomes; the default is "not what was expected".
trait FromJson<'de>: Sized {
    fn from_text(_: Cow<'de, str>) -> Option<Self> {
        None
    }
    fn from_integer(_: i64) -> Option<Self> {
        None
    }
    fn from_map<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn from_sequence<A: SeqAccess<'de>>(mut sequence: A) -> Result<Option<Self>, A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl<'de: 'a, 'a> FromJson<'de> for Word<'a> {
    fn from_text(text: Cow<'de, str>) -> Option<Self> {
        Some(Self(text))
    }
}

impl<'de> FromJson<'de> for Count {
    fn from_integer(number: i64) -> Option<Self> {
        Some(Self(number))
    }
}

impl<'de, T: Deserialize<'de>> FromJson<'de> for Object<T> {
    fn from_map<A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|value| Some(Self(value)))
    }
}

impl<'de, T> FromJson<'de> for Elements<T>
where
    Lenient<T>: Deserialize<'de>,
{
    fn from_sequence<A: SeqAccess<'de>>(mut sequence: A) -> Result<Option<Self>, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = sequence.next_element()? {
            elements.push(element);
        }
        Ok(Some(Self(elements)))
    }
}

impl<'de, T: FromJson<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue(PhantomData))
    }
}

struct AnyValue<T>(PhantomData<T>);

fn known<T>(value: Option<T>) -> Lenient<T> {
    value.map_or(Lenient::Unreadable, Lenient::Read)
}

impl<'de, T: FromJson<'de>> Visitor<'de> for AnyValue<T> {
    type Value = Lenient<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Lenient::Absent)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Lenient::Unreadable)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(known(T::from_integer(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(known(i64::try_from(number).ok().and_then(T::from_integer)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        let whole = number.fract() == 0.0 && number.abs() < 9.0e15;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number below 2^53 fits exactly"
        )]
        let value = whole.then_some(number as i64);
        Ok(known(value.and_then(T::from_integer)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(known(T::from_text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(known(T::from_text(Cow::Owned(text.to_owned()))))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::from_map(map).map(known)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
        T::from_sequence(sequence).map(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Server<'a> {
        #[serde(borrow, default)]
        state: Lenient<Word<'a>>,
        #[serde(default)]
        stage: Lenient<Count>,
        #[serde(borrow, default)]
        tags: Lenient<Elements<Word<'a>>>,
    }

    #[test]
    fn a_wrong_type_costs_the_field_and_nothing_else() {
        let server: Server<'_> =
            serde_json::from_str(r#"{"state":{"odd":[1]},"stage":2.0,"tags":["a",7,null],"new":1}"#).unwrap();
        assert_eq!(server.state, Lenient::Unreadable);
        assert_eq!(server.stage, Lenient::Read(Count(2)));
        assert_eq!(server.tags.elements().len(), 3);
    }

    #[test]
    fn null_equals_absent() {
        let server: Server<'_> = serde_json::from_str(r#"{"state":null}"#).unwrap();
        assert_eq!(server.state, Lenient::Absent);
        assert_eq!(server.stage, Lenient::Absent);
        assert_eq!(server.state.shown(), "");
    }
}
