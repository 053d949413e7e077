//! `config.toml`: how the console looks, and the contexts. `assets/config.toml` is the annotated example.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::credentials::Place;
use crate::resource::Protection;
use crate::transport::Scheme;

/// The file as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfigFile {
    pub console: ConsoleEntry,
    /// By name.
    pub contexts: BTreeMap<String, ContextEntry>,
}

/// How the console looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextEntry {
    /// The manager's short name, as in `--manager`.
    pub manager: String,
    pub url: String,
    #[serde(default, deserialize_with = "protection")]
    pub protection: Protection,
    /// Shown beside the context's name instead of the word for its protection.
    pub badge: Option<String>,
    /// How the manager is shown who we are; its usual way if none is given.
    #[serde(default, deserialize_with = "scheme")]
    pub auth: Option<Scheme>,
    /// Where the secret lies: the keyring if nothing is said.
    #[serde(default, deserialize_with = "place_of_secret")]
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
    /// Instead of the manager's own interval between two lists: `30s`.
    #[serde(default, deserialize_with = "duration")]
    pub refresh: Option<Duration>,
    /// A credential is sent over plain HTTP also to hosts that are not loopback.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// Certificates to trust beside the system's, in PEM.
    pub ca_file: Option<PathBuf>,
    /// Our own certificate, and its key if that lies in another file, in PEM.
    pub certificate_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    /// The name that the manager's certificate must have, if it is not that of the URL.
    pub server_name: Option<String>,
    /// An address, or "none"; without it the environment decides.
    pub proxy: Option<String>,
    /// Keys that only this manager has.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigProblem {
    #[error("{path} cannot be read")]
    Unreadable { path: String, source: std::io::Error },
    /// The path ends in line and column.
    #[error("{path}: {message}")]
    Mistake { path: String, message: String },
}

impl ConfigFile {
    /// Reads the file; a missing one is an empty one.
    ///
    /// # Errors
    /// [`ConfigProblem`] with the place of the mistake.
    pub fn read(path: &Path) -> Result<Self, ConfigProblem> {
        let shown = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, &shown),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ConfigProblem::Unreadable { path: shown, source }),
        }
    }

    /// Reads a file that the user named: it must be there.
    ///
    /// # Errors
    /// As [`ConfigFile::read`], and if there is no such file.
    pub fn read_named(path: &Path) -> Result<Self, ConfigProblem> {
        match std::fs::metadata(path) {
            Ok(_) => Self::read(path),
            Err(source) => Err(ConfigProblem::Unreadable {
                path: path.display().to_string(),
                source,
            }),
        }
    }

    /// Understands the text of a file called `path`.
    ///
    /// # Errors
    /// [`ConfigProblem::Mistake`].
    pub fn parse(text: &str, path: &str) -> Result<Self, ConfigProblem> {
        // The line itself is not quoted: the likeliest mistake is a secret that should not stand there.
        let mistake = |error: toml::de::Error| {
            let message = error.message().trim().replace('\n', ", ");
            let at = error.span().map(|span| span.start);
            ConfigProblem::Mistake {
                path: format!("{path}{}", at.map_or_else(String::new, |at| place(text, at))),
                message: match at.and_then(|at| key_at(text, at)) {
                    Some(key) => format!("{key}: {message}"),
                    None => message,
                },
            }
        };
        toml::from_str(text).map_err(mistake)
    }
}

/// `:line:column` of a byte, counted from 1.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!(":{line}:{column}")
}

/// The key of the line that holds a byte, if it has one.
fn key_at(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let (key, _) = text.get(start..)?.lines().next()?.split_once('=')?;
    let key = key.trim();
    let is_key = key
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (is_key && !key.is_empty()).then_some(key)
}

fn protection<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Protection, D::Error> {
    let word = String::deserialize(deserializer)?;
    match word.as_str() {
        "normal" => Ok(Protection::Normal),
        "protected" => Ok(Protection::Protected),
        "read-only" => Ok(Protection::ReadOnly),
        other => Err(serde::de::Error::custom(format!(
            "protection is \"normal\", \"protected\" or \"read-only\", not \"{other}\""
        ))),
    }
}

fn scheme<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Scheme>, D::Error> {
    let word = String::deserialize(deserializer)?;
    Scheme::named(&word)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom("auth is bearer, basic, header, oauth, certificate or none"))
}

fn place_of_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Place>, D::Error> {
    let word = String::deserialize(deserializer)?;
    word.parse().map(Some).map_err(serde::de::Error::custom)
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let word = String::deserialize(deserializer)?;
    let read = humantime::parse_duration(&word).map_err(|error| {
        serde::de::Error::custom(format!("\"{word}\" is no duration such as \"30s\": {error}"))
    })?;
    if read < Duration::from_secs(1) || read > Duration::from_secs(24 * 60 * 60) {
        return Err(serde::de::Error::custom("a refresh lies between 1s and 1day"));
    }
    Ok(Some(read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_valid_file() {
        let example = include_str!("../../assets/config.toml");
        let file = ConfigFile::parse(example, "config.toml").unwrap();
        assert!(file.contexts.is_empty(), "the example's contexts are comments");
        let contexts: String = example
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .fold(String::new(), |text, line| text + line + "\n");
        let file = ConfigFile::parse(&contexts, "config.toml").unwrap();
        assert!(file.contexts.len() >= 2);
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let text = "[contexts.prod]\nmanager = \"x\"\nurl = \"https://x\"\nprotection = \"careful\"\n";
        let message = ConfigFile::parse(text, "config.toml").unwrap_err().to_string();
        assert!(
            message.contains("config.toml:4:14") && message.contains("not \"careful\""),
            "{message}"
        );
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_not_repeated() {
        let text = "[contexts.prod]\nmanager = \"x\"\nurl = \"https://x\"\ntoken = \"hush\"\n";
        let message = ConfigFile::parse(text, "config.toml").unwrap_err().to_string();
        assert!(
            message.contains("token") && !message.contains("hush"),
            "{message}"
        );
    }

    #[test]
    fn an_unknown_key_is_a_mistake() {
        let message = ConfigFile::parse("[console]\ncolour = 1\n", "config.toml")
            .unwrap_err()
            .to_string();
        assert!(message.contains("colour"), "{message}");
    }
}
