//! The shortest way from one style to another ("Select Graphic Rendition", ECMA-48 8.3.117).

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::cursor::write_number;
use super::glyph::{VISIBLE_ON_BLANK, is_blank};

/// The style in which a terminal writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink {
    pub(super) fg: Color,
    pub(super) bg: Color,
    /// [`Color::Reset`] unless underlined.
    pub(super) underline: Color,
    pub(super) modifier: Modifier,
}

/// Modifiers with the parameter that sets and the one that clears each. One code clears bold and dim,
/// another one both speeds of blinking.
const MODIFIERS: [(Modifier, u16, u16); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Ink {
    /// What a reset gives.
    pub(super) const PLAIN: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        underline: Color::Reset,
        modifier: Modifier::empty(),
    };

    /// The ink that `cell` needs when the terminal writes with `current`: what cannot be seen on a blank
    /// is left as it is.
    pub(super) fn for_cell(cell: &Cell, current: Self) -> Self {
        let seen_on_blank = cell.modifier.intersection(VISIBLE_ON_BLANK);
        if is_blank(cell) && seen_on_blank.is_empty() {
            let modifier = current.modifier.difference(VISIBLE_ON_BLANK);
            return Self {
                bg: cell.bg,
                modifier,
                underline: Color::Reset,
                ..current
            };
        }
        let underlined = cell.modifier.contains(Modifier::UNDERLINED);
        let underline = if underlined {
            cell.underline_color
        } else {
            Color::Reset
        };
        Self {
            fg: cell.fg,
            bg: cell.bg,
            underline,
            modifier: cell.modifier,
        }
    }

    /// Appends what makes a terminal that writes with `self` write with `to`.
    pub(super) fn change(self, to: Self, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        if to == Self::PLAIN {
            out.extend_from_slice(b"\x1b[m");
            return;
        }
        let start = out.len();
        let mut fresh = Parameters::begin(out);
        fresh.push(0);
        fresh.differences(Self::PLAIN, to);
        fresh.end();
        let fresh_end = out.len();
        let mut steps = Parameters::begin(out);
        steps.differences(self, to);
        steps.end();
        if out.len() - fresh_end <= fresh_end - start {
            out.drain(start..fresh_end);
        } else {
            out.truncate(fresh_end);
        }
    }
}

/// The parameter list of one sequence.
struct Parameters<'a> {
    out: &'a mut Vec<u8>,
    is_first: bool,
}

impl<'a> Parameters<'a> {
    fn begin(out: &'a mut Vec<u8>) -> Self {
        out.extend_from_slice(b"\x1b[");
        Self { out, is_first: true }
    }

    fn end(self) {
        self.out.push(b'm');
    }

    fn push(&mut self, number: u16) {
        if !self.is_first {
            self.out.push(b';');
        }
        self.is_first = false;
        write_number(self.out, number);
    }

    fn differences(&mut self, from: Ink, to: Ink) {
        let mut kept = from.modifier;
        for (modifier, _, clear) in MODIFIERS {
            if kept.contains(modifier) && !to.modifier.contains(modifier) {
                self.push(clear);
                for (cleared_too, _, _) in MODIFIERS.iter().filter(|(_, _, code)| *code == clear) {
                    kept.remove(*cleared_too);
                }
            }
        }
        for (modifier, set, _) in MODIFIERS {
            if to.modifier.contains(modifier) && !kept.contains(modifier) {
                self.push(set);
            }
        }
        if from.fg != to.fg {
            self.color(30, to.fg);
        }
        if from.bg != to.bg {
            self.color(40, to.bg);
        }
        if from.underline != to.underline {
            self.underline_color(to.underline);
        }
    }

    /// `base` is 30 for text and 40 for the background.
    fn color(&mut self, base: u16, color: Color) {
        match color {
            Color::Reset => self.push(base + 9),
            Color::Indexed(index) => self.list([base + 8, 5, index.into()]),
            Color::Rgb(red, green, blue) => self.list([base + 8, 2, red.into(), green.into(), blue.into()]),
            named => match named_index(named) {
                index @ 0..8 => self.push(base + index),
                index => self.push(base + 60 + index - 8),
            },
        }
    }

    /// In the form with colons: a terminal that does not know it skips it whole, where it would read the
    /// parts between semicolons as blinking and dim (ISO 8613-6; used so by kitty, VTE and iTerm2).
    fn underline_color(&mut self, color: Color) {
        let (kind, numbers) = match color {
            Color::Reset => return self.push(59),
            Color::Rgb(red, green, blue) => (":2:", [Some(red), Some(green), Some(blue)]),
            Color::Indexed(index) => (":5", [Some(index), None, None]),
            named => (":5", [u8::try_from(named_index(named)).ok(), None, None]),
        };
        self.push(58);
        self.out.extend_from_slice(kind.as_bytes());
        for number in numbers.into_iter().flatten() {
            self.out.push(b':');
            write_number(self.out, number.into());
        }
    }

    fn list<const N: usize>(&mut self, numbers: [u16; N]) {
        for number in numbers {
            self.push(number);
        }
    }
}

/// Place of a named colour among the terminal's sixteen.
fn named_index(color: Color) -> u16 {
    match color {
        Color::Reset | Color::Rgb(..) | Color::Black => 0,
        Color::Indexed(index) => index.into(),
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: Ink, to: Ink) -> String {
        let mut out = Vec::new();
        from.change(to, &mut out);
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    fn bold(fg: Color) -> Ink {
        Ink {
            fg,
            modifier: Modifier::BOLD,
            ..Ink::PLAIN
        }
    }

    #[test]
    fn an_equal_style_costs_nothing() {
        assert_eq!(change(bold(Color::Red), bold(Color::Red)), "");
    }

    #[test]
    fn only_differences_are_sent() {
        assert_eq!(change(bold(Color::Red), bold(Color::LightBlue)), "^[94m");
        assert_eq!(change(Ink::PLAIN, bold(Color::Indexed(200))), "^[1;38;5;200m");
        assert_eq!(change(bold(Color::Red), Ink::PLAIN), "^[m");
    }

    #[test]
    fn a_reset_is_used_where_it_is_shorter() {
        let loud = Ink {
            bg: Color::Blue,
            modifier: Modifier::BOLD | Modifier::ITALIC | Modifier::REVERSED,
            ..bold(Color::Red)
        };
        assert_eq!(
            change(
                loud,
                Ink {
                    fg: Color::Green,
                    ..Ink::PLAIN
                }
            ),
            "^[0;32m"
        );
    }

    #[test]
    fn bold_and_dim_are_cleared_together_and_the_other_set_again() {
        let both = Ink {
            modifier: Modifier::BOLD | Modifier::DIM,
            ..bold(Color::Rgb(1, 2, 3))
        };
        assert_eq!(change(both, bold(Color::Rgb(1, 2, 3))), "^[22;1m");
    }

    #[test]
    fn the_colour_of_an_underline_is_one_parameter() {
        let under = |underline| Ink {
            underline,
            modifier: Modifier::UNDERLINED,
            ..Ink::PLAIN
        };
        assert_eq!(
            change(under(Color::Reset), under(Color::Rgb(1, 2, 3))),
            "^[58:2::1:2:3m"
        );
        assert_eq!(change(under(Color::Reset), under(Color::Red)), "^[58:5:1m");
    }

    #[test]
    fn a_blank_takes_the_ink_that_is_there() {
        let cell = Cell::EMPTY.clone().set_fg(Color::Green).clone();
        assert_eq!(Ink::for_cell(&cell, bold(Color::Red)), bold(Color::Red));
    }
}
