//! Why something could not be kept or read back, and what to do.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::spec::DraftError;

/// Why a file of ours cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{path} cannot be {attempt}")]
    Failed {
        path: String,
        attempt: Attempt,
        source: io::Error,
    },
    #[error("{path} is no ordinary file")]
    NotAFile { path: String },
    #[error("{path} is too large: more than {limit_bytes} bytes")]
    TooLarge { path: String, limit_bytes: u64 },
    #[error("{path} holds bytes that are no text")]
    NotText { path: String },
    #[error("{path} cannot be used")]
    Draft { path: String, source: DraftError },
    #[error("{path} is being edited in another window")]
    InUse { path: String },
    #[error("there are already {drafts} drafts like {path}")]
    TooMany { path: String, drafts: usize },
}

/// What was to be done to a file or directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    Create,
    Read,
    Write,
    Remove,
}

impl StoreError {
    pub fn failed(path: &Path, attempt: Attempt, source: io::Error) -> Self {
        Self::Failed {
            path: shown(path),
            attempt,
            source,
        }
    }

    /// The file or directory it is about.
    pub fn path(&self) -> &str {
        match self {
            Self::Failed { path, .. }
            | Self::NotAFile { path }
            | Self::TooLarge { path, .. }
            | Self::NotText { path }
            | Self::Draft { path, .. }
            | Self::InUse { path }
            | Self::TooMany { path, .. } => path,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Failed { path, source, .. } => match source.kind() {
                ErrorKind::PermissionDenied => format!("check who owns {path} and who may write there"),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    "make room on the disk, then try again".into()
                }
                ErrorKind::ReadOnlyFilesystem => {
                    "set XDG_STATE_HOME and XDG_CACHE_HOME to directories that can be written".into()
                }
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                    format!("something that is no directory stands in the way to {path}; move it")
                }
                _ => format!("look at {path}, then try again"),
            },
            Self::NotAFile { path } | Self::NotText { path } => format!("it is left alone; move {path} away"),
            Self::TooLarge { path, .. } => format!("look at {path} with a pager; it is left alone"),
            Self::Draft {
                source: DraftError::Newer { .. },
                ..
            } => "it is left alone; use the newer version of the program for it".into(),
            Self::Draft { path, .. } => {
                format!("it is left alone; what was typed may still stand in {path}")
            }
            Self::InUse { .. } => "go on with it there, or close that window first".into(),
            Self::TooMany { .. } => "discard drafts that are no longer needed".into(),
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "created",
            Self::Read => "read",
            Self::Write => "written",
            Self::Remove => "removed",
        })
    }
}

pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
