//! The terminal's side: a screen, the answers to questions, and the modes that the emulator leaves out.

use std::collections::BTreeSet;
use std::num::NonZeroU16;

/// Automatic wrapping (DECAWM), the only mode here that is on to begin with.
const WRAPPING: u16 = 7;

pub struct Emulator {
    parser: vt100::Parser<Extras>,
}

/// What the emulator passes on.
struct Extras {
    answers: Vec<u8>,
    /// Private modes that are on, of those the emulator does not know.
    modes: BTreeSet<u16>,
    /// Levels of kitty's keyboard flags.
    keyboard_levels: i32,
}

impl Emulator {
    pub fn new(cols: u16, rows: u16) -> Self {
        let extras = Extras {
            answers: Vec::new(),
            modes: BTreeSet::from([WRAPPING]),
            keyboard_levels: 0,
        };
        Self {
            parser: vt100::Parser::new_with_callbacks(side(rows), side(cols), 0, extras),
        }
    }

    /// Takes output; gives what the terminal answers.
    pub fn process(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.parser.process(bytes);
        std::mem::take(&mut self.parser.callbacks_mut().answers)
    }

    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.parser.set_size(side(rows), side(cols));
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// What differs from a terminal on which no program is running.
    pub fn leftovers(&self) -> Vec<String> {
        let screen = self.screen();
        let extras = self.parser.callbacks();
        let mut found = Vec::new();
        let mut note = |is_left: bool, what: String| {
            if is_left {
                found.push(what);
            }
        };
        note(screen.alternate_screen(), "alternate screen".to_owned());
        note(screen.hide_cursor(), "hidden cursor".to_owned());
        note(screen.bracketed_paste(), "bracketed paste".to_owned());
        note(
            screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None,
            "mouse".to_owned(),
        );
        note(
            screen.mouse_protocol_encoding() != vt100::MouseProtocolEncoding::Default,
            "mouse encoding".to_owned(),
        );
        note(
            extras.keyboard_levels != 0,
            format!("{} levels of keyboard flags", extras.keyboard_levels),
        );
        let has_style =
            screen.fgcolor() != vt100::Color::Default || screen.bgcolor() != vt100::Color::Default;
        note(has_style || screen.bold() || screen.inverse(), "style".to_owned());
        note(!extras.modes.contains(&WRAPPING), "no wrapping".to_owned());
        for mode in extras.modes.iter().filter(|mode| **mode != WRAPPING) {
            note(true, format!("mode {mode}"));
        }
        found
    }
}

impl vt100::Callbacks for Extras {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        prefix: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        letter: char,
    ) {
        let first = parameters.first().and_then(|numbers| numbers.first()).copied();
        match (prefix, letter) {
            (None, 'n') if first == Some(6) => {
                let (row, col) = screen.cursor_position();
                self.answers
                    .extend(format!("\x1b[{};{}R", row + 1, col + 1).bytes());
            }
            (None, 'c') => self.answers.extend(b"\x1b[?62;22c"),
            (Some(b'?'), 'h') => self.modes.extend(first),
            (Some(b'?'), 'l') => {
                self.modes.remove(&first.unwrap_or(0));
            }
            (Some(b'>'), 'u') => self.keyboard_levels += 1,
            (Some(b'<'), 'u') => self.keyboard_levels -= 1,
            _ => {}
        }
    }
}

fn side(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a screen has rows and columns")
}
