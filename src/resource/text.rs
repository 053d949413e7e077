//! Text from outside made safe and exact for a terminal.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// What stands in place of a secret in whatever is only printed, traced or logged.
pub const REDACTED: &str = "[redacted]";
/// What stands for a secret that is kept as it is, in what is edited: the real one is put in its place when it is sent.
pub const MASK: &str = "********";

/// Replaces every control character by a visible stand-in, so that a manager's text cannot
/// move the cursor, colour the screen or answer for the operator.
///
/// C0 becomes its caret form (`^[`), DEL `^?`, C1 and the bidirectional controls `<U+009B>`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{7f}' => out.push_str("^?"),
            c if u32::from(c) < 0x20 => {
                out.push('^');
                out.push(char::from_u32(u32::from(c) + 0x40).unwrap_or('?'));
            }
            c if is_hostile(c) => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A number with its thousands apart: `10,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (left, digit) in (1..=digits.len()).rev().zip(digits.chars()) {
        out.push(digit);
        if left > 1 && left % 3 == 1 {
            out.push(',');
        }
    }
    out
}

/// Whether two texts are the same once composed: a keyboard sends `é` as one character, a manager may
/// hold it as two (NFC).
pub fn is_same(a: &str, b: &str) -> bool {
    a == b || (!(a.is_ascii() && b.is_ascii()) && a.nfc().eq(b.nfc()))
}

/// The text with its characters composed (NFC).
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a^[[31mb");
        assert_eq!(visible("x\u{9b}2Jy"), "x<U+009B>2Jy");
        assert_eq!(visible("safe\u{202e}evil"), "safe<U+202E>evil");
        assert_eq!(visible("two\nlines"), "two lines");
    }

    #[test]
    fn a_composed_and_a_decomposed_letter_are_the_same() {
        assert!(is_same("caf\u{e9}", "cafe\u{301}") && !is_same("cafe", "caf\u{e9}"));
        assert_eq!(composed("cafe\u{301}"), "caf\u{e9}");
    }

    #[test]
    fn ordinary_text_of_any_alphabet_is_left_alone() {
        assert!(matches!(visible("データ-lab é"), Cow::Borrowed(_)));
    }
}
