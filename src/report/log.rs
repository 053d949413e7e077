//! The log: one line per event, appended to a file as it happens. Nothing waits in memory, so nothing is lost
//! however the process ends.

use std::collections::VecDeque;
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::{Registry, fmt as lines};

use crate::resource::text::visible;
use crate::transport::Redactor;

/// What we write; the libraries' own events are not ours to redact.
const OURS: &str = "quarterdeck";

/// A file that is larger becomes the old one, in place of the last old one.
const LARGEST_BYTES: u64 = 8 * 1024 * 1024;

/// How many lines a crash report takes with it.
const KEPT_LINES: usize = 60;

/// The last lines of this process.
static LAST: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// The log's file in the state directory.
pub fn file_in(state: &Path) -> PathBuf {
    state.join("qd.log")
}

/// Begins the log of this process; its file is opened with the first line.
///
/// A log that cannot be written is done without: it is for looking back, and in nobody's way.
pub fn begin(file: PathBuf, level: Level) {
    // Fails only if there is one already.
    let _first_one_stays = tracing::subscriber::set_global_default(subscriber(Log::to(file), level));
}

fn subscriber(log: Log, level: Level) -> impl tracing::Subscriber + Send + Sync {
    let layer = lines::layer()
        .with_ansi(false)
        .with_timer(Stamp(Utc::now))
        .with_writer(log)
        .with_filter(Targets::new().with_target(OURS, level));
    Registry::default().with(layer)
}

/// The last lines, for a report; none if a thread that crashed was just writing one.
pub(super) fn last_lines() -> Vec<String> {
    LAST.try_lock()
        .map(|lines| lines.iter().cloned().collect())
        .unwrap_or_default()
}

/// When, and which process: several write to the same file.
struct Stamp(fn() -> DateTime<Utc>);

impl FormatTime for Stamp {
    fn format_time(&self, w: &mut Writer<'_>) -> fmt::Result {
        let at = (self.0)().to_rfc3339_opts(SecondsFormat::Millis, true);
        write!(w, "{at} {}", std::process::id())
    }
}

/// Where lines go.
struct Log {
    path: PathBuf,
    largest_bytes: u64,
    file: Mutex<Opened>,
    redactor: Redactor,
}

enum Opened {
    NotYet,
    Open {
        file: File,
        /// As far as this process knows: others write to it, too.
        size_bytes: u64,
    },
    /// It cannot be opened, or the disk is full: not tried again.
    Failed,
}

impl Log {
    fn to(path: PathBuf) -> Self {
        Self {
            path,
            largest_bytes: LARGEST_BYTES,
            file: Mutex::new(Opened::NotYet),
            redactor: Redactor::default(),
        }
    }

    fn line(&self, event: &str) {
        let redacted = self.redactor.redact_text(event.trim_end());
        let line = format!("{}\n", visible(&redacted));
        self.append(&line);
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= KEPT_LINES {
            last.pop_front();
        }
        last.push_back(line);
    }

    fn append(&self, line: &str) {
        let mut opened = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.is_due(self.largest_bytes) {
            *opened = match open(&self.path, self.largest_bytes) {
                Ok((file, size_bytes)) => Opened::Open { file, size_bytes },
                Err(_) => Opened::Failed,
            };
        }
        if let Opened::Open { file, size_bytes } = &mut *opened {
            // In one piece, so that lines of several processes do not mix.
            match file.write_all(line.as_bytes()) {
                Ok(()) => *size_bytes += line.len() as u64,
                Err(_) => *opened = Opened::Failed,
            }
        }
    }
}

impl Opened {
    fn is_due(&self, largest_bytes: u64) -> bool {
        match self {
            Self::NotYet => true,
            Self::Open { size_bytes, .. } => *size_bytes > largest_bytes,
            Self::Failed => false,
        }
    }
}

/// One event on its way to the log.
struct Event<'a>(&'a Log);

impl<'a> MakeWriter<'a> for Log {
    type Writer = Event<'a>;

    fn make_writer(&'a self) -> Event<'a> {
        Event(self)
    }
}

impl Write for Event<'_> {
    /// Takes a whole event: the subscriber writes each with one call.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.line(&String::from_utf8_lossy(event));
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The file with its size, for its owner alone; a new one if the old one is large.
fn open(path: &Path, largest_bytes: u64) -> io::Result<(File, u64)> {
    if let Some(directory) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    }
    let file = append_to(path)?;
    let size_bytes = file.metadata()?.len();
    if size_bytes <= largest_bytes {
        return Ok((file, size_bytes));
    }
    if !put_aside(path, &file)? {
        // Another process is about to: looked at again after as much once more.
        return Ok((file, 0));
    }
    let new = append_to(path)?;
    let size_bytes = new.metadata()?.len();
    Ok((new, size_bytes))
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
}

/// Makes a file the old one; gives whether it is not the current one any more. Of two processes that try at once,
/// the later finds it done.
fn put_aside(path: &Path, file: &File) -> io::Result<bool> {
    if file.try_lock().is_err() {
        return Ok(false);
    }
    let is_current =
        fs::metadata(path).is_ok_and(|now| file.metadata().is_ok_and(|was| now.ino() == was.ino()));
    if is_current {
        fs::rename(path, path.with_extension("log.1"))?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_line_says_when_who_and_what_and_nothing_secret() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_in(&folder.path().join("state"));
        let subscriber = subscriber(Log::to(file.clone()), Level::INFO);
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "quarterdeck::session", context = "prod", "opened");
            tracing::warn!(target: "quarterdeck", "refused: Bearer pearl-0123456789, password=pearl\u{1b}[31m\nnext");
            tracing::debug!(target: "quarterdeck", "not at this level");
            tracing::info!(target: "hyper", "not ours");
        });
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        let process = format!(" {} ", std::process::id());
        assert!(
            lines[0].contains(&process) && lines[0].contains("opened context=\"prod\""),
            "{text}"
        );
        assert!(!text.contains("pearl") && !text.contains('\u{1b}'), "{text}");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_large_file_becomes_the_old_one_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_in(folder.path());
        File::create(&path).unwrap().set_len(LARGEST_BYTES + 1).unwrap();
        let other = append_to(&path).unwrap();
        let (mut one, _) = open(&path, LARGEST_BYTES).unwrap();
        one.write_all(b"one\n").unwrap();
        assert!(
            put_aside(&path, &other).unwrap(),
            "the other process finds it done"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
        assert!(fs::metadata(folder.path().join("qd.log.1")).unwrap().len() > LARGEST_BYTES);
    }

    #[test]
    fn a_file_that_grows_large_in_a_long_run_becomes_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_in(folder.path());
        let log = Log {
            largest_bytes: 10,
            ..Log::to(path.clone())
        };
        for line in ["0123456789\n", "after it\n", "still\n", "newest\n"] {
            log.append(line);
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "newest\n");
        let old = fs::read_to_string(folder.path().join("qd.log.1")).unwrap();
        assert_eq!(old, "after it\nstill\n");
    }
}
