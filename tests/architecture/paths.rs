//! The modules a source names, whichever way it writes their paths.

/// One piece of code: a word, `::`, or any other sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    pub line: usize,
    pub text: &'a str,
}

/// The pieces of code without comments and strings; lines count from 1.
pub fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let len = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (text, after) = rest.split_at(len);
            tokens.push(Token {
                line: index + 1,
                text,
            });
            rest = after.trim_start();
        }
    }
    tokens
}

/// Every path that begins at the crate, or above the module it stands in, as segments from the crate on.
///
/// `module` is where the code stands (`["tui", "app"]`). A group (`a::{b, c}`) gives one path for each.
pub fn absolute(tokens: &[Token<'_>], module: &[String]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let continues = at > 0 && tokens[at - 1].text == "::";
        let leads_on = tokens.get(at + 1).is_some_and(|next| next.text == "::");
        let start = match token.text {
            "crate" => Some(Vec::new()),
            "self" => Some(module.to_vec()),
            "super" => Some(module[..module.len().saturating_sub(1)].to_vec()),
            _ => None,
        };
        at += 1;
        if let Some(start) = start.filter(|_| leads_on && !continues) {
            at = follow(tokens, at, start, &mut found);
        }
    }
    found
}

/// Reads the rest of a path from `at` on, and everything in its groups; gives where it stopped.
fn follow(
    tokens: &[Token<'_>],
    mut at: usize,
    mut path: Vec<String>,
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut line = 0;
    let mut wants_more = true;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "{" if wants_more => return follow_group(tokens, at + 1, &path, found),
            "::" => wants_more = true,
            "super" if wants_more => {
                path.pop();
                wants_more = false;
            }
            "self" | "*" if wants_more => wants_more = false,
            word if wants_more && is_name(word) => {
                path.push(word.to_owned());
                wants_more = false;
            }
            _ => break,
        }
        line = token.line;
        at += 1;
    }
    found.push((line, path));
    at
}

/// Reads the members of a group up to its closing brace.
fn follow_group(
    tokens: &[Token<'_>],
    mut at: usize,
    prefix: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.text {
            "}" => return at + 1,
            "," => at += 1,
            _ => {
                at = follow(tokens, at, prefix.to_vec(), found);
                // What is renamed keeps its path.
                while tokens
                    .get(at)
                    .is_some_and(|token| !matches!(token.text, "," | "}"))
                {
                    at += 1;
                }
            }
        }
    }
    at
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The lines on which an external crate is named: `name::…`, or `use name;`.
pub fn crate_lines(tokens: &[Token<'_>], name: &str) -> Vec<usize> {
    let is_named = |at: usize| {
        let is_inner = at > 0 && tokens[at - 1].text == "::";
        let leads_on = tokens.get(at + 1).is_some_and(|next| next.text == "::");
        let is_used = at > 0 && matches!(tokens[at - 1].text, "use" | "crate" | "{" | ",");
        let ends = tokens
            .get(at + 1)
            .is_some_and(|next| matches!(next.text, ";" | "as"));
        tokens[at].text == name && ((leads_on && !is_inner) || (is_used && ends) || is_reexported(tokens, at))
    };
    (0..tokens.len())
        .filter(|&at| is_named(at))
        .map(|at| tokens[at].line)
        .collect()
}

/// `ratatui::crossterm::…` is crossterm by another way.
fn is_reexported(tokens: &[Token<'_>], at: usize) -> bool {
    at >= 2 && tokens[at - 1].text == "::" && tokens[at - 2].text == "ratatui"
}

/// The lines on which `words` stand in this order (`["Instant", "::", "now"]`).
pub fn sequence_lines(tokens: &[Token<'_>], words: &[&str]) -> Vec<usize> {
    let stands_at = |window: &&[Token<'_>]| window.iter().map(|token| token.text).eq(words.iter().copied());
    tokens
        .windows(words.len())
        .filter(stands_at)
        .map(|window| window[0].line)
        .collect()
}

/// The words inside a name: `ImplyClient` and `imply_client` are both `imply` and `client`.
pub fn words_in(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(code: &str) -> Vec<String> {
        let module = ["tui", "screens", "help"].map(str::to_owned);
        absolute(&tokens(code), &module)
            .into_iter()
            .map(|(_, path)| path.join("::"))
            .collect()
    }

    #[test]
    fn paths_are_read_from_the_crate_on() {
        assert_eq!(named("use crate::session::Session;"), ["session::Session"]);
        assert_eq!(named("fn f(x: &super::super::app::Model)"), ["tui::app::Model"]);
        assert_eq!(named("super::super::super::session::open()"), ["session::open"]);
        assert_eq!(named("use self::inner::X;"), ["tui::screens::help::inner::X"]);
        assert_eq!(named("pub(crate) fn f(self) -> Self"), Vec::<String>::new());
        assert_eq!(named("crate :: cli :: run"), ["cli::run"]);
    }

    #[test]
    fn groups_give_a_path_for_each_member() {
        assert_eq!(
            named("use crate::{cli, session::{self, Fact as F, open::*}, tui::msg};\ncrate::config::X"),
            [
                "cli",
                "session",
                "session::Fact",
                "session::open",
                "tui::msg",
                "config::X"
            ]
        );
        assert_eq!(
            named("use super::{line, super::widgets};"),
            ["tui::screens::line", "tui::widgets"]
        );
    }

    #[test]
    fn lines_are_those_of_the_code() {
        let code = "\n\nuse crate::{\n    a,\n    b::{c, d},\n};";
        let lines: Vec<_> = absolute(&tokens(code), &[])
            .into_iter()
            .map(|(line, _)| line)
            .collect();
        assert_eq!(lines, [4, 5, 5]);
    }

    #[test]
    fn an_external_crate_is_found_and_a_word_like_it_is_not() {
        let lines = |code: &str| crate_lines(&tokens(code), "tokio");
        assert_eq!(
            lines("use tokio::sync;\n#[tokio::main]\nlet tokio = 1;\nx.tokio();"),
            [1, 2]
        );
        assert_eq!(
            lines("use tokio;\nuse {tokio as t};\nmod a { use super::tokio::X; }"),
            [1, 2]
        );
        assert_eq!(
            crate_lines(&tokens("use ratatui::crossterm::event;"), "crossterm"),
            [1]
        );
    }

    #[test]
    fn calls_are_found_across_spaces() {
        assert_eq!(
            sequence_lines(
                &tokens("a\nInstant::now()\nInstant :: now"),
                &["Instant", "::", "now"]
            ),
            [2, 3]
        );
    }

    #[test]
    fn names_are_read_by_their_words() {
        assert_eq!(words_in("ImplyClient"), ["imply", "client"]);
        assert_eq!(words_in("the_imply_api"), ["the", "imply", "api"]);
        assert_eq!(words_in("simply"), ["simply"]);
    }
}
