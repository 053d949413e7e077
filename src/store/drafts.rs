//! What was typed and not yet sent: one file for each draft.
//!
//! Several processes may edit the same object from the same base. Each edit has a file of its own: the first
//! gets the name that follows from object and base, the others the same with a number behind it. A file is
//! replaced only by the edit that it holds, and only by the process that has its lock; an edit that is gone
//! on with in two windows at once becomes two drafts.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::error::{Attempt, StoreError, shown};
use super::lock::{Claim, Lock};
use super::private_file;
use crate::spec::{Draft, DraftId};

/// The most that is read as one draft.
const LIMIT_BYTES: u64 = 64 << 20;
/// The most drafts of the same object and base.
const MOST_ALIKE: usize = 100;

/// The drafts of one directory.
///
/// Its calls wait for the disk: they belong on a thread that may wait.
#[derive(Debug)]
pub struct Drafts {
    directory: PathBuf,
    held: Mutex<HashMap<DraftId, Held>>,
}

/// A draft that this process writes.
#[derive(Debug)]
struct Held {
    /// Which edit it is.
    begun: DateTime<Utc>,
    /// `None` where the file system knows no locks.
    _lock: Option<Lock>,
}

impl Drafts {
    /// The drafts of a directory that need not exist yet.
    pub fn in_directory(directory: PathBuf) -> Self {
        Self {
            directory,
            held: Mutex::default(),
        }
    }

    /// Writes a draft, and gives the name under which it stands: another than its own if that belongs to
    /// another edit of the same object and base. The caller goes on under that name.
    ///
    /// On return the text is on the disk. The draft is held for this process until [`Drafts::release`],
    /// [`Drafts::remove`] or the end.
    ///
    /// # Errors
    /// [`StoreError`]; what was written before is still there.
    pub fn save(&self, draft: &Draft) -> Result<DraftId, StoreError> {
        private_file::create_directory(&self.directory)?;
        let mut held = self.held();
        let others = (1..=MOST_ALIKE).map(|number| draft.id.numbered(number));
        let names = std::iter::once(draft.id.clone()).chain(others.filter(|name| *name != draft.id));
        for name in names {
            if self.save_as(&name, draft, &mut held)? {
                return Ok(name);
            }
        }
        Err(StoreError::TooMany {
            path: shown(&self.file(&draft.id)),
            drafts: MOST_ALIKE,
        })
    }

    /// A draft by its name; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`]: it cannot be read, or not be understood. It is left alone.
    pub fn load(&self, id: &DraftId) -> Result<Option<Draft>, StoreError> {
        read(&self.file(id), id)
    }

    /// Discards a draft; one that is not there is no failure.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another window edits it; [`StoreError::Failed`].
    pub fn remove(&self, id: &DraftId) -> Result<(), StoreError> {
        let mut held = self.held();
        let file = self.file(id);
        let _lock = match held.contains_key(id) || !file.exists() {
            true => None,
            false => match Lock::claim(&self.lock(id)) {
                Claim::Others => return Err(StoreError::InUse { path: shown(&file) }),
                Claim::Mine(lock) => Some(lock),
                Claim::Unavailable => None,
            },
        };
        private_file::remove(&file)?;
        held.remove(id);
        Ok(())
    }

    /// Lets go of a draft that stays: from now on any window may go on with it.
    pub fn release(&self, id: &DraftId) {
        self.held().remove(id);
    }

    /// Whether another window edits it now.
    pub fn is_open_elsewhere(&self, id: &DraftId) -> bool {
        !self.held().contains_key(id) && Lock::is_held(&self.lock(id))
    }

    /// All drafts, the last saved first, and why some files cannot be used; those are left alone.
    pub fn list(&self) -> (Vec<Draft>, Vec<StoreError>) {
        let mut drafts = Vec::new();
        let mut problems = Vec::new();
        let entries = match self.directory.read_dir() {
            Ok(entries) => entries,
            Err(error) => {
                if error.kind() != std::io::ErrorKind::NotFound {
                    problems.push(StoreError::failed(&self.directory, Attempt::Read, error));
                }
                return (drafts, problems);
            }
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let Some(name) = draft_name(&path) else { continue };
            let id = name.parse().map_err(|source| StoreError::Draft {
                path: shown(&path),
                source,
            });
            match id.and_then(|id| read(&path, &id)) {
                Ok(draft) => drafts.extend(draft),
                Err(problem) => problems.push(problem),
            }
        }
        drafts.sort_by(|a, b| (b.saved, &a.id).cmp(&(a.saved, &b.id)));
        problems.sort_by(|a, b| a.path().cmp(b.path()));
        (drafts, problems)
    }

    /// Writes a draft under this name, unless the name belongs to another edit.
    fn save_as(
        &self,
        name: &DraftId,
        draft: &Draft,
        held: &mut HashMap<DraftId, Held>,
    ) -> Result<bool, StoreError> {
        let file = self.file(name);
        let text = Draft {
            id: name.clone(),
            ..draft.clone()
        }
        .to_text();
        if u64::try_from(text.len()).unwrap_or(u64::MAX) > LIMIT_BYTES {
            return Err(StoreError::TooLarge {
                path: shown(&file),
                limit_bytes: LIMIT_BYTES,
            });
        }
        if let Some(mine) = held.get(name) {
            return if mine.begun == draft.begun {
                private_file::replace(&file, &text).map(|()| true)
            } else {
                Ok(false)
            };
        }
        let lock = match Lock::claim(&self.lock(name)) {
            Claim::Mine(lock) => Some(lock),
            Claim::Others => return Ok(false),
            Claim::Unavailable => None,
        };
        let is_mine = if lock.is_some() && file.exists() {
            // The same edit, from a run that ended.
            let is_same = matches!(read(&file, name), Ok(Some(there)) if there.begun == draft.begun);
            if is_same {
                private_file::sweep(&file);
                private_file::replace(&file, &text)?;
            }
            is_same
        } else {
            // Without a lock nothing is replaced that this process has not written.
            private_file::create(&file, &text)?
        };
        if is_mine {
            let begun = draft.begun;
            held.insert(name.clone(), Held { begun, _lock: lock });
        }
        Ok(is_mine)
    }

    fn file(&self, id: &DraftId) -> PathBuf {
        self.directory.join(format!("{id}.json"))
    }

    fn lock(&self, id: &DraftId) -> PathBuf {
        self.directory.join(format!("{id}.lock"))
    }

    /// Drafts are also saved while the program falls over: a thread that did changes nothing here.
    fn held(&self) -> MutexGuard<'_, HashMap<DraftId, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of the draft in a file; `None` for locks, and for what a crash left half written.
fn draft_name(path: &Path) -> Option<String> {
    let is_draft = path.extension() == Some(OsStr::new("json"));
    let name = path.file_stem()?.to_string_lossy().into_owned();
    (is_draft && !name.starts_with('.')).then_some(name)
}

/// The draft in a file. Its name is that of the file, also if somebody gave the file another one.
fn read(file: &Path, id: &DraftId) -> Result<Option<Draft>, StoreError> {
    let Some(text) = private_file::read(file, LIMIT_BYTES)? else {
        return Ok(None);
    };
    let draft = Draft::from_text(&text).map_err(|source| StoreError::Draft {
        path: shown(file),
        source,
    })?;
    Ok(Some(Draft {
        id: id.clone(),
        ..draft
    }))
}

#[cfg(test)]
mod tests;
