//! Where in a text, and lines split by characters or bytes.

use std::ops::Range;

/// A place between two characters: line and character, both from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub line: usize,
    pub column: usize,
}

impl Spot {
    pub const fn new(line: usize, column: usize) -> Self {
        Self { line, column }
    }

    /// The place of a byte of a text that consists of these lines; its end for one behind it.
    pub fn of_byte(lines: &[String], byte: usize) -> Self {
        let mut left = byte;
        for (at, line) in lines.iter().enumerate() {
            if left <= line.len() {
                return Self::new(at, column_of(line, left));
            }
            left -= line.len() + 1;
        }
        end_of(lines)
    }
}

/// The place behind the last character.
pub fn end_of(lines: &[String]) -> Spot {
    let column = lines.last().map_or(0, |line| line.chars().count());
    Spot::new(lines.len().saturating_sub(1), column)
}

/// The byte of a line at which a character starts; its length for one behind its end.
pub fn byte_of(line: &str, column: usize) -> usize {
    if line.is_ascii() {
        return column.min(line.len());
    }
    line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

/// The characters of a line that start before a byte.
pub fn column_of(line: &str, byte: usize) -> usize {
    if line.is_ascii() {
        return byte.min(line.len());
    }
    line.char_indices().take_while(|(at, _)| *at < byte).count()
}

/// A line at a character: what is before it, and what is behind.
pub fn split(line: &str, column: usize) -> (&str, &str) {
    line.split_at(byte_of(line, column))
}

/// The blanks a line begins with.
pub fn indentation(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

/// The text between two places.
pub fn text_in(lines: &[String], range: Range<Spot>) -> String {
    let mut text = String::new();
    for (at, line) in lines
        .iter()
        .enumerate()
        .take(range.end.line + 1)
        .skip(range.start.line)
    {
        let start = if at == range.start.line {
            byte_of(line, range.start.column)
        } else {
            0
        };
        let end = if at == range.end.line {
            byte_of(line, range.end.column)
        } else {
            line.len()
        };
        if at > range.start.line {
            text.push('\n');
        }
        text.push_str(line.get(start..end).unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_places_agree_also_behind_the_end() {
        let lines = ["{é".to_owned(), String::new(), "日本}".to_owned()];
        let text = lines.join("\n");
        for (byte, _) in text.char_indices() {
            let before = text_in(&lines, Spot::default()..Spot::of_byte(&lines, byte));
            assert_eq!(before, text[..byte]);
        }
        assert_eq!(Spot::of_byte(&lines, 999), end_of(&lines));
        assert_eq!(split("日本", 1), ("日", "本"));
    }
}
