//! Which theme, how many colours and which glyphs suit the environment.
//!
//! Only the environment is asked, never the terminal: a question to a terminal that does not answer
//! would cost every start a pause.

use super::catalogue::{Themes, UnknownTheme};
use super::color::ColorDepth;
use super::glyphs::Glyphs;
use super::roles::{Appearance, Theme};

/// The word for "what suits the terminal", where a theme is named.
pub const AUTO: &str = "auto";

/// Who decided on the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenBy {
    Flag,
    Config,
    Environment,
}

/// What the console should look like here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub theme: String,
    pub chosen_by: ChosenBy,
    pub depth: ColorDepth,
    pub is_ascii: bool,
}

impl Choice {
    /// The theme as this terminal can show it.
    ///
    /// # Errors
    /// [`UnknownTheme`] if the flag or the configuration names a theme that does not exist.
    pub fn load(&self, themes: &Themes) -> Result<Theme, UnknownTheme> {
        Ok(self.fit(themes.named(&self.theme)?))
    }

    /// Any theme as this terminal can show it.
    pub fn fit(&self, theme: Theme) -> Theme {
        let glyphs = if self.is_ascii {
            Glyphs::ASCII
        } else {
            Glyphs::UNICODE
        };
        theme.reduced_to(self.depth).with_glyphs(glyphs)
    }
}

/// Chooses from the environment; a flag wins over the configuration, which wins over the environment.
pub fn choose(
    environment: &dyn Fn(&str) -> Option<String>,
    flag: Option<&str>,
    config: Option<&str>,
) -> Choice {
    let depth = depth(environment);
    let named = |name: Option<&str>| name.filter(|name| *name != AUTO).map(str::to_owned);
    let (theme, chosen_by) = match (flag, named(flag), named(config)) {
        (_, Some(theme), _) => (theme, ChosenBy::Flag),
        (None, None, Some(theme)) => (theme, ChosenBy::Config),
        // `--theme auto` asks for the environment's choice in spite of the configuration.
        (_, None, _) => (
            suitable_theme(depth, appearance(environment)).to_owned(),
            ChosenBy::Environment,
        ),
    };
    Choice {
        theme,
        chosen_by,
        depth,
        is_ascii: is_ascii(environment),
    }
}

fn suitable_theme(depth: ColorDepth, appearance: Appearance) -> &'static str {
    match (depth, appearance) {
        (ColorDepth::Mono, _) => "mono",
        (ColorDepth::Sixteen, _) => "ansi16",
        (ColorDepth::TwoFiftySix | ColorDepth::TrueColor, Appearance::Light) => "light",
        (ColorDepth::TwoFiftySix | ColorDepth::TrueColor, Appearance::Dark | Appearance::Any) => "dark",
    }
}

/// Terminals known to show all colours; over SSH `COLORTERM` is usually lost, `TERM` is not.
const TRUE_COLOR_TERMINALS: [&str; 7] = [
    "alacritty",
    "contour",
    "foot",
    "ghostty",
    "kitty",
    "rio",
    "wezterm",
];

fn depth(environment: &dyn Fn(&str) -> Option<String>) -> ColorDepth {
    // "when present and not an empty string" (no-color.org).
    if set(environment, "NO_COLOR").is_some() {
        return ColorDepth::Mono;
    }
    let term = set(environment, "TERM").unwrap_or_default();
    let colorterm = set(environment, "COLORTERM").unwrap_or_default();
    if term == "dumb" || term.starts_with("vt") || term.ends_with("-mono") || term.ends_with("-m") {
        ColorDepth::Mono
    } else if colorterm == "truecolor"
        || colorterm == "24bit"
        || term.ends_with("-direct")
        || TRUE_COLOR_TERMINALS.iter().any(|known| term.contains(known))
    {
        ColorDepth::TrueColor
    } else if term.contains("256color") {
        ColorDepth::TwoFiftySix
    } else {
        ColorDepth::Sixteen
    }
}

/// `COLORFGBG` is `foreground;background` by number, sometimes with a word between.
fn appearance(environment: &dyn Fn(&str) -> Option<String>) -> Appearance {
    let background = set(environment, "COLORFGBG").and_then(|value| {
        value
            .rsplit(';')
            .next()
            .and_then(|number| number.parse::<u8>().ok())
    });
    match background {
        Some(7 | 9..=15) => Appearance::Light,
        Some(_) => Appearance::Dark,
        None => Appearance::Any,
    }
}

/// Whether the locale is not UTF-8: the first of the three that is set decides, as in `setlocale`.
fn is_ascii(environment: &dyn Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| set(environment, name));
    !locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

fn set(environment: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    environment(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        }
    }

    fn theme_in(pairs: &[(&str, &str)]) -> String {
        choose(&environment(pairs), None, None).theme
    }

    #[test]
    fn the_theme_suits_the_terminal() {
        assert_eq!(theme_in(&[("TERM", "xterm-256color")]), "dark");
        assert_eq!(
            theme_in(&[("TERM", "xterm-256color"), ("COLORFGBG", "0;15")]),
            "light"
        );
        assert_eq!(
            theme_in(&[("TERM", "xterm-256color"), ("COLORFGBG", "12;default;8")]),
            "dark"
        );
        assert_eq!(theme_in(&[("TERM", "linux")]), "ansi16");
        assert_eq!(theme_in(&[("TERM", "dumb")]), "mono");
        assert_eq!(theme_in(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]), "mono");
        assert_eq!(theme_in(&[]), "ansi16");
    }

    #[test]
    fn a_flag_wins_over_the_configuration_and_that_over_the_environment() {
        let environment = environment(&[("TERM", "xterm-256color")]);
        let chosen = |flag, config| {
            let choice = choose(&environment, flag, config);
            (choice.theme, choice.chosen_by)
        };
        assert_eq!(
            chosen(Some("nord"), Some("light")),
            ("nord".to_owned(), ChosenBy::Flag)
        );
        assert_eq!(
            chosen(None, Some("light")),
            ("light".to_owned(), ChosenBy::Config)
        );
        assert_eq!(
            chosen(Some("auto"), Some("light")),
            ("dark".to_owned(), ChosenBy::Environment)
        );
        assert_eq!(
            chosen(None, Some("auto")),
            ("dark".to_owned(), ChosenBy::Environment)
        );
    }

    #[test]
    fn the_number_of_colours_comes_from_the_environment() {
        let depth_in = |pairs: &[(&str, &str)]| choose(&environment(pairs), None, None).depth;
        assert_eq!(
            depth_in(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]),
            ColorDepth::TrueColor
        );
        assert_eq!(depth_in(&[("TERM", "xterm-kitty")]), ColorDepth::TrueColor);
        assert_eq!(depth_in(&[("TERM", "tmux-256color")]), ColorDepth::TwoFiftySix);
        assert_eq!(depth_in(&[("TERM", "screen")]), ColorDepth::Sixteen);
        assert_eq!(depth_in(&[("TERM", "vt220")]), ColorDepth::Mono);
        assert_eq!(
            depth_in(&[("TERM", "xterm"), ("NO_COLOR", "")]),
            ColorDepth::Sixteen
        );
    }

    #[test]
    fn without_a_utf8_locale_only_ascii_is_shown() {
        let ascii_in = |pairs: &[(&str, &str)]| choose(&environment(pairs), None, None).is_ascii;
        assert!(!ascii_in(&[("LANG", "en_GB.UTF-8")]));
        assert!(!ascii_in(&[("LC_ALL", "C.utf8"), ("LANG", "C")]));
        assert!(!ascii_in(&[("LC_ALL", ""), ("LANG", "de_DE.UTF-8")]));
        assert!(ascii_in(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]));
        assert!(ascii_in(&[("LANG", "de_DE.ISO-8859-1")]));
        assert!(ascii_in(&[]));
    }

    #[test]
    fn an_unknown_theme_is_refused_with_the_names_there_are() {
        let choice = choose(&environment(&[]), Some("drak"), None);
        let error = choice.load(&Themes::built_in()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no theme \"drak\"; there are dark, light, high-contrast, nord, solarized-light, ansi16, mono"
        );
    }

    #[test]
    fn a_theme_is_fitted_to_the_terminal() {
        let choice = choose(&environment(&[("NO_COLOR", "1")]), Some("dark"), None);
        let theme = choice.load(&Themes::built_in()).unwrap();
        assert!(
            theme
                .styles()
                .all(|(_, style)| style.fg.is_none_or(|c| c == ratatui::style::Color::Reset))
        );
        assert_eq!(theme.glyphs, Glyphs::ASCII);
    }
}
