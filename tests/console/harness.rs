//! The harness itself, on programs that every machine has.

use rustix::process::Signal;

use crate::support::{Console, Key};

#[test]
fn a_program_sees_its_size_and_what_is_typed() {
    let console = Console::setup()
        .size(80, 24)
        .run("/bin/sh", &["-c", "stty size; read line; echo got $line"]);
    console.wait_for("24 80");
    console.send("hello");
    console.send_key(Key::Enter);
    console.wait_for("got hello");
    assert_eq!(console.row(0), "24 80");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn a_program_gets_answers_to_its_questions() {
    let ask = r"stty raw -echo; printf 'abc\033[6n'; dd bs=1 count=6 2>/dev/null | od -An -c; stty sane";
    let console = Console::run("/bin/sh", &["-c", ask]);
    console.wait_for("033   [   1   ;   4   R");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_program_hears_of_a_new_size_and_of_signals() {
    let script =
        "trap 'stty size' WINCH; trap 'echo bye; exit 7' TERM; echo ready; while :; do read line; done";
    let console = Console::run("/bin/sh", &["-c", script]);
    console.wait_for("ready");
    console.resize(90, 30);
    console.send_key(Key::Enter);
    console.wait_for("30 90");
    console.signal(Signal::TERM);
    console.send_key(Key::Enter);
    console.wait_for("bye");
    assert_eq!(console.exit_code(), 7);
}

#[test]
fn modes_left_behind_are_found() {
    let script = r"printf '\033[?1049h\033[?25l\033[?1002h\033[?2004h\033[?1004h\033[>1u'; exit 3";
    let console = Console::run("/bin/sh", &["-c", script]);
    assert_eq!(console.exit_code(), 3);
    assert!(console.in_alternate_screen() && !console.shows_cursor());
    assert!(!console.mouse_mode_off() && !console.bracketed_paste_off());
    assert!(console.raw_output().ends_with(b"\x1b[>1u"));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| console.assert_restored())).is_err());
}
