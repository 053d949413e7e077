//! Any size at any moment.

use rustix::process::Signal;

use crate::support::{Console, Key};
use crate::{QUIET_PROD, quiet_prod};

/// From the smallest to the largest, and back to one on which everything is to be right.
const SIZES: [(u16, u16); 11] = [
    (20, 5),
    (500, 200),
    (1, 1),
    (2, 3),
    (1, 40),
    (80, 24),
    (300, 4),
    (19, 60),
    (37, 11),
    (80, 6),
    (110, 34),
];

/// Keys that show a screen, and a word of it.
///
/// Ctrl-C leaves what is typed or asked; an escape with more after it would be another key.
const SCREENS: [(&str, &str); 16] = [
    ("", "Clusters"),
    ("/clickstream", "filter:"),
    ("\r\r", "INSTANCE"),
    ("2", "missed health checks"),
    ("3", "desiredState"),
    ("4", "metadata"),
    ("s", "Type the name"),
    ("\u{3}:", "Leave the console"),
    ("\u{3}?", "Help"),
    ("?a", "Activity"),
    ("c", "Contexts"),
    (":drafts\r", "Drafts"),
    ("J", "Journal"),
    (":clusters\r", "Clusters"),
    ("v", "versions"),
    ("e", "\"metadata\""),
];

#[test]
fn every_screen_survives_every_size() {
    let console = quiet_prod();
    for (keys, word) in SCREENS {
        console.send(keys);
        console.wait_for(word);
        for (cols, rows) in SIZES {
            console.wait_for_repaint(|console| console.resize(cols, rows));
        }
        console.wait_for(word);
        console.wait_until(is_framed);
    }
    console.signal(Signal::TERM);
    assert_eq!(console.exit_code(), 143);
    console.assert_restored();
}

/// What the last line says, each somewhere; the palette begins it with a colon.
const FOOTERS: [&str; 6] = [
    "enter open",
    "tab next tab",
    "esc back",
    "filter:",
    "esc cancel",
    "ctrl-s plan",
];

/// Whether the first line and the last are those of a whole frame.
fn is_framed(screen: &vt100::Screen) -> bool {
    let rows: Vec<String> = screen.rows(0, screen.size().1.get()).collect();
    let (first, last) = (rows.first().unwrap(), rows.last().unwrap());
    first.starts_with(' ')
        && first.contains("SANDBOX")
        && (last.starts_with(':') || FOOTERS.iter().any(|words| last.contains(words)))
}

#[test]
fn after_a_storm_of_sizes_the_screen_is_that_of_the_last() {
    let console = quiet_prod();
    console.send("?");
    console.wait_for("Help");
    for _ in 0..30 {
        for (cols, rows) in SIZES.into_iter().filter(|size| size.1 < 100) {
            console.resize(cols, rows);
        }
    }
    let fresh = Console::setup().size(110, 34).start(&QUIET_PROD);
    fresh.wait_for("clickstream");
    fresh.send("?");
    // The last that is painted.
    fresh.wait_for(" / filter   esc back");
    let expected = fresh.screen_text();
    console.wait_until(|screen| {
        let rows: Vec<_> = screen.rows(0, 110).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n") == expected
    });
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn it_starts_on_a_terminal_of_any_size() {
    for (cols, rows) in [(1, 1), (20, 5), (500, 200)] {
        let console = Console::setup().size(cols, rows).start(&QUIET_PROD);
        console.wait_until(vt100::Screen::alternate_screen);
        console.wait_for_repaint(|console| console.resize(100, 30));
        console.wait_for("clickstream");
        console.send_key(Key::Control('c'));
        assert_eq!(console.exit_code(), 0);
        console.assert_restored();
    }
}

#[test]
fn a_repaint_on_demand_mends_what_another_program_wrote() {
    let console = quiet_prod();
    console.wait_until(is_framed);
    let before = console.row(0);
    console.wait_for_repaint(|console| console.send_key(Key::Control('l')));
    console.wait_until(is_framed);
    assert_eq!(console.row(0), before);
}
