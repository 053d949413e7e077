//! The door: the way of a call to the far end and back.
//!
//! The layers, from the outside in; this is the one place where their order is written down:
//!
//! ```text
//! retry          reads only; pauses as the manager asks, else growing with jitter
//! └─ again       what a spaced host did not take (429) is sent again in its turn, a change as well
//!    └─ renew    a credential refused with 401 is renewed once, and the call tried once more
//!       └─ turn  one turn per try, by urgency; after a 429 the whole host rests
//!          └─ authenticate   the credential as it is now
//!             └─ trace       one event per try
//!                └─ timeout  the whole answer (of a stream, the head; of a file that is sent, each piece)
//!                   └─ far end   network or in process
//! ```
//!
//! Errors are built on the way out, at the far end: any status but 2xx is one. A mutation is sent
//! once, unless the credential was refused, or the host did not look at it (429); whether it may have happened
//! all the same is [`TransportError::outcome`].

use std::sync::Arc;
use std::time::Duration;

use backon::Retryable;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::answer::{self, Answer, StreamingAnswer};
use super::auth::{Credential, CredentialSource, Fixed};
use super::endpoint::Endpoint;
use super::error::{NotSentReason, Phase, TransportError};
use super::redact::Redactor;
use super::request::Call;
use super::retry::{self, RetryPolicy};
use super::trace;
use super::turns::{Permit, Turns};
use super::upload::Patience;

/// The one door to a manager. Cheap to clone; clones share connections, limits and credential.
#[derive(Debug, Clone)]
pub struct Door {
    endpoint: Endpoint,
    credentials: Arc<dyn CredentialSource>,
    turns: Turns,
    retry: RetryPolicy,
    redactor: Redactor,
}

/// A response whose head came, and was a success.
struct Opened {
    response: reqwest::Response,
    /// `None` once it holds up nobody: a file may take hours.
    permit: Option<Permit>,
    started: Instant,
    timeout: Duration,
}

impl Door {
    /// A door without a credential, with the default limits, retries and redaction.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            credentials: Arc::new(Fixed::default()),
            turns: Turns::default(),
            retry: RetryPolicy::default(),
            redactor: Redactor::default(),
        }
    }

    /// The same door with a source of credentials.
    pub fn with_credentials(mut self, source: impl CredentialSource + 'static) -> Self {
        self.credentials = Arc::new(source);
        self
    }

    /// The same door in the queue of a host, which doors to the same host share.
    pub fn with_turns(mut self, turns: Turns) -> Self {
        self.turns = turns;
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
            .when(|error| self.retry.is_worth_another_try(error) && !self.was_sent_again(error))
            .adjust(retry::pause)
            .notify(|error, pause| trace::trying_again(call, error, pause))
            .await
    }

    /// Whether it has been sent as often as can be already.
    fn was_sent_again(&self, error: &TransportError) -> bool {
        is_too_much(error) && self.turns.pace().tries() > 1
    }

    async fn open(&self, call: &Call, redactor: &Redactor) -> Result<Opened, TransportError> {
        let mut place = None;
        let mut tries = self.turns.pace().tries();
        let mut refusal = None;
        loop {
            let opened = self.open_renewed(call, redactor, &mut place).await;
            tries = tries.saturating_sub(1);
            match (opened, refusal) {
                (Err(error), _) if is_too_much(&error) && tries > 0 && self.turns.is_in_time() => {
                    trace::sending_again(call, &error);
                    refusal = Some(error);
                }
                // What the host said before says more than that there was no time to ask again.
                (Err(error), Some(refusal)) if has_no_turn(&error) => return Err(refusal),
                (opened, _) => return opened,
            }
        }
    }

    async fn open_renewed(
        &self,
        call: &Call,
        redactor: &Redactor,
        place: &mut Option<u64>,
    ) -> Result<Opened, TransportError> {
        let mut shown = Credential::None;
        let refused = match self.try_once(call, redactor, &mut shown, place).await {
            Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED) => error,
            other => return other,
        };
        match self.credentials.renew(&shown).await {
            Ok(Some(_)) => {
                trace::renewing(call);
                self.try_once(call, redactor, &mut shown, place).await
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
        place: &mut Option<u64>,
    ) -> Result<Opened, TransportError> {
        let mut request = call.request(self.endpoint.base())?;
        // One that must be fetched first is waited for before the turn, lest it hold up others of that host.
        self.current().await?;
        let Some(permit) = self.turns.turn(*place).await else {
            return Err(TransportError::NotSent {
                reason: NotSentReason::Turn,
                host: self.endpoint.host(),
                detail: String::new(),
            });
        };
        *place = Some(permit.arrival());
        *shown = self.authenticate(request.headers_mut()).await?;
        trace::sending(call, redactor);
        let mut permit = Some(permit);
        let mut started = Instant::now();
        let timeout = call.own_timeout().unwrap_or(self.endpoint.timeouts().answer);
        let head = match call.upload() {
            None => within(started, timeout, self.endpoint.send(request, call.label())).await,
            Some(upload) => {
                *request.body_mut() = Some(upload.body(request.headers_mut(), call.label()).await?);
                permit = None;
                let patience = Patience {
                    piece: self.endpoint.timeouts().chunk,
                    answer: timeout,
                };
                let sending = self.endpoint.send(request, call.label());
                let head = upload.watched(patience, sending).await;
                // The rest of the answer has its time from now on.
                started = Instant::now();
                head
            }
        };
        let tried = match head {
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
        match &tried {
            Err(error) if is_too_much(error) => self.turns.refused(error.retry_after()),
            _ if status.is_some() => self.turns.taken(),
            _ => {}
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

/// Whether the host would not look at it, since it came too early (429).
fn is_too_much(error: &TransportError) -> bool {
    error.status() == Some(StatusCode::TOO_MANY_REQUESTS)
}

fn has_no_turn(error: &TransportError) -> bool {
    matches!(
        error,
        TransportError::NotSent {
            reason: NotSentReason::Turn,
            ..
        }
    )
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
