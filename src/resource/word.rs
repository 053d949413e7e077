//! Words that managers say and that stand where a declared one does: each is kept once, for the life of the program.
//!
//! A parameter has a name that lives as long as the program, for most are declared with the action. Those of a
//! target are known from an answer alone: their words are kept here, so many and so long at the most.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The longest word, in bytes.
pub const LONGEST: usize = 512;

/// So many words are kept: a manager that says ever new ones is not let to fill the memory.
const MOST: usize = 50_000;

static WORDS: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

/// The word, for the life of the program; `None` for one that is longer than [`LONGEST`] or one too many.
pub fn word(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("");
    }
    if text.len() > LONGEST {
        return None;
    }
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    let words = words.get_or_insert_with(HashSet::new);
    if let Some(known) = words.get(text) {
        return Some(known);
    }
    if words.len() >= MOST {
        return None;
    }
    let kept: &'static str = Box::leak(Box::from(text));
    words.insert(kept);
    Some(kept)
}

/// A sentence, for the life of the program: cut where it is too long, and nothing where no more are kept.
pub fn sentence(text: &str) -> &'static str {
    let text = text.trim().trim_end_matches('.');
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    word(text.get(..end).unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once() {
        let (first, again) = (word("delta").unwrap(), word(&String::from("delta")).unwrap());
        assert!(std::ptr::eq(first, again));
        assert_ne!(word("node_ids"), Some(first));
    }

    #[test]
    fn what_is_too_long_is_no_word_and_a_sentence_is_cut_between_letters() {
        let long = "ä".repeat(LONGEST);
        assert_eq!(word(&long), None);
        assert_eq!(sentence(&long).chars().count(), LONGEST / 2);
        assert_eq!(sentence(" How many. "), "How many");
    }
}
