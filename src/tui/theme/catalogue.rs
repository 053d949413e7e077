//! The themes there are, by name: the built-in ones and the user's.

use std::collections::BTreeMap;

use super::file::ThemeFile;
use super::roles::Theme;
use crate::tui::file_problem::{FileProblem, FileReader};

/// The built-in themes, in the order in which `next-theme` goes through them. Each may inherit from
/// those before it.
pub(super) const BUILT_IN: [(&str, &str); 7] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../themes/high-contrast.toml"),
    ),
    ("nord", include_str!("../../../themes/nord.toml")),
    (
        "solarized-light",
        include_str!("../../../themes/solarized-light.toml"),
    ),
    ("ansi16", include_str!("../../../themes/ansi16.toml")),
    (MONO, MONO_FILE),
];

const MONO: &str = "mono";
const MONO_FILE: &str = include_str!("../../../themes/mono.toml");

/// A theme was asked for by a name that no theme has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no theme \"{name}\"; there are {}", available.join(", "))]
pub struct UnknownTheme {
    pub name: String,
    pub available: Vec<String>,
}

/// All themes, by name.
#[derive(Debug, Clone)]
pub struct Themes {
    /// What themes may inherit from: the built-in ones only, so that there are no circles. Each is
    /// already completed with what it inherits itself.
    parents: BTreeMap<String, ThemeFile>,
    themes: Vec<Theme>,
}

impl Themes {
    /// The themes of this build.
    ///
    /// The files are part of the build; a test shows that they have no mistakes.
    pub fn built_in() -> Self {
        let mut catalogue = Self {
            parents: BTreeMap::new(),
            themes: Vec::new(),
        };
        for (name, text) in BUILT_IN {
            let file = ThemeFile::read(&mut FileReader::new(name, text), &catalogue.parents);
            let whole = file.completed(&catalogue.parents);
            catalogue.themes.push(whole.to_theme(name));
            catalogue.parents.insert(name.to_owned(), whole);
        }
        catalogue
    }

    /// Adds a theme of the user, or replaces the one of that name; `path` is what problems call it.
    ///
    /// # Errors
    /// Every mistake of the file, in its order. The theme is not added then.
    pub fn add(&mut self, name: &str, toml: &str, path: &str) -> Result<(), Vec<FileProblem>> {
        let theme = self.parse(name, toml, path)?;
        match self.themes.iter_mut().find(|known| known.name == name) {
            Some(known) => *known = theme,
            None => self.themes.push(theme),
        }
        Ok(())
    }

    /// The theme of this name.
    ///
    /// # Errors
    /// [`UnknownTheme`], which lists the themes there are.
    pub fn named(&self, name: &str) -> Result<Theme, UnknownTheme> {
        self.themes
            .iter()
            .find(|theme| theme.name == name)
            .cloned()
            .ok_or_else(|| UnknownTheme {
                name: name.to_owned(),
                available: self.names().map(str::to_owned).collect(),
            })
    }

    /// The names of all themes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.themes.iter().map(|theme| theme.name.as_str())
    }

    /// The theme after the one of this name, the first one after the last.
    pub fn after(&self, name: &str) -> Option<&Theme> {
        let next = self
            .themes
            .iter()
            .position(|theme| theme.name == name)
            .map_or(0, |index| index + 1);
        self.themes.get(next).or_else(|| self.themes.first())
    }

    pub(super) fn parse(&self, name: &str, toml: &str, path: &str) -> Result<Theme, Vec<FileProblem>> {
        let mut reader = FileReader::new(path, toml);
        let mut file = ThemeFile::read(&mut reader, &self.parents);
        if !reader.is_clean() {
            return Err(reader.into_problems());
        }
        // A theme that leaves styles out still shows everything, on any background.
        file.inherits.get_or_insert_with(|| "ansi16".to_owned());
        Ok(file.completed(&self.parents).to_theme(name))
    }
}

/// The theme without colours, alone: it inherits from no other.
pub(super) fn mono() -> Theme {
    ThemeFile::read(&mut FileReader::new(MONO, MONO_FILE), &BTreeMap::new()).to_theme(MONO)
}
