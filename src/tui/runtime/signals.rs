//! Window size, termination and job control.
//!
//! Signals have a thread and a small runtime of their own: what they ask for happens even while the
//! console's own threads hang. While the terminal is with a program that we started, such as an editor,
//! its keys for "interrupt" and "stop" send a signal to us too, as to the whole group: they are not for us.

use std::io;
use std::thread;
use std::time::Duration;

use ratatui::layout::Size;
use rustix::process::{Signal as Number, getpid, kill_process};
use tokio::runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::store::login_key;

use super::{keeper, terminal};

/// How long the console may take to leave by itself once it was told to.
const GRACE: Duration = Duration::from_millis(80);

/// What another process asks of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignalEvent {
    /// The window has a new size (SIGWINCH).
    Resize(Size),
    /// The process is to end (SIGTERM, SIGHUP, SIGINT). If it has not by itself within 80 ms, the terminal
    /// is given back and the process ends with [`Termination::exit_code`].
    Terminate(Termination),
    /// The process is to stop (SIGTSTP): [`terminal::TerminalGuard::suspend`].
    Suspend,
    /// The process goes on after a stop (SIGCONT), with the terminal in a state nobody knows:
    /// [`terminal::TerminalGuard::reclaim`], read the size, paint everything.
    Continue,
}

/// The signal that ends the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Termination {
    /// Interrupted by another process: the key Ctrl-C is a key.
    Interrupt,
    /// The terminal or its connection was closed.
    HangUp,
    Terminate,
}

impl Termination {
    /// 128 plus the signal's number, as a shell reports it.
    pub fn exit_code(self) -> i32 {
        128 + match self {
            Termination::HangUp => SignalKind::hangup().as_raw_value(),
            Termination::Interrupt => SignalKind::interrupt().as_raw_value(),
            Termination::Terminate => SignalKind::terminate().as_raw_value(),
        }
    }
}

/// Starts the thread that waits for signals; it lives as long as the process. `send` must not block.
///
/// # Errors
/// If the process has no thread or descriptor left.
pub fn start(send: impl Fn(SignalEvent) + Send + 'static) -> io::Result<()> {
    let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
    let signals = runtime.block_on(async { Signals::register() })?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || runtime.block_on(signals.deliver(send)))?;
    Ok(())
}

/// The signals that are waited for.
struct Signals {
    window: Signal,
    interrupt: Signal,
    hang_up: Signal,
    terminate: Signal,
    stop: Signal,
    go_on: Signal,
}

impl Signals {
    fn register() -> io::Result<Self> {
        let kind = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Self {
            window: signal(SignalKind::window_change())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            stop: kind(Number::TSTP)?,
            go_on: kind(Number::CONT)?,
        })
    }

    async fn deliver(mut self, send: impl Fn(SignalEvent)) {
        loop {
            let termination = tokio::select! {
                _ = self.window.recv() => {
                    if let Ok(size) = terminal::size() {
                        send(SignalEvent::Resize(size));
                    }
                    continue;
                }
                _ = self.stop.recv() => {
                    if terminal::is_lent() {
                        // The shell waits for us, so it must see us stop with the program in front.
                        let _refused = kill_process(getpid(), Number::STOP);
                    } else {
                        send(SignalEvent::Suspend);
                    }
                    continue;
                }
                _ = self.go_on.recv() => {
                    // Whoever lent or gave back the terminal waits for this, and takes it again.
                    let is_expected = terminal::is_lent();
                    terminal::note_continued();
                    if !is_expected {
                        send(SignalEvent::Continue);
                    }
                    continue;
                }
                _ = self.interrupt.recv() => {
                    if terminal::is_lent() {
                        continue;
                    }
                    Termination::Interrupt
                }
                _ = self.hang_up.recv() => Termination::HangUp,
                _ = self.terminate.recv() => Termination::Terminate,
            };
            send(SignalEvent::Terminate(termination));
            // While another program has the terminal, the console waits for that: it cannot leave by itself.
            if !terminal::is_lent() {
                thread::sleep(GRACE);
            }
            keeper::save_all();
            login_key::end_all();
            terminal::restore();
            std::process::exit(termination.exit_code());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_stop_and_its_end_are_delivered() {
        let (sender, received) = channel();
        start(move |event| {
            let _closed = sender.send(event);
        })
        .unwrap();
        kill_process(getpid(), Number::TSTP).unwrap();
        assert_eq!(received.recv().unwrap(), SignalEvent::Suspend);
        kill_process(getpid(), Number::CONT).unwrap();
        assert_eq!(received.recv().unwrap(), SignalEvent::Continue);
    }

    #[test]
    fn exit_codes_are_those_of_a_shell() {
        assert_eq!(Termination::HangUp.exit_code(), 129);
        assert_eq!(Termination::Interrupt.exit_code(), 130);
        assert_eq!(Termination::Terminate.exit_code(), 143);
    }
}
