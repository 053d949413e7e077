//! A change of the contexts in the configuration, as it is asked for on the command line or in the console.

use super::key::ContextName;

/// A change of the contexts in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextChange {
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
    /// The context that is meant where none is named, or none.
    Use(Option<String>),
}

impl ContextChange {
    /// What it does, for titles and messages.
    pub fn words(&self) -> String {
        match self {
            Self::Add { name, .. } => format!("Add the context {name}"),
            Self::Edit { name, .. } => format!("Change the context {name}"),
            Self::Remove { name } => format!("Remove the context {name}"),
            Self::Rename { from, to } => format!("Rename the context {from} to {to}"),
            Self::Use(Some(name)) => format!("Use the context {name} where none is named"),
            Self::Use(None) => "Use no context where none is named".into(),
        }
    }

    /// The context that there is after it, and that it is about.
    pub fn leads_to(&self) -> Option<ContextName> {
        match self {
            Self::Add { name, .. } | Self::Edit { name, .. } | Self::Rename { to: name, .. } => {
                Some(name.as_str().into())
            }
            Self::Remove { .. } | Self::Use(_) => None,
        }
    }

    /// The context that there is before it.
    pub fn context(&self) -> Option<ContextName> {
        match self {
            Self::Edit { name, .. } | Self::Remove { name } | Self::Rename { from: name, .. } => {
                Some(name.as_str().into())
            }
            Self::Add { .. } | Self::Use(_) => None,
        }
    }
}
