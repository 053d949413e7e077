//! How a resource is named: by context, kind and id, never by a row number.

use std::sync::Arc;

use super::KindId;

/// The name of a context (a named connection), unique in one console.
pub type ContextName = Arc<str>;

/// A manager's own identifier of an object: opaque, and compared byte by byte.
pub type Id = Arc<str>;

/// One object of one context.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub context: ContextName,
    pub kind: KindId,
    pub id: Id,
}

impl Key {
    pub fn new(context: &ContextName, kind: KindId, id: &Id) -> Self {
        Self {
            context: Arc::clone(context),
            kind,
            id: Arc::clone(id),
        }
    }

    /// The last four characters of the id: enough to tell two of the same name apart.
    pub fn tail(&self) -> &str {
        id_tail(&self.id)
    }
}

/// The last four characters of an id.
pub fn id_tail(id: &str) -> &str {
    let start = id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    id.get(start..).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_last_four_characters_of_any_alphabet() {
        assert_eq!(id_tail("i-0a3f9c12"), "9c12");
        assert_eq!(id_tail("ab"), "ab");
        assert_eq!(id_tail("クラスタ"), "クラスタ");
        assert_eq!(id_tail("xクラスタ"), "クラスタ");
    }
}
