//! What comes back: an answer with its whole body, or one read piece by piece.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout, timeout_at};

use super::auth::Credential;
use super::classify;
use super::endpoint::without_secrets;
use super::error::{EXCERPT_BYTES, Phase, TransportError};
use super::redact::Redactor;
use super::retry;
use super::turns::Permit;

/// The largest answer this program holds: several times the largest list we know of.
pub const LARGEST_BYTES: usize = 256 * 1024 * 1024;

/// The largest answer that is read piece by piece: it is not held, so only one without an end is refused.
pub const LARGEST_STREAM_BYTES: usize = 64 * LARGEST_BYTES;

/// A successful answer with its whole body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status, a 2xx.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

impl Answer {
    /// The `Content-Type`, as sent.
    pub fn content_type(&self) -> Option<&str> {
        content_type(&self.headers)
    }

    /// Reads the rest of a response.
    pub(super) async fn read(mut response: reqwest::Response) -> Result<Self, TransportError> {
        let body = whole_body(&mut response, LARGEST_BYTES).await?;
        Ok(Self {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }
}

/// A successful answer whose body is read piece by piece. Holds its turn until dropped,
/// or until it [gives it up](Self::give_up_turn).
#[derive(Debug)]
pub struct StreamingAnswer {
    /// The status, a 2xx.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    response: reqwest::Response,
    chunk_timeout: Duration,
    bytes_so_far: usize,
    permit: Option<Permit>,
}

impl StreamingAnswer {
    pub(super) fn new(
        mut response: reqwest::Response,
        chunk_timeout: Duration,
        permit: Option<Permit>,
    ) -> Self {
        Self {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            response,
            chunk_timeout,
            bytes_so_far: 0,
            permit,
        }
    }

    /// Lets other requests of its host go while this one is read: what comes is long.
    pub fn give_up_turn(&mut self) {
        self.permit = None;
    }

    /// How many bytes come, if the answer says so and they come as they were sent.
    pub fn length(&self) -> Option<u64> {
        self.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// The `Content-Type`, as sent.
    pub fn content_type(&self) -> Option<&str> {
        content_type(&self.headers)
    }

    /// The next piece of the body, decompressed; `None` once it is whole. Safe to abandon while waiting.
    ///
    /// # Errors
    /// [`TransportError::TimedOut`] if nothing comes for too long, [`TransportError::Cut`] if the
    /// connection broke, [`TransportError::TooLarge`] and [`TransportError::Unreadable`].
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let chunk = timeout(self.chunk_timeout, self.response.chunk())
            .await
            .map_err(|_| TransportError::TimedOut {
                phase: Phase::Body,
                after: self.chunk_timeout,
            })?
            .map_err(|error| classify::broken_body(&error))?;
        self.bytes_so_far += chunk.as_ref().map_or(0, Bytes::len);
        if self.bytes_so_far > LARGEST_STREAM_BYTES {
            return Err(TransportError::TooLarge {
                limit_bytes: LARGEST_STREAM_BYTES,
            });
        }
        Ok(chunk)
    }
}

/// The error that a response other than success stands for, with the first part of its body, redacted.
pub(super) async fn refusal(
    mut response: reqwest::Response,
    deadline: Instant,
    redactor: &Redactor,
    shown: &Credential,
) -> TransportError {
    let status = response.status();
    if let Some(to) = response
        .headers()
        .get(LOCATION)
        .filter(|_| status.is_redirection())
    {
        let to = String::from_utf8_lossy(to.as_bytes());
        let to = response
            .url()
            .join(&to)
            .map_or_else(|_| "an unreadable address".to_owned(), without_secrets);
        return TransportError::Redirected { status, to };
    }
    let body = excerpt(&mut response, deadline).await;
    TransportError::Status {
        status,
        retry_after: retry::retry_after(response.headers(), chrono::Utc::now()),
        content_type: content_type(response.headers()).map(str::to_owned),
        body: redactor
            .redact_json(&shown.masked_in(String::from_utf8_lossy(&body).into_owned()))
            .into(),
    }
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

async fn whole_body(response: &mut reqwest::Response, limit_bytes: usize) -> Result<Bytes, TransportError> {
    let next = async |response: &mut reqwest::Response| {
        response
            .chunk()
            .await
            .map_err(|error| classify::broken_body(&error))
    };
    let first = next(response).await?.unwrap_or_default();
    let Some(second) = next(response).await? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while let Some(chunk) = next(response).await? {
        body.extend_from_slice(&chunk);
        if body.len() > limit_bytes {
            return Err(TransportError::TooLarge { limit_bytes });
        }
    }
    Ok(body.freeze())
}

/// The first part of a failed answer's body. A body that breaks off or hangs changes nothing about the status.
async fn excerpt(response: &mut reqwest::Response, deadline: Instant) -> BytesMut {
    let mut body = BytesMut::new();
    while body.len() < EXCERPT_BYTES {
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
            Ok(Ok(None) | Err(_)) | Err(_) => break,
        }
    }
    body.truncate(EXCERPT_BYTES);
    body
}
