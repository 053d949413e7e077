//! Which process a file belongs to, as long as that process lives.
//!
//! The lock is on an empty file beside it, for the file itself is replaced at each writing. The system gives
//! it back when the process ends, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// What came of asking for a lock.
#[derive(Debug)]
pub enum Claim {
    Mine(Lock),
    /// Another living process has it, or another part of this one.
    Others,
    /// The file system knows no locks, or nothing can be written there.
    Unavailable,
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Asks for the lock at `path`, without waiting.
    pub fn claim(path: &Path) -> Claim {
        // The holder takes the file away at the end: a lock on a file that is no longer there is none, and
        // is asked for again. The end of the loop is for a crowd that never lets go at the same moment.
        for _ in 0..100 {
            let opened = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(path);
            let Ok(file) = opened else {
                return Claim::Unavailable;
            };
            match file.try_lock() {
                Ok(()) => {}
                // Somebody who only looks ([`Lock::is_held`]) is gone in a moment; a holder is not.
                Err(TryLockError::WouldBlock) if file.try_lock_shared().is_ok() => continue,
                Err(TryLockError::WouldBlock) => return Claim::Others,
                Err(TryLockError::Error(_)) => return Claim::Unavailable,
            }
            if is_at(&file, path) {
                return Claim::Mine(Self {
                    file,
                    path: path.to_owned(),
                });
            }
        }
        Claim::Others
    }

    /// Whether another living process holds the lock at `path`.
    pub fn is_held(path: &Path) -> bool {
        File::open(path).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

/// The file goes while it is still locked, so that nobody's but one's own is taken away.
impl Drop for Lock {
    fn drop(&mut self) {
        if is_at(&self.file, &self.path) {
            let _removed = fs::remove_file(&self.path);
        }
    }
}

fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_the_lock_until_it_is_dropped() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("x.lock");
        assert!(!Lock::is_held(&path));
        let first = Lock::claim(&path);
        assert!(matches!(first, Claim::Mine(_)));
        assert!(matches!(Lock::claim(&path), Claim::Others) && Lock::is_held(&path));
        drop(first);
        assert!(!path.exists());
        assert!(matches!(Lock::claim(&path), Claim::Mine(_)));
    }

    #[test]
    fn what_a_dead_process_left_is_free() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("x.lock");
        fs::write(&path, "").unwrap();
        assert!(!Lock::is_held(&path));
        assert!(matches!(Lock::claim(&path), Claim::Mine(_)));
    }

    #[test]
    fn nobody_else_s_file_is_taken_away() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("x.lock");
        let first = Lock::claim(&path);
        fs::remove_file(&path).unwrap();
        let second = Lock::claim(&path);
        assert!(matches!(second, Claim::Mine(_)));
        drop(first);
        assert!(path.exists() && Lock::is_held(&path));
    }

    #[test]
    fn where_nothing_can_be_written_there_is_no_lock() {
        let scratch = tempfile::tempdir().unwrap();
        assert!(matches!(
            Lock::claim(&scratch.path().join("none/x.lock")),
            Claim::Unavailable
        ));
    }
}
