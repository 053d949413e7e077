//! JSON cut into tokens, also if it is broken: whether it is valid is for others to say.

use std::ops::Range;

/// What a stretch of text is in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `{` or `[`.
    Open,
    /// `}` or `]`.
    Close,
    Colon,
    Comma,
    /// With its quotes; without the closing one if the text or the line ends first.
    String,
    Number,
    /// `true`, `false`, `null`, and any other word or sign.
    Literal,
}

/// A stretch of text that belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// In bytes.
    pub range: Range<usize>,
}

/// The tokens of a text, without the white space between them.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = self.text.get(self.at..)?;
        let blank = rest.len() - rest.trim_start().len();
        let start = self.at + blank;
        let rest = rest.get(blank..)?;
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '{' | '[' => (TokenKind::Open, 1),
            '}' | ']' => (TokenKind::Close, 1),
            ':' => (TokenKind::Colon, 1),
            ',' => (TokenKind::Comma, 1),
            '"' => (TokenKind::String, string_length(rest)),
            '-' | '0'..='9' => (TokenKind::Number, word_length(rest)),
            _ => (TokenKind::Literal, word_length(rest)),
        };
        self.at = start + length;
        Some(Token {
            kind,
            range: start..self.at,
        })
    }
}

/// The length of the string at the start of `text`, up to the end of the line if it is not closed.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn word_length(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | '[' | ']' | ':' | ',' | '"');
    text.find(ends).unwrap_or(text.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(TokenKind, &str)> {
        Tokens::new(text)
            .map(|token| (token.kind, &text[token.range]))
            .collect()
    }

    #[test]
    fn a_document_is_cut_at_its_signs() {
        use TokenKind::*;
        assert_eq!(
            cut(r#" {"a\"b" : [-1.50e3,true]} "#),
            [
                (Open, "{"),
                (String, r#""a\"b""#),
                (Colon, ":"),
                (Open, "["),
                (Number, "-1.50e3"),
                (Comma, ","),
                (Literal, "true"),
                (Close, "]"),
                (Close, "}"),
            ]
        );
    }

    #[test]
    fn broken_text_is_cut_all_the_same() {
        use TokenKind::*;
        assert_eq!(
            cut("\"open\n<é> \"\\"),
            [(String, "\"open"), (Literal, "<é>"), (String, "\"\\")]
        );
        assert_eq!(cut(""), []);
    }
}
