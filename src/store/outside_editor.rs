//! A text in a file of its own, for a program of the user to change.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempPath;

use super::error::{Attempt, StoreError};
use super::private_file;

/// Variables that name the editor; the first that is set counts.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];
/// The editor of whoever names none: on every system that has a terminal at all.
pub const FALLBACK: &str = "vi";
/// The most that is read back from an editor.
const LIMIT_BYTES: u64 = 64 << 20;

/// The editor that the user named.
pub fn named() -> Option<OsString> {
    VARIABLES
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
}

/// Where the files lie: beside the directory of the drafts, for they are none.
pub fn directory_beside(drafts: &Path) -> PathBuf {
    drafts.with_file_name("edit")
}

/// A file with the text. It is gone when this is dropped, unless it could not be read back.
#[derive(Debug)]
pub struct Sheet {
    path: TempPath,
}

impl Sheet {
    /// Writes the text into a new file (0600) in a directory that need not exist yet.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub fn write(directory: &Path, text: &str) -> Result<Self, StoreError> {
        private_file::create_directory(directory)?;
        let failed = |source| StoreError::failed(directory, Attempt::Write, source);
        let mut file = tempfile::Builder::new()
            .prefix("edit-")
            .suffix(".json")
            .tempfile_in(directory)
            .map_err(failed)?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.write_all(b"\n"))
            .map_err(failed)?;
        Ok(Self {
            path: file.into_temp_path(),
        })
    }

    /// The editor on the file. By the shell, as everybody does: its name may hold arguments ("code --wait").
    pub fn command(&self, editor: &OsString) -> Command {
        let mut line = editor.clone();
        line.push(" \"$1\"");
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(line).arg("sh").arg(&self.path);
        command
    }

    /// What the file holds now; nothing if the editor took it away.
    ///
    /// # Errors
    /// [`StoreError`] says which file it is: it stays where it is.
    pub fn read(&mut self) -> Result<String, StoreError> {
        let text = private_file::read(&self.path, LIMIT_BYTES);
        if text.is_err() {
            self.keep();
        }
        let text = text?.unwrap_or_default();
        Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
    }

    /// Leaves the file where it is, and says where.
    pub fn keep(&mut self) -> &Path {
        self.path.disable_cleanup(true);
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn sheet(directory: &Path) -> Sheet {
        Sheet::write(directory, "{}").unwrap()
    }

    #[test]
    fn an_editor_changes_the_text_which_is_gone_afterwards() {
        let scratch = tempfile::tempdir().unwrap();
        let directory = directory_beside(&scratch.path().join("state/drafts"));
        assert_eq!(directory, scratch.path().join("state/edit"));
        let mut sheet = sheet(&directory);
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(&sheet.path)), (0o700, 0o600));
        assert_eq!(sheet.read().unwrap(), "{}");
        let editor = OsString::from("sed -i 's/{/[/'");
        assert!(sheet.command(&editor).status().unwrap().success());
        assert_eq!(sheet.read().unwrap(), "[}");
        drop(sheet);
        assert_eq!(directory.read_dir().unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_text_stays_where_it_is_and_is_named() {
        let scratch = tempfile::tempdir().unwrap();
        let mut sheet = sheet(scratch.path());
        fs::write(&sheet.path, [0xff]).unwrap();
        let error = sheet.read().unwrap_err();
        drop(sheet);
        assert_eq!(fs::read(error.path()).unwrap(), [0xff]);
    }

    #[test]
    fn a_file_that_the_editor_took_away_is_empty() {
        let scratch = tempfile::tempdir().unwrap();
        let mut sheet = sheet(scratch.path());
        fs::remove_file(&sheet.path).unwrap();
        assert_eq!(sheet.read().unwrap(), "");
    }
}
