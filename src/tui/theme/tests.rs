//! What every built-in theme must satisfy, and what is said about a wrong theme file.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

use super::color::{ColorDepth, NAMED};
use super::file::ThemeFile;
use super::roles::{Appearance, Theme};
use super::{Themes, catalogue};
use crate::tui::file_problem::FileReader;

/// Shapes rather than text: they need not be read.
const NOT_TEXT: [&str; 4] = ["rule", "gauge_filled", "gauge_empty", "selected_marker"];

fn built_in() -> Vec<Theme> {
    let themes = Themes::built_in();
    themes.names().map(|name| themes.named(name).unwrap()).collect()
}

fn theme(name: &str) -> Theme {
    Themes::built_in().named(name).unwrap()
}

#[test]
fn every_built_in_file_is_without_mistakes_and_gives_every_style() {
    let mut parents = BTreeMap::new();
    for (name, text) in catalogue::BUILT_IN {
        let mut reader = FileReader::new(name, text);
        let file = ThemeFile::read(&mut reader, &parents).completed(&parents);
        let given: Vec<_> = file.given_styles().collect();
        let missing: Vec<_> = Theme::ROLES.iter().filter(|role| !given.contains(role)).collect();
        assert_eq!(reader.into_problems(), [], "{name}");
        assert!(missing.is_empty(), "{name} lacks {missing:?}");
        parents.insert(name.to_owned(), file);
    }
}

#[test]
fn text_is_readable_against_the_background_the_theme_was_made_for() {
    for theme in built_in()
        .iter()
        .filter(|theme| theme.appearance != Appearance::Any)
    {
        let background = theme.background.expect("a theme for one background names it");
        for (role, style) in theme.styles().filter(|(role, _)| !NOT_TEXT.contains(role)) {
            let front = style.fg.or(theme.text.fg).unwrap();
            let back = style.bg.unwrap_or(background);
            let ratio = contrast(front, back);
            assert!(ratio >= 4.5, "{} {role}: {ratio:.2}", theme.name);
        }
    }
}

#[test]
fn the_high_contrast_theme_keeps_its_promise() {
    let theme = theme("high-contrast");
    for (role, style) in theme.styles() {
        let back = style.bg.or(theme.background).unwrap();
        let ratio = contrast(style.fg.or(theme.text.fg).unwrap(), back);
        assert!(ratio >= 7.0, "{role}: {ratio:.2}");
    }
}

#[test]
fn what_has_no_word_survives_the_loss_of_colour() {
    for theme in built_in()
        .into_iter()
        .map(|theme| theme.reduced_to(ColorDepth::Mono))
    {
        let differ = [
            ("cursor", theme.cursor, theme.input),
            ("button_focused", theme.button_focused, theme.button),
            ("tab_active", theme.tab_active, theme.tab),
            ("selected", theme.selected, theme.text),
            ("match_highlight", theme.match_highlight, theme.text),
            ("match_current", theme.match_current, theme.match_highlight),
            ("differing", theme.differing, theme.added),
            ("differing", theme.differing, theme.removed),
            ("badge_protected", theme.badge_protected, theme.text),
        ];
        for (role, style, other) in differ {
            assert_ne!(visible_part(style), visible_part(other), "{} {role}", theme.name);
        }
    }
}

#[test]
fn the_theme_without_colours_has_none_and_the_one_with_sixteen_only_those() {
    let colors = |theme: Theme| -> Vec<Color> {
        theme
            .styles()
            .flat_map(|(_, style)| [style.fg, style.bg])
            .flatten()
            .collect()
    };
    assert_eq!(colors(theme("mono")), []);
    assert_eq!(Theme::plain(), theme("mono"));
    let sixteen = colors(theme("ansi16"));
    assert!(!sixteen.is_empty());
    assert!(
        sixteen
            .iter()
            .all(|color| NAMED.iter().any(|(_, named, _)| named == color))
    );
    // White, black, grey and yellow vanish on one background or the other.
    for color in [
        Color::White,
        Color::Black,
        Color::Gray,
        Color::DarkGray,
        Color::Yellow,
        Color::LightYellow,
    ] {
        let theme = theme("ansi16");
        let bare = theme
            .styles()
            .find(|(_, style)| style.fg == Some(color) && style.bg.is_none());
        assert_eq!(bare, None);
    }
}

#[test]
fn with_fewer_colours_no_text_has_the_colour_of_its_background() {
    for depth in [ColorDepth::Sixteen, ColorDepth::TwoFiftySix] {
        for theme in built_in().into_iter().map(|theme| theme.reduced_to(depth)) {
            for (role, style) in theme.styles() {
                assert!(
                    style.fg.is_none() || style.fg != style.bg,
                    "{} {role} {depth:?}",
                    theme.name
                );
                assert!(
                    !matches!(style.fg, Some(Color::Rgb(..))),
                    "{} {role} {depth:?}",
                    theme.name
                );
            }
        }
    }
}

#[test]
fn a_users_theme_may_change_a_palette_and_a_style_of_a_built_in_one() {
    let mut themes = Themes::built_in();
    themes
        .add(
            "mine",
            "inherits = 'nord'\n[palette]\nred = '#ff0000'\n[styles]\nok = { bold = true }",
            "mine.toml",
        )
        .unwrap();
    let mine = themes.named("mine").unwrap();
    assert_eq!(mine.error.fg, Some(Color::Rgb(255, 0, 0)));
    assert_eq!(mine.ok, Style::new().add_modifier(Modifier::BOLD));
    assert_eq!(mine.text, theme("nord").text);
    assert_eq!(
        themes.after("mono").map(|theme| theme.name.as_str()),
        Some("mine")
    );
    assert_eq!(
        themes.after("mine").map(|theme| theme.name.as_str()),
        Some("dark")
    );
}

#[test]
fn a_theme_that_inherits_nothing_shows_everything_all_the_same() {
    let theme = Theme::parse("mine", "[styles]\nerror = 'light-red'").unwrap();
    assert_eq!(theme.error.fg, Some(Color::LightRed));
    assert_eq!(theme.cursor, self::theme("ansi16").cursor);
}

#[test]
fn a_theme_paints_its_background_only_if_it_says_so() {
    let text = "inherits = 'dark'\nbackground = '#000000'\n";
    assert_eq!(Theme::parse("a", text).unwrap().base, Style::new());
    let painted = Theme::parse("a", &format!("{text}paint_background = true\n")).unwrap();
    assert_eq!(painted.base.bg, Some(Color::Rgb(0, 0, 0)));
}

#[test]
fn all_mistakes_of_a_theme_file_are_reported_at_once_each_with_its_place() {
    let text = "apearance = 'dark'\nappearance = 'dim'\ninherits = 'drak'\n[palette]\nrose = '#ff00f'\nsky = '#0080ff'\n\
                [styles]\neror = 'red'\nerror = { fg = 'skye', bolt = true, dim = 1 }\nok = 300\nwarning = ['red']\n";
    let found: Vec<String> = Theme::parse("mine", text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r##"
    mine:1:1: unknown setting "apearance"; did you mean "appearance"?
    mine:2:14: expected "dark", "light" or "any"
    mine:3:12: expected a built-in theme: ansi16, dark, high-contrast, light, mono, nord, solarized-light
    mine:5:8: "#ff00f" is not "#rrggbb", nor in the palette, nor one of the 16 colours
    mine:8:1: unknown style "eror"; did you mean "error"?
    mine:9:16: "skye" is not "#rrggbb", nor in the palette, nor one of the 16 colours; did you mean "sky"?
    mine:9:24: unknown part of a style "bolt"; did you mean "bold"?
    mine:9:43: expected true or false
    mine:10:6: a colour by number is 0 to 255
    mine:11:11: expected a colour: "#rrggbb", a name or a number from 0 to 255
    "##);
}

/// What is left of a style where there are no colours.
fn visible_part(style: Style) -> Modifier {
    style.add_modifier
}

/// The contrast of two colours from 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG 2.2, "relative luminance".
fn luminance(color: Color) -> f64 {
    let Color::Rgb(red, green, blue) = color else {
        panic!("{color:?} is not an exact colour")
    };
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
