//! Old versions of desired states, kept so that each is asked for once: a version never changes.
//!
//! This is a cache: it may be removed at any time, and whatever in it cannot be read counts as absent.
//! Together the files hold at most [`LIMIT_BYTES`] and a little more; beyond that the files that were
//! written first go first.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::error::{StoreError, shown};
use super::private_file;
use crate::spec::draft::file_stem;

/// How much is kept: thousands of documents of the usual size.
pub const LIMIT_BYTES: u64 = 64 << 20;
/// The most that is kept, or read, of one version.
const LIMIT_OF_ONE_BYTES: u64 = 8 << 20;
const FORMAT: u32 = 1;

/// The versions kept in one directory.
///
/// Its calls wait for the disk: they belong on a thread that may wait.
#[derive(Debug)]
pub struct Versions {
    directory: PathBuf,
    limit_bytes: u64,
    /// Written since the files were last counted; before the first count, as much as there can be.
    uncounted_bytes: AtomicU64,
}

/// A file: what it is a version of, and the document as text.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    format: u32,
    origin: String,
    id: String,
    version: i64,
    document: String,
}

impl Versions {
    /// The versions in a directory that need not exist yet.
    pub fn in_directory(directory: PathBuf) -> Self {
        Self::of_at_most(directory, LIMIT_BYTES)
    }

    fn of_at_most(directory: PathBuf, limit_bytes: u64) -> Self {
        Self {
            directory,
            limit_bytes,
            uncounted_bytes: AtomicU64::new(u64::MAX),
        }
    }

    /// A version of the object `id` of `origin`, as it was put there; `None` if it is not kept, or damaged.
    ///
    /// `origin` says whose ids these are: a URL rather than the name of a context, which may come to mean
    /// another manager.
    pub fn get(&self, origin: &str, id: &str, version: i64) -> Option<Arc<str>> {
        let text = private_file::read(&self.file(origin, id, version), 2 * LIMIT_OF_ONE_BYTES).ok()??;
        let kept: Kept = serde_json::from_str(&text).ok()?;
        let is_it = kept.format == FORMAT
            && (kept.origin.as_str(), kept.id.as_str(), kept.version) == (origin, id, version);
        (is_it && !kept.document.is_empty()).then(|| kept.document.into())
    }

    /// Keeps a version. Its secrets must be masked already: this is never asked for again.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is lost but the time to ask for it again.
    pub fn put(&self, origin: &str, id: &str, version: i64, document: &str) -> Result<(), StoreError> {
        if self.get(origin, id, version).as_deref() == Some(document) {
            return Ok(());
        }
        let file = self.file(origin, id, version);
        let kept = Kept {
            format: FORMAT,
            origin: origin.to_owned(),
            id: id.to_owned(),
            version,
            document: document.to_owned(),
        };
        #[expect(
            clippy::expect_used,
            reason = "only a map with keys that are no texts, or a failing writer, could refuse; here is neither"
        )]
        let text = serde_json::to_string(&kept).expect("a kept version is texts and numbers");
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        if length > LIMIT_OF_ONE_BYTES {
            return Err(StoreError::TooLarge {
                path: shown(&file),
                limit_bytes: LIMIT_OF_ONE_BYTES,
            });
        }
        private_file::create_directory(&self.directory)?;
        private_file::replace(&file, &text)?;
        self.count(length);
        Ok(())
    }

    fn file(&self, origin: &str, id: &str, version: i64) -> PathBuf {
        let name = file_stem(id, &[origin, id, &version.to_string()]);
        self.directory.join(format!("{name}.json"))
    }

    /// Counts the files now and then, and removes the oldest when there are too many. Other processes write
    /// there, too: a running total would be wrong.
    fn count(&self, written_bytes: u64) {
        let before = self.uncounted_bytes.load(Ordering::Relaxed);
        let uncounted = before.saturating_add(written_bytes);
        if uncounted < self.limit_bytes / 16 {
            self.uncounted_bytes.store(uncounted, Ordering::Relaxed);
            return;
        }
        self.uncounted_bytes.store(0, Ordering::Relaxed);
        let mut files = self.files();
        files.sort();
        let mut total: u64 = files.iter().map(|(_, _, length)| *length).sum();
        for (_, path, length) in files {
            if total <= self.limit_bytes {
                break;
            }
            // One that cannot be removed stays; the next is tried.
            if private_file::remove(&path).is_ok() {
                total -= length;
            }
        }
    }

    /// When each file was written, and how long it is; also what a crash left half written.
    fn files(&self) -> Vec<(SystemTime, PathBuf, u64)> {
        let entries = self.directory.read_dir().into_iter().flatten().flatten();
        let ours = entries.filter_map(|entry| {
            let path = entry.path();
            let extension = path.extension().and_then(OsStr::to_str)?;
            let about = entry.metadata().ok()?;
            let is_ours = about.is_file() && matches!(extension, "json" | private_file::UNFINISHED_EXTENSION);
            is_ours.then_some((about.modified().ok()?, path, about.len()))
        });
        ours.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Duration;

    use super::*;

    const ORIGIN: &str = "https://manager.example/api";

    fn scratch() -> (tempfile::TempDir, Versions) {
        let scratch = tempfile::tempdir().unwrap();
        let versions = Versions::in_directory(scratch.path().join("versions"));
        (scratch, versions)
    }

    #[test]
    fn a_version_is_given_back_as_it_was_put() {
        let (_scratch, versions) = scratch();
        assert_eq!(versions.get(ORIGIN, "a", 1), None);
        let document = "{\n  \"é\": 1.50\n}";
        versions.put(ORIGIN, "a", 1, document).unwrap();
        versions.put(ORIGIN, "a", 1, document).unwrap();
        assert_eq!(versions.get(ORIGIN, "a", 1).as_deref(), Some(document));
        for (origin, id, version) in [
            ("other", "a", 1),
            (ORIGIN, "b", 1),
            (ORIGIN, "a", 2),
            (ORIGIN, "A", 1),
        ] {
            assert_eq!(versions.get(origin, id, version), None);
        }
    }

    #[test]
    fn ids_of_any_kind_are_kept_apart() {
        let (_scratch, versions) = scratch();
        let long = "x".repeat(4_000);
        let ids = ["a/b", "../a", "", "デ", "\u{0}", &long];
        for id in ids {
            versions.put(ORIGIN, id, 0, &format!("of {id}")).unwrap();
        }
        for id in ids {
            assert_eq!(versions.get(ORIGIN, id, 0).as_deref(), Some(&*format!("of {id}")));
        }
    }

    #[test]
    fn versions_are_for_their_owner_alone() {
        let (_scratch, versions) = scratch();
        versions.put(ORIGIN, "a", 1, "{}").unwrap();
        let mode = |path: &PathBuf| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&versions.directory), 0o700);
        assert_eq!(mode(&versions.file(ORIGIN, "a", 1)), 0o600);
    }

    #[test]
    fn what_is_damaged_counts_as_absent_and_is_put_anew() {
        let (_scratch, versions) = scratch();
        versions.put(ORIGIN, "a", 1, "{}").unwrap();
        let file = versions.file(ORIGIN, "a", 1);
        let whole = fs::read_to_string(&file).unwrap();
        let other = whole.replace("\"version\":1", "\"version\":2");
        let emptied = whole.replace("\"{}\"", "\"\"");
        for text in ["", "{", &whole[..whole.len() - 1], "null", &other, &emptied] {
            fs::write(&file, text).unwrap();
            assert_eq!(versions.get(ORIGIN, "a", 1), None, "{text}");
        }
        fs::write(&file, [0xff]).unwrap();
        assert_eq!(versions.get(ORIGIN, "a", 1), None);
        versions.put(ORIGIN, "a", 1, "{}").unwrap();
        assert_eq!(versions.get(ORIGIN, "a", 1).as_deref(), Some("{}"));
    }

    #[test]
    fn beyond_the_limit_what_was_written_first_goes_first() {
        let (_scratch, mut versions) = scratch();
        let document = "x".repeat(1_000);
        for version in 1..=6 {
            versions.put(ORIGIN, "a", version, &document).unwrap();
            // As if a day lay between any two.
            let file = fs::File::options()
                .write(true)
                .open(versions.file(ORIGIN, "a", version))
                .unwrap();
            let day = u64::try_from(version).unwrap() * 86_400;
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(day))
                .unwrap();
        }
        fs::write(versions.directory.join("notes.txt"), "x".repeat(9_000)).unwrap();
        versions = Versions::of_at_most(versions.directory, 4_500);
        versions.put(ORIGIN, "a", 7, &document).unwrap();
        let kept: Vec<i64> = (1..=7)
            .filter(|version| versions.get(ORIGIN, "a", *version).is_some())
            .collect();
        assert_eq!(kept, [4, 5, 6, 7]);
        assert!(
            versions.directory.join("notes.txt").exists(),
            "only our own files go"
        );
    }

    #[test]
    fn a_version_too_large_to_keep_is_told() {
        let (_scratch, versions) = scratch();
        let large = "x".repeat(usize::try_from(LIMIT_OF_ONE_BYTES).unwrap());
        let error = versions.put(ORIGIN, "a", 1, &large).unwrap_err();
        assert!(matches!(error, StoreError::TooLarge { .. }));
    }
}
