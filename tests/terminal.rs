//! The terminal's guard, the input and the signals, in a real terminal: this test binary, started once
//! more as a small console.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure is a failed test")]

mod support;

use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crossterm::event::{Event, KeyCode};
use quarterdeck::tui::runtime::input::{Input, InputThread};
use quarterdeck::tui::runtime::painter::Painter;
use quarterdeck::tui::runtime::signals::{self, SignalEvent};
use quarterdeck::tui::runtime::terminal::{self, Options, Output, TerminalGuard};
use ratatui::style::{Color, Style};
use rustix::process::Signal;
use support::{Console, Key};

/// Set for the inner process; names what it does when it is told to end.
const ROLE: &str = "SMALL_CONSOLE";

fn start(role: &str) -> Console {
    start_through(|program, args| Console::setup().size(60, 10).env(ROLE, role).run(program, args))
}

fn start_through(run: impl FnOnce(&str, &[&str]) -> Console) -> Console {
    let program = std::env::current_exe().unwrap();
    let args = [
        "--exact",
        "the_small_console_takes_no_terminal_without_a_role",
        "--nocapture",
        "--test-threads=1",
    ];
    let console = run(program.to_str().unwrap(), &args);
    console.wait_for("60x10 ready");
    console
}

#[test]
fn entering_takes_the_terminal_and_leaving_gives_it_back() {
    let console = start("polite");
    assert!(console.in_alternate_screen() && !console.shows_cursor());
    assert!(!console.mouse_mode_off() && !console.bracketed_paste_off() && !console.termios_restored());
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn keys_and_pastes_arrive() {
    let console = start("polite");
    console.send_key(Key::Escape);
    console.wait_for("last: Esc");
    console.send_key(Key::PageDown);
    console.wait_for("last: Page Down");
    console.paste("two\nlines");
    console.wait_for(r#"last: "two\nlines""#);
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_new_size_is_painted() {
    let console = start("polite");
    console.resize(90, 20);
    console.wait_for("90x20 ready");
    console.resize(40, 5);
    console.wait_for("40x5 ready");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_panic_in_any_thread_gives_the_terminal_back_and_is_reported() {
    for key in ["p", "w"] {
        let console = start("polite");
        console.send(key);
        assert_eq!(console.exit_code(), 101);
        console.assert_restored();
        assert!(
            console.screen_text().contains("as asked"),
            "{}",
            console.screen_text()
        );
    }
}

#[test]
fn a_signal_ends_a_console_that_obeys() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let console = start("polite");
        console.signal(signal);
        assert_eq!(console.exit_code(), code);
        console.assert_restored();
    }
}

#[test]
fn a_signal_ends_a_console_that_hangs() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let console = start("stubborn");
        console.signal(signal);
        assert_eq!(console.exit_code(), code);
        console.assert_restored();
    }
}

#[test]
fn another_program_gets_the_terminal_and_all_that_is_typed() {
    let console = start("polite");
    console.send("e");
    console.wait_for("name?");
    assert!(!console.in_alternate_screen() && console.termios_restored());
    console.send("quarterdeck");
    console.send_key(Key::Enter);
    console.wait_for("last: editor");
    assert!(console.in_alternate_screen() && !console.shows_cursor());
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
    assert!(console.screen_text().contains("hello quarterdeck"));
}

#[test]
fn a_console_that_no_shell_could_continue_does_not_stop() {
    let console = start("polite");
    console.signal(Signal::TSTP);
    console.wait_for("last: suspended");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_suspended_console_gives_the_terminal_to_the_shell_and_takes_it_again() {
    // A shell with job control, and the console as its job.
    let console = start_through(|program, args| {
        let shell = Console::setup()
            .size(60, 10)
            .env(ROLE, "polite")
            .env("PS1", "prompt>")
            .run("/bin/sh", &["-i"]);
        shell.wait_for("prompt>");
        shell.send(&format!("{program} {} # \r", args.join(" ")));
        shell
    });
    console.send_key(Key::Control('z'));
    console.wait_until(is_at_prompt);
    assert!(!console.in_alternate_screen() && console.shows_cursor());
    console.send("echo in the $((1 + 1))nd shell; fg\r");
    console.wait_for("last: suspended");
    assert!(console.in_alternate_screen() && !console.shows_cursor());
    console.send("q");
    console.wait_for("in the 2nd shell");
    console.wait_until(is_at_prompt);
    console.send("exit 5\r");
    assert_eq!(console.exit_code(), 5);
    console.assert_restored();
}

fn is_at_prompt(screen: &vt100::Screen) -> bool {
    let last = screen.rows(0, 60).filter(|row| !row.is_empty()).last();
    last.is_some_and(|row| row.trim_end() == "prompt>")
}

/// What the small console waits for.
enum Msg {
    Input(Input),
    Signal(SignalEvent),
}

/// With a role in its environment this test is the program that the others run in a terminal.
#[test]
fn the_small_console_takes_no_terminal_without_a_role() {
    let Ok(role) = std::env::var(ROLE) else {
        assert!(!terminal::is_ours());
        return;
    };
    let (sender, inbox) = channel();
    let code = SmallConsole::open(&sender, inbox, role == "stubborn").run();
    std::process::exit(code);
}

struct SmallConsole {
    guard: TerminalGuard,
    input: InputThread,
    output: Output,
    painter: Painter,
    inbox: Receiver<Msg>,
    is_stubborn: bool,
    last: String,
}

impl SmallConsole {
    fn open(sender: &Sender<Msg>, inbox: Receiver<Msg>, is_stubborn: bool) -> Self {
        let guard = TerminalGuard::enter(Options { mouse: true }).unwrap();
        terminal::install_panic_hook();
        let signals = sender.clone();
        signals::start(move |event| drop(signals.send(Msg::Signal(event)))).unwrap();
        let keys = sender.clone();
        let input = InputThread::start(move |input| keys.send(Msg::Input(input)).is_ok()).unwrap();
        let painter = Painter::new(terminal::size().unwrap());
        let output = Output::new().unwrap();
        Self {
            guard,
            input,
            output,
            painter,
            inbox,
            is_stubborn,
            last: "nothing".to_owned(),
        }
    }

    fn run(mut self) -> i32 {
        loop {
            self.paint();
            match self.inbox.recv().unwrap() {
                Msg::Input(Input::Lost) => return 3,
                Msg::Input(Input::Event(Event::Paste(text))) => self.last = format!("{text:?}"),
                Msg::Input(Input::Event(Event::Key(key))) => match key.code {
                    KeyCode::Char('q') => {
                        self.guard.leave();
                        return 0;
                    }
                    KeyCode::Char('p') => panic!("as asked"),
                    KeyCode::Char('w') => thread::spawn(|| panic!("as asked")).join().unwrap(),
                    KeyCode::Char('e') => self.edit(),
                    KeyCode::Char('z') => self.suspend(),
                    other => self.last = other.to_string(),
                },
                Msg::Input(Input::Event(_)) => {}
                Msg::Signal(SignalEvent::Resize(size)) => self.painter.resize(size),
                Msg::Signal(SignalEvent::Terminate(_)) if self.is_stubborn => loop {
                    thread::park();
                },
                Msg::Signal(SignalEvent::Terminate(termination)) => {
                    self.guard.leave();
                    return termination.exit_code();
                }
                Msg::Signal(SignalEvent::Suspend) => self.suspend(),
                Msg::Signal(SignalEvent::Continue) => {
                    self.guard.reclaim().unwrap();
                    self.painter.resize(terminal::size().unwrap());
                }
            }
        }
    }

    fn suspend(&mut self) {
        self.input.pause();
        self.guard.suspend().unwrap();
        self.input.resume();
        self.painter.resize(terminal::size().unwrap());
        self.last = "suspended".to_owned();
    }

    fn edit(&mut self) {
        self.input.pause();
        self.guard.release();
        let script = "printf 'name? '; read name; echo hello $name";
        assert!(
            Command::new("/bin/sh")
                .args(["-c", script])
                .status()
                .unwrap()
                .success()
        );
        self.guard.reclaim().unwrap();
        self.input.resume();
        self.painter.forget();
        self.last = "editor".to_owned();
    }

    fn paint(&mut self) {
        let size = self.painter.size();
        let frame = self.painter.frame();
        frame.set_string(
            0,
            1,
            format!("last: {}", self.last),
            Style::new().fg(Color::Green),
        );
        frame.set_string(0, 0, format!("{size} ready"), Style::new().fg(Color::Red));
        self.output.write(self.painter.render()).unwrap();
    }
}
