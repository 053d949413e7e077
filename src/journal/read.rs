//! Records from the newest back, over all files, and no further than is needed.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use crate::store::lock::Lock;
use crate::store::{StoreError, error::Attempt};

use super::entry::Entry;
use super::filter::Filter;
use super::record::{Ended, Record};
use super::write::{files, run_of, sign_of_life, signs_of_life};

/// What was found, and what could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chapter {
    /// The newest first.
    pub entries: Vec<Entry>,
    /// Whether there may be older ones that pass.
    pub has_more: bool,
    /// Lines that are no record: torn by a crash, or written by something else.
    pub skipped: usize,
}

/// So much is read at once.
const CHUNK: u64 = 64 << 10;
/// A line may be so long; what is longer was not written here.
const LONGEST: usize = 4 << 20;
/// Records of several processes stand nearly in the order of time: so far apart they never are.
const DISORDER: TimeDelta = TimeDelta::minutes(10);

/// Reads the newest `most` changes that pass the filter. Blocks.
///
/// A change whose end stands in the files is told with it, however much later that was.
///
/// # Errors
/// [`StoreError`] if a file is there and cannot be read; that there is none yet is none.
pub fn read(path: &Path, filter: &Filter, most: usize) -> Result<Chapter, StoreError> {
    // Before the files: who lives now may have written its last record by the time they are read, and who
    // has ended by then has written it already.
    let alive = living_runs(path);
    let is_alive = |run: &str| alive.contains(run) || Lock::is_held(&sign_of_life(path, run));
    let oldest = filter.since.and_then(|since| since.checked_sub_signed(DISORDER));
    let mut chapter = Chapter::default();
    let mut ends: HashMap<String, Ended> = HashMap::new();
    for (path, file) in open(path)? {
        let mut lines = Backward::of(file).map_err(|error| unreadable(&path, error))?;
        while let Some(line) = lines.next().map_err(|error| unreadable(&path, error))? {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let Ok(record) = serde_json::from_slice(&line) else {
                chapter.skipped += 1;
                continue;
            };
            let began = match record {
                Record::Began(began) => *began,
                Record::Ended(ended) => {
                    // From the newest back: the first that is met is the last that was written.
                    ends.entry(ended.change.clone()).or_insert(ended);
                    continue;
                }
            };
            if oldest.is_some_and(|oldest| began.at < oldest) {
                return Ok(chapter);
            }
            let ended = ends.remove(&began.change);
            let entry = Entry::new(began, ended, is_alive);
            if !filter.passes(&entry) {
                continue;
            }
            if chapter.entries.len() == most {
                chapter.has_more = true;
                return Ok(chapter);
            }
            chapter.entries.push(entry);
        }
    }
    Ok(chapter)
}

fn unreadable(path: &Path, error: io::Error) -> StoreError {
    StoreError::failed(path, Attempt::Read, error)
}

fn living_runs(path: &Path) -> HashSet<String> {
    let signs = signs_of_life(path).into_iter();
    let held = signs.filter(|sign| Lock::is_held(sign));
    held.filter_map(|sign| run_of(path, &sign)).collect()
}

/// The files there are, the newest first. One that is moved on meanwhile is met once.
fn open(path: &Path) -> Result<Vec<(PathBuf, File)>, StoreError> {
    let mut opened = Vec::new();
    let mut met = HashSet::new();
    for path in files(path) {
        let about = match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            other => other.map_err(|error| unreadable(&path, error))?,
        };
        // Opening a pipe would wait for somebody to write into it.
        if !about.is_file() {
            let path = path.display().to_string();
            return Err(StoreError::NotAFile { path });
        }
        let file = match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            other => other.map_err(|error| unreadable(&path, error))?,
        };
        let about = file.metadata().map_err(|error| unreadable(&path, error))?;
        if met.insert((about.dev(), about.ino())) {
            opened.push((path, file));
        }
    }
    Ok(opened)
}

/// The lines of a file, the last first.
struct Backward {
    file: File,
    /// What lies before the buffer.
    unread_bytes: u64,
    /// What was read and not given yet.
    buffer: Vec<u8>,
    is_over: bool,
}

impl Backward {
    fn of(file: File) -> io::Result<Self> {
        Ok(Self {
            unread_bytes: file.metadata()?.len(),
            file,
            buffer: Vec::new(),
            is_over: false,
        })
    }

    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        // Where a line break may be that was not looked for yet.
        let mut end = self.buffer.len();
        loop {
            let unseen = self.buffer.get(..end).unwrap_or_default();
            if let Some(at) = unseen.iter().rposition(|byte| *byte == b'\n') {
                let line = self.buffer.split_off(at + 1);
                self.buffer.truncate(at);
                return Ok(Some(line));
            }
            if self.unread_bytes == 0 {
                let rest = std::mem::take(&mut self.buffer);
                return Ok((!std::mem::replace(&mut self.is_over, true)).then_some(rest));
            }
            end = self.fetch()?;
        }
    }

    /// Reads one more piece, before what there is; gives its length.
    fn fetch(&mut self) -> io::Result<usize> {
        let length = self.unread_bytes.min(CHUNK);
        self.unread_bytes -= length;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let mut piece = vec![0; length];
        self.file.seek(SeekFrom::Start(self.unread_bytes))?;
        self.file.read_exact(&mut piece)?;
        // Nobody writes such lines here: its beginning is enough to be no record.
        if self.buffer.len() < LONGEST {
            piece.append(&mut self.buffer);
        }
        self.buffer = piece;
        Ok(length)
    }
}
