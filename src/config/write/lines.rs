//! What differs between two texts, line by line, without what may be a secret.

use std::collections::BTreeSet;

use similar::{ChangeTag, TextDiff};

/// One line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    pub mark: Mark,
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Same,
    Added,
    Removed,
    /// Lines in between are left out.
    Gap,
}

impl DiffLine {
    /// The line with its mark before it.
    pub fn marked(&self) -> String {
        match self.mark {
            Mark::Same => format!("  {}", self.text),
            Mark::Added => format!("+ {}", self.text),
            Mark::Removed => format!("- {}", self.text),
            Mark::Gap => "  ...".to_owned(),
        }
    }
}

/// Lines shown above and below each that differs.
const AROUND: usize = 3;

/// What differs, with a few lines around it. Lines of these numbers, counted from 1, may hold a secret: of them only
/// the key is shown.
pub fn diff(old: &str, new: &str, hidden: (&BTreeSet<usize>, &BTreeSet<usize>)) -> Vec<DiffLine> {
    let differ = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for group in differ.grouped_ops(AROUND) {
        if !lines.is_empty() {
            lines.push(DiffLine {
                mark: Mark::Gap,
                text: String::new(),
            });
        }
        for change in group.iter().flat_map(|operation| differ.iter_changes(operation)) {
            let is_hidden = change
                .old_index()
                .is_some_and(|line| hidden.0.contains(&(line + 1)))
                || change
                    .new_index()
                    .is_some_and(|line| hidden.1.contains(&(line + 1)));
            let text = change.value().trim_end_matches(['\n', '\r']);
            lines.push(DiffLine {
                mark: match change.tag() {
                    ChangeTag::Equal => Mark::Same,
                    ChangeTag::Insert => Mark::Added,
                    ChangeTag::Delete => Mark::Removed,
                },
                text: if is_hidden { masked(text) } else { text.to_owned() },
            });
        }
    }
    lines
}

/// A line without its value.
fn masked(line: &str) -> String {
    match line.split_once('=') {
        Some((key, _)) => format!("{key}= (not shown)"),
        None => "(not shown)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_may_hold_a_secret_shows_its_key_only() {
        let hidden = BTreeSet::from([1]);
        let lines = diff(
            "token = \"pearl\"\na = 1\n",
            "token = \"pearl\"\na = 2\n",
            (&hidden, &hidden),
        );
        let shown: Vec<_> = lines.iter().map(DiffLine::marked).collect();
        assert_eq!(shown, ["  token = (not shown)", "- a = 1", "+ a = 2"]);
    }
}
