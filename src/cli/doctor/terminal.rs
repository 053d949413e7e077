//! The terminal: what it says it is, and what it shows when asked.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use super::check::{Check, Findings, Group};
use super::configuration::Environment;
use super::questions::{Asking, NoAnswer, has_attributes, knows_mode, say};

/// The least that all screens fit on.
const LEAST: (u16, u16) = (80, 24);
/// A round trip that is felt while typing.
const SLOW: Duration = Duration::from_millis(150);
/// Of so many round trips the middle one counts.
const ROUNDS: usize = 5;

/// Looks at the terminal; without one, says that.
///
/// # Errors
/// What was found until then, if the user pressed Ctrl-C.
pub fn look(environment: Environment<'_>) -> Result<Vec<Check>, Vec<Check>> {
    let mut findings = Findings::of(Group::Terminal);
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        findings.skipped(
            "terminal",
            "input or output is none: run it on the terminal the console is for",
        );
        return Ok(findings.into_checks());
    }
    size(&mut findings);
    said(&mut findings, environment);
    match Asking::begin() {
        Ok(asking) => {
            if asked(&mut findings, &asking) == Err(NoAnswer::Interrupted) {
                findings.skipped("answers", "interrupted, and nothing else was looked at");
                return Err(findings.into_checks());
            }
        }
        Err(error) => findings.skipped("answers", format!("it cannot be asked: {error}")),
    }
    Ok(findings.into_checks())
}

fn size(findings: &mut Findings) {
    let fix = format!("make the window {}x{} or larger", LEAST.0, LEAST.1);
    match rustix::termios::tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col >= LEAST.0 && size.ws_row >= LEAST.1 => {
            findings.ok("size", format!("{}x{}", size.ws_col, size.ws_row));
        }
        Ok(size) if size.ws_col == 0 => findings.warning("size", "it does not tell its size", fix),
        Ok(size) => {
            let says = format!("{}x{}: not everything fits", size.ws_col, size.ws_row);
            findings.warning("size", says, fix);
        }
        Err(error) => findings.warning("size", format!("it does not tell its size: {error}"), fix),
    }
}

/// What the environment says of it.
fn said(findings: &mut Findings, environment: Environment<'_>) {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    match set("TERM").as_deref() {
        None | Some("dumb") => findings.warning(
            "kind",
            "TERM is not set, or dumb: nothing is known of what it can show",
            "set TERM to what the terminal is, as xterm-256color",
        ),
        Some(term) => findings.ok("kind", format!("TERM = {term}")),
    }
    if set("NO_COLOR").is_some() {
        findings.ok("colours", "none, as NO_COLOR asks");
    } else if set("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit") {
        findings.ok("colours", "16 million (COLORTERM)");
    } else if set("TERM").is_some_and(|term| term.contains("256") || term.contains("kitty")) {
        findings.ok("colours", "256; set COLORTERM=truecolor if it can show more");
    } else {
        findings.ok("colours", "16; set TERM and COLORTERM if it can show more");
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let is_utf8 = locale.as_ref().is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    match locale {
        Some(locale) if is_utf8 => findings.ok("locale", locale),
        locale => findings.warning(
            "locale",
            format!(
                "{}, which is not UTF-8",
                locale.as_deref().unwrap_or("none is set")
            ),
            "set LANG=C.UTF-8 (or another that ends in UTF-8), or use --ascii",
        ),
    }
    let within = if set("TMUX").is_some() {
        Some((
            "tmux",
            "for copying with OSC 52: set -g set-clipboard on, in tmux.conf",
        ))
    } else {
        set("STY").map(|_| ("screen", "screen passes no copying (OSC 52) on: tmux does"))
    };
    match within {
        Some((name, note)) => findings.ok("multiplexer", format!("{name}; {note}")),
        None => findings.ok(
            "multiplexer",
            "none; copying works where the terminal allows OSC 52",
        ),
    }
}

/// What it shows when asked.
fn asked(findings: &mut Findings, asking: &Asking) -> Result<(), NoAnswer> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        match asking.cursor("") {
            Ok(_) => rounds.push(began.elapsed()),
            Err(NoAnswer::Silent) => {
                findings.skipped(
                    "answers",
                    "it answers no question, so the rest cannot be measured",
                );
                return Ok(());
            }
            Err(NoAnswer::Interrupted) => return Err(NoAnswer::Interrupted),
        }
    }
    rounds.sort();
    let middle = rounds.get(ROUNDS / 2).copied().unwrap_or_default();
    let says = format!("{:.1} ms there and back", middle.as_secs_f64() * 1_000.0);
    if middle > SLOW {
        findings.warning("round trip", says, "it is far away: --reduced-motion sends less");
    } else {
        findings.ok("round trip", says);
    }
    // A character of two cells moves the cursor by two, if it is understood as one.
    let shown = asking.cursor("\r\u{6f22}");
    say("\r\x1b[K");
    match shown? {
        (_, 3) => findings.ok("unicode", "wide characters take two cells, as they should"),
        (_, column) => findings.warning(
            "unicode",
            format!(
                "a wide character takes {} cells instead of two",
                column.saturating_sub(1)
            ),
            "set the terminal (and tmux: tmux -u) to UTF-8, or use --ascii",
        ),
    }
    match asking.ask("\x1b[?2026$p\x1b[c", has_attributes) {
        Ok(answer) if knows_mode(&answer, 2026) => findings.ok("updates", "shown in one piece (mode 2026)"),
        Ok(_) | Err(NoAnswer::Silent) => {
            findings.ok(
                "updates",
                "it does not know updates in one piece (mode 2026); nothing is lost",
            );
        }
        Err(NoAnswer::Interrupted) => return Err(NoAnswer::Interrupted),
    }
    Ok(())
}
