//! The other processes of this machine that ask the same host: they share a file, locked for a moment.
//!
//! If the file cannot be used, this process keeps the spacing by itself, and says so once in the log.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::Utc;
use tokio::time::timeout;

use super::Priority;
use super::ledger::Ledger;

/// Milliseconds since 1970: what all processes of a machine agree on; passed in, so that tests decide.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The file is locked for a moment only: whoever has it longer is stuck.
const LONGEST_LOCK: Duration = Duration::from_secs(2);

/// The processes that ask one host.
#[derive(Clone)]
pub struct Neighbours {
    file: Arc<Path>,
    /// This process, or in tests one of several in one.
    name: Arc<str>,
    spacing: Duration,
    now: Now,
    is_alone: Arc<AtomicBool>,
}

/// What the others say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A request may start now; they count their distance from it.
    Yours,
    NotBefore(Duration),
    /// Nothing can be told to them, now or later.
    OutOfReach,
}

impl Neighbours {
    /// Those who keep this spacing to a host, and tell each other of it in a file in `directory`.
    pub fn of(directory: &Path, host: &str, spacing: Duration) -> Self {
        let name = format!("{}-{:08x}", std::process::id(), fastrand::u32(..));
        Self::with(
            directory,
            host,
            spacing,
            &name,
            Arc::new(|| Utc::now().timestamp_millis()),
        )
    }

    pub(super) fn with(directory: &Path, host: &str, spacing: Duration, name: &str, now: Now) -> Self {
        Self {
            file: file_for(directory, host).into(),
            name: name.into(),
            spacing,
            now,
            is_alone: Arc::default(),
        }
    }

    /// Asks for the next start. A file system that hangs holds nobody up for long.
    pub(super) async fn ask(&self, priority: Priority) -> Asked {
        let this = self.clone();
        let ask = move || {
            this.change(|ledger| {
                // The time is looked at under the lock: earlier, it may be older than what the file says.
                match ledger.ask(&this.name, priority, this.spacing, (this.now)()) {
                    Ok(()) => Asked::Yours,
                    Err(pause) => Asked::NotBefore(pause),
                }
            })
        };
        match timeout(LONGEST_LOCK, tokio::task::spawn_blocking(ask)).await {
            Ok(Ok(Ok(asked))) => asked,
            Ok(Ok(Err(error))) => self.go_alone(&error),
            Ok(Err(error)) => self.go_alone(&io::Error::other(error)),
            Err(error) => self.go_alone(&io::Error::other(error)),
        }
    }

    /// Tells the others that the host asked for quiet.
    pub(super) fn quiet_for(&self, pause: Duration) {
        let this = self.clone();
        // Nobody waits for it: this process keeps quiet already.
        let _told = tokio::task::spawn_blocking(move || {
            if let Err(error) = this.change(|ledger| ledger.quiet_for(pause, (this.now)())) {
                this.go_alone(&error);
            }
        });
    }

    fn change<T>(&self, change: impl FnOnce(&mut Ledger) -> T) -> io::Result<T> {
        let mut file = self.open()?;
        file.lock()?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        // What a process wrote that was killed on the way, or an older one, is worth nothing.
        let mut ledger: Ledger = serde_json::from_str(&text).unwrap_or_default();
        let changed = change(&mut ledger);
        let text = serde_json::to_vec(&ledger)?;
        // Shortened last: a process that is killed in between leaves a text behind, not nothing.
        file.rewind()?;
        file.write_all(&text)?;
        file.set_len(text.len() as u64)?;
        Ok(changed)
    }

    fn open(&self) -> io::Result<File> {
        let open = || {
            File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&self.file)
        };
        match (open(), self.file.parent()) {
            (Err(error), Some(directory)) if error.kind() == io::ErrorKind::NotFound => {
                std::fs::DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(directory)?;
                open()
            }
            (opened, _) => opened,
        }
    }

    fn go_alone(&self, error: &io::Error) -> Asked {
        if !self.is_alone.swap(true, Ordering::Relaxed) {
            let file = self.file.display();
            tracing::warn!(%error, %file, "the spacing of requests is not shared with other processes");
        }
        Asked::OutOfReach
    }

    /// Whether this process keeps the spacing by itself.
    pub(super) fn are_out_of_reach(&self) -> bool {
        self.is_alone.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Neighbours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Neighbours")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// A host's file: its name, with what has no place in a file name replaced.
fn file_for(directory: &Path, host: &str) -> PathBuf {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "-.".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = host.chars().map(safe).collect();
    directory.join(format!("{name}.json"))
}
