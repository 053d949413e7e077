//! What is wrong in a file the user wrote: where, what, and what was probably meant.
//!
//! Key and theme files are read as a whole, and every mistake in them is reported at once.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One mistake in a file, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file as the user knows it: a path, or the name of a built-in file.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// Lower case, without a final full stop.
    pub message: String,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for FileProblem {}

/// Reads a TOML file and collects the mistakes found in it, by the file itself and by its reader.
#[derive(Debug)]
pub struct FileReader<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<(usize, String)>,
}

/// A key of a TOML table and its value, in the order of the file.
pub type Entry<'a, 'i> = (&'a str, usize, &'a Spanned<DeValue<'i>>);

impl<'a> FileReader<'a> {
    /// Starts on `text`, which will be called `file` in the problems.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            found: Vec::new(),
        }
    }

    /// Parses the text; what could be read is returned even if the syntax is wrong in places.
    pub fn parse(&mut self) -> DeTable<'a> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let at = error.span().map_or(0, |span: Range<usize>| span.start);
            self.found.push((at, error.message().replace('\n', ", ")));
        }
        table.into_inner()
    }

    /// Notes a mistake at a byte of the text.
    pub fn report(&mut self, at: usize, message: impl Into<String>) {
        self.found.push((at, message.into()));
    }

    /// Whether nothing was wrong so far.
    pub fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// The mistakes in the order of the file.
    pub fn into_problems(mut self) -> Vec<FileProblem> {
        self.found.sort();
        self.found
            .into_iter()
            .map(|(at, message)| {
                let before = self.text.get(..at).unwrap_or(self.text);
                let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
                FileProblem {
                    file: self.file.to_owned(),
                    line: before.matches('\n').count() + 1,
                    column: before.chars().count()
                        - before.get(..line_start).map_or(0, |s| s.chars().count())
                        + 1,
                    message,
                }
            })
            .collect()
    }
}

/// The entries of a table in the order of the file (the parser keeps them by name).
pub fn entries_in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<Entry<'a, 'i>> {
    let mut entries: Vec<Entry<'a, 'i>> = table
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value))
        .collect();
    entries.sort_by_key(|(_, at, _)| *at);
    entries
}

/// `; did you mean "…"?` if one of the known words is close to the one given, else nothing.
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let closest = known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .min();
    match closest {
        // Half of the letters may be wrong (two letters swapped count as two): more is another word.
        Some((distance, candidate)) if distance * 2 <= word.chars().count().max(3) => {
            format!("; did you mean \"{candidate}\"?")
        }
        _ => String::new(),
    }
}

/// How many letters must be changed, added or removed to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        for ((to, diagonal), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            next.push((diagonal + usize::from(from != *to)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_recognised_and_another_word_is_not() {
        assert_eq!(
            did_you_mean("refesh", ["quit", "refresh"]),
            "; did you mean \"refresh\"?"
        );
        assert_eq!(did_you_mean("frobnicate", ["quit", "refresh"]), "");
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn syntax_errors_and_the_readers_findings_come_in_the_order_of_the_file() {
        let mut reader = FileReader::new("keys.toml", "é = 1\nb = \n[c\nd = 2\n");
        reader.parse();
        reader.report(0, "first");
        let problems: Vec<String> = reader.into_problems().iter().map(ToString::to_string).collect();
        assert_eq!(problems.first().map(String::as_str), Some("keys.toml:1:1: first"));
        assert!(
            problems.iter().any(|problem| problem.starts_with("keys.toml:2:")),
            "{problems:?}"
        );
        assert!(
            problems.iter().any(|problem| problem.starts_with("keys.toml:3:")),
            "{problems:?}"
        );
    }

    #[test]
    fn columns_are_counted_in_characters() {
        let text = "x = 1\nöl = true";
        let mut reader = FileReader::new("f", text);
        reader.report(text.find('=').map_or(0, |_| text.rfind('=').unwrap()), "here");
        let problems = reader.into_problems();
        assert_eq!((problems[0].line, problems[0].column), (2, 4));
    }
}
