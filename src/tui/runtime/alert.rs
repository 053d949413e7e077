//! Calls the user: the bell, a notification of the terminal where it knows one, a command of the user's.

use std::process::{Command, Stdio};
use std::thread;

/// How the user is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alerting {
    /// The terminal's own notification, where it is known to have one.
    pub notification: Option<Notification>,
    /// A command of the user's; it gets the words as its first argument.
    pub command: Option<String>,
}

/// A sequence that terminals show as a notification of the desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notification {
    /// `OSC 9`: iTerm2, kitty, WezTerm, Ghostty, Windows Terminal.
    Osc9,
    /// `OSC 777`: urxvt, foot, VTE.
    Osc777,
}

/// The bell alone.
const BELL: &str = "\x07";

impl Alerting {
    /// What this terminal knows, by what it says of itself. Inside tmux and screen nothing is known of the
    /// terminal outside, and the bell is what they pass on.
    pub fn of_terminal(environment: &dyn Fn(&str) -> Option<String>, command: Option<String>) -> Self {
        let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        let term = environment("TERM").unwrap_or_default();
        let program = environment("TERM_PROGRAM").unwrap_or_default();
        let is_inside = is_set("TMUX") || is_set("STY");
        let notification = if is_inside {
            None
        } else if ["iTerm.app", "WezTerm", "ghostty"].contains(&&*program)
            || term.starts_with("xterm-kitty")
            || is_set("WT_SESSION")
        {
            Some(Notification::Osc9)
        } else if term.starts_with("foot") || term.starts_with("rxvt-unicode") {
            Some(Notification::Osc777)
        } else {
            None
        };
        Self {
            notification,
            command,
        }
    }

    /// The bytes that call the user, for the terminal.
    pub(super) fn bytes(&self, words: &str) -> Vec<u8> {
        // The words are a manager's, too: nothing in them may end the sequence.
        let words: String = words.chars().filter(|c| !c.is_control()).collect();
        let sequence = match self.notification {
            None => BELL.to_owned(),
            Some(Notification::Osc9) => format!("\x1b]9;{words}\x1b\\{BELL}"),
            Some(Notification::Osc777) => {
                format!(
                    "\x1b]777;notify;quarterdeck;{}\x1b\\{BELL}",
                    words.replace(';', ",")
                )
            }
        };
        sequence.into_bytes()
    }

    /// Runs the user's command, and does not wait for it.
    pub(super) fn run_command(&self, words: &str) {
        let Some(command) = &self.command else { return };
        let spawned = Command::new("/bin/sh")
            .arg("-c")
            .arg(format!("{command} \"$1\""))
            .arg("sh")
            .arg(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if let Ok(mut child) = spawned {
            // Somebody must take its end, or it would stay in the table of processes.
            let _no_thread = thread::Builder::new()
                .name("alert".to_owned())
                .spawn(move || child.wait());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_terminal(variables: &[(&str, &str)]) -> Option<Notification> {
        let environment = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Alerting::of_terminal(&environment, None).notification
    }

    #[test]
    fn a_notification_is_sent_only_to_terminals_that_know_it() {
        assert_eq!(in_terminal(&[("TERM", "xterm-kitty")]), Some(Notification::Osc9));
        assert_eq!(in_terminal(&[("TERM", "foot")]), Some(Notification::Osc777));
        assert_eq!(in_terminal(&[("TERM", "xterm-256color")]), None);
        assert_eq!(in_terminal(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/x")]), None);
    }

    #[test]
    fn words_cannot_leave_the_sequence() {
        let alerting = Alerting {
            notification: Some(Notification::Osc777),
            command: None,
        };
        let bytes = String::from_utf8(alerting.bytes("a;b\x1b]0;x\x07c")).unwrap();
        assert_eq!(bytes, "\x1b]777;notify;quarterdeck;a,b]0,xc\x1b\\\x07");
    }
}
