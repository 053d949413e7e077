//! `config.toml`: how the console looks, and the contexts. `assets/config.toml` is the annotated example.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::credentials::Place;
use crate::resource::Protection;
use crate::transport::Scheme;

use super::mistake::{Mistake, Whose};
use super::reader;
use super::value::{Surroundings, meant};

/// What can be used of the file, and what is wrong with the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigFile {
    pub console: ConsoleEntry,
    /// `use`: the context that commands take without `-c`.
    pub used: Option<String>,
    /// The contexts without a mistake, by name.
    pub contexts: BTreeMap<String, ContextEntry>,
    /// The names of those with one.
    pub bad: BTreeSet<String>,
    /// Every mistake, in the order of the file.
    pub mistakes: Vec<Mistake>,
    /// Every value without a mistake as the file has it, by section and key; of a manager's own keys `settings.KEY`.
    pub written: BTreeMap<(Whose, String), Written>,
}

/// A value as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    /// Where the value begins, counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
}

/// How the console looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsoleEntry {
    /// The name of a theme, or `auto`.
    pub theme: Option<String>,
    /// Nothing outside of ASCII on the screen.
    pub ascii: Option<bool>,
    /// Whether the mouse works; on by default.
    pub mouse: Option<bool>,
    /// No moving parts: the countdown of a deletion is not drawn second by second.
    pub reduced_motion: Option<bool>,
    /// Run by the shell when a change of a configuration has ended; the words are its first argument.
    pub notify_command: Option<String>,
}

/// One named connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextEntry {
    /// The manager's short name, as in `--manager`.
    pub manager: String,
    pub url: String,
    pub protection: Protection,
    /// Shown beside the context's name instead of the word for its protection.
    pub badge: Option<String>,
    /// How the manager is shown who we are; its usual way if none is given.
    pub auth: Option<Scheme>,
    /// Where the secret lies: the keyring if nothing is said. The path of a file is whole.
    pub secret: Option<Place>,
    /// The user of Basic authentication.
    pub user: Option<String>,
    /// The name of the header that holds the secret.
    pub header: Option<String>,
    /// OAuth 2.0: whom the secret belongs to, where tokens are fetched, for what.
    pub client_id: Option<String>,
    pub token_url: Option<String>,
    pub scope: Option<String>,
    /// The tenant or organisation, of managers that have them.
    pub tenant: Option<String>,
    /// Instead of the manager's own interval between two lists.
    pub refresh: Option<Duration>,
    pub spacing: Option<Duration>,
    /// An IPv4 address or network, instead of where the session comes from.
    pub my_address: Option<String>,
    /// A credential is sent over plain HTTP also to hosts that are not loopback.
    pub allow_plain_http: bool,
    /// Certificates to trust beside the system's, in PEM. Paths are whole: they were relative to the file's directory.
    pub ca_file: Option<PathBuf>,
    /// Our own certificate, and its key if that lies in another file, in PEM.
    pub certificate_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    /// The name that the manager's certificate must have, if it is not that of the URL.
    pub server_name: Option<String>,
    /// An address, or "none"; without it the environment decides.
    pub proxy: Option<String>,
    /// Keys that only this manager has.
    pub settings: BTreeMap<String, String>,
}

/// Why nothing can be said of the file's content.
#[derive(Debug, thiserror::Error)]
pub enum ConfigProblem {
    #[error("{path} cannot be read")]
    Unreadable { path: String, source: std::io::Error },
}

impl ConfigFile {
    /// Reads the file; a missing one is an empty one.
    ///
    /// # Errors
    /// [`ConfigProblem`] if it cannot be read; what is wrong in it is in [`ConfigFile::mistakes`].
    pub fn read(path: &Path) -> Result<Self, ConfigProblem> {
        Ok(text_of(path)?.map_or_else(Self::default, |text| Self::parse(&text, path)))
    }

    /// Reads a file that the user named: it must be there.
    ///
    /// # Errors
    /// As [`ConfigFile::read`], and if there is no such file.
    pub fn read_named(path: &Path) -> Result<Self, ConfigProblem> {
        match std::fs::metadata(path) {
            Ok(_) => Self::read(path),
            Err(source) => Err(unreadable(path, source)),
        }
    }

    /// Understands the text of the file at `path`, which is not read.
    pub fn parse(text: &str, path: &Path) -> Self {
        let shown = path.display().to_string();
        reader::read(text, &shown, &Surroundings::of_file(path))
    }

    /// The names of all contexts, also of those with mistakes, in the order of the alphabet.
    pub fn names(&self) -> BTreeSet<&str> {
        let good = self.contexts.keys().map(String::as_str);
        good.chain(self.bad.iter().map(String::as_str)).collect()
    }

    /// What is wrong with a value that the reader alone cannot tell, at its place; `None` if the file does not say it.
    pub fn finding(&self, path: &Path, whose: Whose, key: &str, message: String) -> Option<Mistake> {
        let at = self.written.get(&(whose.clone(), key.to_owned()))?;
        Some(Mistake {
            file: path.display().to_string().into(),
            line: at.line,
            last_line: at.line,
            column: at.column,
            whose,
            key: Some(key.to_owned()),
            message,
            hides: false,
        })
    }

    /// The theme, if it is none of the known ones; which ones there are is told by whoever has them.
    pub fn unknown_theme(&self, path: &Path, known: &[String]) -> Option<Mistake> {
        const AUTO: &str = "auto";
        let theme = self.console.theme.as_deref()?;
        if theme == AUTO || known.iter().any(|name| name == theme) {
            return None;
        }
        let near = meant(theme, known.iter().map(String::as_str));
        let known = known.join(", ");
        let message = format!("there is no theme \"{theme}\"; there are {AUTO}, {known}{near}");
        self.finding(path, Whose::Console, "theme", message)
    }

    /// The mistakes that keep this context from being opened.
    pub fn mistakes_of<'a>(&'a self, context: &'a str) -> impl Iterator<Item = &'a Mistake> {
        let is_of = move |mistake: &&Mistake| mistake.context() == Some(context);
        self.mistakes.iter().filter(is_of)
    }
}

/// The text of the file; `None` if there is no such file.
///
/// # Errors
/// [`ConfigProblem::Unreadable`].
pub fn text_of(path: &Path) -> Result<Option<String>, ConfigProblem> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(unreadable(path, source)),
    }
}

fn unreadable(path: &Path, source: std::io::Error) -> ConfigProblem {
    ConfigProblem::Unreadable {
        path: path.display().to_string(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_valid_file_with_every_key() {
        use crate::config::keys;
        let example = include_str!("../../assets/config.toml");
        let file = ConfigFile::parse(example, Path::new("config.toml"));
        assert_eq!(file.mistakes, []);
        assert!(file.contexts.is_empty(), "the example's contexts are comments");
        let contexts: String = example
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .fold(String::new(), |text, line| text + line + "\n");
        let file = ConfigFile::parse(&contexts, Path::new("config.toml"));
        assert_eq!(file.mistakes, []);
        assert!(file.contexts.len() >= 2);
        for key in keys::KEYS {
            let is_shown =
                |written: &&String| *written == key.name || written.starts_with(&format!("{}.", key.name));
            assert!(
                file.written.keys().any(|(_, name)| is_shown(&name)),
                "{}",
                key.name
            );
        }
    }

    #[test]
    fn an_unknown_theme_is_found_at_its_place_with_those_there_are() {
        let known = ["dark".to_owned(), "mine".to_owned()];
        let found = |text: &str| {
            let file = ConfigFile::parse(text, Path::new("config.toml"));
            let mistake = file.unknown_theme(Path::new("config.toml"), &known);
            mistake.map(|mistake| mistake.to_string())
        };
        assert_eq!(
            found("[console]\ntheme = \"drak\"\n").unwrap(),
            "config.toml:2:9: console.theme: there is no theme \"drak\"; there are auto, dark, mine; did you mean dark?"
        );
        for text in [
            "",
            "[console]\ntheme = \"auto\"\n",
            "[console]\ntheme = \"mine\"\n",
        ] {
            assert_eq!(found(text), None);
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_its_own_problem() {
        let scratch = tempfile::tempdir().unwrap();
        assert!(ConfigFile::read(scratch.path()).is_err());
        let none = scratch.path().join("none.toml");
        assert_eq!(ConfigFile::read(&none).unwrap(), ConfigFile::default());
        assert!(ConfigFile::read_named(&none).is_err());
    }
}
