//! The names of colours in theme files, and how many colours a terminal has.

use anstyle::{AnsiColor, RgbColor};
use anstyle_lossy::palette::VGA;
use ratatui::style::Color;

use super::roles::Appearance;

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// None: the user asked for none, or the terminal has none.
    Mono,
    Sixteen,
    TwoFiftySix,
    TrueColor,
}

/// The sixteen colours every terminal has, by the names of theme files.
pub const NAMED: [(&str, Color, AnsiColor); 16] = [
    ("black", Color::Black, AnsiColor::Black),
    ("red", Color::Red, AnsiColor::Red),
    ("green", Color::Green, AnsiColor::Green),
    ("yellow", Color::Yellow, AnsiColor::Yellow),
    ("blue", Color::Blue, AnsiColor::Blue),
    ("magenta", Color::Magenta, AnsiColor::Magenta),
    ("cyan", Color::Cyan, AnsiColor::Cyan),
    ("gray", Color::Gray, AnsiColor::White),
    ("dark-gray", Color::DarkGray, AnsiColor::BrightBlack),
    ("light-red", Color::LightRed, AnsiColor::BrightRed),
    ("light-green", Color::LightGreen, AnsiColor::BrightGreen),
    ("light-yellow", Color::LightYellow, AnsiColor::BrightYellow),
    ("light-blue", Color::LightBlue, AnsiColor::BrightBlue),
    ("light-magenta", Color::LightMagenta, AnsiColor::BrightMagenta),
    ("light-cyan", Color::LightCyan, AnsiColor::BrightCyan),
    ("white", Color::White, AnsiColor::BrightWhite),
];

/// The terminal's own colour for text or background.
pub const DEFAULT: &str = "default";

/// A colour as theme files write it: `#rrggbb`, or one of the sixteen names, or `default`.
pub fn parse(word: &str) -> Option<Color> {
    if let Some(digits) = word.strip_prefix('#') {
        let is_rgb = digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let value = is_rgb.then(|| u32::from_str_radix(digits, 16).ok())??;
        let [_, red, green, blue] = value.to_be_bytes();
        return Some(Color::Rgb(red, green, blue));
    }
    if word == DEFAULT {
        return Some(Color::Reset);
    }
    NAMED
        .iter()
        .find(|(name, ..)| *name == word)
        .map(|(_, color, _)| *color)
}

impl ColorDepth {
    /// The colour of this depth that comes closest.
    pub fn nearest(self, color: Color) -> Color {
        match (self, color) {
            (_, Color::Reset) | (Self::Mono, _) => Color::Reset,
            (Self::TwoFiftySix, Color::Rgb(red, green, blue)) => {
                Color::Indexed(anstyle_lossy::rgb_to_xterm(RgbColor(red, green, blue)).index())
            }
            (Self::Sixteen, Color::Rgb(red, green, blue)) => {
                named(anstyle_lossy::rgb_to_ansi(RgbColor(red, green, blue), VGA))
            }
            (Self::Sixteen, Color::Indexed(index)) => {
                named(anstyle_lossy::xterm_to_ansi(anstyle::Ansi256Color(index), VGA))
            }
            (_, color) => color,
        }
    }

    /// As [`Self::nearest`], but a shade that would be lost in the terminal's background is moved away
    /// from it.
    pub(super) fn nearest_foreground(self, color: Color, appearance: Appearance) -> Color {
        let is_reduced = self == Self::Sixteen && matches!(color, Color::Rgb(..) | Color::Indexed(_));
        match (self.nearest(color), appearance) {
            (Color::Black, Appearance::Dark) if is_reduced => Color::DarkGray,
            (Color::White | Color::Gray, Appearance::Light) if is_reduced => Color::DarkGray,
            (nearest, _) => nearest,
        }
    }
}

fn named(ansi: AnsiColor) -> Color {
    NAMED
        .iter()
        .find(|(.., known)| *known == ansi)
        .map_or(Color::Reset, |(_, color, _)| *color)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_name_or_six_digits() {
        assert_eq!(parse("#ff8000"), Some(Color::Rgb(255, 128, 0)));
        assert_eq!(parse("light-red"), Some(Color::LightRed));
        assert_eq!(parse("default"), Some(Color::Reset));
        for wrong in ["#ff80", "#ggggggg", "#+f8000", "", "purple", "#éa0"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn fewer_colours_mean_the_closest_of_them() {
        let orange = Color::Rgb(255, 135, 0);
        assert_eq!(ColorDepth::TrueColor.nearest(orange), orange);
        assert_eq!(ColorDepth::TwoFiftySix.nearest(orange), Color::Indexed(208));
        assert_eq!(
            ColorDepth::Sixteen.nearest(Color::Rgb(250, 80, 80)),
            Color::LightRed
        );
        assert_eq!(ColorDepth::Mono.nearest(orange), Color::Reset);
        assert_eq!(ColorDepth::Sixteen.nearest(Color::Reset), Color::Reset);
    }
}
