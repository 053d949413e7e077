//! A file as the body of a call: read while it is sent, never held.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use tokio::time::{Instant, MissedTickBehavior};

use crate::resource::Transfer;

use super::classify;
use super::error::{Phase, TransportError};

/// A file that is sent, with what stands before and behind it in the body.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) content_type: HeaderValue,
    pub(super) path: PathBuf,
    pub(super) before: Bytes,
    pub(super) after: Bytes,
    pub(super) transfer: Transfer,
}

/// How long the other side may take over what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// The next piece of the file.
    pub(super) piece: Duration,
    /// The answer, once all of it is there.
    pub(super) answer: Duration,
}

/// Bytes that are read in one go.
const PIECE: u64 = 256 * 1024;

/// How often it is looked at whether the file goes on, and is still wanted.
const LOOK: Duration = Duration::from_millis(100);

impl Upload {
    /// Opens the file anew, and makes a body of it with its length.
    ///
    /// # Errors
    /// [`TransportError::Unsendable`] if it cannot be read, [`TransportError::Cancelled`] if it is not wanted any more.
    pub(super) async fn body(
        &self,
        headers: &mut HeaderMap,
        label: &str,
    ) -> Result<reqwest::Body, TransportError> {
        if self.transfer.is_cancelled() {
            return Err(TransportError::Cancelled { bytes: 0 });
        }
        let path = self.path.clone();
        let opened = blocking(move || open(&path)).await;
        let (file, length) = opened.map_err(|error| TransportError::Unsendable {
            label: label.to_owned(),
            reason: format!(
                "{} cannot be read: {}",
                self.path.display(),
                classify::innermost(&error)
            ),
        })?;
        self.transfer.begin(Some(length));
        let whole = self.before.len() as u64 + length + self.after.len() as u64;
        headers.insert(CONTENT_TYPE, self.content_type.clone());
        headers.insert(CONTENT_LENGTH, HeaderValue::from(whole));
        let edge = |bytes: &Bytes| stream::iter((!bytes.is_empty()).then(|| Ok(bytes.clone())));
        let body = edge(&self.before)
            .chain(pieces(file, length, self.transfer.clone()))
            .chain(edge(&self.after));
        Ok(reqwest::Body::wrap_stream(body))
    }

    /// Waits for the head of the answer while the file goes: as long as it goes, and no longer than it is wanted.
    pub(super) async fn watched<T>(
        &self,
        patience: Patience,
        sending: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let mut sending = pin!(sending);
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut seen, mut since) = (0, Instant::now());
        loop {
            tokio::select! {
                biased;
                sent = &mut sending => return sent,
                _ = look.tick() => {}
            }
            let progress = self.transfer.progress();
            if self.transfer.is_cancelled() {
                return Err(TransportError::Cancelled { bytes: progress.done });
            }
            if progress.done != seen {
                (seen, since) = (progress.done, Instant::now());
            }
            let (phase, after) = match progress.total {
                Some(total) if progress.done >= total => (Phase::Answer, patience.answer),
                _ => (Phase::Upload, patience.piece),
            };
            if since.elapsed() >= after {
                return Err(TransportError::TimedOut { phase, after });
            }
        }
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// So many bytes of a file. A piece counts as through when the next one is asked for; of the last one nobody does.
fn pieces(file: File, length: u64, transfer: Transfer) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold((file, length, 0), move |(file, left, taken)| {
        transfer.advance(taken);
        let last = transfer.clone();
        async move {
            if left == 0 {
                return Ok(None);
            }
            let (file, piece) = blocking(move || read(file, left.min(PIECE))).await?;
            let taken = piece.len() as u64;
            if taken >= left {
                last.advance(taken);
                return Ok(Some((piece, (file, 0, 0))));
            }
            if taken == 0 {
                let words = "the file became shorter while it was sent";
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, words));
            }
            Ok(Some((piece, (file, left.saturating_sub(taken), taken))))
        }
    })
}

fn read(mut file: File, most: u64) -> io::Result<(File, Bytes)> {
    let mut piece = Vec::with_capacity(usize::try_from(most).unwrap_or_default());
    file.by_ref().take(most).read_to_end(&mut piece)?;
    Ok((file, piece.into()))
}

/// Does what waits for a disk where it holds up nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
