//! Reading the file, showing what a change makes of it, and writing that whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::config::file::{ConfigFile, ConfigProblem, text_of};
use crate::config::identity::lies_in_keyring;
use crate::resource::text::visible;
use crate::resource::{ContextChange, Notice};
use crate::store::StoreError;
use crate::store::lock::{Claim, Lock};
use crate::store::private_file::create_directory;

use super::lines::{DiffLine, diff};
use super::refusal::Refusal;
use super::text::changed;

/// A change of the file, worked out and not yet written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    path: PathBuf,
    /// As it was read; `None`: there is no such file.
    old: Option<String>,
    new: String,
    /// The context whose secret stays in the keyring under a name that is gone then.
    leaves_secret_of: Option<String>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Unreadable(#[from] ConfigProblem),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("{path} was changed meanwhile: look at it, then ask again")]
    ChangedMeanwhile { path: String },
    #[error("{path} is being written by another qd")]
    BeingWritten { path: String },
    #[error(transparent)]
    Directory(#[from] StoreError),
    #[error("{path} cannot be written")]
    Failed { path: String, source: io::Error },
}

impl Writing {
    /// Works a change out on the file as it is now.
    ///
    /// # Errors
    /// [`WriteError::Unreadable`], [`WriteError::Refused`].
    pub fn of(path: &Path, change: &ContextChange) -> Result<Self, WriteError> {
        let old = text_of(path)?;
        let new = changed(old.as_deref().unwrap_or_default(), path, change)?;
        Ok(Self {
            path: path.to_owned(),
            leaves_secret_of: old.as_deref().and_then(|old| leaves_secret_of(old, path, change)),
            old,
            new,
        })
    }

    /// The file that would be written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is no such file yet.
    pub fn is_new(&self) -> bool {
        self.old.is_none()
    }

    /// Whether it would be written as it is.
    pub fn is_nothing(&self) -> bool {
        self.old.as_deref().unwrap_or_default() == self.new
    }

    /// The file as it would be.
    pub fn after(&self) -> ConfigFile {
        ConfigFile::parse(&self.new, &self.path)
    }

    /// What would be written, as lines that differ; of a line that may hold a secret only the key.
    pub fn preview(&self) -> Vec<DiffLine> {
        let old = self.old.as_deref().unwrap_or_default();
        let hidden = |text: &str| -> BTreeSet<usize> {
            let file = ConfigFile::parse(text, &self.path);
            let hiding = file.mistakes.iter().filter(|mistake| mistake.hides);
            hiding
                .flat_map(|mistake| mistake.line..=mistake.last_line)
                .collect()
        };
        diff(old, &self.new, (&hidden(old), &hidden(&self.new)))
    }

    /// What stays behind in the keyring, and how to take it out before.
    pub fn warning(&self) -> Option<Notice> {
        let name = visible(self.leaves_secret_of.as_deref()?);
        let notice = Notice::warning(format!(
            "a secret in the keyring stays there under the name {name}"
        ));
        Some(notice.with_hint(format!(
            "`qd logout {name}` takes it out, if it is run before this"
        )))
    }

    /// Writes it: beside the file first, then in its place. The mode stays (0600 for a new file, 0700 for a new
    /// directory), and of a symbolic link its target is written.
    ///
    /// From the last look at the file until it is replaced no other qd writes it, where the file system knows locks.
    ///
    /// # Errors
    /// [`WriteError::ChangedMeanwhile`] if the file is no longer as it was read, [`WriteError::BeingWritten`], or
    /// whatever stops the writing; the file is then as it was.
    pub fn write(&self) -> Result<(), WriteError> {
        let failed = |source| WriteError::Failed {
            path: self.path.display().to_string(),
            source,
        };
        let target = target(&self.path).map_err(failed)?;
        let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new("."));
        if self.is_new() {
            create_directory(directory)?;
        }
        // Held until the file is in its place.
        let _lock = match Lock::claim(&lock_of(&target)) {
            Claim::Mine(lock) => Some(lock),
            Claim::Others => {
                return Err(WriteError::BeingWritten {
                    path: self.path.display().to_string(),
                });
            }
            Claim::Unavailable => None,
        };
        let mode = match fs::metadata(&target) {
            Ok(about) => about.permissions().mode() & 0o7777,
            Err(_) => 0o600,
        };
        let mut file = tempfile::Builder::new()
            .prefix(".config.")
            .suffix(".unfinished")
            .tempfile_in(directory)
            .map_err(failed)?;
        file.write_all(self.new.as_bytes()).map_err(failed)?;
        let mode = Permissions::from_mode(mode);
        file.as_file().set_permissions(mode).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        // As late as can be: what somebody wrote while the question was open is not lost.
        if text_of(&self.path)? != self.old {
            return Err(self.changed_meanwhile());
        }
        self.put_in_place(file, &target)?;
        // The new name is there; that it survives a crash is not on every file system ours to say.
        let _on_disk = File::open(directory).and_then(|directory| directory.sync_all());
        Ok(())
    }

    /// A file that was not there must not be there now, either.
    fn put_in_place(&self, file: NamedTempFile, target: &Path) -> Result<(), WriteError> {
        let put = match self.is_new() {
            true => file.persist_noclobber(target),
            false => file.persist(target),
        };
        match put {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(self.changed_meanwhile()),
            Err(error) => Err(WriteError::Failed {
                path: self.path.display().to_string(),
                source: error.error,
            }),
        }
    }

    fn changed_meanwhile(&self) -> WriteError {
        WriteError::ChangedMeanwhile {
            path: self.path.display().to_string(),
        }
    }
}

fn leaves_secret_of(old: &str, path: &Path, change: &ContextChange) -> Option<String> {
    let name = match change {
        ContextChange::Remove { name } | ContextChange::Rename { from: name, .. } => name,
        ContextChange::Add { .. } | ContextChange::Edit { .. } | ContextChange::Use(_) => return None,
    };
    let file = ConfigFile::parse(old, path);
    lies_in_keyring(file.contexts.get(name)?).then(|| name.clone())
}

/// What a writer locks: a file beside the one that is written, for that is replaced.
fn lock_of(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.lock"))
}

/// The file that a path means: at the end of its symbolic links, which need not be there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    /// As many as the kernel follows.
    const MOST_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new(".")).join(next),
            // Not a link, or not there.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("its symbolic links go in a circle"))
}

#[cfg(test)]
mod tests;
