//! What is to be said of a document before it is sent.

use std::ops::Range;

use super::path::Path;

/// One thing to say of one place of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub gravity: Gravity,
    pub path: Path,
    pub message: String,
    /// The bytes of the text it is about; empty where no text is known.
    pub range: Range<usize>,
}

/// Whether it stands in the way of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Worth knowing; a field that this build does not know is one.
    Warning,
    /// Nothing is sent before it is mended.
    Error,
}

impl Finding {
    pub fn error(path: Path, message: impl Into<String>) -> Self {
        Self::new(Gravity::Error, path, message)
    }

    pub fn warning(path: Path, message: impl Into<String>) -> Self {
        Self::new(Gravity::Warning, path, message)
    }

    fn new(gravity: Gravity, path: Path, message: impl Into<String>) -> Self {
        Self {
            gravity,
            path,
            message: message.into(),
            range: 0..0,
        }
    }
}
