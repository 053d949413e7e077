//! The user's own editor, a private file for it, and the draft of what was written.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::config::Paths;
use crate::resource::Notice;
use crate::store::{Drafts, StoreError, private_file};

/// Variables that name the editor; the first that is set counts.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];
/// On every system that has a terminal at all.
const FALLBACK: &str = "vi";
/// The most that is read back from an editor.
const LIMIT_BYTES: u64 = 64 << 20;

/// What is needed to write.
#[derive(Debug)]
pub struct Desk {
    editor: OsString,
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
        let named = VARIABLES
            .iter()
            .filter_map(std::env::var_os)
            .find(|value| !value.is_empty());
        let editor = match named {
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
            drafts: Drafts::in_directory(directory.clone()),
            directory,
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
        private_file::create_directory(&self.directory).map_err(|error| failed(&error))?;
        let mut file = tempfile::Builder::new()
            .prefix("edit-")
            .suffix(".json")
            .tempfile_in(&self.directory)
            .map_err(|error| failed(&error))?;
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.write_all(b"\n"));
        written.map_err(|error| failed(&error))?;
        let mut path = file.into_temp_path();
        let mut line = self.editor.clone();
        // By the shell, as everybody does: the variable may hold arguments ("code --wait").
        line.push(" \"$1\"");
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(line).arg("sh").arg(&path);
        let status = wait_for(command).await.map_err(|error| failed(&error))?;
        let returned = private_file::read(&path, LIMIT_BYTES);
        if returned.is_err() {
            // What was written is still there, whatever it is.
            path.disable_cleanup(true);
        }
        let returned = returned.map_err(|error| failed(&error))?.unwrap_or_default();
        Ok(Returned {
            text: returned.strip_suffix('\n').unwrap_or(&returned).to_owned(),
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
