//! `qd doctor` on a terminal: it asks, is answered, and leaves nothing behind.

use crate::support::Console;

#[test]
fn the_terminal_is_asked_and_is_as_it_was_afterwards() {
    let console = Console::setup().size(100, 60).start(&["doctor"]);
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
    let shown = console.screen_text();
    for words in [
        "size            100x60",
        "TERM = xterm-256color",
        "16 million",
        "C.UTF-8",
        "ms there and back",
        "wide characters take two cells",
        "mode 2026",
        "none is configured",
        "No problem was found.",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn a_terminal_that_answers_nothing_is_not_waited_for() {
    let console = Console::setup().size(100, 60).mute().start(&["doctor"]);
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
    let shown = console.screen_text();
    assert!(shown.contains("it answers no question"), "{shown}");
}
