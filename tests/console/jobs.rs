//! Stopped and continued, under a shell with job control.

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Console, Key};

/// The console as the job of a shell, and its process.
fn start_in_a_shell() -> (Console, Pid) {
    let shell = Console::setup().env("PS1", "prompt>").run("/bin/sh", &["-i"]);
    shell.wait_for("prompt>");
    // The shell's process becomes the console's.
    shell.send(&format!(
        "sh -c 'echo $$ >pid; exec {} --sandbox --quiet -c prod'\r",
        env!("CARGO_BIN_EXE_qd")
    ));
    shell.wait_for("clickstream");
    let pid = std::fs::read_to_string(shell.home().path().join("pid")).unwrap();
    let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    (shell, pid)
}

fn wait_for_prompt(console: &Console) {
    console.wait_until(|screen| {
        let last = screen.rows(0, 120).filter(|row| !row.trim().is_empty()).last();
        last.is_some_and(|row| row.trim_end() == "prompt>")
    });
}

#[track_caller]
fn assert_is_with_the_shell(console: &Console) {
    assert!(!console.in_alternate_screen() && console.shows_cursor());
    assert!(console.mouse_mode_off() && console.bracketed_paste_off());
}

#[track_caller]
fn assert_is_back(console: &Console) {
    console.wait_until(vt100::Screen::alternate_screen);
    console.wait_for("clickstream");
    console.wait_for("enter open");
    assert!(!console.shows_cursor() && !console.mouse_mode_off() && !console.bracketed_paste_off());
}

#[track_caller]
fn leave(console: &Console) {
    console.send("q");
    wait_for_prompt(console);
    console.send("exit 5\r");
    assert_eq!(console.exit_code(), 5);
    console.assert_restored();
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_paints_all_again() {
    let (console, _) = start_in_a_shell();
    for _ in 0..2 {
        console.send_key(Key::Control('z'));
        wait_for_prompt(&console);
        assert_is_with_the_shell(&console);
        console.send("echo in the $((1 + 1))nd shell\r");
        console.wait_for("in the 2nd shell");
        wait_for_prompt(&console);
        console.send("fg\r");
        assert_is_back(&console);
    }
    leave(&console);
}

#[test]
fn a_size_changed_while_stopped_is_taken_over() {
    let (console, _) = start_in_a_shell();
    console.send_key(Key::Control('z'));
    wait_for_prompt(&console);
    console.resize(90, 24);
    console.send("fg\r");
    assert_is_back(&console);
    console.wait_until(|screen| {
        screen
            .rows(0, 90)
            .last()
            .is_some_and(|row| row.contains("enter open"))
    });
    leave(&console);
}

#[test]
fn a_stop_by_signal_is_as_ctrl_z() {
    let (console, pid) = start_in_a_shell();
    kill_process(pid, Signal::TSTP).unwrap();
    wait_for_prompt(&console);
    assert_is_with_the_shell(&console);
    console.send("fg\r");
    assert_is_back(&console);
    leave(&console);
}

#[test]
fn what_was_being_typed_is_there_after_a_stop() {
    let (console, pid) = start_in_a_shell();
    console.send("/fraud");
    console.wait_for("filter: fraud");
    kill_process(pid, Signal::TSTP).unwrap();
    wait_for_prompt(&console);
    assert_is_with_the_shell(&console);
    console.send("fg\r");
    console.wait_until(vt100::Screen::alternate_screen);
    console.wait_for("filter: fraud");
    console.send("-det\r");
    console.wait_for("fraud-detection: servers");
    leave(&console);
}

#[test]
fn continued_in_the_background_it_leaves_the_terminal_to_the_shell() {
    let (console, pid) = start_in_a_shell();
    console.send_key(Key::Control('z'));
    wait_for_prompt(&console);
    kill_process(pid, Signal::CONT).unwrap();
    console.send("echo still the $((2 * 1))nd\r");
    console.wait_for("still the 2nd");
    wait_for_prompt(&console);
    assert_is_with_the_shell(&console);
    console.send("fg\r");
    assert_is_back(&console);
    leave(&console);
}

#[test]
fn ended_while_stopped_it_goes_without_taking_the_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let (console, pid) = start_in_a_shell();
        console.send_key(Key::Control('z'));
        wait_for_prompt(&console);
        let written = console.raw_output().len();
        // As a shell ends a stopped job.
        kill_process(pid, signal).unwrap();
        kill_process(pid, Signal::CONT).unwrap();
        // The shell tells of the end with one of its next prompts.
        let end = format!("Done({code})");
        console.insist(b"\r", |screen| screen.contains(&end));
        assert!(!console.raw_output()[written..].contains(&0x1b));
        assert_is_with_the_shell(&console);
    }
}

#[test]
fn started_in_the_background_it_waits_until_it_is_in_front() {
    let shell = Console::setup().env("PS1", "prompt>").run("/bin/sh", &["-i"]);
    shell.wait_for("prompt>");
    let program = env!("CARGO_BIN_EXE_qd");
    shell.send(&format!(
        "{program} --sandbox --quiet -c prod & echo it is $((1 + 1))nd\r"
    ));
    shell.wait_for("it is 2nd");
    // The shell tells of the stop with one of its next prompts.
    shell.insist(b"\r", |screen| screen.contains("Stopped"));
    assert_is_with_the_shell(&shell);
    shell.send("fg\r");
    assert_is_back(&shell);
    leave(&shell);
}

#[test]
fn continued_without_a_stop_it_paints_all_again() {
    let console = crate::quiet_prod();
    console.wait_for_repaint(|console| console.signal(Signal::CONT));
    console.wait_for("clickstream");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn a_stop_that_no_shell_could_end_is_passed_over() {
    let console = crate::quiet_prod();
    console.wait_for_repaint(|console| console.signal(Signal::TSTP));
    console.wait_for("clickstream");
    console.wait_for_repaint(|console| console.send_key(Key::Control('z')));
    console.wait_for("clickstream");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}
