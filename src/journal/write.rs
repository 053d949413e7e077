//! A record put on the disk. Several processes write into one file, and none waits for another.
//!
//! Each record is one `write` at the end of the file, which the system keeps whole; one that was torn by a
//! crash is ended by the next, which begins on a line of its own. Only moving full files on needs a lock,
//! and who does not get it goes on writing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::store::lock::{Claim, Lock};
use crate::store::{StoreError, error::Attempt, private_file};

use super::author::Author;
use super::record::Record;

/// The size from which on a file is moved on.
const FULL_BYTES: u64 = 8 << 20;
/// Older files that are kept.
pub(super) const KEPT: usize = 5;

/// Where this process writes down what it is asked for.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    author: Author,
    full_bytes: u64,
    changes: AtomicU64,
    /// Held from the first record on, as long as this process lives: what it began may yet end.
    alive: Mutex<Option<Lock>>,
}

impl Journal {
    /// The journal in a file, which is created with the first record.
    pub fn at(path: PathBuf, author: Author) -> Self {
        Self {
            path,
            author,
            full_bytes: FULL_BYTES,
            changes: AtomicU64::new(0),
            alive: Mutex::new(None),
        }
    }

    /// Moves its file on from another size on.
    #[must_use]
    pub fn full_at(mut self, bytes: u64) -> Self {
        self.full_bytes = bytes;
        self
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn author(&self) -> &Author {
        &self.author
    }

    /// A name for one more change.
    pub fn next_change(&self) -> String {
        let number = self.changes.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number}", self.author.run)
    }

    /// Writes a record, and returns once it is on the disk. Blocks.
    ///
    /// # Errors
    /// [`StoreError`]: it cannot be written; a part of it may stand in the file, and is skipped by readers.
    pub fn append(&self, record: &Record) -> Result<(), StoreError> {
        if let Some(directory) = self.path.parent() {
            private_file::create_directory(directory)?;
        }
        self.show_life();
        self.move_on_if_full();
        let failed = |source| StoreError::failed(&self.path, Attempt::Write, source);
        let line = serde_json::to_string(record).map_err(|error| failed(error.into()))?;
        self.write(&line).map_err(failed)
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .append(true)
            .read(true)
            .create(true)
            .mode(0o600)
            .open(&self.path)?;
        let start = if ends_in_the_middle(&mut file)? { "\n" } else { "" };
        let bytes = format!("{start}{line}\n").into_bytes();
        // In one piece: the rest of a part would not stand beside it if another process writes meanwhile.
        let written = loop {
            match file.write(&bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        if written < bytes.len() {
            return Err(ErrorKind::StorageFull.into());
        }
        file.sync_data()?;
        // Each time: another process may have created or moved the file, and ended before it did this.
        private_file::remember_directory(&self.path)
    }

    /// Takes the lock that tells readers that this process lives, and clears away those of others that ended.
    fn show_life(&self) {
        let mut alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        if alive.is_some() {
            return;
        }
        // Who gets the lock of another process owns it, and lets it go with its file.
        for path in signs_of_life(&self.path) {
            drop(Lock::claim(&path));
        }
        // Where there are no locks, what this process begins reads as interrupted until it has ended.
        if let Claim::Mine(lock) = Lock::claim(&sign_of_life(&self.path, &self.author.run)) {
            *alive = Some(lock);
        }
    }

    /// Where it cannot be moved on, the file grows: that is better than a change that is not written down.
    fn move_on_if_full(&self) {
        let is_full = || fs::metadata(&self.path).is_ok_and(|about| about.len() >= self.full_bytes);
        if !is_full() {
            return;
        }
        let Claim::Mine(_lock) = Lock::claim(&self.path.with_extension("lock")) else {
            return;
        };
        // Somebody else may have done it meanwhile.
        if !is_full() {
            return;
        }
        // The oldest first, each onto the one before it; some may not be there yet.
        for pair in files(&self.path).windows(2).rev() {
            if let [newer, older] = pair
                && let Err(error) = fs::rename(newer, older)
                && error.kind() != ErrorKind::NotFound
            {
                return;
            }
        }
    }
}

/// The files of a journal, the newest first; none need exist.
pub(super) fn files(path: &Path) -> Vec<PathBuf> {
    let older = (1..=KEPT).map(|number| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{number}"));
        PathBuf::from(name)
    });
    std::iter::once(path.to_owned()).chain(older).collect()
}

/// The file whose lock tells that a run of the program lives.
pub(super) fn sign_of_life(path: &Path, run: &str) -> PathBuf {
    path.with_file_name(format!("{}{run}{SIGN}", sign_prefix(path)))
}

const SIGN: &str = ".running";

fn sign_prefix(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

/// The run that a file tells of.
pub(super) fn run_of(path: &Path, sign: &Path) -> Option<String> {
    let name = sign.file_name()?.to_str()?;
    let run = name.strip_prefix(&sign_prefix(path))?.strip_suffix(SIGN)?;
    Some(run.to_owned())
}

/// Those files of all runs, also of some that have ended.
pub(super) fn signs_of_life(path: &Path) -> Vec<PathBuf> {
    let entries = path.parent().and_then(|directory| fs::read_dir(directory).ok());
    let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    paths.filter(|sign| run_of(path, sign).is_some()).collect()
}

/// Whether the last record of a file was torn.
fn ends_in_the_middle(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}
