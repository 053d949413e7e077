//! Reads a file that a manager gives, piece by piece, while it arrives.

use bytes::Bytes;
use futures_util::future::BoxFuture;

use crate::transport::{StreamingAnswer, TransportError};

use super::error::ManagerError;

/// Takes a file piece by piece.
pub trait ByteSink: Send {
    /// The answer has begun: so many bytes come, where that is told.
    fn begin(&mut self, total: Option<u64>);

    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Stop`] if nothing more is taken; the sink knows why.
    fn put(&mut self, piece: Bytes) -> BoxFuture<'_, Result<(), Stop>>;
}

/// A sink takes nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// Reads the answer to its end and gives every piece of it to `sink`. Holds up no other request of its host.
///
/// # Errors
/// Those of the transport, as `error` words them: also of an answer that is shorter or longer than it said;
/// [`ManagerError::Cancelled`] if the sink takes no more.
pub async fn read_octets(
    mut answer: StreamingAnswer,
    sink: &mut (dyn ByteSink + '_),
    error: fn(TransportError) -> ManagerError,
) -> Result<(), ManagerError> {
    answer.give_up_turn();
    let (total, mut done) = (answer.length(), 0);
    sink.begin(total);
    while let Some(piece) = answer.next_chunk().await.map_err(error)? {
        done += piece.len() as u64;
        let put = sink.put(piece).await;
        put.map_err(|Stop| ManagerError::Cancelled { bytes: 0 })?;
    }
    match total {
        Some(total) if total != done => {
            let detail = format!("{done} of {total} bytes came");
            Err(error(TransportError::Cut { detail }))
        }
        _ => Ok(()),
    }
}
