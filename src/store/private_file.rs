//! A file that is there whole or not at all, and that nobody but its owner may read.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use tempfile::NamedTempFile;

use super::error::{Attempt, StoreError, shown};

/// Creates a directory, and those it lies in, for the owner alone (0700); one that is there stays as it is.
///
/// # Errors
/// [`StoreError::Failed`].
pub fn create_directory(path: &Path) -> Result<(), StoreError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| StoreError::failed(path, Attempt::Create, source))
}

/// Puts `text` into a file (0600), in place of what is there. After a crash at any moment the file holds
/// the old text or the new one, never a part.
///
/// # Errors
/// [`StoreError::Failed`]; the old text is then still there.
pub fn replace(path: &Path, text: &str) -> Result<(), StoreError> {
    let failed = |source| StoreError::failed(path, Attempt::Write, source);
    let file = written_beside(path, text).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    remember_directory(path).map_err(failed)
}

/// The same, but only if there is no such file; gives whether it was written.
///
/// # Errors
/// [`StoreError::Failed`].
pub fn create(path: &Path, text: &str) -> Result<bool, StoreError> {
    let failed = |source| StoreError::failed(path, Attempt::Write, source);
    let file = written_beside(path, text).map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => remember_directory(path).map_err(failed).map(|()| true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(error.error)),
    }
}

/// The text of a file of at most `limit_bytes`; `None` if there is no such file.
///
/// # Errors
/// [`StoreError`]: it cannot be opened, is no ordinary file, is longer, or holds no text.
pub fn read(path: &Path, limit_bytes: u64) -> Result<Option<String>, StoreError> {
    let failed = |source| StoreError::failed(path, Attempt::Read, source);
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    // Opening a pipe would wait for somebody to write into it.
    if !about.is_file() {
        return Err(StoreError::NotAFile { path: shown(path) });
    }
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(file) => file
            .take(limit_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(failed)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit_bytes {
        return Err(StoreError::TooLarge {
            path: shown(path),
            limit_bytes,
        });
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| StoreError::NotText { path: shown(path) })
}

/// Removes a file; one that is not there is no failure.
///
/// # Errors
/// [`StoreError::Failed`].
pub fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::failed(path, Attempt::Remove, error))
        }
        _ => Ok(()),
    }
}

/// Removes what a crash in the middle of writing `path` left beside it. Only for whom `path` belongs to:
/// it would take a file away from under another writer.
pub fn sweep(path: &Path) {
    let prefix = unfinished_prefix(path);
    for entry in directory_of(path).read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        let is_of_path = entry.file_name().to_string_lossy().starts_with(&prefix);
        if is_of_path && path.extension() == Some(OsStr::new(UNFINISHED_EXTENSION)) {
            // What cannot be removed does no harm: nothing reads it.
            let _removed = fs::remove_file(path);
        }
    }
}

/// How the name of a file ends that is being written, or was when the program ended.
pub const UNFINISHED_EXTENSION: &str = "unfinished";

fn unfinished_prefix(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

/// The text in a file of another name, on the disk and not only on the way to it.
fn written_beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(&unfinished_prefix(path))
        .suffix(&format!(".{UNFINISHED_EXTENSION}"))
        .tempfile_in(directory_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Brings a new name in a directory to the disk.
pub fn remember_directory(path: &Path) -> io::Result<()> {
    match File::open(directory_of(path)).and_then(|directory| directory.sync_all()) {
        // Some file systems cannot do that for a directory, and need not.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

fn directory_of(path: &Path) -> &Path {
    // The parent of a bare name is an empty path, which no system opens.
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_bare_name_is_in_the_directory_that_one_is_in() {
        assert_eq!(directory_of(Path::new("plan.json")), Path::new("."));
        assert_eq!(directory_of(Path::new("a/plan.json")), Path::new("a"));
    }

    #[test]
    fn files_and_directories_are_for_their_owner_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let directory = scratch.path().join("a/b");
        create_directory(&directory).unwrap();
        create_directory(&directory).unwrap();
        let file = directory.join("x");
        replace(&file, "1").unwrap();
        assert_eq!(
            (mode(&scratch.path().join("a")), mode(&directory), mode(&file)),
            (0o700, 0o700, 0o600)
        );
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        replace(&file, "2").unwrap();
        assert_eq!(mode(&file), 0o600);
        assert!(create(&directory.join("y"), "").unwrap());
        assert_eq!(mode(&directory.join("y")), 0o600);
    }

    #[test]
    fn a_file_that_is_there_is_not_created_again() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("x");
        assert!(create(&file, "first").unwrap());
        assert!(!create(&file, "second").unwrap());
        assert_eq!(read(&file, 100).unwrap().as_deref(), Some("first"));
        assert_eq!(
            scratch.path().read_dir().unwrap().count(),
            1,
            "nothing is left over"
        );
    }

    #[test]
    fn a_crash_in_the_middle_of_writing_leaves_the_old_text() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("x");
        replace(&file, "old").unwrap();
        let (_, half) = written_beside(&file, "ne").unwrap().keep().unwrap();
        let other = written_beside(&scratch.path().join("x2"), "of another").unwrap();
        assert_eq!(read(&file, 100).unwrap().as_deref(), Some("old"));
        sweep(&file);
        assert!(!half.exists() && other.path().exists());
        assert_eq!(read(&file, 100).unwrap().as_deref(), Some("old"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_path() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("x");
        assert_eq!(read(&file, 100).unwrap(), None);
        assert!(matches!(
            read(scratch.path(), 100),
            Err(StoreError::NotAFile { .. })
        ));
        fs::write(&file, [0xff, 0xfe]).unwrap();
        assert!(matches!(read(&file, 100), Err(StoreError::NotText { .. })));
        assert!(matches!(
            read(&file, 1),
            Err(StoreError::TooLarge { limit_bytes: 1, .. })
        ));
        let error = read(&file.join("below"), 100).unwrap_err();
        assert!(error.to_string().ends_with("x/below cannot be read"), "{error}");
        assert!(error.hint().contains("no directory"), "{}", error.hint());
        let error = replace(&scratch.path().join("none/x"), "").unwrap_err();
        assert!(error.to_string().ends_with("none/x cannot be written"), "{error}");
        remove(&file).unwrap();
        remove(&file).unwrap();
    }
}
