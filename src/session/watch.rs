//! Visible data kept fresh: one task per subscription, which asks, tells and waits.
//!
//! A watch ends when it is dropped, so no late answer of something off screen can arrive. Failures
//! back off; a refused credential is not tried again until the user acts, lest an account be locked. The watch of a
//! list also tells how it stands with the credential.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use chrono::Utc;
use futures_util::FutureExt;
use tokio::sync::Notify;
use tokio::sync::watch::Receiver;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::managers::ManagerError;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Answered, Detail, EventFilter, Failure, Key, KindId, Listing, Notice, Standing};
use crate::transport::Priority;

use super::back_off::back_off;
use super::events::watch_events;
use super::fact::{Emit, Fact};
use super::listing::ListReader;
use super::open::Session;
use super::parts::watch_parts;
use super::reach::Reach;

/// What must be fresh.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subscription {
    /// The list of a kind in one context, so many rows of it as are wanted at first.
    List {
        context: crate::resource::ContextName,
        kind: KindId,
        rows: usize,
    },
    /// One object.
    Object { key: Key },
    /// The parts of a cluster that are of a kind which is listed alone, so many of them as are wanted at first.
    Parts { key: Key, part: KindId, rows: usize },
    /// The newest events of an object in its manager's log that pass a filter, so many as are wanted at first.
    Events {
        key: Key,
        filter: Arc<EventFilter>,
        rows: usize,
    },
}

/// A running subscription; dropping it ends it.
#[derive(Debug)]
pub struct Watch {
    poke: Arc<Poke>,
    task: JoinHandle<()>,
    is_open: Arc<Mutex<bool>>,
}

/// What ends the wait for the interval.
#[derive(Debug, Default)]
pub(super) struct Poke {
    /// The user asks.
    asked: Notify,
    /// Something has changed.
    pub(super) changed: Arc<Notify>,
    /// How many rows are wanted; it only grows.
    pub(super) rows: AtomicUsize,
    /// More are wanted than before.
    grown: Notify,
}

/// A long list is asked for more rarely: so many bytes a second are worth it, but never more rarely than
/// once in [`LONGEST_INTERVAL`].
const BYTES_PER_SECOND: u64 = 200_000;
/// A list that takes a request for each object takes long: for so many times as long nobody asks for it.
const FREE_TIMES: u32 = 2;
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

impl Subscription {
    pub fn context(&self) -> &crate::resource::ContextName {
        match self {
            Self::List { context, .. } => context,
            Self::Object { key } | Self::Parts { key, .. } | Self::Events { key, .. } => &key.context,
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::List { rows, .. } | Self::Parts { rows, .. } | Self::Events { rows, .. } => *rows,
            Self::Object { .. } => usize::MAX,
        }
    }
}

impl Poke {
    fn for_rows(rows: usize) -> Self {
        Self {
            rows: rows.into(),
            ..Self::default()
        }
    }

    /// What was read is as much as was wanted: nothing is left to be asked for on that account.
    pub(super) fn has_rows(&self, wanted: usize) {
        let _grown = self.grown.notified().now_or_never();
        // More may have become wanted just now.
        if self.rows.load(Ordering::Relaxed) > wanted {
            self.grown.notify_one();
        }
    }
}

impl Watch {
    /// Starts to keep `subscription` fresh; must be called within the runtime.
    pub fn start(session: Arc<Session>, subscription: Subscription, emit: Emit) -> Self {
        let poke = Arc::new(Poke::for_rows(subscription.rows()));
        let is_open = Arc::new(Mutex::new(true));
        let emit = while_open(&is_open, emit);
        let task = match subscription {
            Subscription::List { kind, .. } => {
                let queue = tell_queue(Arc::clone(&session), kind, Arc::clone(&emit));
                let list = watch_list(session, kind, Arc::clone(&poke), emit);
                tokio::spawn(async {
                    tokio::join!(list, queue);
                })
            }
            Subscription::Object { key } => tokio::spawn(watch_object(session, key, Arc::clone(&poke), emit)),
            Subscription::Parts { key, part, .. } => {
                tokio::spawn(watch_parts(session, key, part, Arc::clone(&poke), emit))
            }
            Subscription::Events { key, filter, .. } => {
                tokio::spawn(watch_events(session, key, filter, Arc::clone(&poke), emit))
            }
        };
        Self { poke, task, is_open }
    }

    /// Asks at once instead of waiting for the interval, for the user: also what was refused.
    pub fn refresh(&self) {
        self.poke.asked.notify_one();
    }

    /// Has so many rows read from now on, if that is more than before: at once, and with every look.
    pub fn want(&self, rows: usize) {
        if self.poke.rows.fetch_max(rows, Ordering::Relaxed) < rows {
            self.poke.grown.notify_one();
        }
    }

    /// Looks at once, since something has changed; what was refused is not asked again for that.
    pub fn look_again(&self) {
        self.poke.changed.notify_one();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *self.is_open.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.task.abort();
    }
}

/// Tells facts only until the watch is dropped: its task may be at work on another thread just then.
fn while_open(is_open: &Arc<Mutex<bool>>, emit: Emit) -> Emit {
    let is_open = Arc::clone(is_open);
    Arc::new(move |fact| {
        let is_open = is_open.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_open {
            emit(fact);
        }
    })
}

/// Tells how long the queue of the host is, beside the list of the home kind.
async fn tell_queue(session: Arc<Session>, kind: KindId, emit: Emit) {
    if kind != CLUSTERS {
        return;
    }
    let mut outlook = session.outlook();
    let mut told = None;
    loop {
        let now = *outlook.borrow_and_update();
        let waiting = session.waiting(now);
        if told != waiting {
            told = waiting;
            emit(Fact::Waiting {
                context: Arc::clone(session.name()),
                waiting,
            });
        }
        if outlook.changed().await.is_err() {
            return;
        }
    }
}

async fn watch_list(session: Arc<Session>, kind: KindId, poke: Arc<Poke>, emit: Emit) {
    let mut reader = ListReader::default();
    let mut failures = 0;
    let mut priority = Priority::Visible;
    let mut changes = session.changes();
    let mut told: Option<Standing> = None;
    let mut tell_standing = || {
        let standing = session.standing();
        if told.as_ref() != Some(&standing) {
            told = Some(standing.clone());
            emit(Fact::Standing {
                context: Arc::clone(session.name()),
                standing,
            });
        }
    };
    loop {
        let began = Instant::now();
        // Nothing is said of the manager while the request waits for its turn.
        let sent = OnceLock::new();
        let took = || sent.get().unwrap_or(&began).elapsed();
        let context = Arc::clone(session.name());
        let interval = session.intervals().list;
        let tell_part = |listing: Arc<Listing>| {
            let answered = Answered {
                at: session.now(),
                took: took(),
                interval,
            };
            emit(Fact::Listed {
                context: Arc::clone(&context),
                kind,
                listing,
                answered,
            });
        };
        let mut on_partial = tell_part;
        let is_urgent = priority == Priority::UserRead;
        let mut reading = reader.begin(is_urgent, &mut on_partial).wanting(&poke.rows);
        let asked = session.observer.ask();
        let result = session.list_noting(kind, priority, &mut reading, &sent).await;
        let told = reading.told();
        let wait = match result {
            Ok(()) => {
                failures = 0;
                // Who asks for an interval gets it, whatever it costs.
                let budget = if session.has_own_interval() {
                    Duration::ZERO
                } else {
                    time_for(reading.bytes(), took())
                };
                let wait = interval.max(budget);
                let changed = reading.finish();
                poke.has_rows(told);
                session
                    .observer
                    .listed(kind, asked, changed.as_ref(), session.now());
                let answered = Answered {
                    at: session.now(),
                    took: took(),
                    interval: wait,
                };
                emit(match changed {
                    Some(listing) => Fact::Listed {
                        context,
                        kind,
                        listing,
                        answered,
                    },
                    None => Fact::ListConfirmed {
                        context,
                        kind,
                        answered,
                    },
                });
                Some(wait)
            }
            Err(error) => {
                failures += 1;
                let wait = back_off(&error, interval, failures);
                let failure = failure(&session, &format!("list {kind}"), &error, wait, failures);
                if let Some(listing) = reading.break_off() {
                    tell_part(listing);
                }
                emit(Fact::ListFailed {
                    context,
                    kind,
                    failure,
                });
                wait
            }
        };
        tell_standing();
        let is_refused = || session.is_list_refused(kind);
        priority = pause(wait.into(), &poke, &mut changes, is_refused, &mut tell_standing).await;
    }
}

async fn watch_object(session: Arc<Session>, key: Key, poke: Arc<Poke>, emit: Emit) {
    let mut shown: Option<Arc<Detail>> = None;
    let mut failures = 0;
    let mut priority = Priority::Visible;
    let mut changes = session.changes();
    // What a list tells of it is not in what was read before.
    session.observer.call(key.kind, &key.id, &poke.changed);
    loop {
        let began = Instant::now();
        let intervals = session.intervals();
        let wait = match session.read(key.kind, &key.id, priority).await {
            Ok(detail) => {
                failures = 0;
                let interval = if is_busy(&detail) {
                    intervals.busy
                } else {
                    intervals.calm
                };
                let answered = Answered {
                    at: session.now(),
                    took: began.elapsed(),
                    interval,
                };
                if shown.as_deref() == Some(&detail) {
                    emit(Fact::ReadConfirmed {
                        key: key.clone(),
                        answered,
                    });
                } else {
                    let detail = Arc::new(detail);
                    shown = Some(Arc::clone(&detail));
                    emit(Fact::Read {
                        key: key.clone(),
                        detail,
                        answered,
                    });
                }
                Some(interval)
            }
            Err(error) => {
                failures += 1;
                let wait = back_off(&error, intervals.busy, failures);
                let failure = failure(
                    &session,
                    &format!("read {}", noun(key.kind)),
                    &error,
                    wait,
                    failures,
                );
                emit(Fact::ReadFailed {
                    key: key.clone(),
                    failure,
                });
                wait
            }
        };
        let is_refused = || session.is_object_refused(&key);
        priority = pause(
            Until::after(wait, failures, &session.reach),
            &poke,
            &mut changes,
            is_refused,
            || {},
        )
        .await;
    }
}

fn noun(kind: KindId) -> &'static str {
    if kind == CLUSTERS {
        "the cluster"
    } else {
        "the object"
    }
}

/// Whether a change is under way, so that it is worth looking more often.
pub fn is_busy(detail: &Detail) -> bool {
    detail.row.state.class.is_busy()
}

/// When the next look is due.
pub(super) enum Until<'a> {
    Over(Duration),
    /// In an outage the list asks for all: when it was answered.
    Back(&'a Reach),
    /// Only the user can help.
    Asked,
}

impl<'a> Until<'a> {
    /// After an answer, or after so many failures in a row; in an outage nobody but the list asks.
    pub(super) fn after(wait: Option<Duration>, failures: u32, reach: &'a Reach) -> Self {
        match wait {
            Some(_) if failures > 0 && reach.is_out() => Self::Back(reach),
            wait => wait.into(),
        }
    }
}

impl From<Option<Duration>> for Until<'_> {
    fn from(wait: Option<Duration>) -> Self {
        wait.map_or(Self::Asked, Self::Over)
    }
}

/// Waits for the interval, for the user, or until what was refused may be asked again, or the other way round;
/// says how urgent the next call is.
pub(super) async fn pause(
    until: Until<'_>,
    poke: &Poke,
    changes: &mut Receiver<()>,
    is_refused: impl Fn() -> bool,
    mut on_change: impl FnMut(),
) -> Priority {
    let mut interval = pin!(async {
        match &until {
            Until::Over(wait) => tokio::time::sleep(*wait).await,
            Until::Back(reach) => reach.back().await,
            Until::Asked => std::future::pending().await,
        }
    });
    let is_without_end = matches!(until, Until::Asked);
    if is_without_end {
        // Whoever asked before the refusal came has it for an answer: a wrong credential is shown once.
        let _asked = poke.asked.notified().now_or_never();
        let _changed = poke.changed.notified().now_or_never();
    }
    loop {
        changes.mark_unchanged();
        on_change();
        // Only the user ends a wait without end, and then by asking, logging in or out.
        if is_refused() != is_without_end {
            return Priority::Visible;
        }
        tokio::select! {
            () = &mut interval => return Priority::Visible,
            () = poke.asked.notified() => return Priority::UserRead,
            // Whoever scrolls waits for it, but has not said that what was refused be asked again.
            () = poke.grown.notified() => if !is_without_end {
                return Priority::UserRead;
            },
            // Of what was refused it is no news.
            () = poke.changed.notified() => if !is_without_end {
                return Priority::Check;
            },
            Ok(()) = changes.changed() => {}
        }
    }
}

/// The interval that keeps a list of so many bytes within the budget, and the manager free most of the time.
fn time_for(bytes: usize, took: Duration) -> Duration {
    let of_bytes = Duration::from_millis(bytes as u64 * 1000 / BYTES_PER_SECOND);
    of_bytes.max(took * FREE_TIMES).min(LONGEST_INTERVAL)
}

pub(super) fn failure(
    session: &Session,
    attempt: &str,
    error: &ManagerError,
    wait: Option<Duration>,
    nth: u32,
) -> Failure {
    let now: chrono::DateTime<Utc> = session.now();
    let notice = Notice::failure(attempt, error, error.hint());
    if nth == 1 {
        tracing::warn!(context = %session.name(), failure = notice.line(), "a read failed");
    }
    Failure {
        word: match error {
            ManagerError::Unreachable(_) => "unreachable",
            ManagerError::NoCredential { .. } => "no credential",
            ManagerError::Unauthorized { .. } | ManagerError::Forbidden { .. } => "refused",
            ManagerError::NotFound { .. } => "not found",
            ManagerError::RateLimited { .. } => "too many requests",
            ManagerError::Conflict { .. }
            | ManagerError::Invalid { .. }
            | ManagerError::Refused { .. }
            | ManagerError::Unreadable { .. }
            | ManagerError::UnusableKey { .. }
            | ManagerError::List(_)
            | ManagerError::NotOffered { .. }
            | ManagerError::Cancelled { .. }
            | ManagerError::NotSentInTime
            | ManagerError::PathNotConfirmed { .. } => "bad answer",
        },
        notice,
        at: now,
        next_try: wait.map(|wait| now + wait),
        is_gone: matches!(error, ManagerError::NotFound { .. }),
        is_not_offered: matches!(error, ManagerError::NotOffered { .. }),
    }
}
