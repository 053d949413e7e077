//! Where a secret lies, as the configuration writes it: `secret = "env:PROD_TOKEN"`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a secret lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Place {
    /// The system's keyring, under the name of the context.
    #[default]
    Keyring,
    /// An environment variable.
    Environment(String),
    /// A file that only its owner can read; its whole path, for whoever read the configuration put `~/` in full.
    File(PathBuf),
    /// What a command prints, as a shell would split its words.
    Command(String),
    /// The user is asked; kept in memory as long as the program runs.
    Prompt,
}

/// The forms there are, for messages and help.
pub const PLACES: &str = "keyring, env:NAME, file:PATH, command:WORDS or prompt";

/// What was written is no place; it is not repeated, for it may be the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it says where the secret lies, not the secret: {PLACES}")]
pub struct PlaceError;

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let text = text.trim();
        let (word, rest) = match text.split_once(':') {
            Some((word, rest)) => (word, rest.trim()),
            None => (text, ""),
        };
        match (word, rest.is_empty()) {
            ("keyring", true) => Ok(Self::Keyring),
            ("prompt", true) => Ok(Self::Prompt),
            ("env", false) => Ok(Self::Environment(rest.to_owned())),
            ("file", false) => Ok(Self::File(rest.into())),
            ("command", false) => Ok(Self::Command(rest.to_owned())),
            _ => Err(PlaceError),
        }
    }
}

impl Place {
    /// For a sentence: `environment variable PROD_TOKEN`. Of a command only its first word, for the others may tell
    /// more than they should.
    pub fn words(&self) -> String {
        match self {
            Self::Keyring => "keyring".into(),
            Self::Environment(name) => format!("environment variable {name}"),
            Self::File(path) => format!("file {}", path.display()),
            Self::Command(words) => {
                let program = words.split_whitespace().next().unwrap_or_default();
                format!("command {program}")
            }
            Self::Prompt => "asked for".into(),
        }
    }
}

/// As the configuration writes it.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring => f.write_str("keyring"),
            Self::Environment(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Command(words) => write!(f, "command:{words}"),
            Self::Prompt => f.write_str("prompt"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in [
            "keyring",
            "prompt",
            "env:PROD_TOKEN",
            "file:~/.secrets/prod",
            "command:pass show prod/a:b",
        ] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_secret_in_its_stead_is_refused_and_not_repeated() {
        for text in ["", "hunter2", "env:", "hunter:2", "keyring:x"] {
            let error = text.parse::<Place>().unwrap_err().to_string();
            assert!(!error.contains("hunter"), "{error}");
        }
    }
}
