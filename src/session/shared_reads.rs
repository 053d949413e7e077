//! Equal reads that wait for their turn become one: what comes later takes the answer of what waits already. Where the
//! host is asked slowly, what was read just now is not read again before a change is sent.
//!
//! Only what has not been sent is joined: an answer to what was sent earlier may be older than what the later
//! one wants to know.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use crate::managers::ManagerError;
use crate::resource::Detail;
use crate::transport::{Priority, Turns, Urgency};

use super::access::Subject;

/// The reads of one context that wait, and what was just read.
#[derive(Debug, Default)]
pub(super) struct SharedReads {
    waiting: Arc<Waiting>,
    recent: Mutex<Recent>,
}

/// What was read since the last change.
#[derive(Debug, Default)]
struct Recent {
    read: HashMap<Subject, (Instant, Arc<Detail>)>,
    /// How many changes have begun or ended: what was asked for before one tells nothing of after it.
    changes: u64,
}

/// For so long what was read counts as read just now, where each request is dear.
const RECENT: Duration = Duration::from_secs(10);

type Waiting = Mutex<HashMap<Subject, Joinable>>;

/// A read that others may join.
#[derive(Debug)]
struct Joinable {
    urgency: Urgency,
    answer: watch::Receiver<Option<Arc<Detail>>>,
}

/// What one who wants to read does.
enum Place {
    Joins(watch::Receiver<Option<Arc<Detail>>>),
    Leads(Urgency, Starts, watch::Sender<Option<Arc<Detail>>>),
}

/// Dropped when the read is sent, or given up: from then on it cannot be joined.
pub(super) struct Starts {
    waiting: Arc<Waiting>,
    subject: Subject,
}

impl SharedReads {
    /// Joins an equal read that waits, which becomes as urgent; or else reads, so that others may join.
    ///
    /// An answer that is an error is not shared: each who joined asks for itself then.
    pub(super) async fn share<F>(
        &self,
        subject: Subject,
        priority: Priority,
        deadline: Option<Instant>,
        turns: &Turns,
        read: impl Fn(Urgency, Starts) -> F,
    ) -> Result<Detail, ManagerError>
    where
        F: Future<Output = Result<Detail, ManagerError>>,
    {
        loop {
            match self.place(&subject, priority, turns) {
                Place::Joins(answer) => {
                    // If there is none, whoever was to read has failed, or gone.
                    if let Some(detail) = joined(answer, deadline).await? {
                        return Ok(Arc::unwrap_or_clone(detail));
                    }
                }
                Place::Leads(urgency, starts, answer) => {
                    let (asked, changes) = (Instant::now(), self.lock().changes);
                    let detail = read(urgency, starts).await?;
                    if turns.pace().spacing.is_some() {
                        self.remember(subject, asked, changes, &detail);
                    }
                    if answer.receiver_count() > 0 {
                        answer.send_replace(Some(Arc::new(detail.clone())));
                    }
                    return Ok(detail);
                }
            }
        }
    }

    /// What was read so recently that reading it again would only delay what it is read for.
    pub(super) fn recent(&self, subject: &Subject) -> Option<Detail> {
        let recent = self.lock();
        let (_, detail) = recent.read.get(subject).filter(|(at, _)| at.elapsed() < RECENT)?;
        Some(Detail::clone(detail))
    }

    /// A change begins or has ended: nothing that was asked for before counts any more.
    pub(super) fn forget(&self) {
        let mut recent = self.lock();
        recent.read.clear();
        recent.changes += 1;
    }

    fn remember(&self, subject: Subject, at: Instant, changes: u64, detail: &Detail) {
        let mut recent = self.lock();
        recent.read.retain(|_, (at, _)| at.elapsed() < RECENT);
        if recent.changes == changes {
            recent.read.insert(subject, (at, Arc::new(detail.clone())));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, subject: &Subject, priority: Priority, turns: &Turns) -> Place {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(joinable) = waiting.get(subject) {
            turns.raise(&joinable.urgency, priority);
            return Place::Joins(joinable.answer.clone());
        }
        let urgency = Urgency::from(priority);
        let (tell, answer) = watch::channel(None);
        let joinable = Joinable {
            urgency: urgency.clone(),
            answer,
        };
        waiting.insert(subject.clone(), joinable);
        let starts = Starts {
            waiting: Arc::clone(&self.waiting),
            subject: subject.clone(),
        };
        Place::Leads(urgency, starts, tell)
    }
}

/// The answer of the read that was joined, if one comes.
async fn joined(
    mut answer: watch::Receiver<Option<Arc<Detail>>>,
    deadline: Option<Instant>,
) -> Result<Option<Arc<Detail>>, ManagerError> {
    let answered = answer.wait_for(Option::is_some);
    let answered = match deadline {
        None => answered.await,
        Some(deadline) => timeout_at(deadline, answered)
            .await
            .map_err(|_| ManagerError::NotSentInTime)?,
    };
    Ok(answered.ok().and_then(|answered| answered.clone()))
}

impl Drop for Starts {
    fn drop(&mut self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(&self.subject);
    }
}
