//! Masking in text of any form: logs, messages, YAML, properties, addresses.

use super::MASK;
use super::Redactor;

/// Which `key: value` pairs count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Colons {
    /// All of them.
    AnyKey,
    /// Those whose key is in quotes: elsewhere a colon may be punctuation. `key=value` counts anyway.
    QuotedKeys,
}

/// Masks what follows the secret names in a text, bearer tokens, and users in addresses.
pub(super) fn redact(redactor: &Redactor, text: &str, colons: Colons) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_name_char) {
        let (before, from_name) = rest.split_at(start);
        let name_len = from_name.find(|c| !is_name_char(c)).unwrap_or(from_name.len());
        let (name, after) = from_name.split_at(name_len);
        out.push_str(before);
        let indent = indent_of(&out);
        out.push_str(name);
        rest = after;
        let hidden = if redactor.is_secret_name(name) {
            secret_value(after, indent, colons)
        } else if name.eq_ignore_ascii_case("bearer") {
            bearer_token(after)
        } else {
            user_in_address(after)
        };
        if let Some((gap, value)) = hidden {
            out.push_str(gap);
            out.push_str(MASK);
            rest = after.get(gap.len() + value.len()..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The column of a name that is the first thing in its line (or in its item of a list).
fn indent_of(before: &str) -> Option<usize> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.chars()
        .all(|c| matches!(c, ' ' | '\t' | '-'))
        .then_some(line.len())
}

/// What stands between a secret's name and its value, and the value; `None` if they are no pair.
fn secret_value(after: &str, indent: Option<usize>, colons: Colons) -> Option<(&str, &str)> {
    let past_quote = after.trim_start_matches(['"', '\'', '\\']);
    let is_quoted = past_quote.len() < after.len();
    let past_blanks = past_quote.trim_start_matches([' ', '\t']);
    let past_sign = past_blanks.strip_prefix('=').or_else(|| {
        past_blanks
            .strip_prefix(':')
            .filter(|_| is_quoted || colons == Colons::AnyKey)
    })?;
    let value = past_sign.trim_start_matches([' ', '\t']);
    let unescaped = value.trim_start_matches('\\');
    let (value, len) = match unescaped.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inside = unescaped.get(1..).unwrap_or_default();
            (inside, quoted_len(inside, quote, unescaped.len() < value.len()))
        }
        Some('{' | '[') => (value, balanced_len(value)),
        _ => (
            value,
            indent.map_or_else(|| word_len(value), |indent| lines_len(value, indent)),
        ),
    };
    let gap = after.get(..after.len() - value.len())?;
    value
        .get(..len)
        .filter(|value| !value.is_empty())
        .map(|value| (gap, value))
}

/// To the closing quote, or to the end of the text.
fn quoted_len(inside: &str, quote: char, is_escaped: bool) -> usize {
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return at;
        }
        if c == '\\' {
            if is_escaped && inside.get(at + 1..).is_some_and(|next| next.starts_with(quote)) {
                return at;
            }
            chars.next();
        }
    }
    inside.len()
}

/// To the bracket that closes the first one, or to the end of the text. Quoted brackets do not count.
fn balanced_len(value: &str) -> usize {
    let mut depth = 0_usize;
    let mut rest = value;
    while let Some(at) = rest.find(['{', '[', '}', ']', '"']) {
        let (token, following) = rest
            .get(at..)
            .and_then(|token| token.split_at_checked(1))
            .unwrap_or_default();
        rest = following;
        match token {
            "{" | "[" => depth += 1,
            "\"" => {
                rest = following
                    .get(quoted_len(following, '"', false) + 1..)
                    .unwrap_or_default()
            }
            _ if depth <= 1 => return value.len() - rest.len(),
            _ => depth -= 1,
        }
    }
    value.len()
}

/// To the end of the line and, as in YAML, of the deeper lines below if the value is only announced.
fn lines_len(value: &str, indent: usize) -> usize {
    let first = value.split('\n').next().unwrap_or_default();
    if !first.trim().is_empty() && !first.starts_with(['|', '>']) {
        return first.trim_end().len();
    }
    let deeper = value
        .split_inclusive('\n')
        .skip(1)
        .take_while(|line| line.trim().is_empty() || line.len() - line.trim_start().len() > indent)
        .map(str::len)
        .sum::<usize>();
    let block = value
        .get(..(first.len() + 1 + deeper).min(value.len()))
        .unwrap_or_default();
    block.trim_end().len()
}

/// To the end of a word, and of the next one if the first is only a scheme (`Bearer …`).
fn word_len(value: &str) -> usize {
    let is_end = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '&' | '"' | '\'' | '\\' | ')' | '}' | ']' | '<')
    };
    let len = value.find(is_end).unwrap_or(value.len());
    let (word, rest) = value.split_at(len);
    let next = rest.trim_start_matches(' ');
    if next.len() < rest.len()
        && ["bearer", "basic", "token"]
            .iter()
            .any(|scheme| word.eq_ignore_ascii_case(scheme))
    {
        return value.len() - next.len() + next.find(is_end).unwrap_or(next.len());
    }
    len
}

/// The token after "Bearer", told from an ordinary word by its length or its digits.
fn bearer_token(after: &str) -> Option<(&str, &str)> {
    let value = after.strip_prefix(' ')?;
    let is_end = |c: char| !(is_name_char(c) || matches!(c, '~' | '+' | '/' | '='));
    let token = value.split(is_end).next()?;
    let is_token = token.len() >= 16 || token.bytes().any(|byte| byte.is_ascii_digit());
    is_token.then_some((" ", token))
}

/// The user and password in `scheme://user:password@host`.
fn user_in_address(after: &str) -> Option<(&str, &str)> {
    let authority = after
        .strip_prefix("://")?
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>'))
        .next()?;
    authority.rsplit_once('@').map(|(user, _)| ("://", user))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> String {
        redact(&Redactor::new(["pivot.options"]), text, Colons::AnyKey)
    }

    #[test]
    fn values_after_secret_names_go_and_the_rest_stays() {
        for (text, expected) in [
            (
                "GET /x?token=pearl&limit=5 took 3 ms",
                "GET /x?token=[redacted]&limit=5 took 3 ms",
            ),
            (
                "login with password: pearl, user: bob",
                "login with password: [redacted], user: bob",
            ),
            ("a --api-key=pearl b", "a --api-key=[redacted] b"),
            ("x Authorization: Bearer pearl y", "x Authorization: [redacted] y"),
            (
                "{\"password\": \"pearl, \\\"white\\\"\", \"n\": 1}",
                "{\"password\": \"[redacted]\", \"n\": 1}",
            ),
            (
                "body {\\\"token\\\":\\\"pearl\\\",\\\"n\\\":1}",
                "body {\\\"token\\\":\\\"[redacted]\\\",\\\"n\\\":1}",
            ),
            (
                "got credentials: {\"a\": \"}pearl\", \"b\": [1]} for 3",
                "got credentials: [redacted] for 3",
            ),
            ("sent Bearer eyJhbGciOiJIUzI1NiJ9.pearl", "sent Bearer [redacted]"),
            ("Bearer tokens are not taken", "Bearer tokens are not taken"),
            (
                "see https://bob:pearl@host/x?a=b@c",
                "see https://[redacted]@host/x?a=b@c",
            ),
            ("no token", "no token"),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }

    #[test]
    fn a_yaml_value_goes_to_the_end_of_its_line_or_block() {
        assert_eq!(
            redacted(
                "name: a\npassword: pearl white, large\n- secret: |\n    pearl\n\n    more\n  next: 1\ncredentials:\n  user: pearl\nend: 2"
            ),
            "name: a\npassword: [redacted]\n- secret: [redacted]\n  next: 1\ncredentials:[redacted]\nend: 2"
        );
    }
}
