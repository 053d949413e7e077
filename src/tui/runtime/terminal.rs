//! Takes the terminal, and gives it back whatever happens: quit, panic, signal, suspension.
//!
//! Whether the terminal is ours is one flag for the whole process, so that [`restore`] may be called from
//! any thread, any number of times. Frames go through [`Output`], which writes nothing while the terminal
//! is not ours: a frame that was under way cannot appear on the user's shell.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use nix::unistd::{getpgrp, getppid, getsid, tcgetpgrp};
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{OptionalActions, tcgetattr, tcgetwinsize, tcsetattr};

/// Alternate screen, cursor hidden, no wrapping at the last column, paste in brackets, focus events, and
/// keys without ambiguity (kitty's protocol, flag 1; never asked for, as other terminals skip it).
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?1004h\x1b[>1u";

/// Buttons, drags and wheel, in the form without limit of columns; no report of mere motion.
const ENTER_MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// Gives the mouse back to the terminal.
const LEAVE_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// What [`ENTER`] and [`ENTER_MOUSE`] set, and what a frame cut short may leave: style, margins and an
/// update held back. The keyboard's flags belong to the alternate screen, so they go before it.
const LEAVE: &[u8] = b"\x1b[<1u\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[m\x1b[r\
    \x1b[?2026l\x1b[?7h\x1b[?25h\x1b[?1049l";

/// How long a terminal that takes no output may hold up the restoring.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long a stop may take to reach the thread that asked for it.
const STOP_DELAY: Duration = Duration::from_secs(1);

/// How long a signal that ends the process may take to reach the thread that waits for it.
const END_DELAY: Duration = Duration::from_millis(100);

/// Exit code after a panic, as Rust's own.
const PANICKED: i32 = 101;

static IS_OURS: AtomicBool = AtomicBool::new(false);

/// While a guard lives whose terminal is with another program.
static IS_LENT: AtomicBool = AtomicBool::new(false);
/// Held while the terminal is given back.
static RESTORING: Mutex<()> = Mutex::new(());

/// Counts how often the process was continued after a stop.
static CONTINUED: (Mutex<u64>, Condvar) = (Mutex::new(0), Condvar::new());

/// Held while bytes are written.
static WRITING: Mutex<()> = Mutex::new(());

/// Why the console cannot have the terminal.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    #[error("the console needs a terminal, but its {0} is not one")]
    NotATerminal(&'static str),
    #[error("the terminal does not obey")]
    Io(#[from] io::Error),
}

/// What to ask of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Reports clicks, drags and the wheel. While it does, selecting text takes a held Shift.
    pub mouse: bool,
}

/// The terminal, as long as it is ours.
#[derive(Debug)]
pub struct TerminalGuard {
    options: Options,
}

impl TerminalGuard {
    /// Takes the terminal: raw mode, alternate screen and modes, in one write.
    ///
    /// # Errors
    /// [`TerminalError::NotATerminal`] if input or output is redirected; nothing was changed then.
    pub fn enter(options: Options) -> Result<Self, TerminalError> {
        if !io::stdin().is_terminal() {
            return Err(TerminalError::NotATerminal("input"));
        }
        if !io::stdout().is_terminal() {
            return Err(TerminalError::NotATerminal("output"));
        }
        let guard = Self { options };
        guard.take()?;
        Ok(guard)
    }

    /// Gives the terminal back, until [`TerminalGuard::reclaim`].
    pub fn release(&self) {
        IS_LENT.store(true, Ordering::SeqCst);
        restore();
    }

    /// Lends the terminal to a program that `borrow` runs, and takes it again with the line discipline that it
    /// had before: a program that ends badly leaves it as it likes.
    ///
    /// # Errors
    /// [`TerminalError::Io`] if the terminal is gone.
    pub fn lend<T>(&self, borrow: impl FnOnce() -> T) -> Result<T, TerminalError> {
        self.release();
        let modes = tcgetattr(io::stdin());
        let result = borrow();
        if let Ok(modes) = modes {
            // Fails only on a terminal that is gone, which is noticed below.
            let _gone = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
        }
        self.reclaim()?;
        Ok(result)
    }

    /// Takes the terminal again, also if something changed its modes behind our back. What it shows is
    /// unknown then.
    ///
    /// # Errors
    /// [`TerminalError::Io`] if the terminal is gone.
    pub fn reclaim(&self) -> Result<(), TerminalError> {
        restore();
        wait_for_the_front()?;
        self.take()
    }

    /// Gives the terminal back, stops this process and its group as Ctrl-Z does, and takes the terminal
    /// again once continued. Where no shell could continue it, the process does not stop.
    ///
    /// # Errors
    /// [`TerminalError::Io`] if the terminal is gone.
    pub fn suspend(&self) -> Result<(), TerminalError> {
        self.release();
        if can_be_continued() {
            stop()?;
        }
        self.reclaim()
    }

    /// Takes the mouse, or leaves it to the terminal: also after the next suspension.
    ///
    /// # Errors
    /// [`TerminalError::Io`] if the terminal is gone.
    pub fn capture_mouse(&mut self, capture: bool) -> Result<(), TerminalError> {
        self.options.mouse = capture;
        let sequence = if capture { ENTER_MOUSE } else { LEAVE_MOUSE };
        Ok(Output::new().and_then(|mut output| output.write(sequence))?)
    }

    /// Gives the terminal back for good.
    pub fn leave(self) {
        drop(self);
    }

    fn take(&self) -> Result<(), TerminalError> {
        enable_raw_mode()?;
        IS_OURS.store(true, Ordering::SeqCst);
        IS_LENT.store(false, Ordering::SeqCst);
        let mut sequence = ENTER.to_vec();
        if self.options.mouse {
            sequence.extend_from_slice(ENTER_MOUSE);
        }
        let written = Output::new().and_then(|mut output| output.write(&sequence));
        if written.is_err() {
            restore();
        }
        Ok(written?)
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        IS_LENT.store(false, Ordering::SeqCst);
        restore();
    }
}

/// Gives the terminal back if it is ours. May be called from any thread, also while another one hangs in a
/// write to a terminal that takes no output: after a quarter of a second the rest is done without it.
pub fn restore() {
    // Whoever comes second may end the process: not before the first has given the terminal back.
    let _one = RESTORING.lock().unwrap_or_else(PoisonError::into_inner);
    if !IS_OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let (done, finished) = mpsc::channel();
    let writer = thread::Builder::new().name("restore".to_owned()).spawn(move || {
        let _writing = writing();
        let _gone = duplicate_of_stdout().and_then(|tty| write_all(&tty, LEAVE));
        let _late = done.send(());
    });
    if writer.is_ok() {
        let _stuck = finished.recv_timeout(PATIENCE);
    }
    // Fails only on a terminal that is gone.
    let _gone = disable_raw_mode();
}

/// Whether the terminal is ours at the moment.
pub fn is_ours() -> bool {
    IS_OURS.load(Ordering::SeqCst)
}

/// Whether the terminal is with a program that we started, by [`TerminalGuard::release`].
pub fn is_lent() -> bool {
    IS_LENT.load(Ordering::SeqCst)
}

/// Notes that the process was continued (SIGCONT).
pub(super) fn note_continued() {
    let (count, changed) = &CONTINUED;
    *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    changed.notify_all();
}

/// Makes a panic in any thread give the terminal back, print its report and end the process.
///
/// The report is that of the hook in place, so install that first. While the terminal is not ours, a panic
/// is left to that hook alone.
pub fn install_panic_hook() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let was_ours = is_ours();
        restore();
        report(panic);
        super::keeper::save_all();
        if was_ours {
            std::process::exit(PANICKED);
        }
    }));
}

/// The size of the terminal in columns and rows.
///
/// # Errors
/// If there is no terminal, or it does not know its size.
pub fn size() -> io::Result<Size> {
    let size = tcgetwinsize(io::stdout())?;
    if size.ws_col == 0 || size.ws_row == 0 {
        return Err(io::Error::new(
            ErrorKind::Unsupported,
            "the terminal does not know its size",
        ));
    }
    Ok(Size::new(size.ws_col, size.ws_row))
}

/// Writes frames, each with one call, so that none is seen half.
#[derive(Debug)]
pub struct Output {
    tty: File,
}

impl Output {
    /// Opens the terminal for frames.
    ///
    /// # Errors
    /// If the process has no descriptor left.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            tty: duplicate_of_stdout()?,
        })
    }

    /// Writes all of `frame`; nothing if it is empty, or the terminal is not ours.
    ///
    /// # Errors
    /// If the terminal is gone. What it shows is unknown then.
    pub fn write(&mut self, frame: &[u8]) -> io::Result<()> {
        let _writing = writing();
        if is_ours() {
            write_all(&self.tty, frame)
        } else {
            Ok(())
        }
    }
}

fn writing() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn duplicate_of_stdout() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Writes everything, also to a descriptor that another process set to non-blocking.
fn write_all(mut tty: &File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match tty.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                match poll(&mut [PollFd::new(tty, PollFlags::OUT)], None) {
                    Ok(_) | Err(rustix::io::Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Stops this process and its group, and returns once it was continued.
fn stop() -> io::Result<()> {
    let (count, changed) = &CONTINUED;
    let before = count.lock().unwrap_or_else(PoisonError::into_inner);
    let continued_before = *before;
    // Not SIGTSTP: a handler stands for that one, so that the terminal can be given back first. The whole
    // group, as a script that waits for us must stop too for the shell to take notice.
    kill_current_process_group(Signal::STOP)?;
    // The kernel may hand the signal to another thread first, while this one still runs. A stop uses up
    // the delay, so a continuation that nobody noted does not take longer.
    let _continued = changed.wait_timeout_while(before, STOP_DELAY, |count| *count == continued_before);
    Ok(())
}

/// Stops until the shell puts this process in front: continued behind it, as `bg` and `kill` do, the
/// terminal is not ours to take.
fn wait_for_the_front() -> io::Result<()> {
    while is_behind() {
        // A signal that ends the process came with the continuation: it must not be stopped before that.
        thread::sleep(END_DELAY);
        if is_behind() {
            stop()?;
        }
    }
    Ok(())
}

/// Whether a shell with job control has the terminal, or another of its jobs.
fn is_behind() -> bool {
    can_be_continued() && tcgetpgrp(io::stdin()).is_ok_and(|front| front != getpgrp())
}

/// Whether a shell with job control stands above this process: it gave our group a number of its own, and
/// our parent is in the same session. Else the group is an orphan, which nobody would continue.
///
/// In a container the session may have begun outside, and then its number reads as zero: no error, and equal
/// for us and for a parent within. `rustix` takes such a zero for impossible, therefore `nix` here. A parent
/// that is itself outside has the number zero, of which nothing can be asked.
fn can_be_continued() -> bool {
    let parent = getppid();
    let session = getsid(None).ok();
    parent.as_raw() != 0
        && session.is_some()
        && session == getsid(Some(parent)).ok()
        && session != Some(getpgrp())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Read;

    use rustix::io::ioctl_fionbio;
    use rustix::pipe::pipe;

    use super::*;

    #[test]
    fn a_frame_larger_than_the_terminal_takes_at_once_arrives_whole() {
        let (reader, writer) = pipe().unwrap();
        ioctl_fionbio(&writer, true).unwrap();
        let frame: Vec<u8> = (0..=u8::MAX).cycle().take(1 << 20).collect();
        let received = thread::spawn(move || {
            let mut received = Vec::new();
            File::from(reader).read_to_end(&mut received).map(|_| received)
        });
        write_all(&File::from(writer), &frame).unwrap();
        assert!(received.join().unwrap().unwrap() == frame);
    }

    #[test]
    fn a_terminal_that_is_gone_is_an_error() {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        assert_eq!(
            write_all(&File::from(writer), b"frame").unwrap_err().kind(),
            ErrorKind::BrokenPipe
        );
    }

    #[test]
    fn nothing_is_written_to_a_terminal_that_is_not_ours() {
        let (reader, writer) = pipe().unwrap();
        Output {
            tty: File::from(writer),
        }
        .write(b"frame")
        .unwrap();
        let mut received = Vec::new();
        File::from(reader).read_to_end(&mut received).unwrap();
        assert_eq!(received, b"");
        restore();
    }

    #[test]
    fn every_mode_that_is_set_is_taken_back() {
        let entered = [ENTER, ENTER_MOUSE].concat();
        let modes = |sequence: &[u8]| -> BTreeSet<String> {
            let text = String::from_utf8(sequence.to_vec()).unwrap();
            text.split("\x1b[?")
                .filter_map(|mode| Some(mode.split_once(['h', 'l'])?.0.to_owned()))
                .collect()
        };
        // A frame sets this one, and may be cut short.
        let expected: BTreeSet<_> = modes(&entered).into_iter().chain(["2026".to_owned()]).collect();
        assert_eq!(modes(LEAVE), expected);
    }
}
