//! Parts of a cluster that are listed alone: asked for, kept fresh while they are shown, and put beside what is read
//! of the cluster where a change is about one of them.
//!
//! Each list costs requests: nothing here asks for one that nobody looks at.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use crate::managers::{ManagerError, Parts};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Answered, Detail, Id, Key, KindId, Listing};
use crate::transport::Priority;

use super::access::Subject;
use super::back_off::back_off;
use super::fact::{Emit, Fact};
use super::open::Session;
use super::watch::{Poke, Until, failure, pause};

/// Whoever walks over a list on the way to another one has not looked at it: only after that it is asked for.
const DWELL: Duration = Duration::from_millis(200);

impl Session {
    /// Reads the parts of a cluster that are of a kind which is listed for each cluster, so many as are `wanted`.
    ///
    /// # Errors
    /// As [`Manager::parts`](crate::managers::Manager::parts).
    pub async fn parts(
        &self,
        part: KindId,
        cluster: &Id,
        wanted: usize,
        priority: Priority,
    ) -> Result<Parts, ManagerError> {
        self.parts_by(part, cluster, wanted, priority, None).await
    }

    async fn parts_by(
        &self,
        part: KindId,
        cluster: &Id,
        wanted: usize,
        priority: Priority,
        deadline: Option<Instant>,
    ) -> Result<Parts, ManagerError> {
        let subject = Subject::Parts(part, Arc::clone(cluster));
        // Not even called unless it is sent.
        let read = async { self.manager.parts(part, cluster, wanted).await };
        let mut parts = self.send_by(subject, &priority.into(), deadline, read).await?;
        let read = parts.rows.len();
        // A manager that gives fewer than were wanted has no more, whatever it said.
        parts.total = parts.total.map(|total| match read < wanted {
            true => read as u64,
            false => total.max(read as u64),
        });
        Ok(parts)
    }

    /// Reads an object for a change of a part of this kind: the part is among its children, wherever it is listed.
    ///
    /// # Errors
    /// As [`Session::read`] and [`Session::parts`].
    pub async fn read_with(
        &self,
        key: &Key,
        part: Option<KindId>,
        priority: Priority,
    ) -> Result<Detail, ManagerError> {
        let detail = self.read(key.kind, &key.id, priority).await?;
        self.with_parts(key, detail, part, priority, None).await
    }

    /// Reads an object that is about to be changed, with its parts of this kind: not at all, if its turn does not come
    /// in time.
    ///
    /// # Errors
    /// [`ManagerError::NotSentInTime`], or as [`Session::read_with`].
    pub(super) async fn read_in_time(
        &self,
        key: &Key,
        part: Option<KindId>,
        deadline: Instant,
    ) -> Result<Detail, ManagerError> {
        let detail = self.read_object_in_time(key.kind, &key.id, deadline).await?;
        self.with_parts(key, detail, part, Priority::UserRead, Some(deadline))
            .await
    }

    async fn with_parts(
        &self,
        key: &Key,
        detail: Detail,
        part: Option<KindId>,
        priority: Priority,
        deadline: Option<Instant>,
    ) -> Result<Detail, ManagerError> {
        let is_alone = |part: &KindId| self.about().kind(*part).is_some_and(|kind| kind.is_per_cluster());
        // They are listed for clusters; of another object they are read with it.
        let alone = part.filter(|part| key.kind == CLUSTERS && is_alone(part));
        match alone {
            None => Ok(detail),
            Some(part) => {
                // The object may be called by its name: its own row has the id.
                let id = Arc::clone(&detail.row.id);
                // The part may be any of them.
                let parts = self.parts_by(part, &id, usize::MAX, priority, deadline).await?;
                Ok(detail.with_children(part, parts.rows))
            }
        }
    }

    fn are_parts_refused(&self, part: KindId, cluster: &Id) -> bool {
        self.access.is_refused(&Subject::Parts(part, Arc::clone(cluster)))
    }
}

/// Keeps the parts of one kind of one cluster fresh.
pub(super) async fn watch_parts(session: Arc<Session>, key: Key, part: KindId, poke: Arc<Poke>, emit: Emit) {
    let mut shown: Option<Arc<Listing>> = None;
    let mut failures = 0;
    let mut priority = Priority::Visible;
    let mut changes = session.changes();
    tokio::time::sleep(DWELL).await;
    loop {
        let began = Instant::now();
        let intervals = session.intervals();
        let key = key.clone();
        let is_refused = {
            let (session, id) = (Arc::clone(&session), Arc::clone(&key.id));
            move || session.are_parts_refused(part, &id)
        };
        let wanted = poke.rows.load(Ordering::Relaxed);
        let wait = match session.parts(part, &key.id, wanted, priority).await {
            Ok(Parts { rows, total }) => {
                failures = 0;
                poke.has_rows(wanted);
                let is_busy = rows.iter().any(|row| row.state.class.is_busy());
                let interval = if is_busy { intervals.busy } else { intervals.calm };
                let answered = Answered {
                    at: session.now(),
                    took: began.elapsed(),
                    interval,
                };
                let is_same = |shown: &Arc<Listing>| shown.rows == rows && shown.total == total;
                let is_same = shown.as_ref().is_some_and(is_same);
                emit(if is_same {
                    Fact::PartsConfirmed { key, part, answered }
                } else {
                    let listing = Arc::new(Listing {
                        rows,
                        complete: true,
                        total,
                    });
                    shown = Some(Arc::clone(&listing));
                    Fact::PartsListed {
                        key,
                        part,
                        listing,
                        answered,
                    }
                });
                Some(interval)
            }
            Err(error) => {
                failures += 1;
                let wait = back_off(&error, intervals.busy, failures);
                let failure = failure(&session, &format!("list {part}"), &error, wait, failures);
                emit(Fact::PartsFailed { key, part, failure });
                wait
            }
        };
        let until = Until::after(wait, failures, &session.reach);
        priority = pause(until, &poke, &mut changes, is_refused, || {}).await;
    }
}
