//! The terminal in a mode of its own for a while, and given back whatever ends that while: also a request to the
//! process to end, or a terminal that hangs up.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};

use crate::credentials::end_commands;
use crate::store::login_key;

/// How the terminal is to be, once it is given back.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// The terminal of standard input in another mode; it is as it was once this is dropped.
pub(super) struct HeldTerminal;

impl HeldTerminal {
    /// Changes the mode. What was typed before is dropped: it was meant for somebody else.
    ///
    /// # Errors
    /// Standard input is no terminal.
    pub(super) fn begin(change: impl FnOnce(&mut Termios)) -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut changed = before.clone();
        change(&mut changed);
        watch_for_an_end();
        *held() = Some(before);
        let held = Self;
        tcsetattr(io::stdin(), OptionalActions::Flush, &changed)?;
        Ok(held)
    }
}

impl Drop for HeldTerminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// How many changes are on their way: a request to end is answered by whoever attends to them.
static ATTENDED: AtomicUsize = AtomicUsize::new(0);

/// While it lives, a signal does not end the process here; from then on one that comes outside of it does.
pub(super) struct EndHeld;

impl EndHeld {
    pub(super) fn begin() -> Self {
        watch_for_an_end();
        ATTENDED.fetch_add(1, Ordering::SeqCst);
        Self
    }

    /// The process is about to end by itself: the signal that asked for it does not come before that.
    pub(super) fn for_good(self) {
        std::mem::forget(self);
    }
}

impl Drop for EndHeld {
    fn drop(&mut self) {
        ATTENDED.fetch_sub(1, Ordering::SeqCst);
    }
}

fn held() -> MutexGuard<'static, Option<Termios>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn give_back() {
    if let Some(before) = held().take() {
        // What is left of a paste or a late answer is not for the shell. Fails only on a terminal that is gone.
        let _gone = tcsetattr(io::stdin(), OptionalActions::Flush, &before);
    }
}

/// Begins to listen for signals that end the process, once and for all: they cannot be left to the system again.
pub(super) fn watch_for_an_end() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        let (listens, is_listening) = channel();
        let thread = std::thread::Builder::new().name("signals".into());
        // Without that thread the process ends as it would have, only the terminal stays as it is then.
        if thread.spawn(move || wait_for_an_end(&listens)).is_ok() {
            let _could_not = is_listening.recv();
        }
    });
}

fn wait_for_an_end(listens: &Sender<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let (Ok(mut end), Ok(mut hang_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        else {
            return;
        };
        // The other side waits for this.
        let _gone = listens.send(());
        let kind = loop {
            let kind = tokio::select! {
                _ = end.recv() => SignalKind::terminate(),
                _ = hang_up.recv() => SignalKind::hangup(),
            };
            if ATTENDED.load(Ordering::SeqCst) == 0 {
                break kind;
            }
        };
        login_key::end_all();
        give_back();
        end_commands();
        // As the shell says that a signal ended it.
        std::process::exit(128 + kind.as_raw_value());
    });
}
