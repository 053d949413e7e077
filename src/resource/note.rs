//! A text that the users of a manager need, and that is written on this machine: a file for another program, a hash.
//!
//! A manager declares them; the console makes a form and a page of each, the command line a sub-command.

use super::{Arguments, Parameter};

/// The name of a note: the sub-command, and the word in the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoteId(pub &'static str);

/// One text that can be written.
#[derive(Debug, Clone, Copy)]
pub struct Note {
    pub id: NoteId,
    /// "User data for cloud-init": what stands above the text.
    pub title: &'static str,
    /// One sentence for help and palette, without a final stop.
    pub help: &'static str,
    /// What it wants to be told.
    pub parameters: &'static [Parameter],
    /// Whether it is about a context's manager; else it is the same everywhere.
    pub is_of_context: bool,
    /// Writes the text; asks nobody for anything.
    ///
    /// # Errors
    /// What is in the way, in words.
    pub write: fn(&NoteContext, &Arguments) -> Result<String, String>,
}

/// What a note is written with, besides what it was told.
#[derive(Debug, Clone, Default)]
pub struct NoteContext {
    /// Where the manager's API begins, without a final slash; of a note that is about a context.
    pub url: String,
    /// Bytes of chance, other ones each time.
    pub chance: [u8; 16],
}

impl std::fmt::Display for NoteId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}
