//! The user's own editor, a private file for it, and the draft of what was written.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::config::Paths;
use crate::resource::Notice;
use crate::store::outside_editor::{self, FALLBACK, Sheet};
use crate::store::{Drafts, StoreError};

/// What is needed to write.
#[derive(Debug)]
pub struct Desk {
    editor: OsString,
    /// Where the text lies while the editor has it.
    directory: PathBuf,
    pub drafts: Drafts,
}

/// What came back from the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub text: String,
    /// `None` if the editor ended well; else how it ended.
    pub failure: Option<String>,
}

impl Desk {
    /// The desk of this user.
    ///
    /// # Errors
    /// There is no home directory; or no editor is named, and no terminal for the usual one.
    pub fn of_user(meant: &Meant, surface: &Surface) -> Result<Self, Trouble> {
        let editor = match outside_editor::named() {
            Some(editor) => editor,
            None if surface.can_ask => FALLBACK.into(),
            None => {
                return Err(Trouble::usage(
                    "no editor is named, and no terminal is here",
                    "set EDITOR, or use `qd apply -f FILE`",
                ));
            }
        };
        let directory = drafts_directory(meant)?;
        Ok(Self {
            editor,
            directory: outside_editor::directory_beside(&directory),
            drafts: Drafts::in_directory(directory),
        })
    }

    /// Has a text edited, and waits for it. Ctrl-C is the editor's while it runs.
    ///
    /// # Errors
    /// The editor cannot be started, or its file cannot be written or read; the file is then left alone.
    pub async fn write(&self, text: &str) -> Result<Returned, Trouble> {
        let failed = |error: &(dyn std::error::Error + 'static)| {
            let attempt = format!("edit with {}", self.editor.to_string_lossy());
            Trouble::new(Exit::Failure, Notice::failure(&attempt, error, None))
        };
        let mut sheet = Sheet::write(&self.directory, text).map_err(|error| failed(&error))?;
        let status = wait_for(sheet.command(&self.editor))
            .await
            .map_err(|error| failed(&error))?;
        Ok(Returned {
            text: sheet.read().map_err(|error| failed(&error))?,
            failure: (!status.success())
                .then(|| format!("{} ended with {status}", self.editor.to_string_lossy())),
        })
    }
}

async fn wait_for(mut command: Command) -> std::io::Result<ExitStatus> {
    let mut ended = tokio::task::spawn_blocking(move || command.status());
    loop {
        tokio::select! {
            status = &mut ended => return status.map_err(std::io::Error::other)?,
            // It goes to the editor as well, which decides what it means.
            _ = tokio::signal::ctrl_c() => {}
        }
    }
}

/// Where drafts are, of the console as well.
///
/// # Errors
/// There is no home directory.
pub fn drafts_directory(meant: &Meant) -> Result<PathBuf, Trouble> {
    let paths = Paths::of_user().ok_or_else(|| {
        Trouble::usage(
            "there is no home directory to keep drafts in",
            "set HOME, or use `qd apply -f FILE`",
        )
    })?;
    Ok(paths.drafts(meant.is_sandbox))
}

/// A draft that cannot be kept, read or discarded.
pub fn store_trouble(attempt: &str, error: &StoreError) -> Trouble {
    Trouble::new(Exit::Failure, Notice::failure(attempt, error, Some(error.hint())))
}
