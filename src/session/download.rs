//! A file of an object, fetched: whole, or not there at all.
//!
//! It comes under another name in the directory where it is to be, readable by its owner alone, and gets its name once
//! it is whole and on the disk. Nothing is changed on the manager, so a read-only context gives files, too.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tempfile::NamedTempFile;

use crate::managers::{ByteSink, ManagerError, Stop};
use crate::resource::text::visible;
use crate::resource::transfer::size_words;
use crate::resource::{Intent, Notice, Step, Transfer};
use crate::transport::Priority;

use super::access::Subject;
use super::fact::{Emit, Fact};
use super::open::Session;
use super::told::expanded;
use super::transferring::Telling;

/// Where a file goes.
pub enum Destination {
    File {
        /// It may begin with `~/`.
        path: PathBuf,
        /// Whether a file that is there may be replaced.
        overwrite: bool,
    },
    /// Somewhere that cannot be taken back: standard output.
    Output(Box<dyn Write + Send>),
}

/// What is written to at once.
const BUFFER: usize = 256 * 1024;

/// Files that are not whole yet, for the end of the process.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes what is not whole; for the end of a process that waits for nothing.
pub fn remove_unfinished() {
    for path in std::mem::take(&mut *unfinished()) {
        // It may have been finished just now.
        let _gone = std::fs::remove_file(path);
    }
}

/// Fetches the file of the object that is meant, and tells every step; gives the last one.
pub async fn download(session: &Arc<Session>, intent: &Intent, to: Destination, emit: &Emit) -> Step {
    let tell = |step: Step| {
        emit(Fact::Stepped {
            activity: intent.activity,
            step: step.clone(),
            at: session.now(),
        });
        step
    };
    let (about, kind) = (session.about(), intent.key.kind);
    if about.download(kind).is_none() {
        let text = format!("{} gives no file of {kind}", about.title);
        return tell(Step::NotSent(Notice::error(text)));
    }
    let opened = tokio::task::spawn_blocking(move || Opened::of(to)).await;
    let opened = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(notice)) => return tell(Step::NotSent(notice)),
        Err(error) => return tell(Step::NotSent(Notice::failure("open the file", &error, None))),
    };
    tell(Step::Sending);
    let (context, id) = (session.name(), &intent.key.id);
    let step = match fetch(session, intent, opened, emit).await {
        Ok(words) => {
            tracing::info!(%context, %kind, %id, words, "download");
            Step::Done(words)
        }
        Err(notice) => {
            let failure = notice.line();
            tracing::warn!(%context, %kind, %id, failure, "download");
            Step::Failed(failure)
        }
    };
    tell(step)
}

async fn fetch(
    session: &Arc<Session>,
    intent: &Intent,
    opened: Opened,
    emit: &Emit,
) -> Result<String, Notice> {
    let name = visible(&intent.name).into_owned();
    let kept = match &opened.target {
        Some(_) => "no half file was kept",
        None => "what was written until then is not whole",
    };
    let mut pouring = Pouring {
        opened: Some(opened),
        buffer: Vec::with_capacity(BUFFER),
        transfer: intent.transfer.clone(),
        fault: None,
    };
    let fetched = {
        let key = &intent.key;
        let fetching = session.manager.download(key.kind, &key.id, &mut pouring);
        let urgency = Priority::UserRead.into();
        let mut fetching = pin!(session.send(Subject::Once, &urgency, fetching));
        let mut telling = Telling::new(intent, emit);
        loop {
            tokio::select! {
                biased;
                fetched = &mut fetching => break fetched,
                () = telling.pause() => telling.tell(),
            }
            if intent.transfer.is_cancelled() {
                break Err(ManagerError::Cancelled { bytes: 0 });
            }
        }
    };
    let is_cancelled = intent.transfer.is_cancelled();
    let failed = match fetched {
        Ok(()) => match pouring.finish().await {
            Ok(words) => return Ok(words),
            Err(error) => Notice::failure(&format!("keep the file of {name}"), &error, None),
        },
        Err(_) if is_cancelled => Notice::warning(format!("The download of {name} was cancelled")),
        Err(error) => match pouring.fault.take() {
            Some(fault) => Notice::failure(&format!("keep the file of {name}"), &fault, None),
            None => Notice::failure(&format!("download {name}"), &error, error.hint()),
        },
    };
    let hint = failed.hint.clone();
    Err(failed.with_hint(match hint {
        Some(hint) => format!("{kept}; {hint}"),
        None => kept.to_owned(),
    }))
}

/// Where the pieces go, open.
struct Opened {
    out: Out,
    /// The name that it gets at the end, and whether what has it may be replaced.
    target: Option<(PathBuf, bool)>,
}

enum Out {
    File(Unfinished),
    Output(Box<dyn Write + Send>),
}

/// A file under its other name; removed when dropped.
struct Unfinished(Option<NamedTempFile>);

impl Opened {
    fn of(to: Destination) -> Result<Self, Notice> {
        let (path, overwrite) = match to {
            Destination::Output(out) => {
                return Ok(Self {
                    out: Out::Output(out),
                    target: None,
                });
            }
            Destination::File { path, overwrite } => (expanded(&path.to_string_lossy()), overwrite),
        };
        let shown = visible(&path.display().to_string()).into_owned();
        match std::fs::symlink_metadata(&path) {
            Ok(there) if there.is_dir() => {
                let text = format!("{shown} is a directory: say the name of a file in it");
                return Err(Notice::error(text).with_hint("nothing was fetched"));
            }
            Ok(_) if !overwrite => return Err(is_there(&shown)),
            Ok(_) | Err(_) => {}
        }
        let file = Unfinished::beside(&path).map_err(|error| {
            let notice = Notice::failure(&format!("write {shown}"), &error, None);
            notice.with_hint("nothing was fetched")
        })?;
        Ok(Self {
            out: Out::File(file),
            target: Some((path, overwrite)),
        })
    }
}

fn is_there(shown: &str) -> Notice {
    Notice::error(format!("{shown} is there already"))
        .with_hint("nothing was replaced: give another name, or ask to overwrite it")
}

impl Unfinished {
    fn beside(path: &Path) -> io::Result<Self> {
        let directory = match path.parent() {
            Some(directory) if !directory.as_os_str().is_empty() => directory,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".qd-")
            .suffix(".part")
            .tempfile_in(directory)?;
        unfinished().insert(file.path().to_owned());
        Ok(Self(Some(file)))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.0 {
            Some(file) => file.as_file_mut().write_all(bytes),
            None => Ok(()),
        }
    }

    /// Gives it its name.
    fn finish(mut self, path: &Path, overwrite: bool) -> io::Result<()> {
        let Some(file) = self.0.take() else { return Ok(()) };
        let unnamed = file.path().to_owned();
        let named = file.as_file().sync_all().and_then(|()| {
            let named = match overwrite {
                true => file.persist(path),
                false => file.persist_noclobber(path),
            };
            named.map(|_| ()).map_err(|error| error.error)
        });
        unfinished().remove(&unnamed);
        named
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(file) = self.0.take() {
            unfinished().remove(file.path());
        }
    }
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the pieces, and writes them down in large ones.
struct Pouring {
    /// `None` while it is being written to.
    opened: Option<Opened>,
    buffer: Vec<u8>,
    transfer: Transfer,
    /// Why nothing more can be written.
    fault: Option<io::Error>,
}

impl Pouring {
    async fn flush(&mut self) -> io::Result<()> {
        let Some(mut opened) = self.opened.take() else {
            return Err(io::Error::other("it was given up while it was written"));
        };
        let full = std::mem::replace(&mut self.buffer, Vec::with_capacity(BUFFER));
        let written = tokio::task::spawn_blocking(move || {
            let written = match &mut opened.out {
                Out::File(file) => file.write(&full),
                Out::Output(out) => out.write_all(&full),
            };
            written.map(|()| opened)
        });
        self.opened = Some(written.await.map_err(io::Error::other)??);
        Ok(())
    }

    /// Everything is there: it gets its name. Gives the words about it.
    async fn finish(mut self) -> io::Result<String> {
        self.flush().await?;
        let size = size_words(self.transfer.progress().done);
        let Some(Opened { out, target }) = self.opened.take() else {
            return Ok(size);
        };
        let finished = tokio::task::spawn_blocking(move || match (out, target) {
            (Out::File(file), Some((path, overwrite))) => {
                let shown = visible(&path.display().to_string()).into_owned();
                match file.finish(&path, overwrite) {
                    // Somebody else was faster.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        Err(io::Error::other(format!("{shown} is there already")))
                    }
                    finished => finished.map(|()| format!("{size} in {shown}")),
                }
            }
            (Out::Output(mut out), _) => out.flush().map(|()| size),
            (Out::File(_), None) => Ok(size),
        });
        finished.await.map_err(io::Error::other)?
    }
}

impl ByteSink for Pouring {
    fn begin(&mut self, total: Option<u64>) {
        self.transfer.begin(total);
    }

    fn put(&mut self, piece: Bytes) -> BoxFuture<'_, Result<(), Stop>> {
        async move {
            if self.transfer.is_cancelled() {
                return Err(Stop);
            }
            self.buffer.extend_from_slice(&piece);
            if self.buffer.len() >= BUFFER
                && let Err(error) = self.flush().await
            {
                self.fault = Some(error);
                return Err(Stop);
            }
            self.transfer.advance(piece.len() as u64);
            Ok(())
        }
        .boxed()
    }
}
