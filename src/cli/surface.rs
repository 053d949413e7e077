//! What standard output and standard error are: a terminal or not, how wide, with colours or without.

use std::ffi::OsStr;
use std::io::{IsTerminal, Write};
use std::os::fd::AsFd;

use crate::resource::Notice;

/// Where data goes, and where everything else goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surface {
    /// The width of standard output in cells, if it is a terminal.
    pub width: Option<usize>,
    pub has_colour: bool,
    /// The width of standard error in cells, if it is a terminal: progress is shown only there.
    pub progress_width: Option<usize>,
    /// Whether there is somebody to ask: standard input and standard error are terminals.
    pub can_ask: bool,
}

impl Surface {
    /// What this process was started with.
    pub fn of_process() -> Self {
        let width = terminal_width(&std::io::stdout());
        let progress_width = terminal_width(&std::io::stderr());
        Self {
            width,
            has_colour: width.is_some() && wants_colour(|name| std::env::var_os(name)),
            progress_width,
            can_ask: progress_width.is_some() && std::io::stdin().is_terminal(),
        }
    }

    /// No terminal anywhere.
    pub const PLAIN: Self = Self {
        width: None,
        has_colour: false,
        progress_width: None,
        can_ask: false,
    };
}

/// The width taken where a terminal does not say its own.
const USUAL_WIDTH: usize = 80;

fn terminal_width(stream: &(impl IsTerminal + AsFd)) -> Option<usize> {
    if !stream.is_terminal() {
        return None;
    }
    let columns = rustix::termios::tcgetwinsize(stream).map_or(0, |size| usize::from(size.ws_col));
    Some(if columns == 0 { USUAL_WIDTH } else { columns })
}

fn wants_colour<V: AsRef<OsStr>>(environment: impl Fn(&str) -> Option<V>) -> bool {
    let is_set = environment("NO_COLOR").is_some_and(|value| !value.as_ref().is_empty());
    let is_dumb = environment("TERM").is_some_and(|term| term.as_ref() == "dumb");
    !is_set && !is_dumb
}

/// One line on standard error.
pub fn tell(notice: &Notice) {
    tell_line(&format!("qd: {}", notice.line()));
}

/// One line of text on standard error.
pub fn tell_line(line: &str) {
    // Without standard error there is nobody to tell.
    let _unheard = writeln!(std::io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_and_a_dumb_terminal_mean_no_colours() {
        let with = |name: &'static str, value: &'static str| {
            wants_colour(move |asked| (asked == name).then_some(value))
        };
        assert!(with("TERM", "xterm-256color"));
        assert!(with("NO_COLOR", ""), "an empty NO_COLOR counts as not set");
        assert!(!with("NO_COLOR", "1"));
        assert!(!with("TERM", "dumb"));
    }
}
