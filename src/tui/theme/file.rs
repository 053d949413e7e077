//! Theme files: `themes/*.toml`, and the user's own. `themes/dark.toml` explains the format.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::color;
use super::roles::{Appearance, Theme};
use crate::tui::file_problem::{Entry, FileProblem, FileReader, did_you_mean, entries_in_order};

const SETTINGS: [&str; 6] = [
    "appearance",
    "background",
    "paint_background",
    "inherits",
    "palette",
    "styles",
];
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// A theme file as written: colours are still names, so that a theme can inherit the styles of
/// another and change its palette.
#[derive(Debug, Clone, Default)]
pub struct ThemeFile {
    pub(super) inherits: Option<String>,
    appearance: Option<Appearance>,
    background: Option<ColorWord>,
    paint_background: Option<bool>,
    palette: BTreeMap<String, Color>,
    styles: BTreeMap<&'static str, StyleEntry>,
}

#[derive(Debug, Clone, Default)]
struct StyleEntry {
    fg: Option<ColorWord>,
    bg: Option<ColorWord>,
    modifiers: Modifier,
}

#[derive(Debug, Clone)]
enum ColorWord {
    Fixed(Color),
    /// A name of the palette, which may be another theme's in the end.
    Palette(String),
}

impl Theme {
    /// Reads a theme file that stands alone, or inherits from a built-in theme.
    ///
    /// # Errors
    /// Every mistake of the file, in its order.
    pub fn parse(name: &str, toml: &str) -> Result<Self, Vec<FileProblem>> {
        super::catalogue::Themes::built_in().parse(name, toml, name)
    }
}

impl ThemeFile {
    /// Reads a file; `parents` are the themes it may inherit from, by name.
    pub(super) fn read(reader: &mut FileReader<'_>, parents: &BTreeMap<String, Self>) -> Self {
        let table = reader.parse();
        let mut file = Self::default();
        let settings = entries_in_order(&table);
        for (name, at, value) in &settings {
            file.read_setting(reader, name, *at, value, parents);
        }
        // Names of colours are looked up in the palette, wherever in the file it stands.
        let parent = file.inherits.as_ref().and_then(|name| parents.get(name));
        let known = |name: &str| {
            file.palette.contains_key(name) || parent.is_some_and(|parent| parent.palette.contains_key(name))
        };
        let mut names: Vec<&str> = file.palette.keys().map(String::as_str).collect();
        names.extend(
            parent
                .iter()
                .flat_map(|parent| parent.palette.keys().map(String::as_str)),
        );
        let mut background = None;
        let mut styles = BTreeMap::new();
        for (name, _, value) in settings {
            match (name, value.get_ref()) {
                ("background", _) => background = read_color(reader, value, &known, &names),
                ("styles", DeValue::Table(table)) => styles = read_styles(reader, table, &known, &names),
                _ => {}
            }
        }
        file.background = background;
        file.styles = styles;
        file
    }

    /// The file with what it leaves out taken from the theme it inherits.
    pub(super) fn completed(self, parents: &BTreeMap<String, Self>) -> Self {
        match self.inherits.as_ref().and_then(|parent| parents.get(parent)) {
            Some(parent) => parent.clone().overlaid_with(self),
            None => self,
        }
    }

    /// The theme that a completed file describes.
    pub(super) fn to_theme(&self, name: &str) -> Theme {
        let mut theme = Theme::unstyled(name);
        theme.appearance = self.appearance.unwrap_or(Appearance::Any);
        theme.background = self.background.as_ref().map(|word| self.resolve(word));
        if self.paint_background == Some(true) {
            theme.base.bg = theme.background;
            theme.base.fg = self
                .styles
                .get("text")
                .and_then(|text| text.fg.as_ref())
                .map(|word| self.resolve(word));
        }
        for (role, style) in theme.styles_mut() {
            if let Some(entry) = self.styles.get(role) {
                *style = Style::new().add_modifier(entry.modifiers);
                style.fg = entry.fg.as_ref().map(|word| self.resolve(word));
                style.bg = entry.bg.as_ref().map(|word| self.resolve(word));
            }
        }
        theme
    }

    /// The styles of the file.
    #[cfg(test)]
    pub(super) fn given_styles(&self) -> impl Iterator<Item = &'static str> {
        self.styles.keys().copied()
    }

    fn overlaid_with(mut self, child: Self) -> Self {
        self.palette.extend(child.palette);
        self.styles.extend(child.styles);
        self.appearance = child.appearance.or(self.appearance);
        self.background = child.background.or(self.background);
        self.paint_background = child.paint_background.or(self.paint_background);
        self
    }

    fn resolve(&self, word: &ColorWord) -> Color {
        match word {
            ColorWord::Fixed(color) => *color,
            ColorWord::Palette(name) => self.palette.get(name).copied().unwrap_or(Color::Reset),
        }
    }

    fn read_setting(
        &mut self,
        reader: &mut FileReader<'_>,
        name: &str,
        at: usize,
        value: &Spanned<DeValue<'_>>,
        parents: &BTreeMap<String, Self>,
    ) {
        let place = value.span().start;
        match (name, value.get_ref()) {
            ("appearance", DeValue::String(word)) => match word.as_ref() {
                "dark" => self.appearance = Some(Appearance::Dark),
                "light" => self.appearance = Some(Appearance::Light),
                "any" => self.appearance = Some(Appearance::Any),
                _ => reader.report(place, "expected \"dark\", \"light\" or \"any\""),
            },
            ("appearance", _) => reader.report(place, "expected \"dark\", \"light\" or \"any\""),
            ("paint_background", DeValue::Boolean(value)) => self.paint_background = Some(*value),
            ("paint_background", _) => reader.report(place, "expected true or false"),
            ("inherits", DeValue::String(parent)) if parents.contains_key(parent.as_ref()) => {
                self.inherits = Some(parent.clone().into_owned());
            }
            ("inherits", _) => {
                let names: Vec<&str> = parents.keys().map(String::as_str).collect();
                reader.report(place, format!("expected a built-in theme: {}", names.join(", ")));
            }
            ("palette", DeValue::Table(table)) => self.read_palette(reader, table),
            ("palette" | "styles", value) if !matches!(value, DeValue::Table(_)) => {
                reader.report(place, format!("expected a section [{name}]"));
            }
            // Read once the palette is known.
            ("background" | "styles", _) => {}
            _ => {
                reader.report(
                    at,
                    format!("unknown setting \"{name}\"{}", did_you_mean(name, SETTINGS)),
                );
            }
        }
    }

    fn read_palette(&mut self, reader: &mut FileReader<'_>, table: &DeTable<'_>) {
        for (name, _, value) in entries_in_order(table) {
            if let Some(ColorWord::Fixed(color)) = read_color(reader, value, &|_| false, &[]) {
                self.palette.insert(name.to_owned(), color);
            }
        }
    }
}

fn read_styles(
    reader: &mut FileReader<'_>,
    table: &DeTable<'_>,
    known: &dyn Fn(&str) -> bool,
    palette: &[&str],
) -> BTreeMap<&'static str, StyleEntry> {
    let mut styles = BTreeMap::new();
    for (name, at, value) in entries_in_order(table) {
        let Some(role) = Theme::ROLES.iter().find(|role| **role == name) else {
            let hint = did_you_mean(name, Theme::ROLES.iter().copied());
            reader.report(at, format!("unknown style \"{name}\"{hint}"));
            continue;
        };
        let mut entry = StyleEntry::default();
        match value.get_ref() {
            DeValue::Table(parts) => {
                for part in entries_in_order(parts) {
                    read_part(reader, &mut entry, part, known, palette);
                }
            }
            _ => entry.fg = read_color(reader, value, known, palette),
        }
        styles.insert(*role, entry);
    }
    styles
}

fn read_part(
    reader: &mut FileReader<'_>,
    entry: &mut StyleEntry,
    (part, at, value): Entry<'_, '_>,
    known: &dyn Fn(&str) -> bool,
    palette: &[&str],
) {
    let modifier = MODIFIERS.iter().find(|(name, _)| *name == part);
    match (part, value.get_ref(), modifier) {
        ("fg", ..) => entry.fg = read_color(reader, value, known, palette),
        ("bg", ..) => entry.bg = read_color(reader, value, known, palette),
        (_, DeValue::Boolean(is_set), Some((_, modifier))) => entry.modifiers.set(*modifier, *is_set),
        (_, _, Some(_)) => reader.report(value.span().start, "expected true or false"),
        (_, _, None) => {
            let names = MODIFIERS.map(|(name, _)| name).into_iter().chain(["fg", "bg"]);
            reader.report(
                at,
                format!("unknown part of a style \"{part}\"{}", did_you_mean(part, names)),
            );
        }
    }
}

fn read_color(
    reader: &mut FileReader<'_>,
    value: &Spanned<DeValue<'_>>,
    known: &dyn Fn(&str) -> bool,
    palette: &[&str],
) -> Option<ColorWord> {
    let at = value.span().start;
    match value.get_ref() {
        DeValue::String(word) if known(word) => Some(ColorWord::Palette(word.clone().into_owned())),
        DeValue::String(word) => {
            let color = color::parse(word);
            if color.is_none() {
                let names = color::NAMED
                    .map(|(name, ..)| name)
                    .into_iter()
                    .chain([color::DEFAULT]);
                let hint = did_you_mean(word, names.chain(palette.iter().copied()));
                reader.report(
                    at,
                    format!(
                        "\"{word}\" is not \"#rrggbb\", nor in the palette, nor one of the 16 colours{hint}"
                    ),
                );
            }
            color.map(ColorWord::Fixed)
        }
        DeValue::Integer(number) => match number.as_str().parse::<u8>() {
            Ok(index) if number.radix() == 10 => Some(ColorWord::Fixed(Color::Indexed(index))),
            _ => {
                reader.report(at, "a colour by number is 0 to 255");
                None
            }
        },
        _ => {
            reader.report(
                at,
                "expected a colour: \"#rrggbb\", a name or a number from 0 to 255",
            );
            None
        }
    }
}
