//! Whether anything may be sent: once the manager has refused the credential, nothing is until the user acts.
//!
//! What is refused decides how much is closed:
//! - a 401, a missing secret, or a 403 to a list close the whole context: each further request would be another
//!   failed login;
//! - a 403 to one object, or to its parts, closes that only, for the credential is good elsewhere;
//! - a 403 to a change closes nothing; where the manager means all changes by it, none is sent any more.
//!
//! While it is closed, whoever asks by itself gets the same error without a request. What the user asks for is sent
//! once; after that, and after a login, requests go one at a time until one is let in. Only an answer that speaks for
//! the credential lets in, and only one to a request of the same era: each login and logout begins another.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::credentials::{Account, AccountSettings, Kept, Memory};
use crate::managers::{EventsOf, ManagerError, RefusedChange};
use crate::resource::standing::{Need, Standing};
use crate::resource::{Id, KindId};
use crate::transport::turns::Permit;
use crate::transport::{CredentialError, Priority, TransportError, Turns, Urgency};

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    List(KindId),
    Object(KindId, Id),
    /// The parts of one kind of one cluster.
    Parts(KindId, Id),
    /// The events of something in the manager's log.
    Events(EventsOf),
    Change,
    /// Something else that nothing repeats by itself.
    Once,
}

/// The way to a manager, open or closed.
pub(super) struct Access {
    account: Arc<Account>,
    /// What a 403 to a change says of the others.
    refused_change: RefusedChange,
    state: Mutex<State>,
    /// Held by the one request that finds out whether the credential is good.
    trial: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    closed: Option<Refusal>,
    /// Nobody knows yet whether the credential is good, and the one before was not.
    is_on_trial: bool,
    forbidden: HashMap<Subject, String>,
    /// Why the manager takes no change from this credential, in its words.
    read_only: Option<Arc<str>>,
    /// How often something was refused.
    refusals: u64,
    /// How often the user has logged in or out: what was sent in an earlier era says nothing of this one.
    era: u64,
}

/// Where a request waits, and how urgently.
#[derive(Clone, Copy)]
pub(super) struct Queue<'a> {
    pub(super) turns: &'a Turns,
    pub(super) urgency: &'a Urgency,
    /// If it has not been sent by then, it is not sent at all.
    pub(super) deadline: Option<Instant>,
}

/// A request that may be sent now.
struct Admitted<'a> {
    era: u64,
    trial: Option<tokio::sync::MutexGuard<'a, ()>>,
    permit: Permit,
}

/// How it was before a login.
pub(super) struct Before {
    memory: Memory,
    was_open: bool,
}

/// What was said when it was closed.
#[derive(Debug, Clone)]
enum Refusal {
    Missing { message: String, advice: Option<String> },
    Unauthorized { message: String, advice: Option<String> },
    Forbidden { message: String },
}

impl Access {
    pub(super) fn new(account: Arc<Account>, refused_change: RefusedChange) -> Self {
        Self {
            account,
            refused_change,
            state: Mutex::default(),
            trial: tokio::sync::Mutex::default(),
        }
    }

    /// Sends a request, if it may be sent now, in its turn; one that is many waits for a turn for each.
    pub(super) async fn send<T>(
        &self,
        subject: Subject,
        queue: Queue<'_>,
        request: impl Future<Output = Result<T, ManagerError>>,
    ) -> Result<T, ManagerError> {
        let admission = async {
            loop {
                // Whoever waits when the user logs in or out starts over with what holds then.
                if let Some(admitted) = self.admitted(&subject, queue).await? {
                    return Ok(admitted);
                }
            }
        };
        let admitted = match queue.deadline {
            None => admission.await,
            Some(deadline) => tokio::time::timeout_at(deadline, admission)
                .await
                .unwrap_or(Err(ManagerError::NotSentInTime)),
        };
        let Admitted { era, trial, permit } = admitted?;
        let mut request = pin!(queue.turns.run(permit, queue.urgency, queue.deadline, request));
        let result = match trial {
            None => request.await,
            Some(trial) => tokio::select! {
                biased;
                result = &mut request => result,
                () = self.end_of(era) => {
                    // What is tried now is another credential: this answer tells nothing of it.
                    drop(trial);
                    request.await
                }
            },
        };
        self.told(&subject, era, result)
    }

    /// Has a request wait until it may be sent; `None` if another era has begun meanwhile.
    async fn admitted(
        &self,
        subject: &Subject,
        queue: Queue<'_>,
    ) -> Result<Option<Admitted<'_>>, ManagerError> {
        let asked_by_user = queue.urgency.now() >= Priority::UserRead;
        let seen = {
            let state = self.lock();
            if let Some(refusal) = state.refusal(subject).filter(|_| !asked_by_user) {
                return Err(refusal);
            }
            (state.is_on_trial || state.closed.is_some()).then_some(state.refusals)
        };
        let mut trial = match seen {
            None => None,
            Some(_) => Some(self.trial.lock().await),
        };
        let (era, is_closed) = {
            let mut state = self.lock();
            if let Some(before) = seen {
                if let Some(refusal) = state.refusal(subject).filter(|_| state.refusals > before) {
                    return Err(refusal);
                }
                state.is_on_trial |= state.closed.is_some();
                if !state.is_on_trial {
                    // Somebody was let in meanwhile: the others need not go one at a time.
                    trial = None;
                }
            }
            (state.era, state.closed.is_some())
        };
        if asked_by_user && is_closed {
            // It may have been mended where it lies.
            self.account.forget();
        }
        // The credential is had before the request takes its turn, lest a slow keyring hold up others of that host.
        let prepared = tokio::select! {
            biased;
            () = self.end_of(era) => return Ok(None),
            prepared = self.account.prepare() => prepared,
        };
        if let Err(why) = prepared {
            return self.told(subject, era, Err(TransportError::NoCredential(why).into()));
        }
        let permit = tokio::select! {
            biased;
            () = self.end_of(era) => return Ok(None),
            permit = queue.turns.wait(queue.urgency) => permit,
        };
        // What was refused while it waited would be another failed login.
        if !asked_by_user && let Some(refusal) = self.lock().refusal(subject).filter(|_| trial.is_none()) {
            return Err(refusal);
        }
        Ok(Some(Admitted { era, trial, permit }))
    }

    /// Waits until the user logs in or out.
    async fn end_of(&self, era: u64) {
        let mut changes = self.account.changes();
        while self.lock().era == era {
            if changes.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }

    /// Has the credential ready, and draws the conclusion if it cannot be had.
    pub(super) async fn prepare(&self) -> Result<(), ManagerError> {
        let era = self.lock().era;
        match self.account.prepare().await {
            Ok(()) => Ok(()),
            Err(why) => self.told(&Subject::Once, era, Err(TransportError::NoCredential(why).into())),
        }
    }

    /// Draws the conclusion from what came back, unless the user has logged in or out since it was asked for.
    fn told<T>(
        &self,
        subject: &Subject,
        era: u64,
        result: Result<T, ManagerError>,
    ) -> Result<T, ManagerError> {
        let result = result.map_err(|error| self.with_advice(error));
        let changed = {
            let mut state = self.lock();
            match &result {
                _ if state.era != era => false,
                Ok(_) => {
                    state.forbidden.remove(subject);
                    state.let_in()
                }
                Err(error) => match (Refusal::of(error), subject) {
                    (None, _) => speaks_for_credential(error) && state.let_in(),
                    (
                        Some(Refusal::Forbidden { message }),
                        Subject::Object(..) | Subject::Parts(..) | Subject::Events(_),
                    ) => {
                        state.forbidden.insert(subject.clone(), message);
                        state.let_in()
                    }
                    (Some(Refusal::Forbidden { message }), Subject::Change) => {
                        let is_news = self.refused_change == RefusedChange::All && state.read_only.is_none();
                        if is_news {
                            state.read_only = Some(message.into());
                        }
                        state.let_in() | is_news
                    }
                    (Some(Refusal::Forbidden { .. }), Subject::Once) => state.let_in(),
                    (Some(refusal), _) => {
                        state.refusals += 1;
                        state.is_on_trial = false;
                        state.closed = Some(refusal);
                        true
                    }
                },
            }
        };
        if changed {
            self.account.announce();
        }
        result
    }

    /// Whether a request about this would be answered without being sent.
    pub(super) fn is_refused(&self, subject: &Subject) -> bool {
        self.lock().refusal(subject).is_some()
    }

    /// Lets requests through again, one at a time until one is let in.
    pub(super) fn reopen(&self) {
        {
            let mut state = self.lock();
            state.era += 1;
            state.closed = None;
            state.forbidden.clear();
            state.read_only = None;
            state.is_on_trial = true;
        }
        self.account.announce();
    }

    pub(super) fn take_over(&self, earlier: &Self) {
        self.account.take_over(&earlier.account);
    }

    pub(super) async fn login(&self, secret: SecretString, keep: bool) -> Result<Kept, CredentialError> {
        let mut login = pin!(self.account.login(secret, keep));
        // It is in use at once; to keep it may take a keyring long.
        let kept = login.as_mut().now_or_never();
        self.reopen();
        match kept {
            Some(kept) => kept,
            None => login.await,
        }
    }

    /// Takes a secret that is to be tried; gives what was used before it.
    pub(super) async fn begin_trial_of(&self, secret: SecretString) -> Before {
        let before = Before {
            memory: self.account.memory(),
            was_open: self.lock().closed.is_none(),
        };
        // It is kept nowhere yet, which cannot fail.
        let _in_memory = self.login(secret, false).await;
        before
    }

    /// Uses again what was used before a secret that is not the right one.
    pub(super) fn go_back(&self, before: Before) {
        self.account.go_back(before.memory);
        if before.was_open {
            self.reopen();
        }
    }

    /// Keeps a secret that the manager has let in.
    pub(super) async fn keep(&self, secret: SecretString) -> Result<Kept, CredentialError> {
        self.account.login(secret, true).await
    }

    pub(super) async fn logout(&self) -> Result<bool, CredentialError> {
        {
            // To take it out of the keyring may take long: what comes meanwhile tells nothing any more.
            let mut state = self.lock();
            state.era += 1;
            state.is_on_trial = false;
            state.read_only = None;
        }
        let removed = self.account.logout().await;
        if let Need::Secret(why) = self.account.standing().need {
            let mut state = self.lock();
            state.era += 1;
            state.is_on_trial = false;
            state.refusals += 1;
            state.closed = Some(Refusal::Missing {
                message: why.to_string(),
                advice: Some(self.account.advice()),
            });
        }
        self.account.announce();
        removed
    }

    pub(super) fn standing(&self) -> Standing {
        let of_account = self.account.standing();
        let state = self.lock();
        let need = match &state.closed {
            None => Need::Nothing,
            Some(Refusal::Missing { message, .. }) => Need::Secret(message.as_str().into()),
            Some(Refusal::Unauthorized { message, .. } | Refusal::Forbidden { message }) => {
                Need::Refused(message.as_str().into())
            }
        };
        Standing {
            need,
            read_only: state.read_only.clone(),
            ..of_account
        }
    }

    /// Why the manager takes no change from this credential, in its words.
    pub(super) fn read_only(&self) -> Option<Arc<str>> {
        self.lock().read_only.clone()
    }

    pub(super) fn settings(&self) -> &AccountSettings {
        self.account.settings()
    }

    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.account.changes()
    }

    /// Says how this context gets another credential, which the manager cannot know.
    fn with_advice(&self, error: ManagerError) -> ManagerError {
        match error {
            ManagerError::Unauthorized {
                message,
                advice: None,
            } => ManagerError::Unauthorized {
                message,
                advice: Some(self.account.advice()),
            },
            ManagerError::NoCredential {
                message,
                advice: None,
            } => ManagerError::NoCredential {
                message,
                advice: Some(self.account.advice()),
            },
            other => other,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The error that a request about this gets without being sent.
    fn refusal(&self, subject: &Subject) -> Option<ManagerError> {
        if let Some(refusal) = &self.closed {
            return Some(refusal.clone().into());
        }
        let message = self.forbidden.get(subject)?.clone();
        Some(ManagerError::Forbidden { message })
    }

    /// The credential is good; tells whether that is news.
    fn let_in(&mut self) -> bool {
        if !std::mem::take(&mut self.is_on_trial) {
            return false;
        }
        self.closed.take().is_some()
    }
}

impl Refusal {
    /// What an error says of the credential.
    fn of(error: &ManagerError) -> Option<Self> {
        match error {
            ManagerError::NoCredential { message, advice } => Some(Self::Missing {
                message: message.clone(),
                advice: advice.clone(),
            }),
            ManagerError::Unauthorized { message, advice } => Some(Self::Unauthorized {
                message: message.clone(),
                advice: advice.clone(),
            }),
            ManagerError::Forbidden { message } => Some(Self::Forbidden {
                message: message.clone(),
            }),
            ManagerError::Unreachable(_)
            | ManagerError::NotFound { .. }
            | ManagerError::Conflict { .. }
            | ManagerError::Invalid { .. }
            | ManagerError::RateLimited { .. }
            | ManagerError::Refused { .. }
            | ManagerError::Unreadable { .. }
            | ManagerError::UnusableKey { .. }
            | ManagerError::List(_)
            | ManagerError::NotOffered { .. }
            | ManagerError::Cancelled { .. }
            | ManagerError::NotSentInTime
            | ManagerError::PathNotConfirmed { .. } => None,
        }
    }
}

/// Whether an answer shows that the manager took the credential, though it is no success.
fn speaks_for_credential(error: &ManagerError) -> bool {
    match error {
        ManagerError::Forbidden { .. }
        | ManagerError::NotFound { .. }
        | ManagerError::Conflict { .. }
        | ManagerError::UnusableKey { .. } => true,
        // Any of these may come from something in between, from before the credential is looked at, or from here;
        // also that a request is invalid is found out here at times.
        ManagerError::Invalid { .. }
        | ManagerError::RateLimited { .. }
        | ManagerError::Refused { .. }
        | ManagerError::Unreadable { .. }
        | ManagerError::List(_)
        | ManagerError::NotOffered { .. }
        | ManagerError::Cancelled { .. }
        | ManagerError::NotSentInTime
        | ManagerError::PathNotConfirmed { .. }
        | ManagerError::Unreachable(_)
        | ManagerError::NoCredential { .. }
        | ManagerError::Unauthorized { .. } => false,
    }
}

impl From<Refusal> for ManagerError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing { message, advice } => Self::NoCredential { message, advice },
            Refusal::Unauthorized { message, advice } => Self::Unauthorized { message, advice },
            Refusal::Forbidden { message } => Self::Forbidden { message },
        }
    }
}
