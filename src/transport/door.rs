//! The door: the way of a call to the far end and back.
//!
//! The layers, from the outside in; this is the one place where their order is written down:
//!
//! ```text
//! retry          reads only; pauses as the manager asks, else growing with jitter
//! └─ renew       a credential refused with 401 is renewed once, and the call tried once more
//!    └─ limit    one place and one turn per try; after a 429 the whole host rests
//!       └─ authenticate   the credential as it is now
//!          └─ trace       one event per try
//!             └─ timeout  the whole answer (of a stream, the head)
//!                └─ far end   network or in process
//! ```
//!
//! Errors are built on the way out, at the far end: any status but 2xx is one. A mutation is sent
//! once, but after a refused credential; whether it may have happened all the same is
//! [`TransportError::outcome`].

use std::sync::Arc;
use std::time::Duration;

use backon::Retryable;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::answer::{self, Answer, StreamingAnswer};
use super::auth::{Credential, CredentialSource, Fixed};
use super::endpoint::Endpoint;
use super::error::{Phase, TransportError};
use super::limit::{Limiter, Permit};
use super::redact::Redactor;
use super::request::Call;
use super::retry::{self, RetryPolicy};
use super::trace;

/// The one door to a manager. Cheap to clone; clones share connections, limits and credential.
#[derive(Debug, Clone)]
pub struct Door {
    endpoint: Endpoint,
    credentials: Arc<dyn CredentialSource>,
    limiter: Limiter,
    retry: RetryPolicy,
    redactor: Redactor,
}

/// A response whose head came, and was a success.
struct Opened {
    response: reqwest::Response,
    permit: Permit,
    started: Instant,
    timeout: Duration,
}

impl Door {
    /// A door without a credential, with the default limits, retries and redaction.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            credentials: Arc::new(Fixed::default()),
            limiter: Limiter::default(),
            retry: RetryPolicy::default(),
            redactor: Redactor::default(),
        }
    }

    /// The same door with a source of credentials.
    pub fn with_credentials(mut self, source: impl CredentialSource + 'static) -> Self {
        self.credentials = Arc::new(source);
        self
    }

    /// The same door behind a limiter, which doors to the same host share.
    pub fn with_limiter(mut self, limiter: Limiter) -> Self {
        self.limiter = limiter;
        self
    }

    /// The same door with another retry policy.
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// The same door with a redactor that knows the manager's secret fields.
    pub fn with_redactor(mut self, redactor: Redactor) -> Self {
        self.redactor = redactor;
        self
    }

    /// The far end.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The host's limiter, for the status line.
    pub fn limiter(&self) -> &Limiter {
        &self.limiter
    }

    /// What masks this manager's secrets in documents.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Sends a call and reads its whole answer.
    ///
    /// # Errors
    /// Any [`TransportError`]; a status other than 2xx is one.
    pub async fn send(&self, call: Call) -> Result<Answer, TransportError> {
        let redactor = &self.redactor_for(&call);
        self.retried(&call, || async {
            let opened = self.open(&call, redactor).await?;
            let _permit = opened.permit;
            let answer = within(opened.started, opened.timeout, Answer::read(opened.response)).await?;
            trace::read(&call, redactor, opened.started.elapsed(), &answer.body);
            Ok(answer)
        })
        .await
    }

    /// Sends a call and gives its answer as soon as the head is there; the body is read piece by piece.
    ///
    /// What breaks off later is not retried: pieces are gone to the caller already.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn stream(&self, call: Call) -> Result<StreamingAnswer, TransportError> {
        let redactor = &self.redactor_for(&call);
        let opened = self.retried(&call, || self.open(&call, redactor)).await?;
        Ok(StreamingAnswer::new(
            opened.response,
            self.endpoint.timeouts().chunk,
            opened.permit,
        ))
    }

    async fn retried<T, F>(&self, call: &Call, mut attempt: impl FnMut() -> F) -> Result<T, TransportError>
    where
        F: Future<Output = Result<T, TransportError>>,
    {
        if !call.is_read() {
            return attempt().await;
        }
        attempt
            .retry(self.retry.backoff())
            .when(|error| self.retry.is_worth_another_try(error))
            .adjust(retry::pause)
            .notify(|error, pause| trace::trying_again(call, error, pause))
            .await
    }

    async fn open(&self, call: &Call, redactor: &Redactor) -> Result<Opened, TransportError> {
        let mut shown = Credential::None;
        let refused = match self.try_once(call, redactor, &mut shown).await {
            Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED) => error,
            other => return other,
        };
        match self.credentials.renew(&shown).await {
            Ok(Some(_)) => {
                trace::renewing(call);
                self.try_once(call, redactor, &mut shown).await
            }
            // The manager's refusal says more than a renewal that failed.
            Ok(None) | Err(_) => Err(refused),
        }
    }

    async fn try_once(
        &self,
        call: &Call,
        redactor: &Redactor,
        shown: &mut Credential,
    ) -> Result<Opened, TransportError> {
        let mut request = call.request(self.endpoint.base())?;
        // One that must be fetched first is waited for before the turn, lest it hold up others of that host.
        self.current().await?;
        let permit = self.limiter.permit().await;
        *shown = self.authenticate(request.headers_mut()).await?;
        trace::sending(call, redactor);
        let started = Instant::now();
        let timeout = call.own_timeout().unwrap_or(self.endpoint.timeouts().answer);
        let tried = match within(started, timeout, self.endpoint.send(request, call.label())).await {
            Ok(response) if !response.status().is_success() => {
                Err(answer::refusal(response, started + timeout, redactor, shown).await)
            }
            other => other,
        };
        let status = tried
            .as_ref()
            .map_or_else(TransportError::status, |response| Some(response.status()));
        trace::tried(
            call,
            redactor,
            started.elapsed(),
            status.as_ref().map(StatusCode::as_u16),
            &tried,
        );
        if let Some(pause) = tried
            .as_ref()
            .err()
            .and_then(|error| retry::quiet(error, &self.retry))
        {
            self.limiter.quiet_for(pause);
        }
        Ok(Opened {
            response: tried?,
            permit,
            started,
            timeout,
        })
    }

    async fn current(&self) -> Result<Credential, TransportError> {
        self.credentials
            .current()
            .await
            .map_err(TransportError::NoCredential)
    }

    async fn authenticate(&self, headers: &mut HeaderMap) -> Result<Credential, TransportError> {
        let credential = self.current().await?;
        if self.endpoint.is_exposed() && !credential.is_none() {
            return Err(TransportError::PlainHttpRefused {
                host: self.endpoint.host(),
            });
        }
        credential.apply(headers).map_err(TransportError::NoCredential)?;
        Ok(credential)
    }

    fn redactor_for(&self, call: &Call) -> Redactor {
        match call.own_secret_fields() {
            [] => self.redactor.clone(),
            more => self.redactor.and(more.iter().copied()),
        }
    }
}

async fn within<T>(
    started: Instant,
    timeout: Duration,
    work: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    timeout_at(started + timeout, work)
        .await
        .unwrap_or(Err(TransportError::TimedOut {
            phase: Phase::Answer,
            after: timeout,
        }))
}
