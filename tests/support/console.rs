//! A program in a pseudo-terminal.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::emulator::Emulator;
use super::keys::Key;

/// Far above what any wait takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// A hand that insists.
const BETWEEN_KEYS: Duration = Duration::from_millis(60);

/// How a program is to be started.
pub struct Setup {
    size: (u16, u16),
    env: Vec<(String, String)>,
    home: Option<Arc<TempDir>>,
    is_mute: bool,
}

/// A running program, and the terminal it runs in.
pub struct Console {
    /// The terminal's side; gone once it has hung up.
    line: Option<Line>,
    desk: Arc<Desk>,
    pid: Pid,
    termios_before: String,
    home: Arc<TempDir>,
}

struct Line {
    master: Box<dyn MasterPty + Send>,
    keyboard: Arc<Keyboard>,
}

type Keyboard = Mutex<Box<dyn Write + Send>>;

/// What the threads of a console share.
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    emulator: Emulator,
    output: Vec<u8>,
    exit: Option<portable_pty::ExitStatus>,
    /// Every process has closed the terminal.
    is_closed: bool,
    /// Nobody reads what is written any more.
    is_hung_up: bool,
    /// What is written is not read before the program has ended.
    is_stalled: bool,
    /// Questions of the program stay without an answer.
    is_mute: bool,
}

impl Setup {
    pub fn size(mut self, cols: u16, rows: u16) -> Self {
        self.size = (cols, rows);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The terminal answers no question.
    pub fn mute(mut self) -> Self {
        self.is_mute = true;
        self
    }

    /// Uses the files of an earlier console: [`Console::home`].
    pub fn home(mut self, home: Arc<TempDir>) -> Self {
        self.home = Some(home);
        self
    }

    /// Starts `qd`.
    pub fn start(self, args: &[&str]) -> Console {
        self.run(env!("CARGO_BIN_EXE_qd"), args)
    }

    /// Starts any program, with an empty home and nothing of this process's environment but the path.
    pub fn run(self, program: &str, args: &[&str]) -> Console {
        let (cols, rows) = self.size;
        let home = self.home.unwrap_or_else(|| Arc::new(TempDir::new().unwrap()));
        let pair = native_pty_system().openpty(pty_size(cols, rows)).unwrap();
        let termios_before = termios(pair.master.as_ref());
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(home.path());
        command.env_clear();
        for (name, value) in environment(home.path()).into_iter().chain(self.env) {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).unwrap();
        // Else the terminal would never be closed.
        drop(pair.slave);

        let state = State {
            emulator: Emulator::new(cols, rows),
            output: Vec::new(),
            exit: None,
            is_closed: false,
            is_hung_up: false,
            is_stalled: false,
            is_mute: self.is_mute,
        };
        let desk = Arc::new(Desk {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        // The writer is kept as long as the console: dropping it types Ctrl-D.
        let keyboard = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let screen = pair.master.try_clone_reader().unwrap();
        let pid = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        thread::spawn({
            let (desk, keyboard) = (Arc::clone(&desk), Arc::downgrade(&keyboard));
            move || read(screen, &desk, &keyboard)
        });
        thread::spawn({
            let desk = Arc::clone(&desk);
            move || {
                let exit = child.wait().unwrap();
                desk.update(|state| state.exit = Some(exit));
            }
        });
        Console {
            line: Some(Line {
                master: pair.master,
                keyboard,
            }),
            desk,
            pid,
            termios_before,
            home,
        }
    }
}

impl Console {
    /// `qd` on 120 columns and 40 rows, with empty XDG directories.
    pub fn start(args: &[&str]) -> Self {
        Self::setup().start(args)
    }

    /// Any program in the same terminal.
    pub fn run(program: &str, args: &[&str]) -> Self {
        Self::setup().run(program, args)
    }

    pub fn setup() -> Setup {
        Setup {
            size: (120, 40),
            env: Vec::new(),
            home: None,
            is_mute: false,
        }
    }

    /// The program's home, which is removed with the last console that uses it.
    pub fn home(&self) -> Arc<TempDir> {
        Arc::clone(&self.home)
    }

    /// Waits until `text` is on the screen, within one row.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("{text:?} on the screen"), |state| {
            text_of(state).contains(text)
        });
    }

    /// Waits until `text` is not on the screen.
    #[track_caller]
    pub fn wait_until_gone(&self, text: &str) {
        self.wait(&format!("{text:?} gone from the screen"), |state| {
            !text_of(state).contains(text)
        });
    }

    #[track_caller]
    pub fn wait_until(&self, condition: impl Fn(&vt100::Screen) -> bool) {
        self.wait("a condition of the test", |state| {
            condition(state.emulator.screen())
        });
    }

    /// Does something that makes the program clear the screen, and waits until it has.
    #[track_caller]
    pub fn wait_for_repaint(&self, after: impl FnOnce(&Self)) {
        let before = self.desk.lock().output.len();
        after(self);
        self.wait("the screen painted anew", |state| {
            let clear = b"\x1b[2J";
            state.output[before..]
                .windows(clear.len())
                .any(|bytes| bytes == clear)
        });
    }

    /// Presses a key again and again until it is taken: for what a program refuses to take at first.
    #[track_caller]
    pub fn insist(&self, key: &[u8], is_taken: impl Fn(&str) -> bool) {
        let begin = Instant::now();
        loop {
            self.send_bytes(key);
            let state = self.desk.lock();
            let waited = self
                .desk
                .changed
                .wait_timeout_while(state, BETWEEN_KEYS, |state| !is_taken(&text_of(state)));
            let (state, waited) = waited.unwrap();
            if !waited.timed_out() {
                return;
            }
            let shown = text_of(&state);
            assert!(
                begin.elapsed() < DEADLINE,
                "a key is never taken; screen:\n{shown}"
            );
        }
    }

    /// Types characters, one by one as a hand does: an escape is a key, not the beginning of one.
    pub fn send(&self, text: &str) {
        for character in text.chars() {
            self.send_bytes(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    pub fn send_key(&self, key: Key) {
        self.send_bytes(&key.bytes());
    }

    pub fn send_bytes(&self, bytes: &[u8]) {
        let mut keyboard = self.line().keyboard.lock().unwrap();
        keyboard.write_all(bytes).unwrap();
        keyboard.flush().unwrap();
    }

    /// Pastes as a terminal does that was told to mark it.
    pub fn paste(&self, text: &str) {
        self.send_bytes(format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")).as_bytes());
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        self.desk.update(|state| state.emulator.resize(cols, rows));
        self.line().master.resize(pty_size(cols, rows)).unwrap();
    }

    /// Closes the terminal under the program, as a broken connection does, and gives the exit code.
    #[track_caller]
    pub fn hang_up(mut self) -> u32 {
        self.desk.update(|state| state.is_hung_up = true);
        let (rows, cols) = self.inspect(vt100::Screen::size);
        // The reader lets go with the next output.
        self.line()
            .master
            .resize(pty_size(cols.get() - 1, rows.get()))
            .unwrap();
        self.wait("the reader to let go", |state| state.is_closed);
        self.line = None;
        self.exit_code()
    }

    /// Takes no more output until the program has ended, as a connection that hangs.
    pub fn stall(&self) {
        self.desk.update(|state| state.is_stalled = true);
    }

    /// Sends a signal to the program, and to no other process.
    /// Kills the program, which can do nothing about it.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
        self.wait("the end of the killed program", |state| state.exit.is_some());
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// All rows, without blanks at their ends.
    pub fn screen_text(&self) -> String {
        text_of(&self.desk.lock())
    }

    /// One row, counted from 0, without blanks at its end.
    pub fn row(&self, row: usize) -> String {
        self.screen_text().lines().nth(row).unwrap_or_default().to_owned()
    }

    /// Looks at cells, colours and modes.
    pub fn inspect<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.desk.lock().emulator.screen())
    }

    /// Every byte that was written so far.
    pub fn raw_output(&self) -> Vec<u8> {
        self.desk.lock().output.clone()
    }

    /// Waits for the program's end. A program that a signal ended has 128 and the signal's number in a
    /// shell, but none here: this fails then.
    #[track_caller]
    pub fn exit_code(&self) -> u32 {
        self.wait("the end of the program", |state| {
            state.exit.is_some() && state.is_closed
        });
        let exit = self.desk.lock().exit.clone().unwrap();
        assert_eq!(exit.signal(), None, "ended by a signal\n{}", self.screen_text());
        exit.exit_code()
    }

    pub fn in_alternate_screen(&self) -> bool {
        self.inspect(vt100::Screen::alternate_screen)
    }

    pub fn shows_cursor(&self) -> bool {
        !self.inspect(vt100::Screen::hide_cursor)
    }

    pub fn mouse_mode_off(&self) -> bool {
        self.inspect(vt100::Screen::mouse_protocol_mode) == vt100::MouseProtocolMode::None
    }

    pub fn bracketed_paste_off(&self) -> bool {
        !self.inspect(vt100::Screen::bracketed_paste)
    }

    /// Whether the line discipline is as it was before the program started.
    pub fn termios_restored(&self) -> bool {
        termios(self.line().master.as_ref()) == self.termios_before
    }

    /// Fails unless the terminal is as it was before the program started, in every mode.
    #[track_caller]
    pub fn assert_restored(&self) {
        let leftovers = self.desk.lock().emulator.leftovers();
        assert!(leftovers.is_empty(), "left behind: {}", leftovers.join(", "));
        assert!(self.termios_restored(), "the line discipline was not restored");
    }

    fn line(&self) -> &Line {
        self.line
            .as_ref()
            .expect("the terminal is there until it hangs up")
    }

    #[track_caller]
    fn wait(&self, what: &str, condition: impl Fn(&State) -> bool) {
        let begin = Instant::now();
        let mut state = self.desk.lock();
        while !condition(&state) {
            let left = DEADLINE.saturating_sub(begin.elapsed());
            let has_ended = state.exit.is_some() && state.is_closed;
            assert!(
                !left.is_zero() && !has_ended,
                "waited in vain for {what}; exit: {:?}; screen:\n{}",
                state.exit,
                text_of(&state)
            );
            state = self.desk.changed.wait_timeout(state, left).unwrap().0;
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // Not reaped yet, so the number is still the child's.
        if self.desk.lock().exit.is_none() {
            let _ended = kill_process(self.pid, Signal::KILL);
        }
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A wait that failed leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while(&self, is_unwanted: impl Fn(&State) -> bool) {
        let waited = self.changed.wait_while(self.lock(), |state| is_unwanted(state));
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }
}

fn read(mut screen: Box<dyn Read + Send>, desk: &Desk, keyboard: &Weak<Keyboard>) {
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = screen.read(&mut buffer) {
        let (answers, is_hung_up) = desk.update(|state| {
            state.output.extend(&buffer[..count]);
            let answers = state.emulator.process(&buffer[..count]);
            (if state.is_mute { Vec::new() } else { answers }, state.is_hung_up)
        });
        if is_hung_up {
            break;
        }
        desk.wait_while(|state| state.is_stalled && state.exit.is_none());
        if let Some(keyboard) = keyboard.upgrade()
            && !answers.is_empty()
        {
            let _gone = keyboard.lock().unwrap().write_all(&answers);
        }
    }
    drop(screen);
    desk.update(|state| state.is_closed = true);
}

fn text_of(state: &State) -> String {
    let screen = state.emulator.screen();
    let rows: Vec<_> = screen
        .rows(0, screen.size().1.get())
        .map(|row| row.trim_end().to_owned())
        .collect();
    rows.join("\n")
}

fn environment(home: &Path) -> Vec<(String, String)> {
    let inside = |name: &str| home.join(name).to_str().unwrap().to_owned();
    let mut variables = vec![
        ("PATH", std::env::var("PATH").unwrap()),
        ("HOME", home.to_str().unwrap().to_owned()),
        ("TERM", "xterm-256color".to_owned()),
        ("COLORTERM", "truecolor".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        ("XDG_CONFIG_HOME", inside("config")),
        ("XDG_STATE_HOME", inside("state")),
        ("XDG_CACHE_HOME", inside("cache")),
        ("XDG_DATA_HOME", inside("data")),
    ];
    // Where it is set, the program under test writes its coverage there.
    variables.extend(
        std::env::var("LLVM_PROFILE_FILE")
            .ok()
            .map(|file| ("LLVM_PROFILE_FILE", file)),
    );
    variables
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn termios(master: &dyn MasterPty) -> String {
    format!(
        "{:?}",
        master
            .get_termios()
            .expect("a pseudo-terminal has a line discipline")
    )
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}
