//! One function per invariant; each offence says where, what, and what to do.

use std::collections::BTreeSet;
use std::fmt;

use super::paths::{Token, absolute, crate_lines, sequence_lines, tokens, words_in};
use super::source::Source;

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offence {
    pub path: String,
    pub line: usize,
    /// What is there, and what the rule is.
    pub what: String,
    /// What to do about it.
    pub advice: &'static str,
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            what,
            advice,
        } = self;
        write!(f, "src/{path}:{line}: {what}\n    {advice}")
    }
}

/// Which rooms a room may name besides itself.
const ARROWS: [(&str, &[&str]); 15] = [
    ("resource", &[]),
    ("spec", &["resource"]),
    ("history", &["resource", "spec"]),
    ("store", &["resource", "spec", "history"]),
    ("journal", &["resource", "store"]),
    ("transport", &["resource"]),
    ("report", &["resource", "transport"]),
    ("credentials", &["resource", "transport"]),
    ("sandbox", &["resource", "transport"]),
    ("managers", &["resource", "spec", "transport", "sandbox"]),
    (
        "session",
        &[
            "resource",
            "spec",
            "history",
            "store",
            "journal",
            "transport",
            "credentials",
            "managers",
        ],
    ),
    (
        "config",
        &[
            "resource",
            "transport",
            "credentials",
            "sandbox",
            "managers",
            "session",
            "store",
            "journal",
        ],
    ),
    (
        "cli",
        &[
            "resource",
            "spec",
            "history",
            "store",
            "journal",
            "transport",
            "credentials",
            "sandbox",
            "managers",
            "session",
            "config",
            "report",
        ],
    ),
    (
        "tui",
        &[
            "resource", "spec", "history", "store", "journal", "managers", "session",
        ],
    ),
    // Of the program alone: it joins the front ends, and names the library from outside.
    ("console", &[]),
];

/// The rooms that are data and pure functions.
const PURE: [&str; 3] = ["resource", "spec", "history"];

/// The code of a source as the rules read it.
fn read(source: &Source) -> Vec<Token<'_>> {
    tokens(&source.code)
}

/// What is compiled into the program.
fn program(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| !source.is_test)
}

fn offence(source: &Source, line: usize, what: String, advice: &'static str) -> Offence {
    Offence {
        path: source.path.clone(),
        line,
        what,
        advice,
    }
}

/// A room names only the rooms below it.
pub fn arrows(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for source in program(sources) {
        let Some(room) = source.room() else { continue };
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            let what = format!("the room `{room}` is on no map");
            offences.push(offence(
                source,
                1,
                what,
                "draw it into src/lib.rs and ARROWS of this test",
            ));
            continue;
        };
        for (line, path) in absolute(&read(source), &source.module()) {
            let Some(named) = path
                .first()
                .filter(|named| ARROWS.iter().any(|(name, _)| name == named))
            else {
                continue;
            };
            if named != room && !allowed.contains(&named.as_str()) {
                let what = format!("`{room}` names `{named}`, which is not below it");
                let advice = "move what is needed down into a room that both may use, or pass it in";
                offences.push(offence(source, line, what, advice));
            }
        }
    }
    offences
}

/// The vocabularies are data and pure functions.
pub fn vocabulary_is_pure(sources: &[Source]) -> Vec<Offence> {
    const STRANGERS: [&str; 9] = [
        "tokio",
        "reqwest",
        "axum",
        "tower",
        "http",
        "hyper",
        "crossterm",
        "ratatui",
        "rustix",
    ];
    let mut offences = Vec::new();
    for source in program(sources).filter(|source| PURE.iter().any(|room| source.is_below(room))) {
        let tokens = read(source);
        for stranger in STRANGERS {
            for line in crate_lines(&tokens, stranger) {
                let what =
                    format!("a vocabulary names `{stranger}`: it knows no runtime, no terminal and no HTTP");
                let advice = "keep the vocabulary pure: this belongs to the room that does the work";
                offences.push(offence(source, line, what, advice));
            }
        }
        offences.extend(impure(source, &tokens));
    }
    offences
}

/// The folders of managers, by name.
fn managers(sources: &[Source]) -> BTreeSet<String> {
    let folders = program(sources).filter_map(|source| {
        let name = source.path.strip_prefix("managers/")?.strip_suffix("/mod.rs")?;
        (!name.contains('/')).then(|| name.to_owned())
    });
    folders.collect()
}

/// A fifth manager is a folder and a line.
pub fn managers_are_named_once(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    let names = managers(sources);
    if names.is_empty() {
        return vec![Offence {
            path: "managers".into(),
            line: 1,
            what: "no manager has a folder".into(),
            advice: "mend this test: it proves nothing",
        }];
    }
    for name in names {
        let own = format!("managers/{name}");
        let advice = "move it into the manager's folder, or ask its `About` for it";
        for source in program(sources).filter(|source| !source.is_below(&own)) {
            let lines: Vec<usize> = lines_that_name(&source.words, &name)
                .into_iter()
                .filter(|line| !is_example(source, *line, &name))
                .collect();
            let allowed = match source.path.as_str() {
                "managers/registry.rs" => 1,
                "managers/mod.rs" => lines
                    .iter()
                    .filter(|line| source.code.lines().nth(*line - 1) == Some(&format!("pub mod {name};")))
                    .count()
                    .min(1),
                _ => 0,
            };
            for line in lines.into_iter().skip(allowed) {
                let what = format!("`{name}` is named outside of src/{own} and its one line of the registry");
                offences.push(offence(source, line, what, advice));
            }
        }
    }
    offences
}

/// The command line's help may show a user how a context of a manager is opened.
fn is_example(source: &Source, line: usize, name: &str) -> bool {
    let text = source.words.lines().nth(line - 1).unwrap_or_default();
    source.is_below("cli") && text.contains(&format!(" --manager {name} "))
}

fn lines_that_name(text: &str, name: &str) -> Vec<usize> {
    let is_named = |line: &str| {
        let tokens = tokens(line);
        tokens
            .iter()
            .any(|token| words_in(token.text).iter().any(|word| word == name))
    };
    let numbered = text.lines().zip(1..);
    numbered
        .filter(|(line, _)| is_named(line))
        .map(|(_, number)| number)
        .collect()
}

/// `reqwest` is the door's, `axum` the simulators'.
pub fn http_has_its_places(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for source in program(sources) {
        let tokens = read(source);
        let is_simulator = source.is_below("sandbox")
            || source.path == "transport/endpoint.rs"
            || simulator_of(source).is_some();
        if !source.is_below("transport") {
            for line in crate_lines(&tokens, "reqwest") {
                let what = "only `transport` names `reqwest`".to_owned();
                offences.push(offence(
                    source,
                    line,
                    what,
                    "send a `transport::Call` through the door",
                ));
            }
        }
        if !is_simulator {
            for line in crate_lines(&tokens, "axum") {
                let what = "only `transport::endpoint` and simulators name `axum`".to_owned();
                offences.push(offence(
                    source,
                    line,
                    what,
                    "say `sandbox::Simulated`, or move it into a simulator",
                ));
            }
        }
    }
    offences
}

/// What touches the world, or asks it for the time.
fn impure(source: &Source, tokens: &[Token<'_>]) -> Vec<Offence> {
    const WORLD: [&[&str]; 9] = [
        &["std", "::", "fs"],
        &["std", "::", "process"],
        &["std", "::", "env"],
        &["std", "::", "net"],
        &["std", "::", "thread"],
        &["Utc", "::", "now"],
        &["Local", "::", "now"],
        &["Instant", "::", "now"],
        &["SystemTime"],
    ];
    let mut offences = Vec::new();
    for words in WORLD {
        for line in sequence_lines(tokens, words) {
            let what = format!("`{}` touches the world", words.concat());
            offences.push(offence(
                source,
                line,
                what,
                "pass it in as a fact, or give it back as an effect",
            ));
        }
    }
    offences
}

/// In `tui`, only `runtime` waits, sends, reads the clock or holds the terminal.
pub fn screens_are_pure(sources: &[Source]) -> Vec<Offence> {
    let mut offences = Vec::new();
    let pure = |source: &&Source| source.is_below("tui") && !source.is_below("tui/runtime");
    for source in program(sources).filter(pure) {
        let tokens = read(source);
        for name in ["tokio", "crossterm", "rustix", "futures_util"] {
            for line in crate_lines(&tokens, name) {
                let what = format!("only `tui::runtime` names `{name}`");
                offences.push(offence(
                    source,
                    line,
                    what,
                    "return an effect, and let the runtime carry it out",
                ));
            }
        }
        for (line, path) in absolute(&tokens, &source.module()) {
            let what = match path.first().map(String::as_str) {
                Some("session") => "only `tui::runtime` names `session`",
                Some("store") => "only `tui::runtime` names `store`",
                Some("managers") if path.get(1).is_none_or(|named| named != "About") => {
                    "of the managers, `tui` knows only what they declare: `About`"
                }
                _ => continue,
            };
            let advice = "take a message, return an effect";
            offences.push(offence(source, line, what.to_owned(), advice));
        }
        offences.extend(impure(source, &tokens));
    }
    offences
}

/// The manager whose simulator a source belongs to.
fn simulator_of(source: &Source) -> Option<String> {
    let module = source.module();
    match module.as_slice() {
        [managers, name, sandbox, ..] if managers == "managers" && sandbox == "sandbox" => Some(name.clone()),
        _ => None,
    }
}

/// Client and simulator must not be able to be wrong together.
pub fn simulators_are_independent(sources: &[Source]) -> Vec<Offence> {
    const CLIENTS: [&str; 7] = [
        "wire", "kinds", "client", "lenient", "errors", "actions", "manager",
    ];
    let mut offences = Vec::new();
    for source in program(sources) {
        let Some(name) = simulator_of(source) else {
            continue;
        };
        for (line, path) in absolute(&read(source), &source.module()) {
            let is_clients = |path: &[String]| {
                path.len() > 2
                    && path[0] == "managers"
                    && path[1] == name
                    && CLIENTS.contains(&path[2].as_str())
            };
            if is_clients(&path) {
                let what = format!("the simulator of `{name}` names its client's `{}`", path[2]);
                offences.push(offence(
                    source,
                    line,
                    what,
                    "write the JSON after the documented samples",
                ));
            }
        }
    }
    offences
}

/// Sizes, silenced lints, and names that say nothing.
pub fn house_style(sources: &[Source]) -> Vec<Offence> {
    const LONGEST: usize = 800;
    const EMPTY_NAMES: [&str; 5] = ["utils", "util", "helpers", "common", "misc"];
    let mut offences = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        if lines > LONGEST {
            let what = format!("{lines} lines; a file has at most {LONGEST}");
            offences.push(offence(source, LONGEST, what, "split it by idea"));
        }
        if let Some(name) = source
            .module()
            .iter()
            .find(|name| EMPTY_NAMES.contains(&name.as_str()))
        {
            let what = format!("`{name}` says nothing");
            offences.push(offence(source, 1, what, "name the idea"));
        }
        for line in silenced_without_reason(&source.text) {
            let what = "a lint is silenced without a reason".to_owned();
            offences.push(offence(
                source,
                line,
                what,
                "add `reason = \"…\"`, or mend what the lint says",
            ));
        }
    }
    offences
}

fn silenced_without_reason(text: &str) -> Vec<usize> {
    let code = super::text::without_comments(text, super::text::Strings::Keep);
    let mut lines = Vec::new();
    for opening in ["#[allow(", "#![allow(", "#[expect(", "#![expect("] {
        for (at, _) in code.match_indices(opening) {
            let attribute = code[at..].split(")]").next().unwrap_or_default();
            if !attribute.contains("reason") {
                lines.push(code[..at].lines().count() + usize::from(code[..at].ends_with('\n') || at == 0));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests;
