//! Source text without comments, strings and test code; every line stays where it is.

/// What is to be left of string literals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Strings {
    Keep,
    Blank,
}

/// Replaces comments by blanks, and the insides of strings and characters if asked to.
pub fn without_comments(text: &str, strings: Strings) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (len, is_literal) = match c {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment_len(rest), false),
            '"' => (string_len(rest), true),
            'r' | 'b' if !ends_in_a_word(&out) && raw_string_len(rest).is_some() => {
                (raw_string_len(rest).unwrap_or(1), true)
            }
            '\'' if char_len(rest).is_some() => (char_len(rest).unwrap_or(1), true),
            _ => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        let (token, after) = rest.split_at(len);
        if is_literal && strings == Strings::Keep {
            out.push_str(token);
        } else {
            push_blanks(&mut out, token);
        }
        rest = after;
    }
    out
}

/// Replaces every item marked `#[cfg(test)]` by blanks; gives the names of the modules among them that
/// are files of their own. Takes text without comments and strings.
pub fn without_tests(code: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let (mut out, mut modules) = (String::with_capacity(code.len()), Vec::new());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        let (before, item) = rest.split_at(at);
        let len = MARK.len() + item_len(&item[MARK.len()..]);
        let (item, after) = item.split_at(len);
        modules.extend(module_file(item));
        out.push_str(before);
        push_blanks(&mut out, item);
        rest = after;
    }
    out.push_str(rest);
    (out, modules)
}

/// To the end of the item at the start of `code`: its semicolon, or the brace that closes its body.
fn item_len(code: &str) -> usize {
    let (mut round, mut braces) = (0_i32, 0_i32);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            '{' => braces += 1,
            '}' => {
                braces -= 1;
                if braces == 0 && round == 0 {
                    return at + 1;
                }
            }
            ';' if round == 0 && braces == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// `name` of `mod name;`.
fn module_file(item: &str) -> Option<String> {
    let words: Vec<&str> = item.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "mod")?;
    words.get(at + 1)?.strip_suffix(';').map(str::to_owned)
}

fn push_blanks(out: &mut String, token: &str) {
    out.extend(token.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}

fn ends_in_a_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Block comments nest.
fn block_comment_len(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn string_len(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`; an ordinary name that begins so is none.
fn raw_string_len(text: &str) -> Option<usize> {
    let past_b = text.strip_prefix('b').unwrap_or(text);
    let Some(past_r) = past_b.strip_prefix('r') else {
        return (past_b.len() < text.len() && past_b.starts_with('"')).then(|| 1 + string_len(past_b));
    };
    let hashes = past_r.len() - past_r.trim_start_matches('#').len();
    let inside = past_r[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let opening = text.len() - inside.len();
    Some(
        inside
            .find(&end)
            .map_or(text.len(), |at| opening + at + end.len()),
    )
}

/// A character literal; a lifetime is none.
fn char_len(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next();
        let end = text[3..].find('\'')?;
        return Some(3 + end + 1);
    }
    let (at, next) = chars.next()?;
    (next == '\'').then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(text: &str) -> String {
        let blanked = without_comments(text, Strings::Blank);
        assert_eq!(
            blanked.lines().count(),
            text.lines().count(),
            "lines stay where they are"
        );
        blanked.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_go_also_nested_ones() {
        assert_eq!(blank("a // tokio\nb /* x /* y */ tokio */ c"), "a b c");
        assert_eq!(blank("//! docs\n/// more\nfn f() {} /* open"), "fn f() {}");
    }

    #[test]
    fn strings_go_in_every_form_and_what_looks_like_a_comment_in_them() {
        assert_eq!(blank(r#"a("http://x", b"y", c)"#), "a( , , c)");
        assert_eq!(blank(r###"a(r#"quote " // "#, br"z", d)"###), "a( , , d)");
        assert_eq!(blank(r#"a("esc \" // still", e)"#), "a( , e)");
        assert_eq!(
            blank("let r = bar; let b = for_b;"),
            "let r = bar; let b = for_b;"
        );
    }

    #[test]
    fn characters_go_and_lifetimes_stay() {
        assert_eq!(blank(r"f('x', '\'', '\u{7f}', '/', '\\')"), "f( , , , , )");
        assert_eq!(
            blank("fn f<'a>(x: &'a str) -> &'a str"),
            "fn f<'a>(x: &'a str) -> &'a str"
        );
        assert_eq!(blank("'a: loop { break 'a; } '\"'"), "'a: loop { break 'a; }");
    }

    #[test]
    fn strings_can_stay() {
        assert_eq!(
            without_comments("a(\"x\") // y", Strings::Keep).trim_end(),
            "a(\"x\")"
        );
    }

    #[test]
    fn test_code_goes_with_its_whole_body() {
        let code = "fn a() { b() }\n#[cfg(test)]\nmod tests { fn c() { tokio() } }\nfn d() {}";
        let (left, modules) = without_tests(code);
        assert!(
            !left.contains("tokio") && left.contains("fn d() {}") && left.contains("b()"),
            "{left}"
        );
        assert_eq!((left.lines().count(), modules.len()), (4, 0));
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_named() {
        let code = "mod a;\n#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub mod recorder;\nmod z;";
        let (left, modules) = without_tests(code);
        assert_eq!(modules, ["tests", "recorder"]);
        assert_eq!(left.split_whitespace().collect::<String>(), "moda;modz;");
    }

    #[test]
    fn a_test_function_ends_with_its_own_brace() {
        let code =
            "#[cfg(test)]\n#[expect(x, reason)]\npub fn f(a: [u8; 3]) -> Vec<u8> { g(|| { 1 }) }\nfn h() {}";
        assert_eq!(without_tests(code).0.trim(), "fn h() {}");
    }
}
