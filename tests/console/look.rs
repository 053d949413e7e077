//! Terminals that show less.

use crate::support::Console;
use crate::{QUIET_PROD, quiet_prod};

/// The colours on the screen, but the terminal's own.
fn colours(console: &Console) -> Vec<vt100::Color> {
    console.inspect(|screen| {
        let (rows, cols) = screen.size();
        let cells = (0..rows.get()).flat_map(|row| (0..cols.get()).map(move |col| (row, col)));
        cells
            .filter_map(|(row, col)| screen.cell(row, col))
            .flat_map(|cell| [cell.fgcolor(), cell.bgcolor()])
            .filter(|colour| *colour != vt100::Color::Default)
            .collect()
    })
}

fn start_with(env: &[(&str, &str)], args: &[&str]) -> Console {
    let setup = env
        .iter()
        .fold(Console::setup(), |setup, (name, value)| setup.env(name, value));
    let console = setup.start(&[&QUIET_PROD, args].concat());
    console.wait_for("clickstream");
    console.wait_for("help");
    console
}

#[test]
fn a_terminal_of_all_colours_gets_them() {
    let console = quiet_prod();
    console.wait_for("? help");
    assert!(
        colours(&console)
            .iter()
            .any(|colour| matches!(colour, vt100::Color::Rgb(..)))
    );
}

#[test]
fn no_color_is_obeyed_on_every_screen() {
    let console = start_with(&[("NO_COLOR", "1")], &[]);
    for (keys, word) in [
        ("", "Clusters"),
        ("?", "Help"),
        ("?c", "Contexts"),
        ("T", "Theme"),
    ] {
        console.send(keys);
        console.wait_for(word);
        assert_eq!(colours(&console), [], "{keys}");
    }
    // `0` sets no colour either.
    let dumb = start_with(&[("TERM", "dumb"), ("COLORTERM", "")], &[]);
    assert_eq!(colours(&dumb), []);
}

#[test]
fn a_terminal_of_sixteen_colours_gets_no_other() {
    let console = start_with(&[("TERM", "xterm"), ("COLORTERM", "")], &[]);
    let colours = colours(&console);
    assert!(!colours.is_empty());
    for colour in colours {
        assert!(matches!(colour, vt100::Color::Idx(0..16)), "{colour:?}");
    }
}

#[test]
fn a_terminal_without_utf_8_gets_ascii_alone() {
    let by_locale: (&[_], &[_]) = (&[("LANG", "C")], &[]);
    let by_flag: (&[_], &[_]) = (&[], &["--ascii"]);
    for (env, args) in [by_locale, by_flag] {
        let console = start_with(env, args);
        let screens = [
            ("", "Clusters"),
            ("/clickstream\r\r", "INSTANCE"),
            ("2", "missed health checks"),
            ("3", "desiredState"),
            ("4", "metadata"),
            ("s", "Type the name"),
            ("\u{3}:", "Leave the console"),
            ("\u{3}?", "Help"),
            ("?a", "Activity"),
            ("c", "Contexts"),
        ];
        for (keys, word) in screens {
            console.send(keys);
            console.wait_for(word);
        }
        console.send("q");
        assert_eq!(console.exit_code(), 0);
        let output = String::from_utf8(console.raw_output()).unwrap();
        let other = output.chars().find(|character| !character.is_ascii());
        assert_eq!(other, None, "{env:?} {args:?}");
    }
}

#[test]
fn the_mouse_can_be_left_to_the_terminal() {
    let console = start_with(&[], &["--no-mouse"]);
    assert!(console.mouse_mode_off());
    console.send("M");
    console.wait_for("The mouse works here");
    assert!(!console.mouse_mode_off());
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}
