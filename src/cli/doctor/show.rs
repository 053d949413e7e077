//! Findings for people and for programs.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::surface::Surface;
use crate::resource::text::visible;

use super::check::{Check, State};

/// The width where the terminal does not say another.
const USUAL_WIDTH: usize = 80;
/// Longer lines are hard to read.
const WIDEST: usize = 100;
/// What stands before each sentence: two spaces, the state, what was looked at.
const MARGIN: usize = 2 + 9 + 16;

/// The findings under the headings of their groups, and what they come to.
pub fn text(checks: &[Check], surface: &Surface) -> String {
    let width = surface.width.unwrap_or(USUAL_WIDTH).clamp(MARGIN + 20, WIDEST);
    let mut out = String::new();
    let mut heading = String::new();
    for check in checks {
        let own = match &check.context {
            Some(context) => format!("{} {}", check.group.word(), visible(context)),
            None => check.group.word().to_owned(),
        };
        if own != heading {
            let gap = if heading.is_empty() { "" } else { "\n" };
            out.push_str(&format!("{gap}{}\n", painted(&own, Style::new().bold(), surface)));
            heading = own;
        }
        let state = painted(&format!("{:<9}", mark(check.state)), style(check.state), surface);
        out.push_str(&format!("  {state}{:<16}", check.check));
        out.push_str(&wrapped(&visible(&check.says), width));
        if let Some(fix) = &check.fix {
            out.push_str(&" ".repeat(MARGIN));
            out.push_str(&wrapped(&format!("fix: {}", visible(fix)), width));
        }
    }
    out.push_str(&format!("\n{}\n", sum(checks)));
    out
}

/// An array of objects.
pub fn json(checks: &[Check]) -> Value {
    let object = |check: &Check| {
        let members = [
            ("group", Some(check.group.word())),
            ("context", check.context.as_deref()),
            ("check", Some(check.check)),
            ("state", Some(check.state.word())),
            ("says", Some(check.says.as_str())),
            ("fix", check.fix.as_deref()),
        ];
        let there = members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
        Value::Object(there.collect())
    };
    checks.iter().map(object).collect()
}

/// What stands out without colours, too.
fn mark(state: State) -> &'static str {
    match state {
        State::Ok => "ok",
        State::Warning => "WARNING",
        State::Problem => "PROBLEM",
        State::Skipped => "-",
    }
}

fn style(state: State) -> Style {
    match state {
        State::Ok => AnsiColor::Green.on_default(),
        State::Warning => AnsiColor::Yellow.on_default(),
        State::Problem => AnsiColor::Red.on_default(),
        State::Skipped => Style::new().dimmed(),
    }
}

fn painted(words: &str, style: Style, surface: &Surface) -> String {
    if surface.has_colour {
        format!("{style}{words}{style:#}")
    } else {
        words.to_owned()
    }
}

/// Words in lines that begin at the margin; the first line is there already.
fn wrapped(words: &str, width: usize) -> String {
    let room = width.saturating_sub(MARGIN);
    let mut out = String::new();
    let mut used = 0;
    for word in words.split_whitespace().flat_map(|word| parts(word, room)) {
        let gap = usize::from(used > 0);
        if used > 0 && used + gap + word.width() > room {
            out.push('\n');
            out.push_str(&" ".repeat(MARGIN));
            used = 0;
        } else if gap > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += word.width();
    }
    out.push('\n');
    out
}

/// A word that fits into the room, or the parts of one that does not: addresses and paths end at a slash.
fn parts(word: &str, room: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while rest.width() > room {
        let mut used = 0;
        let fits = |(_, c): &(usize, char)| {
            used += c.width().unwrap_or(0);
            used <= room
        };
        let end = rest.char_indices().take_while(fits).last();
        let end = end.map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let head = rest.get(..end).unwrap_or(rest);
        let end = head.rfind('/').map_or(end, |slash| slash + 1);
        let Some((part, behind)) = rest.split_at_checked(end).filter(|(part, _)| !part.is_empty()) else {
            break;
        };
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

/// What it comes to: `2 problems, 1 warning; 3 contexts fine`.
fn sum(checks: &[Check]) -> String {
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    let counted = |count: usize, word: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {word}{plural}")
    };
    let mut fine: BTreeMap<&str, bool> = BTreeMap::new();
    for check in checks {
        if let Some(context) = &check.context {
            *fine.entry(context).or_insert(true) &= check.state != State::Problem;
        }
    }
    let found = match (count(State::Problem), count(State::Warning)) {
        (0, 0) => "No problem was found".into(),
        (problems, 0) => counted(problems, "problem"),
        (0, warnings) => format!("No problem, {}", counted(warnings, "warning")),
        (problems, warnings) => {
            format!(
                "{}, {}",
                counted(problems, "problem"),
                counted(warnings, "warning")
            )
        }
    };
    let good = fine.values().filter(|is_fine| **is_fine).count();
    match (good, fine.len()) {
        (_, 0) => format!("{found}."),
        (good, all) if good == all => format!("{found}; {} fine.", counted(good, "context")),
        (good, all) => format!("{found}; {good} of {} fine.", counted(all, "context")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::doctor::check::{Findings, Group};

    fn findings() -> Vec<Check> {
        let mut program = Findings::of(Group::Program);
        program.ok("version", "qd 0.1.0");
        let mut context = Findings::of_context("prod");
        let long = "the certificate is for other.example, and not for manager.example, where it was shown";
        context.problem("tls", long, "correct the URL, or have the certificate replaced");
        context.skipped("read", "after tls");
        [program.into_checks(), context.into_checks()].concat()
    }

    #[test]
    fn sentences_are_wrapped_beside_their_marks() {
        insta::assert_snapshot!(text(&findings(), &Surface::PLAIN), @r"
        program
          ok       version         qd 0.1.0

        context prod
          PROBLEM  tls             the certificate is for other.example, and not for
                                   manager.example, where it was shown
                                   fix: correct the URL, or have the certificate
                                   replaced
          -        read            after tls

        1 problem; 0 of 1 context fine.
        ");
    }

    #[test]
    fn a_long_address_is_broken_behind_a_slash() {
        let address = "https://manager.example/auth/realms/acme/protocol/openid-connect/token";
        let lines = wrapped(address, 80);
        let lines: Vec<_> = lines.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "https://manager.example/auth/realms/acme/protocol/",
                "openid-connect/token"
            ]
        );
        assert_eq!(parts(&"x".repeat(7), 3), ["xxx", "xxx", "x"]);
    }

    #[test]
    fn programs_get_an_array() {
        let array = json(&findings());
        assert_eq!(
            array[0],
            json!({"group": "program", "check": "version", "state": "ok", "says": "qd 0.1.0"})
        );
        assert_eq!(array[1]["context"], "prod");
        assert_eq!(array[1]["state"], "problem");
    }
}
