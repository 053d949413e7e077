//! Why a change of the file may be refused.

use crate::config::mistake::Mistake;
use crate::config::value::BAD_NAME;

/// Why a change is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is no TOML: mend it first")]
    Broken(Vec<Mistake>),
    #[error("there would be mistakes in it")]
    Mistakes(Vec<Mistake>),
    #[error("there is already a context called {0}")]
    AlreadyThere(String),
    #[error("no context is called {name}{meant}")]
    NoSuchContext { name: String, meant: String },
    #[error("{BAD_NAME}")]
    BadName,
    #[error("the context {context} does not have the key {key}")]
    NotSet { context: String, key: String },
    #[error("{0} is written in a way that cannot be changed here: change it in an editor")]
    NoTable(&'static str),
}

impl Refusal {
    /// What is wrong, one by one, where it is the content: each has its key.
    pub fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Broken(mistakes) | Self::Mistakes(mistakes) => mistakes,
            Self::AlreadyThere(_)
            | Self::NoSuchContext { .. }
            | Self::BadName
            | Self::NotSet { .. }
            | Self::NoTable(_) => &[],
        }
    }
}
