//! The partner of a bracket. Brackets in strings are text.

use super::spot::{Spot, byte_of, column_of};
use crate::tui::widgets::tokens::{Token, TokenKind, Tokens};

/// The bracket at the cursor, or else the one before it, and its partner.
pub fn pair_at(lines: &[String], cursor: Spot) -> Option<[Spot; 2]> {
    let line = lines.get(cursor.line)?;
    let byte = byte_of(line, cursor.column);
    let found = brackets(line).filter(|token| token.range.start == byte || token.range.end == byte);
    let bracket = found.last()?;
    let at = bracket.range.start;
    let (other_line, other_byte) = match bracket.kind {
        TokenKind::Open => closing(lines, cursor.line, at + 1)?,
        _ => enclosing(lines, cursor.line, at)?,
    };
    let other = lines.get(other_line)?;
    if !fit(sign(line, at), sign(other, other_byte)) {
        return None;
    }
    Some([
        Spot::new(cursor.line, column_of(line, at)),
        Spot::new(other_line, column_of(other, other_byte)),
    ])
}

/// The line and byte of the bracket that opens what this place is in.
pub fn enclosing(lines: &[String], line: usize, byte: usize) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    for (at, text) in lines.iter().enumerate().take(line + 1).rev() {
        let limit = if at == line { byte } else { text.len() };
        let before: Vec<Token> = brackets(text)
            .take_while(|token| token.range.start < limit)
            .collect();
        for token in before.iter().rev() {
            match token.kind {
                TokenKind::Open if depth == 0 => return Some((at, token.range.start)),
                TokenKind::Open => depth -= 1,
                _ => depth += 1,
            }
        }
    }
    None
}

/// The line and byte of the bracket that closes what this place is in.
fn closing(lines: &[String], line: usize, byte: usize) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    for (at, text) in lines.iter().enumerate().skip(line) {
        let start = if at == line { byte } else { 0 };
        for token in brackets(text).filter(|token| token.range.start >= start) {
            match token.kind {
                TokenKind::Close if depth == 0 => return Some((at, token.range.start)),
                TokenKind::Close => depth -= 1,
                _ => depth += 1,
            }
        }
    }
    None
}

fn brackets(line: &str) -> impl Iterator<Item = Token> {
    // Most lines of a laid-out document have none.
    let line = if line.contains(['{', '}', '[', ']']) {
        line
    } else {
        ""
    };
    Tokens::new(line).filter(|token| matches!(token.kind, TokenKind::Open | TokenKind::Close))
}

fn sign(line: &str, byte: usize) -> Option<u8> {
    line.as_bytes().get(byte).copied()
}

fn fit(one: Option<u8>, other: Option<u8>) -> bool {
    matches!(
        (one, other),
        (Some(b'{'), Some(b'}'))
            | (Some(b'}'), Some(b'{'))
            | (Some(b'['), Some(b']'))
            | (Some(b']'), Some(b'['))
    )
}
