//! What can be changed in the file, and why it may be refused.

use crate::config::mistake::Mistake;
use crate::config::value::BAD_NAME;

/// One change of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new context with these keys; of a manager's own keys `settings.KEY`.
    Add {
        name: String,
        values: Vec<(String, String)>,
    },
    /// Keys of a context get these values, and others are taken out.
    Edit {
        name: String,
        set: Vec<(String, String)>,
        unset: Vec<String>,
    },
    Remove {
        name: String,
    },
    Rename {
        from: String,
        to: String,
    },
    /// The context that commands take without `-c`, or none.
    Use(Option<String>),
}

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
            _ => &[],
        }
    }
}
