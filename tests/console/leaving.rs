//! However it ends, the terminal is as it was.

use rustix::process::Signal;

use crate::support::{Console, Key, Reply, Server, assert_only_frames};
use crate::{on_manager, quiet_prod, run_command};

#[test]
fn every_way_to_quit_gives_the_terminal_back() {
    let ways: [fn(&Console); 3] = [
        |console| console.send("q"),
        |console| console.send_key(Key::Control('c')),
        |console| run_command(console, "quit"),
    ];
    for quit in ways {
        let console = quiet_prod();
        assert!(console.in_alternate_screen() && !console.shows_cursor());
        assert!(!console.mouse_mode_off() && !console.bracketed_paste_off() && !console.termios_restored());
        quit(&console);
        assert_eq!(console.exit_code(), 0);
        console.assert_restored();
        assert_eq!(console.screen_text().trim(), "");
        assert_only_frames(&console.raw_output());
    }
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let console = quiet_prod();
        console.signal(signal);
        assert_eq!(console.exit_code(), code);
        console.assert_restored();
    }
}

#[test]
fn a_signal_in_the_first_moment_gives_the_terminal_back() {
    let console = Console::start(&["--sandbox", "-c", "prod"]);
    console.wait_until(vt100::Screen::alternate_screen);
    console.signal(Signal::TERM);
    assert_eq!(console.exit_code(), 143);
    console.assert_restored();
}

#[test]
fn a_terminal_that_is_gone_ends_the_console() {
    assert_eq!(quiet_prod().hang_up(), 129);
}

#[test]
fn requests_under_way_are_not_waited_for() {
    let quit: [fn(&Console); 2] = [
        |console| console.send("q"),
        |console| console.signal(Signal::TERM),
    ];
    for (quit, code) in quit.into_iter().zip([0, 143]) {
        let server = Server::start(|_| Reply::Never);
        let console = on_manager(&server.url(), &[]);
        server.wait_for("/api/v1/clusters", 1);
        quit(&console);
        assert_eq!(console.exit_code(), code);
        console.assert_restored();
    }
    let console = Console::start(&["--sandbox", "--fault", "latency=60s", "-c", "stage"]);
    console.wait_for("asking for the clusters");
    console.send(":");
    console.wait_for("Leave the console");
    console.signal(Signal::TERM);
    assert_eq!(console.exit_code(), 143);
    console.assert_restored();
}

#[test]
fn a_signal_ends_it_also_while_something_is_typed_or_asked() {
    for keys in [":qu", "/ana", "/clickstream\rs", "?", "\r"] {
        let console = quiet_prod();
        console.send(keys);
        console.wait_until(|screen| {
            let text = screen.contents();
            let marks = ["quit", "filter: ana", "Type the name, clickstream", "Help", "raw"];
            marks.iter().any(|mark| text.contains(mark))
        });
        console.signal(Signal::HUP);
        assert_eq!(console.exit_code(), 129);
        console.assert_restored();
    }
}

#[test]
fn a_terminal_that_takes_no_output_does_not_hold_up_the_end() {
    let console = quiet_prod();
    console.stall();
    // Far more than waits between a program and its terminal.
    for cols in [490, 500, 480, 500, 470, 500] {
        console.resize(cols, 200);
        console.send_key(Key::Control('l'));
    }
    console.signal(Signal::TERM);
    assert_eq!(console.exit_code(), 143);
    assert!(console.termios_restored());
}
