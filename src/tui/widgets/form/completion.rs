//! Completing a text field from what is known: a walk through what the last word could become, and back.

use std::sync::Arc;

/// What is known to be possible in a text field, and the walk through it.
#[derive(Debug, Default)]
pub(super) struct Completion {
    values: Vec<Arc<str>>,
    extent: Extent,
    walk: Option<Walk>,
}

/// How much of the text one value is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    #[default]
    Whole,
    /// One word among several, separated by commas or spaces.
    Word,
}

#[derive(Debug)]
struct Walk {
    /// The text as the walk left it: any other was typed since, and begins a new one.
    shown: String,
    /// What stands before the word, and stays.
    kept: String,
    typed: String,
    /// Never empty.
    matches: Vec<Arc<str>>,
    /// Behind the last match: what was typed.
    at: usize,
}

impl Completion {
    pub(super) fn offer(&mut self, values: Vec<Arc<str>>, extent: Extent) {
        if self.values != values {
            // Of a directory that was completed, what is in it comes next.
            self.walk = None;
        }
        (self.values, self.extent) = (values, extent);
    }

    pub(super) fn has_values(&self) -> bool {
        !self.values.is_empty()
    }

    /// The word that is completed, as it was typed.
    pub(super) fn typed<'a>(&'a self, text: &'a str) -> &'a str {
        match &self.walk {
            Some(walk) if walk.shown == text => &walk.typed,
            _ => self.split(text).1,
        }
    }

    /// The text with the next match in it; behind the last one, as it was typed. `None` if nothing matches.
    pub(super) fn next(&mut self, text: &str) -> Option<&str> {
        match &mut self.walk {
            Some(walk) if walk.shown == text => walk.at = (walk.at + 1) % (walk.matches.len() + 1),
            walk => *walk = None,
        }
        if self.walk.is_none() {
            self.walk = self.begin(text);
        }
        let walk = self.walk.as_mut()?;
        let word = walk.matches.get(walk.at).map_or(&*walk.typed, |word| word);
        walk.shown = format!("{}{word}", walk.kept);
        Some(&walk.shown)
    }

    fn begin(&self, text: &str) -> Option<Walk> {
        let (kept, typed) = self.split(text);
        let is_taken = |value: &str| kept.split(is_separator).any(|word| word == value);
        let sought = typed.to_lowercase();
        let (mut matches, mut inner) = (Vec::new(), Vec::new());
        for value in self.values.iter().filter(|value| ***value != *typed) {
            match value.to_lowercase().find(&sought) {
                _ if self.extent == Extent::Word && is_taken(value) => {}
                // What begins with it is likelier to be meant.
                Some(0) => matches.push(Arc::clone(value)),
                Some(_) => inner.push(Arc::clone(value)),
                None => {}
            }
        }
        matches.append(&mut inner);
        (!matches.is_empty()).then(|| Walk {
            shown: String::new(),
            kept: kept.to_owned(),
            typed: typed.to_owned(),
            matches,
            at: 0,
        })
    }

    /// What stands before the word that is typed last, and that word.
    fn split<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        match self.extent {
            Extent::Whole => ("", text),
            Extent::Word => text.split_at(text.rfind(is_separator).map_or(0, |at| at + 1)),
        }
    }
}

/// Both are one byte long.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completion(values: &[&str], extent: Extent) -> Completion {
        let mut completion = Completion::default();
        completion.offer(values.iter().map(|value| (*value).into()).collect(), extent);
        completion
    }

    fn walked(completion: &mut Completion, from: &str, steps: usize) -> Vec<String> {
        let mut text = from.to_owned();
        let mut seen = Vec::new();
        for _ in 0..steps {
            text = completion.next(&text).unwrap_or("nothing").to_owned();
            seen.push(text.clone());
        }
        seen
    }

    #[test]
    fn a_walk_goes_through_the_matches_the_likelier_first_and_back_to_what_was_typed() {
        let mut names = completion(&["web-orders", "orders", "Order-log", "billing"], Extent::Whole);
        let seen = walked(&mut names, "ord", 5);
        assert_eq!(seen, ["orders", "Order-log", "web-orders", "ord", "orders"]);
        assert_eq!(names.typed("orders"), "ord");
        assert_eq!(names.typed("orders-2"), "orders-2");
        assert_eq!(walked(&mut names, "bill", 1), ["billing"], "typed anew");
        assert_eq!(walked(&mut names, "x", 1), ["nothing"]);
    }

    #[test]
    fn of_several_words_the_last_is_completed_and_none_is_offered_twice() {
        let mut hosts = completion(&["10.1.0.1", "10.1.0.2", "10.1.0.3"], Extent::Word);
        let seen = walked(&mut hosts, "10.1.0.2, 10.", 3);
        assert_eq!(
            seen,
            ["10.1.0.2, 10.1.0.1", "10.1.0.2, 10.1.0.3", "10.1.0.2, 10."]
        );
        assert_eq!(walked(&mut hosts, "10.1.0.1", 1), ["nothing"], "it is complete");
        assert_eq!(walked(&mut hosts, "", 1), ["10.1.0.1"]);
    }
}
