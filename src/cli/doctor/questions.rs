//! Questions to a terminal, and its answers; each with a limit, for one that says nothing.
//!
//! While they are asked the terminal neither echoes nor acts on keys, so that answers are not taken for typing:
//! Ctrl-C is read as a key then, and ends the asking.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::LocalModes;

use crate::cli::held_terminal::HeldTerminal;

/// How long an answer is waited for; a terminal far away takes some tenths of a second.
const LIMIT: Duration = Duration::from_millis(1_000);

/// The key Ctrl-C.
const INTERRUPT: u8 = 3;

/// A terminal that is being asked; it is as it was when this is dropped.
pub struct Asking {
    _held: HeldTerminal,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nothing within the limit, or the terminal is gone.
    Silent,
    Interrupted,
}

impl Asking {
    /// Begins to ask the terminal of this process.
    ///
    /// # Errors
    /// There is none.
    pub fn begin() -> io::Result<Self> {
        let held = HeldTerminal::begin(|modes| {
            modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        })?;
        Ok(Self { _held: held })
    }

    /// Writes a question and reads up to the end of its answer.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn ask(&self, question: &str, is_end: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, NoAnswer> {
        say(question);
        let until = Instant::now() + LIMIT;
        let mut answer = Vec::new();
        while !is_end(&answer) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(NoAnswer::Silent);
            }
            let mut chunk = [0; 64];
            let count = read_within(left, &mut chunk).map_err(|_| NoAnswer::Silent)?;
            let read = chunk.get(..count).unwrap_or_default();
            if read.contains(&INTERRUPT) {
                return Err(NoAnswer::Interrupted);
            }
            answer.extend_from_slice(read);
        }
        Ok(answer)
    }

    /// Where the cursor is: row and column, from 1 (DSR 6).
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn cursor(&self, after: &str) -> Result<(u16, u16), NoAnswer> {
        let answer = self.ask(&format!("{after}\x1b[6n"), |answer| position(answer).is_some())?;
        position(&answer).ok_or(NoAnswer::Silent)
    }
}

/// Writes to the terminal what is no data.
pub fn say(sequence: &str) {
    let mut out = io::stdout().lock();
    // A terminal that is gone does not answer either, which is noticed there.
    let _gone = out.write_all(sequence.as_bytes()).and_then(|()| out.flush());
}

/// Reads what is there within the limit; nothing, if nothing comes.
fn read_within(limit: Duration, chunk: &mut [u8]) -> io::Result<usize> {
    let stdin = io::stdin();
    let limit = Timespec::try_from(limit).unwrap_or(Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    });
    if poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&limit))? == 0 {
        return Ok(0);
    }
    match rustix::io::read(&stdin, chunk)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        count => Ok(count),
    }
}

/// The position in `ESC [ row ; column R`.
fn position(answer: &[u8]) -> Option<(u16, u16)> {
    let text = String::from_utf8_lossy(answer);
    let (_, report) = text.rsplit_once("\x1b[")?;
    let (row, column) = report.strip_suffix('R')?.split_once(';')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}

/// What a terminal says of a private mode (DECRQM): 1 and 2 are on and off, 0 and no answer unknown.
///
/// The question is followed by one that every terminal answers, so that silence is short.
pub fn knows_mode(answer: &[u8], mode: u16) -> bool {
    let text = String::from_utf8_lossy(answer);
    let beginning = format!("\x1b[?{mode};");
    let report = text
        .split_once(&beginning)
        .and_then(|(_, rest)| rest.split_once("$y"));
    report.is_some_and(|(state, _)| matches!(state, "1" | "2" | "3" | "4"))
}

/// Whether the primary device attributes have come (DA 1): `ESC [ ? … c`.
pub fn has_attributes(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let mut reports = text.split("\x1b[?").skip(1);
    reports.any(|report| {
        let end = report.find(|c: char| !c.is_ascii_digit() && c != ';');
        end.and_then(|end| report.get(end..))
            .is_some_and(|rest| rest.starts_with('c'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_also_behind_other_bytes() {
        assert_eq!(position(b"\x1b[12;3R"), Some((12, 3)));
        assert_eq!(position(b"x\x1b[A\x1b[1;80R"), Some((1, 80)));
        assert_eq!(position(b"\x1b[12;"), None);
        assert!(has_attributes(b"\x1b[?2026;2$y\x1b[?62;22c"));
        assert!(!has_attributes(b"\x1b[?2026;2$y\x1b[?62"));
        assert!(knows_mode(b"\x1b[?2026;2$y\x1b[?62;22c", 2026));
        assert!(!knows_mode(b"\x1b[?2026;0$y\x1b[?62;22c", 2026));
        assert!(!knows_mode(b"\x1b[?62;22c", 2026));
    }
}
