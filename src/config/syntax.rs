//! The tables of a file, also of one that is no TOML everywhere: lines that cannot be read are left out.
//!
//! The parser may give up at a broken line, or count the keys below a broken header towards the table before it.
//! So broken lines are blanked, place by place, and the rest is read again: what is below a broken header is left out
//! with it.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use super::mistake::Whose;

/// What could be read, and the lines that could not.
#[derive(Debug)]
pub struct Broken {
    /// The text with blanks where it could not be read; every byte is at its place.
    pub text: String,
    /// What is wrong, by the byte where it begins; one for each line.
    pub faults: BTreeMap<usize, Fault>,
}

/// One line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub whose: Whose,
    pub key: Option<String>,
    /// The parser's words; they never repeat the line.
    pub message: String,
    pub line: Range<usize>,
}

/// A line may hide another, but not for ever.
const MOST_ROUNDS: usize = 200;

/// Finds the lines that are no TOML, and what is left without them.
pub fn mend(text: &str) -> Broken {
    let mut broken = Broken {
        text: text.to_owned(),
        faults: BTreeMap::new(),
    };
    for _ in 0..MOST_ROUNDS {
        let (_, errors) = DeTable::parse_recoverable(&broken.text);
        let Some(first) = errors.iter().min_by_key(|error| at(error, &broken.text)) else {
            return broken;
        };
        let at = at(first, &broken.text);
        let line = line_at(text, at);
        let message = in_plain_words(first.message());
        // A line that was blanked cannot be wrong: the parser means what is before it, and nothing can be saved.
        let is_blank = broken
            .text
            .get(line.clone())
            .is_none_or(|line| line.trim().is_empty());
        let fault = Fault {
            whose: whose(text, &line),
            key: key_of(text, &line),
            message,
            line: line.clone(),
        };
        broken.faults.entry(at).or_insert(fault);
        let gone = match (is_blank, is_header(text, &line)) {
            (true, _) => 0..text.len(),
            (false, true) => line.start..next_header(text, line.end),
            (false, false) => line,
        };
        blank(&mut broken.text, gone);
    }
    let all = 0..text.len();
    blank(&mut broken.text, all);
    broken
}

/// The tables of a text that is TOML.
pub fn tables(text: &str) -> Spanned<DeTable<'_>> {
    DeTable::parse_recoverable(text).0
}

/// The parser's words, the commonest ones said more plainly.
fn in_plain_words(message: &str) -> String {
    let message = message.trim().replace('\n', ", ");
    if message.starts_with("duplicate key") {
        return "it is there already, further up".to_owned();
    }
    if message.starts_with("string values must be quoted") {
        return "the value is missing, or a text without quotes".to_owned();
    }
    message
}

fn at(error: &toml::de::Error, text: &str) -> usize {
    let end = text.trim_end().len();
    error.span().map_or(end, |span| span.start.min(end))
}

/// Replaces everything but line ends by spaces, so that bytes and lines stay where they are.
fn blank(text: &mut String, range: Range<usize>) {
    let Some(old) = text.get(range.clone()) else {
        return;
    };
    let spaces: String = old
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect();
    text.replace_range(range, &spaces);
}

fn line_at(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(start..).unwrap_or_default();
    start..start + rest.find('\n').unwrap_or(rest.len())
}

fn is_header(text: &str, line: &Range<usize>) -> bool {
    text.get(line.clone())
        .is_some_and(|line| line.trim_start().starts_with('['))
}

fn next_header(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(rest) = text.get(at + 1..) {
        let line = at + 1..at + 1 + rest.find('\n').unwrap_or(rest.len());
        if is_header(text, &line) {
            return line.start;
        }
        at = line.end;
        if at >= text.len() {
            break;
        }
    }
    text.len()
}

/// The section that a line stands in, by the last header above it or in it.
fn whose(text: &str, line: &Range<usize>) -> Whose {
    let above = text.get(..line.end).unwrap_or(text);
    let header = above
        .lines()
        .rev()
        .find(|line| line.trim_start().starts_with('['));
    header.map_or(Whose::File, section_of)
}

/// What a header names, also one whose bracket or quote is not closed.
fn section_of(header: &str) -> Whose {
    let inner = header.trim().trim_start_matches('[');
    let inner = inner.split([']', '#']).next().unwrap_or(inner);
    let mut parts = inner.split('.').map(|part| part.trim().trim_matches(['"', '\'']));
    match (parts.next(), parts.next()) {
        (Some("console"), _) => Whose::Console,
        (Some("contexts"), Some(name)) if !name.is_empty() => Whose::Context(name.to_owned()),
        _ => Whose::File,
    }
}

/// The key of a line, if it has one.
fn key_of(text: &str, line: &Range<usize>) -> Option<String> {
    let (key, _) = text.get(line.clone())?.split_once('=')?;
    let key = key.trim();
    let is_key = key
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (is_key && !key.is_empty()).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_toml_takes_nothing_else_with_it() {
        let text = "[contexts.a]\nurl = \nmanager = \"x\"\nnonsense\n[contexts.b]\nurl = \"y\"\n";
        let broken = mend(text);
        assert_eq!(broken.text.len(), text.len());
        assert_eq!(broken.faults.len(), 2, "{broken:?}");
        assert!(
            broken
                .faults
                .values()
                .all(|fault| fault.whose == Whose::Context("a".into()))
        );
        assert!(broken.text.contains("manager = \"x\"") && broken.text.contains("url = \"y\""));
        assert!(!broken.text.contains("nonsense"));
    }

    #[test]
    fn what_is_below_a_broken_header_is_not_counted_towards_the_table_above() {
        let text =
            "[contexts.a]\nurl = \"x\"\n[contexts.b\nallow_plain_http = true\n[contexts.c]\nurl = \"z\"\n";
        let broken = mend(text);
        assert!(!broken.text.contains("allow_plain_http"), "{broken:?}");
        assert!(broken.text.contains("[contexts.c]"));
        let whose: Vec<_> = broken.faults.values().map(|fault| &fault.whose).collect();
        assert_eq!(whose, [&Whose::Context("b".into())]);
    }

    #[test]
    fn a_text_that_never_ends_ends_the_search() {
        for text in [
            "a = \"\"\"\nb = 1\n",
            "[",
            "=",
            "\u{0}\n\u{1}",
            "a = {",
            "a = [\n1,\n",
            "[a]\n[a]\n",
        ] {
            let broken = mend(text);
            assert!(!broken.faults.is_empty(), "{text:?}");
            assert!(DeTable::parse_recoverable(&broken.text).1.is_empty(), "{text:?}");
        }
    }
}
