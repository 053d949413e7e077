//! The thread that waits for input.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::event::Event;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pipe::{PipeFlags, pipe_with};

use super::decoder::Decoder;

/// How long the rest of a cut sequence is waited for; after that it was a key, such as Alt-`[`.
const REST_OF_SEQUENCE: Duration = Duration::from_millis(50);

/// What came from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key pressed or repeated, the mouse, the focus, or a paste, whose line ends are `\n`.
    Event(Event),
    /// The terminal is gone. Nothing comes after this.
    Lost,
}

/// The thread that waits for input. It ends once this is dropped, or the terminal is gone.
#[derive(Debug)]
pub struct InputThread {
    desk: Arc<Desk>,
    /// A byte in it wakes the thread, which then looks at what it is to do.
    wake: File,
}

/// What the thread is to do, and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Reading,
    /// Asked to leave the input alone.
    Pausing,
    Paused,
    /// Asked to end, or ended.
    Ended,
}

/// Where the thread and the others meet.
#[derive(Debug)]
struct Desk {
    phase: Mutex<Phase>,
    changed: Condvar,
}

impl InputThread {
    /// Starts to read standard input. `send` takes each event, and gives false once nobody wants any.
    ///
    /// # Errors
    /// If the process has no thread or descriptor left.
    pub fn start(send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<Self> {
        Self::start_on(io::stdin().as_fd().try_clone_to_owned()?, send)
    }

    /// As [`InputThread::start`], on another descriptor.
    pub(crate) fn start_on(tty: OwnedFd, send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<Self> {
        let (woken, wake) = pipe_with(PipeFlags::CLOEXEC)?;
        let desk = Arc::new(Desk {
            phase: Mutex::new(Phase::Reading),
            changed: Condvar::new(),
        });
        let reader = Reader {
            tty: tty.into(),
            woken: woken.into(),
            desk: Arc::clone(&desk),
        };
        thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || reader.run(&send))?;
        Ok(Self {
            desk,
            wake: wake.into(),
        })
    }

    /// Leaves the input to another program. When this returns, no byte is read any more.
    pub fn pause(&self) {
        if self.desk.change(Phase::Reading, Phase::Pausing) {
            self.wake();
        }
        self.desk.wait_while(Phase::Pausing);
    }

    /// Reads again after [`InputThread::pause`].
    pub fn resume(&self) {
        self.desk.change(Phase::Paused, Phase::Reading);
    }

    fn wake(&self) {
        // Fails only if the thread has ended.
        let _ended = io::Write::write(&mut &self.wake, b"!");
    }
}

impl Drop for InputThread {
    fn drop(&mut self) {
        self.desk.set(Phase::Ended);
        self.wake();
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, phase: Phase) {
        *self.lock() = phase;
        self.changed.notify_all();
    }

    /// Whether the phase was `from`; it is `to` then.
    fn change(&self, from: Phase, to: Phase) -> bool {
        let mut phase = self.lock();
        let is_expected = *phase == from;
        if is_expected {
            *phase = to;
            self.changed.notify_all();
        }
        is_expected
    }

    fn wait_while(&self, unwanted: Phase) -> Phase {
        let waited = self.changed.wait_while(self.lock(), |phase| *phase == unwanted);
        *waited.unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's own side.
struct Reader {
    tty: File,
    woken: File,
    desk: Arc<Desk>,
}

/// Why the thread woke up.
enum Wake {
    Input,
    TooLong,
    Asked,
    Lost,
}

impl Reader {
    fn run(&self, send: &dyn Fn(Input) -> bool) {
        let is_wanted = self.read_until_lost(send);
        self.desk.set(Phase::Ended);
        if is_wanted {
            send(Input::Lost);
        }
    }

    /// Gives false if the thread was asked to end.
    fn read_until_lost(&self, send: &dyn Fn(Input) -> bool) -> bool {
        let mut decoder = Decoder::default();
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let mut is_wanted = true;
            let mut emit = |event| is_wanted = is_wanted && send(Input::Event(event));
            match self.sleep(decoder.is_cut()) {
                Wake::Input => match (&self.tty).read(&mut buffer) {
                    Ok(0) => return true,
                    Ok(count) => {
                        decoder.feed(buffer.get(..count).unwrap_or_default(), &mut emit);
                        // A whole buffer may end anywhere; else nothing follows for now.
                        if count < buffer.len() {
                            decoder.settle_escape(&mut emit);
                        }
                    }
                    Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
                    Err(_) => return true,
                },
                Wake::TooLong => decoder.settle_all(&mut emit),
                Wake::Asked => {
                    let _bytes = (&self.woken).read(&mut [0; 16]);
                    self.desk.change(Phase::Pausing, Phase::Paused);
                }
                Wake::Lost => return true,
            }
            if !is_wanted || self.desk.wait_while(Phase::Paused) == Phase::Ended {
                return false;
            }
        }
    }

    fn sleep(&self, is_cut: bool) -> Wake {
        let limit = is_cut
            .then(|| Timespec::try_from(REST_OF_SEQUENCE).ok())
            .flatten();
        let mut sources = [
            PollFd::new(&self.woken, PollFlags::IN),
            PollFd::new(&self.tty, PollFlags::IN),
        ];
        // A signal may end the sleep before its time.
        let ready = loop {
            match poll(&mut sources, limit.as_ref()) {
                Err(rustix::io::Errno::INTR) => {}
                ready => break ready,
            }
        };
        match ready {
            Ok(0) => return Wake::TooLong,
            Ok(_) => {}
            Err(_) => return Wake::Lost,
        }
        let [woken, tty] = sources.map(|source| source.revents());
        if !woken.is_empty() {
            Wake::Asked
        } else if tty.contains(PollFlags::IN) {
            Wake::Input
        } else {
            Wake::Lost
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::mpsc::{Receiver, channel};

    use crossterm::event::{KeyCode, KeyEvent};
    use rustix::pipe::pipe;

    use super::*;

    fn start() -> (InputThread, Receiver<Input>, File) {
        let (tty, typing) = pipe().unwrap();
        let (sender, received) = channel();
        let thread = InputThread::start_on(tty, move |input| sender.send(input).is_ok()).unwrap();
        (thread, received, typing.into())
    }

    fn key(code: KeyCode) -> Input {
        Input::Event(Event::Key(KeyEvent::from(code)))
    }

    #[test]
    fn a_lone_escape_is_delivered_at_once() {
        let (_thread, received, mut typing) = start();
        typing.write_all(b"\x1b").unwrap();
        assert_eq!(received.recv().unwrap(), key(KeyCode::Esc));
    }

    #[test]
    fn all_of_a_large_input_is_delivered() {
        let (_thread, received, mut typing) = start();
        typing.write_all(&b"x".repeat(40_000)).unwrap();
        assert_eq!(
            received
                .iter()
                .take(40_000)
                .filter(|input| *input == key(KeyCode::Char('x')))
                .count(),
            40_000
        );
    }

    #[test]
    fn a_cut_sequence_becomes_keys_if_nothing_follows() {
        let (_thread, received, mut typing) = start();
        typing.write_all(b"\x1b[").unwrap();
        let Input::Event(Event::Key(alt)) = received.recv().unwrap() else {
            panic!()
        };
        assert_eq!(alt.code, KeyCode::Char('['));
    }

    #[test]
    fn the_end_of_input_is_reported_once() {
        let (_thread, received, mut typing) = start();
        typing.write_all(b"a").unwrap();
        drop(typing);
        assert_eq!(
            received.iter().collect::<Vec<_>>(),
            [key(KeyCode::Char('a')), Input::Lost]
        );
    }

    #[test]
    fn a_paused_thread_leaves_the_input_to_others() {
        let (tty, typing) = pipe().unwrap();
        let mut typing = File::from(typing);
        let mut other = File::from(tty.try_clone().unwrap());
        let (sender, received) = channel();
        let thread = InputThread::start_on(tty, move |input| sender.send(input).is_ok()).unwrap();
        thread.pause();
        thread.pause();
        typing.write_all(b"editor").unwrap();
        let mut taken = [0; 6];
        other.read_exact(&mut taken).unwrap();
        assert_eq!(&taken, b"editor");
        thread.resume();
        typing.write_all(b"q").unwrap();
        assert_eq!(received.recv().unwrap(), key(KeyCode::Char('q')));
    }

    #[test]
    fn a_dropped_thread_ends_without_a_word() {
        let (thread, received, _typing) = start();
        drop(thread);
        assert_eq!(received.iter().count(), 0);
    }

    #[test]
    fn pausing_after_the_end_does_not_wait() {
        let (thread, received, typing) = start();
        drop(typing);
        assert_eq!(received.recv().unwrap(), Input::Lost);
        thread.pause();
        thread.resume();
    }
}
