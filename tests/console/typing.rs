//! Keys and pastes: none lost, none taken for what it is not.

use crate::quiet_prod;
use crate::support::{Console, Key};

#[test]
fn a_paste_into_the_filter_arrives_whole_and_runs_nothing() {
    let console = quiet_prod();
    console.send("/");
    console.wait_for("filter:");
    console.paste("q\nquit s\n:panic\nS?ac\u{3}\ttail");
    console.wait_for("filter: q quit s :panic S?ac tail");
    console.send_key(Key::Escape);
    console.wait_until_gone("filter:");
    console.wait_for("clickstream");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn no_character_of_a_long_paste_is_lost() {
    let console = Console::setup().size(500, 30).start(&crate::QUIET_PROD);
    console.wait_for("clickstream");
    console.send("/");
    console.wait_for("filter:");
    // In pieces, as a slow connection delivers it.
    let text: String = (0..80).map(|number| format!("q{number:03} ")).collect();
    let paste = format!("\u{1b}[200~{text}end\u{1b}[201~!");
    for piece in paste.as_bytes().chunks(37) {
        console.send_bytes(piece);
    }
    console.wait_for(&format!("filter: {text}end!"));
}

#[test]
fn keys_typed_in_one_go_all_arrive_in_order() {
    let console = quiet_prod();
    console.send_bytes(b"/fraud-detection\r:quit\r");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn a_paste_where_nothing_is_typed_does_nothing() {
    let console = quiet_prod();
    console.paste("q");
    console.wait_for("Pasted text was not taken");
    console.send_key(Key::Escape);
    console.wait_until_gone("Pasted text");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_paste_never_answers_a_dialog() {
    let console = quiet_prod();
    console.send("/clickstream\r");
    console.wait_for("filter: clickstream");
    console.send("s");
    console.wait_for("Type the name, clickstream:");
    console.paste("clickstream\n");
    console.wait_for("pasted text is not taken here");
    assert!(!console.screen_text().contains("Type the name, clickstream: c"));
    console.send_key(Key::Escape);
    console.wait_until_gone("Type the name");
    console.send("a");
    console.wait_for("nothing was asked for in this run");
}

#[test]
fn an_escape_sequence_that_arrives_in_pieces_is_one_key() {
    let console = quiet_prod();
    console.send("?");
    console.wait_for("Help");
    // Escape alone would leave the help.
    console.send_bytes(b"\x1b[");
    console.send_bytes(b"6~");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn the_mouse_selects_opens_and_scrolls() {
    let console = quiet_prod();
    let row = console
        .screen_text()
        .lines()
        .position(|row| row.contains("clickstream"))
        .unwrap();
    let press = format!("\u{1b}[<0;6;{}M\u{1b}[<0;6;{}m", row + 1, row + 1);
    console.send_bytes(press.as_bytes());
    console.wait_for("clickstream: servers");
    console.send_bytes(press.as_bytes());
    console.wait_for("clusters › clickstream");
    console.send("?");
    console.wait_for("Leave the console");
    console.send_bytes(b"\x1b[<65;6;9M");
    console.wait_until_gone("Leave the console");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn keys_typed_before_it_is_up_are_not_lost() {
    let console = Console::start(&crate::QUIET_PROD);
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}
